// Rebuilds a mailing's totals from its batches, shard by shard, and finds out on the way what has
// to be done: leases that ran out are closed, batches whose message was lost are named.
import type { Table } from '#aws/table'
import { assert } from '#kernel/errors'
import { type Clock, type Instant, instant, minuteMs, plusMs } from '#kernel/time'
import { type BatchCounts, countBatch, isFinal, type Progress, untouched } from './batch.ts'
import { closeLease } from './batch-lease.ts'
import { addCounts, countsAddUp, noCounts } from './counts.ts'
import { deliveryLimits, type Mailing } from './mailing.ts'
import {
  type BatchId,
  batchSize,
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
  }
  for (const shard of shards) {
    const kept = stored.get(shard.shard)
    const through = kept?.pending === 0 && kept.planned === shard.cursor.prepared
    if (kept && through && !options.all) addCounts(refreshed.counts, kept)
    else await refreshShard(deps, { mailing, shard, refreshed })
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
    addMinutes(acceptedByMinute, progress)
    if (batch < shard.fed && !isFinal(progress, size)) {
      refreshed.queuedCount += counted.pending
      if (!refreshed.firstOpen.has(shard.shard)) refreshed.firstOpen.set(shard.shard, batch)
      if (isDue(shard, { batch, progress, now: asOf })) refreshed.due.push({ id, progress })
    }
  }
  addCounts(refreshed.counts, counts)
  const totals: Totals = { ...counts, shard: shard.shard, asOf, acceptedByMinute }
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

function addMinutes(byMinute: Record<string, number>, progress: Progress): void {
  for (const [minute, set] of progress.minutes) {
    const name = `${instant(minute * minuteMs).slice(0, 16)}Z`
    byMinute[name] = (byMinute[name] ?? 0) + set.size
  }
}
