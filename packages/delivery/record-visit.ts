// Records that a consenting reader opened a mail or followed a link in it. What is kept is a number
// in a set, without a time (domain-rules §6.2); of a click also its day, on the reader. Consent is
// read at that moment, and once it is withdrawn everything of it goes (forget-tracking.ts).
import { type Condition, ifPresent, type Table } from '#aws/table'
import { assert } from '#kernel/errors'
import type { ReaderId } from '#kernel/ids'
import { type Clock, dateOf, instant } from '#kernel/time'
import type { Publication } from '#publication/schema'
import { noteClickDay } from '#readers/last-click'
import { getReader } from '#readers/store'
import type { Progress } from './batch.ts'
import { guessVisitor } from './guess-visitor.ts'
import { changeProgress, getProgress, getRoster } from './store-batches.ts'
import { addToBurst, type Burst, getBurst, noteFresh } from './store-bursts.ts'
import type { TrackedMessage } from './tracking-token.ts'

export type RecordVisitDeps = { table: Table; clock: Clock; publication: Pick<Publication, 'zone'> }

/** What the request says of who made it. */
export type VisitRequest = { method: string; userAgent: string; ip: string }

/** `known`: nothing new. `noConsent`: also of an erased reader. `unknown`: no such recipient. */
export type RecordVisitOutcome = { kind: 'recorded' | 'known' | 'noConsent' | 'unknown' | 'looked' }

/** A HEAD request only looks. */
export async function recordOpen(
  deps: RecordVisitDeps,
  input: { message: TrackedMessage; request: VisitRequest },
): Promise<RecordVisitOutcome> {
  const { message, request } = input
  if (request.method === 'HEAD') return { kind: 'looked' }
  const { number } = message
  const visitor = guessVisitor({ kind: 'open', ...request, ...since(deps, message) })
  const progress = await getProgress(deps.table, message.id)
  if (progress.opened.has(number)) return { kind: 'known' }
  if (visitor === 'machine' && progress.openedByMachine.has(number)) return { kind: 'known' }
  const reader = await consenting(deps.table, message)
  if (reader.kind !== 'consenting') return reader
  const name = visitor === 'person' ? 'opened' : 'openedByMachine'
  await add(deps.table, message, [name])
  return { kind: 'recorded' }
}

/**
 * A program that follows several links at once looks like a person at its first one: what was
 * recorded of such a burst is taken back, whichever of its requests notices it last.
 */
export async function recordClick(
  deps: RecordVisitDeps,
  input: { message: TrackedMessage; link: number; request: VisitRequest },
): Promise<RecordVisitOutcome> {
  const { message, link, request } = input
  if (request.method === 'HEAD') return { kind: 'looked' }
  const reader = await consenting(deps.table, message)
  if (reader.kind !== 'consenting') return reader
  const now = deps.clock()
  const burst = await addToBurst(deps.table, { message, link, now })
  const guess = (links: Burst) =>
    guessVisitor({
      kind: 'click',
      ...request,
      ...since(deps, message),
      linksAtOnce: links.atOnce.length,
    })
  if (guess(burst) === 'machine') return await recordMachine(deps, { message, burst })
  const progress = await getProgress(deps.table, message.id)
  const isNew = !progress.links.get(link)?.has(message.number)
  if (isNew) {
    await noteFresh(deps.table, { message, link })
    await add(deps.table, message, ['clicked', `link_${link}`])
    const after = await getBurst(deps.table, { message, now })
    if (guess(after) === 'machine') return await recordMachine(deps, { message, burst: after })
  }
  const day = dateOf(instant(now), deps.publication.zone)
  await noteClickDay(deps.table, { readerId: reader.readerId, day })
  return { kind: isNew ? 'recorded' : 'known' }
}

async function recordMachine(
  deps: RecordVisitDeps,
  { message, burst }: { message: TrackedMessage; burst: Burst },
): Promise<RecordVisitOutcome> {
  const { number } = message
  const progress = await getProgress(deps.table, message.id)
  const back = burst.fresh.filter((link) => burst.atOnce.includes(link))
  const taken = back.filter((link) => progress.links.get(link)?.has(number))
  const isKnown = progress.clickedByMachine.has(number) && taken.length === 0
  if (isKnown) return { kind: 'known' }
  const mine = new Set([number])
  const take: Record<string, Set<number>> = {}
  for (const link of taken) take[`link_${link}`] = mine
  if (taken.length > 0 && !clickedElse(progress, number, taken)) take['clicked'] = mine
  await changeProgress(deps.table, message.id, {
    changes: { add: { clickedByMachine: mine, tracked: mine }, take },
    condition: ifPresent,
  })
  return { kind: 'recorded' }
}

function clickedElse(progress: Progress, number: number, but: readonly number[]): boolean {
  return [...progress.links].some(([link, numbers]) => !but.includes(link) && numbers.has(number))
}

/** Who opens or clicks got the tracked version: that is recorded along. */
async function add(
  table: Table,
  { id, number }: TrackedMessage,
  names: readonly string[],
): Promise<void> {
  const sets = [...names, 'tracked'].map((name) => [name, new Set([number])] as const)
  const condition: Condition = ifPresent
  await changeProgress(table, id, { changes: { add: Object.fromEntries(sets) }, condition })
}

async function consenting(
  table: Table,
  { id, number }: TrackedMessage,
): Promise<{ kind: 'consenting'; readerId: ReaderId } | { kind: 'noConsent' | 'unknown' }> {
  const line = (await getRoster(table, id))?.lines[number]
  if (!line) return { kind: 'unknown' }
  const reader = await getReader(table, line.readerId, { consistent: true })
  if (!reader?.trackingConsent) return { kind: 'noConsent' }
  return { kind: 'consenting', readerId: reader.id }
}

function since(deps: RecordVisitDeps, { sentAt }: TrackedMessage) {
  assert(Number.isSafeInteger(sentAt), 'a message has a second it was made in')
  return { secondsSinceSent: deps.clock().getTime() / 1_000 - sentAt }
}
