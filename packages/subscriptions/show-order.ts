// One order whole, also where it made no subscription: a single issue.
import type { Table } from '#aws/table'
import type { OrderId } from '#kernel/ids'
import type { Customer } from './customer.ts'
import type { Order } from './order.ts'
import type { StaffRefund } from './staff-refund.ts'
import { findOrder, getCustomer, getSubscription } from './store.ts'
import { refundsOf } from './store-refunds.ts'
import { streamsOf } from './store-streams.ts'
import type { Stream, StreamEntitlement } from './stream.ts'
import { type Subscription, subscriptionIdOf } from './subscription.ts'

export type OrderView = {
  order: Order
  customer: Customer | undefined
  subscription: Subscription | undefined
  /** Where its copies go; undefined until it is paid. */
  stream: Stream | undefined
  /** Its own, oldest first. */
  entitlements: StreamEntitlement[]
  /** By staff, oldest first. */
  refunds: StaffRefund[]
}

/** Undefined when there is none of this id. */
export async function showOrder(
  deps: { table: Table },
  id: OrderId,
): Promise<OrderView | undefined> {
  const order = await findOrder(deps.table, id)
  if (!order) return undefined
  const { customerId } = order
  const subscriptionId = subscriptionIdOf(id)
  const [customer, subscription, streams, refunds] = await Promise.all([
    getCustomer(deps.table, customerId),
    getSubscription(deps.table, { customerId, subscriptionId }),
    streamsOf(deps.table, customerId),
    refundsOf(deps.table, customerId),
  ])
  const isOwn = (one: StreamEntitlement) =>
    one.orderId === id || one.subscriptionId === subscriptionId
  const stream = streams.find(({ entitlements }) => entitlements.some(isOwn))
  return {
    ...{ order, customer, subscription, stream },
    entitlements: (stream?.entitlements ?? []).filter(isOwn),
    refunds: refunds.filter(({ orderId }) => orderId === id),
  }
}
