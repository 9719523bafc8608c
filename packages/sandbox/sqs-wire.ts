// How SQS writes things: addresses, digests, messages, attributes, answers and errors.
import { createHash, randomUUID } from 'node:crypto'
import type { AwsReply } from './http.ts'
import type { MessageAttribute, ReceivedMessage, SandboxQueue } from './sqs-queue.ts'

export const sqsLimits = {
  messageBytes: 1_048_576,
  batchEntries: 10,
  delaySeconds: 900,
  visibilitySeconds: 43_200,
  waitSeconds: 20,
}

const account = '000000000000'

/** What XML 1.0 has no place for; SQS refuses a body with one of them. */
const forbiddenCharacter = /[^\t\n\r\u0020-\ud7ff\ue000-\ufffd\u{10000}-\u{10ffff}]/u

export function checkCharacters(body: string): void {
  if (forbiddenCharacter.test(body))
    throw new SqsError(
      'InvalidMessageContents',
      'The message contains characters outside the allowed set.',
    )
}

/** The address of a queue, as messages and the environment name it. */
export const queueUrl = (awsUrl: string, name: string) => `${awsUrl}/${account}/${name}`

/** A refusal; `queryCode` is its name in the older protocol, which clients still look at. */
export class SqsError extends Error {
  readonly code: string
  readonly queryCode: string
  constructor(code: string, message: string, queryCode = code) {
    super(message)
    this.code = code
    this.queryCode = queryCode
  }
}

/** A received message in SQS's words; `wanted` names system attributes, or `All`. */
export function onTheWire(message: ReceivedMessage, wanted: readonly string[]) {
  const system = Object.entries(systemAttributes(message)).filter(
    ([name]) => wanted.includes('All') || wanted.includes(name),
  )
  return {
    MessageId: message.id,
    ReceiptHandle: message.receipt,
    Body: message.body,
    MD5OfBody: md5(message.body),
    ...(system.length > 0 ? { Attributes: Object.fromEntries(system) } : {}),
    ...(message.attributes
      ? {
          MessageAttributes: message.attributes,
          MD5OfMessageAttributes: md5OfAttributes(message.attributes),
        }
      : {}),
  }
}

/** The system attributes of a message, as SQS and Lambda's events give them. */
export type SystemAttributes = {
  ApproximateReceiveCount: string
  SentTimestamp: string
  SenderId: string
  ApproximateFirstReceiveTimestamp: string
  DeadLetterQueueSourceArn?: string
}

export function systemAttributes(message: ReceivedMessage): SystemAttributes {
  return {
    ApproximateReceiveCount: String(message.receiveCount),
    SentTimestamp: String(message.sentMs),
    SenderId: account,
    ApproximateFirstReceiveTimestamp: String(message.firstReceivedMs ?? message.sentMs),
    ...(message.deadLetterSource
      ? { DeadLetterQueueSourceArn: queueArn(message.deadLetterSource) }
      : {}),
  }
}

export const queueArn = (name: string) => `arn:aws:sqs:eu-west-3:${account}:${name}`

export function attributesOf(queue: SandboxQueue): Record<string, string> {
  const { settings } = queue
  const { visible, inFlight, delayed } = queue.counts()
  return {
    QueueArn: queueArn(settings.name),
    ApproximateNumberOfMessages: String(visible),
    ApproximateNumberOfMessagesNotVisible: String(inFlight),
    ApproximateNumberOfMessagesDelayed: String(delayed),
    VisibilityTimeout: String(settings.visibilityTimeoutSeconds),
    DelaySeconds: String(settings.delaySeconds ?? 0),
    MaximumMessageSize: String(sqsLimits.messageBytes),
    MessageRetentionPeriod: String(settings.retentionSeconds ?? 345_600),
    ...(settings.deadLetterQueue
      ? {
          RedrivePolicy: JSON.stringify({
            deadLetterTargetArn: queueArn(settings.deadLetterQueue),
            maxReceiveCount: settings.maxReceiveCount,
          }),
        }
      : {}),
  }
}

export function md5(text: string): string {
  return createHash('md5').update(text).digest('hex')
}

/** SQS's own digest: names in order, each part with its length before it. */
export function md5OfAttributes(attributes: Readonly<Record<string, MessageAttribute>>): string {
  const hash = createHash('md5')
  const part = (bytes: Buffer) => {
    const length = Buffer.alloc(4)
    length.writeUInt32BE(bytes.length)
    hash.update(length).update(bytes)
  }
  for (const name of Object.keys(attributes).sort()) {
    const { DataType, StringValue, BinaryValue } = attributes[name] as MessageAttribute
    part(Buffer.from(name))
    part(Buffer.from(DataType))
    const binary = DataType.startsWith('Binary')
    hash.update(Buffer.from([binary ? 2 : 1]))
    part(binary ? Buffer.from(BinaryValue ?? '', 'base64') : Buffer.from(StringValue ?? ''))
  }
  return hash.digest('hex')
}

export function json(
  status: number,
  body: unknown,
  headers: Record<string, string> = {},
): AwsReply {
  return {
    kind: 'answer',
    status,
    headers: {
      'content-type': 'application/x-amz-json-1.0',
      'x-amzn-requestid': randomUUID(),
      ...headers,
    },
    body: JSON.stringify(body),
  }
}

export function failure(error: SqsError): AwsReply {
  return json(
    400,
    { __type: `com.amazonaws.sqs#${error.code}`, message: error.message },
    { 'x-amzn-query-error': `${error.queryCode};Sender` },
  )
}
