// Sends an issue out, as staff asks for it: the dispatch is written down with the intent to serve it,
// and a worker does what takes time. Also what it would serve now, for who is about to ask.
import { intentOf, openIntent } from '#aws/intent'
import type { Table } from '#aws/table'
import { getIssue } from '#editorial/store'
import type { MakeId } from '#kernel/ids'
import { type Clock, type Instant, instant } from '#kernel/time'
import { Dispatch, type IssueKind } from './dispatch.ts'
import { type CopyCount, countLine } from './serve-issue.ts'
import type { DispatchQueue } from './step-dispatch.ts'
import {
  beginDispatch,
  dispatchItemKey,
  entitledStreamsWhole,
  getDispatch,
  shardsOfEntitled,
} from './store-streams.ts'
import { type Stream, serveStream } from './stream.ts'

export type AskDispatchOutcome =
  | { kind: 'asked'; dispatch: Dispatch; isFirst: boolean }
  /** Its worker is at it already. */
  | { kind: 'underWay'; dispatch: Dispatch }
  | { kind: 'notFound' }

/** `issueKind` is fixed by the first dispatch; a later one serves who paid late. */
export async function askDispatch(
  deps: { table: Table; clock: Clock; makeId: MakeId; mailingQueue: DispatchQueue },
  input: { number: number; by: string; issueKind: IssueKind },
): Promise<AskDispatchOutcome> {
  const { number, by, issueKind: kind } = input
  const { table } = deps
  if (!(await getIssue(table, number))) return { kind: 'notFound' }
  const before = await getDispatch(table, number)
  const now = instant(deps.clock())
  const dispatch = before ?? (await beginDispatch(table, { number, kind, firstAt: now, by }))
  const intent = {
    ...({
      kind: 'issue.dispatch',
      id: deps.makeId('request'),
      createdAt: now,
      dueAt: now,
    } as const),
    ...{ attempts: 0, data: {} },
  }
  const opened = await table.update(
    dispatchItemKey(number),
    { set: openIntent(intent) },
    { if: 'attribute_exists(#pk) AND attribute_not_exists(#intent)' },
  )
  if (opened.kind === 'conditionFailed') return { kind: 'underWay', dispatch }
  await deps.mailingQueue.send([{ body: { kind: 'dispatch', issue: number, fromShard: 0 } }])
  return { kind: 'asked', dispatch, isFirst: before === undefined }
}

export const foresightLimits = { streams: 20_000 }

/** What a dispatch would serve now. `isWhole` is false when there are too many to count in a page. */
export type Foresight = CopyCount & { readers: number; isWhole: boolean }

export async function foreseeDispatch(
  deps: { table: Table; clock: Clock },
  input: { number: number; issueKind: IssueKind },
): Promise<Foresight> {
  const now = instant(deps.clock())
  const dispatch = await getDispatch(deps.table, input.number)
  const issue = { number: input.number, kind: dispatch?.kind ?? input.issueKind }
  const sum: Foresight = { copies: 0, digital: 0, readers: 0, isWhole: true }
  let looked = 0
  for (let shard = 0; shard < shardsOfEntitled && sum.isWhole; shard++)
    for await (const stream of entitledStreamsWhole(deps.table, shard)) {
      if (++looked > foresightLimits.streams) {
        sum.isWhole = false
        break
      }
      countStream(sum, stream, { issue, out: dispatch?.firstAt ?? now, now })
    }
  return sum
}

function countStream(
  sum: Foresight,
  stream: Stream,
  serving: { issue: { number: number; kind: IssueKind }; out: Instant; now: Instant },
): void {
  const outcome = serveStream(stream, serving)
  if (outcome.kind !== 'served') return
  countLine(sum, outcome.line)
  sum.readers += 1
}

/** `isUnderWay`: asked for, and its worker is not through. */
export type DispatchState = { dispatch: Dispatch | undefined; isUnderWay: boolean }

export async function showDispatch(table: Table, number: number): Promise<DispatchState> {
  const item = await table.get(dispatchItemKey(number), { consistent: true })
  if (item === undefined) return { dispatch: undefined, isUnderWay: false }
  return { dispatch: Dispatch.parse(item), isUnderWay: intentOf(item) !== undefined }
}
