// Rebuilds a mailing's totals from its batches, shard by shard, and finds out on the way what has
// to be done: leases that ran out are closed, batches whose message was lost are named.
import type { Table } from '#aws/table'
import { assert } from '#kernel/errors'
import { type Clock, type Instant, instant, minuteMs, plusMs } from '#kernel/time'
import { type BatchCounts, isFinal, type Progress, untouched } from './batch.ts'
import { closeLease } from './batch-lease.ts'
import { addGroups, type GroupTotals } from './count-groups.ts'
import { type Counting, countInto, heldIn, noTotals } from './count-shard.ts'
import { addCounts, countsAddUp, noCounts } from './counts.ts'
import {
  addDomains,
  type Column,
  columnOf,
  type DomainColumns,
  newDomainColumns,
} from './domain-columns.ts'
import type { Heard } from './feedback-health.ts'
import { deliveryLimits, type Mailing } from './mailing.ts'
import { planRefresh } from './refresh-plan.ts'
import { type Unsettled, unsettledIn } from './settle-mailing.ts'
import {
  type BatchId,
  batchSize,
  type DomainCounts,
  eachProgress,
  getProgress,
  getShards,
  getTotals,
  putTotals,
  type Shard,
  type Totals,
} from './store-batches.ts'

export type Refreshed = {
  shards: Shard[]
  counts: BatchCounts
  /** Recipients who are pending in batches that were queued, and neither held nor waiting. */
  queuedCount: number
  /** Recipients in batches that rest until somebody's hour comes or a held domain is released. */
  waitingCount: number
  /** Of them, batches whose wait is over, or over within a minute: at which instant. */
  ready: { id: BatchId; progress: Progress; pending: number; at: Instant }[]
  /** When the next of the others is to be queued. */
  nextReadyAt?: Instant
  /** Pending recipients at domains that are held; those of queued batches are not in the above. */
  heldPending: number
  /** Batches that were queued, are not final, and nobody is at: they want a new message. */
  due: { id: BatchId; progress: Progress }[]
  /** The first batch of a shard that is queued, not final, and has no due time of its own. */
  firstOpen: Map<number, number>
  /** Uncertain recipients who may be called again; of the shards that were read. */
  unsettled: Unsettled[]
  /** By receiving domain, as `Totals` has them; all shards together. */
  domains: Record<string, DomainCounts>
  /** Recipients in the subject test, by subject. */
  groups: GroupTotals
  /** By epoch minute; of shards that were not read, as of their last counting. */
  heard: { accepted: Map<number, number>; seen: Map<number, number> } & Heard
  /** Shards whose turn to be counted it was, and that the next tick counts. */
  leftCount: number
}

export type RefreshDeps = {
  table: Table
  clock: Clock
  /** Kept between the ticks of a process; without it rosters are read anew each time. */
  domainColumns?: DomainColumns
}

/**
 * Shards that are through are read again ever more slowly, unless `all`; of those that are not read
 * the counts are as of their last counting. (What a tick reads: docs/decisions.md.)
 */
export async function refreshTotals(
  deps: RefreshDeps,
  mailing: Mailing,
  options: { all: boolean } = { all: false },
): Promise<Refreshed> {
  const [shards, stored] = await Promise.all([
    getShards(deps.table, mailing.id),
    getTotals(deps.table, mailing.id),
  ])
  const plan = planRefresh(shards, stored, { now: deps.clock(), all: options.all })
  const refreshed: Refreshed = {
    shards,
    counts: noCounts(),
    queuedCount: 0,
    waitingCount: 0,
    ready: [],
    heldPending: 0,
    due: [],
    firstOpen: new Map(),
    unsettled: [],
    domains: {},
    groups: {},
    heard: { accepted: new Map(), seen: new Map() },
    leftCount: plan.leftCount,
  }
  for (const shard of shards) {
    const kept = stored.get(shard.shard)
    if (kept && !plan.read.has(shard.shard)) addKept(refreshed, kept)
    else await refreshShard(deps, { mailing, shard, refreshed })
  }
  assert(
    countsAddUp(refreshed.counts),
    'planned = pending + accepted + skipped + failed + uncertain',
  )
  return refreshed
}

function addKept(refreshed: Refreshed, kept: Totals): void {
  addCounts(refreshed.counts, kept)
  addDomains(refreshed.domains, kept.domains)
  addGroups(refreshed.groups, kept.groups)
  hear(refreshed.heard.accepted, kept.acceptedByMinute)
  hear(refreshed.heard.seen, kept.seenByMinute)
}

type ShardInput = { mailing: Mailing; shard: Shard; refreshed: Refreshed }

async function refreshShard(
  deps: RefreshDeps,
  { mailing, shard, refreshed }: ShardInput,
): Promise<void> {
  const asOf = instant(deps.clock())
  const counting: Counting = {
    mailing,
    totals: noTotals(shard.shard, asOf),
    column: await columnOfBegun(deps, mailing, shard),
  }
  for await (const { batch, progress: read } of batchesOf(deps.table, mailing, shard)) {
    const id: BatchId = { mailingId: mailing.id, shard: shard.shard, batch }
    const size = batchSize(shard, batch)
    const progress = await closeIfExpired(deps.table, { id, size, progress: read, now: asOf })
    const counted = countInto(counting, { progress, size, batch })
    const calls = unsettledIn(progress, size, minuteOfCalls(mailing, asOf))
    if (calls.length > 0) refreshed.unsettled.push({ id, calls })
    refreshed.heldPending += heldIn(counting, { progress, size, batch })
    if (batch < shard.fed && !isFinal(progress, size)) {
      if (progress.dueAt === undefined && !refreshed.firstOpen.has(shard.shard))
        refreshed.firstOpen.set(shard.shard, batch)
      const { pending } = counted
      if (isWaiting(progress)) addWaiting(refreshed, mailing, { id, progress, pending, asOf })
      else {
        refreshed.queuedCount += pending
        if (isDue(shard, { batch, progress, now: asOf })) refreshed.due.push({ id, progress })
      }
    }
  }
  addKept(refreshed, counting.totals)
  if (shard.fed > 0) await putTotals(deps.table, mailing.id, counting.totals)
}

function isWaiting(progress: Progress): boolean {
  return progress.waitsUntil !== undefined && !progress.lease
}

/** A wait is over when its time has come, or a domain that some waited at is held no more. */
function addWaiting(
  refreshed: Refreshed,
  mailing: Mailing,
  batch: { id: BatchId; progress: Progress; pending: number; asOf: Instant },
): void {
  const { id, progress, pending, asOf } = batch
  const { waitsUntil = asOf, waitsAt = new Set<string>() } = progress
  const isReleased = [...waitsAt].some((domain) => !mailing.heldDomains?.has(domain))
  const at = isReleased || waitsUntil < asOf ? asOf : waitsUntil
  refreshed.waitingCount += pending
  if (at <= plusMs(asOf, minuteMs)) refreshed.ready.push({ id, progress, pending, at })
  else if (refreshed.nextReadyAt === undefined || at < refreshed.nextReadyAt)
    refreshed.nextReadyAt = at
}

/** Nothing is read of a shard that nobody has begun. */
async function* batchesOf(table: Table, mailing: Mailing, shard: Shard) {
  const { shard: number, fed, cursor } = shard
  if (fed > 0)
    return yield* eachProgress(table, mailing.id, { shard: number, upTo: cursor.batches })
  for (let batch = 0; batch < cursor.batches; batch++) yield { batch, progress: untouched }
}

/** Until a shard is begun its recipients are counted as of other domains: no roster is read. */
async function columnOfBegun(deps: RefreshDeps, mailing: Mailing, shard: Shard): Promise<Column> {
  if (shard.fed === 0) return new Uint8Array(shard.cursor.prepared)
  const columns = deps.domainColumns ?? newDomainColumns()
  return await columnOf(deps.table, columns, { mailing, shard })
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
