// Days counted from days, and written. Pure.
import { dayMs } from '#kernel/time'

/** The day so many days later (or earlier): `2026-11-28` and 5 is `2026-12-03`. */
export function dayAfter(day: string, days: number): string {
  return new Date(Date.parse(`${day}T00:00:00Z`) + days * dayMs).toISOString().slice(0, 10)
}

/** Whole days from one day to another. */
export function daysBetween(from: string, to: string): number {
  return (Date.parse(`${to}T00:00:00Z`) - Date.parse(`${from}T00:00:00Z`)) / dayMs
}

/** `28/11/2026` of `2026-11-28`: figures, as columns and labels take them. */
export function dayInFigures(day: string): string {
  return day.split('-').toReversed().join('/')
}
