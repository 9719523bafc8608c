// What we hold of one customer and order, to be compared with what Stripe has.
import type { Table } from '#aws/table'
import type { Ours } from './drift.ts'
import type { OurIds } from './ports.ts'
import { getOrder, getSubscription } from './store.ts'
import { streamsOf } from './store-streams.ts'
import { subscriptionIdOf } from './subscription.ts'

export async function loadOurs(table: Table, { customerId, orderId }: OurIds): Promise<Ours> {
  const [order, subscription, streams] = await Promise.all([
    getOrder(table, { customerId, orderId }),
    getSubscription(table, { customerId, subscriptionId: subscriptionIdOf(orderId) }),
    streamsOf(table, customerId),
  ])
  return { order, subscription, streams }
}
