// The notice before a tacit renewal (Code de la consommation, L215-1): when it goes, when it is too
// late, what proves it. Days are calendar dates in the publication's zone. Pure.
import { createHash } from 'node:crypto'
import * as z from 'zod'
import { idSchema, type NoticeId, prefixedId, type SubscriptionId } from '#kernel/ids'
import { dateOf, type Instant } from '#kernel/time'
import { noticeWindow } from './deadlines.ts'
import { type Day, plusDays, plusMonths } from './working-days.ts'

export const noticeRules = {
  /** It is sent so many months before the last day to refuse (domain-rules §5.4). */
  aheadMonths: 2,
  /** Not delivered so many days before that day: a person is told. */
  alertDays: 35,
  /**
   * A renewal that is put off leaves so many days to its new last day: a week to deliver the notice
   * before a person is told, and at least four days more to send a letter.
   */
  leastDays: 42,
  /** So often a mail that was refused for a time is sent again by itself, and after so many days. */
  mails: 3,
  againAfterDays: 4,
  /** Mails and letters together; a person may send more than the rule. */
  mostMails: 20,
}

const Timestamp = z.custom<Instant>((value) => typeof value === 'string')
const DayText = z.string().regex(/^\d{4}-\d{2}-\d{2}$/)

/** A mail of the notice, with what is known of it; its id is that of the intent. */
const NoticeMail = z.object({
  id: z.string().max(80),
  askedAt: Timestamp,
  /** The member who asked for it; absent when it went by itself. */
  by: z.string().max(254).optional(),
  outcome: z.enum(['accepted', 'failed', 'uncertain', 'skipped']).optional(),
  reason: z.string().max(40).optional(),
  /** When it had that outcome. */
  at: Timestamp.optional(),
  /** What SES's events said: `delivered`, `bounced` … */
  facts: z.array(z.string().max(40)).max(20).default([]),
})
export type NoticeMail = z.infer<typeof NoticeMail>

export const Notice = z.object({
  id: idSchema('notice'),
  customerId: idSchema('customer'),
  subscriptionId: idSchema('subscription'),
  /** The last day on which renewal can be refused, until 24:00. */
  lastDay: DayText,
  renewsAt: Timestamp,
  mails: z.array(NoticeMail).max(noticeRules.mostMails),
  /** Sent by a person, on that day. */
  letter: z.object({ day: DayText, by: z.string().max(254), at: Timestamp }).optional(),
  /** It asks for a person: not delivered in time, or it can't be. */
  needsPerson: z.boolean(),
  /** `moved`: the renewal comes on another day. `left`: it does not come. `over`: it came. */
  closed: z.object({ because: z.enum(['moved', 'left', 'over']), at: Timestamp }).optional(),
  createdAt: Timestamp,
  updatedAt: Timestamp,
  version: z.number().int().min(1),
})
export type Notice = z.infer<typeof Notice>

/** The day before the one on which it renews: it can be refused until that day ends. */
export function lastDayToRefuse(renewsAt: Instant, zone: string): Day {
  return plusDays(dateOf(renewsAt, zone), -1)
}

export type NoticeDays = { earliest: Day; send: Day; alert: Day; latest: Day }

/** All days that matter before a last day, always in this order. */
export function noticeDays(lastDay: Day): NoticeDays {
  const { earliest, latest } = noticeWindow(lastDay)
  const { aheadMonths, alertDays } = noticeRules
  const [send, alert] = [plusMonths(lastDay, -aheadMonths), plusDays(lastDay, -alertDays)]
  return { earliest, send, alert, latest }
}

/** One notice a subscription and last day. */
export function noticeIdOf(subscriptionId: SubscriptionId, lastDay: Day): NoticeId {
  const hash = createHash('sha256').update(`notice\n${subscriptionId}\n${lastDay}`)
  return prefixedId('notice', hash.digest('hex').slice(0, 32))
}

/**
 * Whether the reader was informed as the law wants: sent in the window, by a mail that was accepted
 * and not returned, or by letter.
 */
export function isProper(notice: Notice, zone: string): boolean {
  const { earliest, latest } = noticeDays(notice.lastDay)
  const isInWindow = (day: Day) => earliest <= day && day <= latest
  if (notice.letter && isInWindow(notice.letter.day)) return true
  return notice.mails.some(
    (mail) =>
      wasAccepted(mail) &&
      !isReturned(mail) &&
      mail.at !== undefined &&
      isInWindow(dateOf(mail.at, zone)),
  )
}

/**
 * `asked`: its mail waits to be sent. `sent`: accepted, nothing heard yet. `failed`: it was refused,
 * and is sent again. `undeliverable`: no mail will reach this reader. `overdue`: not known to be
 * delivered although the alert's day is there. `letter`: sent by a person.
 */
export type NoticeStanding =
  | 'closed'
  | 'letter'
  | 'delivered'
  | 'undeliverable'
  | 'overdue'
  | 'failed'
  | 'sent'
  | 'asked'

export function standingOf(notice: Notice, today: Day): NoticeStanding {
  if (notice.closed) return 'closed'
  if (notice.letter) return 'letter'
  if (notice.mails.some(wasDelivered)) return 'delivered'
  const last = notice.mails.at(-1)
  if (last && isHopeless(last)) return 'undeliverable'
  if (today >= noticeDays(notice.lastDay).alert) return 'overdue'
  if (!last || isPending(last)) return 'asked'
  return wasAccepted(last) && !isReturned(last) ? 'sent' : 'failed'
}

export function needsPerson(notice: Notice, today: Day): boolean {
  const standing = standingOf(notice, today)
  return standing === 'undeliverable' || standing === 'overdue'
}

/** Delivered or sent by a person: nothing more is to be heard of it. */
export function isProven(notice: Notice): boolean {
  return notice.letter !== undefined || notice.mails.some(wasDelivered)
}

/** Whether a (further) mail is to be asked for now. */
export function wantsMail(notice: Notice, { today, zone }: { today: Day; zone: string }): boolean {
  const { earliest, latest } = noticeDays(notice.lastDay)
  if (notice.closed || isProven(notice) || today < earliest || today > latest) return false
  if (notice.mails.length >= noticeRules.mostMails) return false
  const last = notice.mails.at(-1)
  if (!last) return true
  if (isPending(last) || isHopeless(last)) return false
  if (wasAccepted(last) && !isReturned(last)) return false
  const again = plusDays(dateOf(last.askedAt, zone), noticeRules.againAfterDays)
  return last.outcome === 'skipped' || (notice.mails.length < noticeRules.mails && today >= again)
}

/** Nobody knows yet what became of it. */
export function isPending({ outcome }: NoticeMail): boolean {
  return outcome === undefined
}

/** Whether a later look may still change what is known of it. */
export function mayChange(mail: NoticeMail): boolean {
  return !wasDelivered(mail) && mail.outcome !== 'skipped' && mail.outcome !== 'failed'
}

/** Who reports a mail has it. */
function wasDelivered({ facts }: NoticeMail): boolean {
  return (facts.includes('delivered') && !facts.includes('bounced')) || facts.includes('complained')
}

function wasAccepted({ outcome }: NoticeMail): boolean {
  return outcome === 'accepted'
}

function isReturned(mail: NoticeMail): boolean {
  if (wasDelivered(mail)) return false
  return ['bounced', 'bouncedSoft', 'rejected'].some((fact) => mail.facts.includes(fact))
}

/** Its address takes no mail, or there is none: the next one would fare no better. */
function isHopeless({ outcome, reason, facts }: NoticeMail): boolean {
  if (facts.includes('bounced')) return true
  if (outcome === 'failed') return reason === 'address'
  return outcome === 'skipped' && (reason === 'bounced' || reason === 'erased')
}
