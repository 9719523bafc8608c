// A withdrawal that is proven takes effect, whoever gets to it first: the request that proved it, or
// the sweep when that request died. What the reader did since stays.
import type { Key } from '#aws/keys'
import type { Table } from '#aws/table'
import { type Locale, locales } from '#kernel/errors'
import { idSchema, type ReaderId } from '#kernel/ids'
import type { Intent } from '#kernel/intents'
import { type Clock, type Instant, instant } from '#kernel/time'
import type { Publication } from '#publication/schema'
import { consentText } from './consent-text.ts'
import { countGrowth } from './growth.ts'
import type { Consent, StoredReader } from './reader.ts'
import {
  changeReader,
  closeConsentIntent,
  consentsOf,
  getConsent,
  getReader,
  putConsent,
  unchangedSince,
} from './store.ts'

/** How often a reader may change under our hands before the sweep is left to it. */
export const withdrawalLimits = { attempts: 5 }

export type ApplyWithdrawalDeps = { table: Table; clock: Clock; publication: Publication }

/** `overtaken`: the reader confirmed anew after this proof, so nothing was changed. */
export type ApplyWithdrawalOutcome =
  | { kind: 'applied' | 'unchanged'; reader: StoredReader }
  | { kind: 'overtaken' }
  | { kind: 'gone' }

/**
 * What the intent `reader.withdrawn` of a proof holds: whose it is and in which state the reader
 * was found, so that an old intent never touches a later consent.
 */
export function withdrawalData(options: {
  reader: StoredReader
  trackingProofId: string
  mailingId?: string | undefined
}): Record<string, string> {
  const { reader, trackingProofId, mailingId } = options
  return {
    readerId: reader.id,
    locale: reader.locale,
    ...(reader.signUp ? { signUp: reader.signUp.id } : {}),
    ...(reader.confirmedSignUp ? { confirmedSignUp: reader.confirmedSignUp } : {}),
    ...(reader.trackingConsent ? { trackingProofId } : {}),
    ...(mailingId === undefined ? {} : { mailingId }),
  }
}

/**
 * Takes the reader out of the audience, with the recording of opens and any sign-up that was open
 * at the proof. Harmless when repeated.
 * @throws Error when the reader kept changing meanwhile; the intent is still open then.
 */
export async function applyWithdrawal(
  deps: ApplyWithdrawalDeps,
  input: { consent: Consent; intent: Intent; reason?: string | undefined },
): Promise<ApplyWithdrawalOutcome> {
  const { consent, intent } = input
  for (let attempt = 0; attempt < withdrawalLimits.attempts; attempt++) {
    const reader = await getReader(deps.table, consent.readerId, { consistent: true })
    if (!reader) return { kind: 'gone' }
    if (isOvertaken(reader, { consent, intent })) return { kind: 'overtaken' }
    await proveTracking(deps, { consent, intent })
    const cancelsSignUp = reader.signUp !== undefined && reader.signUp.id === intent.data['signUp']
    if (reader.status === 'unsubscribed' && !cancelsSignUp) return { kind: 'unchanged', reader }
    const keepsMail = reader.signUp !== undefined && !cancelsSignUp
    const result = await changeReader(deps.table, reader.id, {
      changes: {
        set: {
          status: 'unsubscribed',
          unsubscribedAt: consent.at,
          trackingConsent: false,
          updatedAt: instant(deps.clock()),
          ...(input.reason === undefined ? {} : { unsubscribeReason: input.reason }),
        },
        remove: ['lastClickOn', ...(keepsMail ? [] : (['signUp', 'intent'] as const))],
      },
      condition: unchangedSince(reader),
    })
    if (result.kind === 'conditionFailed') continue
    if (reader.status === 'confirmed')
      await countGrowth(deps, { readerId: reader.id, event: 'unsubscribed', at: consent.at })
    return { kind: 'applied', reader: result.reader }
  }
  throw new Error('A reader kept changing while a withdrawal was applied')
}

/** For the sweep: applies what the proof under `key` says, and closes an intent that is then done. */
export async function finishWithdrawal(
  deps: ApplyWithdrawalDeps,
  input: { key: Key; intent: Intent },
): Promise<void> {
  const { key, intent } = input
  const consent = await getConsent(deps.table, key)
  if (consent?.purpose === 'tracking') await stopTracking(deps, consent)
  else if (consent) await applyWithdrawal(deps, { consent, intent })
  if (!tellsMailing(intent)) await closeConsentIntent(deps.table, { key, intentId: intent.id })
}

/** For the sweep: what the proof of a withdrawal of tracking says, should its request have died. */
export async function endTracking(
  deps: Pick<ApplyWithdrawalDeps, 'table' | 'clock'>,
  key: Key,
): Promise<void> {
  const consent = await getConsent(deps.table, key)
  if (consent?.purpose === 'tracking') await stopTracking(deps, consent)
}

/**
 * The step that follows the proof of a withdrawal of tracking: what was recorded is forgotten. It is
 * taken after the withdrawal has taken effect, or makes it take effect.
 */
export function forgetIntent(input: { id: string; readerId: ReaderId; at: Instant }): Intent {
  const { id, readerId, at } = input
  const data = { readerId }
  return { kind: 'tracking.withdrawn', id, createdAt: at, dueAt: at, attempts: 0, data }
}

/** Ends the recording of opens and clicks, unless the reader has agreed to it anew since. */
async function stopTracking(
  deps: Pick<ApplyWithdrawalDeps, 'table' | 'clock'>,
  consent: Consent,
): Promise<void> {
  for (let attempt = 0; attempt < withdrawalLimits.attempts; attempt++) {
    const reader = await getReader(deps.table, consent.readerId, { consistent: true })
    if (!reader?.trackingConsent || reader.createdAt > consent.at) return
    const proofs = await consentsOf(deps.table, reader.id)
    const last = proofs.findLast(({ purpose }) => purpose === 'tracking')
    if (last?.act !== 'withdrawn') return
    const result = await changeReader(deps.table, reader.id, {
      changes: {
        set: { trackingConsent: false, updatedAt: instant(deps.clock()) },
        remove: ['lastClickOn'],
      },
      condition: unchangedSince(reader),
    })
    if (result.kind === 'written') return
  }
  throw new Error('A reader kept changing while recording was to stop')
}

/** Whether a mailing still has to note the unsubscription. */
export function tellsMailing(intent: Intent): boolean {
  return idSchema('mailing').safeParse(intent.data['mailingId']).success
}

function isOvertaken(
  reader: StoredReader,
  { consent, intent }: { consent: Consent; intent: Intent },
): boolean {
  return reader.createdAt > consent.at || reader.confirmedSignUp !== intent.data['confirmedSignUp']
}

/** Withdrawing the newsletter withdraws the recording of opens and clicks with it. */
async function proveTracking(
  deps: ApplyWithdrawalDeps,
  { consent, intent }: { consent: Consent; intent: Intent },
): Promise<void> {
  const id = intent.data['trackingProofId']
  if (id === undefined) return
  const locale: Locale = locales.find((one) => one === intent.data['locale']) ?? 'fr'
  const { version, text } = consentText(deps.publication, { purpose: 'tracking', locale })
  const tracking: Consent = { ...consent, purpose: 'tracking', textVersion: version, text }
  const { readerId, at } = consent
  await putConsent(deps.table, {
    consent: tracking,
    id,
    intent: forgetIntent({ id, readerId, at }),
  })
}
