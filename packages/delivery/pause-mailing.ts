// Pauses a mailing at any moment: by a person, a seed or the brake. Workers look at the mailing
// between any two chunks; calls in flight get their final state by the tick. Pausing twice changes
// nothing.
import type { Table } from '#aws/table'
import type { Sentence } from '#kernel/errors'
import type { MailingId } from '#kernel/ids'
import type { Log } from '#kernel/log'
import { type Clock, instant, minuteMs, plusMs } from '#kernel/time'
import type { Mailing, MailingStatus } from './mailing.ts'
import { changeMailing, getMailing } from './store.ts'

/**
 * `already`: it is paused, or stands still because it stopped. `tooLate`: it was sent, everybody
 * having been called, or cancelled.
 */
export type PauseOutcome =
  | { kind: 'paused' | 'already' | 'tooLate'; mailing: Mailing }
  | { kind: 'notFound' }

export type PauseInput = {
  mailingId: MailingId
  /** A member's id, `brake`, or a seed's number as `seed:3`. */
  by: string
  because?: Sentence
  braked?: 'mailing' | 'domains'
}

/** It moves by itself from one of these states to another meanwhile: looked at again so often. */
const tries = 5

export async function pauseMailing(
  deps: { table: Table; clock: Clock; log: Log },
  input: PauseInput,
): Promise<PauseOutcome> {
  for (let attempt = 0; attempt < tries; attempt++) {
    const mailing = await getMailing(deps.table, input.mailingId)
    if (!mailing) return { kind: 'notFound' }
    const { status } = mailing
    if (status === 'paused' || status === 'stopped') return { kind: 'already', mailing }
    if (!isPausable(status)) return { kind: 'tooLate', mailing }
    const paused = await pauseFrom(deps, { ...input, status })
    if (paused) return { kind: 'paused', mailing: paused }
  }
  throw new Error('A mailing changed its state too often to be paused')
}

type Pausable = NonNullable<Mailing['pausedFrom']>

export function isPausable(status: MailingStatus): status is Pausable {
  switch (status) {
    case 'scheduled':
    case 'planning':
    case 'held':
    case 'sending':
    case 'waitingForQuota':
      return true
    default:
      return false
  }
}

async function pauseFrom(
  deps: { table: Table; clock: Clock; log: Log },
  input: PauseInput & { status: Pausable },
): Promise<Mailing | undefined> {
  const { mailingId, status, by, because, braked } = input
  const pausedAt = instant(deps.clock())
  const paused = await changeMailing(deps.table, mailingId, {
    from: [status],
    set: {
      status: 'paused',
      pausedFrom: status,
      pausedAt,
      pausedBy: by,
      ...(because ? { pausedBecause: { ...because } } : {}),
      ...(braked ? { braked } : {}),
      nextActionAt: plusMs(pausedAt, minuteMs),
    },
  })
  if (paused) deps.log('info', 'mailing.paused', { mailingId, from: status })
  return paused
}
