// How blocks lie in an item. A database item holds at most 400 KB, so a long text is packed; short
// ones stay readable in the table.
import { brotliCompressSync, brotliDecompressSync, constants } from 'node:zlib'
import { type Block, Blocks } from './blocks.ts'

export const packLimits = { plainBytes: 120_000, packedBytes: 330_000, unpackedBytes: 8_000_000 }

export type StoredBlocks = { blocks: readonly Block[] } | { packedBlocks: Uint8Array }

/** The attribute to store, or `undefined` when the text is too long even when packed. */
export function packBlocks(blocks: readonly Block[]): StoredBlocks | undefined {
  const json = Buffer.from(JSON.stringify(blocks))
  if (json.length <= packLimits.plainBytes) return { blocks }
  if (json.length > packLimits.unpackedBytes) return undefined
  const packedBlocks = brotliCompressSync(json, {
    params: {
      [constants.BROTLI_PARAM_QUALITY]: 6,
      [constants.BROTLI_PARAM_MODE]: constants.BROTLI_MODE_TEXT,
    },
  })
  return packedBlocks.length > packLimits.packedBytes ? undefined : { packedBlocks }
}

/** The blocks of a stored item, parsed. @throws when the item holds none that are valid. */
export function unpackBlocks(item: Record<string, unknown>): Block[] {
  const packed = item['packedBlocks']
  if (packed === undefined) return Blocks.parse(item['blocks'])
  if (!(packed instanceof Uint8Array)) throw new Error('Packed blocks are not bytes')
  const json = brotliDecompressSync(packed, { maxOutputLength: packLimits.unpackedBytes })
  return Blocks.parse(JSON.parse(json.toString()))
}
