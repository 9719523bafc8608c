// The order that facts of Stripe's are about, by the ids in their metadata.

import type { ApplyDeps } from './apply-facts.ts'
import type { Order } from './order.ts'
import type { StripeFacts } from './ports.ts'
import { getOrder } from './store.ts'

export type OrderOfFacts = { kind: 'order'; order: Order } | { kind: 'foreign' | 'unknown' }

export async function orderOfFacts(
  deps: Pick<ApplyDeps, 'table' | 'log'>,
  facts: StripeFacts,
): Promise<OrderOfFacts> {
  if (!facts.ids) return { kind: 'foreign' }
  const order = await getOrder(deps.table, facts.ids)
  if (order) return { kind: 'order', order }
  deps.log('error', 'stripe.orderMissing', { object: facts.kind, orderId: facts.ids.orderId })
  return { kind: 'unknown' }
}
