// Ends an order that nobody paid, by its intent. Money that comes all the same later still makes what
// was ordered: it was paid for.
import type { Key } from '#aws/keys'
import type { Table } from '#aws/table'
import { idSchema } from '#kernel/ids'
import type { Intent } from '#kernel/intents'
import { type Clock, instant } from '#kernel/time'
import { changeOrder } from './store.ts'

export async function expireOrder(
  deps: { table: Table; clock: Clock },
  { key, intent }: { key: Key; intent: Intent },
): Promise<void> {
  const now = instant(deps.clock())
  const ref = {
    customerId: idSchema('customer').parse(key.pk.replace('CUSTOMER#', '')),
    orderId: idSchema('order').parse(key.sk.replace('ORDER#', '')),
  }
  await changeOrder(deps.table, ref, (order, open) => {
    if (open?.id !== intent.id) return undefined
    const isUnpaid = order.status === 'recapped' || order.status === 'placed'
    const isOver = isUnpaid && order.validUntil <= now
    if (isUnpaid && !isOver) return undefined
    const to = isOver ? { ...order, status: 'expired' as const, updatedAt: now } : order
    return { to, close: intent.id }
  })
}
