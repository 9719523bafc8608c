// Makes the drafts of an import fit what a block may hold, without losing a character.
import { type Block, blockLimits, type Span, spansText } from '../blocks.ts'
import type { Draft } from './recognise-structure.ts'
import { tidySpans, withText } from './unit.ts'

/** Drafts within `blockLimits`; what is too long for a line becomes a paragraph. */
export function fitLimits(drafts: readonly Draft[]): Draft[] {
  return drafts.flatMap(fitDraft)
}

function fitDraft(draft: Draft): Draft[] {
  switch (draft.type) {
    case 'title':
    case 'heading':
      if (draft.text.length <= blockLimits.heading) return [draft]
      return paragraphs([{ text: draft.text }])
    case 'epigraph':
      return [fitEpigraph(draft)]
    case 'list':
      return [{ ...draft, items: draft.items.map(flatten) }]
    case 'paragraph':
      return paragraphs(draft.spans)
    case 'standfirst':
    case 'calendarLink':
    case 'closing':
      return [{ ...draft, spans: flatten(draft.spans) }]
    default:
      return [draft]
  }
}

/** A field that was understood but is too long for a line is left out: the source itself has it. */
function fitEpigraph(draft: Draft & { type: 'epigraph' }): Draft {
  const { author, work, publisher, ...rest } = draft
  const short = (text: string | undefined) =>
    text !== undefined && text.length <= blockLimits.heading
  return {
    ...rest,
    ...(short(author) ? { author } : {}),
    ...(short(work) ? { work } : {}),
    ...(short(publisher) ? { publisher } : {}),
  } as Draft & Pick<Block & { type: 'epigraph' }, 'type'>
}

function paragraphs(spans: readonly Span[]): Draft[] {
  const fitted = split(spans)
  const perBlock = blockLimits.spans
  const out: Draft[] = []
  for (let at = 0; at < fitted.length; at += perBlock) {
    out.push({ type: 'paragraph', spans: fitted.slice(at, at + perBlock) })
  }
  return out
}

/** Spans of at most `blockLimits.spanText` characters, never cut inside a surrogate pair. */
function split(spans: readonly Span[]): Span[] {
  return spans.flatMap((span) => {
    const parts: Span[] = []
    for (let from = 0; from < span.text.length; ) {
      let to = Math.min(from + blockLimits.spanText, span.text.length)
      if (to < span.text.length && /[\ud800-\udbff]/.test(span.text[to - 1] ?? '')) to -= 1
      parts.push(withText(span, span.text.slice(from, to)))
      from = to
    }
    return parts
  })
}

/** At most `blockLimits.spans` spans: beyond that, formatting is dropped, never text. */
function flatten(spans: readonly Span[]): Span[] {
  const fitted = split(spans)
  if (fitted.length <= blockLimits.spans) return fitted
  const kept = fitted.slice(0, blockLimits.spans - 100)
  const rest = { text: spansText(fitted.slice(kept.length)) }
  return [...tidySpans(kept), ...split([rest])].slice(0, blockLimits.spans)
}
