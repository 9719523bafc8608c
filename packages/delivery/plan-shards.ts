// Plans shards of a mailing: walks their part of the candidates and writes rosters of 100. A roster is
// put once and never changed, and carries where planning stood after it: whoever comes later, after
// a crash or beside another worker, goes on from there and rewrites nothing.
import type { Table } from '#aws/table'
import type { MailingId } from '#kernel/ids'
import type { Log } from '#kernel/log'
import { type Clock, instant } from '#kernel/time'
import type { Reader } from '#readers/reader'
import { increase } from './batch-counts.ts'
import { callAt } from './call-at.ts'
import { type Candidate, type CandidateRules, candidateRules, candidatesOf } from './candidates.ts'
import { stopMailing, stopSentences } from './halt-mailing.ts'
import { deliveryLimits, type Mailing } from './mailing.ts'
import type { MailingMessage } from './messages.ts'
import { keepShardDomains } from './planned-domains.ts'
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

export { reasonToExclude } from './candidates.ts'

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
  let rules: CandidateRules | undefined
  for (let shard = input.fromShard; shard <= toShard; shard++) {
    if (mailing?.status !== 'planning') return { kind: 'notPlanning' }
    if (mailing.plannedShards?.has(shard)) continue
    rules ??= await candidateRules(deps.table, mailing)
    const end = await planShard(deps, { mailing, rules, shard })
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

async function planShard(
  deps: PlanShardsDeps,
  at: { mailing: Mailing; rules: CandidateRules; shard: number },
): Promise<ShardEnd> {
  const { table, clock } = deps
  const { mailing, shard } = at
  const stored = await getShard(table, mailing.id, shard)
  if (stored.doneAt) return await completed(table, { mailing, shard, cursor: stored.cursor })
  let plan = planAfter(stored.cursor)
  const candidatesAfter = candidatesOf(table, at.rules, shard)
  const lineOf = lineMaker(mailing)
  for (;;) {
    if (deps.deadline && clock().getTime() > deps.deadline.getTime() - deliveryLimits.spareMs)
      return { kind: 'deadline' }
    const page = await candidatesAfter(plan.ahead.after)
    const { candidates } = page
    plan = await addPage(table, { mailing, shard, plan, candidates, lineOf })
    if (!plan.adopted && page.through !== undefined)
      plan.ahead = { ...plan.ahead, after: page.through }
    if (!page.more && !plan.adopted && plan.lines.length > 0)
      plan = await writeRoster(table, { mailing, shard, plan, last: true })
    if (plan.ended) break
    if (plan.adopted) continue
    if (!page.more) break
    // Where no line waits for its roster, readers without one need not be walked again.
    if (plan.lines.length === 0) plan.cursor = plan.ahead
    await saveCursor(table, mailing.id, { shard, cursor: plan.cursor })
  }
  return await complete(deps, { mailing, shard, cursor: plan.ahead })
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
  candidates: readonly Candidate[]
  lineOf: (reader: Reader) => RosterLine
}

async function addPage(table: Table, input: PageInput): Promise<Plan> {
  const { mailing, shard, candidates, lineOf } = input
  let plan = { ...input.plan, adopted: false }
  for (const candidate of candidates) {
    if (plan.adopted) break
    plan = addCandidate(plan, candidate, lineOf)
    if (plan.lines.length === deliveryLimits.rosterLines)
      plan = await writeRoster(table, { mailing, shard, plan, last: false })
  }
  return plan
}

function addCandidate(
  plan: Plan,
  { readerId, reader, reason }: Candidate,
  lineOf: (reader: Reader) => RosterLine,
): Plan {
  const ahead = {
    ...plan.ahead,
    after: readerId,
    candidates: plan.ahead.candidates + 1,
    excluded: { ...plan.ahead.excluded },
  }
  if (reason || !reader) {
    increase(ahead.excluded, reason ?? 'notConfirmed')
    return { ...plan, ahead }
  }
  ahead.prepared += 1
  plan.lines.push(lineOf(reader))
  return { ...plan, ahead }
}

/** What a mailing's roster says of a reader. */
function lineMaker(mailing: Mailing): (reader: Reader) => RosterLine {
  const variant = variantOf(mailing)
  const { departure, wallClock, zone: defaultZone } = mailing
  return (reader) => ({
    readerId: reader.id,
    variant: variant(reader),
    domain: reader.email.slice(reader.email.lastIndexOf('@') + 1),
    trackingConsent: reader.trackingConsent,
    ...(departure?.kind === 'localHour'
      ? { callAt: callAt({ wallClock, reader: { country: reader.country }, defaultZone }) }
      : {}),
  })
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
  { mailing, shard, cursor }: PlannedInput,
): Promise<ShardEnd> {
  const { table } = deps
  const doneAt = instant(deps.clock())
  if (await saveCursor(table, mailing.id, { shard, cursor, doneAt }))
    return await completed(table, { mailing, shard, cursor })
  const stored = await getShard(table, mailing.id, shard)
  return await completed(table, { mailing, shard, cursor: stored.cursor })
}

type PlannedInput = { mailing: Mailing; shard: number; cursor: ShardCursor }

/** Its domains are counted before the mailing names the shard among those that are planned. */
async function completed(
  table: Table,
  { mailing, shard, cursor }: PlannedInput,
): Promise<ShardEnd> {
  await keepShardDomains(table, mailing.id, { shard, cursor })
  return { kind: 'done', cursor }
}
