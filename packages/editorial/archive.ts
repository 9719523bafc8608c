// The public archive: what is listed of a newsletter once it has been sent. Its text stays in the
// newsletter's version that was sent.
import * as z from 'zod'
import { locales } from '#kernel/errors'
import { idSchema } from '#kernel/ids'
import type { Instant } from '#kernel/time'
import { headerText, newsletterLimits } from './newsletter.ts'

const Timestamp = z.custom<Instant>((value) => typeof value === 'string')

export const ArchiveEntry = z.object({
  /** Its public address is `/newsletters/<slug>`. */
  slug: z.string().regex(/^[a-z0-9-]{1,120}$/),
  newsletterId: idSchema('newsletter'),
  /** The version that was sent. */
  version: z.number().int().min(1),
  locale: z.enum(locales),
  subject: headerText(newsletterLimits.subject),
  preheader: headerText(newsletterLimits.preheader),
  /** The first words of the text, for lists and feeds. */
  excerpt: z.string().max(500),
  issueNumber: z.number().int().min(1).optional(),
  companyIds: z.array(idSchema('company')).max(200),
  publishedAt: Timestamp,
})
export type ArchiveEntry = z.infer<typeof ArchiveEntry>
