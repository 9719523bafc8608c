// What we hold of one customer and order, to be compared with what Stripe has.
import { orderIndex } from '#aws/keys'
import type { Table } from '#aws/table'
import type { Ours } from './drift.ts'
import { Order } from './order.ts'
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

/** Every order that was begun in a month (`2026-12`). */
export async function* ordersOfMonth(table: Table, month: string): AsyncIterable<Order> {
  const { gsi1pk: partition } = orderIndex(month, '')
  for await (const item of table.query({ index: 'gsi1', partition })) yield Order.parse(item)
}

/** The same a page at a time, newest first. */
export async function ordersInMonth(
  table: Table,
  page: { month: string; cursor?: string | undefined; limit: number },
): Promise<{ items: Order[]; cursor?: string }> {
  const { month, cursor, limit } = page
  const { gsi1pk: partition } = orderIndex(month, '')
  const found = await table.queryPage({
    ...{ index: 'gsi1', partition, newestFirst: true, limit },
    cursor,
  })
  const items = found.items.map((item) => Order.parse(item))
  return found.cursor === undefined ? { items } : { items, cursor: found.cursor }
}
