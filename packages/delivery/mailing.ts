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

/**
 * `held`: planned, nobody called yet; waits for a second person or for its seeds. `sent`: every
 * recipient has a final state, or is `uncertain`.
 */
export const MailingStatus = z.enum([
  'scheduled',
  'planning',
  'held',
  'sending',
  'waitingForQuota',
  'paused',
  'sent',
  'cancelled',
  'stopped',
])
export type MailingStatus = z.infer<typeof MailingStatus>

const Said = z.object({ fr: z.string(), en: z.string() })
const Count = z.number().int().min(0)
const Person = z.string().max(254)

/**
 * When its recipients are called: all as fast as the account allows; evenly over so many minutes;
 * each at the wall-clock time that was picked, in their own zone (planning then begins when that
 * time comes first on earth); or so many on each day from the first on, the last number for all
 * days after, for a domain that has no name yet.
 */
export const Departure = z.discriminatedUnion('kind', [
  z.object({ kind: z.literal('atOnce') }),
  z.object({ kind: z.literal('spread'), minutes: z.number().int().min(10).max(2_880) }),
  z.object({ kind: z.literal('localHour') }),
  z.object({ kind: z.literal('warmUp'), perDay: z.array(Count.min(1)).min(1).max(60) }),
])
export type Departure = z.infer<typeof Departure>

/** Two subjects: a share of the batches gets one or the other, the rest gets the better one. */
export const SubjectTest = z.object({
  /** The other subject; `Mailing.subject` is the first. */
  subjectB: z.string().min(1).max(200),
  /** Of all recipients, both subjects together. */
  share: z.number().min(0.05).max(1),
  /** From the last test call to the decision. */
  waitMinutes: z.number().int().min(15).max(2_880),
  /** What is compared, over consenting recipients: people who opened, or who clicked. */
  measure: z.enum(['opened', 'clicked']),
  /** Batches of each shard, from its first, that are in the test; known once it is planned. */
  batches: z.array(Count).optional(),
  /** Since when every test recipient is final; the decision is made at `decideAt`. */
  testedAt: Timestamp.optional(),
  decideAt: Timestamp.optional(),
  /** Which subject the rest gets, and why: the rule's or a person's choice. */
  winner: z.enum(['a', 'b']).optional(),
  decidedAt: Timestamp.optional(),
  decidedBy: Person.optional(),
  /** Whether the difference was more than chance explains; the rest gets `a` where it was not. */
  isClear: z.boolean().optional(),
})
export type SubjectTest = z.infer<typeof SubjectTest>

/** Staff and others who get the mail first; the rest follows after a wait, unless one stops it. */
export const Seeds = z.object({
  emails: z.array(z.email().max(254)).min(1).max(20),
  waitMinutes: z.number().int().min(1).max(1_440),
})
export type Seeds = z.infer<typeof Seeds>

/** What became of the calls to seeds, by their numbers (store-seeds.ts). */
export const SeedOutcomes = z.object({
  accepted: z.array(Count),
  uncertain: z.array(Count),
  failed: z.array(Count),
})
export type SeedOutcomes = z.infer<typeof SeedOutcomes>

/** What the brake looks at, of a mailing or one receiving domain. */
export const HeardCounts = z.object({ accepted: Count, bounced: Count, complained: Count })
export type HeardCounts = z.infer<typeof HeardCounts>

/** A later mailing of a newsletter that went out: to whom it had not reached yet. */
export const FollowUp = z.discriminatedUnion('kind', [
  /** Readers who confirmed after it was planned. */
  z.object({ kind: z.literal('lateConfirmers'), mailingId: idSchema('mailing') }),
  /** Its recipients whom it failed for a reason that passes: mailbox full, server away. */
  z.object({ kind: z.literal('retry'), mailingId: idSchema('mailing') }),
])
export type FollowUp = z.infer<typeof FollowUp>

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
  stoppedBecause: Said.optional(),
  /** Absent: at once. */
  departure: Departure.optional(),
  /** Segments that single blocks are for; the place in this list is the digit of the variant. */
  blockSegments: z.array(FrozenSegment).max(3).optional(),
  test: SubjectTest.optional(),
  seeds: Seeds.optional(),
  followUp: FollowUp.optional(),
  /** Above so many recipients a second person must approve; absent where nobody must. */
  approvalAbove: Count.optional(),
  approvedBy: Person.optional(),
  approvedAt: Timestamp.optional(),
  /** While it is `held`: for what; for seeds until when, once they were called. */
  heldFor: z.enum(['approval', 'seeds']).optional(),
  heldUntil: Timestamp.optional(),
  /** Known once every seed was called. */
  seedOutcomes: SeedOutcomes.optional(),
  /** While it is `paused`: the state it goes back to, and who or what paused it. */
  pausedFrom: z.enum(['scheduled', 'planning', 'held', 'sending', 'waitingForQuota']).optional(),
  pausedAt: Timestamp.optional(),
  pausedBy: Person.optional(),
  /** The brake's sentence, when it was the brake. */
  pausedBecause: Said.optional(),
  /** What the brake paused: all of it, or only held domains were left. */
  braked: z.enum(['mailing', 'domains']).optional(),
  /** What had been heard when a person let it go on; it brakes no second time. By domain. */
  brakeBaseline: z.record(z.string(), HeardCounts).optional(),
  /** Of which the next step takes a new baseline: receiving domains, or `*` for everything. */
  heardAnew: z.set(z.string()).optional(),
  /** Receiving domains whose recipients are not called for now: the brake's. */
  heldDomains: z.set(z.string()).optional(),
  /** The receiving domains that are counted by name: the largest at planning, at most 50. */
  topDomains: z.array(z.string()).optional(),
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
  createdBy: Person,
  startedAt: Timestamp.optional(),
  sentAt: Timestamp.optional(),
  cancelledAt: Timestamp.optional(),
  cancelledBy: Person.optional(),
  /** Since when nothing of it can change but feedback: archived, or its newsletter a draft again. */
  closedAt: Timestamp.optional(),
})
export type Mailing = z.infer<typeof Mailing>

/**
 * Stands for all domains that are not counted by name. No domain of an address: it has no dot. (An
 * empty name would not do: DynamoDB takes none as a key of a map.)
 */
export const otherDomains = 'others'

/** Why a reader who fits the audience was left out when the mailing was planned. */
export const ExclusionReason = z.enum([
  'suppressed',
  'topics',
  'segment',
  'notConfirmed',
  'invalidAddress',
  /** Of a follow-up: an earlier mailing of the newsletter called them. */
  'alreadyPlanned',
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
  /** Got it with the pixel and counted links, having consented to both; rates are over these. */
  tracked: z.number().int(),
  /** People, as far as can be guessed; who only a machine opened or clicked for stands apart. */
  opened: z.number().int(),
  openedByMachine: z.number().int(),
  clicked: z.number().int(),
  clickedByMachine: z.number().int(),
  excluded: z.record(z.string(), z.number().int()),
})
export type MailingCounts = z.infer<typeof MailingCounts>
