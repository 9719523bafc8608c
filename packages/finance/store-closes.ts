// Months that are closed, or are being closed, in the table. A closed month is never opened again.
import * as z from 'zod'
import { openIntent } from '#aws/intent'
import { monthCloseKey, monthClosesPartition } from '#aws/keys'
import { ifAbsent, type Table } from '#aws/table'
import type { Intent } from '#kernel/intents'
import type { Instant } from '#kernel/time'
import { firstDayOf, monthAfter, monthOf } from './month.ts'
import { AccountTotals, SealTotals } from './seal-totals.ts'

const At = z.custom<Instant>((value) => typeof value === 'string')
const schema = 1

/**
 * `closing`: nothing is booked into it any more, and it waits for its seal. `closed`: what slips in all
 * the same is sealed on a later day; with `upTo` it is through.
 */
export const MonthClose = z.object({
  month: z.string().regex(/^\d{4}-\d{2}$/),
  status: z.enum(['closing', 'closed']),
  /** Who asked for it: an address of the staff, or `kiosque`. */
  by: z.string().max(254),
  askedAt: At,
  closedAt: At.optional(),
  /** The last seal when it was closed; 0 and 64 zeros where there was none. */
  seal: z.object({ number: z.number().int().min(0), hash: z.string() }).optional(),
  /** Of this month, by account. */
  own: AccountTotals.optional(),
  /** Of every month up to it, by account: a balance begins here. */
  upTo: AccountTotals.optional(),
  /** Of later months, in seals up to that one. */
  beyond: SealTotals.optional(),
})
export type MonthClose = z.infer<typeof MonthClose>

/** Oldest first. */
export async function monthCloses(table: Table): Promise<MonthClose[]> {
  const closes: MonthClose[] = []
  for await (const item of table.query({ partition: monthClosesPartition, consistent: true }))
    closes.push(MonthClose.parse(item))
  return closes
}

export async function monthCloseOf(table: Table, month: string): Promise<MonthClose | undefined> {
  const item = await table.get(monthCloseKey(month), { consistent: true })
  return item && MonthClose.parse(item)
}

/** The newest close, closed or closing. */
export async function lastClose(table: Table): Promise<MonthClose | undefined> {
  const { items } = await table.queryPage({
    ...{ partition: monthClosesPartition, newestFirst: true, limit: 1, consistent: true },
  })
  return items[0] && MonthClose.parse(items[0])
}

/** The newest one that is through, with its totals. */
export async function lastClosed(table: Table): Promise<MonthClose | undefined> {
  const { items } = await table.queryPage({
    ...{ partition: monthClosesPartition, newestFirst: true, limit: 3, consistent: true },
  })
  return items.map((item) => MonthClose.parse(item)).find(({ upTo }) => upTo !== undefined)
}

/** The first day that may still be booked on; undefined while every day may. */
export async function firstOpenDay(table: Table): Promise<string | undefined> {
  const last = await lastClose(table)
  return last && firstDayOf(monthAfter(last.month))
}

export function isClosedDay(date: string, last: Pick<MonthClose, 'month'> | undefined): boolean {
  return last !== undefined && monthOf(date) <= last.month
}

/** Begins a close; false when the month has one. */
export async function putClosing(
  table: Table,
  close: MonthClose,
  intent: Intent,
): Promise<boolean> {
  const item = {
    ...{ ...monthCloseKey(close.month), schema },
    ...MonthClose.parse(close),
    ...openIntent(intent),
  }
  return (await table.put(item, ifAbsent)).kind === 'written'
}

/** The newest one that takes nothing any more: what slips into it is booked later. */
export async function lastShut(table: Table): Promise<MonthClose | undefined> {
  const { items } = await table.queryPage({
    ...{ partition: monthClosesPartition, newestFirst: true, limit: 2, consistent: true },
  })
  return items.map((item) => MonthClose.parse(item)).find(({ status }) => status === 'closed')
}
