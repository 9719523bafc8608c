import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { writeFileSync } from 'node:fs'
import { join, resolve } from 'node:path'
import {
  ChangeMessageVisibilityCommand,
  CreateQueueCommand,
  DeleteMessageBatchCommand,
  DeleteMessageCommand,
  GetQueueAttributesCommand,
  GetQueueUrlCommand,
  type Message,
  ReceiveMessageCommand,
  SendMessageBatchCommand,
  SendMessageCommand,
  SQSClient,
} from '@aws-sdk/client-sqs'
import { afterAll, beforeAll, beforeEach, expect, it } from 'vitest'
import { instant } from '#kernel/time'
import { type Cloud, startCloud } from '#sandbox/cloud'
import { clientConfig, temporaryFolder, testCloud } from '../../support/cloud.ts'

let cloud: Cloud
let close: () => Promise<void>
let sqs: SQSClient
let QueueUrl: string
let queueNumber = 0

beforeAll(async () => {
  const made = await testCloud()
  cloud = made.cloud
  close = made.close
  sqs = new SQSClient({ ...clientConfig(cloud), maxAttempts: 1 })
})
afterAll(async () => {
  sqs.destroy()
  await close()
})
beforeEach(async () => {
  const created = await sqs.send(new CreateQueueCommand({ QueueName: `test-${queueNumber++}` }))
  QueueUrl = created.QueueUrl as string
})

const send = (MessageBody: string, more: object = {}) =>
  sqs.send(new SendMessageCommand({ QueueUrl, MessageBody, ...more }))

async function receive(more: object = {}): Promise<Message[]> {
  const command = new ReceiveMessageCommand({
    QueueUrl,
    MaxNumberOfMessages: 10,
    MessageSystemAttributeNames: ['All'],
    MessageAttributeNames: ['All'],
    ...more,
  })
  return (await sqs.send(command)).Messages ?? []
}

const advance = (seconds: number) =>
  cloud.clock.reach(instant(cloud.clock.now().getTime() + seconds * 1000))

it('gives a message with its digests, attributes and receive count', async () => {
  const sent = await send('bonjour é', {
    MessageAttributes: {
      kind: { DataType: 'String', StringValue: 'batch' },
      n: { DataType: 'Number', StringValue: '7' },
    },
  })
  const [message] = await receive()
  expect(message).toMatchObject({
    Body: 'bonjour é',
    MessageId: sent.MessageId,
    MD5OfBody: sent.MD5OfMessageBody,
    MD5OfMessageAttributes: sent.MD5OfMessageAttributes,
    Attributes: { ApproximateReceiveCount: '1' },
    MessageAttributes: { kind: { StringValue: 'batch' }, n: { StringValue: '7' } },
  })
})

it('hides a received message for its visibility timeout, then gives it again', async () => {
  await send('once more')
  const [first] = await receive({ VisibilityTimeout: 60 })
  expect(await receive()).toEqual([])
  advance(61)
  const [second] = await receive()
  expect(second?.MessageId).toBe(first?.MessageId)
  expect(second?.Attributes?.['ApproximateReceiveCount']).toBe('2')
  expect(second?.ReceiptHandle).not.toBe(first?.ReceiptHandle)
})

it('does not delete by a receipt that is no longer the latest', async () => {
  await send('stale')
  const [first] = await receive({ VisibilityTimeout: 0 })
  const [second] = await receive({ VisibilityTimeout: 0 })
  await sqs.send(new DeleteMessageCommand({ QueueUrl, ReceiptHandle: first?.ReceiptHandle }))
  const [third] = await receive({ VisibilityTimeout: 0 })
  expect(third?.MessageId).toBe(second?.MessageId)
  await sqs.send(new DeleteMessageCommand({ QueueUrl, ReceiptHandle: third?.ReceiptHandle }))
  expect(await receive()).toEqual([])
})

it('gives a message back early when its visibility is changed to nothing', async () => {
  await send('back')
  const [message] = await receive({ VisibilityTimeout: 3600 })
  const { ReceiptHandle } = message as Message
  const change = (VisibilityTimeout: number) =>
    sqs.send(new ChangeMessageVisibilityCommand({ QueueUrl, ReceiptHandle, VisibilityTimeout }))
  await change(0)
  expect(await receive({ VisibilityTimeout: 0 })).toHaveLength(1)
  await expect(change(10)).rejects.toMatchObject({ name: 'MessageNotInflight' })
})

it('holds a delayed message back by the sandbox’s clock', async () => {
  await send('later', { DelaySeconds: 900 })
  advance(899)
  expect(await receive()).toEqual([])
  advance(2)
  expect(await receive()).toHaveLength(1)
  await expect(send('too late', { DelaySeconds: 901 })).rejects.toThrow(/DelaySeconds/)
})

it('wakes a long poll when a message is sent, and when a delayed one becomes due', async () => {
  const waiting = receive({ WaitTimeSeconds: 20, VisibilityTimeout: 600 })
  await send('now')
  expect(await waiting).toHaveLength(1)
  await send('in a minute', { DelaySeconds: 60 })
  const waitingAgain = receive({ WaitTimeSeconds: 20 })
  await new Promise((done) => setTimeout(done, 20))
  advance(61)
  expect((await waitingAgain).map(({ Body }) => Body)).toEqual(['in a minute'])
})

it('moves a message that was received too often to the dead-letter queue', async () => {
  const dead = await sqs.send(new CreateQueueCommand({ QueueName: `dead-${queueNumber}` }))
  const { Attributes } = await sqs.send(
    new GetQueueAttributesCommand({ QueueUrl: dead.QueueUrl, AttributeNames: ['All'] }),
  )
  const live = await sqs.send(
    new CreateQueueCommand({
      QueueName: `redrive-${queueNumber}`,
      Attributes: {
        RedrivePolicy: JSON.stringify({
          deadLetterTargetArn: Attributes?.['QueueArn'],
          maxReceiveCount: 2,
        }),
      },
    }),
  )
  QueueUrl = live.QueueUrl as string
  await send('poison')
  expect(await receive({ VisibilityTimeout: 0 })).toHaveLength(1)
  expect(await receive({ VisibilityTimeout: 0 })).toHaveLength(1)
  expect(await receive({ VisibilityTimeout: 0 })).toEqual([])
  const [buried] = await receive({ QueueUrl: dead.QueueUrl })
  expect(buried?.Body).toBe('poison')
  expect(buried?.Attributes?.['DeadLetterQueueSourceArn']).toContain('redrive-')
})

it('takes batches entry by entry: what is wrong fails alone', async () => {
  const result = await sqs.send(
    new SendMessageBatchCommand({
      QueueUrl,
      Entries: [
        { Id: 'good', MessageBody: 'a' },
        { Id: 'bad', MessageBody: 'b', DelaySeconds: 5_000 },
      ],
    }),
  )
  expect(result.Successful?.map(({ Id }) => Id)).toEqual(['good'])
  expect(result.Failed).toMatchObject([{ Id: 'bad', SenderFault: true }])
  const [message] = await receive()
  const deleted = await sqs.send(
    new DeleteMessageBatchCommand({
      QueueUrl,
      Entries: [{ Id: 'x', ReceiptHandle: message?.ReceiptHandle }],
    }),
  )
  expect(deleted.Successful).toHaveLength(1)
})

it('refuses what SQS refuses, by the names the client knows', async () => {
  const entries = Array.from({ length: 11 }, (_, n) => ({ Id: `e${n}`, MessageBody: 'x' }))
  await expect(
    sqs.send(new SendMessageBatchCommand({ QueueUrl, Entries: entries })),
  ).rejects.toMatchObject({ name: 'TooManyEntriesInBatchRequest' })
  await expect(send('x'.repeat(1_048_577))).rejects.toThrow(/shorter/)
  await expect(send('y'.repeat(1_048_576))).resolves.toBeDefined()
  await expect(sqs.send(new GetQueueUrlCommand({ QueueName: 'nowhere' }))).rejects.toMatchObject({
    name: 'QueueDoesNotExist',
  })
})

it('counts what can be had, what is in flight and what is delayed', async () => {
  await send('one')
  await send('two')
  await send('three', { DelaySeconds: 60 })
  await receive({ MaxNumberOfMessages: 1 })
  const { Attributes } = await sqs.send(
    new GetQueueAttributesCommand({ QueueUrl, AttributeNames: ['All'] }),
  )
  expect(Attributes).toMatchObject({
    ApproximateNumberOfMessages: '1',
    ApproximateNumberOfMessagesNotVisible: '1',
    ApproximateNumberOfMessagesDelayed: '1',
  })
})

it('gives 500 messages to 20 consumers, each once', async () => {
  for (let batch = 0; batch < 50; batch++)
    await sqs.send(
      new SendMessageBatchCommand({
        QueueUrl,
        Entries: Array.from({ length: 10 }, (_, n) => ({
          Id: `e${n}`,
          MessageBody: String(batch * 10 + n),
        })),
      }),
    )
  const seen: string[] = []
  const consume = async () => {
    for (let got = await receive(); got.length > 0; got = await receive())
      seen.push(...got.map(({ Body }) => Body as string))
  }
  await Promise.all(Array.from({ length: 20 }, consume))
  expect(seen).toHaveLength(500)
  expect(new Set(seen).size).toBe(500)
})

it('loses nothing when the process is killed, and drops a line cut short', async () => {
  const { folder, remove } = temporaryFolder()
  const script = join(resolve('tests/support'), 'send-and-die.ts')
  const child = spawn(process.execPath, ['packages/cli/tsx.mjs', script, folder], {
    stdio: ['ignore', 'ignore', 'inherit'],
  })
  const [, signal] = await once(child, 'exit')
  expect(signal).toBe('SIGKILL')
  writeFileSync(join(folder, 'queues.jsonl'), '{"queue":"kiosque-sandbox-se', { flag: 'a' })

  const again = await startCloud({
    dataDir: folder,
    siteUrl: 'http://localhost:8787',
    sender: 'lettre@en-contact.example',
    functions: 'none',
  })
  try {
    const queue = again.queues.get('kiosque-sandbox-send')
    expect(queue?.counts()).toEqual({ visible: 1, inFlight: 1, delayed: 1 })
    const [left] = (await queue?.receive({ max: 10 })) ?? []
    expect(left?.body).toBe('kept')
    expect(await again.table.get({ pk: 'KEPT', sk: 'KEPT' })).toMatchObject({ n: 1 })
    expect(again.mails.mails.map(({ to }) => to[0])).toEqual(['reader@example.org'])
  } finally {
    await again.stop()
    remove()
  }
})
