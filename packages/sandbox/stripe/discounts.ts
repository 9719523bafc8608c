// Coupons, promotion codes, and the discounts they become on a sale.
import type { Stripe } from 'stripe'
import * as z from 'zod'
import { currency, decimal, flag, id, metadata, positive, text, whole } from './params.ts'
import { idOf, mergeMetadata } from './pieces.ts'
import { noSuch, StripeRefusal, wrongState } from './refusal.ts'
import { nextPeriodEnd } from './times.ts'
import { randomId, type Work } from './work.ts'

export const CouponCreate = z.strictObject({
  id: id.optional(),
  amount_off: positive.optional(),
  currency: currency.optional(),
  percent_off: decimal.refine((p) => p > 0 && p <= 100, 'Must be above 0, at most 100').optional(),
  duration: z.enum(['forever', 'once', 'repeating']).optional(),
  duration_in_months: positive.optional(),
  max_redemptions: positive.optional(),
  redeem_by: whole.optional(),
  name: text.optional(),
  applies_to: z.strictObject({ products: z.array(id) }).optional(),
  metadata,
})

export function createCoupon(work: Work, params: z.infer<typeof CouponCreate>): Stripe.Coupon {
  if ((params.amount_off === undefined) === (params.percent_off === undefined))
    throw new StripeRefusal('You must pass either `percent_off` or `amount_off`.', {
      code: 'parameter_missing',
      param: 'percent_off',
    })
  if (params.amount_off !== undefined && params.currency === undefined)
    throw new StripeRefusal('You must pass `currency` when passing `amount_off`.', {
      code: 'parameter_missing',
      param: 'currency',
    })
  if (params.id !== undefined && work.read('coupon', params.id))
    throw wrongState('Coupon already exists.', 'resource_already_exists', 'id')
  const coupon: Stripe.Coupon = {
    id: params.id ?? randomId(8),
    object: 'coupon',
    amount_off: params.amount_off ?? null,
    ...(params.applies_to ? { applies_to: params.applies_to } : {}),
    created: work.now,
    currency: params.currency ?? null,
    duration: params.duration ?? 'once',
    duration_in_months: params.duration_in_months ?? null,
    livemode: false,
    max_redemptions: params.max_redemptions ?? null,
    metadata: params.metadata ?? {},
    name: params.name ?? null,
    percent_off: params.percent_off ?? null,
    redeem_by: params.redeem_by ?? null,
    times_redeemed: 0,
    valid: true,
  }
  work.put('coupon', coupon)
  work.emit('coupon.created', coupon)
  return coupon
}

export const CouponUpdate = z.strictObject({ name: text.optional(), metadata })

export function updateCoupon(
  work: Work,
  couponId: string,
  params: z.infer<typeof CouponUpdate>,
): Stripe.Coupon {
  const before = work.get('coupon', couponId)
  return work.change(
    'coupon',
    couponId,
    { name: params.name ?? before.name, metadata: mergeMetadata(before.metadata, params.metadata) },
    'coupon.updated',
  )
}

export function isValid(coupon: Stripe.Coupon, now: number): boolean {
  return (
    (coupon.redeem_by === null || coupon.redeem_by > now) &&
    (coupon.max_redemptions === null || coupon.times_redeemed < coupon.max_redemptions)
  )
}

/** A code is in force while it is switched on, its own limits and its coupon's are kept. */
export function isInForce(work: Work, code: Stripe.PromotionCode): boolean {
  const coupon = work.read('coupon', idOf(code.promotion.coupon) ?? '')
  return (
    code.active &&
    coupon !== undefined &&
    isValid(coupon, work.now) &&
    (code.expires_at === null || code.expires_at > work.now) &&
    (code.max_redemptions === null || code.times_redeemed < code.max_redemptions)
  )
}

export const PromotionCodeCreate = z.strictObject({
  promotion: z.strictObject({ type: z.literal('coupon'), coupon: id }),
  code: z
    .string()
    .regex(/^[A-Za-z0-9-]{1,500}$/, 'Letters, digits and hyphens only')
    .optional(),
  active: flag.optional(),
  customer: id.optional(),
  expires_at: whole.optional(),
  max_redemptions: positive.optional(),
  restrictions: z
    .strictObject({
      first_time_transaction: flag.optional(),
      minimum_amount: positive.optional(),
      minimum_amount_currency: currency.optional(),
    })
    .optional(),
  metadata,
})

export function createPromotionCode(
  work: Work,
  params: z.infer<typeof PromotionCodeCreate>,
): Stripe.PromotionCode {
  const coupon = work.get('coupon', params.promotion.coupon, 'promotion[coupon]')
  const code = params.code ?? randomId(8).toUpperCase()
  if (params.customer) work.get('customer', params.customer, 'customer')
  const isSame = (one: Stripe.PromotionCode) =>
    sameCode(one.code, code) && (idOf(one.customer) ?? null) === (params.customer ?? null)
  if (work.all('promotion_code').some((one) => isSame(one) && isInForce(work, one)))
    throw wrongState(
      'An active promotion code with this code already exists.',
      'resource_already_exists',
      'code',
    )
  const promotion: Stripe.PromotionCode = {
    id: work.makeId('promo'),
    object: 'promotion_code',
    active: params.active ?? true,
    code,
    created: work.now,
    customer: params.customer ?? null,
    customer_account: null,
    expires_at: params.expires_at ?? null,
    livemode: false,
    max_redemptions: params.max_redemptions ?? null,
    metadata: params.metadata ?? {},
    promotion: { coupon: coupon.id, type: 'coupon' },
    restrictions: {
      first_time_transaction: params.restrictions?.first_time_transaction ?? false,
      minimum_amount: params.restrictions?.minimum_amount ?? null,
      minimum_amount_currency: params.restrictions?.minimum_amount_currency ?? null,
    },
    times_redeemed: 0,
  }
  work.put('promotion_code', promotion)
  work.emit('promotion_code.created', promotion)
  return promotion
}

export const PromotionCodeUpdate = z.strictObject({ active: flag.optional(), metadata })

export function updatePromotionCode(
  work: Work,
  codeId: string,
  params: z.infer<typeof PromotionCodeUpdate>,
): Stripe.PromotionCode {
  const before = work.get('promotion_code', codeId)
  return work.change(
    'promotion_code',
    codeId,
    {
      active: params.active ?? before.active,
      metadata: mergeMetadata(before.metadata, params.metadata),
    },
    'promotion_code.updated',
  )
}

const sameCode = (a: string, b: string) => a.toLowerCase() === b.toLowerCase()

/** A coupon to be taken off a sale, and the code it came by. */
export type Reduction = { coupon: string; promotionCode: string | null }

export const discountParams = z
  .array(
    z.strictObject({
      coupon: id.optional(),
      promotion_code: id.optional(),
      discount: id.optional(),
    }),
  )
  .max(20)
  .optional()

/** What a discount is for: who buys, what it comes to before, and which products. */
export type Sale = { customer: string | null; subtotal: number; products: readonly string[] }

/**
 * Reads `discounts`.
 * @throws StripeRefusal when one is gone, used up, or not for this sale.
 */
export function reductionsOf(
  work: Work,
  given: z.infer<typeof discountParams>,
  sale: Sale,
): Reduction[] {
  return (given ?? []).map(({ coupon, promotion_code }, at) => {
    if (promotion_code !== undefined) {
      const code = work.get('promotion_code', promotion_code, `discounts[${at}]`)
      const reduction = reductionOfCode(work, code)
      const because = whyNotFor(work, code, sale)
      if (because) throw wrongState(because, undefined, `discounts[${at}][promotion_code]`)
      return reduction
    }
    if (coupon === undefined) throw noSuch('coupon', '', `discounts[${at}][coupon]`)
    const found = work.get('coupon', coupon, `discounts[${at}][coupon]`)
    if (!isValid(found, work.now)) throw usedUp()
    return { coupon: found.id, promotionCode: null }
  })
}

/** The reduction that a code typed by the buyer gives; undefined when it gives none. */
export function reductionByCode(work: Work, typed: string, sale: Sale): Reduction | undefined {
  const promotion = work
    .all('promotion_code')
    .find((one) => isInForce(work, one) && sameCode(one.code, typed.trim()))
  if (!promotion || whyNotFor(work, promotion, sale)) return undefined
  return reductionOfCode(work, promotion)
}

/** The restrictions of a code, and what its coupon applies to. */
function whyNotFor(work: Work, code: Stripe.PromotionCode, sale: Sale): string | undefined {
  const { minimum_amount: least, first_time_transaction: isFirst } = code.restrictions
  const owner = idOf(code.customer)
  if (owner !== undefined && owner !== sale.customer)
    return 'This promotion code cannot be redeemed because it belongs to a different customer.'
  if (least !== null && sale.subtotal < least)
    return 'This promotion code cannot be redeemed because the minimum amount is not met.'
  if (isFirst && sale.customer && work.referring('charge', sale.customer).some(({ paid }) => paid))
    return 'This promotion code cannot be redeemed because the associated customer has prior transactions.'
  const coupon = work.get('coupon', idOf(code.promotion.coupon) ?? '')
  return sale.products.some((product) => isFor(coupon, product))
    ? undefined
    : 'This promotion code cannot be redeemed because it does not apply to any of the products.'
}

/** Whether a coupon takes off a line of this product. */
export function isFor({ applies_to }: Pick<Stripe.Coupon, 'applies_to'>, product: string): boolean {
  return applies_to === undefined || applies_to.products.includes(product)
}

function reductionOfCode(work: Work, promotion: Stripe.PromotionCode): Reduction {
  const coupon = work.get('coupon', idOf(promotion.promotion.coupon) ?? '')
  if (!isInForce(work, promotion)) throw usedUp()
  return { coupon: coupon.id, promotionCode: promotion.id }
}

function usedUp(): StripeRefusal {
  return wrongState('This promotion code or coupon can no longer be used.', 'coupon_expired')
}

export function couponsOf(work: Work, reductions: readonly Reduction[]): Stripe.Coupon[] {
  return reductions.map(({ coupon }) => work.get('coupon', coupon))
}

/** Makes the discounts of a sale that is done and counts their use. */
export function redeem(
  work: Work,
  reductions: readonly Reduction[],
  owner: { customer: string; session: string | null; subscription: string | null },
): Stripe.Discount[] {
  return reductions.map(({ coupon: couponId, promotionCode }) => {
    const coupon = work.get('coupon', couponId)
    const used = coupon.times_redeemed + 1
    work.change('coupon', couponId, { times_redeemed: used })
    if (promotionCode) {
      const { times_redeemed } = work.get('promotion_code', promotionCode)
      work.change('promotion_code', promotionCode, { times_redeemed: times_redeemed + 1 })
    }
    return work.put('discount', {
      id: work.makeId('di'),
      object: 'discount',
      checkout_session: owner.session,
      customer: owner.customer,
      customer_account: null,
      end:
        coupon.duration === 'repeating'
          ? nextPeriodEnd({
              anchor: work.now,
              start: work.now,
              interval: 'month',
              count: coupon.duration_in_months ?? 1,
            })
          : null,
      invoice: null,
      invoice_item: null,
      promotion_code: promotionCode,
      source: { coupon: couponId, type: 'coupon' },
      start: work.now,
      subscription: owner.subscription,
      subscription_item: null,
    })
  })
}
