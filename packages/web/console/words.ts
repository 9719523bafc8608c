// The trade's words as staff read them, in both languages: states, kinds, roles, acts.
import type { Sentence } from '#kernel/errors'
import type { StaffRole } from '#staff/member'

export const roleNames: Record<StaffRole, Sentence> = {
  marketing: { fr: 'marketing', en: 'marketing' },
  finance: { fr: 'finance', en: 'finance' },
  admin: { fr: 'administration', en: 'administration' },
}
