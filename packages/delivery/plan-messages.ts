// Which shards of a mailing are still to be planned, and the messages that ask for it.
import type { Table } from '#aws/table'
import { audienceAfter } from '#readers/store'
import { deliveryLimits, type Mailing } from './mailing.ts'
import type { MailingMessage } from './messages.ts'

/** Readers in a shard, by a probe of the first: small audiences are planned by one message. */
const smallShard = 100

/** Messages for the shards that are not planned yet. Nothing to send when all are. */
export async function planMessages(table: Table, mailing: Mailing): Promise<MailingMessage[]> {
  const open = openShards(mailing)
  if (open.length === 0) return []
  const probe = await audienceAfter(table, 0, undefined, deliveryLimits.planPage)
  const small = !probe.more && probe.readers.length < smallShard
  const each = small ? deliveryLimits.planShards : probe.more ? 1 : 8
  const messages: MailingMessage[] = []
  for (let start = 0; start < deliveryLimits.planShards; start += each) {
    const group = open.filter((shard) => shard >= start && shard < start + each)
    const [fromShard, toShard] = [group[0], group.at(-1)]
    if (fromShard !== undefined && toShard !== undefined)
      messages.push({ kind: 'plan', mailingId: mailing.id, fromShard, toShard })
  }
  return messages
}

/** Shards of a mailing whose planning is not complete, ascending. */
function openShards(mailing: Mailing): number[] {
  return Array.from({ length: deliveryLimits.planShards }, (_, shard) => shard).filter(
    (shard) => !mailing.plannedShards?.has(shard),
  )
}
