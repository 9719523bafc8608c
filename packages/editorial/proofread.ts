// Proofreading: suggests, never changes by itself. Each suggestion names the exact place and, where
// there is one, the replacement; a person applies it or not.
import type { Locale, Sentence } from '#kernel/errors'
import type { Block } from './blocks.ts'

export type SuggestionCode =
  | 'glued-word' // a word stuck to the mark before it: `?Tersea`
  | 'ellipsis' // `(..)` or `..` for an ellipsis
  | 'straight-quotes' // "…" or “…” where the language has its own
  | 'apostrophe' // ' for ’
  | 'space-before-mark' // a space before a full stop or a comma
  | 'double-space'
  | 'double-word'
  | 'unlinked-here' // "ici", "here" with no link
  | 'vague-link' // a link whose text says nothing by itself
  | 'narrow-space' // a missing narrow no-break space
  | 'long-sentence'
  | 'lower-case-start'
  | 'double-mark' // `,,` or `;;`
  | 'unpaired-mark' // « without », ( without )

/**
 * One thing to look at. `field` is `text`, `quote`, `attribution`, `label`, `caption`, `lead`,
 * `spans` or `items.3`; `start` and `end` are UTF-16 offsets in that field's whole text (spans
 * joined). `replacement` is absent where only a person can know.
 */
export type Suggestion = {
  blockId: string
  field: string
  start: number
  end: number
  code: SuggestionCode
  sentence: Sentence
  /** The text at that place when it was read: a suggestion whose place has changed is not applied. */
  found: string
  replacement?: string
}

/** What to look at in these blocks, in reading order. */
export function proofread(_blocks: readonly Block[], _locale: Locale): Suggestion[] {
  return []
}

/** The blocks with this suggestion's replacement put in; unchanged where its place has changed. */
export function applySuggestion(blocks: readonly Block[], _suggestion: Suggestion): Block[] {
  return [...blocks]
}
