// A link to the account acts once: on the button's POST, never on a GET, so that a scanner that opens
// links signs nobody in and uses nothing up.
import { hourMs, instant, plusMs } from '#kernel/time'
import type { SigningKeys } from '#kernel/tokens'
import { spendOnce } from '#readers/store-counters'
import { type LinkReading, readAccountToken } from './account-link.ts'
import {
  type AccountSessionDeps,
  type OpenedSession,
  openAccountSession,
} from './account-sessions.ts'
import { generationOf } from './store-accounts.ts'

export type OpenAccountDeps = AccountSessionDeps & { signingKeys: SigningKeys }

export type AccountOpening =
  | ({ kind: 'opened' } & OpenedSession)
  | { kind: 'used' | 'expired' | 'invalid' }

/** What a link would do, without doing it: for the page that shows the button. */
export async function readAccountLink(deps: OpenAccountDeps, token: string): Promise<LinkReading> {
  const reading = readAccountToken(deps.signingKeys, { token, now: deps.clock() })
  const [first] = reading.kind === 'valid' ? reading.readerIds : []
  if (reading.kind !== 'valid' || !first) return reading
  const generation = await generationOf(deps.table, first)
  return generation === reading.generation ? reading : { kind: 'expired' }
}

/**
 * Opens the account: the link is marked as used first, then a new session is opened, whatever cookie
 * the browser came with. `secret` goes into the cookie and is stored nowhere.
 */
export async function openAccount(
  deps: OpenAccountDeps,
  { token }: { token: string },
): Promise<AccountOpening> {
  const reading = await readAccountLink(deps, token)
  if (reading.kind !== 'valid') return { kind: reading.kind }
  // Kept well beyond the token's own end.
  const purgeAt = plusMs(instant(deps.clock()), 48 * hourMs)
  const nonce = `account:${reading.nonce}`
  if (!(await spendOnce(deps.table, { nonce, purgeAt }))) return { kind: 'used' }
  return { kind: 'opened', ...(await openAccountSession(deps, reading)) }
}
