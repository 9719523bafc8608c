// A reader's own instant: when a wall-clock time comes where they are. Pure. Their zone is the one
// they gave, else the main zone of their country, else the mailing's.
import { assert } from '#kernel/errors'
import { hourMs, type Instant, instant, isZone, plusMs, readWallClock } from '#kernel/time'

/** What is known of where somebody is: an ISO 3166 country of two letters, an IANA zone. */
export type Whereabouts = { country?: string | undefined; zone?: string | undefined }

/**
 * The instant of this wall-clock time (`2026-12-01T08:30`) where the reader is. A time that the
 * clock change skips there is the one after it (02:30 becomes 03:30); of a repeated one the first.
 * @throws Error when `wallClock` is no time or `defaultZone` no zone.
 */
export function callAt(input: {
  wallClock: string
  reader: Whereabouts
  defaultZone: string
}): Instant {
  const { wallClock, reader, defaultZone } = input
  const reading = readWallClock(wallClock, zoneOf(reader) ?? defaultZone)
  switch (reading.kind) {
    case 'instant':
      return reading.at
    case 'skipped':
      return reading.after
    case 'repeated':
      return reading.first
    default:
      throw new Error(`A mailing’s wall-clock time or zone is ${reading.kind}`)
  }
}

/** Where it is on the reader's clock; undefined when nothing is known. */
export function zoneOf({ country, zone }: Whereabouts): string | undefined {
  if (zone !== undefined && isZone(zone)) return zone
  return country === undefined ? undefined : zoneOfCountry(country)
}

/** When this wall-clock time comes first on earth (UTC+14): planning begins then at the latest. */
export function localStart(wallClock: string): Instant {
  return plusMs(inUtc(wallClock), -14 * hourMs)
}

/** When it has come everywhere on earth (UTC−12). */
export function localEnd(wallClock: string): Instant {
  return plusMs(inUtc(wallClock), 12 * hourMs)
}

function inUtc(wallClock: string): Instant {
  const reading = readWallClock(wallClock, 'UTC')
  assert(reading.kind === 'instant', 'a mailing has a wall-clock time')
  return instant(Date.parse(reading.at))
}

const known = new Map<string, string | undefined>()

/**
 * The main zone of a country (ISO 3166, two letters): the only one the runtime's own data (ICU's,
 * from CLDR) names for it, or, of several, the one most of its people live by. Undefined for what is
 * no country, or one without a zone of its own.
 */
export function zoneOfCountry(country: string): string | undefined {
  const code = country.toUpperCase()
  if (!known.has(code)) known.set(code, findZone(code))
  return known.get(code)
}

function findZone(code: string): string | undefined {
  const main = mainZones.get(code)
  if (main !== undefined) return main
  const zones = zonesIn(code)
  return zones.length === 1 ? zones[0] : undefined
}

/** All zones the runtime names for a country. Node 20 has the property, later ones the method. */
export function zonesIn(code: string): readonly string[] {
  if (!/^[A-Z]{2}$/.test(code)) return []
  const locale = new Intl.Locale(`und-${code}`) as Intl.Locale & {
    timeZones?: readonly string[]
    getTimeZones?: () => readonly string[]
  }
  return locale.getTimeZones?.() ?? locale.timeZones ?? []
}

/** Countries with several zones: the one of the most people; and Kosovo, which IANA has none for. */
const mainZones: ReadonlyMap<string, string> = new Map([
  ['AQ', 'Antarctica/McMurdo'],
  ['AR', 'America/Argentina/Buenos_Aires'],
  ['AU', 'Australia/Sydney'],
  ['BR', 'America/Sao_Paulo'],
  ['CA', 'America/Toronto'],
  ['CD', 'Africa/Kinshasa'],
  ['CL', 'America/Santiago'],
  ['CN', 'Asia/Shanghai'],
  ['CY', 'Asia/Nicosia'],
  ['DE', 'Europe/Berlin'],
  ['EC', 'America/Guayaquil'],
  ['ES', 'Europe/Madrid'],
  ['FM', 'Pacific/Pohnpei'],
  ['GL', 'America/Nuuk'],
  ['ID', 'Asia/Jakarta'],
  ['KI', 'Pacific/Tarawa'],
  ['KZ', 'Asia/Almaty'],
  ['MH', 'Pacific/Majuro'],
  ['MN', 'Asia/Ulaanbaatar'],
  ['MX', 'America/Mexico_City'],
  ['MY', 'Asia/Kuala_Lumpur'],
  ['NZ', 'Pacific/Auckland'],
  ['PF', 'Pacific/Tahiti'],
  ['PG', 'Pacific/Port_Moresby'],
  ['PS', 'Asia/Gaza'],
  ['PT', 'Europe/Lisbon'],
  ['RU', 'Europe/Moscow'],
  ['UA', 'Europe/Kyiv'],
  ['UM', 'Pacific/Wake'],
  ['US', 'America/New_York'],
  ['UZ', 'Asia/Tashkent'],
  ['VN', 'Asia/Ho_Chi_Minh'],
  ['XK', 'Europe/Belgrade'],
])
