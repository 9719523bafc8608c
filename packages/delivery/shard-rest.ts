// When a shard rests: somebody of it is pending, but everybody queued so far is final or waits. Then
// reading it finds nothing to do until the first wait is over. Pure.
import { type Instant, minuteMs, plusMs } from '#kernel/time'
import type { Mailing } from './mailing.ts'
import type { Shard } from './store-batches.ts'
import type { Rest, Totals } from './store-totals.ts'

/** What a shard looks like while it is counted. */
export type RestCount = Omit<Rest, 'fed' | 'heldDomains'> & {
  /** Somebody may be called, or is at it, or a message of it is on its way. */
  moves: boolean
}

export function noRest(): RestCount {
  return { heldPending: 0, waitingCount: 0, moves: false }
}

/** The counted rest, to be kept with the shard's totals; undefined while anything in it moves. */
export function restOf(shard: Shard, mailing: Mailing, count: RestCount): Rest | undefined {
  const { moves, ...rest } = count
  if (moves || mailing.status === 'cancelled') return undefined
  return { ...rest, fed: shard.fed, heldDomains: heldIn(mailing) }
}

/** Its counts hold until something wakes it: nobody in it can be called meanwhile. */
export function isResting(shard: Shard, kept: Totals): boolean {
  return kept.rest?.fed === shard.fed && kept.planned === shard.cursor.prepared
}

/** A wait is over, or will be within a minute; or other domains are held than when it was counted. */
export function isWoken(rest: Rest, mailing: Pick<Mailing, 'heldDomains'>, now: Instant): boolean {
  const isReady = rest.until !== undefined && rest.until <= plusMs(now, minuteMs)
  return isReady || !holdsTheSame(rest, mailing)
}

export function holdsTheSame(rest: Rest, mailing: Pick<Mailing, 'heldDomains'>): boolean {
  return rest.heldDomains.join() === heldIn(mailing).join()
}

function heldIn({ heldDomains }: Pick<Mailing, 'heldDomains'>): string[] {
  return [...(heldDomains ?? [])].sort()
}

/** Whoever was pending in a shard at rest when the mailing was cancelled was never called. */
export function cancelledAtRest(kept: Totals): Totals {
  const { rest: _, ...totals } = kept
  const cancelled = (kept.skipped['cancelled'] ?? 0) + kept.pending
  const groups = Object.entries(kept.groups).map(([name, one]) => [name, { ...one, pending: 0 }])
  return {
    ...totals,
    pending: 0,
    skipped: kept.pending > 0 ? { ...kept.skipped, cancelled } : kept.skipped,
    groups: Object.fromEntries(groups),
  }
}
