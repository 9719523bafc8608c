// Everything that lies under one customer's key, and whether anything of it still goes on.
import { customerKey } from '#aws/keys'
import type { Table } from '#aws/table'
import type { CustomerId } from '#kernel/ids'
import type { Instant } from '#kernel/time'
import { Customer } from './customer.ts'
import { Order } from './order.ts'
import { isEntitled, Stream } from './stream.ts'
import { renewsAt, Subscription } from './subscription.ts'

export type CustomerItems = {
  customerId: CustomerId
  customer: Customer | undefined
  orders: Order[]
  subscriptions: Subscription[]
  streams: Stream[]
  /** Notices, claims, unpaid steps, changes of place, refunds: by their keys. */
  others: { pk: string; sk: string; isOpen: boolean }[]
}

export async function customerItems(table: Table, customerId: CustomerId): Promise<CustomerItems> {
  const items: CustomerItems = {
    ...{ customerId, customer: undefined, orders: [], subscriptions: [], streams: [], others: [] },
  }
  const { pk: partition } = customerKey(customerId)
  for await (const item of table.query({ partition, consistent: true })) {
    const [pk, sk] = [String(item['pk']), String(item['sk'])]
    if (sk === 'CUSTOMER') items.customer = Customer.parse(item)
    else if (sk.startsWith('ORDER#')) items.orders.push(Order.parse(item))
    else if (sk.startsWith('SUBSCRIPTION#')) items.subscriptions.push(Subscription.parse(item))
    else if (sk.startsWith('STREAM#')) items.streams.push(Stream.parse(item))
    else
      items.others.push({
        pk,
        sk,
        isOpen: item['intent'] !== undefined || item['status'] === 'open',
      })
  }
  return items
}

/** Nothing is owed or asked for, nothing is to be paid, nothing renews, nobody waits for an answer. */
export function isOver(items: CustomerItems, now: Instant): boolean {
  const { orders, subscriptions, streams, others } = items
  return (
    orders.every(({ status }) => status !== 'provisional' && status !== 'placed') &&
    subscriptions.every((one) => renewsAt(one) === undefined && one.unpaid === undefined) &&
    streams.every((stream) => !isEntitled(stream, now)) &&
    others.every(({ isOpen }) => !isOpen)
  )
}

/** When the last of it happened: paid, served, ended. */
export function lastOf({ customer, orders, subscriptions, streams }: CustomerItems): Instant {
  if (customer?.lastAt !== undefined) return customer.lastAt
  const all = [
    customer?.createdAt,
    ...orders.flatMap(({ createdAt, paidAt }) => [createdAt, paidAt]),
    ...subscriptions.flatMap(({ createdAt, endedAt }) => [createdAt, endedAt]),
    ...streams.map(({ updatedAt }) => updatedAt),
  ].filter((at) => at !== undefined)
  return all.sort().at(-1) ?? ('' as Instant)
}
