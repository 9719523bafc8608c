// Proofreading: suggests, never changes by itself. Each suggestion names the exact place and, where
// there is one, the replacement; a person applies it or not.
import type { Locale } from '#kernel/errors'
import { type Block, type Span, spansText } from './blocks.ts'
import { withText } from './import/unit.ts'
import { markFindings } from './proofreading/mark-rules.ts'
import { quoteFindings } from './proofreading/quote-rules.ts'
import { type Finding, type Suggestion, suggestionSentences } from './proofreading/suggestion.ts'
import { linkFindings, wordFindings } from './proofreading/word-rules.ts'

export type { Suggestion, SuggestionCode } from './proofreading/suggestion.ts'

/** More would help nobody; the first ones are given. */
export const suggestionLimit = 500

/** What to look at in these blocks, in reading order; at most 500 suggestions. */
export function proofread(blocks: readonly Block[], locale: Locale): Suggestion[] {
  const suggestions: Suggestion[] = []
  for (const block of blocks) {
    for (const { field, spans } of fieldsOf(block)) {
      const text = spansText(spans)
      const findings = [
        ...markFindings(text, locale),
        ...quoteFindings(text, locale),
        ...wordFindings(text, locale),
        ...linkFindings(spans),
      ].sort((a, b) => a.start - b.start || a.end - b.end)
      for (const finding of withoutOverlaps(findings)) {
        if (suggestions.length === suggestionLimit) return suggestions
        suggestions.push({
          blockId: block.id,
          field,
          ...finding,
          sentence: suggestionSentences[finding.code],
          found: text.slice(finding.start, finding.end),
        })
      }
    }
  }
  return suggestions
}

/**
 * The blocks with this suggestion's replacement put in, formatting and links kept. Unchanged where
 * it has none, or where the text at its place is no longer what it was.
 */
export function applySuggestion(blocks: readonly Block[], suggestion: Suggestion): Block[] {
  const { blockId, field, start, end, found, replacement } = suggestion
  if (replacement === undefined) return [...blocks]
  return blocks.map((block) => {
    if (block.id !== blockId) return block
    const target = fieldsOf(block).find((each) => each.field === field)
    if (!target || spansText(target.spans).slice(start, end) !== found) return block
    return withField(block, field, replaceIn(target.spans, smallest({ start, found, replacement })))
  })
}

type Field = { field: string; spans: readonly Span[] }

const line = (field: string, text: string | undefined): Field[] =>
  text === undefined || text === '' ? [] : [{ field, spans: [{ text }] }]

/** The texts of a block, each as spans. */
function fieldsOf(block: Block): Field[] {
  switch (block.type) {
    case 'title':
    case 'heading':
      return line('text', block.text)
    case 'standfirst':
    case 'paragraph':
    case 'calendarLink':
    case 'closing':
      return [{ field: 'spans', spans: block.spans }]
    case 'epigraph':
      return block.attributionFirst
        ? [...line('attribution', block.attribution), ...line('quote', block.quote)]
        : [...line('quote', block.quote), ...line('attribution', block.attribution)]
    case 'list':
      return block.items.map((spans, at) => ({ field: `items.${at}`, spans }))
    case 'button':
      return line('label', block.label)
    case 'image':
      return [...line('alt', block.alt), ...line('caption', block.caption)]
    case 'companies':
      return line('lead', block.lead)
    case 'dossierCard':
    case 'issueCard':
    case 'divider':
      return []
  }
}

/** The block with new spans (or their text) in one field; fields are those of `fieldsOf`. */
function withField(block: Block, field: string, spans: Span[]): Block {
  if (block.type === 'list') {
    const at = Number(field.slice('items.'.length))
    return { ...block, items: block.items.map((item, index) => (index === at ? spans : item)) }
  }
  if (field === 'spans') return { ...block, spans } as Block
  return { ...block, [field]: spansText(spans) } as Block
}

/** The edit without what it leaves as it is at either end, so that few spans are touched. */
function smallest(edit: { start: number; found: string; replacement: string }): Edit {
  const { start, found, replacement } = edit
  const shorter = Math.min(found.length, replacement.length)
  let head = 0
  while (head < shorter && found[head] === replacement[head]) head += 1
  let tail = 0
  while (tail < shorter - head && found.at(-1 - tail) === replacement.at(-1 - tail)) tail += 1
  return {
    start: start + head,
    end: start + found.length - tail,
    replacement: replacement.slice(head, replacement.length - tail),
  }
}

type Edit = { start: number; end: number; replacement: string }

/**
 * Replaces a range of the joined text. A replacement of the same length goes in sign by sign, so
 * that every span keeps its own; else the first span that the range touches gets it.
 */
function replaceIn(spans: readonly Span[], edit: Edit): Span[] {
  const { start, end, replacement } = edit
  const isEven = replacement.length === end - start
  let at = 0
  let isPlaced = false
  const out: Span[] = []
  for (const span of spans) {
    const from = Math.max(start - at, 0)
    const to = Math.min(end - at, span.text.length)
    const touches = from < to || (start === end && from <= span.text.length && at <= start)
    let middle = ''
    if (touches && isEven) middle = replacement.slice(at + from - start, at + to - start)
    else if (touches && !isPlaced) {
      middle = replacement
      isPlaced = true
    }
    const text = touches ? span.text.slice(0, from) + middle + span.text.slice(to) : span.text
    at += span.text.length
    if (text !== '') out.push(withText(span, text))
  }
  return out
}

/** Hints on whole sentences and links may hold others; of two that touch one place, the first. */
function withoutOverlaps(findings: readonly Finding[]): Finding[] {
  const kept: Finding[] = []
  let end = -1
  for (const finding of findings) {
    const isHint = finding.replacement === undefined || finding.code === 'apostrophe'
    if (!isHint && finding.start < end) continue
    if (!isHint) end = finding.end
    kept.push(finding)
  }
  return kept
}
