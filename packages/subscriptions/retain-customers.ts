// Keeps what was sold no longer than there is a reason to: what was never paid a month, name and
// address three years after the last of it (domain-rules §6.3), orders and contracts ten years after
// their end (code de commerce L123-22, code de la consommation L213-1), declarations five.

import { shardOf } from '#aws/keys'
import type { Table } from '#aws/table'
import type { CustomerId } from '#kernel/ids'
import { type Clock, dateOf, dayMs, type Instant, instant, plusMs } from '#kernel/time'
import { customerItems, isOver, lastOf } from './customer-items.ts'
import { deleteAll, isNothing, mayStay, retireCustomer } from './erase-customer.ts'
import { ordersInMonth } from './load-ours.ts'
import type { Order } from './order.ts'
import { deleteOrder, monthsBack } from './store.ts'
import { deleteDeclaration, listDeclarations } from './store-declarations.ts'

/** `slots`: each customer is looked at on one night of so many, and when an order was never paid. */
export const retentionLimits = {
  unpaidMs: 27 * dayMs,
  accountMs: 3 * 365 * dayMs,
  contractMs: 10 * 365 * dayMs,
  declarationMs: 5 * 365 * dayMs,
  slots: 28,
  months: 180,
  page: 200,
}

export type RetentionDeps = { table: Table; clock: Clock; publication: { zone: string } }

/** A month of orders, and how far in it. */
export type RetentionPlace = { month: string; cursor?: string | undefined }

/**
 * Goes through the orders, newest month first. Answers with where to go on when time is up; undefined
 * when all is done.
 */
export async function tendRetention(
  deps: RetentionDeps,
  { from, deadline }: { from?: RetentionPlace | undefined; deadline: Date },
): Promise<RetentionPlace | undefined> {
  const months = [...monthsBack(instant(deps.clock()), retentionLimits.months), 'other']
  let at = from ? Math.max(0, months.indexOf(from.month)) : 0
  let cursor = from?.cursor
  for (let month = months[at]; month !== undefined; month = months[at]) {
    if (deps.clock() >= deadline) return { month, ...(cursor === undefined ? {} : { cursor }) }
    const { page: limit } = retentionLimits
    const page = await ordersInMonth(deps.table, { month, cursor, limit })
    const now = instant(deps.clock())
    const looked = page.items.filter((order) =>
      isLooked(order, { now, zone: deps.publication.zone }),
    )
    const customers = new Set<CustomerId>(looked.map(({ customerId }) => customerId))
    for (const customerId of customers) await retainCustomer(deps.table, { customerId, now })
    cursor = page.cursor
    if (cursor !== undefined) continue
    await retainDeclarations(deps.table, { month, now })
    at += 1
  }
  return undefined
}

function isLooked(order: Order, { now, zone }: { now: Instant; zone: string }): boolean {
  const { slots } = retentionLimits
  const night = Number(dateOf(now, zone).slice(8)) % slots
  return isStale(order, now) || shardOf(order.customerId, slots) === night
}

/** Never paid, and soon to vanish by its TTL: who ordered goes with it. */
function isStale(order: Order, now: Instant): boolean {
  const isPaid = order.status === 'paid' || order.status === 'provisional'
  return !isPaid && order.validUntil < plusMs(now, -retentionLimits.unpaidMs)
}

/** What the law no longer keeps of one customer goes. */
export async function retainCustomer(
  table: Table,
  { customerId, now }: { customerId: CustomerId; now: Instant },
): Promise<{ kind: 'kept' | 'retired' | 'deleted' }> {
  const items = await customerItems(table, customerId)
  const before = plusMs(now, -retentionLimits.unpaidMs)
  const gone = items.orders.filter(
    (order) => isStale(order, now) && !mayStay(order, { before, now }),
  )
  for (const order of gone) await deleteOrder(table, order)
  const left = { ...items, orders: items.orders.filter((order) => !gone.includes(order)) }
  const { customer } = left
  // One whose first order is only just being made has nothing yet either.
  const isNew = customer !== undefined && customer.createdAt > before
  if (isNothing(left)) {
    if (!isNew) await deleteAll(table, left)
    return { kind: isNew ? 'kept' : 'deleted' }
  }
  if (!isOver(left, now)) return { kind: 'kept' }
  const last = lastOf(left)
  if (last < plusMs(now, -retentionLimits.contractMs)) {
    await deleteAll(table, left)
    return { kind: 'deleted' }
  }
  const isAsked = customer?.erasureAskedAt !== undefined
  const isPast = isAsked || last < plusMs(now, -retentionLimits.accountMs)
  if (!isPast || !customer || customer.erasedAt !== undefined) return { kind: 'kept' }
  await retireCustomer(table, left, now)
  return { kind: 'retired' }
}

/** Those of a month that lies far enough back, but for those that still wait for a person. */
async function retainDeclarations(
  table: Table,
  { month, now }: { month: string; now: Instant },
): Promise<void> {
  if (month === 'other' || month >= plusMs(now, -retentionLimits.declarationMs).slice(0, 7)) return
  for (;;) {
    const page = await listDeclarations(table, { place: month })
    for (const declaration of page.items) await deleteDeclaration(table, declaration)
    if (page.items.length === 0) return
  }
}
