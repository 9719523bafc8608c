// The phase `periods`: earns what is sold by time, day by day. A month is summed over all its contracts,
// shard by shard, for every day of it that is over; what came to be known late is the difference.
import { ledgerShards, releasePartition } from '#aws/keys'
import type { Log } from '#kernel/log'
import { dateOf, type Instant } from '#kernel/time'
import { getStream } from '#subscriptions/store-streams'
import { type Release, readRelease } from '#subscriptions/store-to-recognise'
import { bookSums } from './book-sums.ts'
import type { PhaseInput, RunPhase } from './books-run.ts'
import { dayAfter } from './day-after.ts'
import { holdingIn } from './holding.ts'
import { monthAfter, monthOf } from './month.ts'
import { postDaysServed } from './post-recognised.ts'
import { type RecogniseDeps, recogniseLimits } from './recognise-issue.ts'
import { isOld } from './recognise-served.ts'
import { type Released, releasedOf } from './released.ts'
import { accountOfInvoice } from './store-documents.ts'
import {
  addRelease,
  daysThrough,
  deleteMark,
  gatherSums,
  marksOf,
  noShardSums,
  noSums,
  overAtOf,
  putDaysThrough,
  putShardSums,
  recognisedDaysIn,
  type Sums,
} from './store-recognition.ts'

/** `place`: `2026-11#3`, a month and the next of its shards. */
export function periodsPhase(deps: RecogniseDeps & { log: Log }): RunPhase {
  return async (input) => {
    const { startedAt, deadline, place } = input
    const yesterday = dayAfter(dateOf(startedAt, deps.publication.zone), -1)
    const months = await monthsToDo(deps, input, yesterday)
    const [first, fromShard] = placeOf(place)
    for (const month of months) {
      if (month < first) continue
      for (let shard = month === first ? fromShard : 0; shard < ledgerShards; shard++) {
        if (deps.clock() >= deadline) return { place: `${month}#${shard}` }
        await sumMonthShard(deps, { month, shard, startedAt })
      }
      await bookMonth(deps, { month, startedAt })
    }
    await putDaysThrough(deps.table, yesterday)
    return {}
  }
}

function placeOf(place: string | undefined): [month: string, shard: number] {
  const match = /^(\d{4}-\d{2})#(\d+)$/.exec(place ?? '')
  return match ? [String(match[1]), Number(match[2])] : ['', 0]
}

/** Months with days that are over and were not gone through yet, and those that somebody marked. */
async function monthsToDo(
  { table }: RecogniseDeps,
  { isNightly }: PhaseInput,
  yesterday: string,
): Promise<string[]> {
  const last = monthOf(yesterday)
  const through = await daysThrough(table)
  const months = new Set<string>()
  if (through !== yesterday)
    for (let month = monthOf(through ?? yesterday); month <= last; month = monthAfter(month))
      months.add(month)
  if (isNightly)
    for (const { month = '' } of await marksOf(table, 'month')) if (month <= last) months.add(month)
  return [...months].toSorted()
}

async function sumMonthShard(
  deps: RecogniseDeps,
  { month, shard, startedAt }: { month: string; shard: number; startedAt: Instant },
): Promise<void> {
  const sums = noShardSums(startedAt)
  const today = dateOf(startedAt, deps.publication.zone)
  const take = async (releases: readonly Release[]) => {
    const found = await Promise.all(releases.map((one) => releasedBy(deps, one)))
    for (const [at, all] of found.entries())
      if (all === 'unknown') {
        sums.unknownCount++
        if (sums.unknown.length < 20) sums.unknown.push(releases[at]?.invoiceId ?? '')
      } else
        for (const one of all) {
          if (one.cents === 0 || monthOf(one.day) !== month || one.day >= today) continue
          sums.days[one.day] ??= noSums()
          addRelease(sums.days[one.day] as Sums, one)
        }
  }
  let waiting: Release[] = []
  const partition = releasePartition(month, shard)
  for await (const item of deps.table.query({ partition, consistent: true })) {
    waiting.push(readRelease(item))
    if (waiting.length < recogniseLimits.together) continue
    await take(waiting)
    waiting = []
  }
  await take(waiting)
  await putShardSums(deps.table, { what: monthName(month), shard }, sums)
}

/** Its days alone: what is left at the end is booked by itself. */
async function releasedBy(
  { table, publication: { zone } }: RecogniseDeps,
  { invoiceId, entitlementId, ...ref }: Release,
): Promise<Released[] | 'unknown'> {
  const account = await accountOfInvoice(table, invoiceId)
  if (!account) return 'unknown'
  const stream = await getStream(table, ref)
  const entitlement = stream?.entitlements.find(({ id }) => id === entitlementId)
  // Asked for by a grant that died before it granted: it will be granted again.
  if (!stream || !entitlement) return []
  const holding = await holdingIn(table, { stream, entitlement })
  const overAt = await overAtOf(table, invoiceId)
  return releasedOf({ account, holding, overAt, zone }).filter(({ id }) => id.startsWith('day:'))
}

async function bookMonth(
  deps: RecogniseDeps & { log: Log },
  { month, startedAt }: { month: string; startedAt: Instant },
): Promise<void> {
  const { table, publication } = deps
  const what = monthName(month)
  const gathered = await gatherSums(table, { what, shards: ledgerShards, startedAt })
  if (!gathered) throw new Error(`Sums of ${month} are another run’s`)
  for (const { day } of await recognisedDaysIn(table, month)) gathered.days[day] ??= noSums()
  for (const [day, sums] of Object.entries(gathered.days).toSorted(([a], [b]) => (a < b ? -1 : 1)))
    await bookSums(deps, { day, sums }, ({ booking, sums: difference }) =>
      postDaysServed({ day, booking, sums: difference }, publication.books.accounts),
    )
  const { unknown, unknownCount } = gathered
  if (unknownCount > 0) {
    deps.log('error', 'books.daysUnknown', { month, first: unknown[0] })
    return
  }
  for (const mark of await marksOf(table, 'month'))
    if (mark.month === month && isOld(mark, startedAt)) await deleteMark(table, mark)
}

function monthName(month: string): string {
  return `MONTH#${month}`
}
