// Rebuilds a mailing's totals from its batches, shard by shard, and finds out on the way what has
// to be done: leases that ran out are closed, batches whose message was lost are named.
import type { Table } from '#aws/table'
import { assert } from '#kernel/errors'
import { type Clock, type Instant, instant, minuteMs, plusMs } from '#kernel/time'
import { isFinal, type Progress, untouched } from './batch.ts'
import type { BatchCounts } from './batch-counts.ts'
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
import { cancelledAtRest, holdsTheSame, noRest, restOf } from './shard-rest.ts'
import {
  type BatchId,
  batchSize,
  eachProgress,
  getProgress,
  getShards,
  type Shard,
} from './store-batches.ts'
import { type DomainCounts, getTotals, putTotals, type Rest, type Totals } from './store-totals.ts'

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
  const plan = planRefresh(shards, stored, { now: deps.clock(), all: options.all, mailing })
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
    if (kept && !plan.read.has(shard.shard)) await addUnread(deps, { mailing, refreshed, kept })
    else await refreshShard(deps, { mailing, shard, refreshed })
  }
  assert(
    countsAddUp(refreshed.counts),
    'planned = pending + accepted + skipped + failed + uncertain',
  )
  return refreshed
}

/** Its counts as they are kept, and what is known of who waits in it. */
async function addUnread(
  deps: RefreshDeps,
  { mailing, refreshed, kept }: { mailing: Mailing; refreshed: Refreshed; kept: Totals },
): Promise<void> {
  const { rest } = kept
  if (!rest) return addKept(refreshed, kept)
  if (mailing.status === 'cancelled') {
    const cancelled = cancelledAtRest(kept)
    await putTotals(deps.table, mailing.id, cancelled)
    return addKept(refreshed, cancelled)
  }
  addKept(refreshed, kept)
  addRest(refreshed, { mailing, rest, shard: kept.shard })
}

/** Who is held is counted anew before the brake judges by it: until then, nobody is. */
function addRest(
  refreshed: Refreshed,
  { mailing, rest, shard }: { mailing: Mailing; rest: Rest; shard: number },
): void {
  refreshed.waitingCount += rest.waitingCount
  if (holdsTheSame(rest, mailing)) refreshed.heldPending += rest.heldPending
  if (rest.firstOpen !== undefined) refreshed.firstOpen.set(shard, rest.firstOpen)
  if (rest.until !== undefined) noteNext(refreshed, rest.until)
}

function noteNext(refreshed: Refreshed, at: Instant): void {
  if (refreshed.nextReadyAt === undefined || at < refreshed.nextReadyAt) refreshed.nextReadyAt = at
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
  const rest = noRest()
  for await (const { batch, progress: read } of batchesOf(deps.table, mailing, shard)) {
    const id: BatchId = { mailingId: mailing.id, shard: shard.shard, batch }
    const size = batchSize(shard, batch)
    const progress = await closeIfExpired(deps.table, { id, size, progress: read, now: asOf })
    const counted = countInto(counting, { progress, size, batch })
    const calls = unsettledIn(progress, size, minuteOfCalls(mailing, asOf))
    if (calls.length > 0) refreshed.unsettled.push({ id, calls })
    rest.heldPending += heldIn(counting, { progress, size, batch })
    if (batch < shard.fed && !isFinal(progress, size)) {
      if (progress.dueAt === undefined) rest.firstOpen ??= batch
      const { pending } = counted
      if (isWaiting(progress)) {
        const at = addWaiting(refreshed, mailing, { id, progress, pending, asOf })
        rest.waitingCount += pending
        if (rest.until === undefined || at < rest.until) rest.until = at
      } else {
        rest.moves = true
        refreshed.queuedCount += pending
        if (isDue(shard, { batch, progress, now: asOf })) refreshed.due.push({ id, progress })
      }
    }
  }
  addKept(refreshed, counting.totals)
  refreshed.waitingCount += rest.waitingCount
  refreshed.heldPending += rest.heldPending
  if (rest.firstOpen !== undefined) refreshed.firstOpen.set(shard.shard, rest.firstOpen)
  if (shard.fed === 0) return
  const kept = restOf(shard, mailing, rest)
  await putTotals(deps.table, mailing.id, { ...counting.totals, ...(kept ? { rest: kept } : {}) })
}

function isWaiting(progress: Progress): boolean {
  return progress.waitsUntil !== undefined && !progress.lease
}

/** Answers with when the wait is over: at its time, or now where a domain is held no more. */
function addWaiting(
  refreshed: Refreshed,
  mailing: Mailing,
  batch: { id: BatchId; progress: Progress; pending: number; asOf: Instant },
): Instant {
  const { id, progress, pending, asOf } = batch
  const { waitsUntil = asOf, waitsAt = new Set<string>() } = progress
  const isReleased = [...waitsAt].some((domain) => !mailing.heldDomains?.has(domain))
  const at = isReleased || waitsUntil < asOf ? asOf : waitsUntil
  if (at <= plusMs(asOf, minuteMs)) refreshed.ready.push({ id, progress, pending, at })
  else noteNext(refreshed, at)
  return at
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
