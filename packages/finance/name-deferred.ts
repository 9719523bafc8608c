// Where deferred revenue is not what is unserved: goes through the invoices and names those that no
// stream owes, and counts what people booked themselves.
import type { Table } from '#aws/table'
import type { Cents } from '#kernel/money'
import { dateOf, hourMs, type Instant, plusMs } from '#kernel/time'
import { getOrder } from '#subscriptions/store'
import { isEntitled } from '#subscriptions/stream'
import { deferredAt } from './count-unserved.ts'
import type { Invoice, InvoiceAccount } from './documents.ts'
import { holdingAndStream } from './holding.ts'
import { monthOf, monthsUpTo } from './month.ts'
import { accountLines } from './read-ledger.ts'
import { accountOfInvoice, invoicesOf } from './store-documents.ts'
import type { Named } from './store-unserved.ts'

export const nameLimits = { months: 40, named: 200, together: 16, graceMs: hourMs }

type At = { startedAt: Instant; zone: string }

/** Paid invoices of the last years with something deferred that no live stream owes. */
export async function nameDeferred(table: Table, at: At): Promise<Named[]> {
  const named: Named[] = []
  let waiting: Invoice[] = []
  const take = async () => {
    const found = await Promise.all(waiting.map((invoice) => nameOf(table, invoice, at)))
    for (const one of found) if (one && named.length < nameLimits.named) named.push(one)
    waiting = []
  }
  const month = monthOf(dateOf(at.startedAt, at.zone))
  for await (const invoice of invoicesOf(table, monthsUpTo(month, nameLimits.months))) {
    if (invoice.status !== 'paid' || invoice.reason === 'other' || invoice.gross === 0) continue
    waiting.push(invoice)
    if (waiting.length >= nameLimits.together) await take()
  }
  await take()
  return named
}

async function nameOf(table: Table, invoice: Invoice, at: At): Promise<Named | undefined> {
  const account = await accountOfInvoice(table, invoice.id)
  if (!account) return undefined
  const found = await holdingAndStream(table, account)
  if (found && isEntitled(found.stream, at.startedAt)) return undefined
  const cents = await deferredAt(table, { account, holding: found?.holding, at })
  if (cents === 0) return undefined
  if (found) return { invoiceId: invoice.id, because: 'ended', cents }
  const because = (await isPaidTwice(table, account)) ? 'ofNothing' : 'noStream'
  return { invoiceId: invoice.id, because, cents }
}

async function isPaidTwice(table: Table, { invoice }: InvoiceAccount): Promise<boolean> {
  const { customerId, orderId, id } = invoice
  const order = orderId && (await getOrder(table, { customerId, orderId }))
  return order?.paidAgain?.includes(id) ?? false
}

/** Whether it was only just paid: what it bought may be on its way. */
export function isOnItsWay(
  { paidAt }: Pick<Invoice, 'paidAt'>,
  { startedAt }: Pick<At, 'startedAt'>,
): boolean {
  return paidAt !== undefined && paidAt > plusMs(startedAt, -nameLimits.graceMs)
}

/** What people booked on the account of deferred revenue, credit above zero: openings, corrections. */
export async function deferredByHand(
  table: Table,
  { account, from, to }: { account: string; from: string; to: string },
): Promise<Cents> {
  let sum = 0
  for await (const { source, cents } of accountLines(table, { account, from, to }))
    if (isByHand(source)) sum -= cents
  return sum
}

const ownSources = /^(in_|inpay_|cn_|dp_|du_|txn_|issue:|days:|over:)/

/** Everything that no rule of documents and served lines makes, and what takes such a thing back. */
export function isByHand(source: string): boolean {
  return !ownSources.test(source) || source.includes(':reversed')
}
