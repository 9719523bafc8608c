// The price of an order as it is chosen: the plan's for buyer and place, less what a code that was
// typed takes off. The page that shows a price and the order that holds it ask the same.
import type { Table } from '#aws/table'
import { type Clock, dateOf, hourMs, instant } from '#kernel/time'
import type { Plan } from '#publication/plans'
import type { Publication } from '#publication/schema'
import { networkOf } from '#readers/network'
import { takeInWindow } from '#readers/store-counters'
import { type Territory, territoryOf } from '#tax/territory'
import { orderLimits, type Promotion, type StoredPrice, termsOf } from './order.ts'
import type { Payments } from './ports.ts'
import { isDelivered, priceOf } from './price.ts'
import { type OfferedPromotion, type promotionFaults, reducedBy } from './promotion.ts'

export type PriceOrderDeps = {
  table: Table
  clock: Clock
  publication: Publication
  payments: Pick<Payments, 'promotion'>
}

export type OrderToPrice = {
  plan: Plan
  quantity: number
  /** Print: where it is sent; digital: where the buyer lives. */
  place: { country: string; postcode?: string | undefined }
  hasValidVatNumber?: boolean
  isGift: boolean
  code?: string | undefined
  /** Of the visitor, for the limit on codes that are tried. */
  ip?: string | undefined
}

/** `noPromotion`: the whole price, and why the code takes nothing off it. */
export type PricedOrder =
  | {
      kind: 'price'
      price: StoredPrice
      promotion?: Promotion | undefined
      isForNewcomers?: boolean
    }
  | { kind: 'noPromotion'; price: StoredPrice; because: keyof typeof promotionFaults }
  | { kind: 'noRate' }

export async function priceOrder(deps: PriceOrderDeps, order: OrderToPrice): Promise<PricedOrder> {
  const { publication } = deps
  const { plan, quantity, place, code } = order
  const priced = priceOf({
    plan,
    quantity,
    territory: territoryAt(place),
    buyer: order.hasValidVatNumber
      ? { kind: 'business', hasValidVatNumber: true }
      : { kind: 'consumer' },
    date: dateOf(instant(deps.clock()), publication.zone),
    cppap: publication.identity.cppap,
    union: publication.subscriptions?.union ?? { isAboveThreshold: false, rates: {} },
  })
  if (priced.kind === 'noRate') return { kind: 'noRate' }
  const { price } = priced
  if (code === undefined) return { kind: 'price', price }
  const offered = await offeredBy(deps, { ...order, code, price })
  if (typeof offered === 'string') return { kind: 'noPromotion', price, because: offered }
  const terms = termsOf(plan, { isGift: order.isGift })
  const reduced = reducedBy(offered, { full: price, terms })
  if (reduced.kind === 'refused') return { kind: 'noPromotion', price, because: reduced.because }
  const { isForNewcomers } = offered
  return { kind: 'price', price: reduced.price, promotion: reduced.promotion, isForNewcomers }
}

/** Whether the promotion of an order still takes off what the order says. */
export async function isPromotionStill(
  deps: Pick<PriceOrderDeps, 'payments'>,
  order: {
    planId: string
    terms: Parameters<typeof reducedBy>[1]['terms']
    price: StoredPrice
    promotion?: Promotion | undefined
  },
): Promise<boolean> {
  const { planId, terms, price, promotion } = order
  if (promotion === undefined) return true
  const { full, code } = promotion
  const supplies = full.parts.map(({ supply }) => supply)
  const answer = await deps.payments.promotion({ code, planId, supplies })
  if (answer.kind !== 'promotion') return false
  if (answer.promotion.promotionCodeId !== promotion.promotionCodeId) return false
  const reduced = reducedBy(answer.promotion, { full, terms })
  return reduced.kind === 'reduced' && reduced.price.gross === price.gross
}

/** Who guesses codes is stopped before Stripe is asked. */
async function offeredBy(
  deps: PriceOrderDeps,
  order: { plan: Plan; code: string; price: StoredPrice; ip?: string | undefined },
): Promise<OfferedPromotion | keyof typeof promotionFaults> {
  const { code, plan, price, ip } = order
  if (ip !== undefined) {
    const subject = networkOf(ip)
    const limit = orderLimits.codesPerNetworkAndHour
    const now = deps.clock()
    const taken = { scope: 'code', subject, limit, windowMs: hourMs, now }
    if ((await takeInWindow(deps.table, taken)) === 'full') return 'tooMany'
  }
  const supplies = price.parts.map(({ supply }) => supply)
  const answer = await deps.payments.promotion({ code, planId: plan.id, supplies })
  return answer.kind === 'promotion' ? answer.promotion : answer.kind
}

/** Print is taxed where it is sent, digital where the buyer lives (domain-rules §2.1). */
export function placeOf(order: {
  plan: Pick<Plan, 'edition'>
  delivery?: { country: string; postcode?: string | undefined } | undefined
  buyer: { country: string; postcode?: string | undefined }
}): { country: string; postcode?: string } {
  const { plan, delivery, buyer } = order
  const place = isDelivered(plan.edition) && delivery ? delivery : buyer
  const { country, postcode } = place
  return { country, ...(postcode === undefined ? {} : { postcode }) }
}

export function territoryAt(place: OrderToPrice['place']): Territory {
  const { country, postcode } = place
  return territoryOf({ country, ...(postcode === undefined ? {} : { postcode }) })
}
