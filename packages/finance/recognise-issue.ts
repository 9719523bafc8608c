// What one issue has earned, by day: its served lines shard by shard, so that an issue with a million
// of them is never in memory, then booked as the difference to what was booked.
import type { Table } from '#aws/table'
import type { Clock } from '#kernel/time'
import { dateOf, type Instant } from '#kernel/time'
import type { Publication } from '#publication/schema'
import {
  getDispatch,
  getStream,
  servedLinesOf,
  shardsOfEntitled,
} from '#subscriptions/store-streams'
import type { ServedLine } from '#subscriptions/stream'
import { bookSums } from './book-sums.ts'
import { issueEventId } from './deferred-events.ts'
import { holdingOf } from './holding.ts'
import { postIssueServed } from './post-recognised.ts'
import { type Released, releasedByLine, releasedOf } from './released.ts'
import { accountOfInvoice } from './store-documents.ts'
import {
  addRelease,
  addSums,
  gatherSums,
  noShardSums,
  noSums,
  overAtOf,
  putShardSums,
  recognisedDaysOf,
  recognisedOf,
  type Sums,
} from './store-recognition.ts'

export const recogniseLimits = { together: 16 }

export type RecogniseDeps = {
  table: Table
  clock: Clock
  publication: Pick<Publication, 'zone' | 'books'>
}

/** Sums one shard of an issue's lines, of those served before the run began. */
export async function sumIssueShard(
  deps: RecogniseDeps,
  { issue, shard, startedAt }: { issue: number; shard: number; startedAt: Instant },
): Promise<void> {
  const sums = noShardSums(startedAt)
  const take = async (lines: readonly ServedLine[]) => {
    const found = await Promise.all(lines.map((line) => releasedOfLine(deps, line)))
    for (const [at, one] of found.entries()) {
      if (one === 'unknown') {
        sums.unknownCount++
        if (sums.unknown.length < 20) sums.unknown.push(lines[at]?.invoiceId ?? '')
      } else if (one && one.cents !== 0) {
        sums.days[one.day] ??= noSums()
        addRelease(sums.days[one.day] as Sums, one)
      }
    }
  }
  let waiting: ServedLine[] = []
  for await (const line of servedLinesOf(deps.table, issue, shard)) {
    if (line.at >= startedAt || line.used === 0 || line.net === 0) continue
    waiting.push(line)
    if (waiting.length < recogniseLimits.together) continue
    await take(waiting)
    waiting = []
  }
  await take(waiting)
  await putShardSums(deps.table, { what: issueName(issue), shard }, sums)
}

/**
 * What a line releases. `unknown`: its invoice is not in the books, so nothing of it was ever deferred;
 * undefined: it cost nothing.
 */
async function releasedOfLine(
  { table, publication: { zone } }: RecogniseDeps,
  line: ServedLine,
): Promise<Released | 'unknown' | undefined> {
  const paid = line.invoiceId === undefined ? await paidFor(table, line) : line
  if (paid.net === 0) return undefined
  const account = paid.invoiceId && (await accountOfInvoice(table, paid.invoiceId))
  if (!account) return 'unknown'
  const simple = releasedByLine(line, { account, zone })
  if (simple) return simple
  const holding = await holdingOf(table, account)
  const overAt = await overAtOf(table, account.invoice.id)
  const all = releasedOf({ account, holding, overAt, zone })
  return all.find(({ id }) => id === issueEventId(line.number))
}

/** Lines of an earlier version do not say what paid for them: their stream does. */
async function paidFor(table: Table, line: ServedLine) {
  const stream = await getStream(table, line)
  const found = stream?.entitlements.find(({ id }) => id === line.entitlementId)
  return found
    ? { invoiceId: found.invoiceId, net: found.paid.gross - found.paid.vat }
    : { invoiceId: undefined, net: undefined }
}

/** `isThrough`: every day of it is booked, and every line known. `unbooked`: of the day that runs. */
export type BookedIssue = { isThrough: boolean; unbooked: Sums; unknown: string[] }

/**
 * Books what all shards summed. A day that runs is booked once, when a dispatch of the issue has come
 * to its end on it; what is served later that day, when it is over.
 */
export async function bookIssue(
  deps: RecogniseDeps,
  { issue, startedAt }: { issue: number; startedAt: Instant },
): Promise<BookedIssue> {
  const { table, publication } = deps
  const what = issueName(issue)
  const gathered = await gatherSums(table, { what, shards: shardsOfEntitled, startedAt })
  if (!gathered) throw new Error(`Sums of issue ${issue} are another run’s`)
  const today = dateOf(startedAt, publication.zone)
  const hasToday = gathered.days[today] !== undefined
  const unbooked = noSums()
  // What was booked and is no more is taken back.
  for (const { day } of await recognisedDaysOf(table, issue)) gathered.days[day] ??= noSums()
  for (const [day, sums] of Object.entries(gathered.days).toSorted(([a], [b]) => (a < b ? -1 : 1)))
    if (day < today || (await isBookable(deps, { issue, day, startedAt })))
      await bookSums(deps, { issue, day, sums }, ({ booking, sums: difference }) =>
        postIssueServed({ issue, day, booking, sums: difference }, publication.books.accounts),
      )
    else {
      addSums(unbooked, sums)
      addSums(unbooked, await recognisedOf(table, { issue, day }), -1)
    }
  const isThrough = !hasToday && gathered.unknownCount === 0
  return { isThrough, unbooked, unknown: gathered.unknown }
}

async function isBookable(
  { table, publication: { zone } }: RecogniseDeps,
  { issue, day, startedAt }: { issue: number; day: string; startedAt: Instant },
): Promise<boolean> {
  const through = (await getDispatch(table, issue))?.served?.at
  if (through === undefined || through > startedAt || dateOf(through, zone) !== day) return false
  const { bookings, pending } = await recognisedOf(table, { issue, day })
  return bookings === 0 || pending !== undefined
}

export function issueName(issue: number): string {
  return `ISSUE#${String(issue).padStart(6, '0')}`
}
