// "Erase me": the reader and every copy of the address go; the proof of what was consented stays,
// without what names a person or a device, for as long as it may be asked for.
import type { Key } from '#aws/keys'
import type { Table } from '#aws/table'
import { forgetMailsOfReader } from '#delivery/store-mails'
import type { Locale } from '#kernel/errors'
import { idSchema, type MakeId, type ReaderId } from '#kernel/ids'
import type { Intent } from '#kernel/intents'
import { type Clock, dayMs, type Instant, instant, plusMs } from '#kernel/time'
import type { SigningKeys } from '#kernel/tokens'
import type { Publication } from '#publication/schema'
import { forgetIntent } from '#readers/apply-withdrawal'
import { consentOf } from '#readers/consent'
import { countGrowth } from '#readers/growth'
import { coarseNetwork } from '#readers/network'
import {
  closeConsentIntent,
  coarsenConsents,
  deleteReader,
  getReader,
  moveConsentIntent,
  putConsent,
  putSuppression,
} from '#readers/store'
import { forgetToken } from '#readers/store-counters'
import { deleteDataRequests } from '#readers/store-requests'
import { deleteSearchTerms } from '#readers/store-search'
import { contactOf } from '#subscriptions/contact-of'
import { eraseCustomer } from '#subscriptions/erase-customer'
import { readDataLink } from './data-links.ts'

/** Limitation of claims about a consent (domain-rules §6.3). */
export const erasureLimits = { proofMs: 5 * 365 * dayMs }

export type EraseReaderDeps = {
  table: Table
  clock: Clock
  makeId: MakeId
  publication: Publication
}

export type EraseReaderInput = {
  readerId: ReaderId
  by: 'reader' | 'staff'
  /** Also never write to this address again, even if somebody signs it up. */
  suppress?: boolean | undefined
  /** Where it was asked; no IP or user agent is kept of an erasure. */
  formUrl?: string | undefined
}

export type EraseReaderOutcome = { kind: 'erased' | 'gone' }

/**
 * Erases a person; staff call this, readers come through `eraseByLink`. First the proof, whose
 * intent `reader.erased` makes it certain that the rest follows even if this process dies. A
 * suppression that was there before stays, without the address, since it is the reader's
 * protection.
 */
export async function eraseReader(
  deps: EraseReaderDeps,
  input: EraseReaderInput,
): Promise<EraseReaderOutcome> {
  const { readerId } = input
  const at = instant(deps.clock())
  const reader = await getReader(deps.table, readerId, { consistent: true })
  // A customer, or who receives a gift, may never have been a reader.
  const known = reader ?? (await contactOf(deps.table, readerId))
  if (!known) {
    await erase(deps, { readerId, at })
    return { kind: 'gone' }
  }
  const isTracked = reader?.trackingConsent === true
  const proof = await prove(deps, { readerId, locale: known.locale, isTracked, input, at })
  await finishErasure(deps, proof)
  return { kind: 'erased' }
}

/** What a proof of erasure says, up to its end; for the sweep as well, when the request died. */
export async function finishErasure(
  deps: Pick<EraseReaderDeps, 'table' | 'publication'>,
  { key, intent }: { key: Key; intent: Intent },
): Promise<void> {
  const readerId = idSchema('reader').parse(intent.data['readerId'])
  const at = intent.createdAt
  await erase(deps, { readerId, at, suppress: intent.data['suppress'] === 'yes' })
  // What was recorded of them in mailings goes as well, by the sweep: there may be many.
  const forget = { ...forgetIntent({ id: intent.id, readerId, at }), dueAt: intent.dueAt }
  if (intent.data['tracked'] === 'yes') await moveConsentIntent(deps.table, { key, intent: forget })
  else await closeConsentIntent(deps.table, { key, intentId: intent.id })
}

/**
 * Steps, each harmless when repeated: suppression if asked for, search terms, reader, what is left
 * under their key, and their name in the records of mails. Who came back after `at` is not touched.
 */
async function erase(
  deps: Pick<EraseReaderDeps, 'table' | 'publication'>,
  options: { readerId: ReaderId; at: Instant; suppress?: boolean },
): Promise<void> {
  const { table } = deps
  const { readerId, at, suppress } = options
  const reader = await getReader(table, readerId, { consistent: true })
  if (suppress && (!reader || reader.createdAt <= at))
    await putSuppression(table, { readerId, reason: 'erased', at })
  if (reader && reader.createdAt <= at) {
    await deleteSearchTerms(table, reader)
    await deleteReader(table, readerId)
    // Once more: a confirmation at the same moment writes its terms before it looks for the reader.
    await deleteSearchTerms(table, reader)
    for (const nonce of [reader.confirmedSignUp, reader.signUp?.id])
      if (nonce !== undefined) await forgetToken(table, `confirm:${nonce}`)
    if (reader.status === 'confirmed') await countGrowth(deps, { readerId, event: 'erased', at })
  }
  await coarsenConsents(table, readerId, {
    before: at,
    until: plusMs(at, erasureLimits.proofMs),
    coarsen: ({ ip }) => ({ ip: coarseNetwork(ip), userAgent: '' }),
  })
  // What was paid stays, as the law demands; what was not goes.
  await eraseCustomer(table, { readerId, before: at, now: at })
  await deleteDataRequests(table, readerId, { before: at })
  await forgetMailsOfReader(table, readerId, { before: at })
}

async function prove(
  deps: EraseReaderDeps,
  options: {
    readerId: ReaderId
    locale: Locale
    isTracked: boolean
    input: EraseReaderInput
    at: Instant
  },
): Promise<{ key: Key; intent: Intent }> {
  const { readerId, locale, isTracked, input, at } = options
  const consent = consentOf(deps.publication, {
    readerId,
    at,
    act: 'erased',
    purpose: 'newsletter',
    locale,
    origin: {
      ip: '',
      userAgent: '',
      formUrl: input.formUrl ?? '',
      source: input.by === 'staff' ? 'staff' : 'site',
    },
  })
  const intent: Intent = {
    kind: 'reader.erased',
    id: deps.makeId('request'),
    createdAt: at,
    dueAt: at,
    attempts: 0,
    data: {
      readerId,
      ...(input.suppress ? { suppress: 'yes' } : {}),
      ...(isTracked ? { tracked: 'yes' } : {}),
    },
  }
  const key = await putConsent(deps.table, { consent, id: deps.makeId('consent'), intent })
  return { key, intent }
}

export type EraseByLinkOutcome = { kind: 'erased' | 'gone' | 'expired' | 'invalid' }

/** Erases by the freshly mailed link, whose page shows a button; `gone` says it is done already. */
export async function eraseByLink(
  deps: EraseReaderDeps & { signingKeys: SigningKeys },
  input: { token: string; suppress?: boolean | undefined; formUrl: string },
): Promise<EraseByLinkOutcome> {
  const reading = await readDataLink(deps, { purpose: 'erase', token: input.token })
  if (reading.kind !== 'valid') return { kind: reading.kind }
  const { suppress, formUrl } = input
  return eraseReader(deps, { readerId: reading.readerId, by: 'reader', suppress, formUrl })
}
