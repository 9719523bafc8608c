// Changes a member's roles, name or language, or closes the account. Somebody always stays admin.
import { instant } from '#kernel/time'
import { hasRole, StaffMember } from './member.ts'
import { changeMember, listStaff, type StaffStoreDeps, staffById } from './store.ts'

export type StaffChanges = Partial<Pick<StaffMember, 'name' | 'roles' | 'locale' | 'status'>>

/** `lastAdmin`: the change would leave nobody who manages the team; it was not made. */
export type ChangeStaffOutcome =
  | { kind: 'changed'; staff: StaffMember }
  | { kind: 'notFound' | 'lastAdmin' | 'wrong' | 'conflict' }

/**
 * Applies the changes to the member as they are now. Taking roles away counts with the next request;
 * closing the account voids its sessions and links. If two admins demote each other at the same
 * moment, the one who finds that no admin is left takes the change back.
 */
export async function changeStaff(
  deps: StaffStoreDeps,
  input: { id: string; changes: StaffChanges },
): Promise<ChangeStaffOutcome> {
  const before = await staffById(deps, input.id)
  if (!before) return { kind: 'notFound' }
  const after = StaffMember.safeParse({ ...before, ...input.changes })
  if (!after.success) return { kind: 'wrong' }
  const losesAdmin = hasRole(before, 'admin') && !hasRole(after.data, 'admin')
  if (losesAdmin && (await adminsBut(deps, before.id)) === 0) return { kind: 'lastAdmin' }
  const closes = before.status === 'active' && after.data.status === 'removed'
  const result = await changeMember(deps.table, before, {
    name: after.data.name,
    roles: after.data.roles,
    locale: after.data.locale,
    status: after.data.status,
    generation: closes ? before.generation + 1 : before.generation,
    updatedAt: instant(deps.clock()),
  })
  if (result.kind === 'conflict') return { kind: 'conflict' }
  if (losesAdmin && (await adminsBut(deps, before.id)) === 0) {
    const { roles, status } = before
    await changeMember(deps.table, result.member, { roles, status })
    return { kind: 'lastAdmin' }
  }
  return { kind: 'changed', staff: result.member }
}

async function adminsBut(deps: StaffStoreDeps, id: string): Promise<number> {
  const members = await listStaff(deps)
  return members.filter((member) => member.id !== id && hasRole(member, 'admin')).length
}
