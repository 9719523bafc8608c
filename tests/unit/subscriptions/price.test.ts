// Prices by territory, buyer and edition (domain-rules §2).
import * as fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { isSubscribed, termsOf } from '#subscriptions/order'
import { mentionSentences, type PriceInput, priceOf } from '#subscriptions/price'
import { territoryOf } from '#tax/territory'
import { publication } from '../../support/editorial.ts'

const print = { edition: 'print', priceCents: 9_900, digitalPartCents: undefined } as const
const consumer = { kind: 'consumer' } as const
const business = { kind: 'business', hasValidVatNumber: true } as const
const below = { isAboveThreshold: false, rates: {} }

function price(change: Partial<PriceInput> & { at?: { country: string; postcode?: string } } = {}) {
  const { at = { country: 'FR', postcode: '75011' }, ...rest } = change
  const priced = priceOf({
    ...{ plan: print, quantity: 1, buyer: consumer, date: '2026-12-01', union: below },
    ...{ territory: territoryOf(at), cppap: '0128 T 81234' },
    ...rest,
  })
  if (priced.kind === 'noRate') throw new Error(`no rate in ${priced.country}`)
  return priced.price
}

describe('the price of a plan', () => {
  it.each([
    ['mainland', { country: 'FR', postcode: '75011' }, 9_900, 9_696, 204],
    ['Corsica', { country: 'FR', postcode: '20000' }, 9_900, 9_696, 204],
    ['Réunion', { country: 'FR', postcode: '97400' }, 9_900, 9_797, 103],
    ['Germany, below the threshold', { country: 'DE' }, 9_900, 9_696, 204],
    // Who owes no VAT pays no VAT: the price without what it holds.
    ['Guyane', { country: 'FR', postcode: '97300' }, 9_696, 9_696, 0],
    ['Switzerland', { country: 'CH' }, 9_696, 9_696, 0],
  ])('%s', (_, at, gross, net, vat) => {
    expect(price({ at })).toMatchObject({ gross, net, vat })
  })

  it('is at the standard rate once the certificate has expired', () => {
    expect(price({ date: '2028-01-01' })).toMatchObject({ gross: 9_900, vat: 1_650 })
  })

  it('says why a business elsewhere in the Union pays no VAT, for print and for digital', () => {
    const both = { ...print, edition: 'both' } as const
    const sold = price({ plan: both, buyer: business, at: { country: 'DE' } })
    expect(sold.mentions).toEqual(['intraCommunity', 'reverseCharge'])
    expect(mentionSentences(sold).map(({ fr }) => fr)).toContain('Autoliquidation')
    expect(sold.vat).toBe(0)
  })

  it('is split where a member state taxes print and digital apart, and refused without a rate', () => {
    const rates = { DE: { print: 700, digital: 1_900 } }
    const union = { isAboveThreshold: true, rates }
    const plan = { edition: 'both', priceCents: 12_000, digitalPartCents: 4_000 } as const
    const sold = price({ plan, union, at: { country: 'DE' } })
    expect(sold.parts).toMatchObject([
      { supply: 'print', gross: 8_000, rate: 700, scheme: 'oss', country: 'DE' },
      { supply: 'digital', gross: 4_000, rate: 1_900 },
    ])
    expect(() => price({ plan, union, at: { country: 'IT' } })).toThrow('no rate in IT')
    const whole = { ...plan, digitalPartCents: undefined }
    expect(() => price({ plan: whole, union, at: { country: 'DE' } })).toThrow('no rate in DE')
    const same = { isAboveThreshold: true, rates: { DE: { print: 700, digital: 700 } } }
    expect(price({ plan: whole, union: same, at: { country: 'DE' } }).parts).toHaveLength(1)
  })

  it('adds up, for any price and number of copies', () => {
    const places = [{ country: 'FR' }, { country: 'RE' }, { country: 'DE' }, { country: 'US' }]
    fc.assert(
      fc.property(
        fc.integer({ min: 50, max: 1_000_000 }),
        fc.integer({ min: 1, max: 500 }),
        fc.constantFrom(...places),
        fc.constantFrom('print' as const, 'digital' as const, 'both' as const),
        (priceCents, quantity, at, edition) => {
          const plan = { edition, priceCents, digitalPartCents: undefined }
          const sold = price({ plan, quantity, at })
          expect(sold.net + sold.vat).toBe(sold.gross)
          expect(sold.gross).toBe(sold.unitGross * quantity)
          expect(sold.gross).toBeLessThanOrEqual(priceCents * quantity)
          expect(sold.parts.reduce((sum, part) => sum + part.gross, 0)).toBe(sold.gross)
        },
      ),
    )
  })
})

it('a gift of a plan that renews does not renew', () => {
  const plan = publication.subscriptions?.plans.find(({ id }) => id === 'papier-1-an')
  if (!plan) throw new Error('no plan')
  expect(isSubscribed(termsOf(plan, { isGift: false }))).toBe(true)
  expect(isSubscribed(termsOf(plan, { isGift: true }))).toBe(false)
})
