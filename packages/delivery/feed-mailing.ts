// Queues a mailing's batches: as many as the account's rate sends in the next two minutes, and as its
// departure and its subject test let through by then. A queue that stays short makes cancelling
// quick, and a lost message is noticed while it matters.
import type { Table } from '#aws/table'
import { type Clock, type Instant, instant, minuteMs, plusMs } from '#kernel/time'
import { type AllowanceInput, leftOf, openBatches, type Progressed, turnOf } from './allowance.ts'
import type { Progress } from './batch.ts'
import { deliveryLimits, type Mailing } from './mailing.ts'
import type { SendMessage } from './messages.ts'
import { windowSize } from './pace.ts'
import type { Queue } from './ports.ts'
import type { Refreshed } from './refresh-totals.ts'
import type { Quota } from './store.ts'
import {
  type BatchId,
  batchSize,
  changeProgress,
  type Feed,
  type Shard,
  saveFeed,
} from './store-batches.ts'
import { endRest } from './store-totals.ts'

export const feedLimits = {
  /** Messages are queued so far ahead, each with a delay of its own: until the next tick. */
  aheadMs: minuteMs,
  /**
   * Where each has an hour of their own most batches only note when that is; so many recipients at
   * least are queued for it in one tick.
   */
  localHourMin: 20_000,
  /** Batches that are queued again at the same time. */
  parallel: 10,
}

export type FeedDeps = { table: Table; clock: Clock; sendQueue: Queue<SendMessage> }

type Message = { body: SendMessage; delaySeconds?: number }

/** Queues again what is due, then fills the window. Answers with the number of messages. */
export async function feedMailing(
  deps: FeedDeps,
  input: { mailing: Mailing; refreshed: Refreshed; quota: Pick<Quota, 'perSecond'> },
): Promise<number> {
  const { mailing, refreshed, quota } = input
  const window = windowSize(quota, { ms: deliveryLimits.windowMs, min: deliveryLimits.windowMin })
  const free = window - refreshed.queuedCount
  const allowance = allowanceInput(deps, mailing, refreshed)
  const left = leftOf(allowance)
  const due = await queueAgain(deps, refreshed.due)
  const isWarmUp = mailing.departure?.kind === 'warmUp'
  const ready = await queueReady(deps, refreshed.ready, { free, ...(isWarmUp ? { left } : {}) })
  const rest = {
    free: free - ready.recipients,
    left: isWarmUp ? left - ready.recipients : left,
  }
  const fed = await feedShards(deps, { mailing, refreshed, allowance, ...rest })
  return due + ready.messages + fed
}

/** Their message was lost. Each gets a new due time first, so that no tick queues it once more. */
async function queueAgain(deps: FeedDeps, due: Refreshed['due']): Promise<number> {
  const now = instant(deps.clock())
  const messages: Message[] = []
  for (const { id, progress } of due)
    if (await putOff(deps, { id, progress, at: now })) messages.push(messageOf(id))
  await deps.sendQueue.send(messages)
  return messages.length
}

function allowanceInput(deps: FeedDeps, mailing: Mailing, refreshed: Refreshed): AllowanceInput {
  const aheadMs = mailing.departure?.kind === 'spread' ? feedLimits.aheadMs : 0
  return {
    mailing,
    progressed: progressedOf(refreshed.shards),
    planned: plannedOf(refreshed.shards),
    called: refreshed.heard.accepted,
    queuedCount: refreshed.queuedCount,
    now: new Date(deps.clock().getTime() + aheadMs),
  }
}

/** Their wait is over, at `at`: as many as are free and left of today's number, the first ready first. */
async function queueReady(
  deps: FeedDeps,
  ready: Refreshed['ready'],
  { free, left }: { free: number; left?: number },
): Promise<{ messages: number; recipients: number }> {
  const now = deps.clock()
  const first = [...ready].sort((a, b) => (a.at < b.at ? -1 : a.at > b.at ? 1 : 0))
  const taken: ((typeof first)[number] & { callLimit?: number })[] = []
  let recipients = 0
  for (const one of first) {
    const most = left === undefined ? one.pending : Math.min(one.pending, left - recipients)
    if (recipients >= free || most <= 0) break
    const callLimit = one.progress.attempted.size + most
    taken.push(left === undefined ? one : { ...one, callLimit })
    recipients += most
  }
  // Their shards rest no longer, so that what is queued now is counted by the next tick.
  for (const [shard, { mailingId }] of new Map(taken.map(({ id }) => [id.shard, id])))
    await endRest(deps.table, mailingId, shard)
  let messages = 0
  for (let from = 0; from < taken.length; from += feedLimits.parallel) {
    const group = taken.slice(from, from + feedLimits.parallel)
    const mine = await Promise.all(group.map((one) => putOff(deps, one)))
    const queued = group.filter((_, at) => mine[at])
    await deps.sendQueue.send(queued.map(({ id, at }) => messageOf(id, { now, at })))
    messages += queued.length
  }
  return { messages, recipients }
}

/** False when somebody is at the batch, or another tick was first. */
async function putOff(
  deps: FeedDeps,
  batch: { id: BatchId; progress: Progress; at: Instant; callLimit?: number },
): Promise<boolean> {
  const { id, progress, at, callLimit } = batch
  const same = progress.dueAt === undefined ? 'attribute_not_exists(#dueAt)' : '#dueAt = :wasDueAt'
  const changed = await changeProgress(deps.table, id, {
    changes: {
      set: {
        dueAt: plusMs(at, deliveryLimits.startMs),
        ...(callLimit === undefined ? {} : { callLimit }),
      },
      remove: ['waitsUntil', 'waitsAt'],
    },
    condition: {
      if: `attribute_not_exists(#lease) AND ${same}`,
      ...(progress.dueAt === undefined ? {} : { values: { ':wasDueAt': progress.dueAt } }),
    },
  })
  return changed !== undefined
}

/** Goes through the shards in order while recipients are free, and their turn comes in time. */
async function feedShards(
  deps: FeedDeps,
  input: {
    mailing: Mailing
    refreshed: Refreshed
    allowance: AllowanceInput
    free: number
    left: number
  },
): Promise<number> {
  const { mailing, refreshed, allowance, left } = input
  const now = deps.clock().getTime()
  const { kind } = mailing.departure ?? { kind: 'atOnce' }
  const free = kind === 'localHour' ? Math.max(input.free, feedLimits.localHourMin) : input.free
  let taken = 0
  let messageCount = 0
  for (const shard of refreshed.shards) {
    const turns: Instant[] = []
    for (let batch = shard.fed; batch < openBatches(mailing, shard); batch++) {
      const size = batchSize(shard, batch)
      const room = left - taken
      if (taken >= free || room <= 0 || (kind === 'spread' && size > room)) break
      if (kind === 'warmUp' && size > room)
        await limitCalls(deps, { mailingId: mailing.id, shard: shard.shard, batch }, room)
      taken += size
      const turn = turnOf(allowance, allowance.progressed.fedCount + taken)
      turns.push(instant(Math.max(Date.parse(turn), now)))
    }
    const { firstOpen } = refreshed
    if (turns.length > 0)
      messageCount += await feedShard(deps, { mailing, shard, turns, firstOpen })
  }
  return messageCount
}

/** A batch that goes beyond today's number is called in part; noted before anybody gets its message. */
async function limitCalls(deps: FeedDeps, id: BatchId, callLimit: number): Promise<void> {
  await changeProgress(deps.table, id, {
    changes: { set: { callLimit } },
    condition: { if: 'attribute_not_exists(#attempted)' },
  })
}

function plannedOf(shards: readonly Shard[]): number {
  return shards.reduce((sum, { cursor }) => sum + cursor.prepared, 0)
}

/** How many have been queued, and when the last of them is or was to be called. */
function progressedOf(shards: readonly Shard[]): Progressed {
  let fedCount = 0
  let at: Instant | undefined
  for (const { fed, cursor, feeds } of shards) {
    fedCount += Math.min(cursor.prepared, fed * deliveryLimits.rosterLines)
    for (const feed of feeds) if (at === undefined || feed.at > at) at = feed.at
  }
  return { fedCount, at }
}

async function feedShard(
  deps: FeedDeps,
  input: {
    mailing: Mailing
    shard: Shard
    turns: readonly Instant[]
    firstOpen: Map<number, number>
  },
): Promise<number> {
  const { mailing, shard, turns } = input
  const now = deps.clock()
  const last = turns.at(-1) ?? instant(now)
  const feed: Feed = { upTo: shard.fed + turns.length, at: last }
  const firstOpen = input.firstOpen.get(shard.shard) ?? shard.fed
  const keep = shard.feeds.filter(({ upTo }) => upTo > firstOpen)
  if (!(await saveFeed(deps.table, mailing.id, { shard, feed, keep }))) return 0
  const messages = turns.map((at, number) =>
    messageOf(
      { mailingId: mailing.id, shard: shard.shard, batch: shard.fed + number },
      { now, at },
    ),
  )
  await deps.sendQueue.send(messages)
  return turns.length
}

function messageOf(id: BatchId, turn?: { now: Date; at: Instant }): Message {
  const delayMs = turn ? Date.parse(turn.at) - turn.now.getTime() : 0
  const body: SendMessage = { kind: 'batch', ...id }
  return delayMs > 0 ? { body, delaySeconds: Math.ceil(delayMs / 1_000) } : { body }
}
