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
  /** The saved segment it is for, among the readers of its topics. */
  segmentId: idSchema('segment').optional(),
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

/** What an editor changes of a newsletter; the rest is bookkeeping. */
export const NewsletterContent = Newsletter.pick({
  issueNumber: true,
  locale: true,
  subject: true,
  preheader: true,
  senderName: true,
  replyTo: true,
  blocks: true,
  topics: true,
  segmentId: true,
})
export type NewsletterContent = z.infer<typeof NewsletterContent>

/** An earlier state of a newsletter, kept for undo. Immutable. */
export const NewsletterVersion = NewsletterContent.extend({
  newsletterId: idSchema('newsletter'),
  version: z.number().int().min(1),
  savedAt: Timestamp,
  savedBy: z.string().max(254),
})
export type NewsletterVersion = z.infer<typeof NewsletterVersion>

/** The content of a newsletter or of a version of it, without the bookkeeping. */
export function contentOf(from: NewsletterContent): NewsletterContent {
  const { issueNumber, locale, subject, preheader, senderName, replyTo, blocks, topics } = from
  const { segmentId } = from
  return {
    locale,
    subject,
    preheader,
    blocks,
    topics,
    ...(issueNumber === undefined ? {} : { issueNumber }),
    ...(senderName === undefined ? {} : { senderName }),
    ...(replyTo === undefined ? {} : { replyTo }),
    ...(segmentId === undefined ? {} : { segmentId }),
  }
}
