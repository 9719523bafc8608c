// SQS as the `Queue` port: batches of ten, failed entries sent once more, then an error.
import { GetQueueAttributesCommand, SendMessageBatchCommand, SQSClient } from '@aws-sdk/client-sqs'

/** A real client; where it goes is the environment's business. */
export function sqsClient(): SQSClient {
  return new SQSClient({})
}

/** SQS's own limits (quotas page): entries a batch, seconds of delay, tries of ours. */
export const queueLimits = { batch: 10, delaySeconds: 900, attempts: 3 }

/**
 * A queue of JSON messages.
 * @throws Error when SQS keeps refusing entries: the caller's item keeps the intent, the tick
 * sends again.
 */
export function sqsQueue<Message>(options: { client: SQSClient; url: string }): {
  send(messages: readonly { body: Message; delaySeconds?: number }[]): Promise<void>
} {
  return {
    async send(messages) {
      for (let start = 0; start < messages.length; start += queueLimits.batch) {
        let left = messages.slice(start, start + queueLimits.batch).map((message, at) => ({
          Id: String(at),
          MessageBody: JSON.stringify(message.body),
          DelaySeconds: Math.min(Math.max(message.delaySeconds ?? 0, 0), queueLimits.delaySeconds),
        }))
        for (let attempt = 1; left.length > 0; attempt++) {
          if (attempt > queueLimits.attempts) throw new Error('SQS kept refusing messages')
          const result = await options.client.send(
            new SendMessageBatchCommand({ QueueUrl: options.url, Entries: left }),
          )
          const refused = new Set((result.Failed ?? []).map((entry) => entry.Id))
          left = left.filter((entry) => refused.has(entry.Id))
        }
      }
    },
  }
}

/** Messages that can be had in a queue now; SQS's own figure, which may lag by a minute. */
export async function visibleCount(client: SQSClient, url: string): Promise<number> {
  const answer = await client.send(
    new GetQueueAttributesCommand({
      QueueUrl: url,
      AttributeNames: ['ApproximateNumberOfMessages'],
    }),
  )
  return Number(answer.Attributes?.['ApproximateNumberOfMessages'] ?? 0)
}
