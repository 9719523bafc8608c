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
  noteServed,
  type StreamRef,
  servedLines,
  shardsOfEntitled,
} from './store-streams.ts'
import { markServed } from './store-to-recognise.ts'
import type { ServedLine } from './stream.ts'
import type { TellDeps } from './tell-served.ts'

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
  deps: TellDeps & { clock: Clock },
  input: { number: number; by: string; issueKind?: IssueKind | undefined },
): Promise<ServeIssueOutcome> {
  const { number, by, issueKind: kind = 'regular' } = input
  if (!(await getIssue(deps.table, number))) return { kind: 'notFound' }
  const firstAt = instant(deps.clock())
  const dispatch = await beginDispatch(deps.table, { number, kind, firstAt, by })
  const now: CopyCount = { copies: 0, digital: 0 }
  for (let shard = 0; shard < shardsOfEntitled; shard++) {
    const { copies, digital } = await serveShard(deps, { dispatch, shard })
    now.copies += copies
    now.digital += digital
  }
  const total = await countServed(deps.table, number)
  await noteServed(deps.table, { number, served: { ...total, at: instant(deps.clock()) } })
  return { kind: 'served', dispatch, total, now }
}

/** Serves those of one shard (0 to 63) of streams that the issue is owed to. */
export async function serveShard(
  deps: TellDeps & { clock: Clock },
  { dispatch, shard }: { dispatch: Dispatch; shard: number },
): Promise<CopyCount> {
  const now: CopyCount = { copies: 0, digital: 0 }
  let isMarked = false
  const serve = async (refs: readonly StreamRef[]) => {
    const at = instant(deps.clock())
    if (!isMarked && refs.length > 0)
      await markServed(deps.table, { issue: dispatch.number, now: at })
    isMarked ||= refs.length > 0
    const lines = await Promise.all(
      refs.map((ref) => serveStreamOf(deps, ref, { dispatch, now: at, isMarked })),
    )
    for (const line of lines) if (line) countLine(now, line)
  }
  let waiting: StreamRef[] = []
  for await (const ref of entitledStreams(deps.table, shard)) {
    waiting.push(ref)
    if (waiting.length < serveLimits.atOnce) continue
    await serve(waiting)
    waiting = []
  }
  await serve(waiting)
  return now
}

/** Over all dispatches of the issue. */
export async function countServed(table: Table, number: number): Promise<CopyCount> {
  const total: CopyCount = { copies: 0, digital: 0 }
  for await (const line of servedLines(table, number)) countLine(total, line)
  return total
}

/** Adds the copies of a served line. */
export function countLine(sum: CopyCount, { edition, copies }: ServedLine): void {
  if (edition !== 'digital') sum.copies += copies
  if (edition !== 'print') sum.digital += copies
}
