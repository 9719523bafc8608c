// The work of a dispatch that takes longer than a page may: serves shard after shard until the time is
// up, queues the rest, and at the end writes down what was served. Telling those who were served before
// the file came goes the same way. The tick is the guarantee that either is brought to its end.
import { closedIntent, intentOf, openIntent } from '#aws/intent'
import type { Key } from '#aws/keys'
import type { Table } from '#aws/table'
import { issueFileItemKey } from '#editorial/store-issue-files'
import type { Intent, IntentKind } from '#kernel/intents'
import { type Clock, dayMs, type Instant, instant, minuteMs, plusMs } from '#kernel/time'
import { countServed, serveShard } from './serve-issue.ts'
import {
  dispatchItemKey,
  getDispatch,
  noteServed,
  servedLinesOf,
  shardsOfEntitled,
} from './store-streams.ts'
import { type TellDeps, tell } from './tell-served.ts'

export const dispatchLimits = {
  /** The tick takes up what nobody has brought on for so long. */
  sweepMs: 10 * minuteMs,
  spareMs: 2_000,
  /** The file of an issue that went out longer ago than this is told to nobody: old news. */
  tellWithinDays: 60,
}

/** The queue of long work, as far as this needs it. */
export type DispatchQueue = {
  send(
    messages: readonly {
      body: { kind: 'dispatch' | 'tell'; issue: number; fromShard: number }
    }[],
  ): Promise<void>
}

export type StepDispatchDeps = TellDeps & {
  clock: Clock
  mailingQueue: DispatchQueue
  /** When whoever runs this must be done; the rest is queued before. */
  deadline?: Date | undefined
}

/** `resting`: nobody asked for it, or it is through already. */
export type StepDispatchOutcome = { kind: 'through' | 'requeued' | 'resting' }

type Asked = { issue: number; fromShard: number }

/** Serves the issue from this shard on. */
export async function stepDispatch(
  deps: StepDispatchDeps,
  { issue, fromShard }: Asked,
): Promise<StepDispatchOutcome> {
  const { table } = deps
  const key = dispatchItemKey(issue)
  const intent = await takeUp(deps, key, 'issue.dispatch')
  const dispatch = intent && (await getDispatch(table, issue))
  if (!intent || !dispatch) return { kind: 'resting' }
  for (let shard = fromShard; shard < shardsOfEntitled; shard++) {
    if (await isOver(deps, { kind: 'dispatch', issue, fromShard: shard }))
      return { kind: 'requeued' }
    await serveShard(deps, { dispatch, shard })
  }
  const total = await countServed(table, issue)
  await noteServed(table, { number: issue, served: { ...total, at: instant(deps.clock()) } })
  await close(table, key, intent)
  return { kind: 'through' }
}

/** Tells everyone who was served the issue digitally and was not told, from this shard on. */
export async function stepTell(
  deps: StepDispatchDeps,
  { issue, fromShard }: Asked,
): Promise<StepDispatchOutcome> {
  const { table } = deps
  const key = issueFileItemKey(issue)
  const intent = await takeUp(deps, key, 'issue.tell')
  if (!intent) return { kind: 'resting' }
  const dispatch = await getDispatch(table, issue)
  const now = instant(deps.clock())
  if (dispatch && isRecent(dispatch.firstAt, now))
    for (let shard = fromShard; shard < shardsOfEntitled; shard++) {
      if (await isOver(deps, { kind: 'tell', issue, fromShard: shard })) return { kind: 'requeued' }
      for await (const line of servedLinesOf(table, issue, shard))
        if (line.edition !== 'print' && line.toldAt === undefined) await tell(deps, line, now)
    }
  await close(table, key, intent)
  return { kind: 'through' }
}

function isRecent(firstAt: Instant, now: Instant): boolean {
  return plusMs(firstAt, dispatchLimits.tellWithinDays * dayMs) > now
}

/** The open intent, moved ahead so that the tick leaves it to whoever works on it now. */
async function takeUp(
  { table, clock }: StepDispatchDeps,
  key: Key,
  kind: IntentKind,
): Promise<Intent | undefined> {
  const item = await table.get(key, { consistent: true })
  const intent = item && intentOf(item)
  if (intent?.kind !== kind) return undefined
  const dueAt = plusMs(instant(clock()), dispatchLimits.sweepMs)
  await table.update(key, { set: openIntent({ ...intent, dueAt }) }, sameIntent(intent))
  return intent
}

async function isOver(
  deps: StepDispatchDeps,
  rest: { kind: 'dispatch' | 'tell'; issue: number; fromShard: number },
): Promise<boolean> {
  const { deadline } = deps
  if (!deadline || deps.clock().getTime() <= deadline.getTime() - dispatchLimits.spareMs)
    return false
  await deps.mailingQueue.send([{ body: rest }])
  return true
}

async function close(table: Table, key: Key, intent: Intent): Promise<void> {
  await table.update(key, closedIntent, sameIntent(intent))
}

function sameIntent({ id }: Intent) {
  return { if: '#intent.#id = :id', values: { ':id': id } }
}
