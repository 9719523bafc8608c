// Sessions of the console: a random secret in a cookie, its SHA-256 in the table, an end that moves
// on with use. The member is read with each request, so that roles and removals count at once.
import { randomBytes } from 'node:crypto'
import type { Table } from '#aws/table'
import { type Clock, dayMs, type Instant, instant, plusMs } from '#kernel/time'
import type { Publication } from '#publication/schema'
import { hasRole, type StaffMember, staffLimits, staffRoles } from './member.ts'
import {
  deleteSession,
  getSession,
  getStaff,
  nextGeneration,
  putSession,
  renewSession,
  sha256,
} from './store.ts'

export type SessionDeps = { table: Table; clock: Clock; publication: Publication }

/** A signed-in member. `renewed` says that the cookie's end should move on too. */
export type SessionReading =
  | { kind: 'signedIn'; staff: StaffMember; endsAt: Instant; renewed: boolean }
  | { kind: 'none' }

/** Opens a session: 256 random bits as base64url, to be kept in the cookie alone. */
export async function openSession(
  deps: SessionDeps,
  staff: StaffMember,
): Promise<{ secret: string; endsAt: Instant }> {
  const secret = randomBytes(32).toString('base64url')
  const now = instant(deps.clock())
  const endsAt = plusMs(now, deps.publication.limits.sessionDays * dayMs)
  await putSession(deps.table, sha256(secret), {
    email: staff.email,
    staffId: staff.id,
    generation: staff.generation,
    createdAt: now,
    renewedAt: now,
    endsAt,
  })
  return { secret, endsAt }
}

/** Who the cookie's secret belongs to, if it is a session of an active member. */
export async function readSession(deps: SessionDeps, secret: string): Promise<SessionReading> {
  if (!/^[A-Za-z0-9_-]{43}$/.test(secret)) return { kind: 'none' }
  const hash = sha256(secret)
  const session = await getSession(deps.table, hash)
  const now = instant(deps.clock())
  if (!session || session.endsAt <= now) return { kind: 'none' }
  const staff = await getStaff(deps.table, session.email)
  if (!staff || staff.id !== session.staffId || staff.generation !== session.generation)
    return { kind: 'none' }
  if (!hasRole(staff, ...staffRoles)) return { kind: 'none' }
  if (plusMs(session.renewedAt, staffLimits.renewAfterMs) > now)
    return { kind: 'signedIn', staff, endsAt: session.endsAt, renewed: false }
  const endsAt = plusMs(now, deps.publication.limits.sessionDays * dayMs)
  if (!(await renewSession(deps.table, hash, { renewedAt: now, endsAt }))) return { kind: 'none' }
  return { kind: 'signedIn', staff, endsAt, renewed: true }
}

/** Ends the session of this cookie. */
export async function signOut(deps: { table: Table }, secret: string): Promise<void> {
  await deleteSession(deps.table, sha256(secret))
}

/** Ends every session of a member and voids the links that wait in their mailbox. */
export async function signOutEverywhere(
  deps: { table: Table },
  staff: Pick<StaffMember, 'email'>,
): Promise<void> {
  await nextGeneration(deps.table, staff.email)
}

/** What a session is stored under: the hash of its cookie. It names the session in form tokens. */
export function sessionId(secret: string): string {
  return sha256(secret)
}
