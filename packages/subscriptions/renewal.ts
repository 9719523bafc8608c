// What becomes of a renewal that comes near: put off while more than one issue is owed, for Stripe
// counts days and a term counts issues (domain-rules §8.4), and never without its notice. Pure.
import { Temporal } from 'temporal-polyfill'
import { dateOf, dayMs, type Instant, instant, plusMs } from '#kernel/time'
import type { CalendarIssue } from './dispatch.ts'
import {
  isProper,
  isProven,
  lastDayToRefuse,
  type Notice,
  noticeDays,
  noticeRules,
} from './notice.ts'
import { type Day, plusDays } from './working-days.ts'

export const renewalLimits = {
  /** A renewal is put off while more issues than this are owed. */
  owed: 1,
  /** Its day is so many after the issue that leaves one owed is due: issues are late at times. */
  slackDays: 14,
  /** It is looked at for the last time so many days before it comes. */
  lastLookDays: 3,
  /** Stripe's limit for a trial is two years. */
  mostDays: 700,
}

export type RenewalInput = {
  /** Issues that the stream is still owed. */
  owed: number
  now: Instant
  zone: string
  /** Issues that were not dispatched yet, in any order. */
  coming: readonly Pick<CalendarIssue, 'number' | 'coverDate'>[]
  /** What the term promises: the pace of issues that the calendar does not know yet. */
  term: { issues: number; months: number }
}

/**
 * The instant before which it must not renew: the morning `slackDays` after the issue that leaves
 * one owed is due. Undefined when one is owed, or none.
 */
export function earliestRenewal(input: RenewalInput): Instant | undefined {
  const { owed, zone } = input
  if (owed <= renewalLimits.owed) return undefined
  const due = dueDays(input, owed - renewalLimits.owed).at(-1) ?? ''
  return morningOf(plusDays(due, renewalLimits.slackDays), zone)
}

/**
 * What is to be done. `wait`: it is too early to settle its day. `putOff`: it comes at `until`
 * instead. `notify`: its day is settled; the notice is owed, or under way. `comes`: nothing more is to
 * be done.
 */
export type RenewalStep =
  | { kind: 'wait' | 'notify' | 'comes' }
  | { kind: 'putOff'; until: Instant; because: 'issues' | 'notice' }

export type RenewalLook = RenewalInput & {
  renewsAt: Instant
  /** That for its last day, as far as it is proven. */
  notice: Notice | undefined
}

/**
 * Its day is settled when its notice is due, from what the calendar promises. Later only what makes
 * it wrong moves it: a notice that could not be sent in its window, or issues so late that at the
 * last look more than one is still owed. A day that moves leaves time for a notice of its own.
 */
export function stepOf(look: RenewalLook): RenewalStep {
  const { renewsAt, notice, owed, now, zone } = look
  const today = dateOf(now, zone)
  const days = noticeDays(lastDayToRefuse(renewsAt, zone))
  const isLast = lastLookAt(renewsAt) <= now
  if (today < days.send && !isLast) return { kind: 'wait' }
  const isNoticed = notice !== undefined && isProper(notice, zone)
  const least = leastRenewal(now, zone)
  const wanted = earliestRenewal(look)
  const putOff = (because: 'issues' | 'notice'): RenewalStep => {
    const until = wanted === undefined ? least : later(wanted, least)
    return { kind: 'putOff', until: atMost(until, now), because }
  }
  if (!isNoticed && today > days.latest) return putOff('notice')
  if (isLast) return owed > renewalLimits.owed ? putOff('issues') : { kind: 'comes' }
  // Once the notice went, or is on its way, the day that it names stands.
  if (isNoticed || (notice !== undefined && notice.mails.length > 0)) return { kind: 'notify' }
  return wanted !== undefined && wanted > renewsAt ? putOff('issues') : { kind: 'notify' }
}

/** The first day of the renewal that leaves time for its notice. */
function leastRenewal(now: Instant, zone: string): Instant {
  return morningOf(plusDays(dateOf(now, zone), noticeRules.leastDays + 1), zone)
}

function atMost(until: Instant, now: Instant): Instant {
  const latest = plusMs(now, renewalLimits.mostDays * dayMs)
  return until < latest ? until : latest
}

/** When a renewal is looked at first: on the day its notice is due, or at once if that is past. */
export function firstLookAt(renewsAt: Instant, { now, zone }: { now: Instant; zone: string }) {
  const { send } = noticeDays(lastDayToRefuse(renewsAt, zone))
  return later(morningOf(send, zone), now)
}

/**
 * When it is looked at next: each day until its notice is known to be delivered, then shortly before
 * it comes. Undefined after that.
 */
export function nextLookAt(given: {
  renewsAt: Instant
  notice: Notice | undefined
  now: Instant
  zone: string
}): Instant | undefined {
  const { renewsAt, notice, now, zone } = given
  const { send, latest } = noticeDays(lastDayToRefuse(renewsAt, zone))
  const tomorrow = plusDays(dateOf(now, zone), 1)
  const isOpen = notice === undefined || !isProven(notice)
  const days: Day[] = [send, plusDays(latest, 1)]
  if (isOpen && tomorrow > send) days.push(tomorrow)
  return [...days.map((day) => morningOf(day, zone)), lastLookAt(renewsAt)]
    .filter((at) => at > now)
    .sort()[0]
}

function lastLookAt(renewsAt: Instant): Instant {
  return plusMs(renewsAt, -renewalLimits.lastLookDays * dayMs)
}

/** Nine o'clock. */
export function morningOf(day: Day, zone: string): Instant {
  const { epochMilliseconds } = Temporal.PlainDate.from(day)
    .toZonedDateTime({ timeZone: zone, plainTime: '09:00' })
    .toInstant()
  return instant(epochMilliseconds)
}

/** The days on which the next `count` issues are due: the calendar's, then at the term's pace. */
export function dueDays({ coming, term, now, zone }: RenewalInput, count: number): Day[] {
  const today = dateOf(now, zone)
  const known = coming.map(({ coverDate }) => later(coverDate, today)).sort()
  const days = known.slice(0, count)
  const paceDays = Math.max(1, Math.round((term.months * 365.25) / 12 / term.issues))
  while (days.length < count) days.push(plusDays(days.at(-1) ?? today, paceDays))
  return days
}

/** Of two dates or instants as text. */
function later<T extends string>(a: T, b: T): T {
  if (a > b) return a
  return b
}
