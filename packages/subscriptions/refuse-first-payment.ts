// The first payment of an order was refused after its page was left: a debit that the bank returned.
// The order has failed, its subscription ends at Stripe too, and the buyer is told.
import { instant } from '#kernel/time'
import type { ApplyDeps } from './apply-facts.ts'
import { makesSubscription } from './make-subscription.ts'
import type { Order } from './order.ts'
import type { InvoiceFacts } from './ports.ts'
import { changeOrder, changeSubscription, orderItemKey } from './store.ts'
import { statusOf, subscriptionIdOf } from './subscription.ts'

/** Of an order whose page is still open nothing is said: the reader can try again there. */
export async function refuseFirstPayment(
  deps: ApplyDeps,
  order: Order,
  invoice: InvoiceFacts,
): Promise<void> {
  const now = instant(deps.clock())
  const { customerId, id: orderId } = order
  const ref = { customerId, orderId }
  const changed = await changeOrder(deps.table, ref, (is) => {
    if (is.status !== 'provisional') return undefined
    return {
      to: { ...is, status: 'failed', failedAt: now, updatedAt: now },
      intent: {
        ...{ kind: 'mail.paymentFailed', id: deps.makeId('mail'), createdAt: now, dueAt: now },
        ...{ attempts: 0, data: { orderId, customerId, invoiceId: invoice.id } },
      },
    }
  })
  if (changed.kind === 'missing' || changed.is.status !== 'failed') return
  if (makesSubscription(order)) {
    const subscriptionId = subscriptionIdOf(orderId)
    await changeSubscription(deps.table, { customerId, subscriptionId }, (is) => {
      if (is.paidAt !== undefined || is.endedAt !== undefined) return undefined
      const to = { ...is, endedAt: now, endedBecause: 'unpaid' as const, updatedAt: now }
      return { to: { ...to, status: statusOf(to) } }
    })
  }
  // Else Stripe would try again what the buyer was told has failed.
  if (invoice.stripeSubscriptionId !== undefined)
    await deps.payments.cancelNow({
      subscriptionId: invoice.stripeSubscriptionId,
      key: `${orderId}:failed`,
    })
  if (changed.kind === 'changed') await deps.hint(orderItemKey(ref))
}
