// Reads plain text into units: a line is a unit, unless the text was wrapped at a fixed width.
import type { Span } from '../blocks.ts'
import { nothingDropped, type Reading, safeHref, type Unit } from './unit.ts'

/** Plain text as units. Linear in the length of the text. */
export function readPlainText(text: string): Reading {
  const dropped = nothingDropped()
  const clean = text.replace(/[^\S\n]|\p{Cc}/gu, (sign) => {
    if (sign === '\n' || sign === '\u00a0' || sign === '\u202f' || sign === '\u2009') return sign
    if (!/\s/.test(sign)) dropped.controls += 1
    return ' '
  })
  const lines = linesOf(clean)
  const joined = unwrap(lines)
  return { units: markLists(joined.map(({ line, group }) => lineUnit(line, group))), dropped }
}

type Line = { line: string; group: number }

function linesOf(text: string): Line[] {
  const lines: Line[] = []
  let group = 0
  for (const raw of text.split('\n')) {
    const line = raw.trim()
    if (line === '') group += 1
    else lines.push({ line, group })
  }
  return lines
}

/**
 * Joins the lines of a text that was wrapped at a fixed width (old mail programs): there, a line
 * ends where the next word would not have fitted. Elsewhere, a line is a paragraph.
 */
function unwrap(lines: readonly Line[]): Line[] {
  const width = lines.reduce((most, { line }) => Math.max(most, line.length), 0)
  if (width < 40 || width > 110) return [...lines]
  const pairs = lines.slice(1).map((next, at) => ({ line: lines[at] as Line, next }))
  const inside = pairs.filter(
    ({ line, next }) => line.group === next.group && !startsItem(next.line),
  )
  const full = inside.filter(({ line, next }) => overflows(line.line, next.line, width))
  if (full.length < 3 || full.length < inside.length * 0.7) return [...lines]
  const out: Line[] = []
  for (const [at, next] of lines.entries()) {
    const before = lines[at - 1]
    const last = out.at(-1)
    const goesOn =
      before !== undefined &&
      before.group === next.group &&
      !startsItem(next.line) &&
      overflows(before.line, next.line, width)
    if (goesOn && last) last.line += ` ${next.line}`
    else out.push({ ...next })
  }
  return out
}

function overflows(line: string, next: string, width: number): boolean {
  const space = next.search(/\s/)
  return line.length + 1 + (space < 0 ? next.length : space) > width
}

const item = /^([-*+•·▪◦‣–—]|\d{1,3}[.)°])[ \u00a0\u202f]+(?=\S)/
const startsItem = (line: string) => item.test(line)

function lineUnit(line: string, group: number): Unit {
  if (isDividerLine(line)) return { role: 'divider', spans: [], group, mark: line }
  return { role: 'text', spans: linkedSpans(line), group }
}

/** A line of nothing but signs: `***`, `* * *`, `———`, `⁂`. */
function isDividerLine(line: string): boolean {
  return line.length <= 100 && /^(?:[-–—_*=~#•·]\s*){3,}$|^⁂$/.test(line)
}

/** Runs of two or more lines with one kind of mark become items of a list. */
function markLists(units: readonly Unit[]): Unit[] {
  const out = [...units]
  let key = 0
  for (let at = 0; at < out.length; ) {
    const run = listRun(out, at)
    if (run < 2) {
      at += 1
      continue
    }
    key += 1
    for (let index = at; index < at + run; index += 1) {
      const unit = out[index] as Unit
      const found = item.exec(lineOf(unit))
      const marker = found?.[1] ?? ''
      const line = lineOf(unit).slice(found?.[0].length ?? 0)
      const list = { key, ordered: /\d/.test(marker), marker }
      out[index] = { role: 'item', spans: linkedSpans(line), group: unit.group, list }
    }
    at += run
  }
  return out
}

const lineOf = (unit: Unit) => unit.spans.map((span) => span.text).join('')

/** How many units from here on are items of one list. Dialogue and sources open with a dash too. */
function listRun(units: readonly Unit[], at: number): number {
  const kindOf = (unit: Unit | undefined) =>
    unit?.role === 'text' ? item.exec(lineOf(unit))?.[1] : undefined
  const first = kindOf(units[at])
  if (first === undefined) return 0
  const numbered = /\d/.test(first)
  if (numbered && Number.parseInt(first, 10) !== 1) return 0
  let run = 1
  for (; ; run += 1) {
    const mark = kindOf(units[at + run])
    if (mark === undefined) break
    if (numbered ? Number.parseInt(mark, 10) !== run + 1 : mark !== first) break
  }
  const introduced = at > 0 && /[:]\s*$/.test(lineOf(units[at - 1] as Unit))
  if (first === '—' && !introduced) return 0
  return run
}

const link =
  /https?:\/\/[^\s<>"«»]{1,1900}|[\w.+-]{1,64}@[a-z0-9-]{1,63}(?:\.[a-z0-9-]{1,63}){1,8}/gi

/** A line as spans, its addresses turned into links. */
function linkedSpans(line: string): Span[] {
  const spans: Span[] = []
  let from = 0
  for (const match of line.matchAll(link)) {
    const shown = match[0].replace(/[.,;:!?)\]’'…]+$/, '')
    const href = safeHref(shown.includes('://') ? shown : `mailto:${shown}`)
    if (!href || shown === '') continue
    if (match.index > from) spans.push({ text: line.slice(from, match.index) })
    spans.push({ text: shown, href })
    from = match.index + shown.length
  }
  if (from < line.length) spans.push({ text: line.slice(from) })
  return spans
}
