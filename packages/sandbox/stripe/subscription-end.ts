// The end of a subscription, however it comes.
import type { Stripe } from 'stripe'
import type { Work } from './work.ts'

export function endSubscription(
  work: Work,
  subscriptionId: string,
  reason: 'cancellation_requested' | 'payment_failed' | 'payment_disputed',
): Stripe.Subscription {
  const before = work.get('subscription', subscriptionId)
  work.unplan('subscription.renew', subscriptionId)
  work.unplan('subscription.trialWarning', subscriptionId)
  work.unplan('subscription.incompleteEnd', subscriptionId)
  for (const invoice of work.referring('invoice', subscriptionId))
    if (invoice.status === 'draft' || invoice.status === 'open') {
      work.unplan('invoice.collect', invoice.id)
      work.unplan('invoice.finalize', invoice.id)
      work.change('invoice', invoice.id, { auto_advance: false, next_payment_attempt: null })
    }
  const isIncomplete = before.status === 'incomplete'
  return work.change(
    'subscription',
    subscriptionId,
    {
      status: isIncomplete ? 'incomplete_expired' : 'canceled',
      ended_at: work.now,
      canceled_at: before.canceled_at ?? work.now,
      cancel_at_period_end: false,
      cancellation_details: {
        comment: before.cancellation_details?.comment ?? null,
        feedback: before.cancellation_details?.feedback ?? null,
        feedback_option: null,
        reason,
      },
    },
    isIncomplete ? 'customer.subscription.updated' : 'customer.subscription.deleted',
  )
}
