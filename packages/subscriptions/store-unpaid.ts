// The subscriptions whose renewal is unpaid, as a short list for the console's home. Derived: written
// after the subscription; whoever reads it looks at the subscription itself.
import { unpaidKey, unpaidPartition } from '#aws/keys'
import { ifAbsent, type Table } from '#aws/table'
import { idSchema } from '#kernel/ids'
import type { Subscription } from './subscription.ts'

const schema = 1

/** Puts it on the list or takes it off; again is harmless. */
export async function noteUnpaid(
  table: Table,
  { id, customerId, status }: Pick<Subscription, 'id' | 'customerId' | 'status'>,
): Promise<void> {
  const key = unpaidKey(id)
  if (status === 'pastDue') await table.put({ ...key, schema, id, customerId }, ifAbsent)
  else await table.delete(key, { if: 'attribute_exists(#pk)' })
}

/** The first `limit` of them, in no order that matters. */
export async function listUnpaid(table: Table, options: { limit: number }) {
  const page = await table.queryPage({ partition: unpaidPartition, limit: options.limit })
  return page.items.map((item) => ({
    subscriptionId: idSchema('subscription').parse(item['id']),
    customerId: idSchema('customer').parse(item['customerId']),
  }))
}
