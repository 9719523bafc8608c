// Books a transaction once. The same content again is nothing; other content under the same source is
// an exception and never an overwrite; a day in a closed month becomes the first open one.
import type { Table } from '#aws/table'
import { type Clock, instant } from '#kernel/time'
import type { Exception } from './exception.ts'
import { firstDayOf, monthAfter } from './month.ts'
import { movedTo } from './moved-to.ts'
import { isClosedDay, lastClose, type MonthClose } from './store-closes.ts'
import { raiseException } from './store-exceptions.ts'
import { type Booked, isSame, putBooked, transactionsOf } from './store-ledger.ts'
import { hashOf, type Transaction } from './transaction.ts'

export type BookDeps = { table: Table; clock: Clock }

/** `booked`: now. `already`: before, with this content. `otherContent`: what is there stays. */
export type BookedOutcome =
  | { kind: 'booked'; booked: Booked }
  | { kind: 'already'; booked: Booked }
  | { kind: 'otherContent'; booked: Booked; exception: Exception }

/** Books one transaction. */
export async function bookTransaction(
  deps: BookDeps,
  transaction: Transaction,
): Promise<BookedOutcome> {
  return await book(deps, transaction, await lastClose(deps.table))
}

/** How many are looked up and written at once; for how long a look at the closed months is good. */
export const bookLimits = { lookedUp: 96, together: 16, closesForMs: 20_000 }

/**
 * Books many; answers in their order. Their sources differ. What is there already is found by reading,
 * a hundred at a time: a run reads the days before it again.
 */
export async function bookTransactions(
  deps: BookDeps,
  transactions: readonly Transaction[],
): Promise<BookedOutcome[]> {
  const outcomes: BookedOutcome[] = []
  let looked: { close: MonthClose | undefined; atMs: number } | undefined
  for (const some of chunks(transactions, bookLimits.lookedUp)) {
    const sources = [...new Set(some.map(({ source }) => source))]
    const there = await transactionsOf(deps.table, sources)
    const bySource = new Map(there.map((one) => [one.transaction.source, one]))
    for (const few of chunks(some, bookLimits.together)) {
      const nowMs = deps.clock().getTime()
      // A month that is being closed takes nothing more; it is sealed a minute later.
      if (!looked || nowMs - looked.atMs > bookLimits.closesForMs)
        looked = { close: await lastClose(deps.table), atMs: nowMs }
      const { close } = looked
      const booking = few.map((one) => {
        const before = bySource.get(one.source)
        return before ? compare(deps, one, before) : book(deps, one, close)
      })
      outcomes.push(...(await Promise.all(booking)))
    }
  }
  return outcomes
}

function chunks<T>(all: readonly T[], size: number): (readonly T[])[] {
  const count = Math.ceil(all.length / size)
  return Array.from({ length: count }, (_, at) => all.slice(at * size, (at + 1) * size))
}

async function book(
  deps: BookDeps,
  transaction: Transaction,
  close: MonthClose | undefined,
): Promise<BookedOutcome> {
  const booked = { ...onOpenDay(transaction, close), bookedAt: instant(deps.clock()) }
  const put = await putBooked(deps.table, booked)
  if (put.kind === 'written') return { kind: 'booked', booked }
  return await compare(deps, transaction, put.there)
}

async function compare(
  deps: BookDeps,
  transaction: Transaction,
  booked: Booked,
): Promise<BookedOutcome> {
  if (isSame(booked, transaction)) return { kind: 'already', booked }
  const exception = await raiseOtherContent(deps, transaction, booked)
  return { kind: 'otherContent', booked, exception }
}

/** The transaction on its own day, or, where that month is closed, on the first day that is open. */
export function onOpenDay(
  transaction: Transaction,
  close: Pick<MonthClose, 'month'> | undefined,
): Pick<Booked, 'transaction' | 'made'> {
  if (!close || !isClosedDay(transaction.date, close)) return { transaction }
  return movedTo(transaction, firstDayOf(monthAfter(close.month)))
}

async function raiseOtherContent(
  deps: BookDeps,
  transaction: Transaction,
  there: Booked,
): Promise<Exception> {
  const { source, date } = transaction
  const came = hashOf(transaction)
  const { exception } = await raiseException(deps, {
    kind: 'otherContent',
    about: source,
    cents: debitOf(transaction) - debitOf(there.transaction),
    date: onOpenDay(transaction, await lastClose(deps.table)).transaction.date,
    refs: { source, booked: there.transaction.date, came: date, hash: came },
  })
  return exception
}

function debitOf({ postings }: Transaction): number {
  return postings.reduce((sum, { cents }) => sum + Math.max(0, cents), 0)
}
