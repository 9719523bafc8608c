// Closes a month of the books, for good. It is marked first: from then on nothing is booked into it. A
// minute later, when no booking from before the mark can be under way any more, it is sealed, shut,
// and its totals are added up.
import { closedIntent } from '#aws/intent'
import { closeMailKey, type Key, monthCloseKey } from '#aws/keys'
import type { Table } from '#aws/table'
import type { Intent } from '#kernel/intents'
import { type Clock, dateOf, instant, minuteMs, plusMs } from '#kernel/time'
import { monthTotals } from './balances.ts'
import { sidesAtClose } from './close-totals.ts'
import type { Exception } from './exception.ts'
import { leaveMails } from './leave-mails.ts'
import { lastDayOf, monthAfter, monthOf, monthPattern } from './month.ts'
import { booksState } from './run-books.ts'
import { type SealDeps, sealBooks } from './seal-books.ts'
import { addTotals, longAgo, type SealTotals } from './seal-totals.ts'
import { lastClose, lastClosed, type MonthClose, monthCloseOf, putClosing } from './store-closes.ts'
import { openExceptionsUpTo } from './store-exceptions.ts'
import { lastSeal, sealsFrom } from './store-seals.ts'

export const closeLimits = { waitMs: minuteMs }

/** Why a month can't be closed now. `next`: which one can. */
export type CloseRefusal =
  | { kind: 'malformed' }
  | { kind: 'notOver' }
  | { kind: 'notNext'; next: string }
  | { kind: 'openExceptions'; exceptions: Exception[] }
  /** The books have not been brought up to date since the month ended. */
  | { kind: 'notRun' }

export type CloseAsked =
  | { kind: 'closing'; close: MonthClose }
  | { kind: 'already'; close: MonthClose }
  | CloseRefusal

type AskDeps = { table: Table; clock: Clock; publication: { zone: string } }

/** What stands in the way of closing a month; undefined when nothing does. */
export async function closeRefusal(
  deps: AskDeps,
  { month }: { month: string },
): Promise<CloseRefusal | undefined> {
  const { table, clock, publication } = deps
  if (!monthPattern.test(month)) return { kind: 'malformed' }
  const today = dateOf(instant(clock()), publication.zone)
  if (today <= lastDayOf(month)) return { kind: 'notOver' }
  const next = await nextToClose(table)
  if (next !== undefined && next !== month) return { kind: 'notNext', next }
  const exceptions = await openExceptionsUpTo(table, month)
  if (exceptions.length > 0) return { kind: 'openExceptions', exceptions }
  const { since } = await booksState(table)
  if (since === undefined || dateOf(since, publication.zone) <= lastDayOf(month))
    return { kind: 'notRun' }
  return undefined
}

/** The month after the last that is closed, else the first that has anything; undefined: none has. */
export async function nextToClose(table: Table): Promise<string | undefined> {
  const last = await lastClose(table)
  if (last) return monthAfter(last.month)
  const totals = await monthTotals(table, { from: '0000-00', to: '9999-12' })
  return Object.values(totals)
    .flatMap((months) => Object.keys(months))
    .toSorted()[0]
}

/** Marks a month: a minute later the books' worker seals and closes it. Never undone. */
export async function closeMonth(
  deps: AskDeps & { hintStep?: (key: Key) => Promise<void> },
  { month, by }: { month: string; by: string },
): Promise<CloseAsked> {
  const there = monthPattern.test(month) ? await monthCloseOf(deps.table, month) : undefined
  if (there) return { kind: 'already', close: there }
  const refusal = await closeRefusal(deps, { month })
  if (refusal) return refusal
  const now = instant(deps.clock())
  const close: MonthClose = { month, status: 'closing', by, askedAt: now }
  const intent: Intent = {
    ...{ kind: 'books.close', id: `close-${month}`, createdAt: now },
    ...{ dueAt: plusMs(now, closeLimits.waitMs), attempts: 0, data: { month } },
  }
  if (await putClosing(deps.table, close, intent)) return { kind: 'closing', close }
  const other = await monthCloseOf(deps.table, month)
  return { kind: 'already', close: other ?? close }
}

/** `early`: its minute is not over. `more`: time was up. */
export type FinishedClose =
  | { kind: 'closed'; close: MonthClose }
  | { kind: 'early' | 'more' | 'unknown' }

/** Seals, shuts and adds up a month that was marked; any part of it may be done again. */
export async function finishClose(
  deps: SealDeps,
  { month, deadline }: { month: string; deadline?: Date },
): Promise<FinishedClose> {
  const { table, clock } = deps
  const close = await monthCloseOf(table, month)
  if (!close) return { kind: 'unknown' }
  if (close.upTo) return await concluded(deps, close)
  if (instant(clock()) < plusMs(close.askedAt, closeLimits.waitMs)) return { kind: 'early' }
  const before = deadline === undefined ? {} : { deadline }
  if (close.status === 'closing') {
    if ((await sealBooks(deps, before)).kind === 'more') return { kind: 'more' }
    const shut = { if: '#status = :closing', values: { ':closing': 'closing' } }
    await table.update(monthCloseKey(month), { set: { status: 'closed' } }, shut)
  }
  // A seal that began before the month was shut has a lower number than this one: its lines count.
  if ((await sealBooks(deps, { ...before, isForced: true })).kind === 'more')
    return { kind: 'more' }
  const set = { ...(await totalsAtClose(table, month)), closedAt: instant(clock()) }
  const written = await table.update(
    monthCloseKey(month),
    { set },
    {
      if: '#status = :closed AND attribute_not_exists(#upTo)',
      values: { ':closed': 'closed' },
    },
  )
  const done = written.kind === 'written' ? written.item : undefined
  return await concluded(deps, (await monthCloseOf(table, month)) ?? (done as MonthClose))
}

async function concluded(deps: SealDeps, close: MonthClose): Promise<FinishedClose> {
  const { month, seal, own } = close
  const sides = Object.values(own ?? {})
  await leaveMails(deps, {
    kind: 'mail.monthClosed',
    name: `close-${month}`,
    keyOf: (staffId) => closeMailKey(month, staffId),
    data: {
      month,
      seal: String(seal?.number ?? 0),
      hash: seal?.hash ?? '',
      debit: String(sides.reduce((sum, [debit]) => sum + debit, 0)),
    },
  })
  const remove = closedIntent.remove
  await deps.table.update(monthCloseKey(month), { remove }, { if: 'attribute_exists(#intent)' })
  return { kind: 'closed', close }
}

/** From the close before and the seals since then. */
export async function totalsAtClose(
  table: Table,
  month: string,
): Promise<Required<Pick<MonthClose, 'seal' | 'own' | 'upTo' | 'beyond'>>> {
  const [before, last] = [await lastClosed(table), await lastSeal(table)]
  const totals: SealTotals = {}
  addTotals(totals, before?.beyond ?? {})
  for await (const seal of sealsFrom(table, (before?.seal?.number ?? 0) + 1))
    if (seal.number <= (last?.number ?? 0)) addTotals(totals, seal.totals)
  for (const [account, sides] of Object.entries(before?.upTo ?? {}))
    addTotals(totals, { [account]: { [longAgo]: sides } })
  return {
    seal: { number: last?.number ?? 0, hash: last?.hash ?? '' },
    ...sidesAtClose(totals, month),
  }
}

/** The months that may be shown: from the first with anything to that of a day. */
export async function monthsOfBooks(table: Table, today: string): Promise<string[]> {
  const totals = await monthTotals(table, { from: '0000-00', to: '9999-12' })
  const all = Object.values(totals).flatMap((months) => Object.keys(months))
  const months: string[] = []
  const first = all.toSorted()[0] ?? monthOf(today)
  for (let month = first; month <= monthOf(today); month = monthAfter(month)) months.push(month)
  return months
}
