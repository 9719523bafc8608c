// What stands between the books and the close of a month: each thing that must hold, and whether it
// does.
import { balancesUpTo } from '#finance/balances'
import { bankStatements } from '#finance/bank/store-lines'
import { type CloseRefusal, closeRefusal, nextToClose } from '#finance/close-month'
import { type Exception, inOrder } from '#finance/exception'
import { lastDayOf } from '#finance/month'
import { type PayoutRow, payoutReport } from '#finance/payout-report'
import { type BooksState, booksState } from '#finance/run-books'
import { type MonthClose, monthCloseOf } from '#finance/store-closes'
import { openExceptions } from '#finance/store-exceptions'
import type { FinanceDeps } from './context.ts'

/** Payouts of a month that one page looks at. */
const mostPayouts = 500

export type Checklist = {
  /** Undefined: nothing is booked yet. */
  month: string | undefined
  books: BooksState
  close: MonthClose | undefined
  /** Undefined: it can be closed now. */
  refusal: CloseRefusal | undefined
  /** Open ones of the month and before, in the order to settle them. */
  exceptions: Exception[]
  /** Of later months. */
  laterCount: number
  /** Made in the month. */
  payouts: PayoutRow[]
  /** The last day that a bank statement reaches. */
  bankUntil: string | undefined
  /** Debit less credit at the end of the month, by account. */
  balances: ReadonlyMap<string, number>
}

export async function loadChecklist(deps: FinanceDeps, today: string): Promise<Checklist> {
  const { table } = deps
  const [month, books, open, statements] = await Promise.all([
    nextToClose(table),
    booksState(table),
    openExceptions(table),
    bankStatements(table, 50),
  ])
  const exceptions = inOrder(open, today)
  if (month === undefined)
    return {
      ...{ month, books, exceptions, laterCount: 0, payouts: [], balances: new Map() },
      ...{ close: undefined, refusal: undefined, bankUntil: undefined },
    }
  const last = lastDayOf(month)
  const [close, refusal, payouts, balances] = await Promise.all([
    monthCloseOf(table, month),
    closeRefusal(deps, { month }),
    payoutReport(deps, { from: `${month}-01`, to: last, limit: mostPayouts }),
    balancesUpTo(table, { month }),
  ])
  return {
    ...{ month, books, close, refusal, payouts: payouts.payouts },
    exceptions: exceptions.filter(({ date }) => date <= last),
    laterCount: exceptions.filter(({ date }) => date > last).length,
    bankUntil: statements
      .map(({ to }) => to)
      .toSorted()
      .at(-1),
    balances: new Map(
      [...balances].map(([account, { debit, credit }]) => [account, debit - credit]),
    ),
  }
}
