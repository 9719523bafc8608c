// Finds the paragraph that sends readers to the editorial calendar: by the noun it uses, by where
// it points (`ici`, `here`, a link), and by its place near the end.
import { type Unit, unitText } from './unit.ts'

const letter = '[\\p{L}\\p{N}]'
const word = (alternatives: string) =>
  new RegExp(`(?<!${letter})(?:${alternatives})(?!${letter})`, 'iu')

/** Nouns that name a calendar, and nouns that may stand for one. */
const calendarNoun = word(
  'calendriers?|calendars?|agendas?|plannings?|programme (?:éditorial|rédactionnel|des numéros)',
)
const planNoun = word(
  'programmes?|sommaires?|parutions?|prochains? (?:numéros?|dossiers?)|(?:numéros?|dossiers?) à venir|' +
    'schedules?|line-?ups?|(?:next|coming|upcoming|forthcoming) (?:issues?|features?|dossiers?)',
)
/** Points to something on the page: at the end of a clause, or before what it is for. */
const pointer = new RegExp(
  `(?<!${letter}|d[’']|jusqu[’']|par[ -])(?:ici|là|here)(?= ?(?:[.,;:!?…)\\]»”"]|$|pour |to ))|` +
    `(?<!${letter})(?:ci-dessous|ci-après|ci-contre|plus bas|below|(?:ce|le|this|the) (?:lien|link)|page suivante)(?!${letter})`,
  'iu',
)
const calendarAddress = /calend(?:rier|ar)|agenda|planning/i

/** Index of the unit that calls to the calendar; the last of the best ones. */
export function findCalendarCall(units: readonly Unit[]): number | undefined {
  const texts = [...units.keys()].filter((at) => units[at]?.role === 'text')
  const lasts = texts.slice(-3)
  let best: { at: number; score: number } | undefined
  for (const at of texts) {
    const unit = units[at] as Unit
    if (at === texts[0] && texts.length > 1) continue
    const score = callScore(unit, {
      nearEnd: lasts.indexOf(at) + 1,
      isLast: at === lastLong(units, lasts),
    })
    if (score > 0 && score >= (best?.score ?? 0)) best = { at, score }
  }
  return best?.at
}

/** The last of these units that is more than a signature. */
function lastLong(units: readonly Unit[], lasts: readonly number[]): number | undefined {
  return lasts.findLast((at) => unitText(units[at] as Unit).length >= 50)
}

/** `nearEnd` is 0 unless the unit is among the last three. */
function callScore(unit: Unit, place: { nearEnd: number; isLast: boolean }): number {
  const text = unitText(unit)
  if (text.length > 2_500) return 0
  const links = unit.spans.filter(({ href }) => href !== undefined)
  const names = calendarNoun.test(text)
  const points = pointer.test(text)
  if (links.some(({ href = '' }) => calendarAddress.test(href))) return 6
  if (names && (points || links.length > 0)) return 5
  if (place.nearEnd > 0 && planNoun.test(text) && (points || links.length > 0)) return 4
  if (place.nearEnd > 1 && names) return 3
  return place.isLast && points && links.length === 0 ? 1 : 0
}
