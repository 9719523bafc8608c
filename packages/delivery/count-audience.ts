// Counts whom a newsletter would reach now and, where blocks are for single segments, how many would
// get which of its blocks: one reading of the audience answers all of it.
import type { Table } from '#aws/table'
import type { Newsletter } from '#editorial/newsletter'
import type { SegmentId } from '#kernel/ids'
import type { Clock } from '#kernel/time'
import type { Publication } from '#publication/schema'
import { type AudienceCount, audienceCount } from '#readers/audience'
import type { Reader } from '#readers/reader'
import { segmentTest } from '#readers/segment'
import { audienceFilter } from './audience-filter.ts'
import { loadBlockSegments } from './load-block-segments.ts'
import { type Viewer, viewersOf } from './viewers.ts'

export type CountedAudience = AudienceCount & {
  /** Segments that blocks are for, in order of first appearance; no name when it was deleted. */
  blockSegments: { id: SegmentId; name?: string | undefined; count: number }[]
  /** Everyone is one of these, those in none of the segments first. */
  viewers: (Viewer & { count: number })[]
}

export async function countAudience(
  deps: { table: Table; clock: Clock; publication: Pick<Publication, 'zone'> },
  newsletter: Newsletter,
  options: { exact?: boolean } = {},
): Promise<CountedAudience> {
  const context = { now: deps.clock(), zone: deps.publication.zone }
  const segments = (await loadBlockSegments(deps.table, newsletter.blocks)).map((one) => ({
    ...one,
    test: one.saved ? segmentTest(one.saved.condition, context) : () => false,
  }))
  const groupOf = (reader: Reader) =>
    segments
      .filter(({ test }) => test(reader))
      .map(({ id }) => id)
      .join(',')
  const filter = await audienceFilter(deps, newsletter)
  const conditions = [
    ...(filter.conditions ?? []),
    ...segments.flatMap(({ saved }) => saved?.condition ?? []),
  ]
  const asked = { ...filter, conditions }
  const counted = await audienceCount(deps.table, asked, { ...options, groupOf })
  const viewers = viewersOf(segments).map((viewer) => ({
    ...viewer,
    count: counted.groups.get(viewer.value) ?? 0,
  }))
  const blockSegments = segments.map(({ id, name }) => ({
    id,
    name,
    count: viewers.reduce((sum, { inside, count }) => sum + (inside.has(id) ? count : 0), 0),
  }))
  return { ...counted, blockSegments, viewers }
}
