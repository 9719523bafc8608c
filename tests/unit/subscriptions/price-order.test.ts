// The price of an order as it is chosen, and whether a promotion still takes off what the order says.
import { expect, it } from 'vitest'
import type { Plan } from '#publication/plans'
import { type Order, orderLimits, termsOf } from '#subscriptions/order'
import {
  isPromotionStill,
  type OrderToPrice,
  type PriceOrderDeps,
  placeOf,
  priceOrder,
} from '#subscriptions/price-order'
import type { OfferedPromotion, PromotionAnswer } from '#subscriptions/promotion'
import { handClock, publication } from '../../support/editorial.ts'
import { memoryTable } from '../../support/memory-table.ts'

const aPlan = (edition: Plan['edition']): Plan => {
  const plan = publication.subscriptions?.plans.find(
    (one) => one.edition === edition && one.kind === 'term',
  )
  if (!plan) throw new Error(`no plan of ${edition}`)
  return plan
}
const digital = aPlan('digital')
const offered: OfferedPromotion = {
  ...{ code: 'NOEL26', promotionCodeId: 'promo_1', percentOff: 2_000, isForNewcomers: false },
  lasts: { kind: 'once' },
}

function shop(answer: PromotionAnswer = { kind: 'promotion', promotion: offered }) {
  const asked: string[] = []
  const payments = {
    promotion: async ({ code }: { code: string }) => {
      asked.push(code)
      return answer
    },
  }
  const deps: PriceOrderDeps = { table: memoryTable(), clock: handClock(), publication, payments }
  const price = (change: Partial<OrderToPrice> = {}) =>
    priceOrder(deps, {
      ...{ plan: digital, quantity: 1, place: { country: 'FR' }, isGift: false },
      ...change,
    })
  return { price, asked, payments }
}

it('asks no VAT of a business elsewhere in the Union whose number is valid', async () => {
  const { price } = shop()
  const there = { place: { country: 'BE' }, hasValidVatNumber: true }
  expect(await price(there)).toMatchObject({ kind: 'price', price: { vat: 0 } })
  const here = await price({ place: { country: 'FR' }, hasValidVatNumber: true })
  if (here.kind !== 'price') throw new Error(here.kind)
  expect(here.price.vat).toBeGreaterThan(0)
})

it('stops who guesses codes before anybody is asked, and says the whole price', async () => {
  const { price, asked } = shop({ kind: 'unknown' })
  const guess = { code: 'DEVINE', ip: '203.0.113.9' }
  for (let count = 0; count < orderLimits.codesPerNetworkAndHour; count++)
    expect(await price(guess)).toMatchObject({ kind: 'noPromotion', because: 'unknown' })
  const whole = await price()
  if (whole.kind !== 'price') throw new Error(whole.kind)
  expect(await price(guess)).toEqual({
    ...{ kind: 'noPromotion', because: 'tooMany', price: whole.price },
  })
  expect(asked).toHaveLength(orderLimits.codesPerNetworkAndHour)
  // Another network is not stopped.
  expect(await price({ ...guess, ip: '198.51.100.9' })).toMatchObject({ because: 'unknown' })
})

it('of a gift knows one payment alone', async () => {
  const forEver = { ...offered, lasts: { kind: 'forever' } } as const
  const { price } = shop({ kind: 'promotion', promotion: forEver })
  const lasting = async (isGift: boolean) => {
    const priced = await price({ isGift, code: 'NOEL26' })
    return priced.kind === 'price' ? priced.promotion?.lasts : undefined
  }
  expect(await lasting(false)).not.toEqual(await lasting(true))
})

it('holds a promotion to what the order says: the same code, and the same price', async () => {
  const { price } = shop()
  const priced = await price({ code: 'NOEL26' })
  if (priced.kind !== 'price' || !priced.promotion) throw new Error(priced.kind)
  const order: Pick<Order, 'planId' | 'terms' | 'price' | 'promotion'> = {
    ...{ planId: digital.id, terms: termsOf(digital, { isGift: false }) },
    ...{ price: priced.price, promotion: priced.promotion },
  }
  const still = (answer: PromotionAnswer) =>
    isPromotionStill({ payments: shop(answer).payments }, order)
  const now = (change: Partial<OfferedPromotion>): PromotionAnswer => ({
    ...{ kind: 'promotion', promotion: { ...offered, ...change } },
  })
  expect(await still(now({}))).toBe(true)
  expect(await still(now({ percentOff: 1_900 }))).toBe(false)
  expect(await still(now({ promotionCodeId: 'promo_2' }))).toBe(false)
  expect(await still(now({ leastGross: 1_000_000 }))).toBe(false)
  expect(await still({ kind: 'over' })).toBe(false)
})

it('is taxed where print is sent, and where the buyer of digital lives', () => {
  const [delivery, buyer] = [{ country: 'BE', postcode: '1000' }, { country: 'FR' }]
  expect(placeOf({ plan: { edition: 'print' }, delivery, buyer })).toEqual(delivery)
  expect(placeOf({ plan: { edition: 'both' }, delivery, buyer })).toEqual(delivery)
  expect(placeOf({ plan: { edition: 'digital' }, delivery, buyer })).toEqual(buyer)
  expect(placeOf({ plan: { edition: 'print' }, buyer })).toEqual(buyer)
})
