// Counts a subject test's recipients by the subject they got. Pure.
import type { Progress } from './batch.ts'
import { type BatchCounts, marks } from './batch-counts.ts'
import type { GroupCounts } from './store-totals.ts'
import { type Group, groups } from './test-groups.ts'

export type GroupTotals = Record<string, GroupCounts>

/** Adds a batch; only people who consented to being counted are among who opened or clicked. */
export function countGroup(
  totals: GroupTotals,
  group: Group,
  batch: { progress: Progress; size: number; counted: BatchCounts },
): void {
  const { progress, size, counted } = batch
  const sum = totals[group] ?? noGroup()
  totals[group] = sum
  sum.planned += counted.planned
  sum.pending += counted.pending
  sum.accepted += counted.accepted
  for (let number = 0; number < size; number++) {
    if (!marks.tracked(progress, number)) continue
    sum.tracked += 1
    if (marks.opened(progress, number)) sum.opened += 1
    if (marks.clicked(progress, number)) sum.clicked += 1
  }
}

/** Adds `more` to `sum`. */
export function addGroups(sum: GroupTotals, more: Readonly<GroupTotals>): void {
  for (const group of groups) {
    const counts = more[group]
    if (!counts) continue
    const to = sum[group] ?? noGroup()
    sum[group] = to
    for (const name of Object.keys(counts) as (keyof GroupCounts)[]) to[name] += counts[name]
  }
}

export function noGroup(): GroupCounts {
  return { planned: 0, pending: 0, accepted: 0, tracked: 0, opened: 0, clicked: 0 }
}
