// Money back for a paid invoice: a credit note that says which tax goes back, and its refund.
import Stripe from 'stripe'
import { allocate } from '#kernel/money'
import type { Payments } from '#subscriptions/ports'
import { taxOf } from './facts.ts'

type CreditLine = NonNullable<Stripe.CreditNoteCreateParams['lines']>[number]

/**
 * Gives back `gross`, of which `vat` is tax. The lines of the invoice bear it in proportion, each
 * with its tax explicit, for Stripe's own share may round otherwise.
 */
export async function refundInvoice(
  client: Stripe,
  input: Parameters<Payments['refund']>[0],
): ReturnType<Payments['refund']> {
  const { invoiceId, gross, vat, key } = input
  const invoice = await client.invoices.retrieve(invoiceId)
  try {
    const note = await client.creditNotes.create(
      {
        invoice: invoiceId,
        lines: creditLines(invoice.lines.data, { gross, vat }),
        refund_amount: gross,
        // Our own mail tells the reader.
        email_type: 'none',
      },
      { idempotencyKey: key },
    )
    const refund = note.refunds[0]?.refund
    if (refund === undefined) return { kind: 'refused', because: 'noRefund' }
    return { kind: 'refunded', refundId: typeof refund === 'string' ? refund : refund.id }
  } catch (error) {
    if (!(error instanceof Stripe.errors.StripeInvalidRequestError)) throw error
    return { kind: 'refused', because: error.code ?? 'invalid' }
  }
}

/**
 * A line of credit for each taxed alike. They are lines of their own (`custom_line_item`): a credit
 * of an invoice's line would take that line's discount off once more. Exported for its tests.
 */
export function creditLines(
  lines: readonly Stripe.InvoiceLineItem[],
  back: { gross: number; vat: number },
): CreditLine[] {
  const paid = lines.filter((line) => paidFor(line) > 0)
  const gross = shared(back.gross, paid.map(paidFor))
  const vat = shared(back.vat, paid.map(taxOf))
  return paid.flatMap((line, at): CreditLine[] => {
    const unitAmount = gross[at] ?? 0
    const taxRate = line.taxes?.[0]?.tax_rate_details?.tax_rate
    if (unitAmount === 0) return []
    return [
      {
        type: 'custom_line_item',
        description: line.description ?? 'Kiosque',
        quantity: 1,
        unit_amount: unitAmount,
        ...(taxRate === undefined
          ? {}
          : {
              tax_amounts: [
                {
                  tax_rate: taxRate,
                  amount: vat[at] ?? 0,
                  taxable_amount: unitAmount - (vat[at] ?? 0),
                },
              ],
            }),
      },
    ]
  })
}

/** With tax, less its discounts. */
function paidFor(line: Stripe.InvoiceLineItem): number {
  return line.amount - (line.discount_amounts ?? []).reduce((sum, { amount }) => sum + amount, 0)
}

function shared(total: number, weights: readonly number[]): number[] {
  return weights.some((weight) => weight > 0) ? allocate(total, weights) : weights.map(() => 0)
}
