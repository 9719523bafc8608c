// Stripe's objects as facts of ours. Of each only the fields named here are read, as version
// `2026-10-28.endive` has them. Pure. A value that Stripe has added since becomes `other`.
import type { Stripe } from 'stripe'
import type { CustomerId, OrderId } from '#kernel/ids'
import { type Instant, instant } from '#kernel/time'
import type {
  InvoiceFacts,
  OurIds,
  PaymentFacts,
  SessionFacts,
  SubscriptionFacts,
} from '#subscriptions/ports'
import { metadataKeys } from './metadata.ts'

/** `title`: our mark. `readAt`: when Stripe was asked. */
export type ReadOptions = { title: string; readAt: Instant }

export function sessionFacts(
  session: Pick<
    Stripe.Checkout.Session,
    'id' | 'status' | 'payment_status' | 'customer' | 'subscription' | 'invoice' | 'metadata'
  >,
  { title, readAt }: ReadOptions,
): SessionFacts {
  const { customer, subscription, invoice } = session
  return {
    kind: 'session',
    id: session.id,
    readAt,
    ids: idsIn(title, session.metadata),
    status: wordOf(session.status, { open: 'open', complete: 'complete', expired: 'expired' }),
    payment: wordOf(session.payment_status, {
      paid: 'paid',
      unpaid: 'unpaid',
      no_payment_required: 'notNeeded',
    }),
    stripeCustomerId: idIn(customer),
    stripeSubscriptionId: idIn(subscription),
    invoiceId: idIn(invoice),
  }
}

export function subscriptionFacts(
  subscription: Pick<
    Stripe.Subscription,
    'id' | 'status' | 'customer' | 'items' | 'cancel_at_period_end' | 'metadata' | 'created'
  > &
    Pick<Stripe.Subscription, 'cancel_at' | 'ended_at' | 'trial_end'>,
  { title, readAt }: ReadOptions,
): SubscriptionFacts {
  // Since basil each item has a period of its own; we sell one period, in one or two items.
  const periodEnds = subscription.items.data.map(({ current_period_end: end }) => end)
  const periodEnd = Math.max(...periodEnds, subscription.trial_end ?? 0, 0)
  return {
    kind: 'subscription',
    id: subscription.id,
    readAt,
    ids: idsIn(title, subscription.metadata),
    status: wordOf(subscription.status, {
      incomplete: 'incomplete',
      incomplete_expired: 'incompleteExpired',
      trialing: 'trialing',
      active: 'active',
      past_due: 'pastDue',
      unpaid: 'unpaid',
      paused: 'paused',
      canceled: 'canceled',
    }),
    stripeCustomerId: idIn(subscription.customer) ?? '',
    periodEnd: atSecond(periodEnd || subscription.created),
    cancelAtPeriodEnd: subscription.cancel_at_period_end,
    cancelAt: maybeAt(subscription.cancel_at),
    endedAt: maybeAt(subscription.ended_at),
  }
}

/** `lines` are all of them; `payment` the newest, `intent` its intent while it is open. */
export function invoiceFacts(
  read: {
    invoice: Stripe.Invoice
    lines: readonly Stripe.InvoiceLineItem[]
    payment: Pick<Stripe.InvoicePayment, 'status'> | undefined
    intent: Pick<Stripe.PaymentIntent, 'status' | 'last_payment_error'> | undefined
  },
  { title, readAt }: ReadOptions,
): InvoiceFacts {
  const { invoice, lines } = read
  const ids = idsOfInvoice(title, invoice)
  const subscription = subscriptionOf(invoice)
  return {
    kind: 'invoice',
    id: invoice.id,
    readAt,
    ids,
    number: invoice.number ?? undefined,
    reason: reasonOf(invoice, { isOurs: ids !== undefined, subscription }),
    status: wordOf(invoice.status, {
      draft: 'draft',
      open: 'open',
      paid: 'paid',
      void: 'void',
      uncollectible: 'uncollectible',
    }),
    payment: paymentOf(read),
    attemptCount: invoice.attempt_count,
    nextAttemptAt: maybeAt(invoice.next_payment_attempt),
    gross: invoice.total,
    vat: lines.reduce((sum, line) => sum + taxOf(line), 0),
    copies: copiesOf(lines),
    createdAt: atSecond(invoice.created),
    paidAt: maybeAt(invoice.status_transitions.paid_at),
    period: periodOf(lines),
    stripeCustomerId: idIn(invoice.customer),
    stripeSubscriptionId: subscription,
  }
}

export function paymentFacts(
  read: {
    charge: Pick<Stripe.Charge, 'id' | 'amount' | 'status' | 'metadata'>
    refunds: readonly Pick<Stripe.Refund, 'id' | 'amount' | 'status'>[]
    disputes: readonly Pick<Stripe.Dispute, 'id' | 'amount' | 'status'>[]
    invoice: Stripe.Invoice | undefined
  },
  { title, readAt }: ReadOptions,
): PaymentFacts {
  const { charge, refunds, disputes, invoice } = read
  return {
    kind: 'payment',
    id: charge.id,
    readAt,
    ids: idsIn(title, charge.metadata) ?? (invoice && idsOfInvoice(title, invoice)),
    invoiceId: invoice?.id,
    gross: charge.status === 'failed' ? 0 : charge.amount,
    refunds: refunds.map(({ id, amount, status }) => ({
      id,
      gross: amount,
      status: wordOf(status, {
        pending: 'pending',
        requires_action: 'pending',
        succeeded: 'succeeded',
        failed: 'failed',
        canceled: 'canceled',
      }),
    })),
    disputes: disputes.map(({ id, amount, status }) => ({
      id,
      gross: amount,
      status: wordOf(status, {
        warning_needs_response: 'inquiry',
        warning_under_review: 'inquiry',
        warning_closed: 'inquiry',
        // Refunded before it became one (Visa RDR): the refund says what moved.
        prevented: 'inquiry',
        needs_response: 'open',
        under_review: 'open',
        appeal_needs_response: 'open',
        appeal_under_review: 'open',
        won: 'won',
        lost: 'lost',
      }),
    })),
  }
}

/** Our ids, when the metadata carries our mark and them. */
export function idsIn(
  title: string,
  metadata: Stripe.Metadata | null | undefined,
): OurIds | undefined {
  if (metadata?.[metadataKeys.title] !== title) return undefined
  const customerId = metadata[metadataKeys.customer]
  const orderId = metadata[metadataKeys.order]
  return customerId && orderId
    ? { customerId: customerId as CustomerId, orderId: orderId as OrderId }
    : undefined
}

/** A subscription's invoices carry a copy of its metadata; those of single payments their own. */
export function idsOfInvoice(title: string, invoice: Stripe.Invoice): OurIds | undefined {
  return (
    idsIn(title, invoice.metadata) ?? idsIn(title, invoice.parent?.subscription_details?.metadata)
  )
}

function subscriptionOf(invoice: Stripe.Invoice): string | undefined {
  return idIn(invoice.parent?.subscription_details?.subscription)
}

export function reasonOf(
  invoice: Stripe.Invoice,
  { isOurs, subscription }: { isOurs: boolean; subscription: string | undefined },
): InvoiceFacts['reason'] {
  switch (invoice.billing_reason) {
    case 'subscription_create':
      return 'first'
    case 'subscription_cycle':
      return 'renewal'
    case 'manual':
      // Made by Checkout for a single payment (`invoice_creation`), with our metadata.
      return isOurs && subscription === undefined ? 'first' : 'other'
    default:
      return 'other'
  }
}

function paymentOf(read: {
  invoice: Pick<Stripe.Invoice, 'status'>
  payment: Pick<Stripe.InvoicePayment, 'status'> | undefined
  intent: Pick<Stripe.PaymentIntent, 'status' | 'last_payment_error'> | undefined
}): InvoiceFacts['payment'] {
  const { invoice, payment, intent } = read
  if (payment?.status === 'paid' || invoice.status === 'paid') return 'succeeded'
  if (payment === undefined || intent === undefined) return 'none'
  switch (intent.status) {
    case 'processing':
      return 'processing'
    case 'succeeded':
      return 'succeeded'
    case 'requires_payment_method':
      return intent.last_payment_error === null ? 'none' : 'failed'
    default:
      return 'none'
  }
}

/** Inclusive or not, this is the tax that Stripe worked out for the line. */
export function taxOf(line: Pick<Stripe.InvoiceLineItem, 'taxes'>): number {
  return (line.taxes ?? []).reduce((sum, { amount }) => sum + amount, 0)
}

/** Print and digital are lines of their own, each for as many; undefined where a line says none. */
function copiesOf(lines: readonly Stripe.InvoiceLineItem[]): number | undefined {
  return lines.find((line) => line.quantity !== null)?.quantity ?? undefined
}

/** Of the lines that a subscription's item makes for a period; a proration pays for none. */
export function periodOf(lines: readonly Stripe.InvoiceLineItem[]): InvoiceFacts['period'] {
  const periods = lines
    .filter(({ parent }) => parent?.subscription_item_details?.proration === false)
    .map(({ period }) => period)
  if (periods.length === 0) return undefined
  return {
    from: atSecond(Math.min(...periods.map(({ start }) => start))),
    until: atSecond(Math.max(...periods.map(({ end }) => end))),
  }
}

/** Our word for Stripe's; `other` for what neither names. */
function wordOf<Word extends string>(
  value: string | null,
  words: Readonly<Record<string, Word>>,
): Word | 'other' {
  return value !== null && Object.hasOwn(words, value) ? (words[value] as Word) : 'other'
}

function idIn(reference: string | { id: string } | null | undefined): string | undefined {
  if (reference === null || reference === undefined) return undefined
  return typeof reference === 'string' ? reference : reference.id
}

/** Stripe's seconds as an instant. */
export function atSecond(seconds: number): Instant {
  return instant(seconds * 1_000)
}

function maybeAt(seconds: number | null): Instant | undefined {
  return seconds === null ? undefined : atSecond(seconds)
}
