// Applies an invoice: paid, it buys a term or a month, once; refused, a first payment fails its order
// and a renewal makes its subscription past due; a debit under way gives nothing.
import { type Instant, instant } from '#kernel/time'
import type { Applied, ApplyDeps } from './apply-facts.ts'
import { firstPaymentIntent } from './first-payment.ts'
import { grant } from './grant.ts'
import { keyOfSubscription, makeSubscription, makesSubscription } from './make-subscription.ts'
import { nameCustomer } from './name-customer.ts'
import { noteRenewal } from './note-renewal.ts'
import type { Order } from './order.ts'
import { orderOfFacts } from './order-of-facts.ts'
import type { InvoiceFacts } from './ports.ts'
import { refuseFirstPayment } from './refuse-first-payment.ts'
import { refuseRenewal } from './refuse-renewal.ts'
import { replaceSubscription } from './replace-subscription.ts'
import { changeOrder, changeSubscription, orderItemKey } from './store.ts'
import { addOrderNumbers } from './store-order-search.ts'
import { type Subscription, statusOf } from './subscription.ts'

export async function applyInvoice(deps: ApplyDeps, facts: InvoiceFacts): Promise<Applied> {
  const found = await orderOfFacts(deps, facts)
  if (found.kind !== 'order') return found
  const { order } = found
  if (facts.reason === 'other' || facts.status === 'draft') return { kind: 'applied' }
  if (facts.status === 'paid') {
    await applyPaid(deps, order, facts)
    return { kind: 'applied' }
  }
  if (!isRefused(facts)) return { kind: 'waiting' }
  if (facts.reason === 'first') await refuseFirstPayment(deps, order, facts)
  else await refuseRenewal(deps, order, facts)
  return { kind: 'applied' }
}

/** An open one that was not tried, or whose debit is under way, is neither paid nor refused. */
function isRefused({ status, payment }: InvoiceFacts): boolean {
  if (status === 'open') return payment === 'failed'
  return status === 'void' || status === 'uncollectible'
}

/** The entitlement first, then its subscription, at last the order with the mail that confirms it. */
async function applyPaid(deps: ApplyDeps, order: Order, invoice: InvoiceFacts): Promise<void> {
  const now = instant(deps.clock())
  const made = makesSubscription(order) ? await makeSubscription(deps, order, now) : undefined
  await grant(deps, { order, invoice, now, ...(made ? { subscription: made } : {}) })
  if (made) {
    const subscription = await markPaid(deps, made, { order, invoice, now })
    await noteRenewal(deps, subscription, now)
  }
  await addOrderNumbers(deps.table, refOf(order), [invoice.id, invoice.number])
  if (invoice.reason === 'first') await confirmOrder(deps, order, { invoice, now })
  // At once; if it fails, the intent that was left brings it back.
  if (made && order.replaces !== undefined) await replaceSubscription(deps, keyOfSubscription(made))
}

function refOf({ id: orderId, customerId }: Order) {
  return { orderId, customerId }
}

async function markPaid(
  deps: ApplyDeps,
  subscription: Subscription,
  { order, invoice, now }: { order: Order; invoice: InvoiceFacts; now: Instant },
): Promise<Subscription> {
  const { customerId, id: subscriptionId } = subscription
  const { zone } = deps.publication
  const next = firstPaymentIntent(order, { id: deps.makeId('mail'), zone, now })
  const changed = await changeSubscription(
    deps.table,
    { customerId, subscriptionId },
    (is, open) => {
      const { unpaid, endedAt, endedBecause, ...rest } = is
      const isSettled = unpaid === undefined || unpaid.invoiceId === invoice.id
      const isEnded = endedAt !== undefined && endedBecause !== 'unpaid'
      const to: Subscription = {
        ...rest,
        ...(isSettled ? {} : { unpaid }),
        ...(isEnded ? { endedAt, endedBecause } : {}),
        paidAt: is.paidAt ?? invoice.paidAt ?? now,
        updatedAt: now,
      }
      to.status = statusOf(to)
      const isSame =
        to.status === is.status &&
        to.paidAt === is.paidAt &&
        to.unpaid?.invoiceId === unpaid?.invoiceId
      if (isSame) return undefined
      // It is paid: nobody need be told any more that it was not.
      const close = isSettled && open?.kind === 'mail.paymentFailed' ? { close: open.id } : {}
      return { to, ...close, ...(is.paidAt === undefined && next ? { intent: next } : {}) }
    },
  )
  if (changed.kind === 'changed' && next?.kind === 'mail.giftGiven' && next.dueAt <= now)
    await deps.hint(keyOfSubscription(changed.is))
  return changed.kind === 'missing' ? subscription : changed.is
}

async function confirmOrder(
  deps: ApplyDeps,
  order: Order,
  { invoice, now }: { invoice: InvoiceFacts; now: Instant },
): Promise<void> {
  const ref = { customerId: order.customerId, orderId: order.id }
  // Before the order says that it is paid: whoever dies in between does it again.
  if (order.status !== 'paid') await nameCustomer(deps, order, now)
  const changed = await changeOrder(deps.table, ref, (is) => {
    if (is.status === 'paid') return paidAgain(is, invoice, now)
    const { failedAt: _, ...rest } = is
    const paid = { status: 'paid' as const, paidAt: invoice.paidAt ?? now, updatedAt: now }
    const to: Order = { ...rest, ...paid, stripe: { ...is.stripe, ...invoiceIds(invoice) } }
    return {
      to,
      intent: {
        ...{ kind: 'mail.orderConfirmed', id: deps.makeId('mail'), createdAt: now, dueAt: now },
        ...{ attempts: 0, data: { orderId: is.id, customerId: is.customerId } },
      },
    }
  })
  if (changed.kind !== 'changed') return
  if (changed.is.paidAgain?.includes(invoice.id))
    deps.log('error', 'order.paidAgain', { orderId: order.id, invoiceId: invoice.id })
  else await deps.hint(orderItemKey(ref))
}

/** Another invoice for what is paid: it buys nothing, and the money must go back. */
function paidAgain(is: Order, invoice: InvoiceFacts, now: Instant) {
  const known = [is.stripe.invoiceId, ...(is.paidAgain ?? [])]
  // Nothing is no money that must go back.
  if (known.includes(invoice.id) || invoice.gross === 0) return undefined
  const paidAgain = [...(is.paidAgain ?? []), invoice.id]
  const { gross, vat } = invoice
  const paidAgainMoney = { ...is.paidAgainMoney, [invoice.id]: { gross, vat, givenBack: 0 } }
  return { to: { ...is, paidAgain, paidAgainMoney, updatedAt: now } }
}

function invoiceIds(invoice: InvoiceFacts): Order['stripe'] {
  const { id, number, stripeCustomerId, stripeSubscriptionId } = invoice
  return {
    invoiceId: id,
    ...(number === undefined ? {} : { invoiceNumber: number }),
    ...(stripeCustomerId === undefined ? {} : { customerId: stripeCustomerId }),
    ...(stripeSubscriptionId === undefined ? {} : { subscriptionId: stripeSubscriptionId }),
  }
}
