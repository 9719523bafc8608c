// The read model of the search of orders: one item a word or number, that holds ids alone. Written
// after the order; whoever reads it looks at the order itself.
import { customerKey, type Key, orderNumberKey, orderWordKey } from '#aws/keys'
import type { Item, Table } from '#aws/table'
import { type CustomerId, idSchema, type OrderId } from '#kernel/ids'
import type { Order } from './order.ts'
import { orderNumbers, orderWords, type Searched, searchNumber } from './order-search.ts'

export type OrderHit = { orderId: OrderId; customerId: CustomerId }

/** The items of an order; that of its own number comes last, to tell that all are there. */
export function orderSearchItems(
  order: Searched & Pick<Order, 'customerId'>,
  places: readonly Order['delivery'][] = [],
): (Item & Key)[] {
  const { id: orderId, customerId } = order
  const numbers = orderNumbers(order).filter((one) => one !== orderId)
  return [
    ...orderWords(order, places).map((word) => orderWordKey(word, orderId)),
    ...[...numbers, orderId].map((one) => orderNumberKey(one, orderId)),
  ].map((key) => ({ ...key, orderId, customerId }))
}

/** Only orders that may be paid are looked for. What is there already is not written again. */
export async function noteOrderSearch(
  table: Table,
  order: Order,
  options: { isChanged: boolean },
): Promise<void> {
  if (order.status !== 'paid' && order.status !== 'provisional') return
  const items = orderSearchItems(order)
  const last = items.at(-1)
  if (!last) return
  if (!options.isChanged && (await table.get({ pk: last.pk, sk: last.sk }))) return
  await putOrderSearch(table, order.customerId, items.slice(0, -1))
  await table.putMany([last])
}

/** Who was erased is found by numbers alone: not by name, nor by place, nor by address. */
export async function putOrderSearch(
  table: Table,
  customerId: CustomerId,
  items: readonly (Item & Key)[],
): Promise<void> {
  const customer = await table.get(customerKey(customerId), { consistent: true })
  const isErased = customer?.['erasedAt'] !== undefined
  await table.putMany(isErased ? items.filter(isOfNumber) : items)
}

/** An address is a number of sorts, and is a person's. */
export function isOfNumber({ pk }: Key): boolean {
  return pk.startsWith(orderNumberKey('', '').pk) && !pk.includes('@')
}

/** More numbers by which an order is found, such as a renewal's invoice. Again is harmless. */
export async function addOrderNumbers(
  table: Table,
  { orderId, customerId }: OrderHit,
  numbers: readonly (string | undefined)[],
): Promise<void> {
  const known = numbers.flatMap((one) => (one === undefined ? [] : [searchNumber(one)]))
  await table.putMany(
    known.map((one) => ({ ...orderNumberKey(one, orderId), orderId, customerId })),
  )
}

/** The words of a new place by which its orders are found too. */
export async function addOrderPlace(
  table: Table,
  order: Searched & Pick<Order, 'customerId'>,
  place: NonNullable<Order['delivery']>,
): Promise<void> {
  await putOrderSearch(table, order.customerId, orderSearchItems(order, [place]))
}

/** The orders with this number, or with a word that starts so (three letters at least). */
export async function searchOrders(
  table: Table,
  wanted: { number: string } | { word: string },
  options: { limit: number },
): Promise<OrderHit[]> {
  const page =
    'number' in wanted
      ? await table.queryPage({ partition: orderNumberKey(wanted.number, '').pk, ...options })
      : await table.queryPage({
          partition: orderWordKey(wanted.word, '').pk,
          beginsWith: wanted.word,
          ...options,
        })
  const hits = new Map<OrderId, OrderHit>()
  for (const item of page.items) {
    const orderId = idSchema('order').parse(item['orderId'])
    hits.set(orderId, { orderId, customerId: idSchema('customer').parse(item['customerId']) })
  }
  return [...hits.values()]
}

/** Whether an item of the table is of this read model. */
export function isOrderSearchItem(item: Item): boolean {
  return String(item['pk']).startsWith('ORDERSEARCH#')
}
