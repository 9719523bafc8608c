// Rules on words, sentences and links.
import type { Locale } from '#kernel/errors'
import type { Span } from '../blocks.ts'
import type { Finding } from './suggestion.ts'

/** Longer sentences get a hint. */
const longSentenceWords = 60

export function wordFindings(text: string, locale: Locale): Finding[] {
  return [...doubledWords(text, locale), ...lowerCaseStarts(text), ...longSentences(text, locale)]
}

/** Words that stand twice by right: `nous nous levons`, `had had`. */
const rightlyDoubled: Record<Locale, ReadonlySet<string>> = {
  fr: new Set(['nous', 'vous', 'bla', 'cha', 'oh', 'ah', 'non', 'oui', 'très', 'vite', 'petit']),
  en: new Set(['had', 'that', 'very', 'bye', 'no', 'ha', 'so']),
}

function doubledWords(text: string, locale: Locale): Finding[] {
  const findings: Finding[] = []
  for (const match of text.matchAll(
    /(?<![\p{L}\p{N}’'-])(\p{L}{1,40})([ \u00a0\u202f]{1,3})\1(?![\p{L}\p{N}’'-])/giu,
  )) {
    const [found, word = ''] = match
    if (rightlyDoubled[locale].has(word.toLowerCase())) continue
    const place = { start: match.index, end: match.index + found.length }
    findings.push({ ...place, code: 'double-word', replacement: word })
  }
  return findings
}

const abbreviations = new Set(
  (
    'etc env art chap vol fig max min tél approx inc ltd dept est coll éd trad réf num ann jan janv ' +
    'fév févr avr juil sept oct nov déc feb apr aug dec vers cf resp incl excl'
  ).split(' '),
)

/** A lower-case letter after a full stop; not after an abbreviation or an ellipsis. */
function lowerCaseStarts(text: string): Finding[] {
  const findings: Finding[] = []
  for (const match of text.matchAll(/(?<![\p{L}.])(\p{L}{3,30})([.] )(\p{Ll})(?![\p{Lu}.])/gu)) {
    const [found, word = '', , letter = ''] = match
    if (abbreviations.has(word.toLowerCase())) continue
    const end = match.index + found.length
    findings.push({
      start: end - letter.length,
      end,
      code: 'lower-case-start',
      replacement: letter.toLocaleUpperCase(),
    })
  }
  return findings
}

/** The segmenter may look ahead for long: texts longer than any paragraph are not given to it. */
const segmentedLength = 10_000

function longSentences(text: string, locale: Locale): Finding[] {
  if (text.length < longSentenceWords * 2 || text.length > segmentedLength) return []
  const sentences = new Intl.Segmenter(locale, { granularity: 'sentence' })
  const findings: Finding[] = []
  for (const { segment, index } of sentences.segment(text)) {
    const words = segment.match(/[\p{L}\p{N}][^\s]*/gu)?.length ?? 0
    if (words <= longSentenceWords) continue
    findings.push({ start: index, end: index + segment.trimEnd().length, code: 'long-sentence' })
  }
  return findings
}

const here =
  /(?<![\p{L}\p{N}]|d[’']|jusqu[’']|par[ -])(?:(?:cliquez|cliquer|cliquant|click)(?:[ \u00a0]ici|[ \u00a0]here)?|ici|here)(?=[ \u00a0\u202f]*(?:[.,;:!?…)\]»”"]|$|pour |to ))/giu
const vague =
  /^(?:(?:cliquez|cliquer|click)[ \u00a0])?(?:ici|là|here)$|^(?:ce|le|this|the)?[ \u00a0]?(?:lien|link|page)$|^(?:en savoir plus|lire la suite|voir|voir plus|plus|suite|read more|more|learn more)$/iu

/** `ici` or `here` that promises a link and has none; and links whose words say nothing alone. */
export function linkFindings(spans: readonly Span[]): Finding[] {
  const findings: Finding[] = []
  const linked: { start: number; end: number }[] = []
  let at = 0
  for (const { text, href } of spans) {
    if (href !== undefined) {
      linked.push({ start: at, end: at + text.length })
      const words = text.replace(/^[\s.,;:!?…→>»«]+|[\s.,;:!?…→>»«]+$/g, '')
      if (vague.test(words)) findings.push({ start: at, end: at + text.length, code: 'vague-link' })
    }
    at += text.length
  }
  const text = spans.map((span) => span.text).join('')
  let link = 0
  for (const { 0: found, index } of text.matchAll(here)) {
    while (linked[link] && (linked[link]?.end ?? 0) <= index) link += 1
    const range = linked[link]
    if (range && range.start < index + found.length) continue
    findings.push({ start: index, end: index + found.length, code: 'unlinked-here' })
  }
  return findings
}
