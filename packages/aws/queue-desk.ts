// Looking at queues and putting dead letters back, over SQS. A letter is sent before it is deleted:
// a crash between the two delivers it twice, which every consumer takes.
import {
  ChangeMessageVisibilityBatchCommand,
  DeleteMessageBatchCommand,
  GetQueueAttributesCommand,
  type Message,
  ReceiveMessageCommand,
  SendMessageBatchCommand,
  type SQSClient,
} from '@aws-sdk/client-sqs'
import type { QueueCounts, QueueDesk, QueueName, RawLetter } from '#delivery/queue-desk'
import { instant } from '#kernel/time'

type Addresses = { url: string; deadUrl: string }

const batch = 10
/** How long a letter is hidden from others while it is looked at, or moved. */
const hiddenSeconds = 30
/** A receive without messages may be wrong once: SQS asks only some of its servers. */
const emptyReceives = 2

/** The desk over the addresses of every queue. */
export function sqsDesk(options: {
  client: SQSClient
  queues: Readonly<Record<QueueName, Addresses>>
}): QueueDesk {
  const { client, queues } = options
  return {
    counts: (name) => countsOf(client, queues[name]),
    letters: (name, limit) => lettersOf(client, queues[name].deadUrl, limit),
    redrive: (name, limit) => moveLetters(client, queues[name], limit),
  }
}

async function countsOf(client: SQSClient, { url, deadUrl }: Addresses): Promise<QueueCounts> {
  const [live, dead] = await Promise.all([attributes(client, url), attributes(client, deadUrl)])
  return { ...live, dead: dead.waiting + dead.inFlight }
}

async function attributes(client: SQSClient, url: string) {
  const { Attributes = {} } = await client.send(
    new GetQueueAttributesCommand({
      QueueUrl: url,
      AttributeNames: [
        'ApproximateNumberOfMessages',
        'ApproximateNumberOfMessagesNotVisible',
        'ApproximateNumberOfMessagesDelayed',
      ],
    }),
  )
  return {
    waiting: Number(Attributes['ApproximateNumberOfMessages'] ?? 0),
    inFlight: Number(Attributes['ApproximateNumberOfMessagesNotVisible'] ?? 0),
    delayed: Number(Attributes['ApproximateNumberOfMessagesDelayed'] ?? 0),
  }
}

async function lettersOf(client: SQSClient, deadUrl: string, limit: number): Promise<RawLetter[]> {
  const found = new Map<string, Message>()
  const handles: string[] = []
  for await (const messages of receiveUpTo(client, deadUrl, limit)) {
    for (const message of messages) {
      if (message.MessageId) found.set(message.MessageId, message)
      if (message.ReceiptHandle) handles.push(message.ReceiptHandle)
    }
  }
  await release(client, deadUrl, handles)
  return [...found.values()].map(({ MessageId = '', Body = '', Attributes }) => ({
    id: MessageId,
    body: Body,
    sentAt: instant(Number(Attributes?.SentTimestamp ?? 0)),
    receivedCount: Number(Attributes?.ApproximateReceiveCount ?? 0),
  }))
}

/** Lets others have them again at once; what can't be released comes back by itself. */
async function release(client: SQSClient, url: string, handles: readonly string[]): Promise<void> {
  for (let start = 0; start < handles.length; start += batch)
    await client.send(
      new ChangeMessageVisibilityBatchCommand({
        QueueUrl: url,
        Entries: handles.slice(start, start + batch).map((ReceiptHandle, at) => ({
          Id: String(at),
          ReceiptHandle,
          VisibilityTimeout: 0,
        })),
      }),
    )
}

/** Only what lay there at the beginning, so that a letter which fails again does not go in circles. */
async function moveLetters(
  client: SQSClient,
  { url, deadUrl }: Addresses,
  limit: number,
): Promise<number> {
  const { waiting } = await attributes(client, deadUrl)
  let movedCount = 0
  for await (const messages of receiveUpTo(client, deadUrl, Math.min(limit, waiting))) {
    const entries = messages.map(({ Body = '', MessageAttributes }, at) => ({
      Id: String(at),
      MessageBody: Body,
      ...(MessageAttributes ? { MessageAttributes } : {}),
    }))
    const sent = await client.send(new SendMessageBatchCommand({ QueueUrl: url, Entries: entries }))
    const moved = (sent.Successful ?? []).flatMap(({ Id }) => messages[Number(Id)] ?? [])
    const failed = (sent.Failed ?? []).flatMap(({ Id }) => messages[Number(Id)] ?? [])
    if (moved.length > 0)
      await client.send(
        new DeleteMessageBatchCommand({ QueueUrl: deadUrl, Entries: moved.map(toDelete) }),
      )
    movedCount += moved.length
    await release(
      client,
      deadUrl,
      failed.flatMap(({ ReceiptHandle }) => ReceiptHandle ?? []),
    )
    if (failed.length > 0) break
  }
  return movedCount
}

const toDelete = ({ ReceiptHandle }: Message, at: number) => ({ Id: String(at), ReceiptHandle })

async function* receiveUpTo(
  client: SQSClient,
  url: string,
  limit: number,
): AsyncGenerator<Message[]> {
  let left = limit
  for (let empty = 0; left > 0 && empty < emptyReceives; ) {
    const { Messages = [] } = await client.send(
      new ReceiveMessageCommand({
        QueueUrl: url,
        MaxNumberOfMessages: Math.min(batch, left),
        VisibilityTimeout: hiddenSeconds,
        MessageAttributeNames: ['All'],
        MessageSystemAttributeNames: ['SentTimestamp', 'ApproximateReceiveCount'],
      }),
    )
    if (Messages.length === 0) empty += 1
    else {
      left -= Messages.length
      yield Messages
    }
  }
}
