// Debits and credits by account and month: what a seal holds, and what balances are added up from.
// Pure.
import * as z from 'zod'
import { monthOf } from './month.ts'
import type { Transaction } from './transaction.ts'

const Count = z.number().int().min(0)

/** In cents. */
export type Sides = { debit: number; credit: number }

/** Account → month → [debit, credit], in cents. */
export const SealTotals = z.record(z.string(), z.record(z.string(), z.tuple([Count, Count])))
export type SealTotals = z.infer<typeof SealTotals>

/** Account → [debit, credit], in cents. */
export const AccountTotals = z.record(z.string(), z.tuple([Count, Count]))
export type AccountTotals = z.infer<typeof AccountTotals>

/** Stands for every month before those that are told apart. */
export const longAgo = '0000-00'

/** Adds a transaction's postings; changes `totals`. */
export function addTransaction(totals: SealTotals, { date, postings }: Transaction): void {
  const month = monthOf(date)
  for (const { account, cents } of postings)
    add(totals, { account, month, debit: Math.max(0, cents), credit: Math.max(0, -cents) })
}

/** Adds other totals; changes `totals`. */
export function addTotals(totals: SealTotals, others: SealTotals): void {
  for (const [account, months] of Object.entries(others))
    for (const [month, [debit, credit]] of Object.entries(months))
      add(totals, { account, month, debit, credit })
}

function add(totals: SealTotals, line: Sides & { account: string; month: string }): void {
  const { account, month, debit, credit } = line
  totals[account] ??= {}
  const months = totals[account]
  const [debits, credits] = months[month] ?? [0, 0]
  months[month] = [debits + debit, credits + credit]
}

/** One form for the same totals, whatever order they were added in: for hashes and comparisons. */
export function totalsInOrder(totals: SealTotals): unknown[] {
  const byName = ([a]: [string, unknown], [b]: [string, unknown]) => (a < b ? -1 : 1)
  return Object.entries(totals)
    .toSorted(byName)
    .map(([account, months]) => [account, Object.entries(months).toSorted(byName)])
}

/** Sums by account, of the months that are taken. */
export function sidesByAccount(
  totals: SealTotals,
  takes: (month: string) => boolean,
): Map<string, Sides> {
  const sums = new Map<string, Sides>()
  for (const [account, months] of Object.entries(totals)) {
    const sum = { debit: 0, credit: 0 }
    for (const [month, [debit, credit]] of Object.entries(months)) {
      if (!takes(month)) continue
      sum.debit += debit
      sum.credit += credit
    }
    if (sum.debit !== 0 || sum.credit !== 0) sums.set(account, sum)
  }
  return new Map([...sums].toSorted(([a], [b]) => (a < b ? -1 : 1)))
}
