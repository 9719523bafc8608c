// Copies the segments that single blocks are for, for a mailing: whoever changes or deletes one later
// does not change what its readers get.
import type { Table } from '#aws/table'
import { segmentsOf } from '#editorial/block-segments'
import type { Newsletter } from '#editorial/newsletter'
import type { SegmentId } from '#kernel/ids'
import type { Instant } from '#kernel/time'
import type { FrozenSegment } from '#readers/segment'
import { getSegment } from '#readers/store-segments'

/** `gone`: a block is for a segment that was deleted. */
export type FreezeBlockSegmentsOutcome =
  | { kind: 'frozen'; segments: FrozenSegment[] }
  | { kind: 'gone'; segmentId: SegmentId; blockId: string }

/**
 * In order of first appearance, as `Mailing.blockSegments` wants them; empty where every block is for
 * everyone. `days` is the moment and zone that their days are counted in.
 */
export async function freezeBlockSegments(
  deps: { table: Table },
  input: { newsletter: Pick<Newsletter, 'blocks'>; days: { at: Instant; zone: string } },
): Promise<FreezeBlockSegmentsOutcome> {
  const { blocks } = input.newsletter
  const ids = segmentsOf(blocks)
  const saved = await Promise.all(ids.map((id) => getSegment(deps.table, id)))
  const segments: FrozenSegment[] = []
  for (const [at, segmentId] of ids.entries()) {
    const segment = saved[at]
    const block = blocks.find((one) => one.segmentId === segmentId)
    if (!segment) return { kind: 'gone', segmentId, blockId: block?.id ?? '' }
    const { id, name, condition } = segment
    segments.push({ id, name, condition, ...input.days })
  }
  return { kind: 'frozen', segments }
}
