// What a promotion code makes of a price, and which codes are taken.
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import type { StoredPrice } from '#subscriptions/order'
import { type OfferedPromotion, reducedBy, renewalPriceOf } from '#subscriptions/promotion'
import { splitGross } from '#tax/vat'

const yearly = { kind: 'term', months: 12, renews: true } as const
const monthly = { kind: 'monthly', renews: true } as const
const gift = { kind: 'term', months: 12, renews: false } as const

function aPrice(...grosses: number[]): StoredPrice {
  const parts = grosses.map((gross, at) => ({
    supply: at === 0 ? ('print' as const) : ('digital' as const),
    unitGross: gross,
    ...splitGross(gross, at === 0 ? 210 : 2_000),
    rate: at === 0 ? 210 : 2_000,
    country: 'FR',
    scheme: 'domestic' as const,
  }))
  const sum = (of: (part: (typeof parts)[number]) => number) =>
    parts.reduce((total, part) => total + of(part), 0)
  return {
    ...{ currency: 'eur', quantity: 1, rate: 210, mentions: [], parts },
    unitGross: sum((part) => part.unitGross),
    gross: sum((part) => part.gross),
    net: sum((part) => part.net),
    vat: sum((part) => part.vat),
  }
}

const aCode = (change: Partial<OfferedPromotion> = {}): OfferedPromotion => ({
  ...{ code: 'NOEL26', promotionCodeId: 'promo_1', isForNewcomers: false },
  ...('centsOff' in change ? {} : { percentOff: 2_000 }),
  lasts: { kind: 'once' },
  ...change,
})

function reduced(
  code: OfferedPromotion,
  full = aPrice(9_900),
  terms: Parameters<typeof reducedBy>[1]['terms'] = yearly,
) {
  const outcome = reducedBy(code, { full, terms })
  if (outcome.kind !== 'reduced') throw new Error(outcome.because)
  return outcome
}

const refusal = (...given: Parameters<typeof reduced>) => {
  const [code, full = aPrice(9_900), terms = yearly] = given
  const outcome = reducedBy(code, { full, terms })
  return outcome.kind === 'refused' ? outcome.because : undefined
}

describe('a price with a promotion', () => {
  it('is less by a percentage, with the VAT of what is left', () => {
    const { price, promotion } = reduced(aCode())
    expect(price).toMatchObject({ gross: 7_920, vat: 163, net: 7_757, unitGross: 9_900 })
    expect(promotion).toMatchObject({ lasts: 'once', renewalGross: 9_900, percentOff: 2_000 })
  })

  it('is less by a sum, never below nothing', () => {
    expect(reduced(aCode({ centsOff: 1_000 })).price.gross).toBe(8_900)
    expect(reduced(aCode({ centsOff: 99_999 })).price).toMatchObject({ gross: 0, vat: 0, net: 0 })
  })

  it('of 100 % is nothing today, and the whole price later', () => {
    const { price, promotion } = reduced(aCode({ percentOff: 10_000 }))
    expect([price.gross, promotion.renewalGross]).toEqual([0, 9_900])
    expect(renewalPriceOf({ price, promotion }).gross).toBe(9_900)
  })

  it('stays less where the code holds for ever', () => {
    const { price, promotion } = reduced(aCode({ lasts: { kind: 'forever' } }))
    expect(promotion.renewalGross).toBe(7_920)
    expect(renewalPriceOf({ price, promotion })).toBe(price)
  })

  it('has months of a month by month plan alone; shorter than a term they are of its first payment', () => {
    const lasts = { kind: 'months', months: 3 } as const
    expect(reduced(aCode({ lasts }), aPrice(790), monthly).promotion).toMatchObject({
      ...{ lasts: 'months', months: 3, renewalGross: 790 },
    })
    expect(reduced(aCode({ lasts })).promotion.lasts).toBe('once')
    expect(refusal(aCode({ lasts: { kind: 'months', months: 12 } }))).toBe('otherPlan')
  })

  it('of a gift is of its one payment, whatever the code says', () => {
    const lasts = { kind: 'forever' } as const
    expect(reduced(aCode({ lasts }), aPrice(9_900), gift).promotion.lasts).toBe('once')
  })

  it('is refused below the least that the code asks for, and where cents would be left', () => {
    expect(refusal(aCode({ leastGross: 10_000 }))).toBe('tooLittle')
    expect(refusal(aCode({ leastGross: 9_900 }))).toBeUndefined()
    expect(refusal(aCode({ centsOff: 9_851 }))).toBe('almostNothing')
    expect(refusal(aCode({ centsOff: 9_850 }))).toBeUndefined()
  })

  it('adds up, whatever is taken off of how many parts', () => {
    const cents = fc.integer({ min: 50, max: 1_000_000 })
    fc.assert(
      fc.property(
        fc.array(cents, { minLength: 1, maxLength: 2 }),
        fc.oneof(
          fc.integer({ min: 1, max: 10_000 }).map((percentOff) => ({ percentOff })),
          cents.map((centsOff) => ({ centsOff })),
        ),
        (grosses, off) => {
          const full = aPrice(...grosses)
          const outcome = reducedBy(aCode(off), { full, terms: yearly })
          if (outcome.kind === 'refused') return outcome.because === 'almostNothing'
          const { price } = outcome
          expect(price.net + price.vat).toBe(price.gross)
          expect(price.gross).toBeLessThanOrEqual(full.gross)
          expect(price.parts.reduce((sum, { gross }) => sum + gross, 0)).toBe(price.gross)
          for (const { gross, net, vat } of price.parts) {
            expect(net + vat).toBe(gross)
            expect(Math.min(gross, net, vat)).toBeGreaterThanOrEqual(0)
          }
          return true
        },
      ),
    )
  })
})
