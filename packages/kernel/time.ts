// Instants, wall-clock times and zones. Stored instants are ISO 8601 in UTC with milliseconds, so
// that they sort as text. A wall-clock time is what a person picked; it is kept beside the instant.
import { Temporal } from 'temporal-polyfill'

/** `2026-12-01T07:30:00.000Z` */
export type Instant = string & { readonly __instant: true }

/** The current time, as a dependency: real time on Lambda, the sandbox's clock locally. */
export type Clock = () => Date

/** The instant of a Date or of epoch milliseconds. */
export function instant(value: Date | number): Instant {
  return new Date(value).toISOString() as Instant
}

/** Parses any ISO 8601 instant with an offset or `Z`; undefined when it is none. */
export function parseInstant(text: string): Instant | undefined {
  try {
    return instant(Temporal.Instant.from(text).epochMilliseconds)
  } catch {
    return undefined
  }
}

export function plusMs(at: Instant, ms: number): Instant {
  return instant(Date.parse(at) + ms)
}

/**
 * A wall-clock time in a zone as an instant. Times that the clock change skips or repeats are
 * told apart, never guessed; for a repeated one both instants are given.
 */
export type WallClockReading =
  | { kind: 'instant'; at: Instant }
  | { kind: 'skipped'; before: Instant; after: Instant }
  | { kind: 'repeated'; first: Instant; second: Instant }
  | { kind: 'malformed' }
  | { kind: 'unknownZone' }

/** `wallClock` is `2026-12-01T08:30` (seconds allowed), `zone` an IANA name. */
export function readWallClock(wallClock: string, zone: string): WallClockReading {
  if (!/^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}(:\d{2})?$/.test(wallClock)) return { kind: 'malformed' }
  if (!isZone(zone)) return { kind: 'unknownZone' }
  let plain: Temporal.PlainDateTime
  try {
    plain = Temporal.PlainDateTime.from(wallClock, { overflow: 'reject' })
  } catch {
    return { kind: 'malformed' }
  }
  const earlier = plain.toZonedDateTime(zone, { disambiguation: 'earlier' })
  const later = plain.toZonedDateTime(zone, { disambiguation: 'later' })
  if (earlier.epochMilliseconds === later.epochMilliseconds)
    return { kind: 'instant', at: instant(earlier.epochMilliseconds) }
  const pair = [instant(earlier.epochMilliseconds), instant(later.epochMilliseconds)] as const
  return earlier.toPlainDateTime().equals(plain)
    ? { kind: 'repeated', first: pair[0], second: pair[1] }
    : { kind: 'skipped', before: pair[0], after: pair[1] }
}

/** Whether the runtime knows this IANA zone. */
export function isZone(zone: string): boolean {
  try {
    new Intl.DateTimeFormat('en', { timeZone: zone })
    return zone.includes('/') || zone === 'UTC'
  } catch {
    return false
  }
}

/** The wall-clock reading of an instant in a zone, as `2026-12-01T08:30`. */
export function wallClockOf(at: Instant, zone: string): string {
  return Temporal.Instant.from(at).toZonedDateTimeISO(zone).toPlainDateTime().toString({
    smallestUnit: 'minute',
  })
}

/** The calendar date of an instant in a zone, as `2026-12-01`. */
export function dateOf(at: Instant, zone: string): string {
  return wallClockOf(at, zone).slice(0, 10)
}

export const minuteMs = 60_000
export const hourMs = 60 * minuteMs
export const dayMs = 24 * hourMs
