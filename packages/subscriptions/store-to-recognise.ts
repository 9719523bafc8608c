// Left for the books by whoever serves or grants: which issues were served in which hour, and what is
// sold by time. The books' run takes these up; it deletes what it is through with.
import { releaseKey, toRecogniseKey } from '#aws/keys'
import { type Item, ifAbsent, type Table } from '#aws/table'
import type { CustomerId, EntitlementId, StreamId } from '#kernel/ids'
import type { Instant } from '#kernel/time'

const v = 1

/** Months as `2026-12`, hours as `2026-12-01T08`. */
export type ToRecognise =
  | { kind: 'issue'; issue: number; hour: string }
  | { kind: 'month'; month: string; hour: string }

/** Written before the lines of the issue that it is about. */
export async function markServed(
  table: Table,
  { issue, now }: { issue: number; now: Instant },
): Promise<void> {
  await mark(table, { kind: 'issue', issue, hour: hourOf(now) })
}

/** Days of this month are to be looked at, also those that are over. */
export async function markMonth(
  table: Table,
  { month, now }: { month: string; now: Instant },
): Promise<void> {
  await mark(table, { kind: 'month', month, hour: hourOf(now) })
}

async function mark(table: Table, what: ToRecognise): Promise<void> {
  await table.put({ ...toRecogniseKey(markName(what)), v, ...what }, ifAbsent)
}

/** Sorts issues by number, months by date, then by hour. */
export function markName(what: ToRecognise): string {
  const about = what.kind === 'issue' ? String(what.issue).padStart(6, '0') : what.month
  return `${what.kind.toUpperCase()}#${about}#${what.hour}`
}

export function hourOf(at: Instant): string {
  return at.slice(0, 13)
}

/** An entitlement that is earned by time, in a month that it touches. */
export type Release = {
  entitlementId: EntitlementId
  customerId: CustomerId
  streamId: StreamId
  invoiceId: string
}

/** Written before the entitlement itself: one a month that its days are in, or that it was paid in. */
export async function putReleases(
  table: Table,
  release: Release & { months: readonly string[]; now: Instant },
): Promise<void> {
  const { months, now, ...rest } = release
  for (const month of months) {
    const key = releaseKey(month, rest.entitlementId)
    await table.put({ ...key, v, ...rest }, ifAbsent)
    // Also when it was there: who wrote it may have died before the entitlement was.
    await markMonth(table, { month, now })
  }
}

export function readRelease(item: Item): Release {
  const { entitlementId, customerId, streamId, invoiceId } = item as Release
  return { entitlementId, customerId, streamId, invoiceId }
}
