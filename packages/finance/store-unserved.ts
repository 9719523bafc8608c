// The count of what is unserved, and the waterfall that goes with it, in the table: read models of the
// last night's check.
import * as z from 'zod'
import { deferredCheckKey } from '#aws/keys'
import type { Table } from '#aws/table'
import type { Instant } from '#kernel/time'

const v = 1
const At = z.custom<Instant>((value) => typeof value === 'string')
const Whole = z.number().int()
const ByKey = z.record(z.string(), Whole)

/**
 * What is deferred of all that is paid and owed, in cents: by month of sale, by the issue it is
 * expected with, and sold by time. `unknown`: invoices that the books do not have.
 */
export const Unserved = z.object({
  startedAt: At,
  cents: Whole,
  count: Whole,
  days: Whole,
  bySold: ByKey,
  byIssue: ByKey,
  unknown: z.array(z.string()).max(20),
  unknownCount: Whole,
})
export type Unserved = z.infer<typeof Unserved>

export function noUnserved(startedAt: Instant): Unserved {
  return {
    ...{ startedAt, cents: 0, count: 0, days: 0, bySold: {}, byIssue: {} },
    ...{ unknown: [], unknownCount: 0 },
  }
}

/** Of a run that was broken off: what it has counted up to a shard. `ALL`: the last whole count. */
export async function putUnserved(
  table: Table,
  part: number | 'ALL',
  unserved: Unserved,
): Promise<void> {
  await table.put({ ...deferredCheckKey(partName(part)), v, ...Unserved.parse(unserved) })
}

export async function unservedOf(
  table: Table,
  part: number | 'ALL',
): Promise<Unserved | undefined> {
  const item = await table.get(deferredCheckKey(partName(part)), { consistent: true })
  return item && Unserved.parse(item)
}

function partName(part: number | 'ALL'): string {
  return `UNSERVED#${typeof part === 'number' ? String(part).padStart(3, '0') : part}`
}

/** The parts of a run, summed. */
export function addUnserved(sum: Unserved, more: Unserved): void {
  sum.cents += more.cents
  sum.count += more.count
  sum.days += more.days
  for (const [month, cents] of Object.entries(more.bySold))
    sum.bySold[month] = (sum.bySold[month] ?? 0) + cents
  for (const [issue, cents] of Object.entries(more.byIssue))
    sum.byIssue[issue] = (sum.byIssue[issue] ?? 0) + cents
  sum.unknown = [...sum.unknown, ...more.unknown].slice(0, 20)
  sum.unknownCount += more.unknownCount
}

/**
 * Something that is deferred and that no stream owes. `noStream`: paid, and its issues are nowhere (a
 * webhook was lost). `ofNothing`: paid a second time, it bought nothing. `ended`: nothing is owed of
 * it, and its money has not gone back.
 */
export const Named = z.object({
  invoiceId: z.string(),
  because: z.enum(['noStream', 'ofNothing', 'ended']),
  cents: Whole,
})
export type Named = z.infer<typeof Named>

/**
 * The last comparison, in cents: `balance` is the ledger's; `unserved` + `unpaid` + `unbooked` + `named`
 * + `byHand` is what it should be; `difference` is what nobody can explain.
 */
export const DeferredCheck = z.object({
  startedAt: At,
  balance: Whole,
  unserved: Whole,
  /** Invoices that are not paid yet. */
  unpaid: Whole,
  /** Served on the day that runs, booked when it is over; still in the balance. */
  unbooked: Whole,
  named: z.array(Named).max(200),
  namedCents: Whole,
  /** What people booked themselves, an opening balance above all. */
  byHand: Whole,
  difference: Whole,
  unknown: z.array(z.string()),
})
export type DeferredCheck = z.infer<typeof DeferredCheck>

export async function putDeferredCheck(table: Table, check: DeferredCheck): Promise<void> {
  await table.put({ ...deferredCheckKey('CHECK'), v, ...DeferredCheck.parse(check) })
}

/** What was found last; undefined before the first night. */
export async function lastDeferredCheck(table: Table): Promise<DeferredCheck | undefined> {
  const item = await table.get(deferredCheckKey('CHECK'), { consistent: true })
  return item && DeferredCheck.parse(item)
}

/** What people booked on deferred revenue up to the end of a closed month. */
const ByHandBefore = z.object({ month: z.string(), cents: Whole })

export async function byHandBefore(table: Table) {
  const item = await table.get(deferredCheckKey('BYHAND'), { consistent: true })
  return item && ByHandBefore.parse(item)
}

export async function putByHandBefore(
  table: Table,
  before: z.infer<typeof ByHandBefore>,
): Promise<void> {
  await table.put({ ...deferredCheckKey('BYHAND'), v, ...before })
}
