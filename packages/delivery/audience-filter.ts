// Whom a newsletter is for, as a filter of readers: its topics and, where it has one, its segment.
import type { Table } from '#aws/table'
import type { Newsletter } from '#editorial/newsletter'
import type { Clock } from '#kernel/time'
import type { Publication } from '#publication/schema'
import type { AudienceFilter } from '#readers/audience'
import { segmentTest } from '#readers/segment'
import { getSegment } from '#readers/store-segments'

/** A segment that was deleted holds nobody: the pre-send check says so. */
export async function audienceFilter(
  deps: { table: Table; clock: Clock; publication: Pick<Publication, 'zone'> },
  { topics, segmentId }: Pick<Newsletter, 'topics' | 'segmentId'>,
): Promise<AudienceFilter> {
  if (segmentId === undefined) return { topics }
  const saved = await getSegment(deps.table, segmentId)
  const context = { now: deps.clock(), zone: deps.publication.zone }
  if (!saved) return { topics, segment: () => false }
  const { condition } = saved
  return { topics, segment: segmentTest(condition, context), conditions: [condition] }
}
