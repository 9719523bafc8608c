// Plans shards of a mailing: walks their part of the audience and writes rosters of 100. A roster is
// put once and never changed, and carries where planning stood after it: whoever comes later, after
// a crash or beside another worker, goes on from there and rewrites nothing.
import type { Table } from '#aws/table'
import type { MailingId } from '#kernel/ids'
import type { Log } from '#kernel/log'
import { type Clock, instant } from '#kernel/time'
import type { Reader } from '#readers/reader'
import { frozenTest } from '#readers/segment'
import { audienceAfter, suppressedAmong } from '#readers/store'
import { wantsTopics } from '#readers/topics'
import { increase } from './batch.ts'
import { mailableAddress } from './compose.ts'
import { stopMailing, stopSentences } from './halt-mailing.ts'
import {
  deliveryLimits,
  type ExclusionReason,
  type Mailing,
  type MailingMessage,
} from './mailing.ts'
import type { Queue } from './ports.ts'
import { changeMailing, getMailing } from './store.ts'
import {
  getShard,
  putRoster,
  type RosterLine,
  type ShardCursor,
  saveCursor,
} from './store-batches.ts'
import { variantOf } from './variants.ts'

export type PlanShardsDeps = {
  table: Table
  clock: Clock
  mailingQueue: Queue<MailingMessage>
  log: Log
  /** When the function is killed; the rest of the shards is queued again before. */
  deadline?: Date
}

/** `planned`: these shards are complete. `stopped`: the recipients did not add up. */
export type PlanShardsOutcome = { kind: 'planned' | 'requeued' | 'notPlanning' | 'stopped' }

/** Shards from `fromShard` to `toShard`, both included. The last of all 64 brings sending on. */
export async function planShards(
  deps: PlanShardsDeps,
  input: { mailingId: MailingId; fromShard: number; toShard: number },
): Promise<PlanShardsOutcome> {
  const { mailingQueue } = deps
  const { mailingId, toShard } = input
  let mailing = await getMailing(deps.table, mailingId)
  let done: PlannedShard[] = []
  for (let shard = input.fromShard; shard <= toShard; shard++) {
    if (mailing?.status !== 'planning') return { kind: 'notPlanning' }
    if (mailing.plannedShards?.has(shard)) continue
    const end = await planShard(deps, mailing, shard)
    if (end.kind === 'deadline') {
      await saveDone(deps.table, mailing, done)
      await mailingQueue.send([{ body: { kind: 'plan', mailingId, fromShard: shard, toShard } }])
      return { kind: 'requeued' }
    }
    if (!addsUp(end.cursor)) {
      const stop = { from: ['planning'] as const, because: stopSentences.countMismatch }
      await stopMailing(deps, mailingId, stop)
      return { kind: 'stopped' }
    }
    done.push({ shard, cursor: end.cursor })
    if (done.length < shardsSavedTogether && shard < toShard) continue
    mailing = await saveDone(deps.table, mailing, done)
    done = []
  }
  if (mailing?.plannedShards?.size === deliveryLimits.planShards)
    await mailingQueue.send([{ body: { kind: 'step', mailingId } }])
  return { kind: 'planned' }
}

type PlannedShard = { shard: number; cursor: ShardCursor }

/** The mailing is written, and looked at for a cancel, once for so many small shards. */
const shardsSavedTogether = 16

async function saveDone(
  table: Table,
  mailing: Mailing,
  done: readonly PlannedShard[],
): Promise<Mailing | undefined> {
  if (done.length === 0) return mailing
  const empty = done.filter(({ cursor }) => cursor.batches === 0)
  return await changeMailing(table, mailing.id, {
    from: ['planning'],
    add: {
      plannedShards: new Set(done.map(({ shard }) => shard)),
      finishedShards: new Set(empty.map(({ shard }) => shard)),
    },
  })
}

/** Everybody looked at is either prepared or excluded for a reason. */
export function addsUp(cursor: ShardCursor): boolean {
  const excluded = Object.values(cursor.excluded).reduce((sum, count) => sum + count, 0)
  return cursor.candidates === cursor.prepared + excluded
}

type ShardEnd = { kind: 'done'; cursor: ShardCursor } | { kind: 'deadline' }

async function planShard(deps: PlanShardsDeps, mailing: Mailing, shard: number): Promise<ShardEnd> {
  const { table, clock } = deps
  const stored = await getShard(table, mailing.id, shard)
  if (stored.doneAt) return { kind: 'done', cursor: stored.cursor }
  let plan = planAfter(stored.cursor)
  const isInSegment = mailing.segment && frozenTest(mailing.segment)
  const variantFor = variantOf(mailing)
  for (;;) {
    if (deps.deadline && clock().getTime() > deps.deadline.getTime() - deliveryLimits.spareMs)
      return { kind: 'deadline' }
    const { after } = plan.ahead
    const page = await audienceAfter(table, shard, after, deliveryLimits.planPage)
    const ids = page.readers.map(({ id }) => id)
    const suppressed = await suppressedAmong(table, ids)
    const reasons = (reader: Reader) =>
      reasonToExclude(reader, suppressed.has(reader.id), { topics: mailing.topics, isInSegment })
    plan = await addPage(table, {
      mailing,
      shard,
      plan,
      readers: page.readers,
      reasons,
      variantFor,
    })
    if (!page.more && !plan.adopted && plan.lines.length > 0)
      plan = await writeRoster(table, { mailing, shard, plan, last: true })
    if (plan.ended) break
    if (plan.adopted) continue
    if (!page.more) break
    // Where no line waits for its roster, readers without one need not be walked again.
    if (plan.lines.length === 0) plan.cursor = plan.ahead
    await saveCursor(table, mailing.id, { shard, cursor: plan.cursor })
  }
  return await complete(deps, mailing, shard, plan.ahead)
}

/**
 * `cursor` is after the last roster, `ahead` after the last reader; `lines` lie between. `adopted`:
 * the last roster was somebody else's, written over readers as they were then, so that those after
 * it must be read again. `ended`: it is the shard's last one.
 */
type Plan = {
  cursor: ShardCursor
  ahead: ShardCursor
  lines: RosterLine[]
  adopted: boolean
  ended: boolean
}

function planAfter(cursor: ShardCursor): Plan {
  return { cursor, ahead: cursor, lines: [], adopted: false, ended: false }
}

type PageInput = {
  mailing: Mailing
  shard: number
  plan: Plan
  readers: readonly Reader[]
  reasons: (reader: Reader) => ExclusionReason | undefined
  variantFor: (reader: Reader) => string
}

async function addPage(table: Table, input: PageInput): Promise<Plan> {
  const { mailing, shard, readers, reasons, variantFor } = input
  let plan = { ...input.plan, adopted: false }
  for (const reader of readers) {
    if (plan.adopted) break
    plan = addReader(plan, reader, { reason: reasons(reader), variant: variantFor(reader) })
    if (plan.lines.length === deliveryLimits.rosterLines)
      plan = await writeRoster(table, { mailing, shard, plan, last: false })
  }
  return plan
}

function addReader(
  plan: Plan,
  reader: Reader,
  { reason, variant }: { reason: ExclusionReason | undefined; variant: string },
): Plan {
  const ahead = {
    ...plan.ahead,
    after: reader.id,
    candidates: plan.ahead.candidates + 1,
    excluded: { ...plan.ahead.excluded },
  }
  if (reason) {
    increase(ahead.excluded, reason)
    return { ...plan, ahead }
  }
  ahead.prepared += 1
  plan.lines.push({
    readerId: reader.id,
    variant,
    domain: reader.email.slice(reader.email.lastIndexOf('@') + 1),
    trackingConsent: reader.trackingConsent,
  })
  return { ...plan, ahead }
}

async function writeRoster(
  table: Table,
  input: Pick<PageInput, 'mailing' | 'shard' | 'plan'> & { last: boolean },
): Promise<Plan> {
  const { plan, last } = input
  const { batches } = plan.ahead
  const id = { mailingId: input.mailing.id, shard: input.shard, batch: batches }
  const cursor = { ...plan.ahead, batches: batches + 1 }
  const mine = { lines: plan.lines, cursor, last }
  const there = await putRoster(table, id, mine)
  return { ...planAfter(there.cursor), adopted: there !== mine, ended: there.last }
}

async function complete(
  deps: PlanShardsDeps,
  mailing: Mailing,
  shard: number,
  cursor: ShardCursor,
): Promise<ShardEnd> {
  const doneAt = instant(deps.clock())
  if (await saveCursor(deps.table, mailing.id, { shard, cursor, doneAt }))
    return { kind: 'done', cursor }
  return { kind: 'done', cursor: (await getShard(deps.table, mailing.id, shard)).cursor }
}

/** Why a confirmed reader is not part of this mailing, or undefined. */
export function reasonToExclude(
  reader: Reader,
  suppressed: boolean,
  mailing: Pick<Mailing, 'topics'> & { isInSegment?: ((reader: Reader) => boolean) | undefined },
): ExclusionReason | undefined {
  if (reader.status !== 'confirmed') return 'notConfirmed'
  if (suppressed) return 'suppressed'
  if (mailableAddress(reader.email) === undefined) return 'invalidAddress'
  if (!wantsTopics(reader, mailing.topics)) return 'topics'
  return mailing.isInSegment && !mailing.isInSegment(reader) ? 'segment' : undefined
}
