// What a person without an account answered to a preview: approved, or a comment, under a name.
import * as z from 'zod'
import { idSchema } from '#kernel/ids'
import type { Instant } from '#kernel/time'
import { headerText } from './newsletter.ts'

export const approvalLimits = { name: 120, comment: 4_000, perNewsletter: 200, linkDays: 30 }

export const Approval = z.object({
  id: idSchema('approval'),
  newsletterId: idSchema('newsletter'),
  /** The version the person had before them. */
  version: z.number().int().min(1),
  verdict: z.enum(['approved', 'comment']),
  name: headerText(approvalLimits.name).min(1),
  comment: z.string().max(approvalLimits.comment),
  at: z.custom<Instant>((value) => typeof value === 'string'),
  /** Who in the house had shared the link. */
  sharedBy: z.string().max(254),
})
export type Approval = z.infer<typeof Approval>
