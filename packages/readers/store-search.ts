// The read model of the staff's search: each word of an address starts a term, so that a name, a
// word of it or the domain finds the reader. Derived from confirmed readers, rebuilt by privacy.
import { type Key, readerKey, readerSearchKey } from '#aws/keys'
import type { Item, Table } from '#aws/table'
import type { ReaderId } from '#kernel/ids'
import type { Reader } from './reader.ts'

export const searchLimits = { terms: 6, queryMin: 3, queryMax: 254, page: 50 }

/** `jean.dupont@mail.example.org` → itself, `dupont@mail.example.org`, `mail.example.org`. */
export function searchTerms(email: string): string[] {
  const at = email.lastIndexOf('@')
  const local = email.slice(0, at)
  const starts = [...local.matchAll(/[a-z0-9]+/g)].map(({ index }) => email.slice(index))
  const terms = [email, ...starts.slice(0, searchLimits.terms - 2), email.slice(at + 1)]
  return [...new Set(terms)].filter((term) => term.length >= searchLimits.queryMin)
}

/** The items of a reader's terms; they hold the id alone beside the key. */
export function searchItems(reader: Pick<Reader, 'id' | 'email'>): (Item & Key)[] {
  return searchTerms(reader.email).map((term) => ({
    ...readerSearchKey(term, reader.id),
    readerId: reader.id,
  }))
}

/**
 * Writes a reader's terms, then looks whether the reader is still there: an erasure in between must
 * not leave an address behind.
 */
export async function syncSearchTerms(
  table: Table,
  reader: Pick<Reader, 'id' | 'email'>,
): Promise<void> {
  await table.putMany(searchItems(reader))
  const stored = await table.get(readerKey(reader.id), { consistent: true })
  if (stored === undefined) await deleteSearchTerms(table, reader)
}

export async function deleteSearchTerms(
  table: Table,
  reader: Pick<Reader, 'id' | 'email'>,
): Promise<void> {
  for (const { pk, sk } of searchItems(reader)) await table.delete({ pk, sk })
}

/** Ids whose terms start with `prefix` (at least three characters), each once, page by page. */
export async function searchIds(
  table: Table,
  options: { prefix: string; cursor?: string | undefined; limit: number },
): Promise<{ ids: ReaderId[]; cursor?: string }> {
  const { prefix, cursor, limit } = options
  const { pk } = readerSearchKey(prefix, '')
  const page = await table.queryPage({ partition: pk, beginsWith: prefix, cursor, limit })
  const ids = [...new Set(page.items.map((item) => String(item['readerId']) as ReaderId))]
  return page.cursor === undefined ? { ids } : { ids, cursor: page.cursor }
}

/** Whether an item of the table is a term of this read model. */
export function isSearchItem(item: Item): boolean {
  return String(item['pk']).startsWith('READERSEARCH#')
}
