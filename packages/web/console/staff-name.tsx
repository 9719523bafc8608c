// The name behind a staff id, as `updatedBy` and the audit trail hold it.
import type { Locale } from '#kernel/errors'
import { listStaff, type StaffStoreDeps } from '#staff/store'

/** The member's name; the id itself where it names nobody (a seed, a program). */
export async function StaffName(props: { deps: StaffStoreDeps; id: string; locale: Locale }) {
  const member = (await listStaff(props.deps)).find((one) => one.id === props.id)
  if (member) return <span>{member.name}</span>
  return <span>{props.locale === 'fr' ? 'quelqu’un' : 'someone'}</span>
}
