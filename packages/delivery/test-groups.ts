// Who is in a mailing's subject test, and which subject a batch gets. Pure.
//
// Within a shard recipients stand in the order of their ids, which are keyed hashes of addresses, and
// shards are a part of the same hash: any run of batches is a random sample of the audience.
import type { Mailing, SubjectTest } from './mailing.ts'
import type { Shard } from './store-batches.ts'
import { batchSize } from './store-batches.ts'

export type Group = 'a' | 'b'
export const groups: readonly Group[] = ['a', 'b']

/**
 * How many batches of each shard, from its first, are in the test: shard by shard so many that the
 * recipients taken so far are as near to the share of those planned so far as whole batches allow,
 * never further than half a batch. `shards` by number, from 0.
 */
export function sampleBatches(shards: readonly Shard[], share: number): number[] {
  const batches: number[] = []
  let planned = 0
  let taken = 0
  for (const shard of shards) {
    planned += shard.cursor.prepared
    let best = 0
    let bestTaken = taken
    let reached = taken
    for (let batch = 0; batch < shard.cursor.batches; batch++) {
      reached += batchSize(shard, batch)
      if (Math.abs(reached - share * planned) > Math.abs(bestTaken - share * planned)) break
      best = batch + 1
      bestTaken = reached
    }
    batches[shard.shard] = best
    taken = bestTaken
  }
  return atLeastTwo(
    shards,
    Array.from(batches, (count) => count ?? 0),
  )
}

/** One batch for either subject, however small the share, where there are two. */
function atLeastTwo(shards: readonly Shard[], batches: number[]): number[] {
  let missing = 2 - batches.reduce((sum, count) => sum + count, 0)
  for (const { shard, cursor } of shards) {
    const more = Math.max(0, Math.min(missing, cursor.batches - (batches[shard] ?? 0)))
    batches[shard] = (batches[shard] ?? 0) + more
    missing -= more
  }
  return batches
}

/** Whether a batch is in the test, and with which subject. */
export function groupOf(
  test: Pick<SubjectTest, 'batches'> | undefined,
  at: { shard: number; batch: number },
): Group | undefined {
  const counts = test?.batches
  const count = counts?.[at.shard] ?? 0
  if (!counts || at.batch >= count) return undefined
  // Batches alternate within a shard. The first one's subject alternates too, among shards with an
  // even and among those with an odd number apart: so the groups differ by one batch at most, and
  // the shards' last batches, which are smaller, are shared evenly.
  let like = 0
  for (let shard = 0; shard < at.shard; shard++) {
    const other = counts[shard] ?? 0
    if (other > 0 && other % 2 === count % 2) like += 1
  }
  return (like + at.batch) % 2 === 0 ? 'a' : 'b'
}

/**
 * Which subject a batch gets. Undefined when that is not decided yet: nobody of it may be called.
 * Without a test everyone gets the mailing's own.
 */
export function subjectOf(
  mailing: Pick<Mailing, 'test'>,
  at: { shard: number; batch: number },
): Group | undefined {
  if (!mailing.test) return 'a'
  return groupOf(mailing.test, at) ?? mailing.test.winner
}

/** The words of a subject. */
export function subjectText(mailing: Pick<Mailing, 'subject' | 'test'>, group: Group): string {
  return group === 'b' && mailing.test ? mailing.test.subjectB : mailing.subject
}

/** Whether everyone may be called as far as a test goes: there is none, or it is decided. */
export function isDecided(test: SubjectTest | undefined): boolean {
  return test === undefined || test.winner !== undefined
}
