// What a reader subscribes to, as segments ask about it: a read model derived from subscriptions and
// what was served of them. It holds ids and dates, never a name or an address. Pure.
import * as z from 'zod'
import { idSchema } from '#kernel/ids'
import type { Instant } from '#kernel/time'

const Timestamp = z.custom<Instant>((value) => typeof value === 'string')
const Count = z.number().int().min(0)

/** Places of delivery that one reader is told by; a customer with more is told by the newest. */
export const standingLimits = { parts: 40, plans: 20 }

/** One place of delivery: copies that the reader pays for and gets, or gets as a gift. */
export const StandingPart = z.object({
  streamId: idSchema('stream'),
  role: z.enum(['own', 'received']),
  /** Plans that go on; when nothing goes on any more, the last one. */
  planIds: z.array(z.string().max(40)).max(standingLimits.plans),
  /** Issues still to come, a copy each; absent where a period is paid for, not issues. */
  issuesLeft: Count.optional(),
  /** The last issue that was served, and when it went out. */
  lastIssue: z.object({ number: z.number().int().min(1), at: Timestamp }).optional(),
  /** A contract of it renews by itself. */
  renews: z.boolean(),
  /** Until when a period is open that was paid for. */
  openUntil: Timestamp.optional(),
  /** The last that happened to it: it was bought, served, given back or ended. */
  lastAt: Timestamp,
})
export type StandingPart = z.infer<typeof StandingPart>

/** A reader who never subscribed, nor gave or got a gift, has none. */
export const Standing = z.object({
  readerId: idSchema('reader'),
  /** The newest first. */
  parts: z.array(StandingPart).max(standingLimits.parts),
  /** Gifts that the reader has paid for, also those that are over. */
  giftsGiven: Count,
})
export type Standing = z.infer<typeof Standing>

/** Whether anything of it is still to come. */
export function isCurrent(part: StandingPart, now: Instant): boolean {
  const { issuesLeft = 0, renews, openUntil } = part
  return issuesLeft > 0 || renews || (openUntil !== undefined && now < openUntil)
}

/** Whether the reader subscribes now, by a subscription of their own or a gift. */
export function isSubscriber(standing: Standing | undefined, now: Instant): boolean {
  return currentParts(standing, now).length > 0
}

export function hasPlan(
  standing: Standing | undefined,
  asked: { anyOf: readonly string[]; now: Instant },
): boolean {
  return currentParts(standing, asked.now).some(({ planIds }) =>
    planIds.some((id) => asked.anyOf.includes(id)),
  )
}

/**
 * Whether one of the reader's subscriptions has `atMost` issues to come and is not over; with
 * `renewing: 'without'` only where it does not renew by itself. A period never runs out of issues.
 */
export function runsOut(
  standing: Standing | undefined,
  asked: { atMost: number; renewing: 'with' | 'without'; now: Instant },
): boolean {
  return currentParts(standing, asked.now).some(
    ({ issuesLeft, renews }) =>
      issuesLeft !== undefined &&
      issuesLeft <= asked.atMost &&
      (asked.renewing === 'with' || !renews),
  )
}

export function receivesGift(standing: Standing | undefined, now: Instant): boolean {
  return currentParts(standing, now).some(({ role }) => role === 'received')
}

export function hasGiven(standing: Standing | undefined): boolean {
  return standing !== undefined && standing.giftsGiven > 0
}

/** Since when a reader who subscribed once does no more; undefined for everyone else. */
export function lapsedAt(standing: Standing | undefined, now: Instant): Instant | undefined {
  if (!standing || standing.parts.length === 0 || isSubscriber(standing, now)) return undefined
  const ends = standing.parts.map(({ lastAt, openUntil }) =>
    openUntil !== undefined && openUntil > lastAt ? openUntil : lastAt,
  )
  return ends.sort().at(-1)
}

function currentParts(standing: Standing | undefined, now: Instant): StandingPart[] {
  return (standing?.parts ?? []).filter((part) => isCurrent(part, now))
}
