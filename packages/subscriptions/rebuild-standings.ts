// Standings anew from streams and subscriptions: the whole of them by command, and each night those of
// subscriptions that go on, so that what a crash left out lasts a day at most.
import type { Table } from '#aws/table'
import { type CustomerId, idSchema, type ReaderId } from '#kernel/ids'
import { type Clock, dayMs, type Instant, instant, plusMs } from '#kernel/time'
import { isStandingItem } from '#readers/store-standings'
import { Customer } from './customer.ts'
import { type NoteStandingDeps, noteStanding, noteStandingOf } from './note-standing.ts'
import { listSubscriptions, monthsBack } from './store.ts'
import { isRecipientItem } from './store-recipients.ts'
import { getDispatch } from './store-streams.ts'
import type { Subscription } from './subscription.ts'

/** `months`: how far back contracts reach. `endedMs`: of those that have ended, how long they are looked at. */
export const rebuildLimits = { page: 200, months: 120, endedMs: 45 * dayMs }

/** Reads the whole table, never in a request. A second run changes nothing. */
export async function rebuildStandings(deps: {
  table: Table
  clock: Clock
}): Promise<{ looked: number; changed: number }> {
  const noting = withKnownIssues(deps.table)
  const done = new Set<ReaderId>()
  let changed = 0
  for await (const item of deps.table.scan()) {
    const reader = readerOfItem(item)
    if (reader === undefined || done.has(reader)) continue
    done.add(reader)
    const noted = await noteStandingOf(noting, { readerId: reader, now: instant(deps.clock()) })
    if (noted.kind === 'noted') changed += 1
  }
  return { looked: done.size, changed }
}

/** Who a customer's, a recipient's or a standing's item is about. */
function readerOfItem(item: Record<string, unknown>): ReaderId | undefined {
  if (item['sk'] === 'CUSTOMER') return Customer.parse(item).readerId
  if (isRecipientItem(item) || isStandingItem(item))
    return idSchema('reader').parse(item['readerId'])
  return undefined
}

/** Where a nightly walk goes on: a month of subscriptions, and how far in it. */
export type StandingsPlace = { month: string; cursor?: string | undefined }

/**
 * Walks through the subscriptions, newest month first, and notes the standings of those that go on or
 * ended lately. Answers with where to go on when time is up; undefined when all is done.
 */
export async function tendStandings(
  deps: { table: Table; clock: Clock },
  { from, deadline }: { from?: StandingsPlace | undefined; deadline: Date },
): Promise<StandingsPlace | undefined> {
  const noting = withKnownIssues(deps.table)
  const months = [...monthsBack(instant(deps.clock()), rebuildLimits.months), 'other']
  let at = from ? Math.max(0, months.indexOf(from.month)) : 0
  let cursor = from?.cursor
  for (let month = months[at]; month !== undefined; month = months[at]) {
    if (deps.clock() >= deadline) return { month, ...(cursor === undefined ? {} : { cursor }) }
    const page = await listSubscriptions(deps.table, { month, cursor, limit: rebuildLimits.page })
    const now = instant(deps.clock())
    const customers = new Set<CustomerId>(
      page.items.filter((one) => isLooked(one, now)).map(({ customerId }) => customerId),
    )
    for (const customerId of customers) await noteStanding(noting, { customerId, now })
    cursor = page.cursor
    if (cursor === undefined) at += 1
  }
  return undefined
}

function isLooked({ endedAt, updatedAt }: Subscription, now: Instant): boolean {
  return endedAt === undefined || updatedAt > plusMs(now, -rebuildLimits.endedMs)
}

/** Each issue's dispatch is read once. */
function withKnownIssues(table: Table): NoteStandingDeps {
  const known = new Map<number, Promise<Instant | undefined>>()
  return {
    table,
    issueOut: (issue) => {
      const out = known.get(issue) ?? getDispatch(table, issue).then((one) => one?.firstAt)
      known.set(issue, out)
      return out
    },
  }
}
