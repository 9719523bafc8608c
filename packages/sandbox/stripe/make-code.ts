// A promotion code with its coupon, as a publisher makes one in Stripe's dashboard.
import * as z from 'zod'
import { createCoupon, createPromotionCode } from './discounts.ts'
import type { Work } from './work.ts'

const cents = z.number().int().min(1).max(99_999_999)

export const CodeAct = z.strictObject({
  act: z.literal('code'),
  code: z.string().min(1).max(60),
  percentOff: z.number().min(0.01).max(100).optional(),
  centsOff: cents.optional(),
  lasts: z.enum(['once', 'forever', 'repeating']).optional(),
  months: z.number().int().min(1).max(60).optional(),
  mostUses: z.number().int().min(1).optional(),
  leastCents: cents.optional(),
  forNewcomers: z.boolean().optional(),
  endsAt: z.iso.datetime().optional(),
})
export type CodeAct = z.infer<typeof CodeAct>

/** @throws StripeRefusal unless it takes off either a percentage or an amount. */
export function makeCode(work: Work, given: CodeAct): { done: string; ids: string[] } {
  const { code, percentOff, centsOff, lasts = 'once', months, mostUses, leastCents, endsAt } = given
  const coupon = createCoupon(work, {
    name: code,
    duration: lasts,
    ...(percentOff === undefined ? {} : { percent_off: percentOff }),
    ...(centsOff === undefined ? {} : { amount_off: centsOff, currency: 'eur' }),
    ...(lasts === 'repeating' ? { duration_in_months: months ?? 1 } : {}),
  })
  const made = createPromotionCode(work, {
    ...{ code, promotion: { type: 'coupon', coupon: coupon.id } },
    ...(mostUses === undefined ? {} : { max_redemptions: mostUses }),
    ...(endsAt === undefined ? {} : { expires_at: Math.floor(Date.parse(endsAt) / 1_000) }),
    restrictions: {
      first_time_transaction: given.forNewcomers ?? false,
      ...(leastCents === undefined
        ? {}
        : { minimum_amount: leastCents, minimum_amount_currency: 'eur' }),
    },
  })
  return { done: `code ${made.code}`, ids: [coupon.id, made.id] }
}
