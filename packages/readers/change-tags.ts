// Tags that the staff put on a reader, or take away.
import type { Table } from '#aws/table'
import type { ReaderId } from '#kernel/ids'
import { type Clock, instant } from '#kernel/time'
import type { Reader } from './reader.ts'
import { changeReader, getReader, unchangedSince } from './store.ts'
import { retagged, tagLimits } from './tags.ts'

const attempts = 5

/** `tooMany`: a reader bears 30 tags at most. */
export type ChangeTagsOutcome =
  | { kind: 'changed' | 'unchanged'; reader: Reader }
  | { kind: 'tooMany' | 'gone' }

export async function changeTags(
  deps: { table: Table; clock: Clock },
  input: { readerId: ReaderId; add?: readonly string[]; remove?: readonly string[] },
): Promise<ChangeTagsOutcome> {
  const { add = [], remove = [] } = input
  for (let attempt = 0; attempt < attempts; attempt++) {
    const reader = await getReader(deps.table, input.readerId, { consistent: true })
    if (!reader) return { kind: 'gone' }
    const wanted = new Set([...(reader.tags ?? []), ...add].filter((tag) => !remove.includes(tag)))
    if (wanted.size > tagLimits.perReader) return { kind: 'tooMany' }
    const tags = retagged(reader.tags, { add, remove })
    if (tags.join() === (reader.tags ?? []).join()) return { kind: 'unchanged', reader }
    const result = await changeReader(deps.table, reader.id, {
      changes: { set: { tags, updatedAt: instant(deps.clock()) } },
      condition: unchangedSince(reader),
    })
    if (result.kind === 'written') return { kind: 'changed', reader: result.reader }
  }
  throw new Error('A reader kept changing while tags were saved')
}
