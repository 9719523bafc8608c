// Finds a reader in a mailing: rosters are in the order of ids, so a few reads are enough.
import type { Table } from '#aws/table'
import type { MailingId, ReaderId } from '#kernel/ids'
import { audienceShardOf } from '#readers/store'
import { type BatchId, getRoster, getShard } from './store-batches.ts'

/** The batch and the number, or undefined when the mailing was not planned for this reader. */
export async function findRecipient(
  table: Table,
  input: { mailingId: MailingId; readerId: ReaderId },
): Promise<{ id: BatchId; number: number } | undefined> {
  const { mailingId, readerId } = input
  const shard = audienceShardOf(readerId)
  let from = 0
  let to = (await getShard(table, mailingId, shard)).cursor.batches - 1
  while (from <= to) {
    const batch = Math.floor((from + to) / 2)
    const id = { mailingId, shard, batch }
    const roster = await getRoster(table, id)
    const lines = roster?.lines ?? []
    const [first, last] = [lines[0], lines.at(-1)]
    if (!first || !last) return undefined
    if (readerId < first.readerId) to = batch - 1
    else if (readerId > last.readerId) from = batch + 1
    else {
      const number = lines.findIndex((line) => line.readerId === readerId)
      return number < 0 ? undefined : { id, number }
    }
  }
  return undefined
}
