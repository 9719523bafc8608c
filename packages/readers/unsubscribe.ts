// Unsubscribing: at once, without a password, as often as anybody likes.
import type { Table } from '#aws/table'
import type { MailingId, MakeId, ReaderId } from '#kernel/ids'
import type { Intent } from '#kernel/intents'
import { type Clock, type Instant, instant } from '#kernel/time'
import type { Publication } from '#publication/schema'
import { consentOf, type Origin, oneLine } from './consent.ts'
import { countGrowth } from './growth.ts'
import type { Reader, StoredReader } from './reader.ts'
import { changeReader, getReader, putConsent } from './store.ts'

export const unsubscribeLimits = { reason: 500 }

export type UnsubscribeDeps = {
  table: Table
  clock: Clock
  makeId: MakeId
  publication: Publication
}

export type UnsubscribeInput = Origin & {
  readerId: ReaderId
  /** The mailing the link was in; its progress gets the unsubscription by an intent. */
  mailingId?: MailingId | undefined
  reason?: string | undefined
}

/** `gone`: erased, or never there. Every kind may be answered with "you are unsubscribed". */
export type UnsubscribeOutcome =
  | { kind: 'unsubscribed' | 'alreadyUnsubscribed'; reader: Reader }
  | { kind: 'gone' }

/**
 * Unsubscribes a reader: first the proof (which carries the intent `mailing.unsubscribed` with
 * `mailingId` and `readerId`), then the reader, who leaves the audience and loses any open sign-up,
 * so that an older confirmation link can't revive it. A reason may also come afterwards.
 */
export async function unsubscribe(
  deps: UnsubscribeDeps,
  input: UnsubscribeInput,
): Promise<UnsubscribeOutcome> {
  const now = instant(deps.clock())
  const reader = await getReader(deps.table, input.readerId, { consistent: true })
  if (!reader) return { kind: 'gone' }
  const isDone = reader.status === 'unsubscribed' && reader.signUp === undefined
  if (isDone) return addReason(deps, { reader, reason: input.reason, now })
  await prove(deps, { reader, input, now })
  const result = await changeReader(deps.table, reader.id, {
    changes: {
      set: {
        status: 'unsubscribed',
        unsubscribedAt: now,
        trackingConsent: false,
        updatedAt: now,
        ...reasonOf(input.reason),
      },
      remove: ['signUp', 'intent'],
    },
  })
  if (result.kind === 'conditionFailed') return { kind: 'gone' }
  if (reader.status === 'confirmed')
    await countGrowth(deps, { readerId: reader.id, event: 'unsubscribed', at: now })
  return { kind: 'unsubscribed', reader: result.reader }
}

async function addReason(
  deps: UnsubscribeDeps,
  options: { reader: StoredReader; reason: string | undefined; now: Instant },
): Promise<UnsubscribeOutcome> {
  const { reader, now } = options
  const reason = reasonOf(options.reason)
  if (reason.unsubscribeReason === undefined) return { kind: 'alreadyUnsubscribed', reader }
  const result = await changeReader(deps.table, reader.id, {
    changes: { set: { ...reason, updatedAt: now } },
    condition: { if: '#status = :status', values: { ':status': 'unsubscribed' } },
  })
  if (result.kind === 'conditionFailed') return { kind: 'gone' }
  return { kind: 'alreadyUnsubscribed', reader: result.reader }
}

/** Withdrawing the newsletter withdraws the recording of opens and clicks with it. */
async function prove(
  deps: UnsubscribeDeps,
  options: { reader: StoredReader; input: UnsubscribeInput; now: Instant },
): Promise<void> {
  const { reader, input, now } = options
  const { mailingId } = input
  const purposes = reader.trackingConsent
    ? (['newsletter', 'tracking'] as const)
    : (['newsletter'] as const)
  for (const purpose of purposes) {
    const consent = consentOf(deps.publication, {
      readerId: reader.id,
      at: now,
      act: 'withdrawn',
      purpose,
      locale: reader.locale,
      origin: input,
      mailingId,
    })
    const intent =
      purpose === 'newsletter' && mailingId !== undefined
        ? { intent: tellMailing(deps, { readerId: reader.id, mailingId, now }) }
        : {}
    await putConsent(deps.table, { consent, id: deps.makeId('consent'), ...intent })
  }
}

function tellMailing(
  deps: UnsubscribeDeps,
  options: { readerId: ReaderId; mailingId: MailingId; now: Instant },
): Intent {
  const { readerId, mailingId, now } = options
  return {
    kind: 'mailing.unsubscribed',
    id: deps.makeId('request'),
    createdAt: now,
    dueAt: now,
    attempts: 0,
    data: { mailingId, readerId },
  }
}

function reasonOf(reason: string | undefined): { unsubscribeReason?: string } {
  const text = oneLine(reason ?? '', unsubscribeLimits.reason)
  return text === '' ? {} : { unsubscribeReason: text }
}
