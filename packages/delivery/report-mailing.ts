// The report of a newsletter's mailings: where every planned recipient stands, and that it adds up.
import type { Table } from '#aws/table'
import { getNewsletter } from '#editorial/store'
import { assert } from '#kernel/errors'
import type { MailingId, NewsletterId } from '#kernel/ids'
import type { Instant } from '#kernel/time'
import { type BatchCounts, countBatch, increase, untouched } from './batch.ts'
import { addCounts, countsAddUp, noCounts } from './counts.ts'
import type { Mailing, MailingCounts, MailingStatus } from './mailing.ts'
import { getMailings } from './store.ts'
import {
  batchSize,
  getShards,
  getTotals,
  progressOfShard,
  type Shard,
  type Totals,
} from './store-batches.ts'

export type MailingReport = MailingCounts & {
  mailing: Mailing
  /** Claimed, the answer not recorded yet; part of `pending`. */
  inFlight: number
  unsubscribed: number
  /** Accepted by minute, `2026-12-01T07:30Z`. */
  acceptedByMinute: Record<string, number>
  /** The oldest of the counts; absent while nothing was counted. */
  asOf?: Instant
}

export type Report = MailingCounts & {
  /** That of its last mailing; `draft` without one. */
  status: MailingStatus | 'draft'
  unsubscribed: number
  /** In the order they were scheduled. */
  mailings: MailingReport[]
}

/**
 * Sums all mailings of the newsletter, or reports `mailingId` alone. Counts are the tick's, at most
 * a minute old; with `live` they are read from the batches (for small mailings and the CLI).
 * Undefined when there is no such newsletter, or no such mailing of it.
 */
export async function reportMailing(
  deps: { table: Table },
  input: { newsletterId: NewsletterId; mailingId?: MailingId; live?: boolean },
): Promise<Report | undefined> {
  const { table } = deps
  const newsletter = await getNewsletter(table, input.newsletterId)
  if (!newsletter) return undefined
  const all = await getMailings(table, newsletter.mailingIds)
  const picked = input.mailingId ? all.filter(({ id }) => id === input.mailingId) : all
  if (input.mailingId && picked.length === 0) return undefined
  const mailings: MailingReport[] = []
  for (const mailing of picked) mailings.push(await reportOne(table, mailing, input.live ?? false))
  return { ...sum(mailings), status: mailings.at(-1)?.mailing.status ?? 'draft', mailings }
}

async function reportOne(table: Table, mailing: Mailing, live: boolean): Promise<MailingReport> {
  const [shards, totals] = await Promise.all([
    getShards(table, mailing.id),
    getTotals(table, mailing.id),
  ])
  const counts = noCounts()
  const excluded: Record<string, number> = {}
  const acceptedByMinute: Record<string, number> = {}
  for (const shard of shards) {
    const kept = totals.get(shard.shard)
    const counted = live
      ? await countLive(table, mailing, shard)
      : (fitting(kept, shard) ?? countUnbegun(mailing, shard))
    addCounts(counts, counted)
    for (const [reason, count] of Object.entries(shard.cursor.excluded))
      increase(excluded, reason, count)
    for (const [minute, count] of Object.entries(kept?.acceptedByMinute ?? {}))
      increase(acceptedByMinute, minute, count)
  }
  assert(countsAddUp(counts), 'planned = pending + accepted + skipped + failed + uncertain')
  const asOf = [...totals.values()].map((one) => one.asOf).sort()[0]
  return {
    ...counts,
    excluded,
    acceptedByMinute,
    mailing,
    ...(asOf === undefined ? {} : { asOf }),
  }
}

/** Counts that were made before the shard's planning ended say too little. */
function fitting(totals: Totals | undefined, shard: Shard): Totals | undefined {
  return totals?.planned === shard.cursor.prepared ? totals : undefined
}

async function countLive(table: Table, mailing: Mailing, shard: Shard): Promise<BatchCounts> {
  const begun = await progressOfShard(table, mailing.id, shard.shard)
  const counts = noCounts()
  const options = { cancelled: mailing.status === 'cancelled' }
  for (let batch = 0; batch < shard.cursor.batches; batch++)
    addCounts(counts, countBatch(begun.get(batch) ?? untouched, batchSize(shard, batch), options))
  return counts
}

/** Nobody of the shard was called: all are pending, or skipped where the mailing was cancelled. */
function countUnbegun(mailing: Mailing, shard: Shard): BatchCounts {
  const { prepared } = shard.cursor
  const counts = { ...noCounts(), planned: prepared }
  return mailing.status === 'cancelled'
    ? { ...counts, skipped: prepared > 0 ? { cancelled: prepared } : {} }
    : { ...counts, pending: prepared }
}

function sum(mailings: readonly MailingReport[]): MailingCounts & { unsubscribed: number } {
  const counts = noCounts()
  const excluded: Record<string, number> = {}
  for (const one of mailings) {
    addCounts(counts, one)
    for (const [reason, count] of Object.entries(one.excluded)) increase(excluded, reason, count)
  }
  const { inFlight: _, ...rest } = counts
  return { ...rest, excluded }
}
