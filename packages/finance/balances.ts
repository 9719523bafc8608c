// Balances: the totals of closed months and of the seals since, and what no seal has yet. Never a sum
// over the lines.
import type { Table } from '#aws/table'
import { unsealedTransactions } from './read-ledger.ts'
import {
  addTotals,
  addTransaction,
  longAgo,
  type SealTotals,
  type Sides,
  sidesByAccount,
} from './seal-totals.ts'
import { lastClosed, monthCloses } from './store-closes.ts'
import { lastSeal, sealsFrom } from './store-seals.ts'

export type Balances = Map<string, Sides>

/** Seals that are written while balances are read: how often reading begins anew. */
const attempts = 5

/**
 * Debits and credits of every account, in cents, by account, from the beginning to the end of `month`
 * (`2026-11`; absent: to the end of time). `isSealed`: without what no seal has yet.
 */
export async function balancesUpTo(
  table: Table,
  { month = '9999-12', isSealed = false }: { month?: string | undefined; isSealed?: boolean } = {},
): Promise<Balances> {
  const closes = (await monthCloses(table)).filter(({ upTo }) => upTo !== undefined)
  const close = closes.findLast((one) => one.month <= month)
  // A month within closed ones that has no close of its own had nothing booked.
  const isThrough = close !== undefined && closes.some((one) => one.month >= month)
  const totals: SealTotals = {}
  for (const [account, sides] of Object.entries(close?.upTo ?? {}))
    addTotals(totals, { [account]: { [longAgo]: sides } })
  if (!isThrough) addTotals(totals, await openTotals(table, { isSealed }))
  return sidesByAccount(totals, (one) => one <= month)
}

/** Debits and credits by account and month, of months from `from` to `to`, both included. */
export async function monthTotals(
  table: Table,
  { from, to, isSealed = false }: { from: string; to: string; isSealed?: boolean },
): Promise<SealTotals> {
  const totals: SealTotals = {}
  const closes = (await monthCloses(table)).filter(({ upTo }) => upTo !== undefined)
  for (const { month, own } of closes)
    if (month >= from && month <= to)
      for (const [account, sides] of Object.entries(own ?? {}))
        addTotals(totals, { [account]: { [month]: sides } })
  const last = closes.at(-1)
  if (!last || to > last.month)
    for (const [account, months] of Object.entries(await openTotals(table, { isSealed })))
      for (const [month, sides] of Object.entries(months))
        if (month >= from && month <= to) addTotals(totals, { [account]: { [month]: sides } })
  return totals
}

/** Sums by account over months, as `balancesUpTo` has them. */
export async function movementsOf(
  table: Table,
  range: { from: string; to: string; isSealed?: boolean },
): Promise<Balances> {
  return sidesByAccount(await monthTotals(table, range), () => true)
}

/** Of the months after the last that is closed. */
async function openTotals(table: Table, { isSealed }: { isSealed: boolean }): Promise<SealTotals> {
  for (let attempt = 1; ; attempt++) {
    const [close, before] = [await lastClosed(table), await lastSeal(table)]
    const totals: SealTotals = {}
    if (!isSealed)
      for await (const { transaction } of unsealedTransactions(table))
        addTransaction(totals, transaction)
    addTotals(totals, close?.beyond ?? {})
    for await (const seal of sealsFrom(table, (close?.seal?.number ?? 0) + 1))
      if (seal.number <= (before?.number ?? 0)) addTotals(totals, seal.totals)
    // What was sealed meanwhile was read twice, or not at all.
    if (isSealed || (await lastSeal(table))?.number === before?.number) return totals
    if (attempt >= attempts) throw new Error('Seals were written as fast as they were read')
  }
}
