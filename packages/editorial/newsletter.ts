// A newsletter: what marketing writes about an issue. What is sent of it is a mailing (delivery).
import * as z from 'zod'
import { locales } from '#kernel/errors'
import { idSchema } from '#kernel/ids'
import type { Instant } from '#kernel/time'
import { Blocks } from './blocks.ts'

export const newsletterLimits = { subject: 200, preheader: 200, name: 120, importBytes: 1_000_000 }

const Timestamp = z.custom<Instant>((value) => typeof value === 'string')
/** One line of plain text: no control character, so that it can never break a mail header. */
export const headerText = (max: number) =>
  z
    .string()
    .max(max)
    .regex(/^[^\p{Cc}\u2028\u2029]*$/u, { message: 'one line, no control characters' })

export const NewsletterStatus = z.enum(['draft', 'scheduled', 'sending', 'sent'])
export type NewsletterStatus = z.infer<typeof NewsletterStatus>

export const Newsletter = z.object({
  id: idSchema('newsletter'),
  issueNumber: z.number().int().min(1).optional(),
  locale: z.enum(locales),
  subject: headerText(newsletterLimits.subject),
  preheader: headerText(newsletterLimits.preheader),
  senderName: headerText(newsletterLimits.name).optional(),
  replyTo: z.email().max(254).optional(),
  blocks: Blocks,
  /** Topics whose readers get it; empty means every confirmed reader. */
  topics: z.array(z.string().max(40)).max(20),
  status: NewsletterStatus,
  /** Grows by one with each saved change; a save names the version it was made from. */
  version: z.number().int().min(1),
  /** Mailings in the order they were scheduled. */
  mailingIds: z.array(idSchema('mailing')).max(50),
  /** Part of its public address once it is in the archive. */
  slug: z.string().max(120).optional(),
  createdAt: Timestamp,
  updatedAt: Timestamp,
  updatedBy: z.string().max(254),
  publishedAt: Timestamp.optional(),
})
export type Newsletter = z.infer<typeof Newsletter>
