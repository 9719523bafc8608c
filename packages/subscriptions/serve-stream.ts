// Serves one issue to one stream: counted in the stream first, then its line is written and the
// reader's standing noted, then the stream forgets that there was something to write. Any retry
// repeats what is left of it.
import type { Instant } from '#kernel/time'
import type { Dispatch } from './dispatch.ts'
import { noteStanding } from './note-standing.ts'
import { changeStream, putServedLine, type StreamRef } from './store-streams.ts'
import { markServed } from './store-to-recognise.ts'
import { isEntitled, type ServedLine, type Stream, serveStream } from './stream.ts'
import { type TellDeps, tellIfReady } from './tell-served.ts'

/** Answers with the line when it was served now; undefined when nothing is owed, or it was before. */
export async function serveStreamOf(
  deps: TellDeps,
  ref: StreamRef,
  serving: {
    dispatch: Dispatch
    now: Instant
    /** The issue was marked for the books already, within the hour. */
    isMarked?: boolean | undefined
  },
): Promise<ServedLine | undefined> {
  const { dispatch, now, isMarked } = serving
  const issue = { number: dispatch.number, kind: dispatch.kind }
  let line: ServedLine | undefined
  const changed = await changeStream(deps.table, { ...ref, now }, (stream) => {
    line = undefined
    const outcome = serveStream(stream, { issue, out: dispatch.firstAt, now })
    if (outcome.kind === 'served') {
      line = outcome.line
      return { to: outcome.stream }
    }
    // A period that is over leaves the index.
    return isEntitled(stream, now) ? undefined : { to: stream }
  })
  if (changed.kind === 'missing') return undefined
  const marked = isMarked ? dispatch.number : undefined
  await record(deps, ref, { stream: changed.is, now, marked })
  return line
}

async function record(
  deps: TellDeps,
  ref: StreamRef,
  { stream, now, marked }: { stream: Stream; now: Instant; marked: number | undefined },
): Promise<void> {
  if (stream.unrecorded.length === 0) return
  for (const line of stream.unrecorded) {
    if (line.number !== marked) await markServed(deps.table, { issue: line.number, now })
    await putServedLine(deps.table, line)
    await tellIfReady(deps, line, now)
  }
  await noteStanding(deps, { customerId: ref.customerId, now })
  const written = new Set(stream.unrecorded.map(({ number }) => number))
  await changeStream(deps.table, { ...ref, now }, (is) => {
    const unrecorded = is.unrecorded.filter(({ number }) => !written.has(number))
    return unrecorded.length < is.unrecorded.length ? { to: { ...is, unrecorded } } : undefined
  })
}
