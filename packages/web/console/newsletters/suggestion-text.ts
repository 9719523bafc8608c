// A proofreading suggestion as it is shown and named in a form. Pure.
import { type Block, spansText } from '#editorial/blocks'
import type { Suggestion } from '#editorial/proofread'

const aroundChars = 70

/** Names a suggestion within one version of the text. */
export function keyOf({ blockId, field, start, end, code }: Suggestion): string {
  return [blockId, field, start, end, code].join('|')
}

/** The passage with some words on both sides. */
export function contextOf(
  block: Block,
  { field, start, end }: Suggestion,
): { before: string; found: string; after: string } {
  const text = fieldText(block, field)
  const from = wordStart(text, Math.max(0, start - aroundChars))
  const to = wordEnd(text, Math.min(text.length, end + aroundChars))
  return {
    before: `${from > 0 ? '… ' : ''}${text.slice(from, start)}`,
    found: text.slice(start, end),
    after: `${text.slice(end, to)}${to < text.length ? ' …' : ''}`,
  }
}

/** White space is shown, or a changed space would look like nothing. */
export function shownText(text: string): string {
  return text.replace(/[\u00a0\u202f]/g, '⍽').replace(/ /g, '␣')
}

function fieldText(block: Block, field: string): string {
  const [name = '', index] = field.split('.')
  const value = (block as Record<string, unknown>)[name]
  if (name === 'spans' && 'spans' in block) return spansText(block.spans)
  if (name === 'items' && block.type === 'list') return spansText(block.items[Number(index)] ?? [])
  return typeof value === 'string' ? value : ''
}

function wordStart(text: string, at: number): number {
  if (at === 0) return 0
  const space = text.indexOf(' ', at)
  return space === -1 || space - at > 20 ? at : space + 1
}

function wordEnd(text: string, at: number): number {
  if (at === text.length) return at
  const space = text.lastIndexOf(' ', at)
  return space === -1 || at - space > 20 ? at : space
}
