// How many recipients of a mailing may have been queued by an instant: by its departure, and by what
// its subject test lets through. Pure.
import { dayMs, type Instant, instant, minuteMs, plusMs } from '#kernel/time'
import { deliveryLimits, type Mailing } from './mailing.ts'
import type { Shard } from './store-batches.ts'
import { isDecided } from './test-groups.ts'

export const allowanceLimits = {
  /** Longer than this after its turn a batch is late by an interruption, which is not caught up. */
  lateMs: 2 * minuteMs,
}

/** What has been queued so far: so many recipients, the last of them to be called at `at`. */
export type Progressed = { fedCount: number; at?: Instant | undefined }

export type AllowanceInput = {
  mailing: Pick<Mailing, 'departure' | 'test' | 'startedAt' | 'sendAt'>
  /** Everyone it was planned for. */
  planned: number
  progressed: Progressed
  /** Calls by epoch minute, whatever became of them; a warm-up counts by them. */
  called?: ReadonlyMap<number, number>
  /** Queued and not called yet. */
  queuedCount?: number
  now: Date
}

/** Recipients who may have been queued by `now`, never more than `planned`. */
export function allowanceOf(input: AllowanceInput): number {
  const { mailing, planned, progressed } = input
  switch (mailing.departure?.kind) {
    case 'spread':
      return isTesting(mailing) ? planned : spreadAllowance(input)
    case 'warmUp': {
      const free = warmUpLeft(input, mailing.departure.perDay)
      return Math.min(planned, progressed.fedCount + free)
    }
    default:
      return planned
  }
}

/**
 * How many more may be queued now. In a warm-up also those count whose batch was queued for a part
 * of it, and who wait for another day.
 */
export function leftOf(input: AllowanceInput): number {
  const { departure } = input.mailing
  if (departure?.kind === 'warmUp') return warmUpLeft(input, departure.perDay)
  return allowanceOf(input) - input.progressed.fedCount
}

/** Batches of a shard that may be queued in this phase: those in the test until it is decided. */
export function openBatches(mailing: Pick<Mailing, 'test'>, shard: Shard): number {
  const { batches } = shard.cursor
  if (isDecided(mailing.test)) return batches
  return Math.min(batches, mailing.test?.batches?.[shard.shard] ?? 0)
}

/**
 * The window of a mailing that is spread: from its start, or, for the rest after a subject test,
 * from the decision.
 */
export function windowOf(
  mailing: AllowanceInput['mailing'],
): { from: Instant; to: Instant } | undefined {
  const { departure, test } = mailing
  if (departure?.kind !== 'spread') return undefined
  const from = test?.decidedAt ?? mailing.startedAt ?? mailing.sendAt
  return { from, to: plusMs(from, departure.minutes * minuteMs) }
}

/** When the line of a spread mailing reaches `count` recipients; what is not spread goes now. */
export function turnOf(input: AllowanceInput, count: number): Instant {
  const line = isTesting(input.mailing) ? undefined : spreadLine(input)
  if (!line) return instant(0)
  const share = (count - input.progressed.fedCount) / line.rest
  // A part of a millisecond must not put it beyond what the allowance counts.
  return instant(Math.floor(line.fromMs + share * (line.toMs - line.fromMs)))
}

/** Everyone in the test: it is no test before a rest, and is spread like any mailing. */
function isTesting({ test }: AllowanceInput['mailing']): boolean {
  return !isDecided(test) && test !== undefined && test.share < 1
}

/**
 * A straight line from what was queued last to everything at the window's end. Where the last is
 * longer ago than a batch takes, the mailing was interrupted: the line then begins just before now,
 * so that the rest is spread over the time that is left instead of caught up at once.
 */
function spreadAllowance(input: AllowanceInput): number {
  const { planned, progressed, now } = input
  const line = spreadLine(input)
  if (!line) return planned
  const { rest, fromMs, toMs } = line
  const share = Math.max(0, (Math.min(now.getTime(), toMs) - fromMs) / (toMs - fromMs))
  return Math.min(planned, progressed.fedCount + Math.floor(rest * share))
}

/** Up to the window's end; undefined when nothing is left, or was queued for after it. */
function spreadLine({ mailing, planned, progressed, now }: AllowanceInput) {
  const window = windowOf(mailing)
  const rest = planned - progressed.fedCount
  if (!window || rest <= 0) return undefined
  const toMs = Date.parse(window.to)
  const nowMs = Math.min(now.getTime(), toMs)
  const lastMs = Math.max(Date.parse(window.from), Date.parse(progressed.at ?? window.from))
  if (lastMs >= toMs) return undefined
  const batchMs = (deliveryLimits.rosterLines * (toMs - lastMs)) / rest
  const fromMs = Math.max(lastMs, nowMs - batchMs - allowanceLimits.lateMs)
  return { rest, fromMs, toMs }
}

/**
 * What is left of today's number. Days are of 24 hours since the start, and only those count on which
 * somebody was called: a paused day delays the plan, it does not skip a step of it.
 */
function warmUpLeft(input: AllowanceInput, perDay: readonly number[]): number {
  const { mailing, called = new Map<number, number>(), queuedCount = 0, now } = input
  const startMs = Date.parse(mailing.startedAt ?? mailing.sendAt)
  const dayOf = (ms: number) => Math.max(0, Math.floor((ms - startMs) / dayMs))
  const today = dayOf(now.getTime())
  const daysBefore = new Set<number>()
  let calledToday = 0
  for (const [minute, count] of called) {
    if (count <= 0) continue
    // A minute in which a day begins is that day's: rather too few than too many.
    const day = dayOf((minute + 1) * minuteMs - 1)
    if (day < today) daysBefore.add(day)
    else calledToday += count
  }
  const number = perDay[Math.min(daysBefore.size, perDay.length - 1)] ?? 0
  return Math.max(0, number - calledToday - queuedCount)
}

/** When a warm-up's next day begins. */
export function nextWarmUpDay(mailing: AllowanceInput['mailing'], now: Date): Instant {
  const startMs = Date.parse(mailing.startedAt ?? mailing.sendAt)
  const day = Math.floor((now.getTime() - startMs) / dayMs) + 1
  return instant(startMs + day * dayMs)
}
