// Ends an order that nobody paid, by its intent; before, Stripe is asked once more, so that a payment
// nobody told us of is found after a day at most. Money that comes later still makes what was ordered.
import type { Key } from '#aws/keys'
import { idSchema } from '#kernel/ids'
import type { Intent } from '#kernel/intents'
import { instant } from '#kernel/time'
import { type ApplyDeps, applyFacts } from './apply-facts.ts'
import { changeOrder, getOrder } from './store.ts'

export async function expireOrder(
  deps: ApplyDeps,
  { key, intent }: { key: Key; intent: Intent },
): Promise<void> {
  const now = instant(deps.clock())
  const ref = {
    customerId: idSchema('customer').parse(key.pk.replace('CUSTOMER#', '')),
    orderId: idSchema('order').parse(key.sk.replace('ORDER#', '')),
  }
  const order = await getOrder(deps.table, ref)
  if (order?.status === 'placed' && order.checkout && order.validUntil <= now) {
    const session = await deps.payments.read({ kind: 'session', id: order.checkout.sessionId })
    if (session) await applyFacts(deps, session)
  }
  await changeOrder(deps.table, ref, (is, open) => {
    if (open?.id !== intent.id) return undefined
    const isUnpaid = is.status === 'recapped' || is.status === 'placed'
    const isOver = isUnpaid && is.validUntil <= now
    if (isUnpaid && !isOver) return undefined
    const to = isOver ? { ...is, status: 'expired' as const, updatedAt: now } : is
    return { to, close: intent.id }
  })
}
