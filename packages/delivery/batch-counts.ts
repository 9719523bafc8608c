// What a batch's sets of numbers come to: how many are in which state, and what else is known. Pure.
import { type Progress, stateOf } from './batch.ts'
import type { MailingCounts } from './mailing.ts'

/**
 * What is known of a recipient beside the one state: these overlap. A soft bounce of a message that
 * was delivered is an automatic answer (out of office) and no bounce; who bounced for good was not
 * reached, though a server had taken the message.
 */
export const marks = {
  unsubscribed: (p: Progress, n: number) => p.unsubscribed.has(n),
  delivered: (p: Progress, n: number) => p.delivered.has(n) && !p.bounced.has(n),
  bounced: (p: Progress, n: number) => p.bounced.has(n),
  bouncedSoft: (p: Progress, n: number) =>
    p.bouncedSoft.has(n) && !p.bounced.has(n) && !p.delivered.has(n),
  complained: (p: Progress, n: number) => p.complained.has(n),
  rejected: (p: Progress, n: number) => p.rejected.has(n),
  /** Claimed with pixel and counted links; whose call failed got none. */
  tracked: (p: Progress, n: number) => p.tracked.has(n) && mayHaveIt(p, n),
  opened: (p: Progress, n: number) => p.opened.has(n),
  openedByMachine: (p: Progress, n: number) => p.openedByMachine.has(n) && !p.opened.has(n),
  clicked: (p: Progress, n: number) => p.clicked.has(n),
  clickedByMachine: (p: Progress, n: number) => p.clickedByMachine.has(n) && !p.clicked.has(n),
  /** Called twice, the second call not refused. */
  sentAgain: (p: Progress, n: number) => p.attempted2.has(n) && !p.givenUp.has(n),
} as const satisfies Record<string, (progress: Progress, number: number) => boolean>
export type Mark = keyof typeof marks
export const markNames = Object.keys(marks) as Mark[]

/** A batch's part of the counts. In a cancelled mailing who is pending counts as skipped. */
export type BatchCounts = Omit<MailingCounts, 'excluded'> & {
  inFlight: number
  unsubscribed: number
}

export function countBatch(
  progress: Progress,
  size: number,
  options: { cancelled: boolean },
): BatchCounts {
  const counts: BatchCounts = {
    planned: size,
    pending: 0,
    inFlight: 0,
    accepted: 0,
    skipped: {},
    failed: {},
    uncertain: 0,
    ...noMarks(),
  }
  for (let number = 0; number < size; number++) {
    for (const mark of markNames) if (marks[mark](progress, number)) counts[mark] += 1
    const state = stateOf(progress, number)
    switch (state.kind) {
      case 'inFlight':
        counts.inFlight += 1
        counts.pending += 1
        break
      case 'pending':
        if (options.cancelled) increase(counts.skipped, 'cancelled')
        else counts.pending += 1
        break
      case 'skipped':
        increase(counts.skipped, state.reason)
        break
      case 'failed':
        increase(counts.failed, state.reason)
        break
      default:
        counts[state.kind] += 1
    }
  }
  return counts
}

function mayHaveIt(progress: Progress, number: number): boolean {
  const { kind } = stateOf(progress, number)
  return kind === 'accepted' || kind === 'uncertain'
}

export function noMarks(): Record<Mark, number> {
  return {
    unsubscribed: 0,
    delivered: 0,
    bounced: 0,
    bouncedSoft: 0,
    complained: 0,
    rejected: 0,
    tracked: 0,
    opened: 0,
    openedByMachine: 0,
    clicked: 0,
    clickedByMachine: 0,
    sentAgain: 0,
  }
}

export function increase(counts: Record<string, number>, name: string, by = 1): void {
  counts[name] = (counts[name] ?? 0) + by
}
