// How fast a mailing goes and when it will be through, as far as can be said now. Pure.
import { dayMs, hourMs, type Instant, instant, minuteMs } from '#kernel/time'
import { windowOf } from './allowance.ts'
import type { Mailing, SubjectTest } from './mailing.ts'
import { leftToday } from './pace.ts'
import type { Quota } from './store.ts'
import { isDecided } from './test-groups.ts'

/** From noon in the first zone on earth to noon in the last. */
const roundTheEarthMs = 26 * hourMs
/** Full minutes that the pace is a mean of. */
const paceMinutes = 5

export type Pace = {
  /** Accepted in a full minute, the mean of the last five. */
  perMinute: number
  /** When its last recipient is called; absent while nothing can be said. */
  endsAt?: Instant
  /** What the end depends on: the pace now, or what makes it wait longer than that. */
  because: 'pace' | 'quota' | 'spread' | 'localHour' | 'warmUp' | 'test'
}

type Input = {
  mailing: Mailing
  pending: number
  acceptedByMinute: Readonly<Record<string, number>>
  /** When it was counted. */
  asOf: Instant
  now: Date
  quota?: Quota | undefined
}

/** Undefined unless it is under way. */
export function paceOf(input: Input): Pace | undefined {
  const { mailing, pending, now } = input
  if (mailing.status !== 'sending' && mailing.status !== 'waitingForQuota') return undefined
  const perMinute = perMinuteOf(input)
  const ends: { at: number; because: Pace['because'] }[] = []
  if (perMinute > 0)
    ends.push({ at: now.getTime() + (pending / perMinute) * minuteMs, because: 'pace' })
  const { departure } = mailing
  const startMs = Date.parse(mailing.startedAt ?? mailing.sendAt)
  const spread = spreadEnd(input)
  if (spread !== undefined) ends.push({ at: spread, because: 'spread' })
  if (departure?.kind === 'localHour')
    ends.push({ at: Date.parse(mailing.sendAt) + roundTheEarthMs, because: 'localHour' })
  if (departure?.kind === 'warmUp')
    ends.push({ at: warmUpEnd(input, departure.perDay, startMs), because: 'warmUp' })
  const days = quotaDays(pending, input.quota)
  if (days > 0) ends.push({ at: now.getTime() + days * dayMs, because: 'quota' })
  const decideAt = mailing.test?.winner === undefined && mailing.test?.decideAt
  if (decideAt) ends.push({ at: Date.parse(decideAt), because: 'test' })
  const last = ends.sort((a, b) => b.at - a.at)[0]
  if (!last || !Number.isFinite(last.at)) return { perMinute, because: last?.because ?? 'pace' }
  const at = Math.max(last.at, now.getTime())
  return { perMinute, because: last.because, endsAt: instant(at) }
}

/** The window's end; after a subject test that is still open, as if it were decided on time. */
function spreadEnd({ mailing, now }: Input): number | undefined {
  const { test } = mailing
  const isOpen = test !== undefined && !isDecided(test) && test.share < 1
  const foreseen = isOpen
    ? { ...mailing, test: { ...test, decidedAt: decisionOf(test, now) } }
    : mailing
  const window = windowOf(foreseen)
  return window && Date.parse(window.to)
}

/** Not before its last call, so that until then the whole wait is still ahead. */
function decisionOf({ decideAt, waitMinutes }: SubjectTest, now: Date): Instant {
  const atMs = decideAt ? Date.parse(decideAt) : now.getTime() + waitMinutes * minuteMs
  return instant(Math.max(now.getTime(), atMs))
}

/** The minute in which it was counted is not over, nor the one in which it began was whole. */
function perMinuteOf({ mailing, acceptedByMinute, asOf }: Input): number {
  const end = Math.floor(Date.parse(asOf) / minuteMs)
  const begun = Math.ceil(Date.parse(mailing.startedAt ?? mailing.sendAt) / minuteMs)
  const from = Math.max(end - paceMinutes, begun)
  if (from >= end) return 0
  let sum = 0
  for (const [minute, count] of Object.entries(acceptedByMinute)) {
    const at = Date.parse(minute) / minuteMs
    if (at >= from && at < end) sum += count
  }
  return Math.round(sum / (end - from))
}

/** Days to wait for more quota than is left today. */
function quotaDays(pending: number, quota: Quota | undefined): number {
  if (!quota) return 0
  const rest = pending - Math.max(0, leftToday(quota))
  if (rest <= 0) return 0
  return quota.perDay > 0 ? Math.ceil(rest / quota.perDay) : Number.POSITIVE_INFINITY
}

/** On which day the sum of the days' shares reaches everybody. */
function warmUpEnd({ pending, now }: Input, perDay: readonly number[], startMs: number): number {
  let day = Math.max(0, Math.floor((now.getTime() - startMs) / dayMs))
  let left = pending
  for (let turns = 0; left > 0 && turns < 366; turns++, day++)
    left -= perDay[Math.min(day, perDay.length - 1)] ?? 1
  return left > 0 ? Number.POSITIVE_INFINITY : startMs + day * dayMs
}
