// Rich text as people type it in a form, and back: `**bold**`, `*italic*`, `[text](https://…)`.
// Spans → text → spans gives the same spans, whatever characters they hold: what would be read as a
// mark and is meant as a character is written with a backslash.
import { Href, type Span } from './blocks.ts'

/** A link that is none; its text stays as it was typed. */
export type RichTextWarning = { code: 'badLink'; href: string }
export type RichTextReading = { spans: Span[]; warnings: RichTextWarning[] }

/** The text to edit. Spans as `normaliseSpans` gives them come back the same. */
export function richTextOf(spans: readonly Span[]): string {
  const parts: Written[] = []
  for (let at = 0; at < spans.length; ) {
    const { href } = spans[at] as Span
    let end = at
    while (end < spans.length && spans[end]?.href === href) end += 1
    const run = spans.slice(at, end)
    if (href !== undefined) parts.push({ kind: 'sign', text: '[' })
    parts.push(...writeRun(run, href !== undefined))
    if (href !== undefined)
      parts.push({ kind: 'sign', text: `](${href.replace(/[\\()[]/g, '\\$&')})` })
    at = end
  }
  return joinWritten(parts)
}

/** Reads what was typed. Never throws; drops no character but the marks it understood. */
export function readRichText(typed: string): RichTextReading {
  const text = typed.replace(/\r\n?/g, '\n')
  const warnings: RichTextWarning[] = []
  const tokens = readTokens(text, (href) => warnings.push({ code: 'badLink', href }))
  return { spans: spansFrom(tokens), warnings }
}

/** Neighbours with the same marks joined, empty ones left out, line ends made `\n`. */
export function normaliseSpans(spans: readonly Span[]): Span[] {
  const result: Span[] = []
  for (const { text, bold, italic, href } of spans) {
    if (text === '') continue
    const last = result.at(-1)
    if (last && last.bold === bold && last.italic === italic && last.href === href)
      last.text += text
    else
      result.push({
        text,
        ...(bold ? { bold } : {}),
        ...(italic ? { italic } : {}),
        ...(href === undefined ? {} : { href }),
      })
  }
  for (const span of result) span.text = span.text.replace(/\r\n?/g, '\n')
  return result
}

// — Writing —

/** A `mark` is a run of asterisks, a `sign` a bracket of a link, `text` already escaped. */
type Written = { kind: 'text' | 'mark' | 'sign'; text: string }

function writeRun(spans: readonly Span[], inLink: boolean): Written[] {
  const parts: Written[] = []
  let bold = false
  let italic = false
  const turn = (to: { bold: boolean; italic: boolean }) => {
    // `***` is always read as `**` and `*`, in whatever order they were meant: both are toggles.
    const mark = `${to.bold === bold ? '' : '**'}${to.italic === italic ? '' : '*'}`
    if (mark !== '') parts.push({ kind: 'mark', text: mark })
    bold = to.bold
    italic = to.italic
  }
  for (const span of spans) {
    turn({ bold: span.bold === true, italic: span.italic === true })
    const escaped = span.text.replace(inLink ? /[\\*[\]]/g : /[\\*]/g, '\\$&')
    parts.push({ kind: 'text', text: inLink ? escaped : escaped.replaceAll('](', ']\\(') })
  }
  turn({ bold: false, italic: false })
  return parts
}

/** A mark with white space (or the text's end) on both sides would be a character: keep it apart. */
function joinWritten(parts: readonly Written[]): string {
  const texts = parts.map(({ text }) => text)
  parts.forEach(({ kind }, at) => {
    if (kind !== 'mark') return
    const before = texts[at - 1]
    const after = texts[at + 1]
    const open = before === undefined || /\s$/.test(before)
    const close = after === undefined || /^\s/.test(after)
    if (!open || !close) return
    if (after !== undefined) texts[at + 1] = `\\${after}`
    else texts[at - 1] = before?.replace(/(\s)$/, '\\$1') ?? ''
  })
  return texts.join('')
}

// — Reading —

type Token =
  | { kind: 'text'; text: string }
  | { kind: 'bold' | 'italic'; text: string }
  | { kind: 'linkStart'; href: string }
  | { kind: 'linkEnd' }

const escapable = /[\\*[\]()\s]/

function readTokens(text: string, onBadLink: (href: string) => void): Token[] {
  const tokens: Token[] = []
  let linkEndsAt = -1
  let afterLinkAt = -1
  let spaceBefore = true
  const addText = (piece: string) => {
    const last = tokens.at(-1)
    if (last?.kind === 'text') last.text += piece
    else tokens.push({ kind: 'text', text: piece })
  }
  for (let at = 0; at < text.length; ) {
    const sign = text[at] as string
    const next = text[at + 1]
    if (at === linkEndsAt) {
      tokens.push({ kind: 'linkEnd' })
      at = afterLinkAt
      spaceBefore = false
    } else if (sign === '\\' && next !== undefined && escapable.test(next)) {
      addText(next)
      at += 2
      spaceBefore = false
    } else if (sign === '*') {
      const run = starsAt(text, at)
      const after = text[at + run]
      if (spaceBefore && (after === undefined || /\s/.test(after))) addText('*'.repeat(run))
      else tokens.push(...marksOf(run))
      at += run
      spaceBefore = false
    } else {
      const link = sign === '[' && linkEndsAt < at ? linkAt(text, at, onBadLink) : undefined
      if (link) {
        tokens.push({ kind: 'linkStart', href: link.href })
        linkEndsAt = link.textEnd
        afterLinkAt = link.end
      } else addText(sign)
      at += 1
      spaceBefore = !link && /\s/.test(sign)
    }
  }
  return tokens
}

function starsAt(text: string, at: number): number {
  let end = at
  while (text[end] === '*') end += 1
  return end - at
}

function marksOf(run: number): Token[] {
  const marks: Token[] = []
  for (let left = run; left > 0; left -= left > 1 ? 2 : 1)
    marks.push(left > 1 ? { kind: 'bold', text: '**' } : { kind: 'italic', text: '*' })
  return marks
}

/** The link that starts at this `[`: where its text ends, where it ends, and its address. */
function linkAt(
  text: string,
  at: number,
  onBadLink: (href: string) => void,
): { textEnd: number; end: number; href: string } | undefined {
  let textEnd = at + 1
  while (textEnd < text.length && text[textEnd] !== ']') {
    if (text[textEnd] === '[') return undefined
    textEnd += text[textEnd] === '\\' ? 2 : 1
  }
  if (text[textEnd] !== ']' || text[textEnd + 1] !== '(' || textEnd === at + 1) return undefined
  let typed = ''
  let depth = 0
  for (let end = textEnd + 2; end < text.length; end += 1) {
    const sign = text[end] as string
    const next = text[end + 1]
    // A bare `[` ends the try, so that each sign is looked at once or twice, not once a bracket.
    if (sign === '[' || /\s/.test(sign)) return undefined
    if (sign === '\\' && next !== undefined && /[\\()[]/.test(next)) {
      typed += next
      end += 1
    } else if (sign === ')' && depth === 0) {
      const href = hrefOf(typed)
      if (href === undefined) onBadLink(typed)
      return href === undefined ? undefined : { textEnd, end: end + 1, href }
    } else {
      depth += sign === '(' ? 1 : sign === ')' ? -1 : 0
      typed += sign
    }
  }
  return undefined
}

/** The address as typed; `www.…` and bare addresses of mailboxes get their scheme. */
export function hrefOf(typed: string): string | undefined {
  if (Href.safeParse(typed).success) return typed
  const guess = /^[^\s@/:]+@[^\s@/:]+\.[a-z]{2,}$/i.test(typed)
    ? `mailto:${typed}`
    : /^([a-z0-9-]+\.)+[a-z]{2,}([/?#]\S*)?$/i.test(typed)
      ? `https://${typed}`
      : ''
  return Href.safeParse(guess).success ? guess : undefined
}

/** A mark without its partner is a character. */
function spansFrom(tokens: readonly Token[]): Span[] {
  const lone = { bold: loneMark(tokens, 'bold'), italic: loneMark(tokens, 'italic') }
  let bold = false
  let italic = false
  let href: string | undefined
  const spans: Span[] = []
  tokens.forEach((token, at) => {
    if (token.kind === 'linkStart') href = token.href
    else if (token.kind === 'linkEnd') href = undefined
    else if (token.kind === 'bold' && at !== lone.bold) bold = !bold
    else if (token.kind === 'italic' && at !== lone.italic) italic = !italic
    else
      spans.push({
        text: token.text,
        ...(bold ? { bold: true as const } : {}),
        ...(italic ? { italic: true as const } : {}),
        ...(href === undefined ? {} : { href }),
      })
  })
  return normaliseSpans(spans)
}

function loneMark(tokens: readonly Token[], kind: 'bold' | 'italic'): number | undefined {
  const places = tokens.flatMap((token, at) => (token.kind === kind ? [at] : []))
  return places.length % 2 === 1 ? places.at(-1) : undefined
}
