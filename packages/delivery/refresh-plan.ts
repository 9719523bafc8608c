// Which shards' batches a tick reads again. Pure. Feedback goes on long after a shard is through:
// what was sent lately is counted every minute, the rest ever more slowly, and never more in one
// tick than it can read.
import { instant } from '#kernel/time'
import type { Mailing } from './mailing.ts'
import { isResting, isWoken } from './shard-rest.ts'
import type { Shard } from './store-batches.ts'
import type { Totals } from './store-totals.ts'

export const refreshLimits = {
  /**
   * A shard is counted again when its count is a tenth as old as its last mail: every minute for
   * ten minutes, then ever more slowly.
   */
  slowness: 10,
  /** Counted less than this ago: not again, however often the mailing is stepped. */
  leastMs: 45_000,
  /** Batches of shards that are through or rest, in one tick; a batch is about 2 KB. */
  quietBatches: 4_000,
  /** The same where everything is to be counted: up to two million recipients at once. */
  wholeBatches: 20_000,
}

export type RefreshPlan = {
  /** Shards to read; of the others the stored counts are taken. */
  read: ReadonlySet<number>
  /** Shards whose turn it was and that a later tick reads. */
  leftCount: number
}

/**
 * Shards in which something moves are always read: what is due in them is found by reading. Those
 * that are through, or rest, are read in turn; a wait that is over counts from the last reading.
 * `all` reads every shard, where they are not too many for one tick.
 */
export function planRefresh(
  shards: readonly Shard[],
  stored: ReadonlyMap<number, Totals>,
  options: { now: Date; all: boolean; mailing?: Pick<Mailing, 'heldDomains'> },
): RefreshPlan {
  const { now, mailing = {} } = options
  const read = new Set<number>()
  const due: { shard: Shard; lateMs: number }[] = []
  const isWhole = options.all && batchesOf(shards) <= refreshLimits.wholeBatches
  for (const shard of shards) {
    const kept = stored.get(shard.shard)
    if (isWhole || !kept || !(isThrough(shard, kept) || isResting(shard, kept)))
      read.add(shard.shard)
    else {
      const lateMs = lateness(kept, { now, mailing })
      if (lateMs >= 0) due.push({ shard, lateMs })
    }
  }
  due.sort((a, b) => b.lateMs - a.lateMs)
  let free = options.all ? refreshLimits.wholeBatches : refreshLimits.quietBatches
  let leftCount = 0
  for (const [at, { shard }] of due.entries()) {
    free -= begunIn(shard)
    // One at least, however large: each gets its turn.
    if (at === 0 || free >= 0) read.add(shard.shard)
    else leftCount += 1
  }
  return { read, leftCount }
}

/** Every recipient of the shard has a final state, or is uncertain. */
function isThrough(shard: Shard, kept: Totals): boolean {
  return kept.pending === 0 && kept.planned === shard.cursor.prepared
}

/** How long ago it should have been counted again (ms); negative when its turn has not come. */
function lateness(
  kept: Totals,
  { now, mailing }: { now: Date; mailing: Pick<Mailing, 'heldDomains'> },
): number {
  const sinceCount = now.getTime() - Date.parse(kept.asOf)
  if (kept.rest && isWoken(kept.rest, mailing, instant(now))) return sinceCount
  const age = now.getTime() - lastAccepted(kept)
  return sinceCount - Math.max(age / refreshLimits.slowness, refreshLimits.leastMs)
}

/** A shard that nobody was accepted of is as old as can be. */
function lastAccepted({ acceptedByMinute }: Totals): number {
  const last = Object.keys(acceptedByMinute).sort().at(-1)
  return last === undefined ? 0 : Date.parse(last)
}

function batchesOf(shards: readonly Shard[]): number {
  return shards.reduce((sum, shard) => sum + begunIn(shard), 0)
}

/** Batches that were never queued have nothing to be read. */
function begunIn({ fed, cursor }: Shard): number {
  return Math.min(fed, cursor.batches)
}
