// Adapts SQS events to use cases: each record is parsed at the door and worked on by itself; the
// ones that failed go back to the queue (ReportBatchItemFailures), the others are done.
import type { Context, SQSBatchResponse, SQSEvent } from 'aws-lambda'
import type * as z from 'zod'
import { type Log, whatBroke } from '#kernel/log'
import { clock } from './clock.ts'

/** Time kept free before the function's deadline, to hand the rest back. */
const spareMs = 10_000

/**
 * A Lambda handler over one message schema. `work` gets the message and the time, on the
 * function's own clock, by which it should have handed back what is left.
 */
export function queueHandler<Schema extends z.ZodType>(options: {
  schema: Schema
  log: Log
  work: (message: z.infer<Schema>, run: { deadline: Date }) => Promise<void>
}) {
  return async (event: SQSEvent, context: Context): Promise<SQSBatchResponse> => {
    const leftMs = context.getRemainingTimeInMillis() - spareMs
    const deadline = new Date(clock().getTime() + leftMs)
    const batchItemFailures: { itemIdentifier: string }[] = []
    for (const record of event.Records) {
      const message = options.schema.safeParse(parseJson(record.body))
      if (!message.success) {
        // Nobody can ever work on it: it goes to the dead letters by its receive count.
        options.log('error', 'queue.malformed', { messageId: record.messageId })
        batchItemFailures.push({ itemIdentifier: record.messageId })
        continue
      }
      try {
        await options.work(message.data, { deadline })
      } catch (error) {
        options.log('error', 'queue.failed', {
          messageId: record.messageId,
          receiveCount: Number(record.attributes.ApproximateReceiveCount),
          ...whatBroke(error),
        })
        batchItemFailures.push({ itemIdentifier: record.messageId })
      }
    }
    return { batchItemFailures }
  }
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return undefined
  }
}
