// A mailing's shards, rosters and batches (a roster with its progress) in the table.
import * as z from 'zod'
import { mailingKey, progressKey, rosterKey, shardKey } from '#aws/keys'
import { type Changes, type Condition, ifAbsent, type Table } from '#aws/table'
import { idSchema, type MailingId, type ReaderId } from '#kernel/ids'
import { type Instant, instant, minuteMs } from '#kernel/time'
import { type Progress, readProgress, untouched } from './batch.ts'
import { deliveryLimits } from './mailing.ts'

const schema = 1
const Timestamp = z.custom<Instant>((value) => typeof value === 'string')
const Count = z.number().int().min(0)
const Counts = z.record(z.string(), Count)

/** A batch of a mailing. */
export type BatchId = { mailingId: MailingId; shard: number; batch: number }

// — Shards —

/** Where planning of a shard stands: all readers up to `after` are prepared or excluded. */
export const ShardCursor = z.object({
  after: idSchema('reader').optional(),
  candidates: Count,
  excluded: Counts,
  prepared: Count,
  batches: Count,
})
export type ShardCursor = z.infer<typeof ShardCursor>

export const shardStart: ShardCursor = { candidates: 0, excluded: {}, prepared: 0, batches: 0 }

/** Batches below `upTo` had been queued at `at`. */
export const Feed = z.object({ upTo: Count, at: Timestamp })
export type Feed = z.infer<typeof Feed>

export const Shard = z.object({
  shard: Count,
  cursor: ShardCursor,
  /** Since when its planning is complete; `cursor` then holds its final counts. */
  doneAt: Timestamp.optional(),
  /** How many of its batches have been queued, in order, and when. */
  fed: Count.default(0),
  feeds: z.array(Feed).default([]),
  /** Batches all of whose recipients are final. */
  finished: z.set(Count).optional(),
})
export type Shard = z.infer<typeof Shard>

/** Recipients of a batch; all batches of a shard but its last are full. */
export function batchSize(shard: Shard, batch: number): number {
  const before = batch * deliveryLimits.rosterLines
  return Math.max(0, Math.min(deliveryLimits.rosterLines, shard.cursor.prepared - before))
}

export async function getShard(table: Table, id: MailingId, shard: number): Promise<Shard> {
  const item = await table.get(shardKey(id, shard), { consistent: true })
  return item ? Shard.parse(item) : { shard, cursor: shardStart, fed: 0, feeds: [] }
}

/** The shards that planning has begun, by number. */
export async function getShards(table: Table, id: MailingId): Promise<Shard[]> {
  const shards: Shard[] = []
  const partition = mailingKey(id).pk
  for await (const item of table.query({ partition, beginsWith: 'SHARD#', consistent: true }))
    shards.push(Shard.parse(item))
  return shards
}

/** Keeps how far planning has come. False when the shard was complete already. */
export async function saveCursor(
  table: Table,
  id: MailingId,
  at: { shard: number; cursor: ShardCursor; doneAt?: Instant },
): Promise<boolean> {
  const { shard, cursor, doneAt } = at
  const set = { shard, cursor, schema, ...(doneAt === undefined ? {} : { doneAt }) }
  const written = await table.update(
    shardKey(id, shard),
    { set },
    { if: 'attribute_not_exists(#doneAt)' },
  )
  return written.kind === 'written'
}

/** Says that batches up to `feed.upTo` are being queued, unless somebody else said it first. */
export async function saveFeed(
  table: Table,
  id: MailingId,
  change: { shard: Shard; feed: Feed; keep: readonly Feed[] },
): Promise<boolean> {
  const { shard, feed, keep } = change
  const condition: Condition =
    shard.fed === 0
      ? { if: 'attribute_not_exists(#fed) OR #fed = :fed', values: { ':fed': 0 } }
      : { if: '#fed = :fed', values: { ':fed': shard.fed } }
  const written = await table.update(
    shardKey(id, shard.shard),
    { set: { fed: feed.upTo, feeds: [...keep, feed] } },
    condition,
  )
  return written.kind === 'written'
}

/** Adds batches to the shard's finished ones; answers with the shard after it. */
export async function addFinished(
  table: Table,
  id: MailingId,
  change: { shard: number; batches: readonly number[] },
): Promise<Shard> {
  const written = await table.update(
    shardKey(id, change.shard),
    { add: { finished: new Set(change.batches) } },
    { if: 'attribute_exists(#doneAt)' },
  )
  if (written.kind === 'written') return Shard.parse(written.item)
  throw new Error('A batch of a shard that was never planned')
}

// — Rosters —

export type RosterLine = {
  readerId: ReaderId
  variant: string
  /** Domain of the address at planning; the address itself is never kept. */
  domain: string
  trackingConsent: boolean
  /** Not to be called before, where each reader has an hour of their own. */
  callAt?: Instant
}

/**
 * `cursor` is where planning stood after it: the last roster is where a crash resumes. `last` ends
 * its shard, so that only a shard's last roster is not full, whoever plans it.
 */
export type Roster = { lines: RosterLine[]; cursor: ShardCursor; last: boolean }

/** Puts a roster unless there is one; answers with the one that is there. */
export async function putRoster(table: Table, id: BatchId, roster: Roster): Promise<Roster> {
  const key = rosterKey(id.mailingId, id.shard, id.batch)
  const lines = roster.lines.map(writeLine)
  const { cursor, last } = roster
  const put = await table.put({ ...key, schema, lines, cursor, last }, ifAbsent)
  if (put.kind === 'written') return roster
  const there = await getRoster(table, id)
  if (!there) throw new Error('A roster vanished')
  return there
}

export async function getRoster(table: Table, id: BatchId): Promise<Roster | undefined> {
  const item = await table.get(rosterKey(id.mailingId, id.shard, id.batch), { consistent: true })
  if (!item) return undefined
  return {
    lines: z.array(z.string()).parse(item['lines']).map(readLine),
    cursor: ShardCursor.parse(item['cursor']),
    last: item['last'] === true,
  }
}

/** The receiving domains of a shard's recipients, batch by batch; the lines are not kept. */
export async function* eachRoster(
  table: Table,
  id: MailingId,
  shard: number,
): AsyncGenerator<{ batch: number; domains: string[] }> {
  const { pk: partition } = rosterKey(id, shard, 0)
  const query = { partition, beginsWith: 'ROSTER#', consistent: true, only: ['sk', 'lines'] }
  for await (const item of table.query(query)) {
    const lines = z.array(z.string()).parse(item['lines'])
    const batch = Number(String(item['sk']).slice('ROSTER#'.length))
    yield { batch, domains: lines.map((line) => line.split('|', 3)[2] ?? '') }
  }
}

/** The readers of a shard's rosters from this batch on, in the order of their ids. */
export async function* readersFrom(
  table: Table,
  id: BatchId,
): AsyncGenerator<{ batch: number; readerIds: ReaderId[] }> {
  const { pk: partition, sk } = rosterKey(id.mailingId, id.shard, id.batch)
  const only = ['sk', 'lines']
  const between = [sk, 'ROSTER#~'] as const
  for await (const item of table.query({ partition, between, consistent: true, only })) {
    const lines = z.array(z.string()).parse(item['lines'])
    const batch = Number(String(item['sk']).slice('ROSTER#'.length))
    yield { batch, readerIds: lines.map((line) => readLine(line).readerId) }
  }
}

/** One short text a line spares two thirds of the bytes that attribute names would take. */
function writeLine(line: RosterLine): string {
  const { readerId, variant, domain, trackingConsent, callAt } = line
  const fields = [readerId, variant, domain, trackingConsent ? '1' : '0']
  if (callAt !== undefined) fields.push(String(Date.parse(callAt) / minuteMs))
  return fields.join('|')
}

function readLine(text: string): RosterLine {
  const [readerId, variant, domain, tracking, minute] = text.split('|')
  if (!readerId || !variant || domain === undefined) throw new Error('A roster line is malformed')
  const line = {
    readerId: readerId as ReaderId,
    variant,
    domain,
    trackingConsent: tracking === '1',
  }
  return minute === undefined ? line : { ...line, callAt: instant(Number(minute) * minuteMs) }
}

// — Progress —

export async function getProgress(table: Table, id: BatchId): Promise<Progress> {
  const key = progressKey(id.mailingId, id.shard, id.batch)
  return readProgress(await table.get(key, { consistent: true }))
}

/** Progress of the batches of a shard that somebody has begun, by number. */
export async function progressOfShard(
  table: Table,
  id: MailingId,
  shard: number,
): Promise<Map<number, Progress>> {
  const found = new Map<number, Progress>()
  const { pk: partition } = progressKey(id, shard, 0)
  for await (const item of table.query({ partition, beginsWith: 'PROGRESS#', consistent: true }))
    found.set(Number(String(item['sk']).slice('PROGRESS#'.length)), readProgress(item))
  return found
}

/**
 * Every batch of the shard below `upTo`, in order; who was not begun is `untouched`. Read as it is
 * asked for, so that a shard of any size takes no memory.
 */
export async function* eachProgress(
  table: Table,
  id: MailingId,
  at: { shard: number; upTo: number },
): AsyncGenerator<{ batch: number; progress: Progress }> {
  const { pk: partition } = progressKey(id, at.shard, 0)
  let batch = 0
  for await (const item of table.query({ partition, beginsWith: 'PROGRESS#', consistent: true })) {
    const begun = Number(String(item['sk']).slice('PROGRESS#'.length))
    for (; batch < Math.min(begun, at.upTo); batch++) yield { batch, progress: untouched }
    if (begun < at.upTo) yield { batch: begun, progress: readProgress(item) }
    batch = Math.max(batch, begun + 1)
  }
  for (; batch < at.upTo; batch++) yield { batch, progress: untouched }
}

/** One change of a batch's progress; the item comes into being with the first one. */
export async function changeProgress(
  table: Table,
  id: BatchId,
  change: { changes: Changes; condition?: Condition },
): Promise<Progress | undefined> {
  const key = progressKey(id.mailingId, id.shard, id.batch)
  const written = await table.update(key, change.changes, change.condition)
  return written.kind === 'written' ? readProgress(written.item) : undefined
}
