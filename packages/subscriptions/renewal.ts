// When a renewal that comes too early should come instead: Stripe counts days, a term counts issues
// (domain-rules §8.4). Pure.
import { Temporal } from 'temporal-polyfill'
import { dayMs, type Instant, instant, plusMs } from '#kernel/time'
import type { CalendarIssue } from './dispatch.ts'
import { plusDays } from './working-days.ts'

export const renewalLimits = {
  /** A renewal is put off while more issues than this are owed. */
  owed: 1,
  /** It moves by this at least: each move is a call and a look. */
  leastDays: 7,
  /** Stripe's limit for a trial is two years. */
  mostDays: 700,
}

export type RenewalInput = {
  /** Issues that the stream is still owed. */
  owed: number
  /** When it would renew now. */
  renewsAt: Instant
  now: Instant
  zone: string
  /** Issues that were not dispatched yet, in any order. */
  coming: readonly Pick<CalendarIssue, 'number' | 'coverDate'>[]
  /** What the term promises: the pace of issues that the calendar does not know yet. */
  term: { issues: number; months: number }
}

/**
 * The instant to which the renewal is put off: the morning after the issue that leaves one owed is
 * due. Undefined when it may come as it is. It is looked at again before that day, because issues are
 * late more often than early.
 */
export function putOffTo(input: RenewalInput): Instant | undefined {
  const { owed, renewsAt, now, zone } = input
  if (owed <= renewalLimits.owed) return undefined
  const day = dueDays(input, owed - renewalLimits.owed).at(-1) ?? ''
  const morning = Temporal.PlainDate.from(plusDays(day, 1))
    .toZonedDateTime({ timeZone: zone, plainTime: '09:00' })
    .toInstant()
  const wanted = instant(morning.epochMilliseconds)
  const earliest = plusMs(renewsAt, renewalLimits.leastDays * dayMs)
  const latest = plusMs(now, renewalLimits.mostDays * dayMs)
  const until = later(wanted, earliest)
  return earlier(until, latest)
}

/** The days on which the next `count` issues are due: the calendar's, then at the term's pace. */
function dueDays({ coming, term, now, zone }: RenewalInput, count: number): string[] {
  const today = Temporal.Instant.from(now).toZonedDateTimeISO(zone).toPlainDate().toString()
  const known = coming.map(({ coverDate }) => later(coverDate, today)).sort()
  const days = known.slice(0, count)
  const paceDays = Math.max(1, Math.round((term.months * 365.25) / 12 / term.issues))
  while (days.length < count) days.push(plusDays(days.at(-1) ?? today, paceDays))
  return days
}

/** Of two dates or instants as text. */
function later<T extends string>(a: T, b: T): T {
  return a > b ? a : b
}

function earlier<T extends string>(a: T, b: T): T {
  if (a > b) return b
  return a
}
