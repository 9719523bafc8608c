// A person asks for a sign-in link. The answer, and the work done, are the same whatever the address.
import { openIntent } from '#aws/intent'
import { type Key, staffKey } from '#aws/keys'
import { instant } from '#kernel/time'
import { staffEmail, staffLimits } from './member.ts'
import { countTry, listStaff, type StaffStoreDeps } from './store.ts'

/** `sent` says only that we took the request: a link is mailed if the address is a member's. */
export type SignInRequest = { kind: 'sent' } | { kind: 'malformed' } | { kind: 'tooMany' }

/**
 * Leaves the intent `mail.staffSignIn` on the member's item. Counted per address and per IP before
 * anything else is looked at, for unknown addresses too, so that `tooMany` tells nothing either.
 */
export async function requestSignIn(
  deps: StaffStoreDeps & { hint: (key: Key) => Promise<void> },
  input: { email: string; ip: string; userAgent?: string },
): Promise<SignInRequest> {
  const email = staffEmail(input.email)
  if (email === undefined) return { kind: 'malformed' }
  const now = deps.clock()
  const byIp = await countTry(deps.table, `ip:${input.ip}`, now)
  const byAddress = await countTry(deps.table, `address:${email}`, now)
  if (byIp > staffLimits.requestsPerIpAndHour) return { kind: 'tooMany' }
  if (byAddress > staffLimits.requestsPerAddressAndHour) return { kind: 'tooMany' }
  await listStaff(deps) // seeds the first staff
  const result = await deps.table.update(
    staffKey(email),
    {
      set: openIntent({
        kind: 'mail.staffSignIn',
        id: deps.makeId('mail'),
        createdAt: instant(now),
        dueAt: instant(now),
        attempts: 0,
        data: { requestedFrom: browserOf(input.userAgent ?? '') },
      }),
      remove: ['intentClaimedAt'],
    },
    { if: '#status = :active', values: { ':active': 'active' } },
  )
  if (result.kind === 'written') await deps.hint(staffKey(email))
  return { kind: 'sent' }
}

/** The browser and system a request names, such as `Firefox, macOS`; for the mail, so that a member
 * can tell a request of their own from another's. Empty when it names none we know. */
export function browserOf(userAgent: string): string {
  const find = (names: readonly (readonly [RegExp, string])[]) =>
    names.find(([pattern]) => pattern.test(userAgent))?.[1]
  const browser = find([
    [/\bEdgA?\//, 'Edge'],
    [/\bOPR\//, 'Opera'],
    [/\bFirefox\/|\bFxiOS\//, 'Firefox'],
    [/\bChrome\/|\bCriOS\//, 'Chrome'],
    [/\bSafari\//, 'Safari'],
  ])
  const system = find([
    [/\biPhone\b/, 'iPhone'],
    [/\biPad\b/, 'iPad'],
    [/\bAndroid\b/, 'Android'],
    [/\bWindows\b/, 'Windows'],
    [/\bMac OS X\b/, 'macOS'],
    [/\bLinux\b/, 'Linux'],
  ])
  return [browser, system].filter((word) => word !== undefined).join(', ')
}
