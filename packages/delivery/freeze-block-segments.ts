// Copies the segments that single blocks are for, for a mailing: whoever changes or deletes one later
// does not change what its readers get.
import type { Table } from '#aws/table'
import type { Newsletter } from '#editorial/newsletter'
import type { SegmentId } from '#kernel/ids'
import type { Instant } from '#kernel/time'
import type { FrozenSegment } from '#readers/segment'
import { loadBlockSegments } from './load-block-segments.ts'

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
  const segments: FrozenSegment[] = []
  for (const { id, saved } of await loadBlockSegments(deps.table, blocks)) {
    if (!saved) {
      const block = blocks.find(({ segmentId }) => segmentId === id)
      return { kind: 'gone', segmentId: id, blockId: block?.id ?? '' }
    }
    segments.push({ id, name: saved.name, condition: saved.condition, ...input.days })
  }
  return { kind: 'frozen', segments }
}
