// Deferred revenue as a waterfall: what was sold in each month, what of it was earned in which month,
// what went back, and what is still to be served, by the issue it is expected with.
import * as z from 'zod'
import { deferredCheckKey } from '#aws/keys'
import type { Table } from '#aws/table'
import type { Cents } from '#kernel/money'
import type { Instant } from '#kernel/time'
import { dispatchesUntil } from '#subscriptions/store-streams'
import { monthOf } from './month.ts'
import { recognisedDaysIn, recognisedDaysOf } from './store-recognition.ts'
import { unservedOf } from './store-unserved.ts'

const Whole = z.number().int()

/**
 * Of what was sold in `month`, in cents without tax. `released`: earned, by the month of the serving;
 * `back`: taken back by credit notes, lost disputes, invoices void or given up, by month; `rest`: what
 * is still deferred. `sold = Σ released + Σ back + rest`, always.
 */
export const WaterfallRow = z.object({
  month: z.string(),
  sold: Whole,
  released: z.record(z.string(), Whole),
  back: z.record(z.string(), Whole),
  rest: Whole,
})
export type WaterfallRow = z.infer<typeof WaterfallRow>

/** `released`: earned by serving it so far. `expected`: what is to be served with it, if it comes. */
export type WaterfallIssue = { issue: number; released: Cents; expected: Cents }

export type Waterfall = {
  /** When it was counted; undefined before the first night. */
  at: Instant | undefined
  /** Oldest first. */
  rows: WaterfallRow[]
  /** By number; those to come by the number that they will likely have. */
  issues: WaterfallIssue[]
  /** Sold by time: earned so far, and to be. */
  days: { released: Cents; expected: Cents }
  /** Σ rest. */
  deferred: Cents
}

/**
 * As it stood at the end of a month (`2026-11`), or today: made by the check of each night, so that a
 * page need not count. What is expected is said of today alone.
 */
export async function deferredWaterfall(
  table: Table,
  { upTo = '9999-12' }: { upTo?: string | undefined } = {},
): Promise<Waterfall> {
  const rows = (await storedRows(table))
    .filter(({ month }) => month <= upTo)
    .map((row) => rowUpTo(row, upTo))
  const counted = await unservedOf(table, 'ALL')
  // Of a month that is past nobody knows any more what was expected then.
  const unserved = counted && upTo >= counted.startedAt.slice(0, 7) ? counted : undefined
  const issues = await issuesOf(table, { upTo, expected: unserved?.byIssue ?? {} })
  const deferred = rows.reduce((sum, { rest }) => sum + rest, 0)
  const days = { released: await byTime(table, rows), expected: unserved?.days ?? 0 }
  return { at: counted?.startedAt, rows, issues, days, deferred }
}

function rowUpTo(row: WaterfallRow, upTo: string): WaterfallRow {
  const within = (sums: Record<string, Cents>) =>
    Object.fromEntries(Object.entries(sums).filter(([month]) => month <= upTo))
  const [released, back] = [within(row.released), within(row.back)]
  return { ...row, released, back, rest: row.sold - total(released) - total(back) }
}

async function issuesOf(
  table: Table,
  { upTo, expected }: { upTo: string; expected: Record<string, Cents> },
): Promise<WaterfallIssue[]> {
  const issues = new Map<number, WaterfallIssue>()
  const of = (issue: number) => {
    const found = issues.get(issue) ?? { issue, released: 0, expected: 0 }
    issues.set(issue, found)
    return found
  }
  for (const { number } of await dispatchesUntil(table, '9999' as Instant))
    for (const { day, print, digital } of await recognisedDaysOf(table, number))
      if (monthOf(day) <= upTo) of(number).released += print + digital
  for (const [issue, cents] of Object.entries(expected)) of(Number(issue)).expected += cents
  return [...issues.values()].toSorted((a, b) => a.issue - b.issue)
}

async function byTime(table: Table, rows: readonly WaterfallRow[]): Promise<Cents> {
  const months = new Set(rows.flatMap(({ released }) => Object.keys(released)))
  let sum = 0
  for (const month of months)
    for (const { print, digital } of await recognisedDaysIn(table, month)) sum += print + digital
  return sum
}

const rowPrefix = 'ROW#'

export async function putRow(table: Table, row: WaterfallRow): Promise<void> {
  await table.put({
    ...deferredCheckKey(`${rowPrefix}${row.month}`),
    v: 1,
    ...WaterfallRow.parse(row),
  })
}

/** Oldest first. */
export async function storedRows(table: Table): Promise<WaterfallRow[]> {
  const rows: WaterfallRow[] = []
  const partition = deferredCheckKey('').pk
  for await (const item of table.query({ partition, beginsWith: rowPrefix, consistent: true }))
    rows.push(WaterfallRow.parse(item))
  return rows
}

function total(sums: Record<string, Cents>): Cents {
  return Object.values(sums).reduce((sum, cents) => sum + cents, 0)
}
