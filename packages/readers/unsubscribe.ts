// Unsubscribing: at once, without a password, as often as anybody likes.
import type { Key } from '#aws/keys'
import type { Table } from '#aws/table'
import type { MailingId, MakeId, ReaderId } from '#kernel/ids'
import type { Intent } from '#kernel/intents'
import { type Clock, type Instant, instant } from '#kernel/time'
import type { Publication } from '#publication/schema'
import { applyWithdrawal, tellsMailing, withdrawalData } from './apply-withdrawal.ts'
import { consentOf, type Origin, oneLine } from './consent.ts'
import type { Consent, Reader, StoredReader } from './reader.ts'
import { changeReader, closeConsentIntent, getReader, putConsent } from './store.ts'

export const unsubscribeLimits = { reason: 500, attempts: 3 }

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
 * Unsubscribes a reader: first the proof, whose intent `reader.withdrawn` makes it certain that the
 * rest follows even if this process dies; then the reader, who leaves the audience and loses any
 * open sign-up, so that an older confirmation link can't revive it. A reason may also come
 * afterwards.
 */
export async function unsubscribe(
  deps: UnsubscribeDeps,
  input: UnsubscribeInput,
): Promise<UnsubscribeOutcome> {
  for (let attempt = 0; attempt < unsubscribeLimits.attempts; attempt++) {
    const now = instant(deps.clock())
    const reader = await getReader(deps.table, input.readerId, { consistent: true })
    if (!reader) return { kind: 'gone' }
    const isDone = reader.status === 'unsubscribed' && reader.signUp === undefined
    if (isDone) return addReason(deps, { reader, reason: input.reason, now })
    const proof = await prove(deps, { reader, input, now })
    const reason = reasonOf(input.reason).unsubscribeReason
    const outcome = await applyWithdrawal(deps, { ...proof, reason })
    // A confirmation came in between; what is asked now is younger still.
    if (outcome.kind === 'overtaken') continue
    if (outcome.kind === 'gone') return { kind: 'gone' }
    if (!tellsMailing(proof.intent))
      await closeConsentIntent(deps.table, { key: proof.key, intentId: proof.intent.id })
    return { kind: 'unsubscribed', reader: outcome.reader }
  }
  throw new Error('A reader kept confirming while being unsubscribed')
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

async function prove(
  deps: UnsubscribeDeps,
  options: { reader: StoredReader; input: UnsubscribeInput; now: Instant },
): Promise<{ key: Key; consent: Consent; intent: Intent }> {
  const { reader, input, now } = options
  const { mailingId } = input
  const consent = consentOf(deps.publication, {
    readerId: reader.id,
    at: now,
    act: 'withdrawn',
    purpose: 'newsletter',
    locale: reader.locale,
    origin: input,
    mailingId,
  })
  const intent: Intent = {
    kind: 'reader.withdrawn',
    id: deps.makeId('request'),
    createdAt: now,
    dueAt: now,
    attempts: 0,
    data: withdrawalData({ reader, mailingId, trackingProofId: deps.makeId('consent') }),
  }
  const key = await putConsent(deps.table, { consent, id: deps.makeId('consent'), intent })
  return { key, consent, intent }
}

function reasonOf(reason: string | undefined): { unsubscribeReason?: string } {
  const text = oneLine(reason ?? '', unsubscribeLimits.reason)
  return text === '' ? {} : { unsubscribeReason: text }
}
