// A subscription: the contract that an order for a term or a month makes, with what Stripe last said
// of it. Its issues are counted in its stream. Pure.
import * as z from 'zod'
import { type EntitlementId, idSchema, type OrderId, prefixedId } from '#kernel/ids'
import { type Instant, instant } from '#kernel/time'
import type { Subscriptions } from '#publication/plans'
import { StoredPrice, Terms } from './order.ts'

const Timestamp = z.custom<Instant>((value) => typeof value === 'string')
const StripeId = z.string().min(1).max(255)

/** `provisional`: its first payment is under way. `pastDue`: a renewal was not paid. */
export const SubscriptionStatus = z.enum(['provisional', 'active', 'pastDue', 'ended'])
export type SubscriptionStatus = z.infer<typeof SubscriptionStatus>

/** As read at Stripe last; applied only if read later than what is there. */
const StripeState = z.object({
  subscriptionId: StripeId,
  customerId: StripeId,
  readAt: Timestamp,
  status: z.enum([
    'incomplete',
    'incompleteExpired',
    'trialing',
    'active',
    'pastDue',
    'unpaid',
    'paused',
    'canceled',
    'other',
  ]),
  /** When it renews, unless it is cancelled. */
  periodEnd: Timestamp,
  cancelAtPeriodEnd: z.boolean(),
  cancelAt: Timestamp.optional(),
  endedAt: Timestamp.optional(),
})

export const Subscription = z.object({
  id: idSchema('subscription'),
  customerId: idSchema('customer'),
  orderId: idSchema('order'),
  streamId: idSchema('stream'),
  planId: z.string().max(40),
  terms: Terms,
  quantity: z.number().int().min(1),
  /** Of each renewal; a promotion may have made the first payment less. */
  price: StoredPrice,
  /** What renewals cost since its copies go to another territory for VAT; else as ordered. */
  renewalPrice: StoredPrice.optional(),
  locale: z.enum(['fr', 'en']),
  isGift: z.boolean(),
  status: SubscriptionStatus,
  stripe: StripeState.optional(),
  /** When its first invoice was paid: from then on it is more than provisional. */
  paidAt: Timestamp.optional(),
  /** The renewal that was refused and is not paid yet. */
  unpaid: z
    .object({
      invoiceId: StripeId,
      since: Timestamp,
      attemptCount: z.number().int(),
      nextAttemptAt: Timestamp.optional(),
    })
    .optional(),
  /** To when its renewal was last put off, because more than one issue was owed. */
  putOffUntil: Timestamp.optional(),
  endedAt: Timestamp.optional(),
  /** `cancelled`: by whomever. `unpaid`: a payment was refused for good. */
  endedBecause: z.enum(['cancelled', 'unpaid', 'served', 'withdrawn', 'replaced']).optional(),
  /** That somebody ends it, and what was decided about it; Stripe may not have been told yet. */
  leaving: z
    .object({
      kind: z.enum(['cancelled', 'withdrawn', 'replaced', 'unpaid']),
      /** The declaration, the order that replaces it, or Stripe's invoice that stays unpaid. */
      because: z.union([idSchema('declaration'), idSchema('order'), StripeId]),
      at: Timestamp,
      /** `end`: with what is paid. `now`: at once, and what is not served is given back. */
      ends: z.enum(['end', 'now']),
    })
    .optional(),
  createdAt: Timestamp,
  updatedAt: Timestamp,
  version: z.number().int().min(1),
})
export type Subscription = z.infer<typeof Subscription>
export type Leaving = NonNullable<Subscription['leaving']>

/** The order's subscription: made from its id, so that the same order makes one. */
export function subscriptionIdOf(orderId: OrderId) {
  return prefixedId('subscription', tailOf(orderId))
}

/** What the order's own invoice buys. */
export function firstEntitlementId(orderId: OrderId): EntitlementId {
  return prefixedId('entitlement', tailOf(orderId))
}

function tailOf(id: string): string {
  return id.slice(id.indexOf('_') + 1)
}

/** The state that follows from what is known; it is stored for lists. */
export function statusOf(
  subscription: Pick<Subscription, 'stripe' | 'paidAt' | 'unpaid' | 'endedAt'>,
): SubscriptionStatus {
  const { stripe, paidAt, unpaid, endedAt } = subscription
  if (endedAt !== undefined) return 'ended'
  if (stripe?.status === 'canceled' || stripe?.status === 'incompleteExpired') return 'ended'
  if (paidAt === undefined) return 'provisional'
  if (unpaid !== undefined) return 'pastDue'
  return stripe?.status === 'pastDue' || stripe?.status === 'unpaid' ? 'pastDue' : 'active'
}

/** When it renews; undefined when it does not, or nobody knows yet. */
export function renewsAt(subscription: Subscription): Instant | undefined {
  const { stripe, terms } = subscription
  if (!terms.renews || !stripe || statusOf(subscription) === 'ended') return undefined
  if (stripe.cancelAtPeriodEnd || stripe.cancelAt !== undefined) return undefined
  return stripe.periodEnd
}

/** `open`: nothing is overdue. `grace`: overdue, and still open by the configuration. */
export type Access = 'open' | 'grace' | 'closed'

/**
 * Whether a subscription that is not paid still opens what it did. Issues that were paid for are
 * another matter: they are served in any case.
 */
export function accessOf(
  subscription: Pick<Subscription, 'stripe' | 'paidAt' | 'unpaid' | 'endedAt'>,
  options: { unpaid: Subscriptions['unpaid']; now: Instant },
): Access {
  const status = statusOf(subscription)
  if (status === 'active') return 'open'
  if (status !== 'pastDue' || !options.unpaid.keepsAccess) return 'closed'
  const since = subscription.unpaid?.since
  if (since === undefined) return 'grace'
  return options.now < graceEnd(since, options.unpaid.graceDays) ? 'grace' : 'closed'
}

/** The end of the days in which an unpaid renewal is tried again. */
export function graceEnd(since: Instant, graceDays: number): Instant {
  return instant(Date.parse(since) + graceDays * 86_400_000)
}
