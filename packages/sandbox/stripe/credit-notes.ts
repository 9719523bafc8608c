// Credit notes: what an invoice is corrected by, with its own tax amounts, and the refund that goes
// with it.
import type { Stripe } from 'stripe'
import * as z from 'zod'
import { sum, taxOn } from './amounts.ts'
import { id, metadata, notNegative, positive, taxRates, text, whole } from './params.ts'
import { decimalOf, idOf, listOf, mergeMetadata } from './pieces.ts'
import { createRefund } from './refunds.ts'
import { StripeRefusal, wrongState } from './refusal.ts'
import type { Work } from './work.ts'

const taxAmounts = z
  .array(z.strictObject({ amount: notNegative, tax_rate: id, taxable_amount: notNegative }))
  .optional()

const line = z.strictObject({
  type: z.enum(['invoice_line_item', 'custom_line_item']),
  invoice_line_item: id.optional(),
  amount: positive.optional(),
  description: text.optional(),
  quantity: positive.optional(),
  unit_amount: positive.optional(),
  tax_rates: taxRates,
  tax_amounts: taxAmounts,
})
type Line = z.infer<typeof line>

export const CreditNoteCreate = z.strictObject({
  invoice: id,
  lines: z.array(line).min(1).max(100).optional(),
  amount: positive.optional(),
  refund_amount: notNegative.optional(),
  refunds: z
    .array(z.strictObject({ refund: id, amount_refunded: positive.optional() }))
    .max(20)
    .optional(),
  out_of_band_amount: notNegative.optional(),
  reason: z.enum(['duplicate', 'fraudulent', 'order_change', 'product_unsatisfactory']).optional(),
  memo: text.optional(),
  effective_at: whole.optional(),
  email_type: z.enum(['credit_note', 'none']).optional(),
  metadata,
})
type Create = z.infer<typeof CreditNoteCreate>

export function createCreditNote(work: Work, params: Create): Stripe.CreditNote {
  const invoice = work.get('invoice', params.invoice, 'invoice')
  if (invoice.status !== 'paid' && invoice.status !== 'open')
    throw wrongState(
      'You can only create credit notes for open or paid invoices.',
      undefined,
      'invoice',
    )
  const noteId = work.makeId('cn')
  const lines = linesOf(work, invoice, params).map((one) => lineOf(work, invoice, one))
  const total = sum(lines.map(totalOf))
  const left =
    invoice.total -
    invoice.pre_payment_credit_notes_amount -
    invoice.post_payment_credit_notes_amount
  if (total > left)
    throw wrongState(
      `The sum of credit amount, refund amount and out of band amount (${total}) must not be greater than what is left of the invoice (${left}).`,
      undefined,
      'amount',
    )
  const isPaid = invoice.status === 'paid'
  const refunds = isPaid ? refundsOf(work, invoice, params, total) : []
  const count = work.referring('credit_note', invoice.id).length
  const taxes = lines.flatMap((one) => one.taxes ?? [])
  const inside = sum(
    taxes.filter((tax) => tax.tax_behavior === 'inclusive').map((tax) => tax.amount),
  )
  const subtotal = sum(lines.map(({ amount }) => amount))
  const note: Stripe.CreditNote = {
    id: noteId,
    object: 'credit_note',
    amount: total,
    amount_shipping: 0,
    created: work.now,
    currency: invoice.currency,
    customer: idOf(invoice.customer) ?? '',
    customer_account: null,
    customer_balance_transaction: null,
    discount_amount: 0,
    discount_amounts: [],
    effective_at: params.effective_at ?? work.now,
    invoice: invoice.id,
    lines: listOf(`/v1/credit_notes/${noteId}/lines`, lines),
    livemode: false,
    memo: params.memo ?? null,
    metadata: params.metadata ?? {},
    number: `${invoice.number}-CN-${String(count + 1).padStart(2, '0')}`,
    out_of_band_amount: params.out_of_band_amount ?? null,
    pdf: `${work.siteUrl}/sandbox/stripe/${noteId}?pdf`,
    post_payment_amount: isPaid ? total : 0,
    pre_payment_amount: isPaid ? 0 : total,
    pretax_credit_amounts: [],
    reason: params.reason ?? null,
    refunds,
    shipping_cost: null,
    status: 'issued',
    subtotal,
    subtotal_excluding_tax: subtotal - inside,
    total,
    total_excluding_tax: total - sum(taxes.map((tax) => tax.amount)),
    total_taxes: taxes.map((tax) => ({ ...tax })),
    type: isPaid ? 'post_payment' : 'pre_payment',
    voided_at: null,
  }
  work.put('credit_note', note)
  work.emit('credit_note.created', note)
  changeInvoice(work, invoice, total, isPaid)
  return note
}

function changeInvoice(work: Work, invoice: Stripe.Invoice, total: number, isPaid: boolean): void {
  if (isPaid) {
    const credited = invoice.post_payment_credit_notes_amount + total
    work.change(
      'invoice',
      invoice.id,
      { post_payment_credit_notes_amount: credited },
      'invoice.updated',
    )
    return
  }
  const remaining = invoice.amount_remaining - total
  work.change(
    'invoice',
    invoice.id,
    {
      pre_payment_credit_notes_amount: invoice.pre_payment_credit_notes_amount + total,
      amount_due: invoice.amount_due - total,
      amount_remaining: remaining,
      ...(remaining === 0
        ? {
            status: 'paid',
            auto_advance: false,
            next_payment_attempt: null,
            status_transitions: { ...invoice.status_transitions, paid_at: work.now },
          }
        : {}),
    },
    'invoice.updated',
  )
  if (remaining === 0) work.emit('invoice.paid', work.get('invoice', invoice.id))
}

/** `amount` alone is one line of its own; tax is shared out as on the invoice. */
function linesOf(work: Work, invoice: Stripe.Invoice, params: Create): Line[] {
  if (params.lines) return params.lines
  if (params.amount === undefined)
    throw new StripeRefusal('One of `amount` or `lines` must be specified.', {
      code: 'parameter_missing',
      param: 'amount',
    })
  const rates = invoice.total_taxes?.map((tax) => tax.tax_rate_details?.tax_rate ?? '') ?? []
  return [
    {
      type: 'custom_line_item',
      description: 'Credit',
      quantity: 1,
      unit_amount: params.amount,
      tax_rates: rates.filter((rate) => work.read('tax_rate', rate)),
    },
  ]
}

function lineOf(work: Work, invoice: Stripe.Invoice, line: Line): Stripe.CreditNoteLineItem {
  const source = line.invoice_line_item
    ? invoice.lines.data.find((one) => one.id === line.invoice_line_item)
    : undefined
  if (line.type === 'invoice_line_item' && !source)
    throw wrongState(
      `No such invoice line item: '${line.invoice_line_item}'`,
      'resource_missing',
      'lines',
    )
  const quantity = line.quantity ?? (source && line.amount === undefined ? source.quantity : 1) ?? 1
  const unit = line.unit_amount ?? (source ? Math.round(source.amount / (source.quantity ?? 1)) : 0)
  const amount = line.amount ?? unit * quantity
  if (amount <= 0 || (source && amount > source.amount))
    throw wrongState(`Invalid amount of a credit note line: ${amount}`, undefined, 'lines')
  const rates =
    line.tax_rates ?? source?.taxes?.map((tax) => tax.tax_rate_details?.tax_rate ?? '') ?? []
  const taxes = line.tax_amounts
    ? line.tax_amounts.map((tax) =>
        taxLine(work.get('tax_rate', tax.tax_rate, 'lines'), tax.amount, tax.taxable_amount),
      )
    : rates.map((rateId) => {
        const rate = work.get('tax_rate', rateId, 'lines')
        const tax = taxOn(amount, rate.percentage, rate.inclusive)
        return taxLine(rate, tax, rate.inclusive ? amount - tax : amount)
      })
  return {
    id: work.makeId('cnli'),
    object: 'credit_note_line_item',
    amount,
    description: line.description ?? source?.description ?? null,
    discount_amount: 0,
    discount_amounts: [],
    ...(source ? { invoice_line_item: source.id } : {}),
    livemode: false,
    metadata: {},
    pretax_credit_amounts: [],
    quantity: line.amount === undefined ? quantity : null,
    tax_rates: taxes.map((tax) => work.get('tax_rate', tax.tax_rate_details?.tax_rate ?? '')),
    taxes,
    type: line.type,
    unit_amount: line.amount === undefined ? unit : null,
    unit_amount_decimal: line.amount === undefined ? decimalOf(unit) : null,
  }
}

function taxLine(
  rate: Stripe.TaxRate,
  amount: number,
  taxable: number,
): Stripe.CreditNoteLineItem.Tax {
  return {
    amount,
    tax_behavior: rate.inclusive ? 'inclusive' : 'exclusive',
    tax_rate_details: { tax_rate: rate.id },
    taxability_reason: 'not_available',
    taxable_amount: taxable,
    type: 'tax_rate_details',
  }
}

function totalOf(line: Stripe.CreditNoteLineItem): number {
  const outside = (line.taxes ?? []).filter((tax) => tax.tax_behavior === 'exclusive')
  return line.amount + sum(outside.map(({ amount }) => amount))
}

/** The refunds of a paid invoice's credit note must come to its whole amount. */
function refundsOf(
  work: Work,
  invoice: Stripe.Invoice,
  params: Create,
  total: number,
): Stripe.CreditNote.Refund[] {
  const known = (params.refunds ?? []).map(({ refund, amount_refunded }) => ({
    amount_refunded: amount_refunded ?? work.get('refund', refund, 'refunds').amount,
    payment_record_refund: null,
    refund,
    type: 'refund' as const,
  }))
  const fresh = params.refund_amount ?? 0
  const given =
    sum(known.map((one) => one.amount_refunded)) + fresh + (params.out_of_band_amount ?? 0)
  if (given !== total)
    throw wrongState(
      `The sum of refunds and out of band amount (${given}) must equal the credit note amount (${total}).`,
      undefined,
      'refund_amount',
    )
  if (fresh === 0) return known
  const payment = work.referring('invoice_payment', invoice.id).find((one) => one.status === 'paid')
  const intent = idOf(payment?.payment.payment_intent)
  if (!intent)
    throw wrongState('This invoice has no payment to refund.', undefined, 'refund_amount')
  const refund = createRefund(work, { payment_intent: intent, amount: fresh })
  return [
    ...known,
    { amount_refunded: fresh, payment_record_refund: null, refund: refund.id, type: 'refund' },
  ]
}

export const CreditNoteUpdate = z.strictObject({ memo: text.optional(), metadata })

export function updateCreditNote(
  work: Work,
  noteId: string,
  params: z.infer<typeof CreditNoteUpdate>,
): Stripe.CreditNote {
  const before = work.get('credit_note', noteId)
  return work.change(
    'credit_note',
    noteId,
    {
      memo: params.memo ?? before.memo,
      metadata: mergeMetadata(before.metadata, params.metadata),
    },
    'credit_note.updated',
  )
}

/** What it took off an open invoice is owed again; its number is kept. */
export function voidCreditNote(work: Work, noteId: string): Stripe.CreditNote {
  const note = work.get('credit_note', noteId)
  const invoice = work.get('invoice', idOf(note.invoice) ?? '', 'invoice')
  if (note.status === 'void') throw wrongState('This credit note is already void.')
  if (note.type !== 'pre_payment' || invoice.status !== 'open')
    throw wrongState('You can only void a credit note of an open invoice.')
  work.change(
    'invoice',
    invoice.id,
    {
      pre_payment_credit_notes_amount: invoice.pre_payment_credit_notes_amount - note.amount,
      amount_due: invoice.amount_due + note.amount,
      amount_remaining: invoice.amount_remaining + note.amount,
    },
    'invoice.updated',
  )
  return work.change(
    'credit_note',
    noteId,
    { status: 'void', voided_at: work.now },
    'credit_note.voided',
  )
}
