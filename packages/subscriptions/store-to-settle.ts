// What a person must settle, as a short list for the console's home. Derived: written after the order
// or the refund that it is about; whoever reads it looks at that one.

import * as z from 'zod'
import { toSettleKey, toSettlePartition } from '#aws/keys'
import { ifAbsent, type Table } from '#aws/table'
import { idSchema } from '#kernel/ids'
import type { Instant } from '#kernel/time'
import { isPaidTwice, type Order } from './order.ts'

const schema = 1

/** `paidTwice`: an order whose money must go back. `refundRefused`: Stripe did not give it back. */
export const ToSettle = z.object({
  kind: z.enum(['paidTwice', 'refundRefused']),
  /** Of the order, or of the refund. */
  id: z.string().max(80),
  customerId: idSchema('customer'),
  orderId: idSchema('order'),
  at: z.custom<Instant>((value) => typeof value === 'string'),
})
export type ToSettle = z.infer<typeof ToSettle>

/** Again is harmless. */
export async function noteToSettle(table: Table, one: ToSettle): Promise<void> {
  await table.put({ ...toSettleKey(one.kind, one.id), schema, ...ToSettle.parse(one) }, ifAbsent)
}

export async function noteSettled(
  table: Table,
  { kind, id }: Pick<ToSettle, 'kind' | 'id'>,
): Promise<void> {
  await table.delete(toSettleKey(kind, id), { if: 'attribute_exists(#pk)' })
}

/** The first `limit` of a kind, oldest id first. */
export async function listToSettle(
  table: Table,
  options: { kind: ToSettle['kind']; limit: number },
): Promise<ToSettle[]> {
  const page = await table.queryPage({
    ...{ partition: toSettlePartition, limit: options.limit, beginsWith: `${options.kind}#` },
  })
  return page.items.map((item) => ToSettle.parse(item))
}

/** On the list of what a person must settle, until all that was paid again went back. */
export async function notePaidTwice(table: Table, order: Order): Promise<void> {
  const { id, customerId, updatedAt: at } = order
  if (isPaidTwice(order))
    await noteToSettle(table, { kind: 'paidTwice', id, customerId, orderId: id, at })
  else await noteSettled(table, { kind: 'paidTwice', id })
}
