// Rebuilds the search of orders and the list of what is to be settled from the orders themselves:
// `kiosque rebuild orders`. Reads the whole table, so never in a request; a second run changes nothing.
import type { Table } from '#aws/table'
import { idSchema } from '#kernel/ids'
import { Order } from './order.ts'
import { getOrder } from './store.ts'
import {
  addOrderNumbers,
  isOrderSearchItem,
  type OrderHit,
  orderSearchItems,
  putOrderSearch,
} from './store-order-search.ts'
import { streamsOf } from './store-streams.ts'
import { notePaidTwice } from './store-to-settle.ts'

/** `written`: orders whose words and numbers are there. `removed`: items of orders that are gone. */
export async function rebuildOrders(deps: {
  table: Table
}): Promise<{ written: number; removed: number }> {
  const { table } = deps
  let written = 0
  let removed = 0
  for await (const item of table.scan()) {
    if (isOrderSearchItem(item)) {
      const hit: OrderHit = {
        orderId: idSchema('order').parse(item['orderId']),
        customerId: idSchema('customer').parse(item['customerId']),
      }
      if (await getOrder(table, hit)) continue
      await table.delete({ pk: String(item['pk']), sk: String(item['sk']) })
      removed += 1
    } else if (isOrder(item)) {
      const order = Order.parse(item)
      if (order.paidAgain) await notePaidTwice(table, order)
      if (order.status !== 'paid' && order.status !== 'provisional') continue
      await writeAll(table, order)
      written += 1
    }
  }
  return { written, removed }
}

function isOrder(item: { [name: string]: unknown }): boolean {
  return String(item['pk']).startsWith('CUSTOMER#') && String(item['sk']).startsWith('ORDER#')
}

/** With the places of today, and the invoices of every renewal. */
async function writeAll(table: Table, order: Order): Promise<void> {
  const streams = await streamsOf(table, order.customerId)
  const own = streams.filter(({ entitlements }) =>
    entitlements.some(({ orderId }) => orderId === order.id),
  )
  await putOrderSearch(
    table,
    order.customerId,
    orderSearchItems(
      order,
      own.map(({ delivery }) => delivery),
    ),
  )
  await addOrderNumbers(
    table,
    { orderId: order.id, customerId: order.customerId },
    own.flatMap(({ entitlements }) =>
      entitlements.filter(({ orderId }) => orderId === order.id).map(({ invoiceId }) => invoiceId),
    ),
  )
}
