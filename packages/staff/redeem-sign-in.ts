// A sign-in link acts, once: on the button's POST, never on a GET, so link scanners can't eat it.
import { type Instant, instant, plusMs } from '#kernel/time'
import { readToken, type SigningKeys } from '#kernel/tokens'
import { hasRole, type StaffMember, staffRoles } from './member.ts'
import { openSession, type SessionDeps } from './sessions.ts'
import { type StaffStoreDeps, staffById, useOnce } from './store.ts'

type Deps = StaffStoreDeps & SessionDeps & { signingKeys: SigningKeys }

export type SignInReading =
  | { kind: 'valid'; staff: StaffMember; nonce: string }
  | { kind: 'expired' }
  | { kind: 'invalid' }

export type SignIn =
  | { kind: 'signedIn'; staff: StaffMember; secret: string; endsAt: Instant }
  | { kind: 'used' }
  | { kind: 'expired' }
  | { kind: 'invalid' }

/** What a link would do, without doing it: for the page that shows the button. */
export async function readSignIn(deps: Deps, token: string): Promise<SignInReading> {
  const reading = readToken(deps.signingKeys, { purpose: 'staff', token, now: deps.clock() })
  if (reading.kind === 'invalid') return { kind: 'invalid' }
  if (reading.kind === 'expired') return { kind: 'expired' }
  const staff = await staffById(deps, reading.subject)
  if (!staff || reading.nonce === undefined || !hasRole(staff, ...staffRoles))
    return { kind: 'invalid' }
  if (reading.data.g !== String(staff.generation)) return { kind: 'expired' }
  return { kind: 'valid', staff, nonce: reading.nonce }
}

/**
 * Signs in: the link is marked as used first, then a new session is opened, whatever cookie the
 * browser came with. `secret` goes into the cookie and is stored nowhere.
 */
export async function redeemSignIn(deps: Deps, input: { token: string }): Promise<SignIn> {
  const reading = await readSignIn(deps, input.token)
  if (reading.kind !== 'valid') return reading
  const now = deps.clock()
  // Kept well beyond the token's own end, which is at most staffLinkMinutes (120) away; links made
  // on the command line may live longer, so a month.
  const keepUntil = plusMs(instant(now), 30 * 86_400_000)
  if (!(await useOnce(deps.table, { nonce: reading.nonce, now, keepUntil })))
    return { kind: 'used' }
  const session = await openSession(deps, reading.staff)
  return { kind: 'signedIn', staff: reading.staff, ...session }
}
