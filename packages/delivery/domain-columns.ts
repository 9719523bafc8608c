// Where recipients' mail goes, by receiving domain: a shard's column of domains, read once from its
// rosters, which never change, and kept between the ticks of a process.
import type { Table } from '#aws/table'
import { type Progress, stateOf } from './batch.ts'
import { marks } from './batch-counts.ts'
import { deliveryLimits, type Mailing, otherDomains } from './mailing.ts'
import { eachRoster, type Shard } from './store-batches.ts'
import type { DomainCounts } from './store-totals.ts'

/** Columns by mailing and shard, the least lately used first. A recipient is one byte. */
export type DomainColumns = Map<string, Column>

/** For each recipient of the shard, in order, the place of its domain in `topDomains`, from 1. */
export type Column = Uint8Array

/** All columns together; a million recipients are a million bytes. */
const keptBytes = 16_000_000

export function newDomainColumns(): DomainColumns {
  return new Map()
}

/**
 * The column of a shard that is planned. Where the mailing counts no domain by name, nothing is
 * read; nor is a column kept of which a roster is missing, which is then counted as other.
 */
export async function columnOf(
  table: Table,
  columns: DomainColumns,
  { mailing, shard }: { mailing: Mailing; shard: Shard },
): Promise<Column> {
  const { prepared } = shard.cursor
  const top = mailing.topDomains ?? []
  if (top.length === 0) return new Uint8Array(prepared)
  const name = `${mailing.id}/${shard.shard}/${prepared}`
  const kept = columns.get(name)
  if (kept) {
    columns.delete(name)
    columns.set(name, kept)
    return kept
  }
  const places = new Map(top.map((domain, at) => [domain, at + 1]))
  const column = new Uint8Array(prepared)
  let rosters = 0
  for await (const { batch, domains } of eachRoster(table, mailing.id, shard.shard)) {
    // Another worker may have begun one more after the shard was complete; it is never sent.
    if (batch >= shard.cursor.batches) break
    rosters += 1
    for (const [number, domain] of domains.entries()) {
      const at = batch * deliveryLimits.rosterLines + number
      if (at < prepared) column[at] = places.get(domain) ?? 0
    }
  }
  if (rosters === shard.cursor.batches) keep(columns, name, column)
  return column
}

function keep(columns: DomainColumns, name: string, column: Column): void {
  columns.set(name, column)
  let bytes = 0
  for (const { length } of columns.values()) bytes += length
  for (const [oldest, { length }] of columns) {
    if (bytes <= keptBytes || oldest === name) return
    columns.delete(oldest)
    bytes -= length
  }
}

function noDomainCounts(): DomainCounts {
  return { planned: 0, accepted: 0, delivered: 0, bounced: 0, bouncedSoft: 0, complained: 0 }
}

/** Adds a batch to the counts of its recipients' domains. */
export function countDomains(
  domains: Record<string, DomainCounts>,
  batch: { progress: Progress; size: number; first: number; column: Column; mailing: Mailing },
): void {
  const { progress, size, first, column, mailing } = batch
  for (let number = 0; number < size; number++) {
    const place = column[first + number] ?? 0
    const domain = mailing.topDomains?.[place - 1] ?? otherDomains
    const counts = countsAt(domains, domain)
    counts.planned += 1
    if (stateOf(progress, number).kind === 'accepted') counts.accepted += 1
    for (const mark of ['delivered', 'bounced', 'bouncedSoft', 'complained'] as const)
      if (marks[mark](progress, number)) counts[mark] += 1
  }
}

/** Adds `more` to `sum`. */
export function addDomains(
  sum: Record<string, DomainCounts>,
  more: Readonly<Record<string, DomainCounts>>,
): void {
  for (const [domain, counts] of Object.entries(more)) {
    const to = countsAt(sum, domain)
    for (const name of Object.keys(counts) as (keyof DomainCounts)[]) to[name] += counts[name]
  }
}

function countsAt(domains: Record<string, DomainCounts>, domain: string): DomainCounts {
  const counts = domains[domain] ?? noDomainCounts()
  domains[domain] = counts
  return counts
}
