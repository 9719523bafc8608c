// Gives each unit of a text its place in the newsletter, by position, length and marks: title,
// epigraph, standfirst, headings, paragraphs, lists, the call to the calendar, the closing.
import { type Block, blockLimits } from '../blocks.ts'
import { findCalendarCall } from './find-calendar-call.ts'
import { type Epigraph, findEpigraph } from './find-epigraph.ts'
import { nameScore } from './person-name.ts'
import { type Unit, unitText } from './unit.ts'

type WithoutId<T> = T extends unknown ? Omit<T, 'id'> : never
/** A block before it has an id. */
export type Draft = WithoutId<Block>

export type Structure = { drafts: Draft[]; hasTitle: boolean; unreadAttribution: boolean }

/** The blocks of a text, in its order. Every character of every unit is in one of them. */
export function recogniseStructure(units: readonly Unit[]): Structure {
  const calendarAt = findCalendarCall(units)
  const headings = new Set(
    [...units.keys()].filter((at) => ['heading', 'title'].includes(units[at]?.role ?? '')),
  )
  const taken = new Set(headings)
  if (calendarAt !== undefined) taken.add(calendarAt)
  const epigraph = findEpigraph(units, taken)
  const outside = [...units.keys()].filter((at) => !isInside(epigraph, at))
  const title = findTitle(units, outside, calendarAt)
  const standfirst = findStandfirst(units, { outside, title, calendarAt })
  const closings = findClosings(units, { outside, calendarAt, title, standfirst })
  const places: Places = { calendarAt, epigraph, title, standfirst, closings }
  return {
    drafts: drafts(units, places),
    hasTitle: title !== undefined,
    unreadAttribution: epigraph !== undefined && epigraph.read.author === undefined,
  }
}

type Places = {
  calendarAt: number | undefined
  epigraph: Epigraph | undefined
  title: number | undefined
  standfirst: number | undefined
  closings: ReadonlySet<number>
}

function isInside(epigraph: Epigraph | undefined, at: number): boolean {
  return epigraph !== undefined && at >= epigraph.from && at < epigraph.to
}

const limits = {
  title: 220,
  sentenceTitle: 120,
  kicker: 70,
  standfirst: 480,
  heading: 90,
  closing: 110,
}
/** How many units into the text a title may stand. */
const headUnits = 4

function findTitle(
  units: readonly Unit[],
  outside: readonly number[],
  calendarAt: number | undefined,
): number | undefined {
  const isTitle = (at: number) => units[at]?.role === 'title' || units[at]?.level === 1
  const head = outside.filter((at) => units[at]?.role !== 'divider' && at !== calendarAt)
  const marked = head.slice(0, headUnits + 2).find(isTitle)
  if (marked !== undefined) return fitsLine(units[marked]) ? marked : undefined
  const firstLong = head.findIndex((at) => unitText(units[at] as Unit).length > limits.title)
  const opening = head.slice(0, firstLong < 0 ? headUnits : Math.min(firstLong + 1, headUnits))
  const heading = opening.find((at) => units[at]?.role === 'heading')
  if (heading !== undefined) return fitsLine(units[heading]) ? heading : undefined
  const [first, second] = head
  if (first === undefined) return undefined
  if (second !== undefined && isKicker(units[first]) && isTitleLike(units, second, head[2])) {
    return unitText(units[second] as Unit).endsWith('.') ? first : second
  }
  return isTitleLike(units, first, second) ? first : undefined
}

function fitsLine(unit: Unit | undefined): boolean {
  return unit !== undefined && unitText(unit).length <= blockLimits.heading
}

/** Short, and not a sentence that ends; or a short sentence before much longer text. */
function isTitleLike(units: readonly Unit[], at: number, next: number | undefined): boolean {
  const unit = units[at] as Unit
  const text = unitText(unit)
  if (unit.role !== 'text' || text.length > limits.title || /[,;]$/.test(text)) return false
  if (next === undefined) return false
  const nextLength = Math.max(
    unitText(units[next] as Unit).length,
    unitText(units[next + 1] ?? (units[next] as Unit)).length,
  )
  if (!/[.:…]$/.test(text)) return text.length < nextLength * 1.5
  return text.length <= limits.sentenceTitle && text.length * 2 <= nextLength
}

const months =
  'janvier|février|mars|avril|mai|juin|juillet|août|septembre|octobre|novembre|décembre|' +
  'january|february|march|april|may|june|july|august|september|october|november|december'
const numberOrDate = new RegExp(
  `(?:n[°ºo]\\.?|#|numéro|issue)\\s*\\d+|(?:${months})\\s+\\d{4}|\\d{1,2}[/.]\\d{1,2}[/.]\\d{2,4}`,
  'iu',
)

/** The line above a title that tells number and date of the letter. */
function isKicker(unit: Unit | undefined): boolean {
  if (unit?.role !== 'text') return false
  const text = unitText(unit)
  if (text.length > limits.kicker || /[?!:.;,]$/.test(text)) return false
  // A number or a date; or a few words in capitals, as the title of a letter that has another below.
  const isCapitals = text === text.toUpperCase() && /\p{L}/u.test(text)
  return numberOrDate.test(text) || (isCapitals && text.split(/\s+/).length <= 3)
}

type Around = {
  outside: readonly number[]
  title: number | undefined
  calendarAt: number | undefined
}

function findStandfirst(units: readonly Unit[], around: Around): number | undefined {
  const { outside, title, calendarAt } = around
  const marked = outside.find((at) => units[at]?.role === 'standfirst')
  if (marked !== undefined) return marked
  const after = outside.filter((at) => title === undefined || at > title)
  const rest = after.filter((at) => units[at]?.role !== 'divider' && at !== calendarAt)
  const at = isByline(units[rest[0] ?? -1]) ? rest[1] : rest[0]
  if (at === undefined) return undefined
  const unit = units[at] as Unit
  const body = rest.filter((index) => index > at && isBody(units[index]))
  if (title !== undefined && unit.role === 'heading') {
    return unitText(unit).length >= 60 && body.length > 0 ? at : undefined
  }
  if (title !== undefined && isSubtitle(units, at, rest)) return at
  if (unit.role !== 'text') return undefined
  if (isSetApart(unit) && !body.every((index) => isSetApart(units[index] as Unit))) {
    return unitText(unit).length > 40 ? at : undefined
  }
  if (title === undefined || body.length < 2) return undefined
  return readsAsStandfirst(units, { at, body }) ? at : undefined
}

/** A short line under the title where no other line is like it: not the head of a section. */
function isSubtitle(units: readonly Unit[], at: number, rest: readonly number[]): boolean {
  const [first, second] = rest
  const unit = units[at] as Unit
  const { length } = unitText(unit)
  if (first !== at || second === undefined || unit.role !== 'text') return false
  if (length < 20 || length > limits.heading) return false
  // The epigraph stands between this line and the text: no section begins here.
  if (second !== at + 1) return true
  const isShort = (index: number) => looksLikeHeading(units, index)
  return isShort(at) && !rest.slice(1).some(isShort)
}

/** Nothing marks it: the first paragraph is one if it is not longer than those after it. */
function readsAsStandfirst(
  units: readonly Unit[],
  { at, body }: { at: number; body: readonly number[] },
): boolean {
  const text = unitText(units[at] as Unit)
  if (text.length < 40 || text.length > limits.standfirst) return false
  if (/[,:;]$/.test(text) || /^[—–-]\s/.test(text) || /^["«“]/.test(text)) return false
  const lengths = body.map((index) => unitText(units[index] as Unit).length).sort((a, b) => a - b)
  const middle = lengths[Math.floor(lengths.length / 2)] ?? 0
  return text.length <= middle * 1.25
}

function isBody(unit: Unit | undefined): boolean {
  return unit?.role === 'text' && unitText(unit).length >= 80
}

function isSetApart({ spans }: Unit): boolean {
  return spans.every(({ bold }) => bold) || spans.every(({ italic }) => italic)
}

function isByline(unit: Unit | undefined): boolean {
  if (unit?.role !== 'text') return false
  const text = unitText(unit)
  const name = /^(?:par|by)\s+(.{2,60})$/iu.exec(text)?.[1]
  return name !== undefined && nameScore(name) >= 0.4
}

/** Short lines at the very end: a farewell, a signature. At most three. */
function findClosings(
  units: readonly Unit[],
  around: Around & { standfirst: number | undefined },
): ReadonlySet<number> {
  const { outside, calendarAt, title, standfirst } = around
  const closings = new Set<number>()
  const body = outside.filter((at) => isBody(units[at]) && at !== standfirst)
  const lastBody = Math.max(calendarAt ?? -1, body.at(-1) ?? -1)
  if (lastBody < 0) return closings
  for (const at of outside.filter((index) => index > lastBody).slice(-3)) {
    const unit = units[at] as Unit
    if (unit.role !== 'text' || at === title || unitText(unit).length > limits.closing) continue
    closings.add(at)
  }
  return closings
}

function drafts(units: readonly Unit[], places: Places): Draft[] {
  const out: Draft[] = []
  for (let at = 0; at < units.length; ) {
    const { epigraph } = places
    if (epigraph && at === epigraph.from) {
      out.push(epigraphDraft(epigraph))
      at = epigraph.to
      continue
    }
    const unit = units[at] as Unit
    if (unit.role === 'item') {
      const items = listItems(units, at)
      out.push(listDraft(items))
      at += items.length
      continue
    }
    out.push(draft(units, at, places))
    at += 1
  }
  return out
}

function epigraphDraft({ quote, attribution, read, attributionFirst }: Epigraph): Draft {
  return {
    type: 'epigraph',
    quote,
    attribution,
    ...read,
    ...(attributionFirst ? { attributionFirst: true } : {}),
  }
}

function listItems(units: readonly Unit[], from: number): Unit[] {
  const key = units[from]?.list?.key
  let to = from
  while (
    units[to]?.role === 'item' &&
    units[to]?.list?.key === key &&
    to - from < blockLimits.listItems
  ) {
    to += 1
  }
  return units.slice(from, to)
}

function listDraft(items: readonly Unit[]): Draft {
  const markers = items.map(({ list }) => list?.marker ?? '')
  return {
    type: 'list',
    ordered: items[0]?.list?.ordered ?? false,
    items: items.map(({ spans }) => spans),
    ...(markers.some((marker) => marker !== '') ? { markers } : {}),
  }
}

function draft(units: readonly Unit[], at: number, places: Places): Draft {
  const unit = units[at] as Unit
  const text = unitText(unit)
  if (unit.role === 'divider') {
    return { type: 'divider', ...(unit.mark === undefined ? {} : { mark: unit.mark }) }
  }
  if (at === places.title) return { type: 'title', text }
  if (at === places.standfirst) return { type: 'standfirst', spans: unit.spans }
  if (at === places.calendarAt) return { type: 'calendarLink', spans: unit.spans }
  if (places.closings.has(at)) return { type: 'closing', spans: unit.spans }
  if (isHeading(units, at, places)) return { type: 'heading', text }
  return { type: 'paragraph', spans: unit.spans }
}

function isHeading(units: readonly Unit[], at: number, { title }: Places): boolean {
  const unit = units[at] as Unit
  const text = unitText(unit)
  if (text.length > blockLimits.heading) return false
  if (unit.role === 'heading' || unit.role === 'title') return true
  if (title !== undefined && at < title) return unit.role === 'text' && text.length <= limits.kicker
  return looksLikeHeading(units, at)
}

/** A short line without a final mark before longer text. */
function looksLikeHeading(units: readonly Unit[], at: number): boolean {
  const unit = units[at] as Unit
  const text = unitText(unit)
  if (unit.role !== 'text' || text.length > limits.heading) return false
  if (unit.spans.every(({ bold }) => bold) && !/[,;]$/.test(text)) return true
  if (isByline(unit) || /[.,;:!…»”"]$/.test(text) || /^[—–«“"-]/.test(text)) return false
  const next = units[at + 1]
  if (!next || (next.role !== 'text' && next.role !== 'item')) return false
  return unitText(next).length > text.length * 1.5
}
