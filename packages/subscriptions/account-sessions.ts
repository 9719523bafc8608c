// Sessions of the account: a random secret in a cookie, its SHA-256 in the table, an end that moves on
// with use. A session knows an address alone; what that has is read with each request.
import { randomBytes } from 'node:crypto'
import type { Table } from '#aws/table'
import type { ReaderId } from '#kernel/ids'
import { type Clock, dayMs, hourMs, type Instant, instant, plusMs } from '#kernel/time'
import { accountLimits } from './account-link.ts'
import type { AccountReader } from './account-reader.ts'
import { forgetEmailChange } from './change-email.ts'
import { customerOf } from './store.ts'
import {
  deleteAccountSession,
  generationOf,
  getAccountSession,
  nextGenerationOf,
  putAccountSession,
  renewAccountSession,
  sessionHash,
} from './store-accounts.ts'

export type AccountSessionDeps = { table: Table; clock: Clock }

export type OpenedSession = { secret: string; endsAt: Instant }

/** Opens a session: 256 random bits as base64url, kept in the cookie alone. */
export async function openAccountSession(
  deps: AccountSessionDeps,
  { readerIds }: { readerIds: readonly ReaderId[] },
): Promise<OpenedSession> {
  const secret = randomBytes(32).toString('base64url')
  const now = instant(deps.clock())
  const endsAt = plusMs(now, accountLimits.sessionDays * dayMs)
  const generation = await generationOf(deps.table, firstOf(readerIds))
  await putAccountSession(deps.table, sessionHash(secret), {
    ...{ readerIds: [...readerIds], generation, endsAt },
    ...{ createdAt: now, renewedAt: now },
  })
  return { secret, endsAt }
}

/** `renewed` says that the cookie's end should move on too. */
export type AccountSessionReading =
  | { kind: 'signedIn'; reader: AccountReader; endsAt: Instant; renewed: boolean }
  | { kind: 'none' }

/** Which address the cookie's secret belongs to. */
export async function readAccountSession(
  deps: AccountSessionDeps,
  secret: string,
): Promise<AccountSessionReading> {
  if (!/^[A-Za-z0-9_-]{43}$/.test(secret)) return { kind: 'none' }
  const hash = sessionHash(secret)
  const session = await getAccountSession(deps.table, hash)
  const now = instant(deps.clock())
  if (!session || session.endsAt <= now) return { kind: 'none' }
  const readerId = firstOf(session.readerIds)
  if ((await generationOf(deps.table, readerId)) !== session.generation) return { kind: 'none' }
  const reader = { readerId, readerIds: session.readerIds }
  const { renewedAt, createdAt } = session
  const isFresh = plusMs(renewedAt, accountLimits.renewAfterHours * hourMs) > now
  const last = plusMs(createdAt, accountLimits.sessionMostDays * dayMs)
  if (isFresh || session.endsAt >= last)
    return { kind: 'signedIn', reader, endsAt: session.endsAt, renewed: false }
  const wanted = plusMs(now, accountLimits.sessionDays * dayMs)
  const [endsAt = last] = [wanted, last].sort()
  if (!(await renewAccountSession(deps.table, hash, { renewedAt: now, endsAt })))
    return { kind: 'none' }
  return { kind: 'signedIn', reader, endsAt, renewed: true }
}

/** Ends the session of this cookie. */
export async function signOutOfAccount(deps: { table: Table }, secret: string): Promise<void> {
  await deleteAccountSession(deps.table, sessionHash(secret))
}

/**
 * Ends every session of an address, and voids the links that wait in its mailbox and a change of
 * address that one of those sessions has asked for.
 */
export async function signOutEverywhere(
  deps: AccountSessionDeps,
  { readerIds }: AccountReader,
): Promise<void> {
  const now = deps.clock()
  // By every id: a session from before the keys were changed knows an older one alone.
  for (const readerId of readerIds) await nextGenerationOf(deps.table, { readerId, now })
  const customerId = await customerOf(deps.table, readerIds)
  if (customerId !== undefined) await forgetEmailChange(deps, customerId)
}

function firstOf(readerIds: readonly ReaderId[]): ReaderId {
  const [first] = readerIds
  if (!first) throw new Error('A session of no address')
  return first
}
