// A mailing: one sending of one newsletter. Its items and what each state says is known.
import * as z from 'zod'
import { locales } from '#kernel/errors'
import { idSchema } from '#kernel/ids'
import type { Instant } from '#kernel/time'
import { FrozenSegment } from '#readers/segment'

export const deliveryLimits = {
  rosterLines: 100,
  /** Recipients claimed together. Larger spares writes, smaller leaves less `uncertain` in a crash. */
  chunk: 20,
  /** The least on a slow account, whose calls wait for their pace while they are claimed. */
  chunkMin: 5,
  /** Calls of one worker at the same time. */
  parallelCalls: 10,
  /** A chunk claimed longer ago than this is abandoned before each call. */
  chunkMs: 60_000,
  /** Longer than the send function's timeout (90 s). */
  leaseMs: 120_000,
  sendTimeoutMs: 10_000,
  /** Nothing new is begun this close to the function's deadline. */
  spareMs: 15_000,
  planShards: 64,
  /** Audience entries read at once while planning. */
  planPage: 1_000,
  /** What lies on the send queue: as much as the rate sends in this time, and at least so many. */
  windowMs: 120_000,
  windowMin: 1_000,
  /** A batch that was queued and not begun after this is queued again. */
  startMs: 210_000,
  /** First pause after throttling; doubles with each run that got nothing through. */
  throttleMs: 5_000,
  throttleMaxMs: 300_000,
  /** How long a mailing waits before it looks at a used-up daily quota again. */
  quotaWaitMs: 30 * 60_000,
  /** An uncertain call is waited for this long before a second one. */
  settleMs: 30 * 60_000,
  /** How far around an uncertain call the messages accepted must have been seen. */
  aroundMinutes: 5,
  /** Share of them that must have been seen in an event. */
  seenShare: 0.999,
  /** Events older than this when they are worked on: feedback is late. */
  lagMs: 120_000,
  /** A decision to call again is good for this long. */
  decisionMs: 5 * 60_000,
  /** Counts are refreshed for so long after the last send, ever more slowly. */
  watchFirstMs: 60_000,
  watchMs: 14 * 24 * 3_600_000,
  scheduleAheadDays: 366,
  dueMailingsPerTick: 100,
  /** A single mail's claim, after which its call is `uncertain`. */
  mailClaimMs: 120_000,
  mailRetryMs: 60_000,
  /** An intent or batch that its message did not bring on is swept after this. */
  sweepAfterMs: 90_000,
  intentAttempts: 10,
}

const Timestamp = z.custom<Instant>((value) => typeof value === 'string')

/** `sent`: every recipient has a final state, or is `uncertain`. */
export const MailingStatus = z.enum([
  'scheduled',
  'planning',
  'sending',
  'waitingForQuota',
  'paused',
  'sent',
  'cancelled',
  'stopped',
])
export type MailingStatus = z.infer<typeof MailingStatus>

export const Mailing = z.object({
  id: idSchema('mailing'),
  newsletterId: idSchema('newsletter'),
  newsletterVersion: z.number().int().min(1),
  issueNumber: z.number().int().optional(),
  locale: z.enum(locales),
  subject: z.string(),
  topics: z.array(z.string()),
  /** A copy of its segment as it was when it was scheduled. */
  segment: FrozenSegment.optional(),
  status: MailingStatus,
  /** Why it is `stopped`: a sentence for staff in both languages. */
  stoppedBecause: z.object({ fr: z.string(), en: z.string() }).optional(),
  /** What the person picked, and the instant it stands for. */
  wallClock: z.string(),
  zone: z.string(),
  sendAt: Timestamp,
  /** Indexed as DUE while anything is left to do. */
  nextActionAt: Timestamp.optional(),
  /** While it is being sent: no second call is thought of before. */
  settleAt: Timestamp.optional(),
  /** Since when its newsletter names it; a mailing that no newsletter names is never sent. */
  attachedAt: Timestamp.optional(),
  /** Its address in the archive, reserved when it was rendered. */
  archiveSlug: z.string().optional(),
  /** The tick that moved it to `planning`. */
  planToken: z.string().optional(),
  /** Shards whose planning is complete; 64 of them move the mailing to `sending`. */
  plannedShards: z.set(z.number().int()).optional(),
  planned: z.number().int().min(0).optional(),
  /** Shards of which every batch is final; 64 of them bring the next step on at once. */
  finishedShards: z.set(z.number().int()).optional(),
  createdAt: Timestamp,
  createdBy: z.string().max(254),
  startedAt: Timestamp.optional(),
  sentAt: Timestamp.optional(),
  cancelledAt: Timestamp.optional(),
  cancelledBy: z.string().max(254).optional(),
  /** Since when nothing of it can change but feedback: archived, or its newsletter a draft again. */
  closedAt: Timestamp.optional(),
})
export type Mailing = z.infer<typeof Mailing>

/** Why a reader who fits the audience was left out when the mailing was planned. */
export const ExclusionReason = z.enum([
  'suppressed',
  'topics',
  'segment',
  'notConfirmed',
  'invalidAddress',
])
export type ExclusionReason = z.infer<typeof ExclusionReason>

/** Why a planned recipient was not called. */
export const SkipReason = z.enum(['unsubscribed', 'erased', 'suppressed', 'changed', 'cancelled'])
export type SkipReason = z.infer<typeof SkipReason>

export const FailReason = z.enum(['address', 'rejected', 'attempts'])
export type FailReason = z.infer<typeof FailReason>

/**
 * The counts of a mailing. Always
 * `planned = pending + accepted + Σ skipped + Σ failed + uncertain`; the others stand beside it.
 */
export const MailingCounts = z.object({
  planned: z.number().int(),
  pending: z.number().int(),
  accepted: z.number().int(),
  skipped: z.record(z.string(), z.number().int()),
  failed: z.record(z.string(), z.number().int()),
  uncertain: z.number().int(),
  /** Called twice: accepted, or still uncertain. At most these may have two of it. */
  sentAgain: z.number().int(),
  delivered: z.number().int(),
  /** Refused for good by the receiving server. */
  bounced: z.number().int(),
  /** Given up by SES for now (mailbox full, server away). */
  bouncedSoft: z.number().int(),
  complained: z.number().int(),
  /** Taken by SES, then not sent for what it holds. */
  rejected: z.number().int(),
  excluded: z.record(z.string(), z.number().int()),
})
export type MailingCounts = z.infer<typeof MailingCounts>

/** Messages on the mailing queue. Each names only ids; the item holds the truth. */
export const MailingMessage = z.discriminatedUnion('kind', [
  z.object({ kind: z.literal('render'), mailingId: idSchema('mailing') }),
  z.object({
    kind: z.literal('plan'),
    mailingId: idSchema('mailing'),
    fromShard: z.number().int(),
    toShard: z.number().int(),
  }),
  /** Take the mailing's next step now instead of at the next tick. */
  z.object({ kind: z.literal('step'), mailingId: idSchema('mailing') }),
  /** Go on with a file of readers: work that takes longer than a page may. */
  z.object({ kind: z.literal('import'), importId: idSchema('import') }),
])
export type MailingMessage = z.infer<typeof MailingMessage>

export const SendMessage = z.discriminatedUnion('kind', [
  z.object({
    kind: z.literal('batch'),
    mailingId: idSchema('mailing'),
    shard: z.number().int(),
    batch: z.number().int(),
  }),
  /** Call these, of whom nothing was heard, a second time; `decidedAt` lets it expire. */
  z.object({
    kind: z.literal('again'),
    mailingId: idSchema('mailing'),
    shard: z.number().int(),
    batch: z.number().int(),
    numbers: z.array(z.number().int().min(0)).min(1).max(100),
    decidedAt: Timestamp,
  }),
  /** A single mail: the item with the open intent. */
  z.object({ kind: z.literal('mail'), pk: z.string(), sk: z.string() }),
])
export type SendMessage = z.infer<typeof SendMessage>
