// Which streams an address receives as gifts: one item each, written once the gift is paid. The stream
// decides; the item only says where to look.
import { recipientKey } from '#aws/keys'
import { ifAbsent, type Table } from '#aws/table'
import { idSchema, type ReaderId } from '#kernel/ids'
import type { StreamRef } from './store-streams.ts'

const schema = 1

/** Does nothing when it is there already. */
export async function putRecipient(
  table: Table,
  given: StreamRef & { readerId: ReaderId },
): Promise<void> {
  const { readerId, customerId, streamId } = given
  const key = recipientKey(readerId, streamId)
  await table.put({ ...key, schema, readerId, customerId, streamId }, ifAbsent)
}

/** The gifts that an address receives, by any of the ids it has had. */
export async function streamsReceived(
  table: Table,
  readerIds: readonly ReaderId[],
): Promise<StreamRef[]> {
  const found: StreamRef[] = []
  for (const readerId of readerIds)
    for await (const item of table.query({
      partition: recipientKey(readerId, '').pk,
      consistent: true,
    }))
      found.push({
        customerId: idSchema('customer').parse(item['customerId']),
        streamId: idSchema('stream').parse(item['streamId']),
      })
  return found
}

/** The address receives this stream no more. */
export async function deleteRecipient(
  table: Table,
  { readerId, streamId }: Pick<StreamRef, 'streamId'> & { readerId: ReaderId },
): Promise<void> {
  await table.delete(recipientKey(readerId, streamId))
}

/** Whether an item says that an address receives a stream, for rebuilds. */
export function isRecipientItem({ pk }: { pk?: unknown }): boolean {
  return String(pk).startsWith('RECIPIENT#')
}
