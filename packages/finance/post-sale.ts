// What invoices, their payments, credit notes and lost disputes book. One rule for all means of
// payment, so that the ledger does not depend on the order in which events arrive. VAT of the press is
// due when it is paid (CGI art. 298 nonies): until then it waits. Pure.
import { assert } from '#kernel/errors'
import { type Cents, share } from '#kernel/money'
import type { Accounts } from '#publication/books'
import { newTransaction, type Posting, type Transaction } from './transaction.ts'

/** VAT of an invoice at one rate. */
export type VatPart = { rate: number; scheme: 'domestic' | 'oss'; vat: Cents }

export type InvoiceToPost = {
  id: string
  number: string
  /** The day it was finalised, in the publication's zone. */
  date: string
  customerId: string
  /** `Abonnement 6 numéros`. */
  what: string
  gross: Cents
  vats: readonly VatPart[]
}

/** Sold, whatever becomes of the payment: owed by the customer, unearned, its VAT pending. */
export function postInvoice(invoice: InvoiceToPost, accounts: Accounts): Transaction {
  const { id, number, date, customerId, what, gross } = invoice
  const vat = vatOf(invoice)
  return newTransaction({
    source: `${id}:finalized`,
    journal: 'VE',
    date,
    piece: { ref: number, date },
    label: `${what} ${number}`,
    invoice: id,
    postings: [
      { account: accounts.customers, auxiliary: customerId, cents: gross },
      { account: accounts.deferred, cents: vat - gross },
      { account: accounts.vatPending, cents: -vat },
    ],
  })
}

export type InvoicePaymentToPost = {
  id: string
  date: string
  amount: Cents
  /** Paid of the invoice before this payment. */
  paidBefore: Cents
}

/**
 * Its VAT falls due, pro rata of a part payment by cumulation, so that all payments together make due
 * exactly the invoice's. Undefined where no VAT is in it.
 */
export function postInvoicePayment(
  payment: InvoicePaymentToPost,
  invoice: InvoiceToPost,
  accounts: Accounts,
): Transaction | undefined {
  const { id, date, amount, paidBefore } = payment
  const dueUpTo = (vat: Cents, paid: Cents) =>
    share(vat, Math.min(paid, invoice.gross), invoice.gross)
  const due = invoice.vats.map((part) => ({
    ...part,
    vat: dueUpTo(part.vat, paidBefore + amount) - dueUpTo(part.vat, paidBefore),
  }))
  const sum = due.reduce((total, { vat }) => total + vat, 0)
  if (sum === 0) return undefined
  return newTransaction({
    source: `${id}:paid`,
    journal: 'VE',
    date,
    piece: { ref: invoice.number, date },
    label: `Encaissement ${invoice.number}`,
    postings: [{ account: accounts.vatPending, cents: sum }, ...collected(due, accounts, -1)],
  })
}

export type CreditNoteToPost = {
  id: string
  number: string
  date: string
  gross: Cents
  vats: readonly VatPart[]
  /** What the invoice's entitlement still has in deferred revenue, without tax, before this note. */
  deferredBefore: Cents
  /** Whether the invoice was paid: else its VAT still waits. */
  isPaid: boolean
}

/**
 * Takes back what was not served from deferred revenue, and what goes beyond it, a gesture, from
 * revenue: deferred revenue never turns negative.
 */
export function postCreditNote(
  note: CreditNoteToPost,
  invoice: Pick<InvoiceToPost, 'customerId' | 'number'> & { id?: string; isDigital: boolean },
  accounts: Accounts,
): Transaction {
  const { id, number, date, gross, vats, deferredBefore, isPaid } = note
  assert(deferredBefore >= 0, 'deferred revenue of zero or more')
  const vat = vatOf(note)
  const net = gross - vat
  const fromDeferred = Math.min(net, deferredBefore)
  return newTransaction({
    source: id,
    journal: 'VE',
    date,
    piece: { ref: number, date },
    label: `Avoir ${number} sur ${invoice.number}`,
    ...(invoice.id === undefined ? {} : { invoice: invoice.id }),
    postings: [
      { account: accounts.deferred, cents: fromDeferred },
      { account: revenueOf(invoice, accounts), cents: net - fromDeferred },
      ...(isPaid ? collected(vats, accounts, 1) : [{ account: accounts.vatPending, cents: vat }]),
      { account: accounts.customers, auxiliary: invoice.customerId, cents: -gross },
    ],
  })
}

export type LostDispute = {
  id: string
  date: string
  gross: Cents
  vats: readonly VatPart[]
  deferredBefore: Cents
  /** Issues, or days, of the price that were served before: their share stays due. */
  served: { of: number; count: number }
  /** Whether the VAT of the served part is recovered too (CGI art. 272: a rectifying invoice). */
  recoversServedVat: boolean
}

/** The unserved part leaves deferred revenue with its VAT; the served part is a loss. */
export function postLostDispute(
  dispute: LostDispute,
  invoice: Pick<InvoiceToPost, 'customerId' | 'number'> & { id?: string },
  accounts: Accounts,
): Transaction {
  const { id, date, gross, vats, deferredBefore, served, recoversServedVat } = dispute
  const net = gross - vatOf(dispute)
  const fromDeferred = Math.min(net, deferredBefore)
  const back = recoversServedVat
    ? vats
    : vats.map((part) => ({ ...part, vat: part.vat - share(part.vat, served.count, served.of) }))
  const vatBack = back.reduce((sum, { vat }) => sum + vat, 0)
  return newTransaction({
    source: `${id}:lost`,
    journal: 'OD',
    date,
    piece: { ref: id, date },
    label: `Contestation perdue ${invoice.number}`,
    ...(invoice.id === undefined ? {} : { invoice: invoice.id }),
    postings: [
      { account: accounts.deferred, cents: fromDeferred },
      { account: accounts.losses, cents: gross - fromDeferred - vatBack },
      ...collected(back, accounts, 1),
      { account: accounts.disputed, auxiliary: invoice.customerId, cents: -gross },
    ],
  })
}

export type ServedToPost = {
  issue: number
  /** Of an issue served in several goes: which one. */
  batch: number
  date: string
  /** Released by it, without tax. */
  print: Cents
  digital: Cents
}

/** Earned: what the served issue releases of deferred revenue. */
export function postServed(served: ServedToPost, accounts: Accounts): Transaction {
  const { issue, batch, date, print, digital } = served
  return newTransaction({
    source: `issue:${issue}:serve:${batch}`,
    journal: 'OD',
    date,
    piece: { ref: `NUM-${issue}`, date },
    label: `Service du numéro ${issue}`,
    postings: [
      { account: accounts.deferred, cents: print + digital },
      { account: accounts.printRevenue, cents: -print },
      { account: accounts.digitalRevenue, cents: -digital },
    ],
  })
}

function vatOf({ vats }: { vats: readonly VatPart[] }): Cents {
  return vats.reduce((sum, { vat }) => sum + vat, 0)
}

function collected(vats: readonly VatPart[], accounts: Accounts, sign: 1 | -1): Posting[] {
  return vats.map((part) => ({ account: vatAccount(part, accounts), cents: sign * part.vat }))
}

/** A rate without an account of its own is another country's, or a mistake of the configuration. */
export function vatAccount({ rate, scheme }: Omit<VatPart, 'vat'>, { vat }: Accounts): string {
  if (scheme === 'oss') return vat.oss
  const account = (vat as Readonly<Record<number, string>>)[rate]
  assert(account !== undefined, `an account for VAT at ${rate} basis points`)
  return account
}

function revenueOf({ isDigital }: { isDigital: boolean }, accounts: Accounts): string {
  return isDigital ? accounts.digitalRevenue : accounts.printRevenue
}
