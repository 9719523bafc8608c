// Moments in epoch seconds: periods of subscriptions and the bank's working days.
import { Temporal } from 'temporal-polyfill'

export const minute = 60
export const hour = 3_600
export const day = 86_400

export type Interval = 'day' | 'week' | 'month' | 'year'

/** The first moment after `start` that is a whole number of periods after `anchor`. */
export function nextPeriodEnd(options: {
  anchor: number
  start: number
  interval: string
  count: number
}): number {
  const { anchor, start, interval, count } = options
  for (let k = 1; ; k++) {
    const end = plus(anchor, interval, count * k)
    if (end > start) return end
  }
}

/** Calendar arithmetic in UTC; the 31st becomes the last day of a shorter month. */
function plus(moment: number, interval: string, count: number): number {
  const at = Temporal.Instant.fromEpochMilliseconds(moment * 1_000).toZonedDateTimeISO('UTC')
  const later = at.add({ [`${interval}s`]: count })
  return Math.floor(later.epochMilliseconds / 1_000)
}

/** Midnight UTC, so many bank working days (Monday to Friday) later. */
export function workingDaysLater(moment: number, days: number): number {
  let at = Math.floor(moment / day) * day
  for (let left = days; left > 0; ) {
    at += day
    if (!isWeekend(at)) left--
  }
  return at
}

function isWeekend(moment: number): boolean {
  // 1 January 1970 was a Thursday.
  const weekday = (Math.floor(moment / day) + 4) % 7
  return weekday === 0 || weekday === 6
}

/** The first eight o'clock (UTC) of a working day at or after a moment: when payouts are made. */
export function nextPayoutTime(moment: number): number {
  let at = Math.floor(moment / day) * day + 8 * hour
  if (at < moment) at += day
  while (isWeekend(at)) at += day
  return at
}
