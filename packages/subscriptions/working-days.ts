// Calendar dates (`2026-11-17`) and the days on which nobody in France works: Saturdays, Sundays and
// the eleven public holidays (Code du travail, L3133-1). Pure.
import { Temporal } from 'temporal-polyfill'
import { type Instant, instant } from '#kernel/time'

/** A calendar date, `2026-11-17`. */
export type Day = string

/** Whether the text is a date of the calendar, in full. */
export function isDay(text: string): text is Day {
  if (!/^\d{4}-\d{2}-\d{2}$/.test(text)) return false
  try {
    return Temporal.PlainDate.from(text, { overflow: 'reject' }).toString() === text
  } catch {
    return false
  }
}

/** @throws RangeError when the text is no date of the calendar. */
export function plusDays(day: Day, days: number): Day {
  return Temporal.PlainDate.from(day).add({ days }).toString()
}

/** Months before (negative) or after; a day that the month lacks becomes its last one. */
export function plusMonths(day: Day, months: number): Day {
  return Temporal.PlainDate.from(day).add({ months }, { overflow: 'constrain' }).toString()
}

/** When it begins in a zone: midnight, or the first instant after it where the clock skips it. */
export function startOfDay(day: Day, zone: string): Instant {
  return instant(Temporal.PlainDate.from(day).toZonedDateTime({ timeZone: zone }).epochMilliseconds)
}

/** The day itself, or the first working day after it. */
export function nextWorkingDay(day: Day): Day {
  return isWorkingDay(day) ? day : nextWorkingDay(plusDays(day, 1))
}

export function isWorkingDay(day: Day): boolean {
  const { dayOfWeek, year } = Temporal.PlainDate.from(day)
  return dayOfWeek < 6 && !publicHolidays(year).includes(day)
}

/** The eleven public holidays of a year, in order. */
export function publicHolidays(year: number): Day[] {
  const easter = easterSunday(year)
  const fixed = ['01-01', '05-01', '05-08', '07-14', '08-15', '11-01', '11-11', '12-25']
  const moving = [1, 39, 50].map((days) => plusDays(easter, days))
  return [...fixed.map((day) => `${year}-${day}`), ...moving].sort()
}

/** Gregorian Easter, by the anonymous algorithm (Meeus, "Astronomical Algorithms", ch. 8). */
function easterSunday(year: number): Day {
  const a = year % 19
  const b = Math.floor(year / 100)
  const c = year % 100
  const d = (19 * a + b - Math.floor(b / 4) - Math.floor((8 * b + 13) / 25) + 15) % 30
  const e = (32 + 2 * (b % 4) + 2 * Math.floor(c / 4) - d - (c % 4)) % 7
  const f = d + e - 7 * Math.floor((a + 11 * d + 22 * e) / 451) + 114
  return new Temporal.PlainDate(year, Math.floor(f / 31), (f % 31) + 1).toString()
}
