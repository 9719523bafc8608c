// A batch whose recipients are all final: its shard notes it, and the last one brings the mailing's
// next step on at once. Losing any of this costs a minute; the tick finds out by itself.
import type { Table } from '#aws/table'
import { deliveryLimits } from './mailing.ts'
import type { MailingMessage } from './messages.ts'
import type { Queue } from './ports.ts'
import { changeMailing } from './store.ts'
import { addFinished, type BatchId } from './store-batches.ts'

export async function finishBatch(
  deps: { table: Table; mailingQueue: Queue<MailingMessage> },
  id: BatchId,
): Promise<void> {
  const { mailingId } = id
  const shard = await addFinished(deps.table, mailingId, { shard: id.shard, batches: [id.batch] })
  if ((shard.finished?.size ?? 0) < shard.cursor.batches) return
  const mailing = await changeMailing(deps.table, mailingId, {
    from: ['sending'],
    add: { finishedShards: new Set([id.shard]) },
  })
  if (mailing?.finishedShards?.size === deliveryLimits.planShards)
    await deps.mailingQueue.send([{ body: { kind: 'step', mailingId } }])
}
