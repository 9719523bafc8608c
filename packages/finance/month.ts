// Months (`2026-11`) and fiscal years of the books. Pure.
import { dayAfter } from './day-after.ts'

export const monthPattern = /^\d{4}-(0[1-9]|1[0-2])$/

/** The month of a day. */
export function monthOf(date: string): string {
  return date.slice(0, 7)
}

export function monthAfter(month: string): string {
  const [year, number] = [Number(month.slice(0, 4)), Number(month.slice(5))]
  return number === 12 ? `${year + 1}-01` : `${year}-${String(number + 1).padStart(2, '0')}`
}

export function monthBefore(month: string): string {
  const [year, number] = [Number(month.slice(0, 4)), Number(month.slice(5))]
  return number === 1 ? `${year - 1}-12` : `${year}-${String(number - 1).padStart(2, '0')}`
}

/** So many months, newest first, this one being the first. */
export function monthsUpTo(month: string, count: number): string[] {
  const months: string[] = []
  for (let one = month; months.length < count; one = monthBefore(one)) months.push(one)
  return months
}

export function firstDayOf(month: string): string {
  return `${month}-01`
}

export function lastDayOf(month: string): string {
  const day = new Date(Date.UTC(Number(month.slice(0, 4)), Number(month.slice(5)), 0)).getUTCDate()
  return `${month}-${String(day).padStart(2, '0')}`
}

/**
 * The fiscal year that a day is in, named by its closing day, `20261231`. `yearEnds` is month and day,
 * `12-31`; `02-29` is the last of February.
 */
export function fiscalYearOf(date: string, yearEnds: string): string {
  const year = Number(date.slice(0, 4))
  const closing = closingDay(year, yearEnds)
  return (date <= closing ? closing : closingDay(year + 1, yearEnds)).replaceAll('-', '')
}

/** First and last day of a fiscal year, by its closing day `20261231`. */
export function daysOfYear(year: string, yearEnds: string): { from: string; to: string } {
  const to = `${year.slice(0, 4)}-${year.slice(4, 6)}-${year.slice(6)}`
  return { from: dayAfter(closingDay(Number(year.slice(0, 4)) - 1, yearEnds), 1), to }
}

function closingDay(year: number, yearEnds: string): string {
  const last = lastDayOf(`${year}-${yearEnds.slice(0, 2)}`)
  const named = `${year}-${yearEnds}`
  return named < last ? named : last
}
