// A mailing's counts in the table: shard by shard, rebuilt from its batches.
import * as z from 'zod'
import { mailingKey, totalsKey } from '#aws/keys'
import type { Table } from '#aws/table'
import type { MailingId } from '#kernel/ids'
import type { Instant } from '#kernel/time'

const schema = 1
const Timestamp = z.custom<Instant>((value) => typeof value === 'string')
const Count = z.number().int().min(0)
const Counts = z.record(z.string(), Count)

/** What is known of the recipients at one receiving domain. */
export const DomainCounts = z.object({
  planned: Count,
  accepted: Count,
  delivered: Count,
  bounced: Count,
  bouncedSoft: Count,
  complained: Count,
})
export type DomainCounts = z.infer<typeof DomainCounts>

/** What is known of the recipients who got one subject in a test; rates are over `tracked`. */
export const GroupCounts = z.object({
  planned: Count,
  pending: Count,
  accepted: Count,
  tracked: Count,
  opened: Count,
  clicked: Count,
})
export type GroupCounts = z.infer<typeof GroupCounts>

/**
 * Of a shard of which somebody is pending, but everybody queued so far is final or waits: it need not
 * be read before `until`.
 */
export const Rest = z.object({
  /** How many of its batches had been queued; once there are more it rests no longer. */
  fed: Count,
  /** When the first who waits may be called; absent when nobody waits. */
  until: Timestamp.optional(),
  /** The domains that were held, and who is pending at them. */
  heldDomains: z.array(z.string()),
  heldPending: Count,
  /** Recipients who wait. */
  waitingCount: Count,
  /** The first batch that is queued, not final, and has no due time of its own. */
  firstOpen: Count.optional(),
})
export type Rest = z.infer<typeof Rest>

/** A shard's counts as of an instant, rebuilt by the tick from its batches. */
export const Totals = z.object({
  shard: Count,
  asOf: Timestamp,
  planned: Count,
  pending: Count,
  inFlight: Count,
  accepted: Count,
  skipped: Counts,
  failed: Counts,
  uncertain: Count,
  unsubscribed: Count,
  /** Absent in totals that an earlier version wrote. */
  sentAgain: Count.default(0),
  delivered: Count.default(0),
  bounced: Count.default(0),
  bouncedSoft: Count.default(0),
  complained: Count.default(0),
  rejected: Count.default(0),
  tracked: Count.default(0),
  opened: Count.default(0),
  openedByMachine: Count.default(0),
  clicked: Count.default(0),
  clickedByMachine: Count.default(0),
  /** By receiving domain: the mailing's `topDomains`, and all others under `otherDomains`. */
  domains: z.record(z.string(), DomainCounts).default({}),
  /** People who clicked, by the link's number. */
  clicksByLink: Counts.default({}),
  /** Recipients in the subject test, by subject: `a`, `b`. */
  groups: z.record(z.string(), GroupCounts).default({}),
  /** Accepted by minute, `2026-12-01T07:30Z`. */
  acceptedByMinute: Counts,
  /** Those of them that an event has been about. */
  seenByMinute: Counts.default({}),
  /** Absent while anything in the shard moves. */
  rest: Rest.optional(),
})
export type Totals = z.infer<typeof Totals>

/** Keeps the counts, unless later ones are there. */
export async function putTotals(table: Table, id: MailingId, totals: Totals): Promise<void> {
  await table.put(
    { ...totalsKey(id, totals.shard), schema, ...Totals.parse(totals) },
    {
      if: 'attribute_not_exists(#asOf) OR #asOf <= :asOf',
      values: { ':asOf': totals.asOf },
    },
  )
}

export async function getTotals(table: Table, id: MailingId): Promise<Map<number, Totals>> {
  const found = new Map<number, Totals>()
  const partition = mailingKey(id).pk
  for await (const item of table.query({ partition, beginsWith: 'TOTALS#', consistent: true })) {
    const totals = Totals.parse(item)
    found.set(totals.shard, totals)
  }
  return found
}

/** From now on something in the shard moves: it is read at every counting until it rests again. */
export async function endRest(table: Table, id: MailingId, shard: number): Promise<void> {
  const key = totalsKey(id, shard)
  await table.update(key, { remove: ['rest'] }, { if: 'attribute_exists(#asOf)' })
}
