// A staff member: who may enter the console, in which roles and in which language.
import * as z from 'zod'
import { locales } from '#kernel/errors'
import { idSchema } from '#kernel/ids'
import type { Instant } from '#kernel/time'

export const staffLimits = {
  members: 200,
  name: 120,
  email: 254,
  /** Sign-in links asked for, whatever the address is. */
  requestsPerAddressAndHour: 5,
  requestsPerIpAndHour: 30,
  /** A session's end moves on at most this often, to spare writes. */
  renewAfterMs: 60 * 60_000,
  auditPage: 100,
  auditDays: 60,
}

export const staffRoles = ['marketing', 'finance', 'admin'] as const
export const StaffRole = z.enum(staffRoles)
export type StaffRole = z.infer<typeof StaffRole>

const Timestamp = z.custom<Instant>((value) => typeof value === 'string')

export const StaffMember = z.object({
  id: idSchema('staff'),
  /** Normalised: trimmed and in lower case. */
  email: z.email().max(staffLimits.email),
  name: z
    .string()
    .trim()
    .min(1)
    .max(staffLimits.name)
    .regex(/^[^\p{Cc}\u2028\u2029]*$/u),
  roles: z.array(StaffRole).min(1).max(staffRoles.length),
  locale: z.enum(locales),
  /** Who was removed stays in the store, so that the audit trail keeps its names. */
  status: z.enum(['active', 'removed']),
  /** Sessions and links of an earlier generation are void: it grows to sign out everywhere. */
  generation: z.number().int().min(1),
  createdAt: Timestamp,
  updatedAt: Timestamp,
  version: z.number().int().min(1),
})
export type StaffMember = z.infer<typeof StaffMember>

const Email = z.email().max(staffLimits.email)

/** The address as staff are known by, or undefined when it is none. */
export function staffEmail(text: string): string | undefined {
  const email = text.trim().toLowerCase()
  return Email.safeParse(email).success ? email : undefined
}

/** Whether a member may do what the roles are for; roles are never implied by one another. */
export function hasRole(member: StaffMember, ...anyOf: readonly StaffRole[]): boolean {
  return member.status === 'active' && anyOf.some((role) => member.roles.includes(role))
}
