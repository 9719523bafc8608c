// Blocks that are for one segment alone: which segments a text names, and what of it the readers of
// some segments see. Pure.
import type { SegmentId } from '#kernel/ids'
import { type Block, type BlockType, blockLimits } from './blocks.ts'

/** The segments that single blocks are for, in order of first appearance. */
export function segmentsOf(blocks: readonly Pick<Block, 'segmentId'>[]): SegmentId[] {
  return [...new Set(blocks.flatMap(({ segmentId }) => segmentId ?? []))]
}

/** Each segment more doubles the mails to render and to proofread. */
export function hasTooManySegments(blocks: readonly Pick<Block, 'segmentId'>[]): boolean {
  return segmentsOf(blocks).length > blockLimits.segments
}

/**
 * The blocks that a reader in exactly these segments sees, in their order: those for everyone and
 * those for a segment of `inside`. What hidden blocks leave behind goes with them: a heading whose
 * every block is hidden, a rule that would stand first, last or beside another.
 */
export function blocksFor(blocks: readonly Block[], inside: ReadonlySet<SegmentId>): Block[] {
  const shown = blocks.map(({ segmentId }) => segmentId === undefined || inside.has(segmentId))
  if (shown.every(Boolean)) return [...blocks]
  hideHeadings(blocks, shown)
  hideDividers(blocks, shown)
  return blocks.filter((_, at) => shown[at])
}

/** The text that anyone may read: the archive's. */
export function blocksForEveryone(blocks: readonly Block[]): Block[] {
  return blocksFor(blocks, new Set())
}

/** What a heading stands over ends here. */
const sectionEnds: ReadonlySet<BlockType> = new Set([
  'title',
  'heading',
  'divider',
  'calendarLink',
  'closing',
] satisfies BlockType[])

function hideHeadings(blocks: readonly Block[], shown: boolean[]): void {
  blocks.forEach((block, at) => {
    if (block.type !== 'heading') return
    let end = at + 1
    while (end < blocks.length && !sectionEnds.has((blocks[end] as Block).type)) end += 1
    const under = shown.slice(at + 1, end)
    if (under.length > 0 && !under.includes(true)) shown[at] = false
  })
}

/** Rules that stood apart in the whole text and would meet, or lose what they divide from the rest. */
function hideDividers(blocks: readonly Block[], shown: boolean[]): void {
  /** The last block that is shown, and whether any was hidden since. */
  let before = -1
  let hidSince = false
  blocks.forEach((block, at) => {
    if (!shown[at]) {
      hidSince = true
      return
    }
    const isFirst = before === -1
    const follows = before >= 0 && blocks[before]?.type === 'divider'
    if (block.type === 'divider' && hidSince && (isFirst || follows)) {
      shown[at] = false
      return
    }
    before = at
    hidSince = false
  })
  if (!hidSince) return
  for (; blocks[before]?.type === 'divider' || shown[before] === false; before--)
    shown[before] = false
}
