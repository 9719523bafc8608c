// One recipient's way through a mailing: every step with its time and cause, from what the items
// hold. Sets hold no times: where none is kept the step has none, or the minute that is known.
import type { Table } from '#aws/table'
import type { MailingId, ReaderId } from '#kernel/ids'
import { type Instant, instant, minuteMs } from '#kernel/time'
import type { Suppression } from '#readers/reader'
import { consentsOf, getReader, getSuppression } from '#readers/store'
import { type Progress, stateOf } from './batch.ts'
import { type FeedbackNote, getFeedbackNotes } from './feedback-notes.ts'
import { findRecipient } from './find-recipient.ts'
import { exclusionNow } from './list-excluded.ts'
import { type ListedState, listedState } from './list-recipients.ts'
import { getLinks } from './mail-links.ts'
import type { Mailing } from './mailing.ts'
import { getMailing } from './store.ts'
import { type BatchId, getProgress, getRoster, getShard, type RosterLine } from './store-batches.ts'

export type TraceStepKind =
  | 'planned'
  /** Their own time, where each reader has one. */
  | 'callAt'
  | 'called'
  | 'accepted'
  | 'uncertain'
  | 'calledAgain'
  | 'acceptedAgain'
  /** Uncertain, and not called again. */
  | 'givenUp'
  | 'skipped'
  | 'failed'
  | 'seen'
  | 'delivered'
  | 'bounced'
  | 'bouncedSoft'
  | 'complained'
  | 'rejected'
  | 'opened'
  | 'openedByMachine'
  | 'clicked'
  | 'clickedByMachine'
  | 'unsubscribed'
  | 'suppressed'

export type TraceStep = {
  kind: TraceStepKind
  /** Absent where no time is kept. */
  at?: Instant
  /** How exact `at` is: to the minute, which began then; else to the second. */
  to?: 'minute'
  /** Why: a reason as the report names it, what a server said, the address of a link. */
  cause?: string
}

/**
 * `notPlanned`: the mailing was not for this reader; `reason` is why it would not be for them now,
 * absent when nothing speaks against them now (they came later, or changed).
 */
export type TraceOutcome =
  | { kind: 'notFound' }
  | { kind: 'notPlanned'; mailing: Mailing; email?: string; reason?: string }
  | {
      kind: 'traced'
      mailing: Mailing
      readerId: ReaderId
      /** Absent once the reader was erased. */
      email?: string
      place: BatchId & { number: number }
      domain: string
      variant: string
      /** The one state of the report, with its reason. */
      state: ListedState
      reason?: string
      steps: TraceStep[]
    }

export async function traceRecipient(
  deps: { table: Table },
  input: { mailingId: MailingId; readerId: ReaderId },
): Promise<TraceOutcome> {
  const { table } = deps
  const { mailingId, readerId } = input
  const mailing = await getMailing(table, mailingId)
  if (!mailing) return { kind: 'notFound' }
  const [found, reader] = await Promise.all([
    findRecipient(table, { mailingId, readerId }),
    getReader(table, readerId),
  ])
  const email = reader === undefined ? {} : { email: reader.email }
  if (!found) {
    const reason = await exclusionNow(table, mailing, reader)
    return { kind: 'notPlanned', mailing, ...email, ...(reason === undefined ? {} : { reason }) }
  }
  const { id, number } = found
  const line = (await getRoster(table, id))?.lines[number]
  if (!line) throw new Error('A roster vanished')
  const facts = await factsOf(table, { mailing, id, number, line })
  const { state, reason } = listedState(facts.progress, number, mailing)
  return {
    kind: 'traced',
    mailing,
    readerId,
    ...email,
    place: { ...id, number },
    domain: line.domain,
    variant: line.variant,
    state,
    ...(reason === undefined ? {} : { reason }),
    steps: stepsOf(facts),
  }
}

export type TraceFacts = {
  mailing: Mailing
  number: number
  line: RosterLine
  progress: Progress
  notes: readonly FeedbackNote[]
  plannedAt?: Instant
  links: readonly string[]
  unsubscribedAt?: Instant
  suppression?: Suppression
}

async function factsOf(
  table: Table,
  of: { mailing: Mailing; id: BatchId; number: number; line: RosterLine },
): Promise<TraceFacts> {
  const { mailing, id, number, line } = of
  const [progress, notes, shard, links, consents, suppression] = await Promise.all([
    getProgress(table, id),
    getFeedbackNotes(table, id),
    getShard(table, mailing.id, id.shard),
    getLinks(table, mailing.id),
    consentsOf(table, line.readerId),
    getSuppression(table, line.readerId),
  ])
  const left = consents.filter(
    ({ act, purpose, mailingId }) =>
      act === 'withdrawn' && purpose === 'newsletter' && mailingId === mailing.id,
  )
  const unsubscribedAt = left.map(({ at }) => at).sort()[0]
  return {
    mailing,
    number,
    line,
    progress,
    notes: notes.get(number) ?? [],
    links: links ?? [],
    ...(shard.doneAt === undefined ? {} : { plannedAt: shard.doneAt }),
    ...(unsubscribedAt === undefined ? {} : { unsubscribedAt }),
    ...(suppression?.mailingId === mailing.id ? { suppression } : {}),
  }
}

/** Steps in the order in which they come; pure. */
function stepsOf(facts: TraceFacts): TraceStep[] {
  const { line, plannedAt, mailing, suppression } = facts
  return [
    { kind: 'planned', ...(plannedAt === undefined ? {} : { at: plannedAt }) },
    ...(line.callAt === undefined ? [] : [{ kind: 'callAt' as const, at: line.callAt }]),
    ...calls(facts),
    ...ending(facts),
    ...heard(facts),
    ...followed(facts),
    ...(suppression === undefined
      ? []
      : [{ kind: 'suppressed' as const, at: suppression.at, cause: suppression.reason }]),
    ...(mailing.status === 'cancelled' && stateOf(facts.progress, facts.number).kind === 'pending'
      ? [
          {
            kind: 'skipped' as const,
            cause: 'cancelled',
            ...(mailing.cancelledAt === undefined ? {} : { at: mailing.cancelledAt }),
          },
        ]
      : []),
  ]
}

function minuteOf(minute: number): Pick<TraceStep, 'at' | 'to'> {
  return { at: instant(minute * minuteMs), to: 'minute' }
}

function minutesWith(sets: ReadonlyMap<number, ReadonlySet<number>>, number: number): number[] {
  return [...sets]
    .filter(([, set]) => set.has(number))
    .map(([minute]) => minute)
    .sort((a, b) => a - b)
}

/** The first call and its answer, and the second. */
function calls({ progress, number }: TraceFacts): TraceStep[] {
  const steps: TraceStep[] = []
  const accepted = minutesWith(progress.minutes, number)
  const [unsure] = minutesWith(progress.unsureMinutes, number)
  const twice = progress.attempted2.has(number)
  const wasUnsure = unsure !== undefined || progress.uncertain.has(number) || twice
  // Of two calls with one answer the second has it: the first had none when the second was made.
  const first = twice && accepted.length < 2 ? undefined : accepted[0]
  if (progress.attempted.has(number)) steps.push({ kind: 'called', ...callMinute(first, unsure) })
  if (wasUnsure)
    steps.push({ kind: 'uncertain', ...(unsure === undefined ? {} : minuteOf(unsure)) })
  if (first !== undefined) steps.push({ kind: 'accepted', ...minuteOf(first) })
  else if (!twice && progress.accepted.has(number)) steps.push({ kind: 'accepted' })
  if (twice) {
    const second = accepted.at(-1)
    steps.push({ kind: 'calledAgain', ...callMinute(second, undefined) })
    if (second !== undefined) steps.push({ kind: 'acceptedAgain', ...minuteOf(second) })
  }
  if (progress.givenUp.has(number)) steps.push({ kind: 'givenUp' })
  return steps
}

/** A call ended in the minute of its answer, and took at most ten seconds. */
function callMinute(answer: number | undefined, unsure: number | undefined) {
  const minute = answer ?? unsure
  return minute === undefined ? {} : minuteOf(minute)
}

function ending({ progress, number }: TraceFacts): TraceStep[] {
  const state = stateOf(progress, number)
  return state.kind === 'skipped' || state.kind === 'failed'
    ? [{ kind: state.kind, cause: state.reason }]
    : []
}

/** What SES and the receiving server told. */
function heard({ progress, number, notes }: TraceFacts): TraceStep[] {
  const steps: TraceStep[] = []
  // Any event proves that SES took it; worth a step where our own record does not say so.
  if (progress.seen.has(number) && !progress.accepted.has(number)) steps.push({ kind: 'seen' })
  if (progress.delivered.has(number)) steps.push({ kind: 'delivered' })
  for (const kind of ['bouncedSoft', 'bounced', 'complained', 'rejected'] as const) {
    if (!progress[kind].has(number)) continue
    const note = notes.find(({ fact }) => fact === kind)
    steps.push({
      kind,
      ...(note === undefined ? {} : { at: note.at }),
      ...(note?.why === undefined ? {} : { cause: note.why }),
    })
  }
  return steps
}

/** What the reader, or a machine on the way, did with it; no time of it is kept. */
function followed({ progress, number, links, unsubscribedAt }: TraceFacts): TraceStep[] {
  const steps: TraceStep[] = []
  for (const kind of ['openedByMachine', 'opened', 'clickedByMachine'] as const)
    if (progress[kind].has(number)) steps.push({ kind })
  const clicked = minutesWith(progress.links, number)
  for (const link of clicked)
    steps.push({ kind: 'clicked', ...(links[link] === undefined ? {} : { cause: links[link] }) })
  if (progress.clicked.has(number) && clicked.length === 0) steps.push({ kind: 'clicked' })
  if (progress.unsubscribed.has(number))
    steps.push({
      kind: 'unsubscribed',
      ...(unsubscribedAt === undefined ? {} : { at: unsubscribedAt }),
    })
  return steps
}
