// The comparison with Stripe: two sides that agree, and each compared field changed on either side.
import { expect, it } from 'vitest'
import type { CustomerId, OrderId } from '#kernel/ids'
import type { Instant } from '#kernel/time'
import { type Difference, driftOf, type Ours } from '#subscriptions/drift'
import type { Order } from '#subscriptions/order'
import type { StripeFacts } from '#subscriptions/ports'
import type { Stream } from '#subscriptions/stream'
import type { Subscription } from '#subscriptions/subscription'

const at = (day: string) => `${day}T08:00:00.000Z` as Instant
const ids = { customerId: 'cu_1' as CustomerId, orderId: 'or_1' as OrderId }
const readAt = at('2026-12-01')

const session: StripeFacts = {
  ...{ kind: 'session', id: 'cs_1', readAt, ids, status: 'complete', payment: 'paid' },
  ...{ stripeCustomerId: 'cus_1', stripeSubscriptionId: 'sub_1', invoiceId: 'in_1' },
}
const subscription: StripeFacts = {
  ...{ kind: 'subscription', id: 'sub_1', readAt, ids, status: 'active' },
  ...{ stripeCustomerId: 'cus_1', periodEnd: at('2027-12-01'), cancelAtPeriodEnd: false },
  ...{ cancelAt: at('2027-06-01'), endedAt: undefined },
}
const invoice: StripeFacts = {
  ...{ kind: 'invoice', id: 'in_1', readAt, ids, number: 'F-1', reason: 'first', status: 'paid' },
  ...{ payment: 'succeeded', attemptCount: 1, gross: 9_900, vat: 204, createdAt: readAt },
  ...{ paidAt: readAt, period: { from: readAt, until: at('2027-12-01') } },
}
const refused: StripeFacts = {
  ...invoice,
  ...{ id: 'in_2', reason: 'renewal', status: 'open', payment: 'failed', attemptCount: 2 },
  ...{ paidAt: undefined, nextAttemptAt: at('2027-12-05') },
}
const payment: StripeFacts = {
  ...{ kind: 'payment', id: 'ch_1', readAt, ids, invoiceId: 'in_1', gross: 9_900 },
  refunds: [{ id: 're_1', gross: 3_300, status: 'succeeded' }],
  disputes: [{ id: 'du_1', gross: 6_600, status: 'open' }],
}

/** What we hold when all of the facts above were applied. */
function ours(change: { order?: object; subscription?: object; entitlement?: object } = {}): Ours {
  const order = {
    ...{ id: 'or_1', status: 'paid', quantity: 1, checkout: { sessionId: 'cs_1' } },
    terms: { kind: 'term', issues: 6 },
    stripe: {
      ...{ customerId: 'cus_1', subscriptionId: 'sub_1', invoiceId: 'in_1', invoiceNumber: 'F-1' },
    },
    ...{ paidAt: readAt, ...change.order },
  }
  const subscription = {
    ...{ id: 'sb_1', status: 'pastDue' },
    stripe: {
      ...{ subscriptionId: 'sub_1', customerId: 'cus_1', status: 'active' },
      ...{ periodEnd: at('2027-12-01'), cancelAtPeriodEnd: false, cancelAt: at('2027-06-01') },
    },
    unpaid: { invoiceId: 'in_2', attemptCount: 2, nextAttemptAt: at('2027-12-05') },
    ...change.subscription,
  }
  const entitlement = {
    ...{ id: 'en_1', invoiceId: 'in_1', bought: 6, copies: 1, paid: { gross: 9_900, vat: 204 } },
    settlements: { ch_1: { readAt, givenBack: 3_300, isContested: true } },
    ...{ isSuspended: true, ...change.entitlement },
  }
  return {
    order: order as unknown as Order,
    subscription: subscription as unknown as Subscription,
    streams: [{ entitlements: [entitlement] } as unknown as Stream],
  }
}

const stripeOf = () => ours().subscription?.stripe
const names = (found: Difference[]) => found.map(({ name }) => name)

it('finds nothing where both sides agree', () => {
  for (const facts of [session, subscription, invoice, refused, payment])
    expect(driftOf(facts, ours())).toEqual([])
})

it.each<[string, StripeFacts, object]>([
  ['order.session', session, { id: 'cs_2' }],
  ['order.stripeCustomer', session, { stripeCustomerId: 'cus_2' }],
  ['order.stripeSubscription', session, { stripeSubscriptionId: 'sub_2' }],
  ['subscription.stripeSubscription', subscription, { id: 'sub_2' }],
  ['subscription.stripeCustomer', subscription, { stripeCustomerId: 'cus_2' }],
  ['subscription.status', subscription, { status: 'pastDue' }],
  ['subscription.hasEnded', subscription, { status: 'canceled' }],
  ['subscription.periodEnd', subscription, { periodEnd: at('2028-01-01') }],
  ['subscription.cancelAtPeriodEnd', subscription, { cancelAtPeriodEnd: true }],
  ['subscription.cancelAt', subscription, { cancelAt: undefined }],
  ['subscription.endedAt', subscription, { endedAt: readAt }],
  ['entitlement', invoice, { id: 'in_9' }],
  ['order.invoice', invoice, { id: 'in_9' }],
  ['order.invoiceNumber', invoice, { number: 'F-2' }],
  ['order.paidAt', invoice, { paidAt: at('2026-12-02') }],
  ['invoice.isPaid', invoice, { status: 'void' }],
  ['entitlement.gross', invoice, { gross: 9_901 }],
  ['entitlement.vat', invoice, { vat: 203 }],
  ['subscription.attempts', refused, { attemptCount: 3 }],
  ['subscription.nextAttempt', refused, { nextAttemptAt: undefined }],
  ['subscription.unpaid', refused, { status: 'void' }],
  ['subscription.unpaid', refused, { status: 'paid' }],
  ['payment.givenBack', payment, { refunds: [] }],
  ['payment.isContested', payment, { disputes: [] }],
  ['entitlement.isSuspended', payment, { disputes: [] }],
])('names %s when Stripe’s side changes', (name, facts, change) => {
  expect(names(driftOf({ ...facts, ...change } as StripeFacts, ours()))).toContain(name)
})

it.each<[string, StripeFacts, Parameters<typeof ours>[0]]>([
  ['order.status', session, { order: { status: 'placed' } }],
  ['order.status', invoice, { order: { status: 'provisional' } }],
  ['order.session', session, { order: { checkout: { sessionId: 'cs_2' } } }],
  ['order.stripeCustomer', session, { order: { stripe: { subscriptionId: 'sub_1' } } }],
  ['order.stripeSubscription', session, { order: { stripe: { customerId: 'cus_1' } } }],
  ['order.invoice', invoice, { order: { stripe: { invoiceNumber: 'F-1' } } }],
  ['order.invoiceNumber', invoice, { order: { stripe: { invoiceId: 'in_1' } } }],
  ['order.paidAt', invoice, { order: { paidAt: undefined } }],
  ['subscription.hasEnded', subscription, { subscription: { status: 'ended' } }],
  ['subscription.status', subscription, { subscription: { stripe: undefined } }],
  [
    'subscription.periodEnd',
    subscription,
    { subscription: { stripe: { ...stripeOf(), periodEnd: readAt } } },
  ],
  [
    'subscription.cancelAt',
    subscription,
    { subscription: { stripe: { ...stripeOf(), cancelAt: undefined } } },
  ],
  ['subscription.unpaid', refused, { subscription: { unpaid: undefined } }],
  ['entitlement', invoice, { entitlement: { invoiceId: 'in_9' } }],
  ['entitlement.bought', invoice, { entitlement: { bought: 7 } }],
  ['entitlement.copies', invoice, { entitlement: { copies: 2 } }],
  ['entitlement.gross', invoice, { entitlement: { paid: { gross: 1, vat: 204 } } }],
  ['entitlement.vat', invoice, { entitlement: { paid: { gross: 9_900, vat: 1 } } }],
  ['payment.givenBack', payment, { entitlement: { settlements: {} } }],
  ['entitlement.isSuspended', payment, { entitlement: { isSuspended: false } }],
])('names %s when our side changes', (name, facts, change) => {
  expect(names(driftOf(facts, ours(change)))).toContain(name)
})

it('names an order and a subscription that are not here at all', () => {
  expect(names(driftOf(invoice, { ...ours(), order: undefined }))).toEqual(['order'])
  expect(names(driftOf(subscription, { ...ours(), subscription: undefined }))).toEqual([
    'subscription',
  ])
})

it('says nothing of what is another product’s, or pays for nothing', () => {
  expect(driftOf({ ...invoice, ids: undefined }, ours())).toEqual([])
  expect(driftOf({ ...invoice, id: 'in_9', reason: 'other' } as StripeFacts, ours())).toEqual([])
})

it('takes an invoice that was paid a second time for what it is', () => {
  const twice = ours({ order: { paidAgain: ['in_9'] } })
  expect(driftOf({ ...invoice, id: 'in_9' } as StripeFacts, twice)).toEqual([])
})
