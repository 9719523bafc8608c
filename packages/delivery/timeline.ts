// What happened to a mailing and when: from its own fields, what was accepted by minute, what people
// did to it, and the mailings that followed it. Pure.
import type { MailingId } from '#kernel/ids'
import { type Instant, minuteMs, parseInstant, plusMs } from '#kernel/time'
import type { Mailing } from './mailing.ts'

export type TimelineKind =
  | 'scheduled'
  /** Its time, while it has not come. */
  | 'due'
  | 'planned'
  | 'approved'
  | 'seedsCalled'
  | 'started'
  | 'firstAccepted'
  | 'lastAccepted'
  | 'paused'
  | 'braked'
  | 'resumed'
  | 'subjectDecided'
  | 'sent'
  /** The last second call of somebody of whom nothing was heard, after it was sent. */
  | 'settled'
  | 'followUp'
  | 'cancelled'

export type TimelineEntry = {
  kind: TimelineKind
  at: Instant
  /** Id of a member of staff, a program, or a seed as `seed:1`. */
  by?: string
  because?: { fr: string; en: string }
  count?: number
  mailingId?: MailingId
}

/** What somebody did to it, as the audit trail has it. */
export type MailingAct = { kind: 'paused' | 'resumed'; at: Instant; by: string }

export type TimelineInput = {
  mailing: Mailing
  /** When its last shard was planned; absent while one is not. */
  plannedAt?: Instant | undefined
  planned: number
  acceptedByMinute: Readonly<Record<string, number>>
  acts: readonly MailingAct[]
  /** Mailings of the same newsletter. */
  others: readonly Mailing[]
}

/** In the order of time; minutes stand for their beginning. */
export function timelineOf(input: TimelineInput): TimelineEntry[] {
  const { mailing, plannedAt } = input
  const entries: TimelineEntry[] = [
    { kind: 'scheduled', at: mailing.createdAt, by: mailing.createdBy },
    ...(mailing.status === 'scheduled' ? [{ kind: 'due' as const, at: mailing.sendAt }] : []),
    ...(plannedAt ? [{ kind: 'planned' as const, at: plannedAt, count: input.planned }] : []),
    ...dated('approved', mailing.approvedAt, mailing.approvedBy),
    ...seedsCalled(mailing, plannedAt),
    ...dated('started', mailing.startedAt),
    ...accepted(input),
    ...halts(input),
    ...dated('subjectDecided', mailing.test?.decidedAt, mailing.test?.decidedBy),
    ...dated('sent', mailing.sentAt),
    ...input.others
      .filter(({ followUp }) => followUp?.mailingId === mailing.id)
      .map((one) => ({ kind: 'followUp' as const, at: one.createdAt, mailingId: one.id })),
    ...dated('cancelled', mailing.cancelledAt, mailing.cancelledBy),
  ]
  // Sorting is stable: what has one time stays in the order of the steps.
  return entries.sort((a, b) => (a.at < b.at ? -1 : a.at > b.at ? 1 : 0))
}

function dated(kind: TimelineKind, at: Instant | undefined, by?: string): TimelineEntry[] {
  return at === undefined ? [] : [{ kind, at, ...(by === undefined ? {} : { by }) }]
}

/** The wait began when they were called, and its end was then rounded up to a full minute. */
function seedsCalled(
  { seeds, heldUntil, approvedAt }: Mailing,
  plannedAt: Instant | undefined,
): TimelineEntry[] {
  if (!seeds || !heldUntil) return []
  const called = plusMs(heldUntil, -(seeds.waitMinutes + 1) * minuteMs)
  const at = [called, plannedAt ?? called, approvedAt ?? called].sort().at(-1) ?? called
  return [{ kind: 'seedsCalled', at, count: seeds.emails.length }]
}

function accepted({ mailing, acceptedByMinute }: TimelineInput): TimelineEntry[] {
  const minutes = Object.entries(acceptedByMinute).sort(([a], [b]) => (a < b ? -1 : 1))
  const sentMinute = mailing.sentAt ? `${mailing.sentAt.slice(0, 16)}Z` : undefined
  const late = minutes.filter(([minute]) => sentMinute !== undefined && minute > sentMinute)
  const inTime = minutes.slice(0, minutes.length - late.length)
  const isEnded = mailing.sentAt !== undefined || mailing.cancelledAt !== undefined
  return [
    ...minuteEntry('firstAccepted', inTime[0], mailing.startedAt),
    ...(isEnded && inTime.length > 1
      ? minuteEntry('lastAccepted', inTime.at(-1), mailing.test?.decidedAt)
      : []),
    ...minuteEntry(
      'settled',
      late.length > 0
        ? [late.at(-1)?.[0] ?? '', late.reduce((sum, [, count]) => sum + count, 0)]
        : undefined,
    ),
  ]
}

/** `after`: what this followed, where it was in the same minute. */
function minuteEntry(
  kind: TimelineKind,
  entry: [string, number] | undefined,
  after?: Instant | undefined,
): TimelineEntry[] {
  const begun = entry && parseInstant(entry[0].replace(/Z$/, ':00.000Z'))
  if (!begun) return []
  const isSame = after?.slice(0, 16) === begun.slice(0, 16)
  const at = after !== undefined && isSame ? after : begun
  return [{ kind, at, count: entry[1] }]
}

/** What the mailing itself still knows of its last pause, and what the audit trail tells. */
function halts({ mailing, acts }: TimelineInput): TimelineEntry[] {
  const { pausedAt, pausedBy, pausedBecause } = mailing
  const told = acts.map(({ kind, at, by }) => ({ kind, at, by }))
  if (pausedAt === undefined) return told
  // The act is written a moment after the mailing is paused.
  const isTold = told.some(
    ({ kind, at }) =>
      kind === 'paused' && Math.abs(Date.parse(at) - Date.parse(pausedAt)) < minuteMs,
  )
  if (isTold && !pausedBecause) return told
  return [
    ...told,
    {
      kind: pausedBecause ? 'braked' : 'paused',
      at: pausedAt,
      ...(pausedBy === undefined ? {} : { by: pausedBy }),
      ...(pausedBecause ? { because: pausedBecause } : {}),
    },
  ]
}
