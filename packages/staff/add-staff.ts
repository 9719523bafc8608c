// Opens an account for a staff member; a person who left comes back under the same address.
import { instant } from '#kernel/time'
import { StaffMember, type StaffRole, staffEmail, staffLimits } from './member.ts'
import { addMember, changeMember, getStaff, listStaff, type StaffStoreDeps } from './store.ts'

export type AddStaffOutcome =
  | { kind: 'added'; staff: StaffMember }
  | { kind: 'already'; staff: StaffMember }
  | { kind: 'wrong'; field: 'email' | 'name' | 'roles' }
  | { kind: 'tooMany' }

/**
 * A member who comes back keeps their id, so that the audit trail shows one person, but starts a new
 * generation: old sessions and links stay void.
 */
export async function addStaff(
  deps: StaffStoreDeps,
  input: { email: string; name: string; roles: readonly StaffRole[]; locale: 'fr' | 'en' },
): Promise<AddStaffOutcome> {
  const email = staffEmail(input.email)
  if (email === undefined) return { kind: 'wrong', field: 'email' }
  const name = StaffMember.shape.name.safeParse(input.name)
  if (!name.success) return { kind: 'wrong', field: 'name' }
  const roles = StaffMember.shape.roles.safeParse([...new Set(input.roles)])
  if (!roles.success) return { kind: 'wrong', field: 'roles' }
  const members = await listStaff(deps)
  const now = instant(deps.clock())
  const given = { name: name.data, roles: roles.data, locale: input.locale, updatedAt: now }
  const before = await getStaff(deps.table, email)
  if (before?.status === 'active') return { kind: 'already', staff: before }
  if (before) {
    const changes = { ...given, status: 'active' as const, generation: before.generation + 1 }
    const result = await changeMember(deps.table, before, changes)
    if (result.kind === 'written') return { kind: 'added', staff: result.member }
    return await addStaff(deps, input)
  }
  if (members.length >= staffLimits.members) return { kind: 'tooMany' }
  const staff: StaffMember = {
    id: deps.makeId('staff'),
    email,
    ...given,
    status: 'active',
    generation: 1,
    createdAt: now,
    version: 1,
  }
  const put = await addMember(deps.table, staff)
  return put.kind === 'written' ? { kind: 'added', staff } : await addStaff(deps, input)
}
