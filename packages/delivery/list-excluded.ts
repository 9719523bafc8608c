// Who was left out when a mailing was planned. Planning keeps how many and why, not who: they are
// found again as the readers who had confirmed by then and are in no roster, which is proof; why is
// worked out anew, and holds as of now.
import type { Table } from '#aws/table'
import type { MailingId, ReaderId } from '#kernel/ids'
import type { Reader } from '#readers/reader'
import { frozenTest } from '#readers/segment'
import { audienceAfter, suppressedAmong } from '#readers/store'
import { listLimits } from './list-recipients.ts'
import type { ExclusionReason, Mailing } from './mailing.ts'
import { reasonToExclude } from './plan-shards.ts'
import { getMailing } from './store.ts'
import { getShards, readersFrom, type Shard } from './store-batches.ts'

/** `changed`: nothing speaks against them any more; their choices or the suppression changed since. */
export type ExcludedReason = ExclusionReason | 'changed'

export type ExcludedReader = {
  readerId: ReaderId
  email: string
  domain: string
  reason: ExcludedReason
}

export type ExcludedPage = {
  readers: ExcludedReader[]
  cursor?: string
  /** How many were left out when it was planned; some may have left since, and are not named. */
  plannedCount: number
}

/** Readers looked at for one page; it may then be short and have a next one all the same. */
const lookLimit = 20_000
const lookPage = 1_000

/** Undefined when there is no such mailing. A cursor that is none begins at the start. */
export async function listExcluded(
  deps: { table: Table },
  input: { mailingId: MailingId; reason?: string; cursor?: string; limit?: number },
): Promise<ExcludedPage | undefined> {
  const { table } = deps
  const mailing = await getMailing(table, input.mailingId)
  if (!mailing) return undefined
  const shards = await getShards(table, mailing.id)
  const limit = Math.min(input.limit ?? listLimits.page, listLimits.pageMax)
  const walk: Walk = { mailing, reason: input.reason, limit, found: [], looked: 0 }
  const start = readCursor(input.cursor)
  const plannedCount = shards.reduce((sum, shard) => sum + leftOut(shard), 0)
  for (const shard of shards) {
    if (shard.shard < start.shard || leftOut(shard) === 0) continue
    const from = shard.shard === start.shard ? start : { shard: shard.shard, batch: 0 }
    const stopped = await walkShard(table, walk, { shard, from })
    if (stopped) return { readers: walk.found, plannedCount, cursor: writeCursor(stopped) }
  }
  return { readers: walk.found, plannedCount }
}

/** Why a reader is not among those this mailing would be planned for now, if anything. */
export async function exclusionNow(
  table: Table,
  mailing: Mailing,
  reader: Reader | undefined,
): Promise<string | undefined> {
  if (!reader) return 'erased'
  const suppressed = await suppressedAmong(table, [reader.id])
  return reasonToExclude(reader, suppressed.has(reader.id), rulesOf(mailing))
}

type Walk = {
  mailing: Mailing
  reason: string | undefined
  limit: number
  found: ExcludedReader[]
  looked: number
}

/** All readers of the shard up to `after` are done; the next may be in roster `batch`. */
type Place = { shard: number; batch: number; after?: ReaderId }

function writeCursor({ shard, batch, after }: Place): string {
  return `${shard}.${batch}.${after ?? ''}`
}

function readCursor(text: string | undefined): Place {
  const [, shard, batch, after] = /^(\d{1,3})\.(\d{1,7})\.(rd_\w{1,60})?$/.exec(text ?? '') ?? []
  return {
    shard: Number(shard ?? 0),
    batch: Number(batch ?? 0),
    ...(after === undefined ? {} : { after: after as ReaderId }),
  }
}

function leftOut({ cursor }: Shard): number {
  return cursor.candidates - cursor.prepared
}

/** Where it stopped because a page is full; undefined at the shard's end. */
async function walkShard(
  table: Table,
  walk: Walk,
  at: { shard: Shard; from: Place },
): Promise<Place | undefined> {
  const { shard } = at
  const place = { ...at.from }
  const planned = await plannedReaders(table, walk.mailing.id, at.from)
  for (;;) {
    const page = await audienceAfter(table, shard.shard, place.after, lookPage)
    const left: Reader[] = []
    for (const reader of page.readers)
      if (!(await planned.has(reader.id)) && isOfThen(reader, shard)) left.push(reader)
    const suppressed = await suppressedAmong(
      table,
      left.map(({ id }) => id),
    )
    for (const reader of left) {
      add(walk, reader, suppressed.has(reader.id))
      if (walk.found.length < walk.limit) continue
      return { ...place, after: reader.id }
    }
    walk.looked += page.readers.length
    const last = page.readers.at(-1)
    if (!page.more || !last) return undefined
    place.after = last.id
    place.batch = planned.batch()
    if (walk.looked >= lookLimit) return place
  }
}

function add(walk: Walk, reader: Reader, isSuppressed: boolean): void {
  const reason = reasonToExclude(reader, isSuppressed, rulesOf(walk.mailing)) ?? 'changed'
  if (walk.reason !== undefined && walk.reason !== reason) return
  const { id, email } = reader
  const domain = email.slice(email.lastIndexOf('@') + 1)
  walk.found.push({ readerId: id, email, domain, reason })
}

function rulesOf({ topics, segment }: Mailing) {
  return { topics, isInSegment: segment && frozenTest(segment) }
}

/** Who confirmed after the shard was planned was not left out: they came too late. */
function isOfThen(reader: Reader, shard: Shard): boolean {
  const since = reader.confirmedAt ?? reader.createdAt
  return shard.doneAt === undefined || since <= shard.doneAt
}

/** Walks along the rosters while readers are asked about in the order of their ids. */
async function plannedReaders(table: Table, mailingId: MailingId, from: Place) {
  const rosters = readersFrom(table, { mailingId, shard: from.shard, batch: from.batch })
  let batch = from.batch
  let ids: ReadonlySet<ReaderId> = new Set()
  let last: ReaderId | undefined
  let isOver = false
  return {
    batch: () => batch,
    async has(id: ReaderId): Promise<boolean> {
      while (!isOver && (last === undefined || last < id)) {
        const next = await rosters.next()
        isOver = next.done === true
        if (next.done) break
        batch = next.value.batch
        ids = new Set(next.value.readerIds)
        last = next.value.readerIds.at(-1)
      }
      return ids.has(id)
    },
  }
}
