// What happens to a subscription by itself: its renewal or end at the end of each period, the warning
// before a trial ends, and the end of one that was never paid.
import type { Stripe } from 'stripe'
import { draftInvoice } from './invoice-draft.ts'
import { voidInvoice } from './invoices.ts'
import { idOf } from './pieces.ts'
import { endSubscription } from './subscription-end.ts'
import {
  liveDiscounts,
  periodOf,
  planRenewal,
  subscriptionLines,
  withPeriod,
} from './subscription-object.ts'
import { nextPeriodEnd } from './times.ts'
import type { Work } from './work.ts'

const renewing = ['active', 'trialing', 'past_due', 'unpaid']

/** The end of a period: the next one begins and is billed, or the subscription ends. */
export function renewSubscription(work: Work, subscriptionId: string): void {
  const subscription = work.get('subscription', subscriptionId)
  if (!renewing.includes(subscription.status)) return
  if (subscription.cancel_at !== null && subscription.cancel_at <= work.now) {
    endSubscription(work, subscriptionId, 'cancellation_requested')
    return
  }
  const { end } = periodOf(subscription)
  if (end > work.now) {
    planRenewal(work, subscription)
    return
  }
  const { recurring } = (subscription.items.data[0] as Stripe.SubscriptionItem).price
  if (!recurring) return
  const wasTrial = subscription.status === 'trialing'
  const anchor = wasTrial ? end : subscription.billing_cycle_anchor
  const next = nextPeriodEnd({
    anchor,
    start: end,
    interval: recurring.interval,
    count: recurring.interval_count,
  })
  const renewed = work.change(
    'subscription',
    subscriptionId,
    {
      billing_cycle_anchor: anchor,
      items: withPeriod(subscription, end, next),
      status: wasTrial ? 'active' : subscription.status,
    },
    'customer.subscription.updated',
  )
  const draft = draftInvoice(work, {
    customer: idOf(subscription.customer),
    lines: subscriptionLines(renewed, false),
    discounts: liveDiscounts(work, renewed, wasTrial),
    subscription: renewed,
    reason: 'subscription_cycle',
  })
  // Of an unpaid subscription the invoices stay drafts.
  if (renewed.status === 'unpaid') work.change('invoice', draft.id, { auto_advance: false })
  planRenewal(work, work.change('subscription', subscriptionId, { latest_invoice: draft.id }))
}

export function warnOfTrialEnd(work: Work, subscriptionId: string): void {
  const subscription = work.get('subscription', subscriptionId)
  if (subscription.status === 'trialing')
    work.emit('customer.subscription.trial_will_end', subscription)
}

/** Its first invoice was not paid within 23 hours. */
export function endIncomplete(work: Work, subscriptionId: string): void {
  const subscription = work.get('subscription', subscriptionId)
  if (subscription.status !== 'incomplete') return
  const invoiceId = idOf(subscription.latest_invoice)
  endSubscription(work, subscriptionId, 'payment_failed')
  if (invoiceId && work.get('invoice', invoiceId).status === 'open') voidInvoice(work, invoiceId)
}
