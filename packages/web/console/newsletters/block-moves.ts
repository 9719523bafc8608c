// What the composer's small buttons ask for: blocks added, moved, removed, put back. Pure.
import type { Block, BlockType } from '#editorial/blocks'
import type { Locale } from '#kernel/errors'
import { type BlockDraft, blockTypes, fieldsOf } from './composer-form.ts'

/** An empty block of a type. */
export function emptyBlock(
  type: BlockType,
  options: { id: string; issueNumber: string; locale: Locale; imageId?: string; alt?: string },
): BlockDraft {
  const fields = Object.fromEntries(fieldsOf[type].map((field) => [field, '']))
  if ('issueNumber' in fields) fields['issueNumber'] = options.issueNumber
  if (type === 'image')
    Object.assign(fields, { imageId: options.imageId ?? '', alt: options.alt ?? '' })
  if (type === 'button')
    Object.assign(fields, {
      label: options.locale === 'fr' ? 'Lire le dossier' : 'Read the dossier',
      href: options.issueNumber === '' ? '/' : `/issues/${options.issueNumber}`,
    })
  if (type === 'calendarLink')
    fields['rich'] =
      options.locale === 'fr'
        ? 'Découvrez notre [calendrier rédactionnel](/calendar).'
        : 'See our [editorial calendar](/en/calendar).'
  return { id: options.id, type, segmentId: '', fields }
}

export type BlockMove =
  | { verb: 'up' | 'down' | 'remove'; id: string }
  | { verb: 'add'; type: BlockType; after: string | undefined }

/** `up:<id>`, `down:<id>`, `remove:<id>`, `add` with the type chosen; undefined for anything else. */
export function moveOf(action: string, addType: string, after: string): BlockMove | undefined {
  const [verb, id] = action.split(':')
  if ((verb === 'up' || verb === 'down' || verb === 'remove') && id) return { verb, id }
  const type = blockTypes.find((one) => one === addType)
  return verb === 'add' && type ? { verb, type, after: id || after || undefined } : undefined
}

/** The blocks after a move; `made` is the block to add. */
export function moved(
  blocks: readonly BlockDraft[],
  move: BlockMove,
  made: BlockDraft | undefined,
): BlockDraft[] {
  const list = [...blocks]
  if (move.verb === 'add') {
    const at = list.findIndex(({ id }) => id === move.after)
    if (made) list.splice(at === -1 ? list.length : at + 1, 0, made)
    return list
  }
  const at = list.findIndex(({ id }) => id === move.id)
  const block = list[at]
  if (!block) return list
  if (move.verb === 'remove') list.splice(at, 1)
  const to = move.verb === 'up' ? at - 1 : at + 1
  const other = list[to]
  if (move.verb !== 'remove' && other) {
    list[to] = block
    list[at] = other
  }
  return list
}

/** The block of an earlier version put back where it stood: after the block it followed. */
export function withRestored(
  blocks: readonly Block[],
  earlier: readonly Block[],
  blockId: string,
): Block[] | undefined {
  const at = earlier.findIndex(({ id }) => id === blockId)
  const block = earlier[at]
  if (!block || blocks.some(({ id }) => id === blockId)) return undefined
  const before = earlier.slice(0, at).reverse()
  const anchor = before.find(({ id }) => blocks.some((one) => one.id === id))
  const to = anchor ? blocks.findIndex(({ id }) => id === anchor.id) + 1 : 0
  return [...blocks.slice(0, to), block, ...blocks.slice(to)]
}
