// The rules of a batch: what its sets of numbers say about each recipient, and which changes a
// worker may make. Pure. A recipient's number is its place in the roster, from 0.
import type { Changes, Item } from '#aws/table'
import type { Instant } from '#kernel/time'
import { FailReason, SkipReason } from './mailing.ts'

/** A worker's right to a batch; after `until` another may take it. */
export type Lease = { token: string; until: Instant }

type Numbers = ReadonlySet<number>

/** A batch's item. A batch nobody has begun has no item; `untouched` stands for it. */
export type Progress = {
  attempted: Numbers
  accepted: Numbers
  uncertain: Numbers
  unsubscribed: Numbers
  skipped: ReadonlyMap<SkipReason, Numbers>
  failed: ReadonlyMap<FailReason, Numbers>
  /** Accepted by minute (epoch minutes). */
  minutes: ReadonlyMap<number, Numbers>
  /** Uncertain by the minute in which the call had surely ended. */
  unsureMinutes: ReadonlyMap<number, Numbers>
  /** In an event of SES of any kind: proof that it took the message. */
  seen: Numbers
  delivered: Numbers
  bounced: Numbers
  bouncedSoft: Numbers
  complained: Numbers
  /** Taken by SES, then not sent for what it holds (a virus). */
  rejected: Numbers
  /** Called with pixel and counted links; the reader had consented. */
  tracked: Numbers
  /** By a person, as far as can be guessed; the others by a machine. */
  opened: Numbers
  openedByMachine: Numbers
  clicked: Numbers
  clickedByMachine: Numbers
  /** People who clicked, by the link's number in the mailing's list. */
  links: ReadonlyMap<number, Numbers>
  /** Called a second time, after nothing was heard of the first call. */
  attempted2: Numbers
  /** Uncertain, and not to be called again: refused the second time, or the reader has left. */
  givenUp: Numbers
  lease?: Lease
  /** Names the last claim, so that a claim whose answer was lost is recognised. */
  claimId?: string
  /** The same of second calls, which need no lease. */
  claimId2?: string
  /** When the tick queues it again unless it is final. */
  dueAt?: Instant
  /** Everyone pending waits for their hour or domain, and no message is on its way; until when. */
  waitsUntil?: Instant
  /** The held domains at which some of them wait: it is due as soon as one is released. */
  waitsAt?: ReadonlySet<string>
  /** No more of it are called before a day of the warm-up raises this. */
  callLimit?: number
  /** Runs in a row that throttling let nothing through in. */
  tries: number
}

const none: Numbers = new Set()

export const untouched: Progress = {
  attempted: none,
  accepted: none,
  uncertain: none,
  unsubscribed: none,
  skipped: new Map(),
  failed: new Map(),
  minutes: new Map(),
  unsureMinutes: new Map(),
  seen: none,
  delivered: none,
  bounced: none,
  bouncedSoft: none,
  complained: none,
  rejected: none,
  tracked: none,
  opened: none,
  openedByMachine: none,
  clicked: none,
  clickedByMachine: none,
  links: new Map(),
  attempted2: none,
  givenUp: none,
  tries: 0,
}

/** Reads a batch's item; sets are found by their names (`skipped_erased`, `minute_29412345`). */
export function readProgress(item: Item | undefined): Progress {
  if (!item) return untouched
  const named = <K extends string>(prefix: string, names: readonly K[]) =>
    new Map(names.map((name) => [name, numbers(item[`${prefix}${name}`])] as const))
  const byNumber = (prefix: string) =>
    new Map(
      Object.keys(item)
        .filter((name) => name.startsWith(prefix))
        .map((name) => [Number(name.slice(prefix.length)), numbers(item[name])] as const),
    )
  return {
    attempted: numbers(item['attempted']),
    accepted: numbers(item['accepted']),
    uncertain: numbers(item['uncertain']),
    unsubscribed: numbers(item['unsubscribed']),
    skipped: named('skipped_', SkipReason.options),
    failed: named('failed_', FailReason.options),
    minutes: byNumber('minute_'),
    unsureMinutes: byNumber('unsure_'),
    seen: numbers(item['seen']),
    delivered: numbers(item['delivered']),
    bounced: numbers(item['bounced']),
    bouncedSoft: numbers(item['bouncedSoft']),
    complained: numbers(item['complained']),
    rejected: numbers(item['rejected']),
    tracked: numbers(item['tracked']),
    opened: numbers(item['opened']),
    openedByMachine: numbers(item['openedByMachine']),
    clicked: numbers(item['clicked']),
    clickedByMachine: numbers(item['clickedByMachine']),
    links: byNumber('link_'),
    attempted2: numbers(item['attempted2']),
    givenUp: numbers(item['givenUp']),
    tries: Number(item['tries'] ?? 0),
    ...(item['lease'] === undefined ? {} : { lease: item['lease'] as Lease }),
    ...(item['claimId'] === undefined ? {} : { claimId: String(item['claimId']) }),
    ...(item['claimId2'] === undefined ? {} : { claimId2: String(item['claimId2']) }),
    ...(item['dueAt'] === undefined ? {} : { dueAt: item['dueAt'] as Instant }),
    ...(item['waitsUntil'] === undefined ? {} : { waitsUntil: item['waitsUntil'] as Instant }),
    ...(item['callLimit'] === undefined ? {} : { callLimit: Number(item['callLimit']) }),
    ...(item['waitsAt'] instanceof Set ? { waitsAt: item['waitsAt'] as Set<string> } : {}),
  }
}

function numbers(value: unknown): Numbers {
  return value instanceof Set ? (value as Set<number>) : none
}

export type RecipientState =
  | { kind: 'pending' }
  /** Claimed, and its worker may still be at it. */
  | { kind: 'inFlight' }
  | { kind: 'accepted' }
  | { kind: 'uncertain' }
  | { kind: 'skipped'; reason: SkipReason }
  | { kind: 'failed'; reason: FailReason }

/**
 * The one state of a recipient. What is known outranks what was once unknown: a worker that lost
 * its lease may still bring the answer of a call that had been counted as uncertain, and an event
 * proves acceptance as our own record does, whichever comes first.
 */
export function stateOf(progress: Progress, number: number): RecipientState {
  if (progress.accepted.has(number) || progress.seen.has(number)) return { kind: 'accepted' }
  for (const [reason, set] of progress.failed)
    if (set.has(number)) return { kind: 'failed', reason }
  if (progress.uncertain.has(number)) return { kind: 'uncertain' }
  if (progress.attempted.has(number)) return { kind: 'inFlight' }
  for (const [reason, set] of progress.skipped)
    if (set.has(number)) return { kind: 'skipped', reason }
  return { kind: 'pending' }
}

/** Numbers of a batch of `size` in this state, ascending. */
export function numbersIn(
  progress: Progress,
  size: number,
  kind: RecipientState['kind'],
): number[] {
  return Array.from({ length: size }, (_, number) => number).filter(
    (number) => stateOf(progress, number).kind === kind,
  )
}

/** How many more may be called under its limit. */
export function roomIn({ callLimit, attempted }: Progress): number {
  return callLimit === undefined
    ? Number.POSITIVE_INFINITY
    : Math.max(0, callLimit - attempted.size)
}

/** Whether nothing of the batch is left to call or to wait for. */
export function isFinal(progress: Progress, size: number): boolean {
  for (let number = 0; number < size; number++) {
    const { kind } = stateOf(progress, number)
    if (kind === 'pending' || kind === 'inFlight') return false
  }
  return true
}

/** What became of one recipient: an answer of the mailer, or why it was not called. */
export type Outcome =
  | { number: number; kind: 'accepted'; minute: number }
  | { number: number; kind: 'failed'; reason: FailReason }
  | { number: number; kind: 'skipped'; reason: SkipReason }
  /** `minute`: when the call had surely ended. */
  | { number: number; kind: 'uncertain'; minute: number }
  /** Surely not sent; it may be claimed again. */
  | { number: number; kind: 'left' }

/** The additions that record outcomes. Repeating them changes nothing. */
export function additions(outcomes: readonly Outcome[]): NonNullable<Changes['add']> {
  const add: Record<string, Set<number>> = {}
  const put = (name: string, number: number) => {
    add[name] ??= new Set()
    add[name].add(number)
  }
  for (const outcome of outcomes) {
    switch (outcome.kind) {
      case 'accepted':
        put('accepted', outcome.number)
        put(`minute_${outcome.minute}`, outcome.number)
        break
      case 'failed':
      case 'skipped':
        put(`${outcome.kind}_${outcome.reason}`, outcome.number)
        break
      case 'uncertain':
        put('uncertain', outcome.number)
        put(`unsure_${outcome.minute}`, outcome.number)
        break
      case 'left':
        break
    }
  }
  return add
}

/** The numbers that leave `attempted` again. */
export function leaving(outcomes: readonly Outcome[]): Set<number> {
  return new Set(outcomes.filter(({ kind }) => kind === 'left').map(({ number }) => number))
}

/** Accepted and failed: what a worker without its lease may still say. */
export function definite(outcomes: readonly Outcome[]): Outcome[] {
  return outcomes.filter(({ kind }) => kind === 'accepted' || kind === 'failed')
}
