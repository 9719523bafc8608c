// How the readership grows: one small counter a day, event and shard.
import type { Table } from '#aws/table'
import type { ReaderId } from '#kernel/ids'
import { type Clock, dateOf, dayMs, type Instant, instant } from '#kernel/time'
import type { Publication } from '#publication/schema'
import { addGrowth, type GrowthCounts, type GrowthEvent, growthOf } from './store-counters.ts'

export const growthLimits = { days: 400 }

export type GrowthDay = GrowthCounts & { day: string; net: number }

/** Counts an event on its day in the publication's zone, after the fact it counts. */
export async function countGrowth(
  deps: { table: Table; publication: Pick<Publication, 'zone'> },
  options: { readerId: ReaderId; event: GrowthEvent; at: Instant },
): Promise<void> {
  const { readerId, event, at } = options
  await addGrowth(deps.table, { day: dateOf(at, deps.publication.zone), readerId, event })
}

/**
 * The last `days` days up to today, oldest first, each with its counts and its net growth
 * (confirmed less unsubscribed less erased). At most 400 days.
 */
export async function readGrowth(
  deps: { table: Table; clock: Clock; publication: Pick<Publication, 'zone'> },
  options: { days: number },
): Promise<GrowthDay[]> {
  const count = Math.min(Math.max(1, Math.floor(options.days)), growthLimits.days)
  const today = dateOf(instant(deps.clock()), deps.publication.zone)
  const days = Array.from({ length: count }, (_, at) => dayBefore(today, count - 1 - at))
  const totals = await growthOf(deps.table, days)
  return days.map((day) => {
    const counts = totals.get(day) ?? { requested: 0, confirmed: 0, unsubscribed: 0, erased: 0 }
    return { day, ...counts, net: counts.confirmed - counts.unsubscribed - counts.erased }
  })
}

function dayBefore(day: string, count: number): string {
  return new Date(Date.parse(`${day}T12:00:00Z`) - count * dayMs).toISOString().slice(0, 10)
}
