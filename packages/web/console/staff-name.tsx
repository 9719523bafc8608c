// The name behind a staff id, as `updatedBy` and the audit trail hold it.
import type { Locale } from '#kernel/errors'
import type { StaffMember } from '#staff/member'
import { listStaff, type StaffStoreDeps } from '#staff/store'

/** The member's name, or what the program that wrote is called. */
export async function StaffName(props: { deps: StaffStoreDeps; id: string; locale: Locale }) {
  return <span>{nameBehind(await listStaff(props.deps), props.id, props.locale)}</span>
}

/** Pure. `id` may be an address too, as samples hold it. */
export function nameBehind(
  staff: readonly Pick<StaffMember, 'id' | 'email' | 'name'>[],
  id: string,
  locale: Locale,
): string {
  const member = staff.find((one) => one.id === id || one.email === id)
  if (member) return member.name
  if (id === 'kiosque') return locale === 'fr' ? 'la commande kiosque' : 'the kiosque command'
  if (id === 'system' || id === 'seed' || id === 'sample')
    return locale === 'fr' ? 'le programme' : 'the program'
  return locale === 'fr' ? 'quelqu’un' : 'someone'
}
