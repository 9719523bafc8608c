// A draft of an invoice: its lines with their discounts and taxes, and what they come to.
import type { Stripe } from 'stripe'
import { accountCountry, accountName } from './account.ts'
import { type LineSums, sum, sumLines } from './amounts.ts'
import { productName } from './basket.ts'
import { decimalOf, idOf, listOf } from './pieces.ts'
import { hour } from './times.ts'
import type { Work } from './work.ts'

export type DraftLine = {
  price: Stripe.Price
  quantity: number
  taxRates: Stripe.TaxRate[]
  period: { start: number; end: number }
  /** The subscription's item that is billed. */
  item: string | null
  /** Nothing is due for this period. */
  isTrial?: boolean
}

export type Draft = {
  customer: string
  lines: DraftLine[]
  discounts: Stripe.Discount[]
  subscription: Stripe.Subscription | null
  reason: NonNullable<Stripe.Invoice['billing_reason']>
  metadata?: Stripe.Metadata
  description?: string | null
  footer?: string | null
}

/** A draft that is finalised an hour later unless `finalizeInvoice` comes first. */
export function draftInvoice(work: Work, draft: Draft): Stripe.Invoice {
  const customer = work.get('customer', draft.customer)
  const { subscription } = draft
  const invoiceId = work.makeId('in')
  const sums = sumLines(
    draft.lines.map(({ price, quantity, taxRates, isTrial }) => ({
      unitAmount: isTrial ? 0 : (price.unit_amount ?? 0),
      quantity,
      taxRates,
      product: idOf(price.product) ?? '',
    })),
    draft.discounts.map((one) => work.get('coupon', idOf(one.source.coupon) ?? '')),
  )
  const lines = draft.lines.map((line, at) =>
    lineOf(work, { ...draft, line, sums: sums[at] as LineSums, invoiceId }),
  )
  const total = sum(sums.map((one) => one.total))
  const method = subscription ? subscription.collection_method : 'charge_automatically'
  const invoice: Stripe.Invoice = {
    id: invoiceId,
    object: 'invoice',
    account_country: accountCountry,
    account_name: accountName,
    account_tax_ids: null,
    amount_due: total,
    amount_overpaid: 0,
    amount_paid: 0,
    amount_remaining: total,
    amount_shipping: 0,
    application: null,
    attempt_count: 0,
    attempted: false,
    auto_advance: true,
    automatic_tax: {
      disabled_reason: null,
      enabled: false,
      liability: null,
      provider: null,
      status: null,
    },
    automatically_finalizes_at: work.now + hour,
    billing_reason: draft.reason,
    collection_method: method,
    created: work.now,
    currency: draft.lines[0]?.price.currency ?? 'eur',
    custom_fields: null,
    customer: customer.id,
    customer_account: null,
    customer_address: customer.address ?? null,
    customer_email: customer.email,
    customer_name: customer.name ?? null,
    customer_phone: customer.phone ?? null,
    customer_shipping: customer.shipping as Stripe.Invoice.CustomerShipping | null,
    customer_tax_exempt: customer.tax_exempt ?? 'none',
    customer_tax_ids: [],
    default_payment_method: null,
    default_source: null,
    default_tax_rates: [],
    description: draft.description ?? subscription?.description ?? null,
    discounts: draft.discounts.map((one) => one.id),
    due_date:
      method === 'send_invoice' && subscription
        ? work.now + (subscription.days_until_due ?? 30) * 24 * hour
        : null,
    effective_at: null,
    ending_balance: null,
    footer: draft.footer ?? subscription?.invoice_settings.footer ?? null,
    from_invoice: null,
    hosted_invoice_url: null,
    invoice_pdf: null,
    issuer: { type: 'self' },
    last_finalization_error: null,
    latest_revision: null,
    lines: listOf(`/v1/invoices/${invoiceId}/lines`, lines),
    livemode: false,
    metadata: draft.metadata ?? {},
    next_payment_attempt: method === 'charge_automatically' ? work.now + hour : null,
    number: null,
    on_behalf_of: null,
    parent: subscription && {
      quote_details: null,
      subscription_details: { metadata: subscription.metadata, subscription: subscription.id },
      type: 'subscription_details',
    },
    payment_settings: {
      default_mandate: null,
      payment_method_options: null,
      payment_method_types: null,
    },
    period_end: work.now,
    period_start: work.now,
    post_payment_credit_notes_amount: 0,
    pre_payment_credit_notes_amount: 0,
    receipt_number: null,
    rendering: null,
    shipping_cost: null,
    shipping_details: null,
    starting_balance: 0,
    statement_descriptor: null,
    status: 'draft',
    status_transitions: {
      finalized_at: null,
      marked_uncollectible_at: null,
      paid_at: null,
      voided_at: null,
    },
    subtotal: sum(sums.map((one) => one.subtotal)),
    subtotal_excluding_tax: sum(sums.map((one) => one.subtotalWithoutTax)),
    test_clock: null,
    total,
    total_discount_amounts: draft.discounts.map((one, at) => ({
      amount: sum(sums.map(({ discounts }) => discounts[at] ?? 0)),
      discount: one.id,
    })),
    total_excluding_tax: sum(sums.map((one) => one.totalWithoutTax)),
    total_pretax_credit_amounts: draft.discounts.map((one, at) => ({
      amount: sum(sums.map(({ discounts }) => discounts[at] ?? 0)),
      discount: one.id,
      type: 'discount',
    })),
    total_taxes: totalTaxes(sums),
    webhooks_delivered_at: null,
  }
  work.put('invoice', invoice)
  work.emit('invoice.created', invoice)
  work.plan('invoice.finalize', invoiceId, work.now + hour)
  return invoice
}

function lineOf(
  work: Work,
  options: Draft & { line: DraftLine; sums: LineSums; invoiceId: string },
): Stripe.InvoiceLineItem {
  const { line, sums, subscription, invoiceId, discounts } = options
  const { price, quantity } = line
  const name = productName(work, price)
  const amounts = discounts.map((one, at) => ({
    amount: sums.discounts[at] ?? 0,
    discount: one.id,
  }))
  return {
    id: work.makeId('il'),
    object: 'line_item',
    amount: sums.subtotal,
    currency: price.currency,
    description: line.isTrial ? `Trial period for ${name}` : `${quantity} × ${name}`,
    discount_amounts: amounts,
    discountable: true,
    discounts: discounts.map((one) => one.id),
    invoice: invoiceId,
    livemode: false,
    metadata: subscription?.metadata ?? {},
    parent:
      line.item && subscription
        ? {
            invoice_item_details: null,
            subscription_item_details: {
              invoice_item: null,
              proration: false,
              proration_details: { credited_items: null },
              subscription: subscription.id,
              subscription_item: line.item,
            },
            type: 'subscription_item_details',
          }
        : {
            invoice_item_details: {
              invoice_item: work.makeId('ii'),
              proration: false,
              proration_details: { credited_items: null },
              subscription: null,
            },
            subscription_item_details: null,
            type: 'invoice_item_details',
          },
    period: line.period,
    pretax_credit_amounts: amounts.map((one) => ({ ...one, type: 'discount' })),
    pricing: {
      price_details: { price: price.id, product: idOf(price.product) },
      type: 'price_details',
      unit_amount_decimal: decimalOf(line.isTrial ? 0 : (price.unit_amount ?? 0)),
    },
    quantity,
    quantity_decimal: decimalOf(quantity),
    subscription: subscription?.id ?? null,
    subtotal: sums.subtotal,
    taxes: sums.taxes.map(({ rate, amount, taxable }) => ({
      amount,
      tax_behavior: rate.inclusive ? 'inclusive' : 'exclusive',
      tax_rate_details: { tax_rate: rate.id },
      taxability_reason: 'not_available',
      taxable_amount: taxable,
      type: 'tax_rate_details',
    })),
  }
}

function totalTaxes(sums: readonly LineSums[]): Stripe.Invoice.TotalTax[] {
  const byRate = new Map<string, Stripe.Invoice.TotalTax>()
  for (const { rate, amount, taxable } of sums.flatMap(({ taxes }) => taxes)) {
    const known = byRate.get(rate.id)
    byRate.set(rate.id, {
      amount: (known?.amount ?? 0) + amount,
      tax_behavior: rate.inclusive ? 'inclusive' : 'exclusive',
      tax_rate_details: { tax_rate: rate.id },
      taxability_reason: 'not_available',
      taxable_amount: (known?.taxable_amount ?? 0) + taxable,
      type: 'tax_rate_details',
    })
  }
  return [...byRate.values()]
}
