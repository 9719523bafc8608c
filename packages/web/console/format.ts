// Dates, durations and numbers as staff read them: relative first, the exact one beside it with its
// zone. Pure: the present moment is an argument.
import type { Locale } from '#kernel/errors'
import { dateOf, dayMs, hourMs, type Instant, minuteMs } from '#kernel/time'

const tags: Record<Locale, string> = { fr: 'fr-FR', en: 'en-GB' }

/** `1 234` in French (narrow no-break space), `1,234` in English. */
export function formatCount(count: number, locale: Locale): string {
  return new Intl.NumberFormat(tags[locale]).format(count)
}

/** `40 %` in French, `40%` in English; `share` from 0 to 1. */
export function formatShare(share: number, locale: Locale): string {
  return new Intl.NumberFormat(tags[locale], {
    style: 'percent',
    maximumFractionDigits: 0,
  }).format(share)
}

/** Number of pages, in quarters: `12`, `0,25`. */
export function formatPages(pages: number, locale: Locale): string {
  return new Intl.NumberFormat(tags[locale], { maximumFractionDigits: 2 }).format(pages)
}

/** `mardi 1 décembre 2026` for a calendar date `2026-12-01`. */
export function formatDate(date: string, locale: Locale, style: 'full' | 'short' = 'full'): string {
  return new Intl.DateTimeFormat(tags[locale], {
    timeZone: 'UTC',
    ...(style === 'full'
      ? { weekday: 'long', day: 'numeric', month: 'long', year: 'numeric' }
      : { day: 'numeric', month: 'short', year: 'numeric' }),
  }).format(new Date(`${date}T00:00:00Z`))
}

/** `décembre 2026` for a calendar date. */
export function formatMonth(date: string, locale: Locale): string {
  return new Intl.DateTimeFormat(tags[locale], {
    timeZone: 'UTC',
    month: 'long',
    year: 'numeric',
  }).format(new Date(`${date}T00:00:00Z`))
}

/** `1 déc. 2026, 08:30 (Europe/Paris)`: the exact instant, with its zone. */
export function formatInstant(at: Instant, zone: string, locale: Locale): string {
  const text = new Intl.DateTimeFormat(tags[locale], {
    timeZone: zone,
    day: 'numeric',
    month: 'short',
    year: 'numeric',
    hour: '2-digit',
    minute: '2-digit',
  }).format(new Date(at))
  return `${text} (${zone})`
}

/**
 * How far an instant is: `dans 14 h`, `demain à 08:30`, `il y a 3 jours`. Within two days the
 * calendar day counts, as people say it; further away, days, weeks and months.
 */
export function relativeTime(
  at: Instant,
  options: { now: Date; zone: string; locale: Locale },
): string {
  const { now, zone, locale } = options
  const awayMs = Date.parse(at) - now.getTime()
  const near = Math.abs(awayMs)
  if (near < minuteMs) return locale === 'fr' ? 'à l’instant' : 'just now'
  const say = new Intl.RelativeTimeFormat(tags[locale], { numeric: 'auto', style: 'short' })
  if (near < hourMs) return say.format(Math.trunc(awayMs / minuteMs), 'minute')
  if (near < 18 * hourMs) return say.format(Math.trunc(awayMs / hourMs), 'hour')
  const days = calendarDays(now, at, zone)
  const long = new Intl.RelativeTimeFormat(tags[locale], { numeric: 'auto' })
  if (Math.abs(days) <= 1) {
    const time = new Intl.DateTimeFormat(tags[locale], {
      timeZone: zone,
      hour: '2-digit',
      minute: '2-digit',
    }).format(new Date(at))
    return `${long.format(days, 'day')}${locale === 'fr' ? ' à ' : ' at '}${time}`
  }
  if (Math.abs(days) < 14) return long.format(days, 'day')
  if (Math.abs(days) < 60) return long.format(Math.trunc(days / 7), 'week')
  if (Math.abs(days) < 730) return long.format(Math.trunc(days / 30.44), 'month')
  return long.format(Math.trunc(days / 365.25), 'year')
}

/** Whole calendar days from now to an instant, in a zone; negative for the past. */
export function calendarDays(now: Date, at: Instant, zone: string): number {
  const today = dateOf(now.toISOString() as Instant, zone)
  return Math.round((Date.parse(dateOf(at, zone)) - Date.parse(today)) / dayMs)
}
