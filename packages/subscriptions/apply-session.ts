// Applies a Checkout session: whether the reader went through with it. What was paid is the invoice's
// to say; a session that is complete only makes sure that it is asked.
import { instant } from '#kernel/time'
import type { Applied, ApplyDeps } from './apply-facts.ts'
import { applyInvoice } from './apply-invoice.ts'
import { applySubscription } from './apply-subscription.ts'
import { makeSubscription, makesSubscription } from './make-subscription.ts'
import type { Order } from './order.ts'
import { orderOfFacts } from './order-of-facts.ts'
import type { InvoiceFacts, SessionFacts } from './ports.ts'
import { changeOrder } from './store.ts'

export async function applySession(deps: ApplyDeps, facts: SessionFacts): Promise<Applied> {
  const found = await orderOfFacts(deps, facts)
  if (found.kind !== 'order') return found
  const { order } = found
  if (facts.status === 'expired') await expire(deps, order, facts)
  if (facts.status !== 'complete') return { kind: 'applied' }
  // Who paid at once is never told that a debit is under way: the invoice is applied first.
  const isSettled = facts.payment === 'paid' || facts.payment === 'notNeeded'
  if (!isSettled) await complete(deps, order, facts)
  if (makesSubscription(order)) await makeSubscription(deps, order, instant(deps.clock()))
  // A debit may have been refused, or paid, before this session was heard of.
  if (facts.invoiceId !== undefined) {
    const invoice = await deps.payments.read({ kind: 'invoice', id: facts.invoiceId })
    if (invoice?.kind === 'invoice') await applyInvoice(deps, invoice)
  }
  if (isForNothing(order, facts)) await applyInvoice(deps, invoiceOfNothing(facts))
  if (isSettled) await complete(deps, order, facts)
  if (facts.stripeSubscriptionId !== undefined) {
    const ref = { kind: 'subscription', id: facts.stripeSubscriptionId } as const
    const subscription = await deps.payments.read(ref)
    if (subscription?.kind === 'subscription') await applySubscription(deps, subscription)
  }
  return { kind: 'applied' }
}

/** A code took off everything of what is paid once: Stripe need not make an invoice of that. */
function isForNothing({ price }: Order, facts: SessionFacts): boolean {
  const hasMore = facts.invoiceId !== undefined || facts.stripeSubscriptionId !== undefined
  return price.gross === 0 && facts.payment === 'notNeeded' && !hasMore
}

/** It stands for one of zero, so that what was ordered is granted by the one rule. */
function invoiceOfNothing({ id, readAt, ids, stripeCustomerId }: SessionFacts): InvoiceFacts {
  return {
    ...{ kind: 'invoice', id, readAt, ids, reason: 'first', status: 'paid', payment: 'succeeded' },
    ...{ attemptCount: 0, gross: 0, vat: 0, createdAt: readAt, paidAt: readAt, stripeCustomerId },
  }
}

/** The payment page closed before it was used. */
async function expire(deps: ApplyDeps, order: Order, facts: SessionFacts): Promise<void> {
  const now = instant(deps.clock())
  await changeOrder(deps.table, refOf(order), (is, open) => {
    if (is.status !== 'placed' || (is.checkout && is.checkout.sessionId !== facts.id))
      return undefined
    const to = { ...is, status: 'expired' as const, updatedAt: now }
    return { to, ...(open?.kind === 'order.expire' ? { close: open.id } : {}) }
  })
}

/** Until its invoice is paid it is provisional: a debit takes days. */
async function complete(deps: ApplyDeps, order: Order, facts: SessionFacts): Promise<void> {
  const now = instant(deps.clock())
  await changeOrder(deps.table, refOf(order), (is, open) => {
    const stripe = { ...is.stripe, ...stripeIds(facts) }
    const isOpen = is.status === 'recapped' || is.status === 'placed' || is.status === 'expired'
    const status = isOpen ? ('provisional' as const) : is.status
    const isKnown =
      stripe.customerId === is.stripe.customerId &&
      stripe.subscriptionId === is.stripe.subscriptionId
    const close = open?.kind === 'order.expire' ? { close: open.id } : {}
    if (status === is.status && isKnown && !('close' in close)) return undefined
    return { to: { ...is, status, stripe, updatedAt: now }, ...close }
  })
}

function stripeIds({ stripeCustomerId, stripeSubscriptionId }: SessionFacts) {
  return {
    ...(stripeCustomerId === undefined ? {} : { customerId: stripeCustomerId }),
    ...(stripeSubscriptionId === undefined ? {} : { subscriptionId: stripeSubscriptionId }),
  }
}

function refOf({ customerId, id: orderId }: Order) {
  return { customerId, orderId }
}
