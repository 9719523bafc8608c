// The staff's search for a reader: by id, by address, or by how a word of it or its domain starts.
import type { Table } from '#aws/table'
import { idSchema, type ReaderId } from '#kernel/ids'
import { parseAddress } from '#readers/address'
import type { Reader } from '#readers/reader'
import { type ReaderKeys, readerIds } from '#readers/reader-id'
import { getReaders } from '#readers/store'
import { searchIds, searchLimits } from '#readers/store-search'

export type SearchReadersDeps = { table: Table; readerKeys: ReaderKeys }
export type SearchReadersInput = { query: string; cursor?: string | undefined; limit?: number }

/**
 * `readers` are as they are now, in the order of their addresses. Prefixes find readers who have
 * ever confirmed; a whole address or an id also finds a pending one. `tooShort`: a prefix has at
 * least three characters.
 */
export type SearchReadersOutcome =
  | { kind: 'found'; readers: Reader[]; cursor?: string }
  | { kind: 'tooShort' }

export async function searchReaders(
  deps: SearchReadersDeps,
  input: SearchReadersInput,
): Promise<SearchReadersOutcome> {
  const query = input.query.normalize('NFC').trim().toLowerCase().slice(0, searchLimits.queryMax)
  const exact = exactIds(deps.readerKeys, query)
  const found = exact.length > 0 ? await getReaders(deps.table, exact) : []
  const prefix = query.replace(/^@/, '').replace(/\s+/g, '.')
  if (prefix.length < searchLimits.queryMin)
    return found.length > 0 ? { kind: 'found', readers: found } : { kind: 'tooShort' }
  const limit = Math.min(input.limit ?? searchLimits.page, searchLimits.page)
  const { ids, cursor } = await searchIds(deps.table, { prefix, cursor: input.cursor, limit })
  const others = await getReaders(deps.table, ids)
  const byId = new Map([...found, ...others].map((reader) => [reader.id, reader]))
  const readers = [...byId.values()].sort((a, b) => (a.email < b.email ? -1 : 1))
  return cursor === undefined ? { kind: 'found', readers } : { kind: 'found', readers, cursor }
}

function exactIds(keys: ReaderKeys, query: string): ReaderId[] {
  const id = idSchema('reader').safeParse(query)
  if (id.success) return [id.data]
  const address = parseAddress(query)
  return address.kind === 'address' ? readerIds(keys, address.email) : []
}
