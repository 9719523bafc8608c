// Saved segments in the table: few, listed by name.
import { segmentIndex, segmentKey } from '#aws/keys'
import { ifAbsent, type Table } from '#aws/table'
import type { SegmentId } from '#kernel/ids'
import { Segment } from './segment.ts'
import { segmentLimits } from './segment-kind.ts'

const schema = 1

export async function getSegment(table: Table, id: SegmentId): Promise<Segment | undefined> {
  const item = await table.get(segmentKey(id), { consistent: true })
  return item && Segment.parse(item)
}

/** By name, in the order of the alphabet. */
export async function listSegments(table: Table): Promise<Segment[]> {
  const query = { index: 'gsi1' as const, partition: 'SEGMENTS', limit: segmentLimits.saved }
  const { items } = await table.queryPage(query)
  return items
    .map((item) => Segment.parse(item))
    .sort((a, b) => a.name.localeCompare(b.name, 'fr', { sensitivity: 'base' }))
}

/** Writes a segment over the version it was made from; version 1 must be new. */
export async function putSegment(
  table: Table,
  segment: Segment,
): Promise<{ kind: 'written' | 'conditionFailed' }> {
  const item = { ...segmentKey(segment.id), ...segmentIndex(segment.name, segment.id), schema }
  return await table.put(
    { ...item, ...segment },
    segment.version === 1
      ? ifAbsent
      : { if: '#version = :before', values: { ':before': segment.version - 1 } },
  )
}

export async function deleteSegment(table: Table, id: SegmentId): Promise<void> {
  await table.delete(segmentKey(id))
}
