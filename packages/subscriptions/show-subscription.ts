// One subscription whole: its contract, who has it, the issues it was served and those to come, what
// was paid, and what happened when.
import type { Table } from '#aws/table'
import type { SubscriptionId } from '#kernel/ids'
import type { Instant } from '#kernel/time'
import { owedTo } from './browse-subscriptions.ts'
import type { Customer } from './customer.ts'
import type { Order } from './order.ts'
import type { StaffRefund } from './staff-refund.ts'
import { findSubscription, getCustomer, getOrder } from './store.ts'
import { refundsOf } from './store-refunds.ts'
import { getStream } from './store-streams.ts'
import type { Stream, StreamEntitlement } from './stream.ts'
import { renewsAt, type Subscription } from './subscription.ts'

export type SubscriptionEvent = {
  at: Instant
  kind: 'begun' | 'placed' | 'paid' | 'bought' | 'unpaid' | 'ended'
  /** Of a `bought` or `unpaid`: Stripe's invoice. */
  invoiceId?: string | undefined
}

export type SubscriptionView = {
  subscription: Subscription
  order: Order | undefined
  customer: Customer | undefined
  stream: Stream | undefined
  /** Its own, oldest first. */
  entitlements: StreamEntitlement[]
  /** By staff, oldest first. */
  refunds: StaffRefund[]
  served: { number: number; used: number }[]
  owed: number
  renewsAt: Instant | undefined
  /** Newest first. */
  events: SubscriptionEvent[]
}

/** Undefined when there is none of this id. */
export async function showSubscription(
  deps: { table: Table },
  id: SubscriptionId,
): Promise<SubscriptionView | undefined> {
  const subscription = await findSubscription(deps.table, id)
  if (!subscription) return undefined
  const { customerId, orderId, streamId } = subscription
  const [order, customer, stream, refunds] = await Promise.all([
    getOrder(deps.table, { customerId, orderId }),
    getCustomer(deps.table, customerId),
    getStream(deps.table, { customerId, streamId }),
    refundsOf(deps.table, customerId),
  ])
  const entitlements = (stream?.entitlements ?? []).filter(
    (one) => one.subscriptionId === id || one.orderId === orderId,
  )
  return {
    ...{ subscription, order, customer, stream, entitlements },
    refunds: refunds.filter((one) => one.orderId === orderId),
    served: entitlements.flatMap((one) => one.served),
    owed: owedTo(subscription, stream),
    renewsAt: renewsAt(subscription),
    events: eventsOf(subscription, { order, entitlements }),
  }
}

function eventsOf(
  subscription: Subscription,
  given: { order: Order | undefined; entitlements: readonly StreamEntitlement[] },
): SubscriptionEvent[] {
  const { order, entitlements } = given
  const events: SubscriptionEvent[] = entitlements.map(({ boughtAt, invoiceId }) => ({
    at: boughtAt,
    kind: 'bought',
    invoiceId,
  }))
  if (order) events.push({ at: order.createdAt, kind: 'begun' })
  if (order?.proof) events.push({ at: order.proof.at, kind: 'placed' })
  if (order?.paidAt) events.push({ at: order.paidAt, kind: 'paid' })
  const { unpaid, endedAt } = subscription
  if (unpaid) events.push({ at: unpaid.since, kind: 'unpaid', invoiceId: unpaid.invoiceId })
  if (endedAt) events.push({ at: endedAt, kind: 'ended' })
  return events.sort((a, b) => b.at.localeCompare(a.at))
}
