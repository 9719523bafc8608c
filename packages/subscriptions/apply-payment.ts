// Applies what became of a charge: refunds and disputes, as they stand now. Money given back ends the
// issues it paid for; an open dispute suspends them, until it is won or lost.
import { instant } from '#kernel/time'
import type { Applied, ApplyDeps } from './apply-facts.ts'
import { applyInvoice } from './apply-invoice.ts'
import { entitlementIdOf } from './grant.ts'
import { streamIdOf } from './make-subscription.ts'
import { noteStanding } from './note-standing.ts'
import type { Order } from './order.ts'
import { orderOfFacts } from './order-of-facts.ts'
import type { InvoiceFacts, PaymentFacts } from './ports.ts'
import { changeOrder, getSubscription } from './store.ts'
import { changeStream } from './store-streams.ts'
import { givenBack, settled } from './stream.ts'
import { subscriptionIdOf } from './subscription.ts'

/** A refund may be heard of before its invoice: the invoice is read, and applied first. */
export async function applyPayment(deps: ApplyDeps, facts: PaymentFacts): Promise<Applied> {
  if (facts.invoiceId === undefined) return { kind: 'foreign' }
  if (facts.refunds.length === 0 && facts.disputes.length === 0) return { kind: 'applied' }
  const invoice = await deps.payments.read({ kind: 'invoice', id: facts.invoiceId })
  if (invoice?.kind !== 'invoice') return { kind: 'unknown' }
  const found = await orderOfFacts(deps, invoice)
  if (found.kind !== 'order') return found
  if (invoice.reason === 'other') return { kind: 'applied' }
  if (invoice.status === 'paid') await applyInvoice(deps, invoice)
  const known = await settle(deps, { order: found.order, invoice, facts })
  const { customerId } = found.order
  await noteStanding(deps, { customerId, now: instant(deps.clock()) })
  if (known || (await settleAgain(deps, { order: found.order, invoice, facts })))
    return { kind: 'applied' }
  return { kind: 'waiting' }
}

/** Money of an invoice that was paid for the same order again: it bought nothing, and goes back. */
async function settleAgain(
  deps: ApplyDeps,
  given: { order: Order; invoice: InvoiceFacts; facts: PaymentFacts },
): Promise<boolean> {
  const { order, invoice, facts } = given
  const ref = { customerId: order.customerId, orderId: order.id }
  let isKnown = false
  await changeOrder(deps.table, ref, (is) => {
    isKnown = is.paidAgain?.includes(invoice.id) ?? false
    const known = is.paidAgainMoney?.[invoice.id]
    if (!isKnown || (known?.readAt !== undefined && known.readAt > facts.readAt)) return undefined
    const { gross, vat } = invoice
    if (known?.readAt === facts.readAt && known.givenBack === givenBack(facts)) return undefined
    const money = { gross, vat, givenBack: givenBack(facts), readAt: facts.readAt }
    const paidAgainMoney = { ...is.paidAgainMoney, [invoice.id]: money }
    return { to: { ...is, paidAgainMoney, updatedAt: instant(deps.clock()) } }
  })
  return isKnown
}

async function settle(
  deps: ApplyDeps,
  given: { order: Order; invoice: InvoiceFacts; facts: PaymentFacts },
): Promise<boolean> {
  const { order, invoice, facts } = given
  const { customerId } = order
  const subscriptionId = subscriptionIdOf(order.id)
  const subscription = await getSubscription(deps.table, { customerId, subscriptionId })
  const streamId = subscription?.streamId ?? (await streamIdOf(deps, order))
  const bought = entitlementIdOf(order, invoice)
  let isKnown = false
  const at = { customerId, streamId, now: instant(deps.clock()) }
  await changeStream(deps.table, at, (stream) => {
    const index = stream.entitlements.findIndex(({ id }) => id === bought)
    const entitlement = stream.entitlements[index]
    // The money of an invoice that was paid again gives back none of the first one's issues.
    isKnown = entitlement !== undefined && entitlement.invoiceId === invoice.id
    if (!entitlement || !isKnown) return undefined
    const after = settled(entitlement, facts)
    if (after === entitlement) return undefined
    return { to: { ...stream, entitlements: stream.entitlements.with(index, after) } }
  })
  return isKnown
}
