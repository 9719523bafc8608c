// The sign-in link of a staff member: a signed token bound to the purpose `staff`, single use by its
// nonce, expiring. It names a random id, never the address, for links end up in logs on their way.
import type { MakeId } from '#kernel/ids'
import type { Instant } from '#kernel/time'
import { type SigningKeys, signToken } from '#kernel/tokens'
import { type StaffMember, staffEmail } from './member.ts'
import { listStaff, type StaffStoreDeps } from './store.ts'

/**
 * The link for a member, made when the mail is sent. `nonce` makes it single use: the id of the
 * intent `mail.staffSignIn`, so that a mail tried twice carries the same link.
 */
export function staffSignInLink(
  deps: { signingKeys: SigningKeys; siteUrl: string },
  input: { staff: Pick<StaffMember, 'id' | 'generation'>; nonce: string; expiresAt: Instant },
): string {
  const token = signToken(deps.signingKeys, {
    purpose: 'staff',
    subject: input.staff.id,
    nonce: input.nonce,
    expiresAt: input.expiresAt,
    data: { g: String(input.staff.generation) },
  })
  return `${deps.siteUrl}/console/sign-in/${token}`
}

/**
 * A sign-in link made by whoever runs the installation, without a mail (start's welcome, CLI).
 * Undefined when no active member has this address.
 */
export async function staffSignInUrl(
  deps: StaffStoreDeps & { signingKeys: SigningKeys; siteUrl: string; makeId: MakeId },
  input: { email: string; expiresAt: Instant },
): Promise<string | undefined> {
  const email = staffEmail(input.email)
  const staff = (await listStaff(deps)).find((member) => member.email === email)
  if (staff?.status !== 'active') return undefined
  return staffSignInLink(deps, { staff, nonce: deps.makeId('mail'), expiresAt: input.expiresAt })
}
