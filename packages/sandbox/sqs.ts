// SQS on the wire: the JSON protocol that `@aws-sdk/client-sqs` speaks, over the sandbox's queues.
import * as z from 'zod'
import type { AwsReply, AwsRequest } from './http.ts'
import type { MessageAttribute, SandboxQueue } from './sqs-queue.ts'
import type { Queues } from './sqs-queues.ts'
import {
  attributesOf,
  checkCharacters,
  failure,
  json,
  md5,
  md5OfAttributes,
  onTheWire,
  queueUrl,
  SqsError,
  sqsLimits,
} from './sqs-wire.ts'

const Attributes = z.record(
  z.string().max(256),
  z.object({
    DataType: z.string(),
    StringValue: z.string().optional(),
    BinaryValue: z.string().optional(),
  }),
)
const Entry = z.object({
  MessageBody: z.string().min(1),
  DelaySeconds: z.number().int().optional(),
  MessageAttributes: Attributes.optional(),
})
const OnQueue = z.object({ QueueUrl: z.string().max(2_000) })
const Receipt = z.object({ ReceiptHandle: z.string().min(1).max(2_000) })
const Visibility = Receipt.extend({ VisibilityTimeout: z.number().int() })
const batchOf = <T extends z.ZodRawShape>(entry: z.ZodObject<T>) =>
  OnQueue.extend({ Entries: z.array(entry.extend({ Id: z.string().regex(/^[\w-]{1,80}$/) })) })
const Receive = OnQueue.extend({
  MaxNumberOfMessages: z.number().int().optional(),
  VisibilityTimeout: z.number().int().optional(),
  WaitTimeSeconds: z.number().int().optional(),
  AttributeNames: z.array(z.string()).optional(),
  MessageSystemAttributeNames: z.array(z.string()).optional(),
})
const Create = z.object({
  QueueName: z.string(),
  Attributes: z.record(z.string(), z.string()).optional(),
})

/** Answers one SQS call. Requests of other operations get `UnknownOperationException`. */
export async function answerSqs(
  context: { queues: Queues; awsUrl: string },
  request: AwsRequest,
): Promise<AwsReply> {
  const operation = String(request.headers['x-amz-target']).split('.')[1] ?? ''
  try {
    const act = operations[operation]
    if (!act) throw new SqsError('UnknownOperationException', `${operation} is not known here.`)
    return json(200, await act(context, parseJson(request.body)))
  } catch (error) {
    if (error instanceof z.ZodError)
      return failure(new SqsError('InvalidParameterValue', z.prettifyError(error)))
    if (error instanceof SqsError) return failure(error)
    throw error
  }
}

type Operation = (context: { queues: Queues; awsUrl: string }, input: unknown) => unknown

const operations: Record<string, Operation> = {
  SendMessage(context, raw) {
    const input = OnQueue.extend(Entry.shape).parse(raw)
    const queue = queueOf(context, input.QueueUrl)
    checkSize([input])
    return { ...sendOne(queue, input) }
  },

  SendMessageBatch(context, raw) {
    const input = batchOf(Entry).parse(raw)
    const queue = queueOf(context, input.QueueUrl)
    checkBatch(input.Entries)
    checkSize(input.Entries, 'AWS.SimpleQueueService.BatchRequestTooLong')
    return eachEntry(input.Entries, (entry) => sendOne(queue, entry))
  },

  async ReceiveMessage(context, raw) {
    const input = Receive.parse(raw)
    const queue = queueOf(context, input.QueueUrl)
    const max = input.MaxNumberOfMessages ?? 1
    range('MaxNumberOfMessages', max, 1, 10)
    range('WaitTimeSeconds', input.WaitTimeSeconds ?? 0, 0, sqsLimits.waitSeconds)
    range('VisibilityTimeout', input.VisibilityTimeout ?? 0, 0, sqsLimits.visibilitySeconds)
    const wanted = [...(input.AttributeNames ?? []), ...(input.MessageSystemAttributeNames ?? [])]
    const messages = await queue.receive({
      max,
      waitMs: (input.WaitTimeSeconds ?? 0) * 1000,
      ...(input.VisibilityTimeout === undefined
        ? {}
        : { visibilityTimeoutSeconds: input.VisibilityTimeout }),
    })
    return messages.length === 0 ? {} : { Messages: messages.map((m) => onTheWire(m, wanted)) }
  },

  DeleteMessage(context, raw) {
    const input = OnQueue.extend(Receipt.shape).parse(raw)
    queueOf(context, input.QueueUrl).delete(input.ReceiptHandle)
    return {}
  },

  DeleteMessageBatch(context, raw) {
    const input = batchOf(Receipt).parse(raw)
    const queue = queueOf(context, input.QueueUrl)
    checkBatch(input.Entries)
    return eachEntry(input.Entries, (entry) => {
      queue.delete(entry.ReceiptHandle)
      return {}
    })
  },

  ChangeMessageVisibility(context, raw) {
    const input = OnQueue.extend(Visibility.shape).parse(raw)
    changeVisibility(queueOf(context, input.QueueUrl), input)
    return {}
  },

  ChangeMessageVisibilityBatch(context, raw) {
    const input = batchOf(Visibility).parse(raw)
    const queue = queueOf(context, input.QueueUrl)
    checkBatch(input.Entries)
    return eachEntry(input.Entries, (entry) => {
      changeVisibility(queue, entry)
      return {}
    })
  },

  GetQueueAttributes(context, raw) {
    return { Attributes: attributesOf(queueOf(context, OnQueue.parse(raw).QueueUrl)) }
  },

  GetQueueUrl(context, raw) {
    const { QueueName } = z.object({ QueueName: z.string() }).parse(raw)
    if (!context.queues.get(QueueName)) throw noSuchQueue()
    return { QueueUrl: queueUrl(context.awsUrl, QueueName) }
  },

  ListQueues(context, raw) {
    const { QueueNamePrefix = '' } = z.object({ QueueNamePrefix: z.string().optional() }).parse(raw)
    const names = context.queues.all().map(({ settings }) => settings.name)
    const found = names.filter((name) => name.startsWith(QueueNamePrefix))
    return { QueueUrls: found.map((name) => queueUrl(context.awsUrl, name)) }
  },

  PurgeQueue(context, raw) {
    queueOf(context, OnQueue.parse(raw).QueueUrl).purge()
    return {}
  },

  CreateQueue(context, raw) {
    const { QueueName, Attributes: given = {} } = Create.parse(raw)
    if (!/^[\w-]{1,80}$/.test(QueueName))
      throw new SqsError('InvalidParameterValue', 'Can only include alphanumeric characters, - , _')
    const redrive = given['RedrivePolicy']
    const policy = redrive === undefined ? undefined : (JSON.parse(redrive) as RedrivePolicy)
    context.queues.open({
      name: QueueName,
      visibilityTimeoutSeconds: Number(given['VisibilityTimeout'] ?? 30),
      delaySeconds: Number(given['DelaySeconds'] ?? 0),
      retentionSeconds: Number(given['MessageRetentionPeriod'] ?? 345_600),
      ...(policy
        ? {
            maxReceiveCount: Number(policy.maxReceiveCount),
            deadLetterQueue: String(policy.deadLetterTargetArn).split(':').at(-1) as string,
          }
        : {}),
    })
    return { QueueUrl: queueUrl(context.awsUrl, QueueName) }
  },
}

type RedrivePolicy = { maxReceiveCount?: unknown; deadLetterTargetArn?: unknown }
type EntryInput = z.infer<typeof Entry>

function queueOf(context: { queues: Queues }, url: string): SandboxQueue {
  const queue = context.queues.get(url.split('/').at(-1) ?? '')
  if (!queue) throw noSuchQueue()
  return queue
}

function noSuchQueue(): SqsError {
  return new SqsError(
    'QueueDoesNotExist',
    'The specified queue does not exist.',
    'AWS.SimpleQueueService.NonExistentQueue',
  )
}

function sendOne(queue: SandboxQueue, entry: EntryInput) {
  checkCharacters(entry.MessageBody)
  if (entry.DelaySeconds !== undefined)
    range('DelaySeconds', entry.DelaySeconds, 0, sqsLimits.delaySeconds)
  const [MessageId] = queue.send([
    {
      body: entry.MessageBody,
      ...(entry.MessageAttributes
        ? { attributes: entry.MessageAttributes as Record<string, MessageAttribute> }
        : {}),
      ...(entry.DelaySeconds === undefined ? {} : { delaySeconds: entry.DelaySeconds }),
    },
  ])
  return {
    MessageId,
    MD5OfMessageBody: md5(entry.MessageBody),
    ...(entry.MessageAttributes
      ? { MD5OfMessageAttributes: md5OfAttributes(entry.MessageAttributes) }
      : {}),
  }
}

function changeVisibility(queue: SandboxQueue, entry: z.infer<typeof Visibility>): void {
  range('VisibilityTimeout', entry.VisibilityTimeout, 0, sqsLimits.visibilitySeconds)
  if (queue.changeVisibility(entry.ReceiptHandle, entry.VisibilityTimeout) === 'notInFlight')
    throw new SqsError(
      'MessageNotInflight',
      'The message is not in flight, or the receipt handle is not its latest.',
      'AWS.SimpleQueueService.MessageNotInflight',
    )
}

/** Each entry succeeds or fails by itself; the call as a whole succeeds. */
function eachEntry<E extends { Id: string }>(entries: readonly E[], act: (entry: E) => object) {
  const Successful: object[] = []
  const Failed: object[] = []
  for (const entry of entries)
    try {
      Successful.push({ Id: entry.Id, ...act(entry) })
    } catch (error) {
      if (!(error instanceof SqsError)) throw error
      Failed.push({ Id: entry.Id, Code: error.code, Message: error.message, SenderFault: true })
    }
  return { Successful, ...(Failed.length > 0 ? { Failed } : {}) }
}

function checkBatch(entries: readonly { Id: string }[]): void {
  const prefix = 'AWS.SimpleQueueService.'
  if (entries.length === 0)
    throw new SqsError('EmptyBatchRequest', 'No entries.', `${prefix}EmptyBatchRequest`)
  if (entries.length > sqsLimits.batchEntries)
    throw new SqsError(
      'TooManyEntriesInBatchRequest',
      `Maximum number of entries per request are ${sqsLimits.batchEntries}. You have sent ${entries.length}.`,
      `${prefix}TooManyEntriesInBatchRequest`,
    )
  if (new Set(entries.map(({ Id }) => Id)).size < entries.length)
    throw new SqsError(
      'BatchEntryIdsNotDistinct',
      'Two entries have the same Id.',
      `${prefix}BatchEntryIdsNotDistinct`,
    )
}

function checkSize(entries: readonly EntryInput[], code = 'InvalidParameterValue'): void {
  const bytes = entries.reduce(
    (sum, { MessageBody, MessageAttributes }) =>
      sum + Buffer.byteLength(MessageBody) + attributeBytes(MessageAttributes ?? {}),
    0,
  )
  if (bytes > sqsLimits.messageBytes)
    throw new SqsError(
      code.split('.').at(-1) as string,
      `One or more parameters are invalid. Reason: Message must be shorter than ${sqsLimits.messageBytes} bytes.`,
      code,
    )
}

function attributeBytes(attributes: Record<string, z.infer<typeof Attributes>[string]>): number {
  return Object.entries(attributes).reduce(
    (sum, [name, { DataType, StringValue = '', BinaryValue = '' }]) =>
      sum + Buffer.byteLength(name + DataType + StringValue) + (BinaryValue.length * 3) / 4,
    0,
  )
}

function range(name: string, value: number, least: number, most: number): void {
  if (value < least || value > most)
    throw new SqsError(
      'InvalidParameterValue',
      `Value ${value} for parameter ${name} is invalid. Reason: Must be between ${least} and ${most}, if provided.`,
    )
}

function parseJson(body: Buffer): unknown {
  try {
    return JSON.parse(body.toString())
  } catch {
    throw new SqsError('SerializationException', 'The body is no JSON.')
  }
}
