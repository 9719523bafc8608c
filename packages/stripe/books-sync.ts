// One object of Stripe's brought into the books: its document stored, what it makes booked, and what a
// person must look at raised. Evidence first, effect second; all of it may be done again.
import type { Stripe } from 'stripe'
import type { Table } from '#aws/table'
import { bookAccount, bookAll } from '#finance/book-account'
import {
  type Invoice,
  type InvoiceAccount,
  type InvoicePayment,
  letterOf,
} from '#finance/documents'
import { sellerOf } from '#finance/seller'
import {
  accountOfInvoice,
  getInvoice,
  paidByOf,
  putInvoice,
  putNote,
  putPaidBy,
  putPayment,
} from '#finance/store-documents'
import { raiseException } from '#finance/store-exceptions'
import type { Log } from '#kernel/log'
import { share } from '#kernel/money'
import { type Clock, dateOf, instant } from '#kernel/time'
import type { Books } from '#publication/books'
import type { Publication } from '#publication/schema'
import { getOrder } from '#subscriptions/store'
import {
  type DocumentOptions,
  invoiceDocument,
  noteDocument,
  paymentDocuments,
  paymentIdOf,
} from './books-documents.ts'
import { type TaxRateFacts, taxRatesOf } from './books-rates.ts'
import { isMissing } from './client.ts'
import { atSecond, idsOfInvoice } from './facts.ts'
import { idOf } from './read-facts.ts'

/** What reading Stripe for the books needs. */
export type BooksSourcesDeps = {
  client: Stripe
  table: Table
  clock: Clock
  log: Log
  /** Our own mark, see metadata.ts. */
  title: string
  /** With its name and identity, invoices keep the seller as it was. */
  publication: { zone: string; books: Books } & Partial<Pick<Publication, 'name' | 'identity'>>
}

/** With the account's tax rates, read when they are first needed. */
export type SyncDeps = BooksSourcesDeps & { rates: RatesReader }
type RatesReader = (needed: readonly string[]) => Promise<ReadonlyMap<string, TaxRateFacts>>

export function syncDeps(deps: BooksSourcesDeps): SyncDeps {
  let known: Map<string, TaxRateFacts> | undefined
  return {
    ...deps,
    async rates(needed) {
      if (!known || needed.some((id) => !known?.has(id))) known = await taxRatesOf(deps.client)
      return known
    },
  }
}

const pageSize = 100
/** An invoice with its payments in one answer. */
export const withPayments = ['payments']

/** An invoice by its id; undefined of a draft, another product's, or one that is not there. */
export async function syncInvoiceById(deps: SyncDeps, id: string): Promise<Invoice | undefined> {
  const readAt = instant(deps.clock())
  try {
    const invoice = await deps.client.invoices.retrieve(id, { expand: withPayments })
    return await syncInvoice(deps, invoice, readAt)
  } catch (error) {
    if (isMissing(error)) return undefined
    throw error
  }
}

/** An invoice that was read with its payments at `readAt`. */
export async function syncInvoice(
  deps: SyncDeps,
  invoice: Stripe.Invoice,
  readAt: ReturnType<typeof instant>,
): Promise<Invoice | undefined> {
  const { table, title } = deps
  const ids = idsOfInvoice(title, invoice)
  if (!ids || invoice.status === 'draft' || invoice.status === null) return undefined
  if (invoice.currency !== 'eur') return await otherCurrency(deps, invoice)
  const known = await accountOfInvoice(table, invoice.id)
  const payments = await paymentsOf(deps, invoice)
  const paid = paymentDocuments(invoice, payments)
  if (known && !(await isNews(deps, { invoice, payments, paid }, known))) {
    await bookAll(deps, known)
    return known.invoice
  }
  const document = await documentOf(deps, { invoice, readAt })
  if (!document) return undefined
  await putInvoice(table, { ...document, ...sellerIn(deps.publication) })
  await putPaidByOf(deps, document, payments)
  for (const payment of paid) await putPayment(table, payment)
  await syncNotesOf(deps, invoice, document)
  await raiseFor(deps, document)
  await bookAccount(deps, document.id)
  return document
}

/** As it is printed; of an invoice that is there already the first stays. */
function sellerIn({ name, identity, books }: SyncDeps['publication']) {
  return name !== undefined && identity ? { seller: sellerOf({ name, identity, books }) } : {}
}

/** Whether Stripe says more of an invoice than is here: most are read over and over. */
async function isNews(
  { table }: SyncDeps,
  read: {
    invoice: Stripe.Invoice
    payments: readonly Stripe.InvoicePayment[]
    paid: readonly InvoicePayment[]
  },
  known: InvoiceAccount,
): Promise<boolean> {
  const { invoice, payments, paid } = read
  const ids = new Set(known.payments.map(({ id }) => id))
  if (known.invoice.status !== invoice.status) return true
  if (paid.some(({ id }) => !ids.has(id))) return true
  if (creditedIn(known) !== creditedOf(invoice)) return true
  // Of those that are paid it was noted first what they pay.
  const others = payments.filter(({ id }) => !ids.has(id)).flatMap((one) => paymentIdOf(one) ?? [])
  return others.length > 0 && (await paidByOf(table, others)).size < new Set(others).size
}

async function documentOf(
  deps: SyncDeps,
  read: {
    invoice: Stripe.Invoice
    readAt: ReturnType<typeof instant>
  },
): Promise<Invoice | undefined> {
  const { client, table, title, publication } = deps
  const { invoice, readAt } = read
  const ids = idsOfInvoice(title, invoice)
  const lines = invoice.lines.has_more
    ? await all(client.invoices.listLineItems(invoice.id, { limit: pageSize }))
    : invoice.lines.data
  const rates = await deps.rates(rateIdsOf(lines))
  const order = ids && (await getOrder(table, ids))
  const options: DocumentOptions = { title, zone: publication.zone, readAt, rates }
  return invoiceDocument({ invoice, lines, order }, options)
}

/** Also of payments that are under way: their money moves before they are paid. */
async function putPaidByOf(
  { table }: SyncDeps,
  document: Invoice,
  payments: readonly Stripe.InvoicePayment[],
): Promise<void> {
  const { id: invoiceId, customerId } = document
  const letter = letterOf(document)
  for (const payment of payments) {
    const paymentId = paymentIdOf(payment)
    if (paymentId) await putPaidBy(table, { paymentId, invoiceId, customerId, letter })
  }
}

/** A credit note with its invoice in one answer. */
export const withInvoice = ['invoice']

/** Of one that was read with its invoice. Another product's is left alone. */
export async function syncNote(deps: SyncDeps, note: Stripe.CreditNote): Promise<void> {
  const { table, title } = deps
  const isForeign = typeof note.invoice !== 'string' && !idsOfInvoice(title, note.invoice)
  if (isForeign) return
  const invoiceId = idOf(note.invoice)
  const document = (await getInvoice(table, invoiceId)) ?? (await syncInvoiceById(deps, invoiceId))
  if (!document) return
  await storeNote(deps, note, document)
  await bookAccount(deps, invoiceId)
}

async function storeNote(deps: SyncDeps, note: Stripe.CreditNote, invoice: Invoice): Promise<void> {
  const lines = note.lines.has_more
    ? await all(deps.client.creditNotes.listLineItems(note.id, { limit: pageSize }))
    : note.lines.data
  const { zone } = deps.publication
  const document = noteDocument({ note, lines }, invoice, {
    zone,
    rates: await deps.rates(rateIdsOf(lines)),
  })
  await putNote(deps.table, document)
  if (document.hasTaxes || document.status === 'void') return
  await raiseException(deps, {
    ...{ kind: 'taxMissing', about: document.id, cents: document.gross, date: document.date },
    refs: { note: document.id, invoice: invoice.id },
  })
}

/** Invoices say what was credited of them: where our notes do not come to it, all are read. */
async function syncNotesOf(
  deps: SyncDeps,
  invoice: Stripe.Invoice,
  document: Invoice,
): Promise<void> {
  const account = await accountOfInvoice(deps.table, document.id)
  if (!account || creditedIn(account) === creditedOf(invoice)) return
  const notes = deps.client.creditNotes.list({ invoice: invoice.id, limit: pageSize })
  for await (const note of notes) await storeNote(deps, note, document)
}

function creditedOf(invoice: Stripe.Invoice): number {
  return invoice.pre_payment_credit_notes_amount + invoice.post_payment_credit_notes_amount
}

function creditedIn({ notes }: InvoiceAccount): number {
  return notes
    .filter(({ status }) => status === 'issued')
    .reduce((sum, { gross }) => sum + gross, 0)
}

async function paymentsOf(
  { client }: SyncDeps,
  invoice: Stripe.Invoice,
): Promise<Stripe.InvoicePayment[]> {
  const { payments } = invoice
  if (payments && !payments.has_more) return payments.data
  return await all(client.invoicePayments.list({ invoice: invoice.id, limit: pageSize }))
}

/** What finance must look at of an invoice. */
async function raiseFor(deps: SyncDeps, invoice: Invoice): Promise<void> {
  const { id, date, gross, reason, lines } = invoice
  if (gross === 0) return
  const refs = { invoice: id }
  if (reason === 'other')
    await raiseException(deps, { kind: 'invoiceOfNothing', about: id, cents: gross, date, refs })
  const differs = lines.reduce((sum, line) => sum + taxDifference(line), 0)
  const strange = withoutAccount(invoice, deps.publication.books.accounts)
  if (strange !== 0)
    await raiseException(deps, {
      ...{ kind: 'taxDiffers', about: id, cents: strange, date },
      refs: { ...refs, rate: 'unknown' },
    })
  else if (differs !== 0)
    await raiseException(deps, { kind: 'taxDiffers', about: id, cents: differs, date, refs })
}

/** VAT at a rate that no account is named for, in cents: it lies in suspense. */
function withoutAccount({ taxes }: Invoice, { vat }: Books['accounts']): number {
  return taxes
    .filter(({ scheme, rate }) => scheme === 'domestic' && !Object.hasOwn(vat, String(rate)))
    .reduce((sum, tax) => sum + tax.vat, 0)
}

/** Stripe's tax less the rate's own, where they are more than a cent apart (domain-rules §2.6). */
function taxDifference({ gross, taxes }: Invoice['lines'][number]): number {
  const taxed = taxes.filter(({ scheme }) => scheme !== 'exempt')
  const [tax] = taxed
  if (!tax || taxed.length > 1) return 0
  const sign = gross < 0 ? -1 : 1
  const own = sign * share(Math.abs(gross), tax.rate, 10_000 + tax.rate)
  return Math.abs(tax.vat - own) > 1 ? tax.vat - own : 0
}

/** The books are in euros: what is asked for in another currency is a person's to look at. */
async function otherCurrency(deps: SyncDeps, invoice: Stripe.Invoice): Promise<undefined> {
  const date = dateOf(atSecond(invoice.created), deps.publication.zone)
  await raiseException(deps, {
    ...{ kind: 'invoiceOfNothing', about: invoice.id, cents: invoice.total, date },
    refs: { invoice: invoice.id, currency: invoice.currency },
  })
}

function rateIdsOf(
  lines: readonly { taxes: { tax_rate_details: { tax_rate: string } | null }[] | null }[],
): string[] {
  return lines.flatMap(({ taxes }) =>
    (taxes ?? []).flatMap(({ tax_rate_details: details }) => details?.tax_rate ?? []),
  )
}

export async function all<T>(list: AsyncIterable<T>): Promise<T[]> {
  const found: T[] = []
  for await (const one of list) found.push(one)
  return found
}
