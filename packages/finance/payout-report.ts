// Payouts as finance reads them: each with how it stands between Stripe and the bank, and the lines
// behind it.
import type { Table } from '#aws/table'
import type { Cents } from '#kernel/money'
import type { BankLine } from './bank/line.ts'
import { bankLinesOf } from './bank/store-lines.ts'
import type { Exception } from './exception.ts'
import { type Payout, type PayoutMove, type PayoutStanding, standingOf } from './payout.ts'
import { exceptionsOf, openExceptions } from './store-exceptions.ts'
import { getPayout, movesOfPayout, payoutPage } from './store-payouts.ts'

/** A payout with how it stands. `amount` is what Stripe paid out, in cents of its currency. */
export type PayoutRow = Omit<Payout, 'version'> & PayoutStanding

export type PayoutReport = { payouts: PayoutRow[]; totals: PayoutTotals; cursor?: string }

export type PayoutTotals = {
  count: number
  paidOutCents: Cents
  receivedCents: Cents
  settledCents: Cents
  /** Paid out and not yet at the bank. */
  waitingCents: Cents
  /** Not explained by anybody. */
  differenceCents: Cents
}

export const reportLimits = { page: 500, moves: 2_000 }

/**
 * Payouts, newest first. `from`, `to`: days on which Stripe made them, both included. A page of at
 * most 500; `cursor` goes on. Totals are those of the page.
 */
export async function payoutReport(
  { table }: { table: Table },
  input: { from?: string; to?: string; limit?: number; cursor?: string | undefined } = {},
): Promise<PayoutReport> {
  const { from = '0', to = '9', limit = reportLimits.page, cursor } = input
  const page = await payoutPage(table, { limit, cursor, between: [from, to] })
  const payouts = page.payouts.map(rowOf)
  const report = { payouts, totals: totalsOf(payouts) }
  return page.cursor === undefined ? report : { ...report, cursor: page.cursor }
}

/** Every payout made in these days, oldest first, page by page: for exports. */
export async function* allPayouts(
  { table }: { table: Table },
  { from, to }: { from: string; to: string },
): AsyncGenerator<PayoutRow> {
  const rows: PayoutRow[] = []
  let cursor: string | undefined
  do {
    const page = await payoutReport({ table }, { from, to, cursor })
    rows.push(...page.payouts)
    cursor = page.cursor
  } while (cursor !== undefined)
  yield* rows.reverse()
}

export type PayoutDetail = {
  payout: PayoutRow
  /** At most `reportLimits.moves`; `payout.moves.count` says how many there are. */
  moves: PayoutMove[]
  lines: BankLine[]
  exceptions: Exception[]
}

/** One payout with its moves, bank lines and exceptions; undefined when there is none. */
export async function payoutDetail(
  { table }: { table: Table },
  payoutId: string,
): Promise<PayoutDetail | undefined> {
  const payout = await getPayout(table, payoutId)
  if (!payout) return undefined
  const moves: PayoutMove[] = []
  for await (const move of movesOfPayout(table, payoutId)) {
    moves.push(move)
    if (moves.length >= reportLimits.moves) break
  }
  const lines = await bankLinesOf(
    table,
    payout.received.map(({ lineId }) => lineId),
  )
  return { payout: rowOf(payout), moves, lines, exceptions: await exceptionsAbout(table, payout) }
}

async function exceptionsAbout(table: Table, payout: Payout): Promise<Exception[]> {
  const months = new Set([payout.arrivalDate, payout.date].map((day) => day.slice(0, 7)))
  for (const { date } of payout.received) months.add(date.slice(0, 7))
  const found = new Map<string, Exception>()
  for (const exception of await openExceptions(table)) found.set(exception.id, exception)
  for (const month of months)
    for (const exception of await exceptionsOf(table, month)) found.set(exception.id, exception)
  return [...found.values()].filter(({ about }) => about === payout.id)
}

export function rowOf({ version: _, ...payout }: Payout): PayoutRow {
  return { ...payout, ...standingOf(payout) }
}

export function totalsOf(rows: readonly PayoutRow[]): PayoutTotals {
  const sum = (of: (row: PayoutRow) => Cents) => rows.reduce((total, row) => total + of(row), 0)
  return {
    count: rows.length,
    paidOutCents: sum(({ expectedCents }) => expectedCents),
    receivedCents: sum(({ receivedCents }) => receivedCents),
    settledCents: sum(({ settledCents }) => settledCents),
    waitingCents: sum((row) => (row.status === 'waiting' ? row.expectedCents : 0)),
    differenceCents: sum(({ differenceCents }) => differenceCents),
  }
}
