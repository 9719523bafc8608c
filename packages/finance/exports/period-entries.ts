// What is booked in a period: sealed entries in the order of their numbers, then those that no seal has
// yet. Balances before a day and movements in a period, read from totals where months are whole.
import type { Table } from '#aws/table'
import { type Balances, balancesUpTo, movementsOf } from '../balances.ts'
import { dayAfter } from '../day-after.ts'
import { firstDayOf, monthBefore, monthOf } from '../month.ts'
import { isOfWholeMonths, isWithin, type Period } from '../period.ts'
import { sealedEntries, unsealedTransactions } from '../read-ledger.ts'
import { lastClosed } from '../store-closes.ts'
import type { Transaction } from '../transaction.ts'

/** `sealed` is undefined of what no seal has yet. */
export type PeriodEntry = {
  transaction: Transaction
  sealed?: { number: number; validDate: string; seal: number }
}

/** Whether nothing can be booked in it any more. */
export async function isPeriodClosed(table: Table, { to }: Period): Promise<boolean> {
  const last = await lastClosed(table)
  return last !== undefined && monthOf(to) <= last.month
}

/** Each once, also where one is sealed meanwhile. Those without a seal stand in memory: a day's. */
export async function* entriesOf(table: Table, period: Period): AsyncGenerator<PeriodEntry> {
  const open = new Map<string, Transaction>()
  for await (const { transaction } of unsealedTransactions(table))
    if (isWithin(transaction.date, period)) open.set(transaction.source, transaction)
  for await (const { transaction, number, validDate, seal } of sealedEntries(table, period)) {
    open.delete(transaction.source)
    yield { transaction, sealed: { number, validDate, seal } }
  }
  const left = [...open.values()].toSorted((a, b) => (nameOf(a) < nameOf(b) ? -1 : 1))
  for (const transaction of left) yield { transaction }
}

function nameOf({ date, source }: Transaction): string {
  return `${date} ${source}`
}

/** Debits and credits by account within a period. */
export async function movementsIn(table: Table, period: Period): Promise<Balances> {
  if (isOfWholeMonths(period))
    return movementsOf(table, { from: monthOf(period.from), to: monthOf(period.to) })
  const sums: Balances = new Map()
  for await (const { transaction } of entriesOf(table, period))
    for (const { account, cents } of transaction.postings)
      add(sums, account, { debit: Math.max(0, cents), credit: Math.max(0, -cents) })
  return sums
}

/** Debits and credits by account from the beginning to the day before. */
export async function balancesBefore(table: Table, day: string): Promise<Balances> {
  const sums: Balances = new Map(await balancesUpTo(table, { month: monthBefore(monthOf(day)) }))
  const first = firstDayOf(monthOf(day))
  if (day === first) return sums
  const rest = await movementsIn(table, { from: first, to: dayAfter(day, -1) })
  for (const [account, sides] of rest) add(sums, account, sides)
  return sums
}

function add(sums: Balances, account: string, more: { debit: number; credit: number }): void {
  const { debit, credit } = sums.get(account) ?? { debit: 0, credit: 0 }
  sums.set(account, { debit: debit + more.debit, credit: credit + more.credit })
}
