// The renewal of a subscription was refused: it is past due, and the reader is told once; after that on
// the days that the configuration names (step-unpaid.ts).
// What was paid for before goes on being served.
import { instant } from '#kernel/time'
import type { ApplyDeps } from './apply-facts.ts'
import { beginUnpaid } from './begin-unpaid.ts'
import { makeSubscription, makesSubscription } from './make-subscription.ts'
import type { Order } from './order.ts'
import type { InvoiceFacts } from './ports.ts'
import { changeSubscription, subscriptionItemKey } from './store.ts'
import { getStream } from './store-streams.ts'
import { renewalEntitlementId } from './stream.ts'
import { type Subscription, statusOf } from './subscription.ts'

export async function refuseRenewal(
  deps: ApplyDeps,
  order: Order,
  invoice: InvoiceFacts,
): Promise<void> {
  if (!makesSubscription(order)) return
  const now = instant(deps.clock())
  const made = await makeSubscription(deps, order, now)
  const { customerId, streamId, id: subscriptionId } = made
  const stream = await getStream(deps.table, { customerId, streamId })
  const bought = renewalEntitlementId(invoice.id)
  // Read before it was paid, applied after: old news.
  if (stream?.entitlements.some(({ id }) => id === bought)) return
  const ref = { customerId, subscriptionId }
  if (invoice.status === 'open') await beginUnpaid(deps, { ref, invoice, now })
  const changed = await changeSubscription(deps.table, ref, (is) => {
    if (invoice.status !== 'open') return withoutUnpaid(is, invoice, now)
    const known = is.unpaid?.invoiceId === invoice.id ? is.unpaid : undefined
    if (known && known.attemptCount >= invoice.attemptCount) return undefined
    const to: Subscription = {
      ...is,
      unpaid: {
        invoiceId: invoice.id,
        since: known?.since ?? now,
        attemptCount: invoice.attemptCount,
        ...(invoice.nextAttemptAt === undefined ? {} : { nextAttemptAt: invoice.nextAttemptAt }),
      },
      updatedAt: now,
    }
    to.status = statusOf(to)
    if (known) return { to }
    return {
      to,
      intent: {
        ...{ kind: 'mail.paymentFailed', id: deps.makeId('mail'), createdAt: now, dueAt: now },
        ...{ attempts: 0, data: { subscriptionId, customerId, invoiceId: invoice.id } },
      },
    }
  })
  const isRefused = changed.kind === 'changed' && changed.is.unpaid?.invoiceId === invoice.id
  if (isRefused && changed.is.unpaid?.since === now) await deps.hint(subscriptionItemKey(ref))
}

/** Void or given up at Stripe: nothing is asked for any more. */
function withoutUnpaid(is: Subscription, invoice: InvoiceFacts, now: string) {
  if (is.unpaid?.invoiceId !== invoice.id) return undefined
  const { unpaid: _, ...rest } = is
  const to = { ...rest, updatedAt: now as Subscription['updatedAt'] }
  return { to: { ...to, status: statusOf(to) } }
}
