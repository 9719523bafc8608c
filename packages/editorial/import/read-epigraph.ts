// Reads the epigraph that may begin at a unit: a quotation with its source, in the shapes that
// writers and word processors give it.
import { readAttribution } from './attribution.ts'
import {
  cutAtDash,
  cutWithSource,
  type QuoteAndSource,
  readLead,
  sourcedLine,
  startsAsSource,
} from './cut-source.ts'
import { cutBeforeQuotation, isWholeQuotation, openingMark } from './quotation.ts'
import { type Unit, unitText } from './unit.ts'

/** Units `from` to `to` (exclusive) are the epigraph. */
export type Epigraph = QuoteAndSource & { from: number; to: number }

const limits = { lines: 9, quote: 3_000, line: 300, unmarked: 700 }

type Reader = (
  units: readonly Unit[],
  at: number,
  taken: ReadonlySet<number>,
) => Epigraph | undefined
/** In the order in which they are tried. */
const readers: Reader[] = [
  blockQuotation,
  markedQuotation,
  sourceBefore,
  unmarkedQuotation,
  unmarkedLine,
]

/** The epigraph that begins at this unit; `taken` are units that are something else already. */
export function epigraphAt(
  units: readonly Unit[],
  at: number,
  taken: ReadonlySet<number>,
): Epigraph | undefined {
  for (const read of readers) {
    const found = read(units, at, taken)
    if (found) return found
  }
  return undefined
}

/** A quotation the format marks as one: `>` in Markdown, `blockquote` in HTML. */
function blockQuotation(
  units: readonly Unit[],
  at: number,
  taken: ReadonlySet<number>,
): Epigraph | undefined {
  if (units[at]?.role !== 'quote' || units[at - 1]?.role === 'quote') return undefined
  let to = at
  while (units[to]?.role === 'quote' && !taken.has(to)) to += 1
  if (to - at > limits.lines) return undefined
  const run = units.slice(at, to)
  const lines = run.map(unitText)
  const last = run.at(-1) as Unit
  if (run.length > 1 && isSourceLine(last, { afterQuotation: true })) {
    return epigraph({ from: at, to, quote: lines.slice(0, -1).join('\n'), source: last })
  }
  const joined = lines.join('\n')
  if (joined.length > limits.quote) return undefined
  const sameLine = cutWithSource(joined, italicsOf(run)) ?? cutAtDash(joined, italicsOf(run))
  if (sameLine) return { from: at, to, ...sameLine }
  const next = units[to]
  if (next && !taken.has(to) && isSourceLine(next, { afterQuotation: true })) {
    return epigraph({ from: at, to: to + 1, quote: joined, source: next })
  }
  return { from: at, to, quote: joined, attribution: '', read: {}, attributionFirst: false }
}

/** A quotation between marks of any kind, over one or several lines, its source after it. */
function markedQuotation(
  units: readonly Unit[],
  at: number,
  taken: ReadonlySet<number>,
): Epigraph | undefined {
  const first = units[at] as Unit
  if (first.role !== 'text' || !openingMark(unitText(first))) return undefined
  let joined = ''
  for (let to = at; to < Math.min(units.length, at + limits.lines); to += 1) {
    const unit = units[to] as Unit
    if (unit.role !== 'text' || taken.has(to)) return undefined
    joined += (to === at ? '' : '\n') + unitText(unit)
    if (joined.length > limits.quote) return undefined
    const sameLine = cutWithSource(joined, italicsOf(units.slice(at, to + 1)))
    if (sameLine) return withNextLine(units, { from: at, to: to + 1, ...sameLine })
    if (isWholeQuotation(joined))
      return withSourceLine(units, { from: at, to: to + 1, joined, taken })
    if (!isStillOpen(joined)) return undefined
  }
  return undefined
}

function withSourceLine(
  units: readonly Unit[],
  found: { from: number; to: number; joined: string; taken: ReadonlySet<number> },
): Epigraph {
  const { from, to, joined, taken } = found
  const next = units[to]
  if (next && !taken.has(to) && isSourceLine(next, { afterQuotation: true })) {
    return withNextLine(units, epigraph({ from, to: to + 1, quote: joined, source: next }))
  }
  return { from, to, quote: joined, attribution: '', read: {}, attributionFirst: false }
}

/** A source may take two lines, the author's and the work's. */
function withNextLine(units: readonly Unit[], found: Epigraph): Epigraph {
  const last = units[found.to - 1]
  const next = units[found.to]
  if (!last || !next || next.group !== last.group || next.role !== last.role) return found
  const line = unitText(next)
  if (line.length > 120 || isSourced(found)) return found
  const attribution = `${found.attribution}\n${line}`
  const read = readAttribution(attribution, { italics: italicsOf([last, next]) })
  if (read.kind !== 'sourced' || /[?!]$/.test(line)) return found
  return { ...found, to: found.to + 1, attribution, read: read.attribution }
}

/** The source named first: `Hugo, Les Misérables : « … »`, on one line or two. */
function sourceBefore(
  units: readonly Unit[],
  at: number,
  taken: ReadonlySet<number>,
): Epigraph | undefined {
  const unit = units[at] as Unit
  if (unit.role !== 'text') return undefined
  const text = unitText(unit)
  if (text.length > limits.quote) return undefined
  const cut = cutBeforeQuotation(text)
  const next = units[at + 1]
  if (cut) {
    const read = readLead(cut.lead, { italics: italicsOf([unit]), isFirst: at < 3 })
    const plain = { from: at, to: at + 1, quote: cut.quote, attribution: cut.lead.trim() }
    return read ? { ...plain, read, attributionFirst: true } : undefined
  }
  if (!next || taken.has(at + 1) || !text.endsWith(':') || text.length > limits.line)
    return undefined
  const quote = unitText(next)
  if (next.role !== 'quote' && !isWholeQuotation(quote)) return undefined
  const read = readAttribution(text, { italics: italicsOf([unit]) })
  if (read.kind === 'none') return undefined
  const plain = { from: at, to: at + 2, quote, attribution: text }
  return { ...plain, read: read.attribution, attributionFirst: true }
}

/** No marks at all: lines (often in italics) before a line that opens with a dash or bracket. */
function unmarkedQuotation(
  units: readonly Unit[],
  at: number,
  taken: ReadonlySet<number>,
): Epigraph | undefined {
  const first = units[at] as Unit
  if (first.role !== 'text' || /^[—–-]\s/.test(unitText(first))) return undefined
  for (let to = at + 1; to < Math.min(units.length, at + limits.lines); to += 1) {
    const source = units[to] as Unit
    if (source.role !== 'text' || taken.has(to)) return undefined
    if (openingMark(unitText(source))) return undefined
    const run = units.slice(at, to)
    const endsGroup = units[to + 1]?.group !== source.group
    if (run.length > 1 && !endsGroup) continue
    if (isSourceLine(source, { afterQuotation: false })) {
      const quote = run.map(unitText).join('\n')
      const italic = run.every((unit) => unit.spans.every((span) => span.italic))
      const ends = italic || /[.!?…»”"]$/.test(quote)
      const sameLine = cutAtDash(quote, [])
      if (!ends || sameLine || quote.length > limits.quote) return undefined
      const found = epigraph({ from: at, to: to + 1, quote, source })
      return italic || isSourced(found) ? found : undefined
    }
    const opensGroup = units[at - 1]?.group !== first.group
    if (source.group !== first.group || !opensGroup) return undefined
  }
  return undefined
}

/** No marks, one line: `Tout est dit. — La Bruyère, Les Caractères`, or the source in brackets. */
function unmarkedLine(units: readonly Unit[], at: number): Epigraph | undefined {
  const unit = units[at] as Unit
  const text = unitText(unit)
  if (unit.role !== 'text' || text.length > limits.unmarked || openingMark(text)) return undefined
  const bracket = /^(.{20,}[.!?…])\s*(\([^()]{5,200}\)\.?)$/s.exec(text)
  const found = bracket
    ? sourcedLine(bracket[1] ?? '', bracket[2] ?? '', italicsOf([unit]))
    : cutAtDash(text, italicsOf([unit]))
  if (!found?.read.work || !found.read.author || found.quote.length < 20) return undefined
  return { from: at, to: at + 1, ...found }
}

/** Whether a whole line is a source. Without a dash or bracket it must say more, or stand alone. */
function isSourceLine(unit: Unit, { afterQuotation }: { afterQuotation: boolean }): boolean {
  const text = unitText(unit)
  if (text.length > limits.line || (unit.role !== 'text' && unit.role !== 'quote')) return false
  const read = readAttribution(text, { italics: italicsOf([unit]) })
  if (read.kind === 'none') return false
  if (/^[—–-]\s?\S|^[([]/.test(text)) return true
  if (!afterQuotation || /[?!]$/.test(text)) return false
  return startsAsSource(text, read)
}

function epigraph(parts: { from: number; to: number; quote: string; source: Unit }): Epigraph {
  const { from, to, quote, source } = parts
  const attribution = unitText(source)
  const read = readAttribution(attribution, { italics: italicsOf([source]) })
  const found = read.kind === 'none' ? {} : read.attribution
  return { from, to, quote, attribution, read: found, attributionFirst: false }
}

/** Whether a quotation that opened has not been closed yet. */
function isStillOpen(text: string): boolean {
  const open = openingMark(text)
  if (!open) return false
  let opened = 0
  let closed = 0
  for (const sign of text) {
    if (sign === open.mark) opened += 1
    else if (open.closing.includes(sign)) closed += 1
  }
  if (open.closing.includes(open.mark)) return opened % 2 === 1 && closed === 0
  return opened > closed
}

function italicsOf(units: readonly Unit[]): string[] {
  return units.flatMap(({ spans }) => {
    const all = spans.every(({ italic }) => italic)
    return all ? [] : spans.filter(({ italic }) => italic).map(({ text }) => text.trim())
  })
}

/** Whether its source says more than a name. */
function isSourced({ read }: Epigraph): boolean {
  return read.work !== undefined || read.year !== undefined || read.publisher !== undefined
}
