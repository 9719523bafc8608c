// What a suggestion is, and the sentence each kind of it says.
import type { Sentence } from '#kernel/errors'

export type SuggestionCode =
  | 'glued-word' // a word stuck to the mark before it: `?Tersea`
  | 'ellipsis' // `(..)`, `..` or `...` for an ellipsis
  | 'straight-quotes' // "…", or “…” where the language has its own
  | 'apostrophe' // ' for ’
  | 'space-before-mark' // a space before a full stop or a comma
  | 'double-space'
  | 'double-word'
  | 'double-mark' // `,,` or `,.`
  | 'unlinked-here' // "ici", "here" with no link
  | 'vague-link' // a link whose text says nothing by itself
  | 'narrow-space' // a missing narrow no-break space
  | 'long-sentence'
  | 'lower-case-start'
  | 'unpaired-mark' // « without », ( without )

/**
 * One thing to look at. `field` is `text`, `quote`, `attribution`, `label`, `caption`, `alt`,
 * `lead`, `spans` or `items.3`; `start` and `end` are UTF-16 offsets in that field's whole text
 * (spans joined). `replacement` is absent where only a person can know.
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

/** A suggestion before it knows its block and field. */
export type Finding = { start: number; end: number; code: SuggestionCode; replacement?: string }

export const suggestionSentences: Record<SuggestionCode, Sentence> = {
  'glued-word': {
    fr: 'Il manque une espace après ce signe.',
    en: 'A space is missing after this mark.',
  },
  ellipsis: {
    fr: 'Les points de suspension sont un seul signe : « … ».',
    en: 'An ellipsis is a single character: “…”.',
  },
  'straight-quotes': {
    fr: 'Préférez les guillemets de la langue : « » en français, “ ” à l’intérieur.',
    en: 'Prefer the language’s own quotation marks: “ ” in English, « » in French.',
  },
  apostrophe: {
    fr: 'Préférez l’apostrophe typographique : « ’ ».',
    en: 'Prefer the typographic apostrophe: ’.',
  },
  'space-before-mark': {
    fr: 'Pas d’espace avant ce signe.',
    en: 'No space before this mark.',
  },
  'double-space': { fr: 'Espace en double.', en: 'Doubled space.' },
  'double-word': { fr: 'Mot en double ?', en: 'Doubled word?' },
  'double-mark': { fr: 'Ponctuation en double.', en: 'Doubled punctuation.' },
  'unlinked-here': {
    fr: 'Ces mots annoncent un lien qui n’y est pas : liez plutôt des mots qui disent où il mène.',
    en: 'These words promise a link that is not there: link words that say where it leads instead.',
  },
  'vague-link': {
    fr: 'Lu seul, ce lien ne dit pas où il mène : liez des mots qui le disent, pour qui écoute la page.',
    en: 'Read by itself this link does not say where it leads: link words that do, for those who listen.',
  },
  'narrow-space': {
    fr: 'Il faut ici une espace fine insécable.',
    en: 'A narrow no-break space belongs here.',
  },
  'long-sentence': {
    fr: 'Plus de soixante mots : deux phrases se liraient mieux.',
    en: 'Over sixty words: two sentences would read better.',
  },
  'lower-case-start': {
    fr: 'Une phrase commence par une majuscule.',
    en: 'A sentence begins with a capital.',
  },
  'unpaired-mark': {
    fr: 'Ce signe est ouvert sans être fermé, ou l’inverse.',
    en: 'This mark is opened and not closed, or the reverse.',
  },
}
