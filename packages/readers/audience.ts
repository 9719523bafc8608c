// How many readers a mailing would reach, counted shard by shard.
import type { Table } from '#aws/table'
import type { Locale } from '#kernel/errors'
import type { Reader } from './reader.ts'
import { idPosition, idVersion } from './reader-id.ts'
import type { Condition } from './segment.ts'
import { audiencePage, lastOfShard, shardsOfAudience } from './store.ts'
import { readersFor } from './store-standings.ts'
import { wantsTopics } from './topics.ts'

export const audienceLimits = { page: 1_000, quickPages: 2, parallelShards: 16 }

export type AudienceFilter = {
  topics: readonly string[]
  locale?: Locale | undefined
  /** The test of a segment (`segmentTest`). */
  segment?: ((reader: Reader) => boolean) | undefined
  /** The conditions behind `segment` and `groupOf`: what they ask for is read (`readersFor`). */
  conditions?: readonly Condition[] | undefined
}

/**
 * `read`: readers looked at. `exact`: every confirmed reader was. `estimated`: large shards were
 * read in part and the rest inferred from how evenly ids are spread. Suppressed readers are in the
 * count; planning leaves them out. `groups`: the same count by what `groupOf` said of each reader.
 */
export type AudienceCount = {
  count: number
  counted: 'exact' | 'estimated'
  read: number
  groups: ReadonlyMap<string, number>
}

/** `groupOf`: a word for each reader who fits; the count is told apart by it. */
export type CountOptions = { exact?: boolean; groupOf?: (reader: Reader) => string }

export function fitsAudience(reader: Reader, filter: AudienceFilter): boolean {
  return (
    reader.status === 'confirmed' &&
    wantsTopics(reader, filter.topics) &&
    (filter.locale === undefined || reader.locale === filter.locale) &&
    (filter.segment === undefined || filter.segment(reader))
  )
}

/**
 * Counts the confirmed readers who fit. With `exact: false` a shard is read for two pages of 1,000
 * at most, so the answer takes a second or two whatever the size; up to 128,000 readers it is exact
 * even so.
 */
export async function audienceCount(
  table: Table,
  filter: AudienceFilter,
  options: CountOptions = {},
): Promise<AudienceCount> {
  const pages = options.exact ? Number.POSITIVE_INFINITY : audienceLimits.quickPages
  const { groupOf = () => '' } = options
  const shards = Array.from({ length: shardsOfAudience }, (_, shard) => shard)
  const counts: ShardCount[] = []
  for (let start = 0; start < shards.length; start += audienceLimits.parallelShards) {
    const group = shards.slice(start, start + audienceLimits.parallelShards)
    counts.push(
      ...(await Promise.all(
        group.map((shard) => countShard(table, shard, { filter, pages, groupOf })),
      )),
    )
  }
  const groups = new Map<string, number>()
  for (const { fitting, scale } of counts)
    for (const [group, count] of fitting)
      groups.set(group, (groups.get(group) ?? 0) + count * scale)
  return {
    count: Math.round([...groups.values()].reduce((sum, count) => sum + count, 0)),
    groups: new Map([...groups].map(([group, count]) => [group, Math.round(count)])),
    counted: counts.every(({ whole }) => whole) ? 'exact' : 'estimated',
    read: counts.reduce((sum, { read }) => sum + read, 0),
  }
}

/** Readers who fit, by group; each stands for `scale` of them. */
type ShardCount = {
  fitting: ReadonlyMap<string, number>
  scale: number
  read: number
  whole: boolean
}

async function countShard(
  table: Table,
  shard: number,
  options: { filter: AudienceFilter; pages: number; groupOf: (reader: Reader) => string },
): Promise<ShardCount> {
  let cursor: string | undefined
  let last: Reader | undefined
  const fitting = new Map<string, number>()
  const known = readersFor(table, options.filter.conditions ?? [])
  let read = 0
  for (let page = 0; page < options.pages; page++) {
    const found = await audiencePage(table, shard, cursor, audienceLimits.page)
    read += found.readers.length
    for (const reader of await known(found.readers)) {
      if (!fitsAudience(reader, options.filter)) continue
      const group = options.groupOf(reader)
      fitting.set(group, (fitting.get(group) ?? 0) + 1)
    }
    last = found.readers.at(-1) ?? last
    cursor = found.cursor
    if (cursor === undefined) return { fitting, scale: 1, read, whole: true }
  }
  const end = await lastOfShard(table, shard)
  // Ids made with several keys are not evenly spread: count to the end instead.
  if (!last || !end || idVersion(last.id) !== idVersion(end))
    return countShard(table, shard, { ...options, pages: Number.POSITIVE_INFINITY })
  // Where the n-th of evenly spread ids lies at p, there are (n - 1) / p of them; this share fits.
  const inShard = (read - 1) / idPosition(last.id)
  return { fitting, scale: inShard / read, read, whole: false }
}
