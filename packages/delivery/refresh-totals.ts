// Rebuilds a mailing's totals from its batches, shard by shard, and finds out on the way what has
// to be done: leases that ran out are closed, batches whose message was lost are named.
import type { Table } from '#aws/table'
import { assert } from '#kernel/errors'
import { type Clock, type Instant, instant, minuteMs, plusMs } from '#kernel/time'
import { type BatchCounts, countBatch, isFinal, type Progress, untouched } from './batch.ts'
import { closeLease } from './batch-lease.ts'
import { addCounts, countsAddUp, noCounts } from './counts.ts'
import type { Heard } from './feedback-health.ts'
import { deliveryLimits, type Mailing } from './mailing.ts'
import { type Unsettled, unsettledIn } from './settle-mailing.ts'
import {
  type BatchId,
  batchSize,
  type DomainCounts,
  getProgress,
  getShards,
  getTotals,
  progressOfShard,
  putTotals,
  type Shard,
  type Totals,
} from './store-batches.ts'

export type Refreshed = {
  shards: Shard[]
  counts: BatchCounts
  /** Recipients who are pending in batches that were queued. */
  queuedCount: number
  /** Batches that were queued, are not final, and nobody is at: they want a new message. */
  due: { id: BatchId; progress: Progress }[]
  /** The first batch of a shard that is queued and not final. */
  firstOpen: Map<number, number>
  /** Uncertain recipients who may be called again; of the shards that were read. */
  unsettled: Unsettled[]
  /** By receiving domain, as `Totals` has them; all shards together. */
  domains: Record<string, DomainCounts>
  /** By epoch minute; of shards that were not read, as of their last counting. */
  heard: { accepted: Map<number, number>; seen: Map<number, number> } & Heard
}

/** Shards that are through are not read again, unless `all`. */
export async function refreshTotals(
  deps: { table: Table; clock: Clock },
  mailing: Mailing,
  options: { all: boolean } = { all: false },
): Promise<Refreshed> {
  const [shards, stored] = await Promise.all([
    getShards(deps.table, mailing.id),
    getTotals(deps.table, mailing.id),
  ])
  const refreshed: Refreshed = {
    shards,
    counts: noCounts(),
    queuedCount: 0,
    due: [],
    firstOpen: new Map(),
    unsettled: [],
    domains: {},
    heard: { accepted: new Map(), seen: new Map() },
  }
  for (const shard of shards) {
    const kept = stored.get(shard.shard)
    const through = kept?.pending === 0 && kept.planned === shard.cursor.prepared
    if (kept && through && kept.uncertain === 0 && !options.all) {
      addCounts(refreshed.counts, kept)
      hear(refreshed.heard.accepted, kept.acceptedByMinute)
      hear(refreshed.heard.seen, kept.seenByMinute)
    } else await refreshShard(deps, { mailing, shard, refreshed })
  }
  assert(
    countsAddUp(refreshed.counts),
    'planned = pending + accepted + skipped + failed + uncertain',
  )
  return refreshed
}

type ShardInput = { mailing: Mailing; shard: Shard; refreshed: Refreshed }

async function refreshShard(
  deps: { table: Table; clock: Clock },
  { mailing, shard, refreshed }: ShardInput,
): Promise<void> {
  const asOf = instant(deps.clock())
  const begun =
    shard.fed > 0 ? await progressOfShard(deps.table, mailing.id, shard.shard) : new Map()
  const counts = noCounts()
  const acceptedByMinute: Record<string, number> = {}
  const seenByMinute: Record<string, number> = {}
  for (let batch = 0; batch < shard.cursor.batches; batch++) {
    const id: BatchId = { mailingId: mailing.id, shard: shard.shard, batch }
    const size = batchSize(shard, batch)
    const progress = await closeIfExpired(deps.table, {
      id,
      size,
      progress: begun.get(batch) ?? untouched,
      now: asOf,
    })
    const counted = countBatch(progress, size, { cancelled: mailing.status === 'cancelled' })
    addCounts(counts, counted)
    addMinutes(acceptedByMinute, progress, () => true)
    addMinutes(seenByMinute, progress, (number) => progress.seen.has(number))
    const calls = unsettledIn(progress, size, minuteOfCalls(mailing, asOf))
    if (calls.length > 0) refreshed.unsettled.push({ id, calls })
    if (batch < shard.fed && !isFinal(progress, size)) {
      refreshed.queuedCount += counted.pending
      if (!refreshed.firstOpen.has(shard.shard)) refreshed.firstOpen.set(shard.shard, batch)
      if (isDue(shard, { batch, progress, now: asOf })) refreshed.due.push({ id, progress })
    }
  }
  addCounts(refreshed.counts, counts)
  hear(refreshed.heard.accepted, acceptedByMinute)
  hear(refreshed.heard.seen, seenByMinute)
  const totals: Totals = {
    ...counts,
    shard: shard.shard,
    asOf,
    domains: {},
    clicksByLink: {},
    acceptedByMinute,
    seenByMinute,
  }
  if (shard.fed > 0) await putTotals(deps.table, mailing.id, totals)
}

async function closeIfExpired(
  table: Table,
  batch: { id: BatchId; size: number; progress: Progress; now: Instant },
): Promise<Progress> {
  const { lease } = batch.progress
  if (!lease || lease.until > batch.now) return batch.progress
  return (await closeLease(table, batch)) ?? (await getProgress(table, batch.id))
}

function isDue(shard: Shard, at: { batch: number; progress: Progress; now: Instant }): boolean {
  if (at.progress.lease) return false
  const fed = shard.feeds.find(({ upTo }) => at.batch < upTo)?.at
  const dueAt = at.progress.dueAt ?? (fed && plusMs(fed, deliveryLimits.startMs))
  return dueAt === undefined || dueAt <= at.now
}

function addMinutes(
  byMinute: Record<string, number>,
  progress: Progress,
  counts: (number: number) => boolean,
): void {
  for (const [minute, set] of progress.minutes) {
    const name = `${instant(minute * minuteMs).slice(0, 16)}Z`
    const count = [...set].filter(counts).length
    if (count > 0) byMinute[name] = (byMinute[name] ?? 0) + count
  }
}

function hear(minutes: Map<number, number>, byMinute: Readonly<Record<string, number>>): void {
  for (const [name, count] of Object.entries(byMinute)) {
    const minute = Date.parse(name) / minuteMs
    minutes.set(minute, (minutes.get(minute) ?? 0) + count)
  }
}

/** For calls that an earlier version recorded: none is later than the mailing's end. */
function minuteOfCalls(mailing: Mailing, asOf: Instant): number {
  return Math.ceil(Date.parse(mailing.closedAt ?? asOf) / minuteMs)
}
