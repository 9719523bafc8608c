// Serves an issue to everyone it is owed to: marks it as dispatched, then goes through every stream
// that is owed something. It may be run again at any time, after a crash or for those who paid late:
// nobody is served an issue twice.

import type { Table } from '#aws/table'
import { getIssue } from '#editorial/store'
import { type Clock, instant } from '#kernel/time'
import type { Dispatch, IssueKind } from './dispatch.ts'
import { serveStreamOf } from './serve-stream.ts'
import {
  beginDispatch,
  entitledStreams,
  type StreamRef,
  servedLines,
  shardsOfEntitled,
} from './store-streams.ts'
import type { ServedLine } from './stream.ts'

export const serveLimits = { atOnce: 16 }

/** Copies of print, and readers' digital copies. */
export type CopyCount = { copies: number; digital: number }

export type ServeIssueOutcome =
  | {
      kind: 'served'
      dispatch: Dispatch
      /** Over all dispatches of the issue. */
      total: CopyCount
      /** By this one; of a later one, the supplementary list. */
      now: CopyCount
    }
  | { kind: 'notFound' }

/** `issueKind` is how the issue counts; it is fixed by the first dispatch. */
export async function serveIssue(
  deps: { table: Table; clock: Clock },
  input: { number: number; by: string; issueKind?: IssueKind | undefined },
): Promise<ServeIssueOutcome> {
  const { number, by, issueKind: kind = 'regular' } = input
  if (!(await getIssue(deps.table, number))) return { kind: 'notFound' }
  const firstAt = instant(deps.clock())
  const dispatch = await beginDispatch(deps.table, { number, kind, firstAt, by })
  const now: CopyCount = { copies: 0, digital: 0 }
  for (let shard = 0; shard < shardsOfEntitled; shard++)
    await serveShard(deps, { dispatch, shard, now })
  const total: CopyCount = { copies: 0, digital: 0 }
  for await (const line of servedLines(deps.table, number)) count(total, line)
  return { kind: 'served', dispatch, total, now }
}

async function serveShard(
  deps: { table: Table; clock: Clock },
  { dispatch, shard, now }: { dispatch: Dispatch; shard: number; now: CopyCount },
): Promise<void> {
  const serve = async (refs: readonly StreamRef[]) => {
    const at = instant(deps.clock())
    const lines = await Promise.all(
      refs.map((ref) => serveStreamOf(deps, ref, { dispatch, now: at })),
    )
    for (const line of lines) if (line) count(now, line)
  }
  let waiting: StreamRef[] = []
  for await (const ref of entitledStreams(deps.table, shard)) {
    waiting.push(ref)
    if (waiting.length < serveLimits.atOnce) continue
    await serve(waiting)
    waiting = []
  }
  await serve(waiting)
}

function count(sum: CopyCount, { edition, copies }: ServedLine): void {
  if (edition !== 'digital') sum.copies += copies
  if (edition !== 'print') sum.digital += copies
}
