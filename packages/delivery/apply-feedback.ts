// Applies SES's events: grouped by batch, one update each. Everything is an addition to a set, so
// late, repeated and shuffled events end in the same sets, also before our own record of the call.
import { ifPresent, type Table } from '#aws/table'
import type { ReaderId } from '#kernel/ids'
import { type Log, whatBroke } from '#kernel/log'
import { type Clock, type Instant, instant } from '#kernel/time'
import { forgetSoftBounce, noteSoftBounce } from '#readers/soft-bounces'
import { putSuppression } from '#readers/store'
import type { Progress } from './batch.ts'
import { recordHealth } from './feedback-health.ts'
import { noteFeedback } from './feedback-notes.ts'
import { type EventFact, readSesEvent, type SesEvent } from './ses-event.ts'
import { type BatchId, changeProgress, getProgress, getRoster } from './store-batches.ts'
import { noteMailEvents } from './store-mails.ts'

export type ApplyFeedbackDeps = { table: Table; clock: Clock; log: Log }

/** A message of the feedback queue. */
export type FeedbackMessage = { id: string; body: string }

export type ApplyFeedbackOutcome = {
  /** Events applied, also those that said nothing new. */
  events: number
  /** Messages that are no event. */
  notices: number
  /** Events of mails that are none of ours, or that say nothing we use. */
  foreign: number
  /** Events of a batch that is not there. */
  unknown: number
  /** Ids of messages to hand over again. */
  failed: string[]
}

/** Groups worked on at once. */
const parallelGroups = 10

type Read = { id: string; event: SesEvent }

/** One broken group leaves the others alone; its messages are named in `failed`. */
export async function applyFeedback(
  deps: ApplyFeedbackDeps,
  messages: readonly FeedbackMessage[],
): Promise<ApplyFeedbackOutcome> {
  const outcome: ApplyFeedbackOutcome = {
    events: 0,
    notices: 0,
    foreign: 0,
    unknown: 0,
    failed: [],
  }
  const groups = [...groupsOf(messages, outcome).values()]
  const next = async (): Promise<void> => {
    for (let group = groups.shift(); group; group = groups.shift())
      await applyGroup(deps, group, outcome)
  }
  const reads = groups.flat()
  const oldest = reads.map(({ event }) => event.at).sort()[0]
  await Promise.all(Array.from({ length: parallelGroups }, next))
  const { failed, ...counts } = outcome
  deps.log('info', 'feedback.applied', { ...counts, failed: failed.length })
  if (oldest !== undefined)
    await recordHealth(deps.table, { now: deps.clock(), oldest, events: outcome.events })
  return outcome
}

function groupsOf(
  messages: readonly FeedbackMessage[],
  outcome: ApplyFeedbackOutcome,
): Map<string, Read[]> {
  const groups = new Map<string, Read[]>()
  for (const { id, body } of messages) {
    const read = readSesEvent(body)
    if (read.kind !== 'event') {
      outcome[read.kind === 'notice' ? 'notices' : 'foreign'] += 1
      continue
    }
    const { target } = read.event
    const name =
      target.kind === 'mail'
        ? `mail ${target.mailId}`
        : `${target.id.mailingId} ${target.id.shard} ${target.id.batch}`
    const group = groups.get(name)
    if (group) group.push({ id, event: read.event })
    else groups.set(name, [{ id, event: read.event }])
  }
  return groups
}

async function applyGroup(
  deps: ApplyFeedbackDeps,
  group: readonly Read[],
  outcome: ApplyFeedbackOutcome,
): Promise<void> {
  const events = group.map(({ event }) => event)
  const target = events[0]?.target
  if (!target) return
  try {
    if (target.kind === 'mail') await applyToMail(deps.table, target.mailId, events)
    else if (!(await applyToBatch(deps.table, target.id, events))) {
      outcome.unknown += events.length
      deps.log('warn', 'feedback.unknownBatch', { ...target.id, events: events.length })
      return
    }
    outcome.events += events.length
  } catch (error) {
    deps.log('error', 'feedback.failed', { events: events.length, ...whatBroke(error) })
    outcome.failed.push(...group.map(({ id }) => id))
  }
}

type Fact = { number: number; fact: EventFact; at: Instant; why?: string }

/** False when there is no such batch. */
async function applyToBatch(
  table: Table,
  id: BatchId,
  events: readonly SesEvent[],
): Promise<boolean> {
  const facts = events.flatMap(({ target, fact, at, why }) =>
    target.kind === 'recipient'
      ? [{ number: target.number, fact, at, ...(why === undefined ? {} : { why }) }]
      : [],
  )
  const readerOf = rosterReader(table, id)
  if (!(await applyToReaders(table, { id, facts, readerOf }))) return false
  await noteFeedback(table, id, facts)
  // Seven sets of at most a hundred numbers: far below what one expression may hold.
  const progress = await changeProgress(table, id, {
    changes: { add: additionsOf(facts) },
    condition: ifPresent,
  })
  if (!progress) return false
  for (const number of new Set(facts.map((fact) => fact.number))) {
    if (!progress.bouncedSoft.has(number) || !progress.delivered.has(number)) continue
    const readerId = await readerOf(number)
    if (readerId) await forgetSoftBounce(table, { readerId, mailingId: id.mailingId })
  }
  return true
}

/** The sets that these facts add to. */
function additionsOf(facts: readonly Omit<Fact, 'at'>[]): Record<string, Set<number>> {
  const add: Record<string, Set<number>> = {}
  const put = (name: string, number: number) => {
    add[name] ??= new Set()
    add[name].add(number)
  }
  for (const { number, fact } of facts) {
    put('seen', number)
    if (fact !== 'accepted') put(fact, number)
  }
  return add
}

/** What bars a reader is written before the batch knows of it; what it knows is not done again. */
async function applyToReaders(
  table: Table,
  input: { id: BatchId; facts: readonly Fact[]; readerOf: RosterReader },
): Promise<boolean> {
  const { id, facts, readerOf } = input
  const telling = facts.filter(
    ({ fact }) => fact === 'bounced' || fact === 'complained' || fact === 'bouncedSoft',
  )
  if (telling.length === 0) return true
  const { mailingId } = id
  const progress = await getProgress(table, id)
  for (const { number, fact, at } of telling) {
    const readerId = await readerOf(number)
    if (!readerId) return false
    if (isKnown(progress, fact, number)) continue
    if (fact === 'bouncedSoft') await noteSoftBounce(table, { readerId, mailingId })
    else
      await putSuppression(table, {
        readerId,
        reason: fact === 'bounced' ? 'bounced' : 'complained',
        at,
        mailingId,
      })
  }
  return true
}

/** A repeated event must not bar again who was let in again meanwhile. */
function isKnown(progress: Progress, fact: EventFact, number: number): boolean {
  if (fact === 'bounced') return progress.bounced.has(number)
  return fact === 'complained' && progress.complained.has(number)
}

type RosterReader = (number: number) => Promise<ReaderId | undefined>

/** Reads the roster when the first reader is asked for. */
function rosterReader(table: Table, id: BatchId): RosterReader {
  let roster: ReturnType<typeof getRoster> | undefined
  return async (number) => {
    roster ??= getRoster(table, id)
    return (await roster)?.lines[number]?.readerId
  }
}

async function applyToMail(
  table: Table,
  mailId: string,
  events: readonly SesEvent[],
): Promise<void> {
  await noteMailEvents(table, {
    mailId,
    at: instant(Math.max(...events.map((event) => Date.parse(event.at)))),
    facts: new Set(events.map(({ fact }) => fact)),
    /** Evidence first: the reader is barred before the mail's own record says why. */
    before: async (known) => {
      for (const { fact, at, target } of events) {
        if (fact !== 'bounced' && fact !== 'complained') continue
        if (known.has(fact) || target.kind !== 'mail' || !target.readerId) continue
        await putSuppression(table, { readerId: target.readerId, reason: fact, at })
      }
    },
  })
}
