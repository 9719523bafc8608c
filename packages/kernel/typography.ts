// French and English typography: narrow spaces before marks, numbers, issue numbers and dates.
// Everything here is pure text to text; what a person wrote is never lost, only spaced.
import type { Locale } from './errors.ts'

/** U+202F, the narrow no-break space of French typography. */
export const narrowSpace = '\u202f'
/** U+00A0, the ordinary no-break space. */
const noBreakSpace = '\u00a0'

/** Replace `text.slice(start, end)` (white space or nothing) by `insert`. Offsets in UTF-16 units. */
export type SpaceEdit = { start: number; end: number; insert: string }

/**
 * Puts a narrow no-break space before `? ! ; :` and inside « ». Links, addresses, times, ratios and
 * code stay as they are; no character is removed but the plain or no-break spaces it replaces.
 * Idempotent and linear in the length of the text.
 */
export function frenchSpaces(text: string): string {
  return applySpaceEdits(text, frenchSpaceEdits(text))
}

/**
 * The edits that `frenchSpaces` would make, in order and without overlap, so that callers can map
 * them onto spans or offer them one by one.
 */
export function frenchSpaceEdits(text: string): SpaceEdit[] {
  const kept = protectedRanges(text)
  const edits: SpaceEdit[] = []
  let keptAt = 0
  for (const match of text.matchAll(spaceable)) {
    const at = match.index
    while (kept[keptAt] && (kept[keptAt]?.end ?? 0) <= at) keptAt += 1
    const range = kept[keptAt]
    if (range && range.start <= at) continue
    const edit = match[0] === '«' ? insideOpening(text, at) : beforeMark(text, at, match[0])
    const last = edits.at(-1)
    if (edit && (!last || last.end <= edit.start)) edits.push(edit)
  }
  return edits
}

/** Applies edits that are in order and don't overlap. */
export function applySpaceEdits(text: string, edits: readonly SpaceEdit[]): string {
  let out = ''
  let from = 0
  for (const { start, end, insert } of edits) {
    out += text.slice(from, start) + insert
    from = end
  }
  return out + text.slice(from)
}

const spaceable = /[«»]|[?!;:]+/g
const spaces = ' \u00a0\u202f'
const isSpace = (char: string | undefined) => char !== undefined && spaces.includes(char)

function insideOpening(text: string, at: number): SpaceEdit | undefined {
  let end = at + 1
  while (isSpace(text[end])) end += 1
  const next = text[end]
  if (next === undefined || /\s/.test(next)) return undefined
  return edit(text, { start: at + 1, end })
}

function beforeMark(text: string, at: number, marks: string): SpaceEdit | undefined {
  let start = at
  while (isSpace(text[start - 1])) start -= 1
  const before = text[start - 1]
  if (before === undefined || /[\s«]/.test(before)) return undefined
  if (marks !== '»') {
    if (/[([{?!;:]/.test(before)) return undefined
    const after = text.slice(at + marks.length, at + marks.length + 1)
    const spaced = start < at
    if (!spaced && !/[\p{L}\p{N}»”“"’')\]%€$°…*.]/u.test(before)) return undefined
    // Without a space before it, a mark inside a word is code or a name; with one, only `?` and `!`
    // may be glued to what follows (`enterrement ?Tersea`).
    const ends = after === '' || /[\s»”"’'\])}—–…,.«“*_]/.test(after)
    const glued = spaced && /^[?!]+$/.test(marks) && /[\p{L}\p{N}]/u.test(after)
    if (!ends && !glued) return undefined
    if (/^[;:]+$/.test(marks) && (marks.length > 1 || /[\])}*]/.test(after))) return undefined
  }
  return edit(text, { start, end: at })
}

function edit(text: string, { start, end }: { start: number; end: number }) {
  return text.slice(start, end) === narrowSpace ? undefined : { start, end, insert: narrowSpace }
}

/**
 * What must never be touched: code between backquotes, addresses and links (also without scheme),
 * file paths, times and ratios, and words that hold signs of code.
 */
function protectedRanges(text: string): { start: number; end: number }[] {
  const ranges: { start: number; end: number }[] = []
  for (const match of text.matchAll(/`[^`\n]{1,500}`|[^\s«»]+/g)) {
    const word = match[0]
    const start = match.index
    if (word.startsWith('`') && word.length > 2 && word.endsWith('`')) {
      ranges.push({ start, end: start + word.length })
      continue
    }
    const kept = protectedPart(word)
    if (kept) ranges.push({ start: start + kept.start, end: start + kept.end })
  }
  return ranges
}

const signsOfLink =
  /:\/\/|^www\.|^[("'“[<]?(?:mailto|tel|data|javascript|urn):|[^\s@]@[^\s@]|^\/\w/i
const signsOfPath = /^[("'“[<]?(?:[\w-]+\.)+[a-z]{2,}(?:[/?#]\S|:\d|$)|^[a-z]:[\\/]/i
const signsOfCode = /\(\)|::|=>|->|[{}=\\¿¡]|&&|\|\||^:[a-z_]+:$|&\w+;|^\$/i

/** A longer run of signs without white space is no word: it is left alone. */
const longestWord = 300

/** The part of a word (no white space in it) that is a link, a time or code. */
function protectedPart(word: string): { start: number; end: number } | undefined {
  if (word.length > longestWord) return { start: 0, end: word.length }
  if (signsOfLink.test(word) || signsOfPath.test(word) || signsOfCode.test(word)) {
    return { start: 0, end: word.length }
  }
  const digits = /\d+(?::\d+)+/.exec(word)
  return digits ? { start: digits.index, end: digits.index + digits[0].length } : undefined
}

/** A number in the language's own way: `12 500` (narrow no-break space) or `12,500`. */
export function formatNumber(value: number, locale: Locale, maximumFractionDigits = 2): string {
  return new Intl.NumberFormat(locale === 'fr' ? 'fr-FR' : 'en-GB', {
    maximumFractionDigits,
  }).format(value)
}

export function frenchNumber(value: number, maximumFractionDigits = 2): string {
  return formatNumber(value, 'fr', maximumFractionDigits)
}

/** A share as a percentage: `0.4` is `40 %` in French and `40%` in English. */
export function formatShare(share: number, locale: Locale, maximumFractionDigits = 0): string {
  const number = formatNumber(share * 100, locale, maximumFractionDigits)
  return locale === 'fr' ? `${number}${narrowSpace}%` : `${number}%`
}

/** An issue's number as printed: `N° 131` in French, `No. 131` in English; never broken over lines. */
export function issueNumberText(number: number, locale: Locale = 'fr'): string {
  return locale === 'fr' ? `N°${noBreakSpace}${number}` : `No.${noBreakSpace}${number}`
}

/** A rank: `1er`, `1re` (feminine), `2e`; `1st`, `2nd`, `11th`. */
export function ordinal(value: number, locale: Locale, feminine = false): string {
  if (locale === 'fr') return value === 1 ? `1${feminine ? 're' : 'er'}` : `${value}e`
  const rule = new Intl.PluralRules('en', { type: 'ordinal' }).select(value)
  const endings: Partial<Record<Intl.LDMLPluralRule, string>> = { one: 'st', two: 'nd', few: 'rd' }
  return `${value}${endings[rule] ?? 'th'}`
}

type DateStyle = { weekday?: boolean; year?: boolean }

/**
 * A date in words: `1er décembre 2026`, `mardi 1er décembre 2026`, `1 December 2026`.
 * `at` is a calendar date (`2026-12-01`, read as is) or an instant (read in `zone`).
 */
export function formatDate(
  at: string | Date,
  locale: Locale,
  { weekday = false, year = true, zone = 'Europe/Paris' }: DateStyle & { zone?: string } = {},
): string {
  const isDay = typeof at === 'string' && /^\d{4}-\d{2}-\d{2}$/.test(at)
  const parts = new Intl.DateTimeFormat(locale === 'fr' ? 'fr-FR' : 'en-GB', {
    day: 'numeric',
    month: 'long',
    ...(year ? { year: 'numeric' } : {}),
    ...(weekday ? { weekday: 'long' } : {}),
    timeZone: isDay ? 'UTC' : zone,
  }).formatToParts(new Date(isDay ? `${at}T12:00:00Z` : at))
  return parts
    .map(({ type, value }) => (locale === 'fr' && type === 'day' && value === '1' ? '1er' : value))
    .join('')
    .replace(/(\d(?:er)?) (\p{L})/u, `$1${noBreakSpace}$2`)
}

/** A cover's month: `décembre 2026`, `December 2026`. `day` is `2026-12-01`. */
export function formatMonth(day: string, locale: Locale): string {
  return new Intl.DateTimeFormat(locale === 'fr' ? 'fr-FR' : 'en-GB', {
    month: 'long',
    year: 'numeric',
    timeZone: 'UTC',
  }).format(new Date(`${day.slice(0, 10)}T12:00:00Z`))
}

/** A time of day in a zone: `8 h 30`, `8 h` in French, `08:30` in English. */
export function formatTime(at: string | Date, locale: Locale, zone = 'Europe/Paris'): string {
  const text = new Intl.DateTimeFormat('en-GB', {
    hour: '2-digit',
    minute: '2-digit',
    hourCycle: 'h23',
    timeZone: zone,
  }).format(new Date(at))
  if (locale === 'en') return text
  const [hours, minutes] = text.split(':')
  const hour = `${Number(hours)}${narrowSpace}h`
  return minutes === '00' ? hour : `${hour}${narrowSpace}${minutes}`
}

/** The first letter in capitals, as at the head of a sentence; accents kept. */
export function sentenceCase(text: string, locale: Locale): string {
  const [first = ''] = text
  return first.toLocaleUpperCase(locale) + text.slice(first.length)
}

/** An amount in cents: `1 234,56 €` (unbreakable) or `€1,234.56`. */
export function formatEuros(cents: number, locale: Locale): string {
  return withMinus(cents, locale, { style: 'currency', currency: 'EUR' })
}

/** `1 234,56` without its currency: for columns whose head names it. */
export function formatAmount(cents: number, locale: Locale): string {
  return withMinus(cents, locale, { minimumFractionDigits: 2, maximumFractionDigits: 2 })
}

/** Whole euros, without their currency: `12 345`. */
export function formatWholeEuros(cents: number, locale: Locale): string {
  return withMinus(cents, locale, { maximumFractionDigits: 0 })
}

/** Below zero with a true minus, as wide as a plus. */
function withMinus(cents: number, locale: Locale, options: Intl.NumberFormatOptions): string {
  const format = new Intl.NumberFormat(locale === 'fr' ? 'fr-FR' : 'en-GB', options)
  const text = format.format(Math.abs(cents) / 100)
  return cents < 0 ? `\u2212${text}` : text
}

/** A rate in basis points: 210 is `2,10 %` or `2.10%`. */
export function formatRate(basisPoints: number, locale: Locale): string {
  const number = new Intl.NumberFormat(locale === 'fr' ? 'fr-FR' : 'en-GB', {
    minimumFractionDigits: 2,
  }).format(basisPoints / 100)
  return locale === 'fr' ? `${number}${narrowSpace}%` : `${number}%`
}
