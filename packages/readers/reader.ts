// A reader: one address, one reader. The id comes from the normalised address (reader-id.ts).
import * as z from 'zod'
import { locales } from '#kernel/errors'
import { idSchema } from '#kernel/ids'
import { Intent } from '#kernel/intents'
import type { Instant } from '#kernel/time'

const Timestamp = z.custom<Instant>((value) => typeof value === 'string')

/** `pending` has not confirmed; only `confirmed` readers get newsletters. */
export const ReaderStatus = z.enum(['pending', 'confirmed', 'unsubscribed'])
export type ReaderStatus = z.infer<typeof ReaderStatus>

export const Reader = z.object({
  id: idSchema('reader'),
  email: z.string().max(254),
  locale: z.enum(locales),
  /** Ids of the topics chosen; none means every topic, also those added later. */
  topics: z.array(z.string().max(40)).max(20),
  status: ReaderStatus,
  /** Consent to opens and clicks being recorded; separate from the mail, off unless given. */
  trackingConsent: z.boolean(),
  /** `site`, `api`, `staff`, `import`, `sample` … */
  source: z.string().max(40),
  createdAt: Timestamp,
  confirmedAt: Timestamp.optional(),
  unsubscribedAt: Timestamp.optional(),
  unsubscribeReason: z.string().max(500).optional(),
  /** Words of the staff's own; lower case, see tags.ts. */
  tags: z.array(z.string().max(40)).max(30).optional(),
  /** ISO 3166-1 alpha-2, as an import said. */
  country: z.string().length(2).optional(),
  /** When they joined the list elsewhere, as an import said; else `createdAt` counts. */
  joinedAt: Timestamp.optional(),
  /** The day of the last link a consenting reader followed; gone with the consent. */
  lastClickOn: z.iso.date().optional(),
  updatedAt: Timestamp,
  version: z.number().int().min(1),
})
export type Reader = z.infer<typeof Reader>

/** A sign-up that waits for its confirmation; what it asked for takes effect when confirmed. */
export const SignUp = z.object({
  id: z.string().max(80),
  at: Timestamp,
  locale: z.enum(locales),
  topics: z.array(z.string().max(40)).max(20),
  source: z.string().max(40),
})
export type SignUp = z.infer<typeof SignUp>

/** The reader's item: what only the readers' own use cases look at stands beside the reader. */
export const StoredReader = Reader.extend({
  signUp: SignUp.optional(),
  /** The sign-up that was confirmed last. */
  confirmedSignUp: z.string().max(80).optional(),
  /** When they last chose topics or language themselves; an import no longer changes those. */
  choseAt: Timestamp.optional(),
  /** When a confirmed reader was last told that they are one. */
  toldAt: Timestamp.optional(),
  /** Epoch seconds; a reader who never confirmed is purged then. */
  expiresAt: z.number().optional(),
  /** Mailings that the receiving server put off until SES gave up; nothing follows by itself. */
  softBounces: z.set(z.string()).optional(),
  intent: Intent.optional(),
})
export type StoredReader = z.infer<typeof StoredReader>

/** Proof of a consent or of its withdrawal; append-only (domain-rules §6.1). */
export const Consent = z.object({
  readerId: idSchema('reader'),
  at: Timestamp,
  act: z.enum(['requested', 'confirmed', 'changed', 'withdrawn', 'erased']),
  /** What it is about: the newsletter, or recording of opens and clicks. */
  purpose: z.enum(['newsletter', 'tracking']),
  /** Version of the wording the person saw, and the wording itself. */
  textVersion: z.string().max(40),
  text: z.string().max(1_000),
  formUrl: z.string().max(500),
  ip: z.string().max(64),
  userAgent: z.string().max(300),
  source: z.string().max(40),
  /** The day a consent was got elsewhere, as an import states it (`2024-03-01`). */
  obtainedOn: z.string().max(10).optional(),
  /** The mailing an unsubscribe came from. */
  mailingId: idSchema('mailing').optional(),
})
export type Consent = z.infer<typeof Consent>

export const Suppression = z.object({
  readerId: idSchema('reader'),
  reason: z.enum(['bounced', 'complained', 'staff', 'erased']),
  at: Timestamp,
  /** The mailing that came back or was complained about. */
  mailingId: idSchema('mailing').optional(),
})
export type Suppression = z.infer<typeof Suppression>
