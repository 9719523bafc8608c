// Counts a shard batch by batch into its totals. Pure.
import { type Instant, instant, minuteMs } from '#kernel/time'
import { numbersIn, type Progress } from './batch.ts'
import { type BatchCounts, countBatch, increase } from './batch-counts.ts'
import { countGroup } from './count-groups.ts'
import { addCounts, noCounts } from './counts.ts'
import { type Column, countDomains } from './domain-columns.ts'
import { deliveryLimits, type Mailing } from './mailing.ts'
import type { Totals } from './store-totals.ts'
import { groupOf } from './test-groups.ts'

/** A count under way; `totals` grows. */
export type Counting = { mailing: Mailing; totals: Totals; column: Column }

export function noTotals(shard: number, asOf: Instant): Totals {
  return {
    ...noCounts(),
    shard,
    asOf,
    domains: {},
    clicksByLink: {},
    groups: {},
    acceptedByMinute: {},
    seenByMinute: {},
  }
}

/** Adds a batch of `size` recipients; answers with its part of the counts. */
export function countInto(
  { mailing, totals, column }: Counting,
  { progress, size, batch }: { progress: Progress; size: number; batch: number },
): BatchCounts {
  const counted = countBatch(progress, size, { cancelled: mailing.status === 'cancelled' })
  addCounts(totals, counted)
  const first = batch * deliveryLimits.rosterLines
  countDomains(totals.domains, { progress, size, first, column, mailing })
  const group = groupOf(mailing.test, { shard: totals.shard, batch })
  if (group) countGroup(totals.groups, group, { progress, size, counted })
  for (const [link, people] of progress.links)
    if (people.size > 0) increase(totals.clicksByLink, String(link), people.size)
  addMinutes(totals.acceptedByMinute, progress, () => true)
  addMinutes(totals.seenByMinute, progress, (number) => progress.seen.has(number))
  return counted
}

/** Pending recipients of a batch at receiving domains that the mailing holds. */
export function heldIn(
  { mailing, column }: Counting,
  { progress, size, batch }: { progress: Progress; size: number; batch: number },
): number {
  const held = mailing.heldDomains
  if (!held || held.size === 0) return 0
  const first = batch * deliveryLimits.rosterLines
  let count = 0
  for (const number of numbersIn(progress, size, 'pending')) {
    const domain = mailing.topDomains?.[(column[first + number] ?? 0) - 1]
    if (domain !== undefined && held.has(domain)) count += 1
  }
  return count
}

function addMinutes(
  byMinute: Record<string, number>,
  progress: Progress,
  counts: (number: number) => boolean,
): void {
  for (const [minute, set] of progress.minutes) {
    const count = [...set].filter(counts).length
    if (count > 0) increase(byMinute, `${instant(minute * minuteMs).slice(0, 16)}Z`, count)
  }
}
