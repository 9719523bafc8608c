// Whose newsletter to look at, on the command line: who is in these of the segments that blocks are for.

import type { Table } from '#aws/table'
import { loadBlockSegments } from '#delivery/load-block-segments'
import type { Block } from '#editorial/blocks'
import { VisibleError } from '#kernel/errors'
import type { SegmentId } from '#kernel/ids'

export const segmentHelp =
  'as seen by readers in these segments (name or id) that blocks are for; in none unless given'

/** @throws VisibleError `invalid` for a segment that no block is for. */
export async function insideOf(
  deps: { table: Table },
  input: { blocks: readonly Block[]; segment?: readonly string[] },
): Promise<Set<SegmentId>> {
  const segments = await loadBlockSegments(deps.table, input.blocks)
  const plain = (text: string) => text.trim().toLocaleLowerCase('fr')
  return new Set(
    (input.segment ?? []).map((wanted) => {
      const found = segments.find(
        ({ id, name }) => id === wanted || (name !== undefined && plain(name) === plain(wanted)),
      )
      if (found) return found.id
      const shown = wanted.slice(0, 80)
      const known = segments.map(({ id, name }) => name ?? id).join(', ')
      throw new VisibleError('invalid', {
        fr: `Aucun bloc n’est pour le segment « ${shown} ». Segments visés\u202f: ${known || 'aucun'}.`,
        en: `No block is for the segment “${shown}”. Segments that blocks are for: ${known || 'none'}.`,
      })
    }),
  )
}
