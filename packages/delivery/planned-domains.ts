// The receiving domains a mailing was planned for: counted from a shard's rosters once it is planned,
// so that a crash changes nothing, and ranked over all shards when planning ends.

import * as z from 'zod'
import { mailingKey, plannedDomainsKey } from '#aws/keys'
import type { Table } from '#aws/table'
import type { MailingId } from '#kernel/ids'
import { eachRoster, type ShardCursor } from './store-batches.ts'

const schema = 1

/** `kept`: domains a shard keeps by name. `named`: domains a mailing is counted by. */
export const domainLimits = { kept: 200, named: 50 }

const PlannedDomains = z.object({
  domains: z.record(z.string(), z.number().int().min(0)),
  others: z.number().int().min(0),
})

/** Counts a planned shard's recipients by domain. Repeating it writes the same. */
export async function keepShardDomains(
  table: Table,
  id: MailingId,
  at: { shard: number; cursor: ShardCursor },
): Promise<void> {
  const { shard, cursor } = at
  if (cursor.batches === 0) return
  const counts = new Map<string, number>()
  for await (const { batch, domains } of eachRoster(table, id, shard)) {
    // Another worker may have begun one more after the shard was complete; it is never sent.
    if (batch >= cursor.batches) break
    for (const domain of domains) counts.set(domain, (counts.get(domain) ?? 0) + 1)
  }
  const ranked = rank(counts)
  const others = ranked.slice(domainLimits.kept).reduce((sum, [, count]) => sum + count, 0)
  await table.put({
    ...plannedDomainsKey(id, shard),
    schema,
    domains: Object.fromEntries(ranked.slice(0, domainLimits.kept)),
    others,
  })
}

/** The largest over all shards, the largest first. Shards an earlier version planned count nothing. */
export async function topDomainsOf(table: Table, id: MailingId): Promise<string[]> {
  const counts = new Map<string, number>()
  const partition = mailingKey(id).pk
  for await (const item of table.query({ partition, beginsWith: 'DOMAINS#', consistent: true }))
    for (const [domain, count] of Object.entries(PlannedDomains.parse(item).domains))
      counts.set(domain, (counts.get(domain) ?? 0) + count)
  return rank(counts)
    .slice(0, domainLimits.named)
    .map(([domain]) => domain)
}

function rank(counts: ReadonlyMap<string, number>): [string, number][] {
  return [...counts].sort(([a, countA], [b, countB]) => countB - countA || (a < b ? -1 : 1))
}
