// Customers, orders and subscriptions in the table. Streams and dispatches have files of their own.
import { openIntent } from '#aws/intent'
import {
  customerKey,
  customerOfReaderKey,
  type Key,
  orderIndex,
  orderKey,
  subscriptionIndex,
  subscriptionKey,
} from '#aws/keys'
import { type Item, ifAbsent, type Table } from '#aws/table'
import {
  type CustomerId,
  idSchema,
  idTimeMs,
  type OrderId,
  type ReaderId,
  type SubscriptionId,
} from '#kernel/ids'
import type { Intent } from '#kernel/intents'
import { dayMs, type Instant, instant, plusMs } from '#kernel/time'
import { Customer } from './customer.ts'
import { Order, orderLimits } from './order.ts'
import { noteOrderSearch } from './store-order-search.ts'
import { notePaidTwice } from './store-to-settle.ts'
import { noteUnpaid } from './store-unpaid.ts'
import { Subscription } from './subscription.ts'
import { type Change, type Changed, changeItem } from './versioned.ts'

const schema = 1

export type OrderRef = { customerId: CustomerId; orderId: OrderId }
export type SubscriptionRef = { customerId: CustomerId; subscriptionId: SubscriptionId }

// — Customers —

export async function getCustomer(table: Table, id: CustomerId): Promise<Customer | undefined> {
  const item = await table.get(customerKey(id), { consistent: true })
  return item && Customer.parse(item)
}

/** Does nothing when it is there already. */
export async function putCustomer(table: Table, customer: Customer): Promise<void> {
  await table.put({ ...customerKey(customer.id), schema, ...Customer.parse(customer) }, ifAbsent)
}

export async function changeCustomer(
  table: Table,
  id: CustomerId,
  change: (is: Customer, open: Intent | undefined) => Change<Customer> | undefined,
): Promise<Changed<Customer>> {
  return await changeItem(table, customerKey(id), { parse: (item) => Customer.parse(item), change })
}

/** The customer whose address has one of these reader ids. */
export async function customerOf(
  table: Table,
  readerIds: readonly ReaderId[],
): Promise<CustomerId | undefined> {
  for (const readerId of readerIds) {
    const item = await table.get(customerOfReaderKey(readerId), { consistent: true })
    if (item !== undefined) return idSchema('customer').parse(item['customerId'])
  }
  return undefined
}

/** Claims an address for a customer; answers with the one who has it. */
export async function claimAddress(
  table: Table,
  claim: { readerId: ReaderId; customerId: CustomerId },
): Promise<CustomerId> {
  const key = customerOfReaderKey(claim.readerId)
  const put = await table.put({ ...key, schema, ...claim }, ifAbsent)
  if (put.kind === 'written') return claim.customerId
  const item = await table.get(key, { consistent: true })
  return item === undefined ? claim.customerId : idSchema('customer').parse(item['customerId'])
}

/** Frees an address that belongs to this customer no more. */
export async function freeAddress(
  table: Table,
  claim: { readerId: ReaderId; customerId: CustomerId },
): Promise<void> {
  await table.delete(customerOfReaderKey(claim.readerId), {
    if: '#customerId = :customerId',
    values: { ':customerId': claim.customerId },
  })
}

/** A customer of whom nothing paid is kept, with the claim on the address and what never began. */
export async function deleteCustomer(
  table: Table,
  gone: { readerId: ReaderId; customerId: CustomerId; subscriptions: readonly Subscription[] },
): Promise<void> {
  const { readerId, customerId } = gone
  for (const { id } of gone.subscriptions) await table.delete(subscriptionKey(customerId, id))
  await table.delete(customerKey(customerId))
  await freeAddress(table, { readerId, customerId })
}

// — Orders —

/** Where an order's item lies, for hints. */
export function orderItemKey({ customerId, orderId }: OrderRef): Key {
  return orderKey(customerId, orderId)
}

export async function getOrder(table: Table, ref: OrderRef): Promise<Order | undefined> {
  const item = await table.get(orderItemKey(ref), { consistent: true })
  return item && Order.parse(item)
}

/** By its id alone. */
export async function findOrder(table: Table, id: OrderId): Promise<Order | undefined> {
  const item = await findIn(table, orderIndex(monthOf(id), id))
  return item && Order.parse(item)
}

/** Orders that were begun in a month (`2026-12`), newest first. */
export async function listOrders(
  table: Table,
  page: { month: string; cursor?: string | undefined; limit: number },
): Promise<{ items: Order[]; cursor?: string }> {
  const { cursor, limit } = page
  const partition = orderIndex(page.month, '').gsi1pk
  const found = await table.queryPage({
    ...{ index: 'gsi1', partition, newestFirst: true, limit },
    cursor,
  })
  const items = found.items.map((item) => Order.parse(item))
  return found.cursor === undefined ? { items } : { items, cursor: found.cursor }
}

/** Does nothing when it is there already. */
export async function putOrder(table: Table, order: Order, intent: Intent): Promise<void> {
  const { id, customerId } = order
  await table.put(
    {
      ...orderKey(customerId, id),
      ...orderIndex(monthOf(id), id),
      schema,
      ...Order.parse(order),
      ...orderAttributes(order),
      ...openIntent(intent),
    },
    ifAbsent,
  )
}

export async function changeOrder(
  table: Table,
  ref: OrderRef,
  change: (is: Order, open: Intent | undefined) => Omit<Change<Order>, 'attributes'> | undefined,
): Promise<Changed<Order>> {
  const changed = await changeItem(table, orderItemKey(ref), {
    parse: (item) => Order.parse(item),
    change: (is, open) => {
      const to = change(is, open)
      return to && { ...to, attributes: orderAttributes(to.to) }
    },
  })
  // Also when nothing changed: whoever changed it may have died before it was noted.
  if (changed.kind === 'missing') return changed
  if (changed.is.paidAgain) await notePaidTwice(table, changed.is)
  await noteOrderSearch(table, changed.is, { isChanged: changed.kind === 'changed' })
  return changed
}

/** An order that was not paid; if it was meanwhile, it stays. */
export async function deleteOrder(table: Table, order: Order): Promise<void> {
  await table.delete(orderKey(order.customerId, order.id), {
    if: '#version = :version',
    values: { ':version': order.version },
  })
}

/** What was never paid goes by itself; what was paid stays. */
function orderAttributes({ status, validUntil }: Order): Item {
  const isKept = status === 'paid' || status === 'provisional'
  const purgeAt = plusMs(validUntil, orderLimits.keepUnpaidDays * dayMs)
  return { expiresAt: isKept ? undefined : Math.ceil(Date.parse(purgeAt) / 1000) }
}

// — Subscriptions —

export function subscriptionItemKey({ customerId, subscriptionId }: SubscriptionRef): Key {
  return subscriptionKey(customerId, subscriptionId)
}

export async function getSubscription(
  table: Table,
  ref: SubscriptionRef,
): Promise<Subscription | undefined> {
  const item = await table.get(subscriptionItemKey(ref), { consistent: true })
  return item && Subscription.parse(item)
}

/** By its id alone. */
export async function findSubscription(
  table: Table,
  id: SubscriptionId,
): Promise<Subscription | undefined> {
  const item = await findIn(table, subscriptionIndex(monthOf(id), id))
  return item && Subscription.parse(item)
}

/** Does nothing when it is there already. */
export async function putSubscription(table: Table, subscription: Subscription): Promise<void> {
  const { id, customerId } = subscription
  await table.put(
    {
      ...subscriptionKey(customerId, id),
      ...subscriptionIndex(monthOf(id), id),
      schema,
      ...Subscription.parse(subscription),
    },
    ifAbsent,
  )
}

export async function changeSubscription(
  table: Table,
  ref: SubscriptionRef,
  change: (is: Subscription, open: Intent | undefined) => Change<Subscription> | undefined,
): Promise<Changed<Subscription>> {
  let wasUnpaid = false
  const changed = await changeItem(table, subscriptionItemKey(ref), {
    parse: (item) => Subscription.parse(item),
    change: (is, open) => {
      wasUnpaid = is.status === 'pastDue'
      return change(is, open)
    },
  })
  // Also when nothing changed: whoever changed it may have died before it was noted.
  if (changed.kind !== 'missing' && (wasUnpaid || changed.is.status === 'pastDue'))
    await noteUnpaid(table, changed.is)
  return changed
}

/** Subscriptions made in a month (`2026-12`), newest first. */
export async function listSubscriptions(
  table: Table,
  page: { month: string; cursor?: string | undefined; limit?: number },
): Promise<{ items: Subscription[]; cursor?: string }> {
  const { cursor, limit = 50 } = page
  const partition = subscriptionIndex(page.month, '').gsi1pk
  const found = await table.queryPage({
    ...{ index: 'gsi1', partition, newestFirst: true, limit },
    cursor,
  })
  const items = found.items.map((item) => Subscription.parse(item))
  return found.cursor === undefined ? { items } : { items, cursor: found.cursor }
}

/** Everything of one customer but the streams. */
export async function holdingsOf(
  table: Table,
  customerId: CustomerId,
): Promise<{ orders: Order[]; subscriptions: Subscription[] }> {
  const partition = customerKey(customerId).pk
  const orders: Order[] = []
  const subscriptions: Subscription[] = []
  for await (const item of table.query({ partition, consistent: true })) {
    const sk = String(item['sk'])
    if (sk.startsWith('ORDER#')) orders.push(Order.parse(item))
    if (sk.startsWith('SUBSCRIPTION#')) subscriptions.push(Subscription.parse(item))
  }
  return { orders, subscriptions }
}

/** The month an id was made in, UTC: `2026-12`. */
export function monthOf(id: OrderId | SubscriptionId): string {
  const madeMs = idTimeMs(id)
  return madeMs === undefined ? 'other' : instant(madeMs).slice(0, 7)
}

/** The months from this instant back, as `listSubscriptions` wants them. */
export function monthsBack(from: Instant, count: number): string[] {
  const [year = 0, month = 0] = from.slice(0, 7).split('-').map(Number)
  return Array.from({ length: count }, (_, at) =>
    new Date(Date.UTC(year, month - 1 - at, 1)).toISOString().slice(0, 7),
  )
}

async function findIn(
  table: Table,
  place: { gsi1pk: string; gsi1sk: string },
): Promise<Item | undefined> {
  const { gsi1pk: partition, gsi1sk: sort } = place
  const page = await table.queryPage({
    ...{ index: 'gsi1', partition, limit: 1 },
    between: [sort, sort],
  })
  const [found] = page.items
  // The index lags behind the item: the item decides.
  return found && (await table.get({ pk: String(found['pk']), sk: String(found['sk']) }))
}
