// Who may look at a newsletter with blocks for single segments: a reader in none of these segments,
// in one, in several. One viewer for each variant that a mailing of it would have. Pure.
import { segmentsOf } from '#editorial/block-segments'
import type { Block } from '#editorial/blocks'
import type { Locale, Sentence } from '#kernel/errors'
import type { SegmentId } from '#kernel/ids'

/** A segment that blocks are for; without a name when it was deleted. */
export type BlockSegment = { id: SegmentId; name?: string | undefined }

/** `value` says in an address who looks: the segments' ids with commas, empty for none. */
export type Viewer = { value: string; inside: ReadonlySet<SegmentId>; name: Sentence }

/** A newsletter has few segments; what has more (a form still being typed) is cut here. */
const viewersMax = 8

/** Whoever is in none of the segments first; that one alone where every block is for everyone. */
export function viewersOf(segments: readonly BlockSegment[]): Viewer[] {
  const count = Math.min(2 ** segments.length, viewersMax)
  return Array.from({ length: count }, (_, at) => {
    const inside = segments.filter((_, digit) => (at >> digit) % 2 === 1)
    const ids = inside.map(({ id }) => id)
    return { value: ids.join(','), inside: new Set(ids), name: viewerName(inside) }
  })
}

/** Of a value in an address: the segments that blocks are for; anything else in it is left out. */
export function readViewer(value: string, blocks: readonly Block[]): Set<SegmentId> {
  const wanted = new Set(value.slice(0, 400).split(','))
  return new Set(segmentsOf(blocks).filter((id) => wanted.has(id)))
}

/** Who looks, in words; `{list}` stands for segments. The composer's page puts it together too. */
export const viewerTexts = {
  fr: { none: 'qui n’est dans aucun de ces segments', inside: 'qui est dans {list}' },
  en: { none: 'readers in none of these segments', inside: 'readers in {list}' },
} as const

/** `qui est dans « A » et « B »`; goes on a sentence that begins without it. */
export function viewerName(inside: readonly BlockSegment[]): Sentence {
  const named = (locale: Locale) => {
    const texts = viewerTexts[locale]
    if (inside.length === 0) return texts.none
    const names = inside.map((segment) => segmentName(segment)[locale])
    const list = new Intl.ListFormat(locale, { type: 'conjunction' }).format(names)
    return texts.inside.replace('{list}', () => list)
  }
  return { fr: named('fr'), en: named('en') }
}

/** In quotation marks; of one that was deleted nothing else is known. */
function segmentName({ name }: BlockSegment): Sentence {
  return name === undefined
    ? { fr: 'un segment supprimé', en: 'a deleted segment' }
    : { fr: `«\u202f${name}\u202f»`, en: `“${name}”` }
}
