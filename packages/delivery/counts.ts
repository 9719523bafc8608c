// Sums of counts, and the equation that holds for every mailing at every moment.
import { type BatchCounts, increase, markNames, noMarks } from './batch-counts.ts'
import type { MailingCounts } from './mailing.ts'

export function noCounts(): BatchCounts {
  return {
    planned: 0,
    pending: 0,
    inFlight: 0,
    accepted: 0,
    skipped: {},
    failed: {},
    uncertain: 0,
    ...noMarks(),
  }
}

/** Adds `more` to `sum`. */
export function addCounts(sum: BatchCounts, more: BatchCounts): void {
  sum.planned += more.planned
  sum.pending += more.pending
  sum.inFlight += more.inFlight
  sum.accepted += more.accepted
  sum.uncertain += more.uncertain
  for (const mark of markNames) sum[mark] += more[mark]
  for (const [reason, count] of Object.entries(more.skipped)) increase(sum.skipped, reason, count)
  for (const [reason, count] of Object.entries(more.failed)) increase(sum.failed, reason, count)
}

/** `planned = pending + accepted + Σ skipped + Σ failed + uncertain`; `inFlight` is in `pending`. */
export function countsAddUp(counts: Omit<MailingCounts, 'excluded'>): boolean {
  const { planned, pending, accepted, skipped, failed, uncertain } = counts
  return planned === pending + accepted + sumOf(skipped) + sumOf(failed) + uncertain
}

export function sumOf(counts: Readonly<Record<string, number>>): number {
  return Object.values(counts).reduce((sum, count) => sum + count, 0)
}
