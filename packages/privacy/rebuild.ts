// Rebuilding the readers' read models from the facts: `kiosque rebuild`. Reads the whole table, so
// never in a request. A second run changes nothing.
import type { Table } from '#aws/table'
import type { ReaderId } from '#kernel/ids'
import { dateOf } from '#kernel/time'
import type { Publication } from '#publication/schema'
import { Consent, Reader } from '#readers/reader'
import { getReaders } from '#readers/store'
import { type GrowthCounts, growthOf, noGrowth, putGrowth } from '#readers/store-counters'
import { isSearchItem, searchItems } from '#readers/store-search'

const batch = 100

/** Writes the search terms of everyone who ever confirmed, and takes out those of nobody. */
export async function rebuildReaderSearch(deps: {
  table: Table
}): Promise<{ written: number; removed: number }> {
  const { table } = deps
  let written = 0
  let removed = 0
  let readers: Reader[] = []
  let terms: Term[] = []
  const flushReaders = async () => {
    const items = readers.flatMap((reader) => searchItems(reader))
    await table.putMany(items)
    written += items.length
    readers = []
  }
  const flushTerms = async () => {
    removed += await removeStale(table, terms)
    terms = []
  }
  for await (const item of table.scan()) {
    if (item['sk'] === 'READER') {
      const reader = Reader.parse(item)
      if (reader.status !== 'pending') readers.push(reader)
    } else if (isSearchItem(item)) terms.push(item as Term)
    if (readers.length >= batch) await flushReaders()
    if (terms.length >= batch) await flushTerms()
  }
  await flushReaders()
  await flushTerms()
  return { written, removed }
}

type Term = { pk: string; sk: string; readerId: ReaderId }

async function removeStale(table: Table, terms: readonly Term[]): Promise<number> {
  const ids = [...new Set(terms.map(({ readerId }) => readerId))]
  const found = await getReaders(table, ids, { consistent: true })
  const kept = new Set(
    found
      .filter(({ status }) => status !== 'pending')
      .flatMap((reader) => searchItems(reader).map(({ sk }) => sk)),
  )
  const stale = terms.filter(({ sk }) => !kept.has(sk))
  for (const { pk, sk } of stale) await table.delete({ pk, sk })
  return stale.length
}

/**
 * Counts growth anew from the consents. Requests that were never confirmed are purged after 30
 * days, so a day's `requested` keeps the higher of the old and the new count.
 */
export async function rebuildGrowth(deps: {
  table: Table
  publication: Pick<Publication, 'zone'>
}): Promise<{ days: number }> {
  const days = new Map<string, GrowthCounts>()
  let partition = ''
  let state: GrowthState = 'unknown'
  for await (const item of deps.table.scan()) {
    if (!String(item['sk']).startsWith('CONSENT#')) continue
    const consent = Consent.parse(item)
    if (item['pk'] !== partition) state = 'unknown'
    partition = String(item['pk'])
    const step = growthStep(state, consent)
    state = step.state
    if (!step.event) continue
    const day = dateOf(consent.at, deps.publication.zone)
    const counts = days.get(day) ?? { ...noGrowth }
    counts[step.event]++
    days.set(day, counts)
  }
  const old = await growthOf(deps.table, [...days.keys()])
  for (const [day, counts] of days) {
    const requested = Math.max(counts.requested, old.get(day)?.requested ?? 0)
    await putGrowth(deps.table, { day, counts: { ...counts, requested } })
  }
  return { days: days.size }
}

type GrowthState = 'unknown' | 'pending' | 'confirmed' | 'unsubscribed'

/** What one proof says about the readership, given what the reader was before it. */
export function growthStep(
  state: GrowthState,
  { act, purpose }: Pick<Consent, 'act' | 'purpose'>,
): { state: GrowthState; event?: keyof GrowthCounts } {
  if (purpose !== 'newsletter') return { state }
  switch (act) {
    case 'requested':
      return state === 'unknown' ? { state: 'pending', event: 'requested' } : { state }
    case 'confirmed':
      return state === 'confirmed' ? { state } : { state: 'confirmed', event: 'confirmed' }
    case 'withdrawn':
      return state === 'confirmed'
        ? { state: 'unsubscribed', event: 'unsubscribed' }
        : { state: 'unsubscribed' }
    case 'erased':
      return state === 'confirmed' ? { state: 'unknown', event: 'erased' } : { state: 'unknown' }
    case 'changed':
      return { state }
  }
}
