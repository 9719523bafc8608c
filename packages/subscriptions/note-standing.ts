// Notes what a reader subscribes to, after a fact about it was written. Whoever writes a stream or a
// subscription notes it as the last step, so that a retry after a crash notes it as well. The
// standing's version is read before the facts: whoever writes it last has seen the newest of them.
import type { Table } from '#aws/table'
import type { CustomerId, ReaderId } from '#kernel/ids'
import { dayMs, type Instant, plusMs } from '#kernel/time'
import type { Standing } from '#readers/standing'
import { getStanding, putStanding } from '#readers/store-standings'
import type { Dispatch } from './dispatch.ts'
import { lastServed, standingOf } from './standing-of.ts'
import { customerOf, getCustomer, holdingsOf } from './store.ts'
import { streamsReceived } from './store-recipients.ts'
import { getDispatch, getStream, streamsOf } from './store-streams.ts'
import type { Stream } from './stream.ts'

/** `markMs`: how long an emptied standing keeps its version, for writers that were slower. */
export const standingWriteLimits = { attempts: 20, markMs: dayMs }

/** `issueOut`: what the caller knows of dispatches already; others are read. */
export type NoteStandingDeps = {
  table: Table
  issueOut?: ((issue: number) => Promise<Instant | undefined>) | undefined
}

/** Notes the standing of a customer and of everyone who receives a gift of theirs. */
export async function noteStanding(
  deps: NoteStandingDeps,
  { customerId, now }: { customerId: CustomerId; now: Instant },
): Promise<void> {
  const customer = await getCustomer(deps.table, customerId)
  if (!customer) return
  const streams = await streamsOf(deps.table, customerId)
  const readers = new Set<ReaderId>([customer.readerId])
  for (const { recipient } of streams) if (recipient?.readerId) readers.add(recipient.readerId)
  for (const readerId of readers) await noteStandingOf(deps, { readerId, now })
}

/** Notes the standing of one address; also of one that a customer or a gift has left. */
export async function noteStandingOf(
  deps: NoteStandingDeps,
  { readerId, now }: { readerId: ReaderId; now: Instant },
): Promise<{ kind: 'noted' | 'same' }> {
  const { table } = deps
  for (let attempt = 0; attempt < standingWriteLimits.attempts; attempt++) {
    const { standing: before, version } = await getStanding(table, readerId)
    const standing = await deriveStanding(deps, readerId)
    if (isSame(before, standing)) return { kind: 'same' }
    const purgeAt = plusMs(now, standingWriteLimits.markMs)
    const put = await putStanding(table, {
      ...{ readerId, standing, version },
      purgeAt: Math.ceil(Date.parse(purgeAt) / 1000),
    })
    if (put.kind === 'written') return { kind: 'noted' }
  }
  throw new Error('Others were always faster at a standing')
}

/** What streams and subscriptions say now. */
export async function deriveStanding(
  deps: NoteStandingDeps,
  readerId: ReaderId,
): Promise<Standing | undefined> {
  const { table } = deps
  const [own, received] = await Promise.all([ownOf(table, readerId), receivedBy(table, readerId)])
  const { issueOut = (issue) => outOf(table, issue) } = deps
  const streams = [...own.streams, ...received]
  const numbers = new Set(
    streams.map(({ entitlements }) => lastServed(entitlements)).filter((n) => n !== undefined),
  )
  const out = new Map<number, Instant>()
  for (const number of numbers) {
    const at = await issueOut(number)
    if (at !== undefined) out.set(number, at)
  }
  return standingOf({ readerId, own, received, issueOut: (issue) => out.get(issue) })
}

async function ownOf(table: Table, readerId: ReaderId) {
  const customerId = await customerOf(table, [readerId])
  if (customerId === undefined) return { streams: [], subscriptions: [] }
  const [{ subscriptions }, streams] = await Promise.all([
    holdingsOf(table, customerId),
    streamsOf(table, customerId),
  ])
  return { streams, subscriptions }
}

async function receivedBy(table: Table, readerId: ReaderId): Promise<Stream[]> {
  const refs = await streamsReceived(table, [readerId])
  const streams = await Promise.all(refs.map((ref) => getStream(table, ref)))
  return streams.filter((stream) => stream !== undefined)
}

async function outOf(table: Table, issue: number): Promise<Instant | undefined> {
  const dispatch: Dispatch | undefined = await getDispatch(table, issue)
  return dispatch?.firstAt
}

function isSame(a: Standing | undefined, b: Standing | undefined): boolean {
  return textOf(a) === textOf(b)
}

/** As one text, whatever order a store gives the attributes in. */
function textOf(standing: Standing | undefined): string {
  if (!standing) return ''
  const { parts, giftsGiven } = standing
  const plain = parts.map((part) => [
    ...[part.streamId, part.role, part.planIds, part.issuesLeft, part.renews],
    ...[part.lastIssue?.number, part.lastIssue?.at, part.openUntil, part.lastAt],
  ])
  return JSON.stringify([plain, giftsGiven])
}
