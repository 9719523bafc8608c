// Numbers, dates and the trade's own marks as a person reads them. Dates carry the exact instant
// and its zone on hover.
import type { Locale } from '#kernel/errors'
import type { Instant } from '#kernel/time'
import { dayMs, hourMs, minuteMs } from '#kernel/time'

const tags: Record<Locale, string> = { fr: 'fr-FR', en: 'en-GB' }

/** `1 234` in French (narrow no-break space), `1,234` in English. */
export function formatNumber(value: number, locale: Locale): string {
  return new Intl.NumberFormat(tags[locale]).format(value)
}

/** A share from 0 to 1 as `40 %` or `40%`. */
export function formatShare(share: number, locale: Locale, digits = 0): string {
  return new Intl.NumberFormat(tags[locale], {
    style: 'percent',
    maximumFractionDigits: digits,
  }).format(share)
}

/** `12,4 Mo`, `900 ko`; rounded, as a reader's device tells it. */
export function formatBytes(bytes: number, locale: Locale): string {
  const isSmall = bytes < 1_000_000
  const value = isSmall ? Math.ceil(bytes / 1_000) : bytes / 1_000_000
  const number = new Intl.NumberFormat(locale === 'fr' ? 'fr-FR' : 'en-GB', {
    maximumFractionDigits: isSmall || value >= 10 ? 0 : 1,
  }).format(value)
  const units = locale === 'fr' ? ['ko', 'Mo'] : ['KB', 'MB']
  return `${number}\u00a0${isSmall ? units[0] : units[1]}`
}

/** A calendar date (`2026-12-01`) as `1er décembre 2026` or `1 December 2026`. */
export function formatDate(date: string, locale: Locale): string {
  const text = new Intl.DateTimeFormat(tags[locale], { dateStyle: 'long', timeZone: 'UTC' }).format(
    new Date(`${date.slice(0, 10)}T00:00:00Z`),
  )
  return locale === 'fr' ? text.replace(/^1 /, '1er ') : text
}

/** `nov.`, or `nov. 26` where years meet, for the heads of narrow columns. */
export function shortMonth(month: string, locale: Locale, year?: 'withYear'): string {
  return new Intl.DateTimeFormat(locale === 'fr' ? 'fr-FR' : 'en-GB', {
    month: 'short',
    ...(year ? { year: '2-digit' } : {}),
    timeZone: 'UTC',
  }).format(new Date(`${month}-01T00:00:00Z`))
}

/** The month of a cover date: `décembre 2026`, `December 2026`. */
export function formatMonth(date: string, locale: Locale): string {
  return new Intl.DateTimeFormat(tags[locale], {
    month: 'long',
    year: 'numeric',
    timeZone: 'UTC',
  }).format(new Date(`${date.slice(0, 10)}T00:00:00Z`))
}

/** An instant in a zone, exact: `mardi 1er décembre 2026 à 08:30 (Europe/Paris)`. */
export function formatInstant(at: Instant, locale: Locale, zone: string): string {
  const text = new Intl.DateTimeFormat(tags[locale], {
    dateStyle: 'full',
    timeStyle: 'short',
    timeZone: zone,
  }).format(new Date(at))
  const first = locale === 'fr' ? text.replace(/ 1 /, ' 1er ') : text
  return `${first} (${zone})`
}

/** An instant as seen from now: `dans 3 heures`, `yesterday`; past a month, the date. */
export function formatRelative(at: Instant, now: Date, locale: Locale, zone: string): string {
  const away = Date.parse(at) - now.getTime()
  const size = Math.abs(away)
  const relative = new Intl.RelativeTimeFormat(tags[locale], { numeric: 'auto' })
  if (size < 45_000) return locale === 'fr' ? 'à l’instant' : 'just now'
  if (size < 55 * minuteMs) return relative.format(Math.round(away / minuteMs), 'minute')
  if (size < 22 * hourMs) return relative.format(Math.round(away / hourMs), 'hour')
  if (size < 30 * dayMs) return relative.format(Math.round(away / dayMs), 'day')
  return new Intl.DateTimeFormat(tags[locale], { dateStyle: 'long', timeZone: zone }).format(
    new Date(at),
  )
}

/** An instant in a table or sentence: relative, the exact one with its zone on hover. */
export function Time(props: { at: Instant; now: Date; locale: Locale; zone: string }) {
  const { at, now, locale, zone } = props
  return (
    <time datetime={at} title={formatInstant(at, locale, zone)}>
      {formatRelative(at, now, locale, zone)}
    </time>
  )
}

/** An instant as date and wall-clock time, with its zone: for schedules and proofs. */
export function ExactTime(props: { at: Instant; locale: Locale; zone: string }) {
  return <time datetime={props.at}>{formatInstant(props.at, props.locale, props.zone)}</time>
}

/** The day of an instant or a calendar date, written out. */
export function Day(props: { date: string; locale: Locale; zone?: string }) {
  const { date, locale, zone } = props
  const day =
    date.length > 10
      ? new Intl.DateTimeFormat('sv-SE', { timeZone: zone ?? 'UTC' }).format(new Date(date))
      : date
  if (locale === 'fr' && day.endsWith('-01')) {
    const [, rest] = formatDate(day, 'fr').split('1er ')
    return (
      <time datetime={day}>
        1<sup>er</sup> {rest}
      </time>
    )
  }
  return <time datetime={day}>{formatDate(day, locale)}</time>
}

/** The month of a cover date, written out. */
export function Month(props: { date: string; locale: Locale }) {
  return <time datetime={props.date.slice(0, 7)}>{formatMonth(props.date, props.locale)}</time>
}

/** `N° 131` with a raised o, unbreakable. */
export function Numero(props: { n: number }) {
  return (
    <span class="numero">
      N<sup>o</sup>
      {'\u00a0'}
      {props.n}
    </span>
  )
}

/** A title: short compounds (`est-ce`, `a-t-elle`) are not parted at their hyphens. */
export function Title(props: { text: string }) {
  const parts = props.text.split(/([^\s-]{1,9}(?:-[^\s-]{1,9}){1,3})/)
  return (
    <>{parts.map((part, at) => (at % 2 === 1 ? <span class="unbroken">{part}</span> : part))}</>
  )
}
