// Customers' accounts: of each, what was owed at the start of the period, what moved in it, and what is
// owed at its end; by customer number, never by name.
import type { Table } from '#aws/table'
import { type Accounts, accountName } from '#publication/books'
import { monthOf } from '../month.ts'
import type { Period } from '../period.ts'
import { accountLines } from '../read-ledger.ts'
import { sealsFrom } from '../store-seals.ts'
import { type Cell, cents, type Head, sides } from './csv.ts'

export const customersName: Head = { fr: 'clients', en: 'customers' }

export const customersHeads: readonly Head[] = [
  { fr: 'Client', en: 'Customer' },
  { fr: 'Compte', en: 'Account' },
  { fr: 'Intitulé', en: 'Account name' },
  { fr: 'Ouverture débit', en: 'Opening debit' },
  { fr: 'Ouverture crédit', en: 'Opening credit' },
  { fr: 'Mouvements débit', en: 'Movements debit' },
  { fr: 'Mouvements crédit', en: 'Movements credit' },
  { fr: 'Solde débit', en: 'Closing debit' },
  { fr: 'Solde crédit', en: 'Closing credit' },
]

/** In cents; `opening` and `closing` above zero: the customer owes it. */
export type CustomerRow = {
  /** Empty: postings that name no customer. */
  customerId: string
  account: string
  opening: number
  debit: number
  credit: number
  closing: number
}

/** By customer, then account; those with nothing owed and nothing moved are left out. */
export async function customerBalances(
  { table, accounts }: { table: Table; accounts: Accounts },
  period: Period,
): Promise<CustomerRow[]> {
  const rows = new Map<string, CustomerRow>()
  const beginning = await firstMonth(table, monthOf(period.from))
  for (const account of new Set([accounts.customers, accounts.disputed]))
    for await (const line of accountLines(table, {
      ...{ account, from: `${beginning}-01`, to: period.to },
    })) {
      const customerId = line.auxiliary ?? ''
      const name = `${customerId} ${account}`
      const row = rows.get(name) ?? newRow(customerId, account)
      rows.set(name, row)
      row.closing += line.cents
      if (line.date < period.from) row.opening += line.cents
      else if (line.cents > 0) row.debit += line.cents
      else row.credit -= line.cents
    }
  return [...rows.entries()]
    .filter(([, { opening, debit, credit }]) => opening !== 0 || debit !== 0 || credit !== 0)
    .toSorted(([a], [b]) => (a < b ? -1 : 1))
    .map(([, row]) => row)
}

export async function* customersRows(
  deps: { table: Table; accounts: Accounts },
  { period, total }: { period: Period; total: string },
): AsyncGenerator<Cell[]> {
  const sums = { opening: 0, debit: 0, credit: 0, closing: 0 }
  for (const row of await customerBalances(deps, period)) {
    const { customerId, account, opening, debit, credit, closing } = row
    sums.opening += opening
    sums.debit += debit
    sums.credit += credit
    sums.closing += closing
    const name = accountName(deps.accounts, account)
    yield [
      ...[customerId, account, name, ...sides(opening)],
      ...[cents(debit), cents(credit), ...sides(closing)],
    ]
  }
  yield [
    ...[total, undefined, undefined, ...sides(sums.opening)],
    ...[cents(sums.debit), cents(sums.credit), ...sides(sums.closing)],
  ]
}

function newRow(customerId: string, account: string): CustomerRow {
  return { customerId, account, opening: 0, debit: 0, credit: 0, closing: 0 }
}

/** The first month in which anything that is sealed is booked; at the latest `month`. */
async function firstMonth(table: Table, month: string): Promise<string> {
  let first = month
  for await (const { totals } of sealsFrom(table))
    for (const months of Object.values(totals))
      for (const one of Object.keys(months)) if (one < first) first = one
  return first
}
