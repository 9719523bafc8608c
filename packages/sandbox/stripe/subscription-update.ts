// Changes of a subscription: cancelled at the end of its period or now, its trial's end moved.
import type { Stripe } from 'stripe'
import * as z from 'zod'
import { draftInvoice } from './invoice-draft.ts'
import { finalizeByHand } from './invoices.ts'
import { flag, id, metadata, taxRates, text, whole } from './params.ts'
import { idOf, mergeMetadata } from './pieces.ts'
import { StripeRefusal, wrongState } from './refusal.ts'
import { endSubscription } from './subscription-end.ts'
import { SubscriptionItems, withItems } from './subscription-items.ts'
import { periodOf, planRenewal, subscriptionLines, withPeriod } from './subscription-object.ts'
import type { Work } from './work.ts'

export const SubscriptionUpdate = z.strictObject({
  cancel_at_period_end: flag.optional(),
  cancel_at: z.union([z.literal('').transform(() => null), whole]).optional(),
  trial_end: z.union([z.literal('now'), whole]).optional(),
  proration_behavior: z.enum(['none', 'create_prorations', 'always_invoice']).optional(),
  default_payment_method: id.optional(),
  default_tax_rates: taxRates,
  description: text.optional(),
  off_session: flag.optional(),
  payment_behavior: text.optional(),
  cancellation_details: z
    .strictObject({ comment: text.optional(), feedback: text.optional() })
    .optional(),
  items: SubscriptionItems,
  metadata,
})

export function updateSubscription(
  work: Work,
  subscriptionId: string,
  params: z.infer<typeof SubscriptionUpdate>,
): Stripe.Subscription {
  const before = work.get('subscription', subscriptionId)
  if (before.status === 'canceled' || before.status === 'incomplete_expired')
    throw wrongState(
      'A canceled subscription can only update its cancellation_details and metadata.',
    )
  const patch: Partial<Stripe.Subscription> = {
    metadata: mergeMetadata(before.metadata, params.metadata),
  }
  if (params.description !== undefined) patch.description = params.description
  if (params.default_payment_method !== undefined)
    patch.default_payment_method = work.get('payment_method', params.default_payment_method).id
  if (params.default_tax_rates)
    patch.default_tax_rates = params.default_tax_rates.map((one) => work.get('tax_rate', one))
  if (params.items) patch.items = withItems(work, before, params.items)
  Object.assign(patch, cancellation(work, before, params))
  const changed = { ...before, ...patch }
  const trial = params.trial_end
  if (trial !== undefined) Object.assign(patch, trialPatch(work, changed, trial))
  const after = work.change('subscription', subscriptionId, patch, 'customer.subscription.updated')
  planRenewal(work, after)
  if (trial === 'now') work.plan('subscription.renew', subscriptionId, work.now)
  if (typeof trial === 'number' && before.status !== 'trialing') billTrial(work, after)
  return work.get('subscription', subscriptionId)
}

function cancellation(
  work: Work,
  before: Stripe.Subscription,
  params: z.infer<typeof SubscriptionUpdate>,
): Partial<Stripe.Subscription> {
  const { cancel_at_period_end: atEnd, cancel_at: at, cancellation_details: details } = params
  if (atEnd === undefined && at === undefined && details === undefined) return {}
  const willEnd = atEnd ?? (at === undefined ? before.cancel_at_period_end : false)
  const cancelAt = willEnd
    ? periodOf(before).end
    : at === undefined && atEnd === undefined
      ? before.cancel_at
      : (at ?? null)
  const isCancelled = cancelAt !== null
  return {
    cancel_at_period_end: willEnd,
    cancel_at: cancelAt,
    canceled_at: isCancelled ? (before.canceled_at ?? work.now) : null,
    cancellation_details: {
      comment: details?.comment ?? before.cancellation_details?.comment ?? null,
      feedback: details?.feedback ?? before.cancellation_details?.feedback ?? null,
      feedback_option: null,
      reason: isCancelled ? 'cancellation_requested' : null,
    },
  }
}

/** A trial to a later moment puts the renewal off; nothing is prorated. */
function trialPatch(
  work: Work,
  subscription: Stripe.Subscription,
  end: number | 'now',
): Partial<Stripe.Subscription> {
  if (end === 'now')
    return {
      trial_end: work.now,
      items: withPeriod(subscription, periodOf(subscription).start, work.now),
    }
  if (end <= work.now)
    throw new StripeRefusal('The `trial_end` timestamp must be in the future.', {
      param: 'trial_end',
    })
  const isTrialing = subscription.status === 'trialing'
  const start = isTrialing ? periodOf(subscription).start : work.now
  return {
    status: 'trialing',
    trial_start: isTrialing ? subscription.trial_start : work.now,
    trial_end: end,
    billing_cycle_anchor: end,
    items: withPeriod(subscription, start, end),
    ...(subscription.cancel_at_period_end ? { cancel_at: end } : {}),
  }
}

/** A trial that begins is billed at nothing. */
function billTrial(work: Work, subscription: Stripe.Subscription): void {
  const draft = draftInvoice(work, {
    customer: idOf(subscription.customer),
    lines: subscriptionLines(subscription, true),
    discounts: [],
    subscription,
    reason: 'subscription_update',
  })
  work.change('subscription', subscription.id, { latest_invoice: draft.id })
  finalizeByHand(work, draft.id)
}

export const SubscriptionCancel = z.strictObject({
  cancellation_details: z
    .strictObject({ comment: text.optional(), feedback: text.optional() })
    .optional(),
  invoice_now: z.literal('false').optional(),
  prorate: z.literal('false').optional(),
})

export function cancelSubscription(
  work: Work,
  subscriptionId: string,
  params: z.infer<typeof SubscriptionCancel>,
): Stripe.Subscription {
  const before = work.get('subscription', subscriptionId)
  if (before.status === 'canceled' || before.status === 'incomplete_expired')
    throw wrongState(`No such subscription: '${subscriptionId}'`, 'resource_missing', 'id')
  if (params.cancellation_details)
    work.change('subscription', subscriptionId, {
      cancellation_details: {
        comment: params.cancellation_details.comment ?? null,
        feedback: params.cancellation_details.feedback ?? null,
        feedback_option: null,
        reason: 'cancellation_requested',
      },
    })
  return endSubscription(work, subscriptionId, 'cancellation_requested')
}
