// Puts French spaces into a draft's texts. A mark and the word before it may stand in two spans, so
// the spaces of a line are found in its whole text and then put into the spans.
import { applySpaceEdits, frenchSpaceEdits, frenchSpaces, type SpaceEdit } from '#kernel/typography'
import { type Span, spansText } from '../blocks.ts'
import type { Draft } from './recognise-structure.ts'
import { withText } from './unit.ts'

/** The draft in French spacing; links' addresses stay as they are. */
export function spaceDraft(draft: Draft): Draft {
  switch (draft.type) {
    case 'title':
    case 'heading':
      return { ...draft, text: frenchSpaces(draft.text) }
    case 'standfirst':
    case 'paragraph':
    case 'calendarLink':
    case 'closing':
      return { ...draft, spans: spaceSpans(draft.spans) }
    case 'list':
      return { ...draft, items: draft.items.map(spaceSpans) }
    case 'epigraph': {
      const { author, work, publisher } = draft
      return {
        ...draft,
        quote: frenchSpaces(draft.quote),
        attribution: frenchSpaces(draft.attribution),
        ...(author === undefined ? {} : { author: frenchSpaces(author) }),
        ...(work === undefined ? {} : { work: frenchSpaces(work) }),
        ...(publisher === undefined ? {} : { publisher: frenchSpaces(publisher) }),
      }
    }
    default:
      return draft
  }
}

/** Spans in French spacing, found across their borders. */
export function spaceSpans(spans: readonly Span[]): Span[] {
  const edits = frenchSpaceEdits(spansText(spans))
  let at = 0
  let next = 0
  return spans
    .map((span, index) => {
      const start = at
      const end = at + span.text.length
      at = end
      const mine: SpaceEdit[] = []
      // An insertion between two spans goes to the first of them, not into a link that follows.
      for (let edit = edits[next]; edit && edit.start < end + 1; edit = edits[next]) {
        if (edit.start === end && (edit.end > end || index < spans.length - 1) && edit.end !== end)
          break
        mine.push({ ...edit, start: Math.max(edit.start, start), end: Math.min(edit.end, end) })
        if (edit.end > end) {
          // The spaces it replaces go on in the next span, where they are only removed.
          edits[next] = { start: end, end: edit.end, insert: '' }
          break
        }
        next += 1
      }
      const local = mine.map((edit) => ({
        ...edit,
        start: edit.start - start,
        end: edit.end - start,
      }))
      return withText(span, applySpaceEdits(span.text, local))
    })
    .filter(({ text }) => text !== '')
}
