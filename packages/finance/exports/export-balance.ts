// The trial balance: each account at the start of the period, what moved in it, and at its end; both
// sides come to the same. What earlier fiscal years earned or cost stands in one line, as a year's
// accounts of income and cost begin at nothing.
import type { Table } from '#aws/table'
import { type Accounts, accountName } from '#publication/books'
import type { Balances } from '../balances.ts'
import { daysOfYear, fiscalYearOf } from '../month.ts'
import type { Period } from '../period.ts'
import { type Cell, cents, type Head, sides } from './csv.ts'
import { balancesBefore, movementsIn } from './period-entries.ts'

export const balanceName: Head = { fr: 'balance', en: 'trial-balance' }

export const balanceHeads: readonly Head[] = [
  { fr: 'Compte', en: 'Account' },
  { fr: 'Intitulé', en: 'Name' },
  { fr: 'Ouverture débit', en: 'Opening debit' },
  { fr: 'Ouverture crédit', en: 'Opening credit' },
  { fr: 'Mouvements débit', en: 'Movements debit' },
  { fr: 'Mouvements crédit', en: 'Movements credit' },
  { fr: 'Solde débit', en: 'Closing debit' },
  { fr: 'Solde crédit', en: 'Closing credit' },
]

/** In cents; `opening` above zero a debit, below a credit. */
export type BalanceRow = {
  account: string
  opening: number
  debit: number
  credit: number
}

/** Results of earlier fiscal years, where nobody has booked them on. */
export const earlierResults = '120000'

export type BalanceDeps = { table: Table; books: { accounts: Accounts; yearEnds: string } }

/** By account; accounts without a balance or a movement are left out. They sum to zero. */
export async function balanceRowsOf(
  { table, books }: BalanceDeps,
  period: Period,
): Promise<BalanceRow[]> {
  const { from } = daysOfYear(fiscalYearOf(period.from, books.yearEnds), books.yearEnds)
  const [before, movements, earlier] = [
    await balancesBefore(table, period.from),
    await movementsIn(table, period),
    await balancesBefore(table, from),
  ]
  const rows = new Map<string, BalanceRow>()
  const row = (account: string) => {
    const there = rows.get(account) ?? { account, opening: 0, debit: 0, credit: 0 }
    rows.set(account, there)
    return there
  }
  for (const account of before.keys()) {
    const carried = isOfYear(account) ? netOf(earlier, account) : 0
    row(account).opening += netOf(before, account) - carried
    if (carried !== 0) row(earlierResults).opening += carried
  }
  for (const [account, { debit, credit }] of movements) {
    row(account).debit += debit
    row(account).credit += credit
  }
  return [...rows.values()]
    .filter(({ opening, debit, credit }) => opening !== 0 || debit !== 0 || credit !== 0)
    .toSorted((a, b) => (a.account < b.account ? -1 : 1))
}

export async function* balanceRows(
  deps: BalanceDeps,
  { period, total }: { period: Period; total: string },
): AsyncGenerator<Cell[]> {
  const rows = await balanceRowsOf(deps, period)
  const sums: [number, number, number, number, number, number] = [0, 0, 0, 0, 0, 0]
  for (const { account, opening, debit, credit } of rows) {
    const closing = opening + debit - credit
    const figures = [
      ...[Math.max(0, opening), Math.max(0, -opening), debit, credit],
      ...[Math.max(0, closing), Math.max(0, -closing)],
    ]
    for (const [at, figure] of figures.entries()) sums[at] = (sums[at] ?? 0) + figure
    const name =
      account === earlierResults ? 'Résultat des exercices antérieurs' : nameOf(deps, account)
    yield [account, name, ...sides(opening), cents(debit), cents(credit), ...sides(closing)]
  }
  yield [total, undefined, ...sums.map(cents)]
}

function nameOf({ books }: BalanceDeps, account: string): string {
  return accountName(books.accounts, account)
}

/** Accounts of costs and income: each fiscal year's own. */
function isOfYear(account: string): boolean {
  return account.startsWith('6') || account.startsWith('7')
}

function netOf(balances: Balances, account: string): number {
  const { debit, credit } = balances.get(account) ?? { debit: 0, credit: 0 }
  return debit - credit
}
