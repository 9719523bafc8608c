// Orders that staff look for: by number (order, invoice, Stripe's), by the words of names and places,
// by who a gift is for.
import type { Table } from '#aws/table'
import { idSchema } from '#kernel/ids'
import type { Order } from './order.ts'
import { hasWords, orderSearchLimits, queryWords, searchNumber } from './order-search.ts'
import { findOrder, getOrder } from './store.ts'
import { type OrderHit, searchOrders } from './store-order-search.ts'
import { streamsOf } from './store-streams.ts'

/** `looked`: what one search reads at most. */
export const findOrdersLimits = { looked: 200 }

/** Newest first; none for words shorter than three letters. */
export async function findOrders(deps: { table: Table }, query: string): Promise<Order[]> {
  const { table } = deps
  const id = idSchema('order').safeParse(query.trim())
  if (id.success) {
    const found = await findOrder(table, id.data)
    return found ? [found] : []
  }
  const limit = findOrdersLimits.looked
  const numbered = await searchOrders(table, { number: searchNumber(query) }, { limit })
  if (numbered.length > 0) return await ordersOf(table, numbered)
  const words = queryWords(query)
  const [first, ...others] = words
  if (first === undefined || first.length < orderSearchLimits.queryMin) return []
  const orders = await ordersOf(table, await searchOrders(table, { word: first }, { limit }))
  const checked = await Promise.all(
    orders.map(async (order) => ((await isOf(table, order, [first, ...others])) ? [order] : [])),
  )
  return checked.flat()
}

async function ordersOf(table: Table, hits: readonly OrderHit[]): Promise<Order[]> {
  const found = await Promise.all(hits.map((hit) => getOrder(table, hit)))
  return found
    .flatMap((order) => (order ? [order] : []))
    .sort((a, b) => b.createdAt.localeCompare(a.createdAt))
}

/** The list may know a place that was left since: the order and its streams decide. */
async function isOf(table: Table, order: Order, words: readonly string[]): Promise<boolean> {
  if (hasWords(order, words)) return true
  const streams = await streamsOf(table, order.customerId)
  const places = streams.flatMap(({ entitlements, delivery }) =>
    delivery && entitlements.some(({ orderId }) => orderId === order.id) ? [delivery] : [],
  )
  return hasWords(order, words, places)
}
