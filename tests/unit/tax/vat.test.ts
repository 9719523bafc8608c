import * as fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { isCppapValidOn } from '#tax/cppap'
import { territoryOf } from '#tax/territory'
import { isAboveThreshold, type Sale, splitGross, vatOfRefund, vatOn } from '#tax/vat'

function sale(change: Partial<Sale> & { in?: string; postcode?: string } = {}): Sale {
  const { in: country = 'FR', postcode, ...rest } = change
  return {
    supply: 'print',
    buyer: { kind: 'consumer' },
    territory: territoryOf({ country, ...(postcode === undefined ? {} : { postcode }) }),
    date: '2026-12-01',
    cppap: '0128 T 81234',
    union: { isAboveThreshold: false, rates: {} },
    ...rest,
  }
}

const taxed = (rate: number) => ({ kind: 'taxed', rate, country: 'FR', scheme: 'domestic' })
const business = { kind: 'business', hasValidVatNumber: true } as const

describe('the rate of a sale', () => {
  it.each([
    ['the mainland', sale(), taxed(210)],
    ['Corsica: 0.90 % is not for press', sale({ postcode: '20090' }), taxed(210)],
    ['Monaco', sale({ in: 'MC' }), taxed(210)],
    ['a digital edition', sale({ supply: 'digital' }), taxed(210)],
    ['Réunion', sale({ postcode: '97400' }), taxed(105)],
    ['a French business', sale({ buyer: business }), taxed(210)],
    ['what is no press', sale({ supply: 'standard' }), taxed(2_000)],
    ['what is no press, overseas', sale({ supply: 'standard', postcode: '97200' }), taxed(850)],
    ['a certificate that ran out', sale({ date: '2028-01-01' }), taxed(2_000)],
    ['no certificate', sale({ cppap: undefined }), taxed(2_000)],
    ['Guyane', sale({ postcode: '97300' }), { kind: 'exempt', because: 'overseas' }],
    ['an EU consumer below the threshold', sale({ in: 'BE' }), taxed(210)],
    ['New Caledonia, print', sale({ in: 'NC' }), { kind: 'exempt', because: 'export' }],
    [
      'Switzerland, digital',
      sale({ in: 'CH', supply: 'digital' }),
      { kind: 'exempt', because: 'notInFrance' },
    ],
    [
      'an EU business, print',
      sale({ in: 'BE', buyer: business }),
      { kind: 'exempt', because: 'intraCommunity' },
    ],
    [
      'an EU business, digital',
      sale({ in: 'BE', buyer: business, supply: 'digital' }),
      { kind: 'exempt', because: 'reverseCharge' },
    ],
    [
      'an EU business without a valid number',
      sale({ in: 'BE', buyer: { kind: 'business', hasValidVatNumber: false } }),
      taxed(210),
    ],
  ])('%s', (_, made, vat) => {
    expect(vatOn(made)).toEqual(vat)
  })

  it('is the destination’s above the threshold, and no sale where that is not configured', () => {
    const union = { isAboveThreshold: true, rates: { BE: { print: 0, digital: 2_100 } } }
    expect(vatOn(sale({ in: 'BE', supply: 'digital', union }))).toEqual({
      kind: 'taxed',
      rate: 2_100,
      country: 'BE',
      scheme: 'oss',
    })
    expect(vatOn(sale({ in: 'BE', union }))).toMatchObject({ rate: 0, scheme: 'oss' })
    expect(vatOn(sale({ in: 'DE', union }))).toEqual({ kind: 'noRate', country: 'DE' })
    // Business and French sales do not look at it.
    expect(vatOn(sale({ in: 'DE', union, buyer: business }))).toMatchObject({ kind: 'exempt' })
    expect(vatOn(sale({ union }))).toEqual(taxed(210))
  })

  it('crosses the threshold with the sale that passes it', () => {
    const sold = { lastYear: 0, thisYear: 999_000 }
    expect(isAboveThreshold({ ...sold, sale: 1_000 })).toBe(false)
    expect(isAboveThreshold({ ...sold, sale: 1_001 })).toBe(true)
    expect(isAboveThreshold({ lastYear: 1_000_001, thisYear: 0, sale: 1 })).toBe(true)
  })
})

describe('a CPPAP certificate', () => {
  it('holds until the month it names begins', () => {
    expect(isCppapValidOn('0127 T 81234', '2026-12-31')).toBe(true)
    expect(isCppapValidOn('0127 T 81234', '2027-01-01')).toBe(false)
    expect(isCppapValidOn('1327 T 81234', '2026-12-31')).toBe(false)
  })
})

describe('the split of a price with tax', () => {
  it.each([
    [9_900, 210, 9_696, 204],
    [7_900, 210, 7_738, 162],
    [5_900, 210, 5_779, 121],
    [1_250, 210, 1_224, 26],
    [12_000, 210, 11_753, 247],
    [9_900, 105, 9_797, 103],
    [7_900, 105, 7_818, 82],
    [12_000, 105, 11_875, 125],
    [9_900, 2_000, 8_250, 1_650],
    [7_900, 2_000, 6_583, 1_317],
    [1_250, 2_000, 1_042, 208],
    // Tax first: the net first would give 16.63 and 3.32.
    [1_995, 2_000, 1_662, 333],
    [24, 210, 24, 0],
    // The parts of a bundle (domain-rules §2.3).
    [7_729, 210, 7_570, 159],
    [2_171, 2_000, 1_809, 362],
  ])('of %i at %i basis points is %i and %i', (gross, rate, net, vat) => {
    expect(splitGross(gross, rate)).toEqual({ gross, net, vat })
  })

  it('differs from the net-first way for one price in six at 20 %, for none at the rates of the press', () => {
    const differing = (rate: number) => {
      let count = 0
      for (let gross = 1; gross <= 100_000; gross++) {
        const netFirst = Math.floor((gross * 20_000 + (10_000 + rate)) / (2 * (10_000 + rate)))
        if (splitGross(gross, rate).net !== netFirst) count++
      }
      return count
    }
    expect([differing(2_000), differing(210), differing(105)]).toEqual([16_667, 0, 0])
  })
})

describe('the tax of partial refunds', () => {
  it('is taken by cumulation: 33.33, 33.33 and 32.34 of 99.00', () => {
    const invoice = { gross: 9_900, vat: 204 }
    const parts = [3_333, 3_333, 3_234]
    let grossBefore = 0
    let vatBefore = 0
    const vats = parts.map((gross) => {
      const vat = vatOfRefund(invoice, { grossBefore, vatBefore, gross })
      grossBefore += gross
      vatBefore += vat
      return vat
    })
    expect(vats).toEqual([69, 68, 67])
  })

  it('gives back exactly the invoice’s, however it is cut', () => {
    fc.assert(
      fc.property(
        fc.array(fc.integer({ min: 1, max: 9_999 }), { minLength: 1, maxLength: 8 }),
        fc.constantFrom(105, 210, 550, 2_000),
        (parts, rate) => {
          const gross = parts.reduce((sum, part) => sum + part, 0)
          const { vat } = splitGross(gross, rate)
          let grossBefore = 0
          let vatBefore = 0
          for (const part of parts) {
            const one = vatOfRefund({ gross, vat }, { grossBefore, vatBefore, gross: part })
            expect(one).toBeGreaterThanOrEqual(0)
            grossBefore += part
            vatBefore += one
          }
          expect(vatBefore).toBe(vat)
        },
      ),
    )
  })
})
