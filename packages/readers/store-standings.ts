// Standings in the table: written by subscriptions, read in batches where a segment asks for them.
import { type Key, standingKey } from '#aws/keys'
import { ifAbsent, type Table } from '#aws/table'
import type { ReaderId } from '#kernel/ids'
import { asksStanding, type Condition } from './segment.ts'
import { Standing } from './standing.ts'

const schema = 1

/** With the version that the next writer must have seen; 0 while there is none. */
export type StoredStanding = { standing: Standing | undefined; version: number }

export async function getStanding(table: Table, readerId: ReaderId): Promise<StoredStanding> {
  const item = await table.get(standingKey(readerId), { consistent: true })
  if (item === undefined) return { standing: undefined, version: 0 }
  const version = Number(item['version'])
  // What is emptied stays as a mark for who was slower; segments don't see it.
  return { standing: item['parts'] === undefined ? undefined : Standing.parse(item), version }
}

/** Writes over the version that was read; with nothing to say, only the version stays, for a while. */
export async function putStanding(
  table: Table,
  written: { readerId: ReaderId; standing: Standing | undefined; version: number; purgeAt: number },
): Promise<{ kind: 'written' | 'conditionFailed' }> {
  const { readerId, standing, version, purgeAt } = written
  const content = standing ? Standing.parse(standing) : { readerId, expiresAt: purgeAt }
  const item = { ...standingKey(readerId), schema, ...content, version: version + 1 }
  return await table.put(
    item,
    version === 0 ? ifAbsent : { if: '#version = :read', values: { ':read': version } },
  )
}

/** The readers with what they subscribe to: one batch of reads, whoever has none goes without. */
export async function withStandings<R extends { id: ReaderId }>(
  table: Table,
  readers: readonly R[],
): Promise<(R & { standing: Standing | undefined })[]> {
  const keys = [...new Set(readers.map(({ id }) => id))].map((id) => standingKey(id))
  const items = keys.length === 0 ? [] : await table.getMany(keys)
  const standings = new Map<ReaderId, Standing>()
  for (const item of items) {
    if (item['parts'] === undefined) continue
    const standing = Standing.parse(item)
    standings.set(standing.readerId, standing)
  }
  return readers.map((reader) => ({ ...reader, standing: standings.get(reader.id) }))
}

/**
 * What these conditions must know of readers: reads their standings where one of them asks, and
 * nothing where none does.
 */
export function readersFor(
  table: Table,
  conditions: readonly (Condition | undefined)[],
): <R extends { id: ReaderId }>(readers: readonly R[]) => Promise<readonly R[]> {
  const isAsked = conditions.some((one) => one !== undefined && asksStanding(one))
  return async (readers) => (isAsked ? await withStandings(table, readers) : readers)
}

/** Whether an item is a standing, for rebuilds. */
export function isStandingItem({ pk, sk }: Partial<Record<keyof Key, unknown>>): boolean {
  return sk === 'STANDING' && String(pk).startsWith('STANDING#')
}
