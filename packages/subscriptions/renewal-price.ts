// What the next renewal of a subscription costs: as ordered, or anew where its copies go to another
// territory for VAT. The contract's own price stays, whatever the plan costs today. Pure.
import type { Cents } from '#kernel/money'
import type { Plan, Subscriptions } from '#publication/plans'
import { territoryOf } from '#tax/territory'
import { vatOn } from '#tax/vat'
import type { Order, Promotion } from './order.ts'
import type { PostalAddress } from './postal-address.ts'
import { type Priced, priceOf } from './price.ts'
import type { Subscription } from './subscription.ts'

/** What the next payment will be, in cents with VAT; `promotion` is that of its order. */
export function renewalGross(
  subscription: Pick<Subscription, 'price' | 'renewalPrice'>,
  promotion?: Promotion | undefined,
): Cents {
  const { price, renewalPrice } = subscription
  if (!renewalPrice) return promotion?.renewalGross ?? price.gross
  if (promotion?.lasts !== 'forever') return renewalPrice.gross
  const { percentOff = 0, centsOff = 0 } = promotion
  const off = Math.round((renewalPrice.gross * percentOff) / 10_000) + centsOff
  return Math.max(0, renewalPrice.gross - off)
}

export type RenewalPriceInput = {
  order: Pick<Order, 'planId' | 'terms' | 'quantity' | 'price' | 'buyer' | 'promotion'>
  /** Where copies will go. */
  delivery: Pick<PostalAddress, 'country' | 'postcode'>
  offer: Pick<Subscriptions, 'plans' | 'union'>
  /** Of today, `2026-12-31`. */
  date: string
  cppap?: string | undefined
}

/** The price of renewals once copies go there; `noRate` where no rate is known for that country. */
export function renewalPriceAt(input: RenewalPriceInput): Priced {
  const { order, delivery, offer, date, cppap } = input
  return priceOf({
    ...{ plan: contractPlan(input), quantity: order.quantity, date, cppap, union: offer.union },
    territory: territoryOf(delivery),
    buyer: order.buyer.hasValidVatNumber
      ? { kind: 'business', hasValidVatNumber: true }
      : { kind: 'consumer' },
  })
}

/** The price that was agreed, for one copy with VAT in mainland France; a code is no part of it. */
function contractPlan(
  input: RenewalPriceInput,
): Pick<Plan, 'edition' | 'priceCents' | 'digitalPartCents'> {
  const { order, offer } = input
  const { edition } = order.terms
  const agreed = agreedCents(input)
  const plan = offer.plans.find(({ id }) => id === order.planId)
  // A cent may be lost where the VAT was taken off and is put back.
  if (plan && Math.abs(plan.priceCents - agreed) <= 1) {
    const { priceCents, digitalPartCents } = plan
    return { edition, priceCents, digitalPartCents }
  }
  const { parts } = order.price
  const digital = parts.find(({ supply }) => supply === 'digital')
  const isSplit = edition === 'both' && parts.length > 1
  return { edition, priceCents: agreed, digitalPartCents: isSplit ? digital?.unitGross : undefined }
}

/** Who paid no VAT agreed to a price without it: the VAT of mainland France is put back. */
function agreedCents({ order, date, cppap, offer }: RenewalPriceInput): Cents {
  const cents = order.price.parts.map(({ supply, unitGross, scheme }) => {
    if (scheme !== 'exempt') return unitGross
    const mainland = vatOn({
      ...{ supply, date, cppap, union: offer.union },
      buyer: { kind: 'consumer' },
      territory: { kind: 'france' },
    })
    if (mainland.kind !== 'taxed') return unitGross
    return Math.round((unitGross * (10_000 + mainland.rate)) / 10_000)
  })
  return cents.reduce((sum, one) => sum + one, 0)
}
