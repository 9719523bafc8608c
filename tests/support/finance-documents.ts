// Documents of the books to test with: an invoice of 99.00 for six issues, its payment, its note.
import type {
  CreditNote,
  Invoice,
  InvoiceAccount,
  InvoicePayment,
  TaxLine,
} from '#finance/documents'
import { type Cents, share } from '#kernel/money'
import { type Instant, instant } from '#kernel/time'

export const at = (day: number): Instant => instant(Date.UTC(2026, 10, day, 9))

/** The press rate in what costs so much, as Stripe works it out. */
export function press(gross: Cents): TaxLine {
  const vat = share(gross, 210, 10_210)
  return { scheme: 'domestic', rate: 210, place: 'FR', net: gross - vat, vat }
}

export function anInvoice(made: Partial<Invoice> = {}): Invoice {
  const taxes = made.taxes ?? [press(9_900)]
  return {
    ...{ id: 'in_1', number: 'F2026-000123', customerId: 'cu_1' as never },
    ...{ orderId: 'or_1' as never, reason: 'first', finalizedAt: at(5), date: '2026-11-05' },
    gross: 9_900,
    taxes,
    lines: [
      {
        ...{ what: 'Abonnement 6 numéros', supply: 'print', quantity: 1, gross: 9_900 },
        ...{ discount: 0, taxes },
      },
    ],
    buyer: { name: 'Claire Exemple', lines: ['1 rue Exemple', '75002 Paris'], country: 'FR' },
    ...{ status: 'open', readAt: at(5) },
    ...made,
  }
}

export function aPayment(made: Partial<InvoicePayment> = {}): InvoicePayment {
  return {
    ...{ id: 'inpay_1', invoiceId: 'in_1', amount: 9_900, paidAt: at(6), paymentId: 'pi_1' },
    ...made,
  }
}

export function aCreditNote(made: Partial<CreditNote> = {}): CreditNote {
  return {
    ...{ id: 'cn_1', number: 'F2026-000123-CN-01', invoiceId: 'in_1', createdAt: at(10) },
    ...{ date: '2026-11-10', gross: 9_900, taxes: [press(9_900)], hasTaxes: true },
    ...{ lines: [], isPaid: true, status: 'issued' },
    ...made,
  }
}

/** `invoice`'s fields beside its payments, notes and disputes. */
export function anAccount(
  made: Partial<Invoice> & Partial<Omit<InvoiceAccount, 'invoice'>> = {},
): InvoiceAccount {
  const { payments = [], notes = [], disputes = [], ...invoice } = made
  return { invoice: anInvoice(invoice), payments, notes, disputes }
}
