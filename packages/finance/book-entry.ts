// Books an entry that a person makes: it balances, names accounts that the books know, has a reason
// and a name, and is not dated in the future. The opening entry is one of these.
import * as z from 'zod'
import type { Table } from '#aws/table'
import { type EntryId, idSchema } from '#kernel/ids'
import { type Clock, dateOf, instant } from '#kernel/time'
import type { Accounts, Books } from '#publication/books'
import { balancesUpTo } from './balances.ts'
import { onOpenDay } from './book-transaction.ts'
import { dayAfter } from './day-after.ts'
import { daysOfYear, fiscalYearOf } from './month.ts'
import { lastClose } from './store-closes.ts'
import { type Booked, isSame, putBooked, transactionOf } from './store-ledger.ts'
import {
  imbalanceOf,
  newTransaction,
  Posting,
  type Transaction,
  transactionLimits,
} from './transaction.ts'

export const entryLimits = { postings: 100, label: 150, reason: 200, piece: 60 }

const Text = z
  .string()
  .trim()
  .min(1)
  .regex(/^[^\p{Cc}\u2028\u2029|]*$/u)

/** What a person fills in. `opening`: the balances that a fiscal year begins with, on its first day. */
export const Entry = z.strictObject({
  kind: z.enum(['other', 'bank', 'opening']).default('other'),
  date: z.iso.date(),
  piece: Text.max(entryLimits.piece),
  label: Text.max(entryLimits.label),
  reason: Text.max(entryLimits.reason),
  postings: z.array(Posting).min(2).max(entryLimits.postings),
})
export type Entry = z.infer<typeof Entry>

/** `booked` and `already`: with what stands in the books, on whatever day. */
export type BookedEntry =
  | { kind: 'booked'; booked: Booked }
  | { kind: 'already'; booked: Booked }
  /** Debit less credit. */
  | { kind: 'unbalanced'; differenceCents: number }
  | { kind: 'unknownAccount'; accounts: string[] }
  | { kind: 'inFuture' }
  /** A day by mistake: every month from there would have to be closed. `first`: the first that is not. */
  | { kind: 'tooOld'; first: string }
  /** Lines on one account that make nothing, or more than a line may hold. */
  | { kind: 'noLines' }
  /** A customer's number (`cu_…`), and the account of customers alone. */
  | { kind: 'notACustomer'; auxiliaries: string[] }
  /** The opening is booked, or the year is closed, or that is not its first day. */
  | { kind: 'openingTwice' | 'openingDay'; first: string }
  | { kind: 'otherContent'; booked: Booked }

export type EntryDeps = { table: Table; clock: Clock; publication: { zone: string; books: Books } }

/** `id` is made when the form is, so that sending it twice books once. */
export async function bookEntry(
  deps: EntryDeps,
  { id, by, entry }: { id: EntryId; by: string; entry: Entry },
): Promise<BookedEntry> {
  const { table, clock, publication } = deps
  const now = instant(clock())
  const differenceCents = imbalanceOf(entry.postings)
  if (differenceCents !== 0) return { kind: 'unbalanced', differenceCents }
  const today = dateOf(now, publication.zone)
  if (entry.date > today) return { kind: 'inFuture' }
  const first = firstDayFor(today, publication.books)
  if (entry.date < first) return { kind: 'tooOld', first }
  if (!hasLines(entry)) return { kind: 'noLines' }
  const strangers = notCustomers(entry, publication.books.accounts)
  if (strangers.length > 0) return { kind: 'notACustomer', auxiliaries: strangers }
  const unknown = await unknownAccounts(deps, entry)
  if (unknown.length > 0) return { kind: 'unknownAccount', accounts: unknown }
  const transaction = transactionOfEntry({ id, by, entry }, publication.books)
  const refusal = entry.kind === 'opening' ? await openingRefusal(deps, transaction) : undefined
  if (refusal) return refusal
  const booked = { ...onOpenDay(transaction, await lastClose(table)), bookedAt: now }
  const put = await putBooked(table, booked)
  if (put.kind === 'written') return { kind: 'booked', booked }
  if (isSame(put.there, transaction)) return { kind: 'already', booked: put.there }
  if (entry.kind === 'opening') return { kind: 'openingTwice', first: entry.date }
  return { kind: 'otherContent', booked: put.there }
}

/** An entry is dated at the earliest on the first day of the fiscal year before this one. */
function firstDayFor(today: string, { yearEnds }: Books): string {
  const { from } = daysOfYear(fiscalYearOf(today, yearEnds), yearEnds)
  return daysOfYear(fiscalYearOf(dayAfter(from, -1), yearEnds), yearEnds).from
}

/** Lines on the same account and customer are one in the ledger. */
function hasLines({ postings }: Entry): boolean {
  const sums = new Map<string, number>()
  for (const { account, auxiliary = '', cents } of postings) {
    const name = `${account} ${auxiliary}`
    sums.set(name, (sums.get(name) ?? 0) + cents)
  }
  const left = [...sums.values()].filter((cents) => cents !== 0)
  return left.length >= 2 && left.every((cents) => Math.abs(cents) <= transactionLimits.cents)
}

/** Names and addresses never come into the ledger. */
function notCustomers({ postings }: Entry, { customers }: Accounts): string[] {
  return postings.flatMap(({ account, auxiliary }) => {
    if (auxiliary === undefined) return []
    const isOne = account === customers && idSchema('customer').safeParse(auxiliary).success
    return isOne ? [] : [auxiliary]
  })
}

export function transactionOfEntry(
  { id, by, entry }: { id: EntryId; by: string; entry: Entry },
  books: Books,
): Transaction {
  const { date, piece, label, reason, postings } = entry
  const journals = { other: 'OD', bank: 'BQ', opening: 'AN' } as const
  const isOpening = entry.kind === 'opening'
  return newTransaction({
    source: isOpening ? openingSource(fiscalYearOf(date, books.yearEnds)) : id,
    journal: journals[entry.kind],
    date,
    piece: { ref: piece, date },
    ...{ label, reason, by, postings },
  })
}

/** One opening a fiscal year, by its closing day. */
export function openingSource(year: string): string {
  return `opening:${year}`
}

async function openingRefusal(
  { table, publication }: EntryDeps,
  { date, source }: Transaction,
): Promise<BookedEntry | undefined> {
  const { yearEnds } = publication.books
  const first = daysOfYear(fiscalYearOf(date, yearEnds), yearEnds).from
  const close = await lastClose(table)
  const isClosed = close !== undefined && date.slice(0, 7) <= close.month
  if (await transactionOf(table, source)) return undefined
  return date !== first || isClosed ? { kind: 'openingDay', first } : undefined
}

/** Accounts of the configuration, and those that have a balance; an opening may bring any. */
async function unknownAccounts(
  { table, publication }: EntryDeps,
  { kind, postings }: Entry,
): Promise<string[]> {
  if (kind === 'opening') return []
  const known = new Set(configuredAccounts(publication.books.accounts))
  const others = [...new Set(postings.map(({ account }) => account))].filter(
    (account) => !known.has(account),
  )
  if (others.length === 0) return []
  const balances = await balancesUpTo(table)
  return others.filter((account) => !balances.has(account))
}

/** Every account that the configuration names, in order. */
export function configuredAccounts(accounts: Accounts): string[] {
  const { vat, ...others } = accounts
  return [...new Set([...Object.values(others), ...Object.values(vat)])].toSorted()
}
