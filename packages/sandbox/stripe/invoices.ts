// Invoices after their draft: finalised with a number of the account's one sequence, paid, voided.
import type { Stripe } from 'stripe'
import * as z from 'zod'
import { accountOf, changeAccount, nextInvoiceNumber } from './account.ts'
import { flag, id, metadata, text } from './params.ts'
import { mergeMetadata } from './pieces.ts'
import { wrongState } from './refusal.ts'
import type { Work } from './work.ts'

/** Gives the number; nothing happens to one that has it already, or that is not to go on by itself. */
export function finalizeInvoice(work: Work, invoiceId: string): Stripe.Invoice {
  const invoice = work.get('invoice', invoiceId)
  if (invoice.status !== 'draft' || invoice.auto_advance === false) return invoice
  return finalizeNow(work, invoice)
}

function finalizeNow(work: Work, invoice: Stripe.Invoice): Stripe.Invoice {
  work.unplan('invoice.finalize', invoice.id)
  const page = `${work.siteUrl}/sandbox/stripe/${invoice.id}`
  const finalized = work.change(
    'invoice',
    invoice.id,
    {
      status: 'open',
      number: nextInvoiceNumber(work),
      automatically_finalizes_at: null,
      effective_at: work.now,
      ending_balance: 0,
      hosted_invoice_url: page,
      invoice_pdf: `${page}?pdf`,
      status_transitions: { ...invoice.status_transitions, finalized_at: work.now },
    },
    'invoice.finalized',
  )
  return finalized.total === 0 ? markPaid(work, invoice.id, null) : finalized
}

/** As asked through the API. @throws StripeRefusal when it is no draft. */
export function finalizeByHand(work: Work, invoiceId: string): Stripe.Invoice {
  const invoice = work.get('invoice', invoiceId)
  if (invoice.status !== 'draft')
    throw wrongState(
      'This invoice is already finalized, you can’t re-finalize a non-draft invoice.',
    )
  return finalizeNow(work, invoice)
}

/** Ties an intent to the invoice that it pays. */
export function addPayment(
  work: Work,
  invoice: Stripe.Invoice,
  intentId: string,
): Stripe.InvoicePayment {
  return work.put('invoice_payment', {
    id: work.makeId('inpay'),
    object: 'invoice_payment',
    amount_paid: null,
    amount_requested: invoice.amount_remaining,
    created: work.now,
    currency: invoice.currency,
    invoice: invoice.id,
    is_default: true,
    livemode: false,
    payment: { payment_intent: intentId, type: 'payment_intent' },
    status: 'open',
    status_transitions: { canceled_at: null, paid_at: null },
  })
}

/** The invoice is settled, by this payment or by nothing at all. */
export function markPaid(
  work: Work,
  invoiceId: string,
  payment: Stripe.InvoicePayment | null,
): Stripe.Invoice {
  const invoice = work.get('invoice', invoiceId)
  const paid = payment?.amount_requested ?? 0
  if (payment)
    work.change(
      'invoice_payment',
      payment.id,
      {
        status: 'paid',
        amount_paid: paid,
        status_transitions: { canceled_at: null, paid_at: work.now },
      },
      'invoice_payment.paid',
    )
  work.unplan('invoice.collect', invoiceId)
  const settled = work.change(
    'invoice',
    invoiceId,
    {
      status: 'paid',
      amount_paid: invoice.amount_paid + paid,
      amount_remaining: invoice.amount_remaining - paid,
      attempted: true,
      attempt_count: payment ? Math.max(1, invoice.attempt_count) : invoice.attempt_count,
      auto_advance: false,
      next_payment_attempt: null,
      receipt_number: payment ? nextReceipt(work) : null,
      status_transitions: { ...invoice.status_transitions, paid_at: work.now },
    },
    'invoice.updated',
  )
  work.emit('invoice.paid', settled)
  work.emit('invoice.payment_succeeded', settled)
  return settled
}

function nextReceipt(work: Work): string {
  const { receiptCount } = changeAccount(work, { receiptCount: accountOf(work).receiptCount + 1 })
  return `2000-${String(receiptCount).padStart(4, '0')}`
}

/** A voided invoice keeps its number. */
export function voidInvoice(work: Work, invoiceId: string): Stripe.Invoice {
  const invoice = work.get('invoice', invoiceId)
  if (invoice.status !== 'open' && invoice.status !== 'uncollectible')
    throw wrongState(
      `You can only void an invoice if it's open or uncollectible; this one is ${invoice.status}.`,
    )
  for (const payment of work.referring('invoice_payment', invoiceId))
    if (payment.status === 'open')
      work.change('invoice_payment', payment.id, {
        status: 'canceled',
        status_transitions: { canceled_at: work.now, paid_at: null },
      })
  work.unplan('invoice.collect', invoiceId)
  return work.change(
    'invoice',
    invoiceId,
    {
      status: 'void',
      auto_advance: false,
      next_payment_attempt: null,
      status_transitions: { ...invoice.status_transitions, voided_at: work.now },
    },
    'invoice.voided',
  )
}

export function markUncollectible(work: Work, invoiceId: string): Stripe.Invoice {
  const invoice = work.get('invoice', invoiceId)
  if (invoice.status !== 'open')
    throw wrongState('You can only mark an open invoice as uncollectible.')
  work.unplan('invoice.collect', invoiceId)
  return work.change(
    'invoice',
    invoiceId,
    {
      status: 'uncollectible',
      auto_advance: false,
      next_payment_attempt: null,
      status_transitions: { ...invoice.status_transitions, marked_uncollectible_at: work.now },
    },
    'invoice.marked_uncollectible',
  )
}

export const InvoiceUpdate = z.strictObject({
  metadata,
  description: text.optional(),
  footer: text.optional(),
  auto_advance: flag.optional(),
  default_payment_method: id.optional(),
})

export function updateInvoice(
  work: Work,
  invoiceId: string,
  params: z.infer<typeof InvoiceUpdate>,
): Stripe.Invoice {
  const before = work.get('invoice', invoiceId)
  const { metadata: meta, ...rest } = params
  return work.change(
    'invoice',
    invoiceId,
    { ...rest, metadata: mergeMetadata(before.metadata, meta) },
    'invoice.updated',
  )
}
