// The rule on quotation marks: each language has its own, and a second pair for quotations inside.
import type { Locale } from '#kernel/errors'
import { narrowSpace } from '#kernel/typography'
import type { Finding } from './suggestion.ts'

type Mark = { at: number; sign: string; opens: boolean }

/**
 * A finding for each straight mark, and in French for each English one that is not inside « ».
 * A straight mark without its pair has no replacement.
 */
export function quoteFindings(text: string, locale: Locale): Finding[] {
  const stack: Mark[] = []
  const findings: Finding[] = []
  for (const mark of marksOf(text)) {
    if (mark.opens) {
      stack.push(mark)
      continue
    }
    const open = stack.pop()
    if (!open) {
      if (mark.sign === '"') findings.push({ ...placeOf(mark), code: 'unpaired-mark' })
      continue
    }
    findings.push(...pairFindings(text, { open, close: mark, depth: stack.length, locale }))
  }
  const left = stack.filter(({ sign }) => sign === '"')
  return [
    ...findings,
    ...left.map((mark) => ({ ...placeOf(mark), code: 'unpaired-mark' as const })),
  ]
}

function marksOf(text: string): Mark[] {
  const marks: Mark[] = []
  let straightOpen = false
  for (const { 0: sign, index: at } of text.matchAll(/["«»“”]/g)) {
    const before = text[at - 1] ?? ' '
    // An inch or a second after a figure is no quotation mark: 27" screen.
    if (sign === '"' && /\d/.test(before) && !straightOpen) continue
    const opens: boolean =
      sign === '«' || sign === '“' || (sign === '"' && straightOpens(text, { at, straightOpen }))
    if (sign === '"') straightOpen = opens
    marks.push({ at, sign, opens })
  }
  return marks
}

/** A straight mark glued to the word after it opens, glued to the one before closes; else in turn. */
function straightOpens(text: string, mark: { at: number; straightOpen: boolean }): boolean {
  const leans = (sign: string | undefined) => sign === undefined || /[\s([{«“—–]/.test(sign)
  const [before, after] = [text[mark.at - 1], text[mark.at + 1]]
  if (leans(before) && !leans(after)) return true
  if (!leans(before)) return false
  return !mark.straightOpen
}

function pairFindings(
  text: string,
  pair: { open: Mark; close: Mark; depth: number; locale: Locale },
): Finding[] {
  const { open, close, depth, locale } = pair
  const isFrench = locale === 'fr'
  const wanted = isFrench && depth === 0 ? guillemets : curly
  const isWrong = (mark: Mark) =>
    mark.sign === '"' || (isFrench && depth === 0 && (mark.sign === '“' || mark.sign === '”'))
  const findings: Finding[] = []
  if (isWrong(open)) {
    const end = open.at + 1 + (wanted === guillemets ? spacesFrom(text, open.at + 1) : 0)
    findings.push({ start: open.at, end, code: 'straight-quotes', replacement: wanted.open })
  }
  if (isWrong(close)) {
    const start = close.at - (wanted === guillemets ? spacesBefore(text, close.at) : 0)
    // « "" » holds nothing: the spaces between belong to the opening mark.
    const from = Math.max(start, open.at + 1)
    findings.push({
      start: from,
      end: close.at + 1,
      code: 'straight-quotes',
      replacement: wanted.close,
    })
  }
  return findings
}

const guillemets = { open: `«${narrowSpace}`, close: `${narrowSpace}»` }
const curly = { open: '“', close: '”' }

function spacesFrom(text: string, at: number): number {
  return /^[ \u00a0\u202f]{0,9}/.exec(text.slice(at, at + 9))?.[0].length ?? 0
}

function spacesBefore(text: string, at: number): number {
  return /[ \u00a0\u202f]{0,9}$/.exec(text.slice(Math.max(0, at - 9), at))?.[0].length ?? 0
}

function placeOf({ at }: Mark): { start: number; end: number } {
  return { start: at, end: at + 1 }
}
