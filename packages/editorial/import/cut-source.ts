// Cuts one line into a quotation and its source.
import { type Attribution, type AttributionReading, readAttribution } from './attribution.ts'
import { nameAtHead, nameInside } from './person-name.ts'
import { cutsAfterQuotation } from './quotation.ts'

/** Both as written; `read` is what was understood of the source. */
export type QuoteAndSource = {
  quote: string
  attribution: string
  read: Attribution
  attributionFirst: boolean
}

/** A source after a dash is looked for within this distance of the end. */
const longestSource = 300

/** A quotation and its source on one line: `"…". Victor Hugo, Les Misérables, 1862`. */
export function cutWithSource(
  text: string,
  italics: readonly string[],
): QuoteAndSource | undefined {
  for (const { quote, rest } of cutsAfterQuotation(text)) {
    const separators = /^[\s.,;:…]{0,8}/.exec(rest)?.[0] ?? ''
    const source = rest.slice(separators.length)
    if (source === '') continue
    const read = readAttribution(source, { italics })
    if (read.kind === 'none' || !startsAsSource(source, read)) continue
    const attribution = source.trim()
    const quotePart = (quote + separators).trim()
    return { quote: quotePart, attribution, read: read.attribution, attributionFirst: false }
  }
  return undefined
}

/** `…, explique Claire Morvan` tells who speaks in the article; a source needs work and year then. */
export function startsAsSource(source: string, read: AttributionReading): boolean {
  if (read.kind === 'none') return false
  if (!/^\p{Ll}/u.test(source) || /^(?:selon|dixit|par|by|from|in|dans)\s/i.test(source))
    return true
  return read.attribution.work !== undefined && read.attribution.year !== undefined
}

/** Without marks: the source after the last dash that stands between spaces. */
export function cutAtDash(text: string, italics: readonly string[]): QuoteAndSource | undefined {
  const at = Math.max(text.lastIndexOf(' — '), text.lastIndexOf(' – '))
  if (at < 1 || text.length - at > longestSource) return undefined
  const source = text.slice(at + 1)
  const read = readAttribution(source, { italics })
  if (read.kind === 'none') return undefined
  return {
    quote: text.slice(0, at),
    attribution: source,
    read: read.attribution,
    attributionFirst: false,
  }
}

/** A quotation and a source that are known to be apart, if it is a source that says more than a name. */
export function sourcedLine(
  quote: string,
  attribution: string,
  italics: readonly string[],
): QuoteAndSource | undefined {
  const read = readAttribution(attribution, { italics })
  if (read.kind !== 'sourced') return undefined
  return { quote, attribution, read: read.attribution, attributionFirst: false }
}

/**
 * The source in words before a quotation. After a full stop it must name a work; near the head of
 * the text, a sentence that only tells who said it will do (`Victor Hugo l’écrivait déjà : « … »`).
 */
export function readLead(
  lead: string,
  { italics, isFirst }: { italics: readonly string[]; isFirst: boolean },
): Attribution | undefined {
  const read = readAttribution(lead, { italics })
  const stops = /\.\s*$/.test(lead)
  if (read.kind !== 'none') {
    return stops && read.attribution.work === undefined ? undefined : read.attribution
  }
  const said = lead.replace(/[\s:,]+$/, '')
  if (!isFirst || stops || said.length > 90 || /[.;?!]/.test(said)) return undefined
  const author = nameInside(said) ?? nameAtHead(said)
  return author === undefined ? undefined : { author }
}
