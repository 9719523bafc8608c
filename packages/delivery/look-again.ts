// When a mailing that is being sent is looked at again: every minute while anything moves, less often
// while everybody left only waits. Pure.
import { type Instant, instant, minuteMs, plusMs } from '#kernel/time'
import { nextWarmUpDay, openBatches } from './allowance.ts'
import type { Mailing } from './mailing.ts'
import type { Refreshed } from './refresh-totals.ts'
import { isDecided } from './test-groups.ts'

export const lookLimits = {
  /** While everybody left waits: opens and bounces are still counted. */
  restMs: 5 * minuteMs,
  /** What was sent so lately still brings bounces and complaints, and the brake looks at them. */
  freshMinutes: 10,
}

type Seen = Pick<
  Refreshed,
  | 'queuedCount'
  | 'heldPending'
  | 'counts'
  | 'ready'
  | 'due'
  | 'unsettled'
  | 'heard'
  | 'shards'
  | 'nextReadyAt'
  | 'leftCount'
>

/** By what was counted at `now`. A person's act sets an instant of its own. */
export function lookAgain(mailing: Mailing, seen: Seen, now: Date): Instant {
  const inAMinute = instant(now.getTime() + minuteMs)
  if (!isResting(mailing, seen, now)) return inAMinute
  const { departure, test } = mailing
  const decideAt = isDecided(test) ? undefined : test?.decideAt
  const next = [
    instant(now.getTime() + lookLimits.restMs),
    seen.nextReadyAt === undefined ? undefined : plusMs(seen.nextReadyAt, -minuteMs),
    decideAt,
    departure?.kind === 'warmUp' ? nextWarmUpDay(mailing, now) : undefined,
  ].filter((at) => at !== undefined)
  const soonest = next.sort()[0] ?? inAMinute
  return soonest < instant(now) ? inAMinute : soonest
}

/** Nobody can be called now, nothing that was called is unknown, and the last call is no news. */
function isResting(mailing: Mailing, seen: Seen, now: Date): boolean {
  const { queuedCount, counts, ready, due, unsettled, leftCount } = seen
  if (queuedCount > 0 || counts.inFlight > 0 || leftCount > 0) return false
  if (ready.length > 0 || due.length > 0 || unsettled.length > 0) return false
  const freshFrom = now.getTime() / minuteMs - lookLimits.freshMinutes
  for (const minute of seen.heard.accepted.keys()) if (minute >= freshFrom) return false
  const isFed = seen.shards.every((shard) => shard.fed >= openBatches(mailing, shard))
  if (!isDecided(mailing.test) && mailing.test?.testedAt === undefined) return false
  return isFed || mailing.departure?.kind === 'warmUp'
}
