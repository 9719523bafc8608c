// Queues a mailing's batches: as many as the account's rate sends in the next two minutes. A queue
// that stays short makes cancelling quick, and a lost message is noticed while it matters.
import type { Table } from '#aws/table'
import { type Clock, instant, plusMs } from '#kernel/time'
import { deliveryLimits, type Mailing, type SendMessage } from './mailing.ts'
import { windowSize } from './pace.ts'
import type { Queue } from './ports.ts'
import type { Refreshed } from './refresh-totals.ts'
import type { Quota } from './store.ts'
import { type BatchId, changeProgress, type Feed, type Shard, saveFeed } from './store-batches.ts'

export type FeedDeps = { table: Table; clock: Clock; sendQueue: Queue<SendMessage> }

/** Queues again what is due, then fills the window. Answers with the number of messages. */
export async function feedMailing(
  deps: FeedDeps,
  input: { mailing: Mailing; refreshed: Refreshed; quota: Pick<Quota, 'perSecond'> },
): Promise<number> {
  const { mailing, refreshed, quota } = input
  let messageCount = await queueAgain(deps, refreshed.due)
  const window = windowSize(quota, { ms: deliveryLimits.windowMs, min: deliveryLimits.windowMin })
  let free = window - refreshed.queuedCount
  for (const shard of refreshed.shards) {
    const open = shard.cursor.batches - shard.fed
    if (open <= 0 || free <= 0) continue
    const count = Math.min(open, Math.ceil(free / deliveryLimits.rosterLines))
    const fed = await feedShard(deps, { mailing, shard, count, firstOpen: refreshed.firstOpen })
    messageCount += fed
    const before = shard.fed * deliveryLimits.rosterLines
    free -= Math.min(fed * deliveryLimits.rosterLines, shard.cursor.prepared - before)
  }
  return messageCount
}

/** Each gets a new due time first, so that the next tick does not queue it once more. */
async function queueAgain(deps: FeedDeps, due: Refreshed['due']): Promise<number> {
  const dueAt = plusMs(instant(deps.clock()), deliveryLimits.startMs)
  const messages: { body: SendMessage }[] = []
  for (const { id, progress } of due) {
    const same =
      progress.dueAt === undefined ? 'attribute_not_exists(#dueAt)' : '#dueAt = :wasDueAt'
    const changed = await changeProgress(deps.table, id, {
      changes: { set: { dueAt } },
      condition: {
        if: `attribute_not_exists(#lease) AND ${same}`,
        ...(progress.dueAt === undefined ? {} : { values: { ':wasDueAt': progress.dueAt } }),
      },
    })
    if (changed) messages.push(messageOf(id))
  }
  await deps.sendQueue.send(messages)
  return messages.length
}

async function feedShard(
  deps: FeedDeps,
  input: { mailing: Mailing; shard: Shard; count: number; firstOpen: Map<number, number> },
): Promise<number> {
  const { mailing, shard, count } = input
  const feed: Feed = { upTo: shard.fed + count, at: instant(deps.clock()) }
  const firstOpen = input.firstOpen.get(shard.shard) ?? shard.fed
  const keep = shard.feeds.filter(({ upTo }) => upTo > firstOpen)
  if (!(await saveFeed(deps.table, mailing.id, { shard, feed, keep }))) return 0
  const messages = Array.from({ length: count }, (_, at) =>
    messageOf({ mailingId: mailing.id, shard: shard.shard, batch: shard.fed + at }),
  )
  await deps.sendQueue.send(messages)
  return count
}

function messageOf(id: BatchId): { body: SendMessage } {
  return { body: { kind: 'batch', ...id } }
}
