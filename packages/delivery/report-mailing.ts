// The report of a newsletter's mailings: where every planned recipient stands, and that it adds up.
import type { Table } from '#aws/table'
import { getNewsletter } from '#editorial/store-newsletters'
import { assert } from '#kernel/errors'
import type { MailingId, NewsletterId } from '#kernel/ids'
import { type Instant, instant } from '#kernel/time'
import { auditOf } from '#staff/audit'
import { increase } from './batch-counts.ts'
import { type Counting, countInto, noTotals } from './count-shard.ts'
import { addCounts, countsAddUp, noCounts } from './counts.ts'
import { addDomains, columnOf, newDomainColumns } from './domain-columns.ts'
import { getLinks } from './mail-links.ts'
import { type Mailing, type MailingCounts, type MailingStatus, otherDomains } from './mailing.ts'
import { getMailings, getQuota } from './store.ts'
import { batchSize, eachProgress, getShards, type Shard } from './store-batches.ts'
import { type DomainCounts, getTotals, type Totals } from './store-totals.ts'
import { type Pace, paceOf } from './time-left.ts'
import { type MailingAct, type TimelineEntry, timelineOf } from './timeline.ts'

/** People who clicked a link of the mail. */
export type LinkClicks = { link: number; url: string; people: number }

export type MailingReport = MailingCounts & {
  mailing: Mailing
  /** Claimed, the answer not recorded yet; part of `pending`. */
  inFlight: number
  unsubscribed: number
  /** Accepted by minute, `2026-12-01T07:30Z`. */
  acceptedByMinute: Record<string, number>
  /** By receiving domain: the largest by name, all others under `otherDomains`. */
  domains: Record<string, DomainCounts>
  /** The most clicked first; links that nobody clicked have none. */
  clicks: LinkClicks[]
  timeline: TimelineEntry[]
  /** While it is under way, and `now` was given. */
  pace?: Pace
  /** The oldest of the counts; absent while nothing was counted. */
  asOf?: Instant
}

export type Report = MailingCounts & {
  /** That of its last mailing; `draft` without one. */
  status: MailingStatus | 'draft'
  unsubscribed: number
  /** Of all its mailings together. */
  domains: Record<string, DomainCounts>
  clicks: LinkClicks[]
  /** In the order they were scheduled. */
  mailings: MailingReport[]
}

export type ReportInput = {
  newsletterId: NewsletterId
  mailingId?: MailingId | undefined
  /** Counts from the batches instead of the tick's: for small mailings and the command. */
  live?: boolean
  /** With it the report tells the pace, and looks in the audit trail for who paused and resumed. */
  now?: Date
}

/**
 * Sums all mailings of the newsletter, or reports `mailingId` alone. Counts are the tick's, at most
 * a minute old while it sends; with `live` they are read from the batches. Undefined when there is
 * no such newsletter, or no such mailing of it.
 */
export async function reportMailing(
  deps: { table: Table },
  input: ReportInput,
): Promise<Report | undefined> {
  const { table } = deps
  const newsletter = await getNewsletter(table, input.newsletterId)
  if (!newsletter) return undefined
  const all = await getMailings(table, newsletter.mailingIds)
  const picked = input.mailingId ? all.filter(({ id }) => id === input.mailingId) : all
  if (input.mailingId && picked.length === 0) return undefined
  const mailings: MailingReport[] = []
  for (const mailing of picked) mailings.push(await reportOne(table, { mailing, all, input }))
  return { ...sum(mailings), status: statusOf(mailings), mailings }
}

/** A follow-up that has not begun, or was cancelled, does not speak for what went out before it. */
function statusOf(mailings: readonly MailingReport[]): Report['status'] {
  const speaks = ({ followUp, startedAt, status }: Mailing) =>
    !followUp || (startedAt !== undefined && status !== 'cancelled')
  const last = mailings.findLast(({ mailing }) => speaks(mailing)) ?? mailings.at(-1)
  return last?.mailing.status ?? 'draft'
}

type One = { mailing: Mailing; all: readonly Mailing[]; input: ReportInput }

async function reportOne(table: Table, { mailing, all, input }: One): Promise<MailingReport> {
  const [shards, totals] = await Promise.all([
    getShards(table, mailing.id),
    getTotals(table, mailing.id),
  ])
  const whole = noTotals(0, instant(input.now ?? new Date(0)))
  const excluded: Record<string, number> = {}
  for (const shard of shards) {
    const kept = totals.get(shard.shard)
    addTotals(
      whole,
      input.live
        ? await countLive(table, mailing, shard)
        : (fitting(kept, shard) ?? countUnbegun(mailing, shard)),
    )
    for (const [reason, count] of Object.entries(shard.cursor.excluded))
      increase(excluded, reason, count)
  }
  assert(countsAddUp(whole), 'planned = pending + accepted + skipped + failed + uncertain')
  const asOf = [...totals.values()].map((one) => one.asOf).sort()[0]
  const { shard: _, asOf: _asOf, seenByMinute: _seen, clicksByLink, ...counts } = whole
  const told = await tell(table, { mailing, all, input, shards, whole, asOf })
  return {
    ...counts,
    excluded,
    clicks: await clicksOf(table, mailing, clicksByLink),
    mailing,
    ...told,
    ...(asOf === undefined ? {} : { asOf }),
  }
}

function addTotals(whole: Totals, more: Totals): void {
  addCounts(whole, more)
  addDomains(whole.domains, domainsOf(more))
  for (const [link, count] of Object.entries(more.clicksByLink))
    increase(whole.clicksByLink, link, count)
  for (const [minute, count] of Object.entries(more.acceptedByMinute))
    increase(whole.acceptedByMinute, minute, count)
}

/** Counts of an earlier version know no domains: they are all of other ones. */
function domainsOf(totals: Totals): Record<string, DomainCounts> {
  if (Object.keys(totals.domains).length > 0 || totals.planned === 0) return totals.domains
  const { planned, accepted, delivered, bounced, bouncedSoft, complained } = totals
  return { [otherDomains]: { planned, accepted, delivered, bounced, bouncedSoft, complained } }
}

/** Counts that were made before the shard's planning ended say too little. */
function fitting(totals: Totals | undefined, shard: Shard): Totals | undefined {
  return totals?.planned === shard.cursor.prepared ? totals : undefined
}

async function countLive(table: Table, mailing: Mailing, shard: Shard): Promise<Totals> {
  const counting: Counting = {
    mailing,
    totals: noTotals(shard.shard, instant(new Date(0))),
    column: await columnOf(table, newDomainColumns(), { mailing, shard }),
  }
  const all = { shard: shard.shard, upTo: shard.cursor.batches }
  for await (const { batch, progress } of eachProgress(table, mailing.id, all))
    countInto(counting, { progress, batch, size: batchSize(shard, batch) })
  return counting.totals
}

/** Nobody of the shard was called: all are pending, or skipped where the mailing was cancelled. */
function countUnbegun(mailing: Mailing, shard: Shard): Totals {
  const { prepared } = shard.cursor
  const counts = { ...noTotals(shard.shard, instant(new Date(0))), planned: prepared }
  return mailing.status === 'cancelled'
    ? { ...counts, skipped: prepared > 0 ? { cancelled: prepared } : {} }
    : { ...counts, pending: prepared }
}

async function clicksOf(
  table: Table,
  mailing: Mailing,
  byLink: Readonly<Record<string, number>>,
): Promise<LinkClicks[]> {
  const entries = Object.entries(byLink).filter(([, people]) => people > 0)
  if (entries.length === 0) return []
  const urls = (await getLinks(table, mailing.id)) ?? []
  return entries
    .map(([link, people]) => ({ link: Number(link), url: urls[Number(link)] ?? '', people }))
    .sort((a, b) => b.people - a.people || a.link - b.link)
}

type Telling = One & { shards: readonly Shard[]; whole: Totals; asOf: Instant | undefined }

async function tell(
  table: Table,
  { mailing, all, input, shards, whole, asOf }: Telling,
): Promise<Pick<MailingReport, 'timeline' | 'pace'>> {
  const { acceptedByMinute, planned, pending } = whole
  const plannedAts = shards.flatMap(({ doneAt }) => doneAt ?? [])
  const isPlanned = mailing.status !== 'scheduled' && mailing.status !== 'planning'
  const timeline = timelineOf({
    mailing,
    plannedAt: isPlanned ? [...plannedAts].sort().at(-1) : undefined,
    planned,
    acceptedByMinute,
    acts: input.now ? await actsOn(table, mailing, input.now) : [],
    others: all,
  })
  if (!input.now || pending === 0) return { timeline }
  const counted = input.live ? instant(input.now) : (asOf ?? instant(input.now))
  const quota = await getQuota(table)
  const pace = paceOf({ mailing, pending, acceptedByMinute, asOf: counted, now: input.now, quota })
  return pace ? { timeline, pace } : { timeline }
}

const actKinds: Record<string, MailingAct['kind']> = {
  'newsletter.paused': 'paused',
  'newsletter.resumed': 'resumed',
}

async function actsOn(table: Table, mailing: Mailing, now: Date): Promise<MailingAct[]> {
  // A pause days before its time shows while it lasts.
  const from = [mailing.sendAt, mailing.pausedAt ?? mailing.sendAt].sort()[0] ?? mailing.sendAt
  if (from > instant(now)) return []
  const to = mailing.sentAt ?? mailing.cancelledAt ?? instant(now)
  const lines = await auditOf(table, { subject: mailing.newsletterId, from, to })
  return lines.flatMap(({ act, at, staffId, data }) => {
    const kind = actKinds[act]
    if (!kind || data['mailing'] !== mailing.id) return []
    const by = data['seed'] === undefined ? data['by'] : `seed:${data['seed']}`
    return [{ kind, at, by: by ?? staffId }]
  })
}

function sum(mailings: readonly MailingReport[]) {
  const counts = noCounts()
  const excluded: Record<string, number> = {}
  const domains: Record<string, DomainCounts> = {}
  const clicks = new Map<string, LinkClicks>()
  for (const one of mailings) {
    addCounts(counts, one)
    addDomains(domains, one.domains)
    for (const [reason, count] of Object.entries(one.excluded)) increase(excluded, reason, count)
    for (const click of one.clicks) {
      const known = clicks.get(click.url)
      clicks.set(click.url, { ...click, people: click.people + (known?.people ?? 0) })
    }
  }
  const { inFlight: _, ...rest } = counts
  const sorted = [...clicks.values()].sort((a, b) => b.people - a.people)
  return { ...rest, excluded, domains, clicks: sorted }
}
