// A promotion code that a reader typed, as Stripe has it now: what it takes off, or why it does not.
// Codes are the publisher's, made at Stripe; Stripe counts their uses.
import type { Stripe } from 'stripe'
import { assert } from '#kernel/errors'
import type { Clock } from '#kernel/time'
import type { OfferedPromotion, PromotionAnswer } from '#subscriptions/promotion'
import { type CatalogueDeps, productIdOf } from './catalogue.ts'

/** Codes of one spelling, in force or not: there are few. */
const mostCodes = 100

export async function readPromotion(
  deps: CatalogueDeps & { clock: Clock },
  asked: { code: string; planId: string; supplies: readonly ('print' | 'digital')[] },
): Promise<PromotionAnswer> {
  const { data } = await deps.client.promotionCodes.list({
    code: asked.code,
    limit: mostCodes,
    // What a coupon applies to is shown only when it is asked for.
    expand: ['data.promotion.coupon.applies_to'],
  })
  // Stripe finds a code whatever its capitals. One that is for one customer is of another product:
  // each of our orders is a customer of its own.
  const codes = data.filter((one) => one.customer === null && one.customer_account === null)
  const inForce = codes.find(({ active }) => active)
  if (!inForce) return { kind: codes[0] ? whyOver(codes[0], deps.clock()) : 'unknown' }
  const coupon = couponOf(inForce)
  if (!coupon.valid) return { kind: whyOver(inForce, deps.clock()) }
  const promotion = offeredBy(inForce, coupon)
  if (!promotion || !appliesTo(coupon, deps.title, asked)) return { kind: 'otherPlan' }
  return { kind: 'promotion', promotion }
}

/** Used as often as it may be, or past its day, or switched off. */
function whyOver(code: Stripe.PromotionCode, now: Date): 'usedUp' | 'over' {
  const coupon = couponOf(code)
  const isFull = ({
    times_redeemed: used,
    max_redemptions: most,
  }: {
    times_redeemed: number
    max_redemptions: number | null
  }) => most !== null && used >= most
  const ends = [code.expires_at, coupon.redeem_by]
  if (ends.some((end) => end !== null && end * 1_000 <= now.getTime())) return 'over'
  return isFull(code) || isFull(coupon) ? 'usedUp' : 'over'
}

function couponOf({ promotion }: Stripe.PromotionCode): Stripe.Coupon {
  const { coupon } = promotion
  assert(coupon !== null && typeof coupon === 'object', 'a coupon that was expanded')
  return coupon
}

/** Undefined for what takes off another currency, or asks for one. */
function offeredBy(
  { id, code, restrictions }: Stripe.PromotionCode,
  coupon: Stripe.Coupon,
): OfferedPromotion | undefined {
  const { percent_off: percent, amount_off: cents, currency } = coupon
  const { minimum_amount: least, minimum_amount_currency: leastCurrency } = restrictions
  if (cents !== null && currency !== 'eur') return undefined
  if (least !== null && leastCurrency !== 'eur') return undefined
  return {
    ...{ code, promotionCodeId: id, isForNewcomers: restrictions.first_time_transaction },
    lasts: lastingOf(coupon),
    ...(percent === null ? { centsOff: cents ?? 0 } : { percentOff: Math.round(percent * 100) }),
    ...(least === null ? {} : { leastGross: least }),
  }
}

function lastingOf({ duration, duration_in_months: months }: Stripe.Coupon) {
  if (duration === 'repeating') return { kind: 'months', months: months ?? 1 } as const
  return duration === 'forever' ? ({ kind: 'forever' } as const) : ({ kind: 'once' } as const)
}

/** To all that the plan supplies: a part alone has a price that we do not show. */
function appliesTo(
  coupon: Stripe.Coupon,
  title: string,
  { planId, supplies }: { planId: string; supplies: readonly ('print' | 'digital')[] },
): boolean {
  const products = coupon.applies_to?.products
  if (!products || products.length === 0) return true
  return supplies.every((supply) => products.includes(productIdOf(title, { planId, supply })))
}
