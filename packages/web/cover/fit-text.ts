// Fits text into a box by the real widths of its glyphs: the largest size whose lines, broken at
// spaces and evened out, stay inside. Pure.
import { display, label } from './metrics.ts'

const widths = { display, label }

export type Face = 'display' | 'label'

/** Width of the text at a size, in the unit of the size. `tracking` is added after each glyph (em). */
export function textWidth(text: string, face: Face, size: number, tracking = 0): number {
  const table = widths[face]
  let thousandths = 0
  for (const character of text)
    thousandths += (table.get(character) ?? fallback(character)) + tracking * 1000
  return (thousandths / 1000) * size
}

/** Widths the tables don't hold: narrow no-break spaces, accented letters of other languages. */
function fallback(character: string): number {
  if (character === '\u202f' || character === '\u2009') return 130
  const bare = character.normalize('NFD')[0] ?? ''
  return label.get(bare) ?? 650
}

export type FitOptions = {
  face: Face
  width: number
  height: number
  maxSize: number
  minSize: number
  /** Distance of two baselines, in sizes. */
  leading: number
  tracking?: number
}

export type Fitted = { size: number; lines: string[] }

/** At `minSize` what does not fit ends in an ellipsis; a word too long for a line is cut. */
export function fitText(text: string, options: FitOptions): Fitted {
  const words = wordsOf(text)
  for (let size = options.maxSize; size >= options.minSize; size -= 1) {
    const lines = breakLines(words, { ...options, size })
    if (lines && lines.length * options.leading * size <= options.height)
      return { size, lines: evenLines(words, lines, { ...options, size }) }
  }
  return { size: options.minSize, lines: cutLines(words, { ...options, size: options.minSize }) }
}

/** No-break spaces (also the narrow one before French marks) keep words together. */
function wordsOf(text: string): string[] {
  return text.split(/[^\S\u00a0\u202f]+/).filter((word) => word !== '')
}

type Setting = FitOptions & { size: number }

/** Greedy lines; undefined when one word alone is too wide. */
function breakLines(words: readonly string[], set: Setting, limit = set.width) {
  const wide = (line: string) => textWidth(line, set.face, set.size, set.tracking) > limit
  const lines: string[] = []
  let line = ''
  for (const word of words) {
    const longer = line === '' ? word : `${line} ${word}`
    if (!wide(longer)) line = longer
    else if (line === '' || wide(word)) return undefined
    else {
      lines.push(line)
      line = word
    }
  }
  return line === '' ? lines : [...lines, line]
}

/** The narrowest width that needs no further line: lines of like length, no lone last word. */
function evenLines(words: readonly string[], lines: string[], set: Setting): string[] {
  let best = lines
  for (let limit = set.width * 0.97; limit > set.width * 0.55; limit -= set.width * 0.03) {
    const tighter = breakLines(words, set, limit)
    if (!tighter || tighter.length > lines.length) break
    best = tighter
  }
  return best
}

function cutLines(words: readonly string[], set: Setting): string[] {
  const room = Math.max(1, Math.floor(set.height / (set.leading * set.size)))
  const fits = (line: string) => textWidth(line, set.face, set.size, set.tracking) <= set.width
  const cut = words.map((word) => {
    let kept = word
    while (!fits(kept) && kept.length > 1) kept = `${kept.slice(0, -2)}…`
    return kept
  })
  const lines = breakLines(cut, set) ?? cut
  if (lines.length <= room) return lines
  const shown = lines.slice(0, room)
  let last = `${shown[room - 1]}…`
  while (!fits(last) && last.length > 1) last = `${last.slice(0, -2)}…`
  return [...shown.slice(0, -1), last]
}
