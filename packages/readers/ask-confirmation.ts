// What a sign-up that passed the defences does: evidence first, then the reader with the intent of
// one mail. Used by the public sign-up and by the unsubscribed who want to come back.
import type { Key } from '#aws/keys'
import type { Table } from '#aws/table'
import type { Locale } from '#kernel/errors'
import type { MakeId, ReaderId } from '#kernel/ids'
import type { Intent } from '#kernel/intents'
import { type Clock, dayMs, type Instant, instant, plusMs } from '#kernel/time'
import type { Publication } from '#publication/schema'
import { consentOf, type Origin } from './consent.ts'
import { countGrowth } from './growth.ts'
import type { SignUp, StoredReader } from './reader.ts'
import { type ReaderKeys, readerIds } from './reader-id.ts'
import {
  changeReader,
  getReader,
  getSuppression,
  putConsent,
  type ReaderChanges,
  readerItemKey,
  unchangedSince,
} from './store.ts'
import { takeRolling, writeNothing } from './store-counters.ts'

export const signUpLimits = {
  /** An unconfirmed sign-up and its evidence are purged after this (domain-rules §6.1). */
  pendingMs: 30 * dayMs,
  /** Two sign-ups of one address at once stand in each other's way at most this often. */
  attempts: 5,
}

export type AskConfirmationDeps = {
  table: Table
  clock: Clock
  makeId: MakeId
  readerKeys: ReaderKeys
  publication: Publication
  hint: (key: Key) => Promise<void>
}

export type AskConfirmationInput = Origin & { email: string; locale: Locale; topics: string[] }

/**
 * Asks the address to confirm, or tells a reader that they are one. At most
 * `limits.signUpsPerAddressAndDay` mails leave for an address in any 24 hours, of whatever kind.
 * What happened is not answered: nobody outside may learn it.
 */
export async function askConfirmation(
  deps: AskConfirmationDeps,
  input: AskConfirmationInput,
): Promise<void> {
  if (!(await mayMail(deps, input.email))) return
  for (let attempt = 0; attempt < signUpLimits.attempts; attempt++) {
    const state = await look(deps, input.email)
    const plan = planSignUp({ ...state, now: instant(deps.clock()) })
    if (plan === 'nothing') return quietly(deps)
    if ((await act(deps, input, { ...state, plan })) === 'written') return
  }
}

type State = { id: ReaderId; reader: StoredReader | undefined; suppressed: boolean }
type Plan = 'nothing' | 'confirmation' | 'alreadyReader'

/** The address's reader under whichever key it was made with; a new one gets the current key. */
async function look(deps: AskConfirmationDeps, email: string): Promise<State> {
  const ids = readerIds(deps.readerKeys, email)
  const found = await Promise.all(
    ids.map(async (id) => {
      const [reader, suppression] = await Promise.all([
        getReader(deps.table, id, { consistent: true }),
        getSuppression(deps.table, id),
      ])
      return { id, reader, suppression }
    }),
  )
  const known = found.find(({ reader }) => reader !== undefined) ?? found[0]
  if (!known) throw new Error('No reader key')
  const suppressed = found.some(({ suppression }) => suppression !== undefined)
  return { id: known.id, reader: known.reader, suppressed }
}

/**
 * Which mail the address gets. A mail that is still to be sent is enough. A suppressed address gets
 * none, whatever the reason: a mailbox that bounced for good or complained must not be written to
 * because somebody typed it into a form; staff lift a bounce by hand.
 */
export function planSignUp(state: {
  reader: StoredReader | undefined
  suppressed: boolean
  now: Instant
}): Plan {
  const { reader, suppressed, now } = state
  if (suppressed) return 'nothing'
  if (reader?.status !== 'confirmed')
    return reader?.signUp && reader.intent?.kind === 'mail.confirmation'
      ? 'nothing'
      : 'confirmation'
  const open =
    reader.intent?.kind === 'mail.welcome' || reader.intent?.kind === 'mail.alreadyReader'
  const toldLately = reader.toldAt !== undefined && plusMs(reader.toldAt, dayMs) > now
  return open || toldLately ? 'nothing' : 'alreadyReader'
}

async function mayMail(deps: AskConfirmationDeps, email: string): Promise<boolean> {
  const taken = await takeRolling(deps.table, {
    scope: 'address',
    subject: email,
    limit: deps.publication.limits.signUpsPerAddressAndDay,
    windowMs: dayMs,
    now: deps.clock(),
  })
  return taken === 'taken'
}

async function quietly(deps: AskConfirmationDeps): Promise<void> {
  const id = deps.makeId('request')
  await deps.hint(await writeNothing(deps.table, { id, now: deps.clock() }))
}

async function act(
  deps: AskConfirmationDeps,
  input: AskConfirmationInput,
  state: State & { plan: Plan },
): Promise<'written' | 'again'> {
  const now = instant(deps.clock())
  const { id, reader, plan } = state
  const consent = consentOf(deps.publication, {
    readerId: id,
    at: now,
    act: 'requested',
    purpose: 'newsletter',
    locale: input.locale,
    origin: input,
  })
  const purgeAt = plusMs(now, signUpLimits.pendingMs)
  await putConsent(deps.table, { consent, id: deps.makeId('consent'), purgeAt })
  const changes =
    plan === 'alreadyReader'
      ? tellChanges(deps, now)
      : confirmationChanges(deps, { input, reader, now, purgeAt })
  const condition = unchangedSince(reader)
  const result = await changeReader(deps.table, id, { changes, condition })
  if (result.kind === 'conditionFailed') return 'again'
  const isNew = reader === undefined
  await Promise.all([
    deps.hint(readerItemKey(id)),
    isNew ? countGrowth(deps, { readerId: id, event: 'requested', at: now }) : undefined,
  ])
  return 'written'
}

/** What a stranger asks for changes nothing about a confirmed reader. */
function tellChanges(deps: AskConfirmationDeps, now: Instant): ReaderChanges {
  return {
    set: { toldAt: now, updatedAt: now },
    intent: mailIntent(deps, 'mail.alreadyReader', now),
  }
}

/**
 * An unsubscribed reader stays so until they confirm: their choices wait in the sign-up. A pending
 * reader's sign-up keeps its id, so that the link in the earlier mail works as well.
 */
function confirmationChanges(
  deps: AskConfirmationDeps,
  options: {
    input: AskConfirmationInput
    reader: StoredReader | undefined
    now: Instant
    purgeAt: Instant
  },
): ReaderChanges {
  const { input, reader, now, purgeAt } = options
  const { email, locale, topics, source } = input
  const signUp: SignUp = {
    id: reader?.signUp?.id ?? deps.makeId('request'),
    at: now,
    locale,
    topics,
    source,
  }
  const intent = mailIntent(deps, 'mail.confirmation', now, { signUpId: signUp.id, locale })
  const fresh = {
    email,
    status: 'pending' as const,
    trackingConsent: false,
    createdAt: now,
    source,
  }
  const pending = { locale, topics, expiresAt: Math.ceil(Date.parse(purgeAt) / 1000) }
  return {
    set: {
      ...(reader === undefined ? fresh : {}),
      ...(reader === undefined || reader.status === 'pending' ? pending : {}),
      signUp,
      updatedAt: now,
    },
    intent,
  }
}

function mailIntent(
  deps: Pick<AskConfirmationDeps, 'makeId'>,
  kind: Intent['kind'],
  now: Instant,
  data: Record<string, string> = {},
): Intent {
  return { kind, id: deps.makeId('mail'), createdAt: now, dueAt: now, attempts: 0, data }
}
