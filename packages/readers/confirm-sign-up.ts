// Signing up, second half: the link in the mail, and the button behind it.
import type { Key } from '#aws/keys'
import type { Table } from '#aws/table'
import type { MakeId } from '#kernel/ids'
import { type Clock, dayMs, type Instant, instant, plusMs } from '#kernel/time'
import type { SigningKeys } from '#kernel/tokens'
import type { Publication } from '#publication/schema'
import { consentOf, type Origin } from './consent.ts'
import { countGrowth } from './growth.ts'
import { readReaderToken } from './links.ts'
import type { Reader, StoredReader } from './reader.ts'
import { changeReader, getReader, keepConsents, putConsent, readerItemKey } from './store.ts'
import { type TokenUse, useToken } from './store-counters.ts'
import { syncSearchTerms } from './store-search.ts'

/** A used token is remembered longer than any confirmation link lives. */
export const confirmLimits = { usedTokenMs: 30 * dayMs }

export type ConfirmSignUpDeps = {
  table: Table
  clock: Clock
  makeId: MakeId
  signingKeys: SigningKeys
  publication: Publication
  hint: (key: Key) => Promise<void>
}

export type ConfirmSignUpInput = Origin & { token: string }

/**
 * `stale` is the one answer for a link that is expired, forged, for another purpose, replaced,
 * overtaken by an unsubscription, or whose reader is gone: it never tells which.
 */
export type ConfirmSignUpOutcome =
  | { kind: 'confirmed' | 'alreadyConfirmed'; reader: Reader }
  | { kind: 'stale' }

/**
 * Confirms the sign-up a token was made for. Pressing twice, also at the same time, confirms once
 * and says the second time that it is done. Steps: claim the token, proof, reader (with the welcome
 * mail's intent), read models; whoever presses again finishes what a crash left.
 */
export async function confirmSignUp(
  deps: ConfirmSignUpDeps,
  input: ConfirmSignUpInput,
): Promise<ConfirmSignUpOutcome> {
  const now = deps.clock()
  const { signingKeys: keys, table } = deps
  const reading = readReaderToken(keys, { link: 'confirm', token: input.token, now })
  if (reading.kind !== 'valid' || reading.nonce === undefined) return { kind: 'stale' }
  const { readerId, nonce } = reading
  const reader = await getReader(table, readerId, { consistent: true })
  if (!isOpen(reader, nonce)) return settled(reader, nonce)
  const { use } = await useToken(table, {
    nonce: `confirm:${nonce}`,
    use: { readerId, at: instant(now), consentId: deps.makeId('consent') },
    purgeAt: plusMs(instant(now), confirmLimits.usedTokenMs),
  })
  if (use.readerId !== readerId) return { kind: 'stale' }
  await prove(deps, { reader, use, origin: input })
  return confirm(deps, { reader, nonce, at: use.at })
}

/** What the confirmation page may show before the button is pressed; changes nothing. */
export async function lookAtConfirmation(
  deps: Pick<ConfirmSignUpDeps, 'table' | 'clock' | 'signingKeys'>,
  token: string,
): Promise<{ kind: 'open' | 'alreadyConfirmed' | 'stale' }> {
  const reading = readReaderToken(deps.signingKeys, { link: 'confirm', token, now: deps.clock() })
  if (reading.kind !== 'valid' || reading.nonce === undefined) return { kind: 'stale' }
  const reader = await getReader(deps.table, reading.readerId, { consistent: true })
  if (isOpen(reader, reading.nonce)) return { kind: 'open' }
  return { kind: settled(reader, reading.nonce).kind === 'stale' ? 'stale' : 'alreadyConfirmed' }
}

type OpenReader = StoredReader & { signUp: NonNullable<StoredReader['signUp']> }

function isOpen(reader: StoredReader | undefined, nonce: string): reader is OpenReader {
  return reader?.signUp?.id === nonce
}

/** A sign-up that is no longer open was confirmed by this very link, or is over. */
function settled(reader: StoredReader | undefined, nonce: string): ConfirmSignUpOutcome {
  if (reader?.status === 'confirmed' && reader.confirmedSignUp === nonce)
    return { kind: 'alreadyConfirmed', reader }
  return { kind: 'stale' }
}

async function prove(
  deps: ConfirmSignUpDeps,
  options: { reader: OpenReader; use: TokenUse; origin: Origin },
): Promise<void> {
  const { reader, use, origin } = options
  const consent = consentOf(deps.publication, {
    readerId: reader.id,
    at: use.at,
    act: 'confirmed',
    purpose: 'newsletter',
    locale: reader.signUp.locale,
    origin,
  })
  await putConsent(deps.table, { consent, id: use.consentId })
  await keepConsents(deps.table, reader.id)
}

async function confirm(
  deps: ConfirmSignUpDeps,
  options: { reader: OpenReader; nonce: string; at: Instant },
): Promise<ConfirmSignUpOutcome> {
  const { reader, nonce, at } = options
  const { id, signUp } = reader
  const result = await changeReader(deps.table, id, {
    changes: {
      set: {
        status: 'confirmed',
        locale: signUp.locale,
        topics: signUp.topics,
        confirmedAt: at,
        confirmedSignUp: nonce,
        updatedAt: at,
      },
      remove: ['signUp', 'expiresAt', 'unsubscribedAt', 'unsubscribeReason'],
      intent: {
        kind: 'mail.welcome',
        id: deps.makeId('mail'),
        createdAt: at,
        dueAt: at,
        attempts: 0,
        data: {},
      },
    },
    condition: { if: '#signUp.#id = :signUp', values: { ':signUp': nonce } },
  })
  if (result.kind === 'conditionFailed')
    return settled(await getReader(deps.table, id, { consistent: true }), nonce)
  await Promise.all([
    deps.hint(readerItemKey(id)),
    countGrowth(deps, { readerId: id, event: 'confirmed', at }),
    syncSearchTerms(deps.table, result.reader),
  ])
  return { kind: 'confirmed', reader: result.reader }
}
