// Invoices, their payments, credit notes and disputes in the table: written once as they are at
// Stripe; of what is there only what may change is changed, and only by what was read later.
import * as z from 'zod'
import {
  disputeIndex,
  invoiceDocumentKey,
  invoiceIndex,
  invoicePartition,
  invoicePartKey,
  type Key,
  noteIndex,
  paidByKey,
} from '#aws/keys'
import { type Item, ifAbsent, type Table } from '#aws/table'
import { type CustomerId, idSchema } from '#kernel/ids'
import type { Instant } from '#kernel/time'
import { CreditNote, Dispute, Invoice, type InvoiceAccount, InvoicePayment } from './documents.ts'
import { monthOf } from './month.ts'
import { markCorrected } from './store-recognition.ts'

const v = 1

/** `changed`: what may change did. `known`: nothing new, or something newer is there. */
export type PutDocument = { kind: 'new' | 'changed' | 'known' }

/** An invoice; one that is there takes the later of the two readings' status. */
export async function putInvoice(table: Table, given: Invoice): Promise<PutDocument> {
  const invoice = Invoice.parse(given)
  const key = invoiceDocumentKey(invoice.id)
  const put = await table.put({ ...key, v, ...invoice, ...invoicePlace(invoice) }, ifAbsent)
  if (put.kind === 'written') return { kind: 'new' }
  const { status, statusAt, paidAt, uncollectibleAt, voidedAt, readAt } = invoice
  const written = await table.update(
    key,
    {
      set: {
        ...{ status, readAt, ...invoicePlace(invoice) },
        ...present({ statusAt, paidAt, uncollectibleAt, voidedAt }),
      },
    },
    {
      if: '#readAt <= :readAt AND #status <> :status',
      values: { ':readAt': readAt, ':status': status },
    },
  )
  return { kind: written.kind === 'written' ? 'changed' : 'known' }
}

/** Unpaid ones lie apart, those given up too: both may change; the others under their month. */
function invoicePlace({ status, date, id }: Invoice) {
  const isSettled = status === 'paid' || status === 'void'
  return invoiceIndex(isSettled ? date.slice(0, 7) : status, date, id)
}

/** One payment of an invoice, once it is paid. */
export async function putPayment(table: Table, given: InvoicePayment): Promise<PutDocument> {
  const payment = InvoicePayment.parse(given)
  const key = invoicePartKey(payment.invoiceId, 'PAYMENT', payment.id)
  const put = await table.put({ ...key, v, ...payment }, ifAbsent)
  return { kind: put.kind === 'written' ? 'new' : 'known' }
}

/** `letter`: what letters the customer's postings (`letterOf`). */
export type PaidBy = {
  paymentId: string
  invoiceId: string
  customerId: CustomerId
  letter: string
}

/** Which invoice a payment at Stripe (`pi_…`, `ch_…`) is for, paid or not. */
export async function putPaidBy(table: Table, paid: PaidBy): Promise<void> {
  await table.put({ ...paidByKey(paid.paymentId), v, ...paid }, ifAbsent)
}

/** Those that are known, by the payment's id. */
export async function paidByOf(
  table: Table,
  paymentIds: readonly string[],
): Promise<Map<string, PaidBy>> {
  const items = await table.getMany([...new Set(paymentIds)].map(paidByKey))
  return new Map(
    items.map((item) => {
      const paid = StoredPaidBy.parse(item)
      return [paid.paymentId, paid]
    }),
  )
}

const StoredPaidBy = z.object({
  paymentId: z.string(),
  invoiceId: z.string(),
  customerId: idSchema('customer'),
  letter: z.string(),
})

/** A credit note; one that is there may only become void. */
export async function putNote(table: Table, given: CreditNote): Promise<PutDocument> {
  const note = CreditNote.parse(given)
  const key = invoicePartKey(note.invoiceId, 'NOTE', note.id)
  const index = noteIndex(note.date.slice(0, 7), note.date, note.id)
  await markIfNew(table, key, { ...note, at: note.voidedAt ?? note.createdAt })
  const put = await table.put({ ...key, v, ...note, ...index }, ifAbsent)
  if (put.kind === 'written') return { kind: 'new' }
  const { status, voidedAt } = note
  if (status !== 'void') return { kind: 'known' }
  const written = await table.update(
    key,
    { set: { status, ...present({ voidedAt }) } },
    { if: '#status <> :status', values: { ':status': status } },
  )
  return { kind: written.kind === 'written' ? 'changed' : 'known' }
}

/** A dispute; of one that is there the status, and when it was first won or lost, is noted. */
export async function putDispute(table: Table, given: Dispute): Promise<PutDocument> {
  const dispute = Dispute.parse(given)
  const { status, dueBy, closedAt, lostAt, wonAt } = dispute
  const key = invoicePartKey(dispute.invoiceId, 'DISPUTE', dispute.id)
  const index = disputeIndex(dispute.createdAt, dispute.id)
  await markIfNew(table, key, { ...dispute, at: closedAt ?? dispute.createdAt })
  const put = await table.put({ ...key, v, ...dispute, ...index }, ifAbsent)
  if (put.kind === 'written') return { kind: 'new' }
  const written = await table.update(
    key,
    {
      set: { status, ...present({ dueBy }) },
      setIfAbsent: present({ closedAt, lostAt, wonAt }),
    },
    { if: '#status <> :status', values: { ':status': status } },
  )
  return { kind: written.kind === 'written' ? 'changed' : 'known' }
}

/** Recognition looks again at an invoice of which something goes back: asked for before it is known. */
async function markIfNew(
  table: Table,
  key: Key,
  { status, invoiceId, at }: { status: string; invoiceId: string; at: Instant },
): Promise<void> {
  const there = await table.get(key, { consistent: true })
  if (there?.['status'] !== status) await markCorrected(table, { invoiceId, at })
}

/** An invoice with all that became of it, each oldest first; undefined when it is not there. */
export async function accountOfInvoice(
  table: Table,
  invoiceId: string,
): Promise<InvoiceAccount | undefined> {
  let invoice: Invoice | undefined
  const rest: Omit<InvoiceAccount, 'invoice'> = { payments: [], notes: [], disputes: [] }
  const partition = invoicePartition(invoiceId)
  for await (const item of table.query({ partition, consistent: true })) {
    const sk = String(item['sk'])
    if (sk === 'INVOICE') invoice = Invoice.parse(item)
    else if (sk.startsWith('PAYMENT#')) rest.payments.push(InvoicePayment.parse(item))
    else if (sk.startsWith('NOTE#')) rest.notes.push(CreditNote.parse(item))
    else if (sk.startsWith('DISPUTE#')) rest.disputes.push(Dispute.parse(item))
  }
  if (!invoice) return undefined
  return {
    invoice,
    payments: rest.payments.sort(by(({ paidAt, id }) => `${paidAt} ${id}`)),
    notes: rest.notes.sort(by(({ createdAt, id }) => `${createdAt} ${id}`)),
    disputes: rest.disputes.sort(by(({ createdAt, id }) => `${createdAt} ${id}`)),
  }
}

export async function getInvoice(table: Table, invoiceId: string): Promise<Invoice | undefined> {
  const item = await table.get(invoiceDocumentKey(invoiceId), { consistent: true })
  return item && Invoice.parse(item)
}

/**
 * Those finalised in months (`2026-12`), whatever became of them. What is owed or given up lies apart
 * and is read once, first: what is paid meanwhile is then neither missed nor seen twice.
 */
export async function* invoicesOf(
  table: Table,
  months: readonly string[],
): AsyncGenerator<Invoice> {
  const asked = months.toSorted()
  const [first, last] = [asked[0], asked.at(-1)]
  if (first === undefined || last === undefined) return
  const seen = new Set<string>()
  const between = [`${first}-01`, `${last}-31~`] as const
  for (const place of ['open', 'uncollectible'])
    for await (const one of read(table, { partition: partitionOf(place), between }, Invoice)) {
      if (seen.has(one.id) || !asked.includes(monthOf(one.date))) continue
      seen.add(one.id)
      yield one
    }
  for (const month of asked)
    for await (const one of read(table, { partition: partitionOf(month) }, Invoice))
      if (!seen.has(one.id)) yield one
}

/** Those that are still owed, oldest first. */
export function openInvoices(table: Table): AsyncGenerator<Invoice> {
  return read(table, { partition: partitionOf('open') }, Invoice)
}

/** Those that were given up and not paid since, oldest first. */
export function uncollectibleInvoices(table: Table): AsyncGenerator<Invoice> {
  return read(table, { partition: partitionOf('uncollectible') }, Invoice)
}

/** Credit notes made in a month (`2026-12`), oldest first. */
export function notesOf(table: Table, month: string): AsyncGenerator<CreditNote> {
  return read(table, { partition: noteIndex(month, '', '').gsi1pk }, CreditNote)
}

/** All disputes, newest first; few. */
export function disputesOf(table: Table): AsyncGenerator<Dispute> {
  const partition = disputeIndex('', '').gsi1pk
  return read(table, { partition, newestFirst: true }, Dispute)
}

function partitionOf(place: string): string {
  return invoiceIndex(place, '', '').gsi1pk
}

async function* read<T>(
  table: Table,
  query: { partition: string; between?: readonly [string, string]; newestFirst?: boolean },
  schema: { parse(item: Item): T },
): AsyncGenerator<T> {
  for await (const item of table.query({ index: 'gsi1', ...query })) yield schema.parse(item)
}

/** Without what is undefined, which an update can't set. */
function present(values: Record<string, unknown>): Record<string, unknown> {
  return Object.fromEntries(Object.entries(values).filter(([, value]) => value !== undefined))
}

function by<T>(key: (one: T) => string): (a: T, b: T) => number {
  return (a, b) => (key(a) < key(b) ? -1 : key(a) > key(b) ? 1 : 0)
}
