// The saved segments that a newsletter's blocks are for.
import type { Table } from '#aws/table'
import { segmentsOf } from '#editorial/block-segments'
import type { Block } from '#editorial/blocks'
import type { SegmentId } from '#kernel/ids'
import type { Segment } from '#readers/segment'
import { getSegment } from '#readers/store-segments'

/** In order of first appearance; without `name` and `saved` for one that was deleted. */
export async function loadBlockSegments(
  table: Table,
  blocks: readonly Block[],
): Promise<{ id: SegmentId; name?: string; saved?: Segment }[]> {
  return await Promise.all(
    segmentsOf(blocks).map(async (id) => {
      const saved = await getSegment(table, id)
      return saved ? { id, name: saved.name, saved } : { id }
    }),
  )
}
