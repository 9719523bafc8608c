// What became of a reader in a newsletter's earlier mailings: exact, from rosters and progress.
import type { Table } from '#aws/table'
import { getNewsletter } from '#editorial/store-newsletters'
import type { ReaderId } from '#kernel/ids'
import type { Progress } from './batch.ts'
import type { Mailing } from './mailing.ts'
import { type Reach, reachOf } from './reach.ts'
import { getMailings } from './store.ts'
import { getProgress, getRoster, getShard, type Shard } from './store-batches.ts'

/** The newsletter's mailings before this one, in the order it was given them. */
export async function mailingsBefore(
  table: Table,
  mailing: Pick<Mailing, 'id' | 'newsletterId'>,
): Promise<Mailing[]> {
  const newsletter = await getNewsletter(table, mailing.newsletterId)
  const ids = newsletter?.mailingIds ?? []
  const at = ids.indexOf(mailing.id)
  return await getMailings(table, at < 0 ? ids : ids.slice(0, at))
}

/** Nobody of it is called any more: cancelled and closed, or sent. */
export function isOver({ status, closedAt }: Mailing): boolean {
  return closedAt !== undefined && (status === 'cancelled' || status === 'sent')
}

/** Undefined when the mailing was not planned for this reader. */
export type Reached = (readerId: ReaderId) => Promise<Reach | undefined>

/**
 * Looks readers of one shard up in one mailing. Cheapest when they are asked for in the order of
 * their ids: the roster looked at last is kept, and the one after it is tried first.
 */
export function reachedIn(table: Table, mailing: Mailing, shard: number): Reached {
  const rosters = rosterWalk(table, mailing, shard)
  return async (readerId) => {
    const page = await rosters(readerId)
    const number = page?.readerIds.indexOf(readerId) ?? -1
    if (!page || number < 0) return undefined
    return reachOf(await page.progress(), number, isOver(mailing))
  }
}

/** A roster's readers, and its progress once it is asked for. */
export type RosterPage = {
  batch: number
  readerIds: readonly ReaderId[]
  progress: () => Promise<Progress>
}

/** Finds the first roster that ends with this reader or after; undefined when none does. */
export function rosterWalk(table: Table, mailing: Mailing, shard: number) {
  let kept: RosterPage | undefined
  let planned: Shard | undefined
  const load = async (batch: number): Promise<RosterPage> => {
    if (kept?.batch === batch) return kept
    const id = { mailingId: mailing.id, shard, batch }
    const roster = await getRoster(table, id)
    if (!roster) throw new Error('A roster of a planned shard is missing')
    let progress: Promise<Progress> | undefined
    kept = {
      batch,
      readerIds: roster.lines.map(({ readerId }) => readerId),
      progress: () => {
        progress ??= getProgress(table, id)
        return progress
      },
    }
    return kept
  }
  const ends = (page: RosterPage, readerId: ReaderId) => readerId <= (page.readerIds.at(-1) ?? '')
  return async (readerId: ReaderId): Promise<RosterPage | undefined> => {
    planned ??= await getShard(table, mailing.id, shard)
    let from = 0
    let to = planned.cursor.batches
    if (kept && !ends(kept, readerId)) {
      from = kept.batch + 1
      if (from < to && ends(await load(from), readerId)) return kept
    } else if (kept && (kept.readerIds[0] ?? '') <= readerId) return kept
    while (from < to) {
      const batch = Math.floor((from + to) / 2)
      if (ends(await load(batch), readerId)) to = batch
      else from = batch + 1
    }
    return from < planned.cursor.batches ? await load(from) : undefined
  }
}
