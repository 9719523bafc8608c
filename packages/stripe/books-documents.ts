// Stripe's invoices, credit notes and disputes as documents of the books. Of each only the fields named
// here are read, as version `2026-10-28.endive` has them. Pure.
import type { Stripe } from 'stripe'
import type {
  CreditNote,
  Dispute,
  Invoice,
  InvoiceLine,
  InvoicePayment,
  TaxLine,
} from '#finance/documents'
import type { CustomerId } from '#kernel/ids'
import { dateOf, type Instant } from '#kernel/time'
import type { Order } from '#subscriptions/order'
import { buyerOf, deliveryOf, exemptionOf } from './books-buyer.ts'
import type { TaxRateFacts } from './books-rates.ts'
import { atSecond, idsOfInvoice, periodOf, reasonOf } from './facts.ts'
import { idOf } from './read-facts.ts'

export type DocumentOptions = {
  title: string
  zone: string
  /** When Stripe was asked. */
  readAt: Instant
  rates: ReadonlyMap<string, TaxRateFacts>
}

/** Undefined of a draft, and of another product's. `order`: of its metadata, where it is here. */
export function invoiceDocument(
  read: {
    invoice: Stripe.Invoice
    lines: readonly Stripe.InvoiceLineItem[]
    order: Order | undefined
  },
  options: DocumentOptions,
): Invoice | undefined {
  const { invoice, order } = read
  const { title, zone, readAt } = options
  const ids = idsOfInvoice(title, invoice)
  const { finalized_at: finalized } = invoice.status_transitions
  const status = statusOf(invoice.status)
  if (!ids || !status || finalized === null || invoice.number === null) return undefined
  const finalizedAt = atSecond(finalized)
  const subscription = invoice.parent?.subscription_details?.subscription
  const isSubscribed = subscription !== undefined && subscription !== null
  const reason = reasonOf(invoice, {
    isOurs: true,
    subscription: isSubscribed ? idOf(subscription) : undefined,
  })
  const lines = read.lines.slice(0, 100).map((line) => lineOf(line, { invoice, order }, options))
  const delivery = deliveryOf(order)
  const period = periodOf(read.lines)
  return {
    ...{ id: invoice.id, number: invoice.number, reason, finalizedAt, readAt },
    customerId: ids.customerId as CustomerId,
    orderId: ids.orderId,
    ...(isSubscribed || reason === 'other' ? {} : { isSingle: true }),
    date: dateOf(finalizedAt, zone),
    ...(invoice.due_date === null ? {} : { dueDate: dateOf(atSecond(invoice.due_date), zone) }),
    gross: Math.max(0, invoice.total),
    taxes: mergedTaxes(lines.flatMap(({ taxes }) => taxes)),
    lines,
    ...(period === undefined ? {} : { period }),
    buyer: buyerOf(invoice, order),
    ...(delivery === undefined ? {} : { delivery }),
    ...{ status, ...transitionsOf(invoice, status) },
  }
}

function statusOf(status: Stripe.Invoice.Status | null): Invoice['status'] | undefined {
  return (['open', 'paid', 'void', 'uncollectible'] as const).find((one) => one === status)
}

function transitionsOf({ status_transitions: at }: Stripe.Invoice, status: Invoice['status']) {
  const paidAt = at.paid_at === null ? undefined : atSecond(at.paid_at)
  const voidedAt = at.voided_at === null ? undefined : atSecond(at.voided_at)
  const given = at.marked_uncollectible_at
  const uncollectibleAt = given === null ? undefined : atSecond(given)
  const statusAt = { paid: paidAt, void: voidedAt, uncollectible: uncollectibleAt, open: undefined }
  return defined({ statusAt: statusAt[status], paidAt, voidedAt, uncollectibleAt })
}

function lineOf(
  line: Stripe.InvoiceLineItem,
  about: { invoice: Stripe.Invoice; order: Order | undefined },
  options: DocumentOptions,
): InvoiceLine {
  const supply = supplyOf(line, options.title)
  const discount = (line.discount_amounts ?? []).reduce((sum, { amount }) => sum + amount, 0)
  const outside = (line.taxes ?? []).reduce(
    (sum, { amount, tax_behavior: behaviour }) => sum + (behaviour === 'exclusive' ? amount : 0),
    0,
  )
  const gross = line.amount - discount + outside
  const taxes = taxesOf(line.taxes ?? [], gross, options.rates)
  const exempt = { ...exemptionOf({ ...about, supply }), net: gross, vat: 0 }
  return {
    what: whatOf(line),
    ...{ supply, quantity: Math.max(1, line.quantity ?? 1), gross, discount },
    taxes: taxes.length > 0 || gross === 0 ? taxes : [exempt],
  }
}

/** `3 × Magazine – Un an` says how many beside it. */
function whatOf({ description }: Pick<Stripe.InvoiceLineItem, 'description'>): string {
  return (description ?? '').replace(/^\d+ × /, '').slice(0, 500)
}

/** Our products say what they supply (`productIdOf`). */
function supplyOf(line: Stripe.InvoiceLineItem, title: string): InvoiceLine['supply'] {
  const reference = line.pricing?.price_details?.product
  const product = reference === undefined ? '' : idOf(reference)
  if (!product.startsWith(`${title}-`)) return 'other'
  if (product.endsWith('-print')) return 'print'
  return product.endsWith('-digital') ? 'digital' : 'other'
}

type StripeTax = Pick<Stripe.InvoiceLineItem.Tax, 'amount' | 'tax_rate_details' | 'taxable_amount'>

/** Each tax on what it is of; in sum they are the line. One of zero percent is none. */
function taxesOf(
  taxes: readonly StripeTax[],
  gross: number,
  rates: ReadonlyMap<string, TaxRateFacts>,
): TaxLine[] {
  const lines = taxes.flatMap(({ amount, tax_rate_details: details }): TaxLine[] => {
    const rate = details === null ? undefined : rates.get(details.tax_rate)
    const { scheme, place, basisPoints } = rate ?? unknownRate
    if (amount === 0 && basisPoints === 0) return []
    return [{ scheme, rate: basisPoints, place, net: 0, vat: amount }]
  })
  const net = gross - lines.reduce((sum, { vat }) => sum + vat, 0)
  return lines.map((line, at) => (at === 0 ? { ...line, net } : line))
}

/** Without a word of its rate it has no account of its own: a person sees it. */
const unknownRate: TaxRateFacts = { scheme: 'domestic', place: 'FR', basisPoints: 1 }

/** One a scheme, rate and place. */
export function mergedTaxes(taxes: readonly TaxLine[]): TaxLine[] {
  const merged = new Map<string, TaxLine>()
  for (const tax of taxes) {
    const key = JSON.stringify([tax.scheme, tax.rate, tax.place, tax.because])
    const sum = merged.get(key) ?? { ...tax, net: 0, vat: 0 }
    merged.set(key, { ...sum, net: sum.net + tax.net, vat: sum.vat + tax.vat })
  }
  return [...merged.values()]
}

/** Payments that are paid; and what settled the rest when Stripe names no payment for it. */
export function paymentDocuments(
  invoice: Pick<Stripe.Invoice, 'id' | 'status' | 'status_transitions' | 'total'> &
    Pick<Stripe.Invoice, 'pre_payment_credit_notes_amount'>,
  payments: readonly Stripe.InvoicePayment[],
): InvoicePayment[] {
  const paid = payments.flatMap((one): InvoicePayment[] => {
    const at = one.status_transitions.paid_at
    if (one.status !== 'paid' || at === null) return []
    return [
      {
        ...{ id: one.id, invoiceId: invoice.id, amount: one.amount_paid ?? 0 },
        ...{ paidAt: atSecond(at), paymentId: paymentIdOf(one) ?? '' },
      },
    ]
  })
  const { paid_at: paidAt } = invoice.status_transitions
  const rest =
    invoice.total -
    invoice.pre_payment_credit_notes_amount -
    paid.reduce((sum, { amount }) => sum + amount, 0)
  if (invoice.status !== 'paid' || paidAt === null || rest <= 0) return paid
  const settled = { id: invoice.id, invoiceId: invoice.id, amount: rest, paymentId: '' }
  return [...paid, { ...settled, paidAt: atSecond(paidAt) }]
}

/** `pi_…`, `ch_…`, or `pr_…` of what was paid past Stripe. */
export function paymentIdOf({ payment }: Pick<Stripe.InvoicePayment, 'payment'>) {
  const reference = payment.payment_intent ?? payment.charge ?? payment.payment_record
  return reference === undefined ? undefined : idOf(reference)
}

/** `invoice`: its document, whose exemptions the note shares. */
export function noteDocument(
  read: { note: Stripe.CreditNote; lines: readonly Stripe.CreditNoteLineItem[] },
  invoice: Invoice,
  { zone, rates }: Pick<DocumentOptions, 'zone' | 'rates'>,
): CreditNote {
  const { note, lines } = read
  const createdAt = atSecond(note.created)
  const exempt = invoice.taxes.find(({ scheme }) => scheme === 'exempt')
  const isTaxed = invoice.taxes.some(({ scheme }) => scheme !== 'exempt')
  const taxes = lines.map((line) => {
    const gross = grossOf(line)
    const own = taxesOf(line.taxes ?? [], gross, rates)
    if (own.length > 0 || gross === 0) return own
    return exempt ? [{ ...exempt, net: gross, vat: 0 }] : undefined
  })
  const hasTaxes = !isTaxed || taxes.every((one) => one !== undefined)
  return {
    ...{ id: note.id, number: note.number, invoiceId: invoice.id, createdAt },
    date: dateOf(createdAt, zone),
    gross: note.total,
    taxes: hasTaxes ? mergedTaxes(taxes.flatMap((one) => one ?? [])) : [],
    hasTaxes,
    lines: lines.slice(0, 100).map((line) => ({ what: whatOf(line), gross: grossOf(line) })),
    isPaid: note.post_payment_amount > 0,
    ...(note.post_payment_amount > 0 && note.pre_payment_amount > 0
      ? { owedGross: note.pre_payment_amount }
      : {}),
    ...(note.refunds.length === 0 ? {} : { refundIds: refundIdsOf(note) }),
    status: note.status === 'void' ? 'void' : 'issued',
    ...(note.voided_at === null ? {} : { voidedAt: atSecond(note.voided_at) }),
  }
}

function refundIdsOf({ refunds }: Stripe.CreditNote): string[] {
  return refunds.flatMap(({ refund }) => (refund ? [idOf(refund)] : []))
}

function grossOf(line: Stripe.CreditNoteLineItem): number {
  const outside = (line.taxes ?? []).filter(({ tax_behavior: is }) => is === 'exclusive')
  return line.amount - line.discount_amount + outside.reduce((sum, { amount }) => sum + amount, 0)
}

/** `closedAt`: when it was decided, as Stripe's event says or as it was first read. */
export function disputeDocument(
  dispute: Stripe.Dispute,
  about: { invoiceId: string; isReturn: boolean; closedAt: Instant },
): Dispute {
  const status = disputeStatuses[dispute.status] ?? 'other'
  const { due_by: dueBy } = dispute.evidence_details
  return {
    ...{ id: dispute.id, invoiceId: about.invoiceId, chargeId: idOf(dispute.charge) },
    ...{ gross: dispute.amount, reason: dispute.reason.slice(0, 100), status },
    createdAt: atSecond(dispute.created),
    ...(about.isReturn ? { isReturn: true } : {}),
    ...(dueBy === null ? {} : { dueBy: atSecond(dueBy) }),
    ...(status === 'lost' ? { closedAt: about.closedAt, lostAt: about.closedAt } : {}),
    ...(status === 'won' ? { closedAt: about.closedAt, wonAt: about.closedAt } : {}),
  }
}

/** A prevented one was refunded before it became one: the refund says what moved. */
const disputeStatuses: Readonly<Record<string, Dispute['status']>> = {
  warning_needs_response: 'inquiry',
  warning_under_review: 'inquiry',
  warning_closed: 'inquiry',
  prevented: 'inquiry',
  needs_response: 'open',
  under_review: 'open',
  appeal_needs_response: 'open',
  appeal_under_review: 'open',
  won: 'won',
  lost: 'lost',
}

function defined<T extends object>(values: T): { [K in keyof T]?: NonNullable<T[K]> } {
  return Object.fromEntries(Object.entries(values).filter(([, value]) => value !== undefined)) as {
    [K in keyof T]?: NonNullable<T[K]>
  }
}
