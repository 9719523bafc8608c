// Makes the rows of the waterfall: what each month sold, from the invoices; what of it was earned, from
// what recognition booked; what went back, from the accounts of the few invoices that this happened to.
import type { Table } from '#aws/table'
import type { Cents } from '#kernel/money'
import { dateOf, type Instant } from '#kernel/time'
import { dispatchesUntil } from '#subscriptions/store-streams'
import { foldDeferred } from './deferred.ts'
import { deferredEvents, netSold } from './deferred-events.ts'
import { putRow, storedRows, type WaterfallRow } from './deferred-waterfall.ts'
import { holdingOf } from './holding.ts'
import { monthOf, monthsUpTo } from './month.ts'
import {
  accountOfInvoice,
  disputesOf,
  invoicesOf,
  notesOf,
  uncollectibleInvoices,
} from './store-documents.ts'
import { overAtOf, recognisedDaysIn, recognisedDaysOf } from './store-recognition.ts'

/** Months looked back over, and those counted anew each time: what is sold lasts two years. */
export const waterfallLimits = { months: 120, anew: 27, together: 16 }

/** Counts all rows that may still change, and writes them. */
export async function makeWaterfall(
  table: Table,
  { startedAt, zone }: { startedAt: Instant; zone: string },
): Promise<WaterfallRow[]> {
  const known = new Map((await storedRows(table)).map((row) => [row.month, row]))
  const months = monthsToLookAt(monthOf(dateOf(startedAt, zone)), known)
  const rows = new Map<string, WaterfallRow>()
  const corrected = new Set<string>()
  const anew = months.filter(
    (month, at) => at < waterfallLimits.anew || known.get(month)?.rest !== 0,
  )
  for (const month of anew)
    if (known.has(month)) rows.set(month, { month, sold: 0, released: {}, back: {}, rest: 0 })
  for await (const invoice of invoicesOf(table, anew)) {
    if (invoice.voidedAt !== undefined) corrected.add(invoice.id)
    const sold = netSold({ invoice })
    if (sold === 0) continue
    const month = monthOf(invoice.date)
    const row = rows.get(month) ?? { month, sold: 0, released: {}, back: {}, rest: 0 }
    rows.set(month, { ...row, sold: row.sold + sold })
  }
  // Nothing was ever sold.
  if (rows.size === 0) return []
  await addEarned(table, { rows, months })
  await addCorrected(table, { rows, months, corrected, zone })
  for (const row of rows.values()) {
    row.rest = row.sold - total(row.released) - total(row.back)
    await putRow(table, row)
  }
  return [...rows.values()].toSorted((a, b) => (a.month < b.month ? -1 : 1))
}

/** Newest first: back to the oldest that is known; at first as far back as there may be something. */
function monthsToLookAt(from: string, known: ReadonlyMap<string, WaterfallRow>): string[] {
  const oldest = [...known.keys()].toSorted()[0]
  const months = monthsUpTo(from, waterfallLimits.months)
  return oldest === undefined ? months : months.filter((month, at) => at === 0 || month >= oldest)
}

async function inGroups<T>(all: readonly T[], work: (one: T) => Promise<void>): Promise<void> {
  for (let at = 0; at < all.length; at += waterfallLimits.together)
    await Promise.all(all.slice(at, at + waterfallLimits.together).map(work))
}

type Making = { rows: ReadonlyMap<string, WaterfallRow>; months: readonly string[] }

async function addEarned(table: Table, { rows, months }: Making): Promise<void> {
  const add = ({ day, bySold }: { day: string; bySold: Record<string, Cents> }) => {
    for (const [sold, cents] of Object.entries(bySold))
      addTo(rows.get(sold)?.released, monthOf(day), cents)
  }
  for (const { number } of await dispatchesUntil(table, '9999' as Instant))
    for (const day of await recognisedDaysOf(table, number)) add(day)
  await inGroups(months, async (month) => {
    for (const day of await recognisedDaysIn(table, month)) add(day)
  })
}

async function addCorrected(
  table: Table,
  given: Making & { corrected: Set<string>; zone: string },
): Promise<void> {
  const { rows, months, corrected, zone } = given
  await inGroups(months, async (month) => {
    for await (const { invoiceId } of notesOf(table, month)) corrected.add(invoiceId)
  })
  for await (const { invoiceId } of disputesOf(table)) corrected.add(invoiceId)
  for await (const { id } of uncollectibleInvoices(table)) corrected.add(id)
  await inGroups([...corrected], (invoiceId) => addOne(table, { rows, invoiceId, zone }))
}

async function addOne(
  table: Table,
  given: { rows: Making['rows']; invoiceId: string; zone: string },
): Promise<void> {
  const { rows, invoiceId, zone } = given
  const account = await accountOfInvoice(table, invoiceId)
  const row = account && rows.get(monthOf(account.invoice.date))
  if (!account || !row) return
  const holding = await holdingOf(table, account)
  const overAt = await overAtOf(table, invoiceId)
  const { moves } = foldDeferred(netSold(account), deferredEvents({ account, holding, overAt }))
  for (const { event, deferred } of moves) {
    if (event.kind === 'served') continue
    const place = event.kind === 'over' ? row.released : row.back
    addTo(place, monthOf(dateOf(event.at, zone)), deferred)
  }
}

function addTo(sums: Record<string, Cents> | undefined, month: string, cents: Cents): void {
  if (sums && cents !== 0) sums[month] = (sums[month] ?? 0) + cents
}

function total(sums: Record<string, Cents>): Cents {
  return Object.values(sums).reduce((sum, cents) => sum + cents, 0)
}
