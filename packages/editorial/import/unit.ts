// A unit is one line or paragraph of an imported text with what its format says of it, before its
// place in the newsletter is known. Every reader (text, Markdown, HTML) gives a list of these.
import { Href, type Span, spansText } from '../blocks.ts'

export type UnitRole = 'text' | 'title' | 'standfirst' | 'heading' | 'quote' | 'item' | 'divider'

export type Unit = {
  role: UnitRole
  spans: Span[]
  /** Lines with the same number stood together, without a blank line between them. */
  group: number
  /** Headings: 1 to 6. */
  level?: number
  /** Items: those with the same number are one list; the marker as typed, if it was text. */
  list?: { key: number; ordered: boolean; marker?: string }
  /** Dividers of a plain text, as typed. */
  mark?: string
}

/** What a reader noticed and could not keep, by kind. */
export type Dropped = {
  images: number
  links: number
  scripts: number
  hidden: number
  controls: number
  formatting: number
}

export function nothingDropped(): Dropped {
  return { images: 0, links: 0, scripts: 0, hidden: 0, controls: 0, formatting: 0 }
}

export type Reading = { units: Unit[]; dropped: Dropped }

/** Sign-free text of a unit, without white space at its ends. */
export function unitText(unit: Unit): string {
  return spansText(unit.spans).trim()
}

/** Spans with neighbours of one style joined, and no white space at either end. */
export function tidySpans(spans: readonly Span[]): Span[] {
  const joined: Span[] = []
  for (const span of spans) {
    const last = joined.at(-1)
    if (span.text === '') continue
    if (last && sameStyle(last, span))
      joined[joined.length - 1] = withText(last, last.text + span.text)
    else joined.push(span)
  }
  return trimEnds(joined)
}

function trimEnds(spans: Span[]): Span[] {
  const out = [...spans]
  for (let first = out[0]; first; first = out[0]) {
    const text = first.text.trimStart()
    if (text !== '') {
      out[0] = withText(first, text)
      break
    }
    out.shift()
  }
  for (let last = out.at(-1); last; last = out.at(-1)) {
    const text = last.text.trimEnd()
    if (text !== '') {
      out[out.length - 1] = withText(last, text)
      break
    }
    out.pop()
  }
  return out
}

function sameStyle(one: Span, other: Span): boolean {
  return one.bold === other.bold && one.italic === other.italic && one.href === other.href
}

export function withText(span: Span, text: string): Span {
  return { ...span, text }
}

/** The safe form of a link: redirects of word processors and mail filters unwrapped; else undefined. */
export function safeHref(raw: string): string | undefined {
  // biome's rule against control characters is met by \p{Cc}.
  const href = raw.replace(/[\p{Cc}\s]+/gu, (run) => (run.includes(' ') ? '%20' : '')).trim()
  const unwrapped = unwrapRedirect(href)
  return Href.safeParse(unwrapped).success ? unwrapped : undefined
}

function unwrapRedirect(href: string): string {
  const field = redirectField(href)
  if (!field) return href
  try {
    const target = new URL(href).searchParams.get(field)
    return target && /^https?:\/\//i.test(target) ? target : href
  } catch {
    return href
  }
}

function redirectField(href: string): string | undefined {
  if (/^https?:\/\/www\.google\.[a-z.]+\/url\?/i.test(href)) return 'q'
  if (/^https?:\/\/[\w.]+\.safelinks\.protection\.outlook\.com\//i.test(href)) return 'url'
  return undefined
}
