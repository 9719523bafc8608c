// What a month's summary shows, read from the books: balances, revenue, VAT, what is still to be
// served, payouts, exceptions, the last seal. Of a closed month the balances never change again.
import type { Table } from '#aws/table'
import { dateOf } from '#kernel/time'
import { accountName } from '#publication/books'
import type { Publication } from '#publication/schema'
import { balancesUpTo, monthTotals } from '../balances.ts'
import { deferredWaterfall } from '../deferred-waterfall.ts'
import type { Exception } from '../exception.ts'
import { type VatStatement, vatStatement } from '../exports/vat-statement.ts'
import { monthBefore } from '../month.ts'
import { allPayouts, type PayoutRow } from '../payout-report.ts'
import { monthPeriod } from '../period.ts'
import type { Seal } from '../seal.ts'
import { monthCloseOf } from '../store-closes.ts'
import { exceptionsOf } from '../store-exceptions.ts'
import { lastSeal, sealOf } from '../store-seals.ts'

/** In cents; debits above zero. `before`: at the end of the month before. */
export type AccountOfMonth = {
  account: string
  name: string
  before: number
  debit: number
  credit: number
  after: number
}

export type MonthFigures = {
  month: string
  /** The day on which it was closed; undefined while more may be booked into it. */
  closedOn: string | undefined
  accounts: AccountOfMonth[]
  /** Earned without tax, this month's last. */
  revenue: { month: string; print: number; digital: number }[]
  vat: VatStatement
  /** Sold and still to be served at the end of the month, by the month of the sale. */
  unserved: { month: string; rest: number }[]
  /** Balances at its end; `deferred`, `vatPending`: what is owed, above zero. */
  ends: { stripe: number; inTransit: number; receivable: number; deferred: number }
  /** Else what is in transit is settled in other books, and only grows in these. */
  isBankBooked: boolean
  payouts: PayoutRow[]
  exceptions: Exception[]
  seal: Pick<Seal, 'number' | 'date' | 'hash'> | undefined
}

const revenueMonths = 6

export async function monthFigures(
  { table, publication }: { table: Table; publication: Pick<Publication, 'books' | 'zone'> },
  month: string,
): Promise<MonthFigures> {
  const { accounts } = publication.books
  const close = await monthCloseOf(table, month)
  const [rows, waterfall, vat, exceptions] = await Promise.all([
    accountRows(table, month, publication),
    deferredWaterfall(table, { upTo: month }),
    vatStatement({ table, accounts }, monthPeriod(month)),
    exceptionsOf(table, month),
  ])
  const payouts: PayoutRow[] = []
  for await (const payout of allPayouts({ table }, monthPeriod(month))) payouts.push(payout)
  const after = (...of: string[]) =>
    rows.reduce((sum, one) => sum + (of.includes(one.account) ? one.after : 0), 0)
  const closedAt = close?.closedAt
  return {
    month,
    closedOn: closedAt === undefined ? undefined : dateOf(closedAt, publication.zone),
    accounts: rows,
    revenue: await revenueOf(table, month, accounts),
    vat,
    unserved: waterfall.rows.filter(({ rest }) => rest !== 0),
    ends: {
      stripe: after(accounts.stripe, accounts.stripeReserve),
      inTransit: after(accounts.inTransit),
      receivable: after(accounts.customers, accounts.disputed),
      deferred: 0 - after(accounts.deferred),
    },
    isBankBooked: publication.books.bank === 'post',
    payouts,
    exceptions,
    seal: close?.seal ? await sealOf(table, close.seal.number) : await lastSeal(table),
  }
}

async function accountRows(
  table: Table,
  month: string,
  { books }: Pick<Publication, 'books'>,
): Promise<AccountOfMonth[]> {
  const none = { debit: 0, credit: 0 }
  const [before, after] = [
    await balancesUpTo(table, { month: monthBefore(month) }),
    await balancesUpTo(table, { month }),
  ]
  const all = [...after.keys()].toSorted().map((account) => {
    const [was, is] = [before.get(account) ?? none, after.get(account) ?? none]
    return {
      ...{ account, name: accountName(books.accounts, account), before: was.debit - was.credit },
      ...{ debit: is.debit - was.debit, credit: is.credit - was.credit },
      after: is.debit - is.credit,
    }
  })
  return all.filter(({ before: was, debit, credit }) => was !== 0 || debit !== 0 || credit !== 0)
}

async function revenueOf(
  table: Table,
  month: string,
  { printRevenue, digitalRevenue }: Publication['books']['accounts'],
): Promise<MonthFigures['revenue']> {
  const months = [month]
  while (months.length < revenueMonths) months.unshift(monthBefore(months[0] ?? month))
  const totals = await monthTotals(table, { from: months[0] ?? month, to: month })
  const earned = (account: string, one: string) => {
    const [debit, credit] = totals[account]?.[one] ?? [0, 0]
    return credit - debit
  }
  return months.map((one) => ({
    ...{ month: one, print: earned(printRevenue, one) },
    digital: digitalRevenue === printRevenue ? 0 : earned(digitalRevenue, one),
  }))
}
