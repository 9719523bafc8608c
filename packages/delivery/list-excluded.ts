// Who was left out when a mailing was planned. Planning keeps how many and why, not who: they are
// found again as the readers who had confirmed by then and are in no roster, which is proof; why is
// worked out anew, and holds as of now.
import type { Table } from '#aws/table'
import type { MailingId, ReaderId } from '#kernel/ids'
import type { Reader } from '#readers/reader'
import { frozenTest } from '#readers/segment'
import { suppressedAmong } from '#readers/store'
import { readersFor } from '#readers/store-standings'
import {
  type CandidateRules,
  candidateRules,
  candidatesOf,
  conditionsOf,
  reasonToExclude,
} from './candidates.ts'
import { listLimits } from './list-recipients.ts'
import type { ExclusionReason, Mailing } from './mailing.ts'
import { getMailing } from './store.ts'
import { getShards, readersFrom, type Shard } from './store-batches.ts'

/** `changedSince`: nothing speaks against them any more; their choices or the suppression changed since. */
export type ExcludedReason = ExclusionReason | 'changedSince'

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
  const rules = await candidateRules(table, mailing)
  const walk: Walk = { mailing, rules, reason: input.reason, limit, found: [], looked: 0 }
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
  const isInSegment = mailing.segment && frozenTest(mailing.segment)
  const [known = reader] = await readersFor(table, conditionsOf(mailing))([reader])
  return reasonToExclude(known, suppressed.has(reader.id), { ...mailing, isInSegment })
}

type Walk = {
  mailing: Mailing
  rules: CandidateRules
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
  const candidatesAfter = candidatesOf(table, walk.rules, shard.shard)
  const planned = plannedReaders(table, walk.mailing.id, at.from)
  for (;;) {
    const page = await candidatesAfter(place.after)
    for (const { readerId, reader, reason } of page.candidates) {
      if (!reader || !isOfThen(reader, shard) || (await planned.has(readerId))) continue
      add(walk, reader, reason ?? 'changedSince')
      if (walk.found.length < walk.limit) continue
      return { ...place, batch: planned.batch(), after: readerId }
    }
    walk.looked += page.candidates.length
    if (!page.more || page.through === undefined) return undefined
    place.after = page.through
    place.batch = planned.batch()
    if (walk.looked >= lookLimit) return place
  }
}

function add(walk: Walk, { id, email }: Reader, reason: ExcludedReason): void {
  if (walk.reason !== undefined && walk.reason !== reason) return
  const domain = email.slice(email.lastIndexOf('@') + 1)
  walk.found.push({ readerId: id, email, domain, reason })
}

/** Who confirmed after the shard was planned was not left out: they came too late. */
function isOfThen(reader: Reader, shard: Shard): boolean {
  const since = reader.confirmedAt ?? reader.createdAt
  return shard.doneAt === undefined || since <= shard.doneAt
}

/** Walks along the rosters while readers are asked about in the order of their ids. */
function plannedReaders(table: Table, mailingId: MailingId, from: Place) {
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
