// Orders that made no subscription, newest first: single issues that were paid, or are being paid.
import type { Table } from '#aws/table'
import { type Clock, instant } from '#kernel/time'
import { makesSubscription } from './make-subscription.ts'
import type { Order } from './order.ts'
import { listOrders, monthsBack } from './store.ts'

/** `looked`: how many orders one page looks at before it says how far it came. */
export const browseOrdersLimits = { page: 50, looked: 400, months: 120 }

/** `after`: where the page before ended; the answer's goes on. */
export async function browseOrders(
  deps: { table: Table; clock: Clock },
  input: { after?: string | undefined },
): Promise<{ orders: Order[]; after?: string }> {
  const months = monthsBack(instant(deps.clock()), browseOrdersLimits.months)
  const [from = '', start] = (input.after ?? '').split('~')
  let at = Math.max(0, months.indexOf(from))
  let cursor = months[at] === from ? start || undefined : undefined
  const orders: Order[] = []
  let looked = 0
  while (at < months.length) {
    const limit = browseOrdersLimits.page - orders.length
    const page = await listOrders(deps.table, { month: months[at] ?? '', cursor, limit })
    looked += page.items.length
    orders.push(...page.items.filter(isSoldAlone))
    cursor = page.cursor
    if (cursor === undefined) at += 1
    if (orders.length >= browseOrdersLimits.page || looked >= browseOrdersLimits.looked) break
  }
  const month = months[at]
  if (month === undefined) return { orders }
  return { orders, after: cursor === undefined ? month : `${month}~${cursor}` }
}

function isSoldAlone(order: Order): boolean {
  return !makesSubscription(order) && (order.status === 'paid' || order.status === 'provisional')
}
