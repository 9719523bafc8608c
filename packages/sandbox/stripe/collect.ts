// Getting invoices paid: attempts, retries over days, and what a payment or its failure does to the
// subscription behind the invoice.
import type { Stripe } from 'stripe'
import * as z from 'zod'
import { accountOf } from './account.ts'
import { type Attempt, cancelIntent, confirmIntent, createIntent, settleDebit } from './intents.ts'
import { addPayment, finalizeByHand, markPaid } from './invoices.ts'
import { flag, id } from './params.ts'
import { idOf } from './pieces.ts'
import { StripeRefusal, wrongState } from './refusal.ts'
import { finishSession } from './session-end.ts'
import { endSubscription } from './subscription-end.ts'
import { day } from './times.ts'
import type { Work } from './work.ts'

/** Days from a failed attempt to the next one; after the last the account's setting decides. */
const retryDays = [3, 5, 7]

/** Attempts to collect an open invoice from the means of payment on file. */
export function collectInvoice(work: Work, invoiceId: string): void {
  const invoice = work.get('invoice', invoiceId)
  if (invoice.status !== 'open' || invoice.auto_advance === false) return
  if (invoice.collection_method !== 'charge_automatically') return
  attemptInvoice(work, invoice, methodFor(work, invoice), 'away')
}

function methodFor(work: Work, invoice: Stripe.Invoice): string | undefined {
  const subscriptionId = idOf(invoice.parent?.subscription_details?.subscription)
  const subscription = subscriptionId ? work.get('subscription', subscriptionId) : undefined
  const customer = work.get('customer', idOf(invoice.customer) ?? '')
  return (
    idOf(invoice.default_payment_method) ??
    idOf(subscription?.default_payment_method) ??
    idOf(customer.invoice_settings.default_payment_method)
  )
}

export function attemptInvoice(
  work: Work,
  invoice: Stripe.Invoice,
  method: string | undefined,
  presence: 'present' | 'confirmed' | 'away',
): Attempt | { kind: 'noMethod' } {
  const open = work.referring('invoice_payment', invoice.id).find((one) => one.status === 'open')
  const payment = open ?? addPayment(work, invoice, intentFor(work, invoice).id)
  const intentId = idOf(payment.payment.payment_intent) as string
  if (work.get('payment_intent', intentId).status === 'processing')
    return { kind: 'processing', charge: '' }
  if (method === undefined) {
    failInvoice(work, invoice.id)
    return { kind: 'noMethod' }
  }
  const attempt = confirmIntent(work, intentId, method, presence)
  if (attempt.kind === 'succeeded') {
    work.change('invoice', invoice.id, { attempt_count: invoice.attempt_count + 1 })
    settleInvoice(work, invoice.id, payment)
  } else if (attempt.kind === 'declined') failInvoice(work, invoice.id)
  else if (attempt.kind === 'processing')
    work.change(
      'invoice',
      invoice.id,
      { attempted: true, attempt_count: invoice.attempt_count + 1, next_payment_attempt: null },
      'invoice.updated',
    )
  return attempt
}

function intentFor(work: Work, invoice: Stripe.Invoice): Stripe.PaymentIntent {
  const isFirst = invoice.billing_reason === 'subscription_create'
  return createIntent(work, {
    amount: invoice.amount_remaining,
    currency: invoice.currency,
    customer: idOf(invoice.customer) ?? null,
    description: isFirst ? 'Subscription creation' : 'Subscription update',
    metadata: {},
    receiptEmail: null,
    reuse: isFirst ? 'off_session' : null,
    types: ['card', 'sepa_debit'],
  })
}

/** The money is there: the invoice is paid, its subscription is good again. */
export function settleInvoice(
  work: Work,
  invoiceId: string,
  payment: Stripe.InvoicePayment | null,
): Stripe.Invoice {
  const invoice = markPaid(work, invoiceId, payment)
  const subscriptionId = idOf(invoice.parent?.subscription_details?.subscription)
  if (!subscriptionId) return invoice
  const subscription = work.get('subscription', subscriptionId)
  const others = work
    .referring('invoice', subscriptionId)
    .some((one) => one.id !== invoiceId && one.status === 'open')
  const mayHeal = ['incomplete', 'past_due', 'unpaid'].includes(subscription.status)
  if (mayHeal && !others) {
    work.unplan('subscription.incompleteEnd', subscriptionId)
    work.change(
      'subscription',
      subscriptionId,
      { status: 'active' },
      'customer.subscription.updated',
    )
  }
  return invoice
}

/**
 * An attempt came to nothing: the next one is planned, or the subscription is given up. A debit that
 * comes back was counted when it was submitted.
 */
export function failInvoice(
  work: Work,
  invoiceId: string,
  options: { isCounted: boolean } = { isCounted: false },
): Stripe.Invoice {
  const before = work.get('invoice', invoiceId)
  const attempts = before.attempt_count + (options.isCounted ? 0 : 1)
  const owner = idOf(before.parent?.subscription_details?.subscription)
  const isWaiting = owner !== undefined && work.get('subscription', owner).status === 'incomplete'
  const wait = isWaiting ? undefined : retryDays[attempts - 1]
  const next = wait === undefined || before.auto_advance === false ? null : work.now + wait * day
  const invoice = work.change(
    'invoice',
    invoiceId,
    { attempted: true, attempt_count: attempts, next_payment_attempt: next },
    'invoice.updated',
  )
  work.emit('invoice.payment_failed', invoice)
  if (next !== null) work.plan('invoice.collect', invoiceId, next)
  const subscriptionId = owner
  if (!subscriptionId) return invoice
  const { status } = work.get('subscription', subscriptionId)
  if (status === 'active' || status === 'trialing')
    work.change(
      'subscription',
      subscriptionId,
      { status: 'past_due' },
      'customer.subscription.updated',
    )
  if (next === null && status !== 'incomplete') giveUp(work, subscriptionId)
  return invoice
}

function giveUp(work: Work, subscriptionId: string): void {
  const { status } = work.get('subscription', subscriptionId)
  if (status === 'canceled') return
  const { afterRetries } = accountOf(work)
  if (afterRetries === 'cancel') endSubscription(work, subscriptionId, 'payment_failed')
  else if (afterRetries === 'unpaid')
    work.change(
      'subscription',
      subscriptionId,
      { status: 'unpaid' },
      'customer.subscription.updated',
    )
}

/** Days later the bank says how a debit went: invoice, subscription and session follow. */
export function finishDebit(work: Work, chargeId: string): void {
  const settled = settleDebit(work, chargeId)
  if (!settled) return
  const { intent, hasArrived } = settled
  const payment = work.referring('invoice_payment', intent.id)[0]
  if (payment && hasArrived) settleInvoice(work, idOf(payment.invoice), payment)
  else if (payment) failInvoice(work, idOf(payment.invoice), { isCounted: true })
  const invoiceId = payment && idOf(payment.invoice)
  // A session tells of its own debit, not of later tries at its invoice.
  const isRetry = invoiceId !== undefined && work.get('invoice', invoiceId).attempt_count > 1
  const session =
    work.referring('checkout.session', intent.id)[0] ??
    (invoiceId && !isRetry ? work.referring('checkout.session', invoiceId)[0] : undefined)
  if (session) finishSession(work, session.id, hasArrived)
}

export const InvoicePay = z.strictObject({
  payment_method: id.optional(),
  off_session: flag.optional(),
  paid_out_of_band: flag.optional(),
})

/** As asked through the API. @throws StripeRefusal when it can't be, or is not, paid. */
export function payInvoice(
  work: Work,
  invoiceId: string,
  params: z.infer<typeof InvoicePay>,
): Stripe.Invoice {
  const found = work.get('invoice', invoiceId)
  const invoice = found.status === 'draft' ? finalizeByHand(work, invoiceId) : found
  if (invoice.status === 'paid') {
    if (found.status === 'draft') return invoice
    throw wrongState('Invoice is already paid', 'invoice_already_paid')
  }
  if (invoice.status !== 'open' && invoice.status !== 'uncollectible')
    throw wrongState(`Invoice is ${invoice.status} and can't be paid.`, 'invoice_not_editable')
  if (params.paid_out_of_band) return payElsewhere(work, invoiceId)
  const method = params.payment_method ?? methodFor(work, invoice)
  const attempt = attemptInvoice(work, invoice, method, 'away')
  if (attempt.kind === 'noMethod')
    throw new StripeRefusal(
      'There is no `default_payment_method` set on this Customer or Invoice.',
      { code: 'invoice_payment_intent_requires_action' },
      true,
    )
  if (attempt.kind === 'declined') throw declined(work, attempt)
  return work.get('invoice', invoiceId)
}

/** The refusal of a card, with what the client reads from it. */
export function declined(work: Work, attempt: Attempt & { kind: 'declined' }): StripeRefusal {
  const charge = work.get('charge', attempt.charge)
  return new StripeRefusal(
    charge.failure_message ?? 'Your card was declined.',
    {
      type: 'card_error',
      code: charge.failure_code ?? 'card_declined',
      more: { decline_code: attempt.reason, charge: charge.id },
    },
    true,
  )
}

/** Paid by a transfer that Stripe never saw. */
function payElsewhere(work: Work, invoiceId: string): Stripe.Invoice {
  const invoice = work.get('invoice', invoiceId)
  for (const payment of work.referring('invoice_payment', invoiceId)) {
    if (payment.status !== 'open') continue
    const intentId = idOf(payment.payment.payment_intent)
    if (intentId) cancelIntent(work, intentId, 'void_invoice')
    work.change('invoice_payment', payment.id, {
      status: 'canceled',
      status_transitions: { canceled_at: work.now, paid_at: null },
    })
  }
  work.change('invoice', invoiceId, {
    amount_paid: invoice.amount_due,
    amount_remaining: 0,
    amount_paid_off_stripe: invoice.amount_due,
  })
  return settleInvoice(work, invoiceId, null)
}
