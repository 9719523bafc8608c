// What Stripe has of an object now, in our words. Each read asks anew; `readAt` is taken before the
// question, so that of two answers the later question's is the newer one.
import type { Stripe } from 'stripe'
import { type Clock, instant } from '#kernel/time'
import type { InvoiceFacts, PaymentFacts, StripeFacts, StripeRef } from '#subscriptions/ports'
import { isMissing } from './client.ts'
import {
  invoiceFacts,
  paymentFacts,
  type ReadOptions,
  sessionFacts,
  subscriptionFacts,
} from './facts.ts'

export type ReadDeps = { client: Stripe; clock: Clock; title: string }

/** Lines, payments, refunds of one object that are followed: far beyond what we ever make. */
const pageSize = 100

/** Undefined when there is no such object at Stripe. */
export async function readFacts(deps: ReadDeps, ref: StripeRef): Promise<StripeFacts | undefined> {
  try {
    return await read(deps, ref)
  } catch (error) {
    if (isMissing(error)) return undefined
    throw error
  }
}

async function read(deps: ReadDeps, ref: StripeRef): Promise<StripeFacts | undefined> {
  const { client, title } = deps
  const options: ReadOptions = { title, readAt: instant(deps.clock()) }
  switch (ref.kind) {
    case 'session':
      return sessionFacts(await client.checkout.sessions.retrieve(ref.id), options)
    case 'subscription':
      return subscriptionFacts(await client.subscriptions.retrieve(ref.id), options)
    case 'invoice':
      return await readInvoice(client, await client.invoices.retrieve(ref.id), options)
    case 'charge':
      return await readPayment(client, await client.charges.retrieve(ref.id), options)
    case 'refund': {
      const { charge } = await client.refunds.retrieve(ref.id)
      return charge === null ? undefined : await read(deps, { kind: 'charge', id: idOf(charge) })
    }
    case 'dispute': {
      const { charge } = await client.disputes.retrieve(ref.id)
      return await read(deps, { kind: 'charge', id: idOf(charge) })
    }
  }
}

/** An invoice with all of its lines, and how its newest payment stands. */
export async function readInvoice(
  client: Stripe,
  invoice: Stripe.Invoice,
  options: ReadOptions,
): Promise<InvoiceFacts> {
  const lines = invoice.lines.has_more
    ? await all(client.invoices.listLineItems(invoice.id, { limit: pageSize }))
    : invoice.lines.data
  // Only of an open one the payment is in question.
  const payments =
    invoice.status === 'open'
      ? await all(client.invoicePayments.list({ invoice: invoice.id, limit: pageSize }))
      : []
  const newest = newestOf(payments)
  const intentId = newest?.payment.payment_intent
  const intent =
    newest?.status === 'open' && intentId
      ? await client.paymentIntents.retrieve(idOf(intentId))
      : undefined
  return invoiceFacts({ invoice, lines, payment: newest, intent }, options)
}

/** A charge with its refunds and disputes; whose it is says the invoice that it pays. */
export async function readPayment(
  client: Stripe,
  charge: Stripe.Charge,
  options: ReadOptions,
): Promise<PaymentFacts> {
  const [refunds, disputes, invoice] = await Promise.all([
    all(client.refunds.list({ charge: charge.id, limit: pageSize })),
    all(client.disputes.list({ charge: charge.id, limit: pageSize })),
    invoiceOfCharge(client, charge),
  ])
  return paymentFacts({ charge, refunds, disputes, invoice }, options)
}

/** The charges that an invoice was paid by; in use there is one. */
export async function paymentsOf(deps: ReadDeps, invoiceId: string): Promise<PaymentFacts[]> {
  const { client, title, clock } = deps
  const options: ReadOptions = { title, readAt: instant(clock()) }
  const payments = await all(client.invoicePayments.list({ invoice: invoiceId, limit: pageSize }))
  const found: PaymentFacts[] = []
  for (const { status, payment } of payments) {
    if (status !== 'paid' || !payment.payment_intent) continue
    const intent = await client.paymentIntents.retrieve(idOf(payment.payment_intent))
    if (intent.latest_charge === null) continue
    const charge = await client.charges.retrieve(idOf(intent.latest_charge))
    found.push(await readPayment(client, charge, options))
  }
  return found
}

/** A charge names no invoice any more (since basil); the invoice's payments name the intent. */
async function invoiceOfCharge(
  client: Stripe,
  charge: Stripe.Charge,
): Promise<Stripe.Invoice | undefined> {
  if (charge.payment_intent === null) return undefined
  const { data } = await client.invoicePayments.list({
    payment: { type: 'payment_intent', payment_intent: idOf(charge.payment_intent) },
    limit: 1,
  })
  const invoice = data[0]?.invoice
  return invoice === undefined ? undefined : await client.invoices.retrieve(idOf(invoice))
}

function newestOf(payments: readonly Stripe.InvoicePayment[]): Stripe.InvoicePayment | undefined {
  return payments.reduce<Stripe.InvoicePayment | undefined>(
    // Of the same second the later in the list; Stripe lists the newest first.
    (newest, one) => (newest === undefined || one.created > newest.created ? one : newest),
    undefined,
  )
}

async function all<T>(list: AsyncIterable<T>): Promise<T[]> {
  const found: T[] = []
  for await (const one of list) found.push(one)
  return found
}

/** The id of what is there as an id, or expanded. */
export function idOf(reference: string | { id: string }): string {
  return typeof reference === 'string' ? reference : reference.id
}
