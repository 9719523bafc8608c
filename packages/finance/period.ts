// A period of the books: days from one to another, both included, in the publication's zone; months
// and fiscal years as such. A fiscal year need not be the calendar's. Pure.
import * as z from 'zod'
import type { Sentence } from '#kernel/errors'
import { daysBetween } from './day-after.ts'
import { daysOfYear, fiscalYearOf, lastDayOf, monthAfter, monthOf, monthPattern } from './month.ts'

/** At most this many days in one export: three years. */
export const periodLimits = { days: 1_100 }

/** Both days are within it. */
export type Period = { from: string; to: string }

/** The fiscal year that closes in a year of the calendar. */
export function fiscalYear(year: number, yearEnds: string): Period {
  return daysOfYear(fiscalYearOf(`${year}-01-01`, yearEnds), yearEnds)
}

export function monthPeriod(month: string): Period {
  return { from: `${month}-01`, to: lastDayOf(month) }
}

export type PeriodAsked = {
  year?: number | undefined
  month?: string | undefined
  from?: string | undefined
  to?: string | undefined
}

/** A period from what a person gave: a fiscal year, a month, or two days; else what to do. */
export function readPeriod(
  asked: PeriodAsked,
  yearEnds: string,
): { kind: 'period'; period: Period } | { kind: 'refused'; sentence: Sentence } {
  const { year, month, from, to } = asked
  const ways = [year, month, from ?? to].filter((one) => one !== undefined)
  if (ways.length !== 1) return refused(oneWay)
  if (year !== undefined)
    return Number.isInteger(year) && year >= 1900 && year <= 2099
      ? { kind: 'period', period: fiscalYear(year, yearEnds) }
      : refused(badYear)
  if (month !== undefined)
    return monthPattern.test(month)
      ? { kind: 'period', period: monthPeriod(month) }
      : refused(badMonth)
  const days = z.object({ from: z.iso.date(), to: z.iso.date() }).safeParse({ from, to })
  if (!days.success) return refused(badDays)
  if (days.data.from > days.data.to) return refused(wrongWay)
  if (daysOf(days.data) > periodLimits.days) return refused(tooLong)
  return { kind: 'period', period: days.data }
}

function refused(sentence: Sentence): { kind: 'refused'; sentence: Sentence } {
  return { kind: 'refused', sentence }
}

/** As part of a file's name: `2026-11` for a month, `2026` for a calendar year, else both days. */
export function periodName({ from, to }: Period): string {
  const month = monthOf(from)
  if (from === `${month}-01` && to === lastDayOf(month)) return month
  const year = from.slice(0, 4)
  if (from === `${year}-01-01` && to === `${year}-12-31`) return year
  return `${from}_${to}`
}

/** The months that a period touches, in order. */
export function monthsOf({ from, to }: Period): string[] {
  const months: string[] = []
  for (let month = monthOf(from); month <= monthOf(to); month = monthAfter(month))
    months.push(month)
  return months
}

/** Whether it begins with a month's first day and ends with a month's last. */
export function isOfWholeMonths({ from, to }: Period): boolean {
  return from.endsWith('-01') && to === lastDayOf(monthOf(to))
}

/** Whether it is one fiscal year, from its first day to its last. */
export function isFiscalYear({ from, to }: Period, yearEnds: string): boolean {
  const days = daysOfYear(fiscalYearOf(to, yearEnds), yearEnds)
  return days.from === from && days.to === to
}

export function isWithin(date: string, { from, to }: Period): boolean {
  return date >= from && date <= to
}

function daysOf({ from, to }: Period): number {
  return daysBetween(from, to) + 1
}

const oneWay: Sentence = {
  fr: 'Indiquez la période d’une seule façon\u202f: un exercice, un mois, ou un premier et un dernier jour.',
  en: 'Give the period in one way: a fiscal year, a month, or a first and a last day.',
}
const badYear: Sentence = {
  fr: 'Un exercice s’écrit par l’année où il se clôt\u202f: 2026.',
  en: 'A fiscal year is written by the year in which it closes: 2026.',
}
const badMonth: Sentence = {
  fr: 'Un mois s’écrit 2026-11.',
  en: 'A month is written 2026-11.',
}
const badDays: Sentence = {
  fr: 'Donnez les deux jours, écrits 2026-11-30.',
  en: 'Give both days, written 2026-11-30.',
}
const wrongWay: Sentence = {
  fr: 'Le premier jour est après le dernier\u202f: inversez-les.',
  en: 'The first day is after the last: swap them.',
}
const tooLong: Sentence = {
  fr: 'La période est trop longue\u202f: demandez trois ans au plus.',
  en: 'The period is too long: ask for three years at most.',
}
