// What is next: the one thing the home page asks for. Pure; it looks at the soonest issue and walks
// its way from planned to reported, unless something on the road needs a person first.
import type { Mailing } from '#delivery/mailing'
import type { Issue } from '#editorial/issue'
import type { Newsletter } from '#editorial/newsletter'
import { dateOf, dayMs, hourMs, type Instant } from '#kernel/time'

/** A newsletter without its blocks: what lists and this rule need. */
export type NewsletterSketch = Pick<
  Newsletter,
  'id' | 'issueNumber' | 'subject' | 'status' | 'version' | 'mailingIds' | 'updatedAt'
> & {
  /** Whether somebody has written in it since it was drafted from the issue. */
  isWritten: boolean
  /** The pre-send check of this very version, if it was run. */
  check?: 'passed' | 'failed'
}

export type Desk = {
  issues: readonly Issue[]
  newsletters: readonly NewsletterSketch[]
  mailings: readonly Mailing[]
  now: Date
  zone: string
}

export type NextAction =
  | { kind: 'stopped'; mailing: Mailing }
  /** The brake paused it. */
  | { kind: 'braked'; mailing: Mailing }
  | { kind: 'paused'; mailing: Mailing }
  /** A second person must approve it. */
  | { kind: 'approve'; mailing: Mailing }
  /** Its seeds have it, and anyone may stop the rest for a while. */
  | { kind: 'seeds'; mailing: Mailing }
  | { kind: 'waitingForQuota'; mailing: Mailing }
  | { kind: 'sending'; mailing: Mailing }
  | { kind: 'announce'; issue: Issue }
  | { kind: 'continue'; newsletter: NewsletterSketch }
  | { kind: 'check'; newsletter: NewsletterSketch }
  | { kind: 'schedule'; newsletter: NewsletterSketch }
  | { kind: 'goesOut'; mailing: Mailing; sendAt: Instant }
  | { kind: 'report'; mailing: Mailing }
  | { kind: 'publish'; issue: Issue }
  | { kind: 'planIssue' }
  | { kind: 'rest'; issue?: Issue }

/**
 * How long before its cover date an issue is to be announced, how near a departure fills the home
 * page, and how long a report is news.
 */
export const nextActionLimits = { announceDays: 35, departureHours: 48, reportHours: 24 }

/** The next thing to do. What is stuck comes first, then what runs, then the nearest issue's step. */
export function nextAction(desk: Desk): NextAction {
  return (
    troubled(desk) ??
    running(desk) ??
    stepOfNearestDraft(desk) ??
    departureWithin(desk, nextActionLimits.departureHours * hourMs) ??
    freshReport(desk) ??
    issueToPublish(desk) ??
    issueToAnnounce(desk) ??
    departureWithin(desk, Number.POSITIVE_INFINITY) ??
    rest(desk)
  )
}

function troubled({ mailings }: Desk): NextAction | undefined {
  const stopped = newestFirst(mailings.filter((one) => one.status === 'stopped'))[0]
  if (stopped) return { kind: 'stopped', mailing: stopped }
  const paused = newestFirst(mailings.filter((one) => one.status === 'paused'))
  const braked = paused.find((one) => one.pausedBecause !== undefined)
  if (braked) return { kind: 'braked', mailing: braked }
  const held = mailings.filter((one) => one.status === 'held')
  const seeds = held.find((one) => one.heldFor === 'seeds')
  if (seeds) return { kind: 'seeds', mailing: seeds }
  const unapproved = held[0]
  if (unapproved) return { kind: 'approve', mailing: unapproved }
  if (paused[0]) return { kind: 'paused', mailing: paused[0] }
  const waiting = mailings.find((one) => one.status === 'waitingForQuota')
  return waiting && { kind: 'waitingForQuota', mailing: waiting }
}

function running({ mailings }: Desk): NextAction | undefined {
  const mailing = newestFirst(
    mailings.filter((one) => one.status === 'planning' || one.status === 'sending'),
  )[0]
  return mailing && { kind: 'sending', mailing }
}

/** The draft of the issue that is due first; drafts without an issue come after those. */
function stepOfNearestDraft({ newsletters, issues }: Desk): NextAction | undefined {
  const dueOn = new Map(issues.map((issue) => [issue.number, issue.coverDate]))
  const due = (one: NewsletterSketch) =>
    (one.issueNumber === undefined ? undefined : dueOn.get(one.issueNumber)) ?? '9999'
  const draft = newsletters
    .filter((one) => one.status === 'draft')
    .sort((a, b) => due(a).localeCompare(due(b)) || b.updatedAt.localeCompare(a.updatedAt))[0]
  if (!draft) return undefined
  if (!draft.isWritten || draft.check === 'failed') return { kind: 'continue', newsletter: draft }
  return { kind: draft.check === 'passed' ? 'schedule' : 'check', newsletter: draft }
}

function freshReport({ mailings, now }: Desk): NextAction | undefined {
  const since = now.getTime() - nextActionLimits.reportHours * hourMs
  const sent = newestFirst(
    mailings.filter((one) => one.status === 'sent' && Date.parse(one.sentAt ?? one.sendAt) > since),
  )[0]
  return sent && { kind: 'report', mailing: sent }
}

function issueToPublish(desk: Desk): NextAction | undefined {
  const today = todayOf(desk)
  const issue = byCoverDate(desk.issues).find(
    (one) => one.status === 'announced' && one.coverDate <= today,
  )
  return issue && { kind: 'publish', issue }
}

function issueToAnnounce(desk: Desk): NextAction | undefined {
  const today = todayOf(desk)
  const until = addDays(today, nextActionLimits.announceDays)
  const issue = byCoverDate(desk.issues).find(
    (one) => one.status === 'planned' && one.coverDate >= today && one.coverDate <= until,
  )
  return issue && { kind: 'announce', issue }
}

function departureWithin({ mailings, now }: Desk, awayMs: number): NextAction | undefined {
  const mailing = mailings
    .filter((one) => one.status === 'scheduled' && Date.parse(one.sendAt) - now.getTime() <= awayMs)
    .sort((a, b) => a.sendAt.localeCompare(b.sendAt))[0]
  return mailing && { kind: 'goesOut', mailing, sendAt: mailing.sendAt }
}

function rest(desk: Desk): NextAction {
  const today = todayOf(desk)
  const issue = byCoverDate(desk.issues).find(
    (one) => one.status === 'planned' && one.coverDate >= today,
  )
  return issue ? { kind: 'rest', issue } : { kind: 'planIssue' }
}

function todayOf({ now, zone }: Desk): string {
  return dateOf(now.toISOString() as Instant, zone)
}

function byCoverDate(issues: readonly Issue[]): Issue[] {
  return [...issues].sort((a, b) => a.coverDate.localeCompare(b.coverDate) || a.number - b.number)
}

function newestFirst(mailings: readonly Mailing[]): Mailing[] {
  return [...mailings].sort((a, b) => b.sendAt.localeCompare(a.sendAt))
}

/** A calendar date some days later. */
export function addDays(date: string, days: number): string {
  return new Date(Date.parse(`${date}T00:00:00Z`) + days * dayMs).toISOString().slice(0, 10)
}
