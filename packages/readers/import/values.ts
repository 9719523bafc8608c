// What the cells of an imported file mean: dates, countries, languages and states, as people and
// programs write them in French and English. Pure.
import type { Locale } from '#kernel/errors'
import { dayMs, type Instant, instant } from '#kernel/time'

/** A language by its code (`fr`, `fr-FR`) or its name. */
export function readLocale(typed: string): Locale | undefined {
  const word = plain(typed)
  if (/^(fr|fra|fre|francais|french)$/.test(word) || /^fr[a-z]{2}$/.test(word)) return 'fr'
  if (/^(en|eng|anglais|english)$/.test(word) || /^en[a-z]{2}$/.test(word)) return 'en'
  return undefined
}

/** ISO 3166-1 alpha-2, from the code or from the country's name in French or English. */
export function readCountry(typed: string): string | undefined {
  return countries().get(plain(typed))
}

let countryCodes: Map<string, string> | undefined

function countries(): Map<string, string> {
  if (countryCodes) return countryCodes
  const codes = new Map<string, string>()
  const letters = Array.from({ length: 26 }, (_, at) => String.fromCharCode(65 + at))
  const namers = (['fr', 'en'] as const).map(
    (locale) => new Intl.DisplayNames(locale, { type: 'region', fallback: 'none' }),
  )
  for (const code of letters.flatMap((a) => letters.map((b) => a + b))) {
    const names = namers.map((namer) => namer.of(code))
    if (unassigned.has(code) || names.some((name) => name === undefined)) continue
    codes.set(plain(code), code)
    for (const name of names) if (!codes.has(plain(name ?? ''))) codes.set(plain(name ?? ''), code)
  }
  for (const [name, code] of aliases) codes.set(name, code)
  countryCodes = codes
  return codes
}

/** Codes that Unicode names but ISO gives to no country, old ones among them. */
const unassigned = new Set(
  'EU EZ UN XA XB QO ZZ AC CP CQ DG EA IC TA AN BU CS DD FX NT SU TP YD YU ZR UK'.split(' '),
)
const aliases: readonly [string, string][] = [
  ['uk', 'GB'],
  ['greatbritain', 'GB'],
  ['angleterre', 'GB'],
  ['england', 'GB'],
  ['usa', 'US'],
  ['fra', 'FR'],
  ['hollande', 'NL'],
]

/**
 * A day or a moment: ISO 8601, or day before month as written in France (`01/03/2024`,
 * `1.3.2024 14:05`). A moment without a zone counts as UTC. Undefined for a day that does not exist.
 */
export function readDay(typed: string): Instant | undefined {
  const text = typed.trim()
  const iso = /^(\d{4})[-/.](\d{1,2})[-/.](\d{1,2})(.*)$/.exec(text)
  const french = /^(\d{1,2})[-/.](\d{1,2})[-/.](\d{4})(.*)$/.exec(text)
  const [year, month, day, rest] = iso
    ? [iso[1], iso[2], iso[3], iso[4]]
    : french
      ? [french[3], french[2], french[1], french[4]]
      : []
  if (year === undefined || month === undefined || day === undefined) return undefined
  const date = new Date(Date.UTC(Number(year), Number(month) - 1, Number(day)))
  if (date.getUTCMonth() + 1 !== Number(month) || date.getUTCDate() !== Number(day))
    return undefined
  if (Number(year) < 1990) return undefined
  const ms = timeOfDay((rest ?? '').trim().replace(/^(T|à|at)\s*/i, ''))
  return ms === undefined ? undefined : instant(date.getTime() + ms)
}

/** Milliseconds since midnight UTC. */
function timeOfDay(text: string): number | undefined {
  if (text === '') return 0
  const match =
    /^(\d{1,2})[:h](\d{2})(?::(\d{2})(?:\.\d{1,9})?)?\s*(?:Z|UTC|([+-])(\d{2}):?(\d{2}))?$/i.exec(
      text,
    )
  if (!match) return undefined
  const [, hour, minute, second = '0', sign, zoneHour = '0', zoneMinute = '0'] = match
  const seconds = Number(hour) * 3600 + Number(minute) * 60 + Number(second)
  if (Number(minute) > 59 || Number(second) > 59 || seconds >= dayMs / 1000) return undefined
  const offset = (Number(zoneHour) * 60 + Number(zoneMinute)) * 60 * (sign === '-' ? -1 : 1)
  return (seconds - offset) * 1000
}

/** What another tool's state says: whether the person may still be written to. */
export function readStatus(typed: string): 'subscribed' | 'notSubscribed' | undefined {
  const word = plain(typed)
  if (word === '') return 'subscribed'
  if (subscribedWords.includes(word)) return 'subscribed'
  if (leftWords.includes(word)) return 'notSubscribed'
  return undefined
}

const subscribedWords = [
  'subscribed',
  'active',
  'actif',
  'active1',
  'confirmed',
  'confirme',
  'inscrit',
  'inscrite',
  'abonne',
  'abonnee',
  'enabled',
  'ok',
  'oui',
  'yes',
]
const leftWords = [
  'unsubscribed',
  'desinscrit',
  'desinscrite',
  'desabonne',
  'desabonnee',
  'bounced',
  'bounce',
  'hardbounced',
  'rejete',
  'invalid',
  'invalide',
  'cleaned',
  'complained',
  'complaint',
  'spam',
  'plainte',
  'blocklisted',
  'blacklisted',
  'blacklist',
  'bloque',
  'suppressed',
  'optedout',
  'optout',
  'inactive',
  'inactif',
  'disabled',
  'deleted',
  'supprime',
  'efface',
  'archived',
  'unconfirmed',
  'pending',
  'pasencoreconfirme',
  'notconfirmedyet',
  'nonconfirme',
  'non',
  'no',
]

function plain(typed: string): string {
  return typed
    .normalize('NFD')
    .replace(/\p{M}/gu, '')
    .toLowerCase()
    .replace(/[^a-z0-9]/g, '')
}
