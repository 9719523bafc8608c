// All confirmed readers, page by page: the audience's shards one after the other.
import type { Table } from '#aws/table'
import type { Reader } from '#readers/reader'
import { audiencePage, shardsOfAudience } from '#readers/store'

export const browseLimits = { page: 50 }

/** Where a page begins: a shard and the cursor in it. */
export type Place = { shard: number; cursor?: string }

export type ReaderList = { readers: Reader[]; after?: string }

/** A page of readers in the order of shards and ids, with the place of the next one. */
export async function browseReaders(table: Table, from: Place): Promise<ReaderList> {
  const readers: Reader[] = []
  let { shard, cursor } = from
  while (shard < shardsOfAudience && readers.length < browseLimits.page) {
    const left = browseLimits.page - readers.length
    const page = await audiencePage(table, shard, cursor, left)
    readers.push(...page.readers)
    cursor = page.cursor
    if (cursor === undefined) shard += 1
  }
  if (shard >= shardsOfAudience) return { readers }
  return { readers, after: cursor === undefined ? `${shard}` : `${shard}.${cursor}` }
}

/** The place that `after` names; the beginning for anything it can't be. */
export function readPlace(after: string | undefined): Place {
  const match = /^(\d{1,2})(?:\.([A-Za-z0-9_-]{1,2000}))?$/.exec(after ?? '')
  const shard = Number(match?.[1] ?? 0)
  if (!match || shard >= shardsOfAudience) return { shard: 0 }
  return match[2] === undefined ? { shard } : { shard, cursor: match[2] }
}
