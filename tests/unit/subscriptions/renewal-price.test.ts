// What a renewal costs once its copies go elsewhere: the contract's own price, at the rates there.
import { describe, expect, it } from 'vitest'
import type { Order } from '#subscriptions/order'
import { priceOf } from '#subscriptions/price'
import { type RenewalPriceInput, renewalGross, renewalPriceAt } from '#subscriptions/renewal-price'
import { territoryOf } from '#tax/territory'
import { publication } from '../../support/editorial.ts'

const offer = publication.subscriptions
if (!offer) throw new Error('The sample title sells')
const date = '2026-12-01'
const { cppap } = publication.identity
const places = {
  paris: { country: 'FR', postcode: '75011' },
  guadeloupe: { country: 'GP', postcode: '97110' },
  geneva: { country: 'CH', postcode: '1201' },
  brussels: { country: 'BE', postcode: '1000' },
  montreal: { country: 'CA', postcode: 'H2X 1Y4' },
}

function ordered(planId: string, place: keyof typeof places, quantity = 1, atCents?: number) {
  const found = offer?.plans.find(({ id }) => id === planId)
  if (!found) throw new Error(`No plan ${planId}`)
  const plan = { ...found, priceCents: atCents ?? found.priceCents }
  const priced = priceOf({
    ...{ plan, quantity, date, cppap, union: offer?.union ?? never() },
    ...{ territory: territoryOf(places[place]), buyer: { kind: 'consumer' as const } },
  })
  if (priced.kind !== 'price') throw new Error('No rate')
  return {
    ...{ planId, quantity, price: priced.price, terms: { edition: plan.edition } },
    buyer: { hasValidVatNumber: false },
  } as Order
}
const never = (): never => {
  throw new Error('The sample title sells')
}

const priceAt = (order: RenewalPriceInput['order'], place: keyof typeof places) => {
  const priced = renewalPriceAt({ order, delivery: places[place], offer, date, cppap })
  return priced.kind === 'price' ? priced.price : undefined
}

describe('a renewal that goes elsewhere', () => {
  it.each(['papier-1-an', 'papier-2-ans', 'integral-1-an'])(
    'costs what the same plan costs there, wherever it was ordered: %s',
    (planId) => {
      const all = Object.keys(places) as (keyof typeof places)[]
      for (const from of all)
        for (const to of all)
          for (const quantity of [1, 3])
            expect(priceAt(ordered(planId, from, quantity), to), `${from} to ${to}`).toEqual(
              ordered(planId, to, quantity).price,
            )
    },
  )

  it('keeps the price that was agreed when the plan costs more by now', () => {
    const old = ordered('papier-1-an', 'paris', 1, 8_900)
    expect(priceAt(old, 'guadeloupe')).toMatchObject({ gross: 8_900, rate: 105 })
    expect(priceAt(old, 'geneva')).toMatchObject({ gross: 8_717, vat: 0 })
    const gone = { ...offer, plans: offer.plans.filter(({ id }) => id !== 'papier-1-an') }
    const priced = renewalPriceAt({ order: old, delivery: places.paris, offer: gone, date, cppap })
    expect(priced).toMatchObject({ kind: 'price', price: { gross: 8_900 } })
  })

  it('takes no account of a code that Stripe takes off by itself', () => {
    const order = ordered('papier-1-an', 'paris')
    const cheaper = { ...order, price: { ...order.price, gross: 4_950, net: 4_848, vat: 102 } }
    expect(priceAt(cheaper, 'geneva')).toMatchObject({ gross: 9_696 })
  })

  it('in a country whose rate nobody knows has none', () => {
    const union = { isAboveThreshold: true, rates: {} }
    const order = ordered('papier-1-an', 'paris')
    const input = { order, delivery: places.brussels, offer: { ...offer, union }, date, cppap }
    expect(renewalPriceAt(input)).toEqual({ kind: 'noRate', country: 'BE' })
  })
})

describe('the next payment', () => {
  const price = { gross: 4_950 } as Order['price']
  const renewalPrice = { gross: 9_696 } as Order['price']
  const code = { renewalGross: 9_900, percentOff: 5_000 } as NonNullable<Order['promotion']>

  it('is that of the order, without what a code took off once', () => {
    expect(renewalGross({ price, renewalPrice: undefined })).toBe(4_950)
    expect(renewalGross({ price, renewalPrice: undefined }, code)).toBe(9_900)
    expect(renewalGross({ price, renewalPrice }, { ...code, lasts: 'once' })).toBe(9_696)
  })

  it('of a code that lasts is less it, elsewhere too, and never below nothing', () => {
    expect(renewalGross({ price, renewalPrice }, { ...code, lasts: 'forever' })).toBe(4_848)
    const { percentOff: _, ...cents } = code
    const whole = { ...cents, centsOff: 20_000, lasts: 'forever' as const }
    expect(renewalGross({ price, renewalPrice }, whole)).toBe(0)
  })
})
