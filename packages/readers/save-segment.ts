// Saving a segment: a new one, or over the version it was made from.
import type { Table } from '#aws/table'
import type { MakeId, SegmentId } from '#kernel/ids'
import { type Clock, instant } from '#kernel/time'
import { Condition, Segment } from './segment.ts'
import { segmentLimits } from './segment-kind.ts'
import { getSegment, listSegments, putSegment } from './store-segments.ts'

/** `nameTaken`: another one bears this name. `conflict`: somebody saved it meanwhile. */
export type SaveSegmentOutcome =
  | { kind: 'saved'; segment: Segment }
  | { kind: 'malformed' | 'nameTaken' | 'tooMany' | 'gone' }
  | { kind: 'conflict'; theirs: Segment }

export async function saveSegment(
  deps: { table: Table; clock: Clock; makeId: MakeId },
  input: {
    id?: SegmentId
    expectedVersion?: number
    name: string
    condition: unknown
    by: string
  },
): Promise<SaveSegmentOutcome> {
  const name = Segment.shape.name.safeParse(input.name)
  const condition = Condition.safeParse(input.condition)
  if (!name.success || !condition.success) return { kind: 'malformed' }
  const before = input.id && (await getSegment(deps.table, input.id))
  if (input.id && !before) return { kind: 'gone' }
  if (before && before.version !== input.expectedVersion)
    return { kind: 'conflict', theirs: before }
  const saved = await listSegments(deps.table)
  const plain = name.data.toLocaleLowerCase('fr')
  if (saved.some((one) => one.id !== input.id && one.name.toLocaleLowerCase('fr') === plain))
    return { kind: 'nameTaken' }
  if (!before && saved.length >= segmentLimits.saved) return { kind: 'tooMany' }
  const segment: Segment = {
    id: before?.id ?? deps.makeId('segment'),
    name: name.data,
    condition: condition.data,
    version: (before?.version ?? 0) + 1,
    updatedAt: instant(deps.clock()),
    updatedBy: input.by,
  }
  const put = await putSegment(deps.table, segment)
  if (put.kind === 'written') return { kind: 'saved', segment }
  const theirs = await getSegment(deps.table, segment.id)
  return theirs ? { kind: 'conflict', theirs } : { kind: 'gone' }
}
