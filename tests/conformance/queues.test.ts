// The sandbox's queues and fauxqs, an SQS that others wrote, under the real client: what the two
// agree on is what SQS documents. Real time passes here, seconds at most.
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
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { queueLimits, sqsQueue } from '#aws/queue'
import { sqsDesk } from '#aws/queue-desk'
import { clientConfig, testCloud } from '../support/cloud.ts'
import { startedAt } from '../support/conformance.ts'

const services = [
  {
    name: 'the sandbox',
    open: async () => {
      const { cloud, close } = await testCloud()
      return { url: cloud.url, close }
    },
  },
  {
    name: 'fauxqs',
    open: async () => ({ url: startedAt('CONFORMANCE_SQS'), close: async () => {} }),
  },
]

describe.each(services)('a queue of $name', ({ name, open }) => {
  let sqs: SQSClient
  let close: () => Promise<void>
  let QueueUrl: string
  let queueName: string
  let queueNumber = 0
  beforeAll(async () => {
    const opened = await open()
    close = opened.close
    sqs = new SQSClient({
      ...clientConfig(opened),
      maxAttempts: 1,
      useQueueUrlAsEndpoint: false,
    })
  })
  afterAll(async () => {
    sqs.destroy()
    await close()
  })
  beforeEach(async () => {
    queueName = `conformance-${queueNumber++}`
    QueueUrl = await create(queueName)
  })

  async function create(QueueName: string, Attributes: Record<string, string> = {}) {
    const created = await sqs.send(new CreateQueueCommand({ QueueName, Attributes }))
    return created.QueueUrl as string
  }
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
  const remove = (message: Message | undefined) =>
    sqs.send(new DeleteMessageCommand({ QueueUrl, ReceiptHandle: message?.ReceiptHandle }))
  async function attributes(url = QueueUrl) {
    const command = new GetQueueAttributesCommand({ QueueUrl: url, AttributeNames: ['All'] })
    return (await sqs.send(command)).Attributes ?? {}
  }

  it('shows dead letters without taking them, and puts them back', async () => {
    const deadUrl = await create(`${queueName}-dead`)
    const pair = { url: QueueUrl, deadUrl }
    const desk = sqsDesk({
      client: sqs,
      queues: { send: pair, mail: pair, plan: pair, feedback: pair, stripe: pair },
    })
    for (let at = 0; at < 13; at++)
      await sqs.send(new SendMessageCommand({ QueueUrl: deadUrl, MessageBody: `letter ${at}` }))
    const letters = await desk.letters('send', 100)
    expect(new Set(letters.map(({ body }) => body)).size).toBe(13)
    expect(letters[0]?.receivedCount).toBe(1)
    expect(await desk.counts('send')).toMatchObject({ waiting: 0, dead: 13 })
    expect(await desk.redrive('send', 4)).toBe(4)
    expect(await desk.redrive('send', 100)).toBe(9)
    expect(await desk.counts('send')).toMatchObject({ waiting: 13, dead: 0 })
  })

  it('takes what Kiosque sends, in batches of ten, and gives each message once', async () => {
    const queue = sqsQueue<{ n: number; text: string }>({ client: sqs, url: QueueUrl })
    const bodies = Array.from({ length: 2 * queueLimits.batch + 3 }, (_, n) => ({
      n,
      text: 'é <&>"\u202f',
    }))
    await queue.send(bodies.map((body) => ({ body })))
    const got: unknown[] = []
    for (let some = await receive(); some.length > 0; some = await receive())
      for (const message of some) {
        got.push(JSON.parse(message.Body as string))
        await remove(message)
      }
    const byNumber = (a: unknown, b: unknown) => (a as { n: number }).n - (b as { n: number }).n
    expect(got.toSorted(byNumber)).toEqual(bodies)
  })

  it('gives digests, attributes and the count of receptions', async () => {
    const before = Date.now()
    const sent = await send('bonjour é', {
      MessageAttributes: {
        kind: { DataType: 'String', StringValue: 'batch' },
        n: { DataType: 'Number', StringValue: '7' },
        bytes: { DataType: 'Binary', BinaryValue: new Uint8Array([0, 255]) },
      },
    })
    const [message] = await receive()
    expect(message).toMatchObject({
      Body: 'bonjour é',
      MessageId: sent.MessageId,
      MD5OfBody: sent.MD5OfMessageBody,
      MD5OfMessageAttributes: sent.MD5OfMessageAttributes,
      Attributes: { ApproximateReceiveCount: '1' },
      MessageAttributes: {
        kind: { StringValue: 'batch' },
        n: { StringValue: '7' },
        bytes: { BinaryValue: new Uint8Array([0, 255]) },
      },
    })
    const sentMs = Number(message?.Attributes?.['SentTimestamp'])
    expect(Number.isInteger(sentMs)).toBe(true)
    expect(String(sentMs)).toHaveLength(String(before).length)
  })

  it('hides a received message for a while, then gives it again by a new receipt', async () => {
    await send('once more')
    const [first] = await receive({ VisibilityTimeout: 1 })
    expect(await receive()).toEqual([])
    const [second] = await receive({ WaitTimeSeconds: 5 })
    expect(second?.MessageId).toBe(first?.MessageId)
    expect(second?.Attributes?.['ApproximateReceiveCount']).toBe('2')
    expect(second?.ReceiptHandle).not.toBe(first?.ReceiptHandle)
    await remove(second)
    expect(await receive({ WaitTimeSeconds: 0 })).toEqual([])
  })

  it('gives a message back early when its visibility becomes nothing', async () => {
    await send('back')
    const [message] = await receive({ VisibilityTimeout: 600 })
    const { ReceiptHandle } = message as Message
    const VisibilityTimeout = 0
    await sqs.send(
      new ChangeMessageVisibilityCommand({ QueueUrl, ReceiptHandle, VisibilityTimeout }),
    )
    expect(await receive()).toHaveLength(1)
  })

  it('holds a delayed message back, and wakes a long poll when it is due', async () => {
    const queue = sqsQueue<string>({ client: sqs, url: QueueUrl })
    await queue.send([{ body: 'later', delaySeconds: 1 }])
    expect(await receive()).toEqual([])
    expect((await attributes())['ApproximateNumberOfMessagesDelayed']).toBe('1')
    const began = Date.now()
    expect((await receive({ WaitTimeSeconds: 20 })).map(({ Body }) => Body)).toEqual(['"later"'])
    expect(Date.now() - began).toBeLessThan(15_000)
  })

  it('wakes a long poll when a message is sent', async () => {
    const began = Date.now()
    const waiting = receive({ WaitTimeSeconds: 20 })
    await send('now')
    expect(await waiting).toHaveLength(1)
    expect(Date.now() - began).toBeLessThan(15_000)
  })

  it('moves a message that came too often to the dead letters', async () => {
    const deadUrl = await create(`${queueName}-dead`)
    const { QueueArn } = await attributes(deadUrl)
    QueueUrl = await create(`${queueName}-live`, {
      RedrivePolicy: JSON.stringify({ deadLetterTargetArn: QueueArn, maxReceiveCount: 2 }),
    })
    await send('poison')
    for (let time = 0; time < 2; time++)
      expect(await receive({ VisibilityTimeout: 0 })).toHaveLength(1)
    expect(await receive({ VisibilityTimeout: 0 })).toEqual([])
    expect((await receive({ QueueUrl: deadUrl })).map(({ Body }) => Body)).toEqual(['poison'])
  })

  it('takes batches entry by entry: what is wrong fails alone', async () => {
    const sent = await sqs.send(
      new SendMessageBatchCommand({
        QueueUrl,
        Entries: [
          { Id: 'a', MessageBody: 'a' },
          { Id: 'b', MessageBody: 'b' },
        ],
      }),
    )
    expect(sent.Successful?.map(({ Id }) => Id)).toEqual(['a', 'b'])
    expect(sent.Failed ?? []).toEqual([])
    const messages = await receive()
    const Entries = messages.map(({ ReceiptHandle }, n) => ({ Id: `m${n}`, ReceiptHandle }))
    const deleted = await sqs.send(new DeleteMessageBatchCommand({ QueueUrl, Entries }))
    expect(deleted.Successful).toHaveLength(2)
    expect((await attributes())['ApproximateNumberOfMessages']).toBe('0')
  })

  it('refuses what SQS refuses, by the names the client knows', async () => {
    const batch = (ids: readonly string[]) =>
      sqs.send(
        new SendMessageBatchCommand({
          QueueUrl,
          Entries: ids.map((Id) => ({ Id, MessageBody: 'x' })),
        }),
      )
    const eleven = Array.from({ length: 11 }, (_, n) => `e${n}`)
    await expect(batch(eleven)).rejects.toMatchObject({ name: 'TooManyEntriesInBatchRequest' })
    await expect(batch(['a', 'a'])).rejects.toMatchObject({ name: 'BatchEntryIdsNotDistinct' })
    await expect(batch([])).rejects.toMatchObject({ name: 'EmptyBatchRequest' })
    await expect(send('x'.repeat(1_048_577))).rejects.toMatchObject({ $fault: 'client' })
    await expect(send('x'.repeat(1_048_576))).resolves.toBeDefined()
    await expect(sqs.send(new GetQueueUrlCommand({ QueueName: 'nowhere' }))).rejects.toMatchObject({
      name: 'QueueDoesNotExist',
    })
  })

  it('refuses characters that have no place in XML, alone in a batch', async () => {
    for (const body of ['\u0000', 'a\u0008', '\u001b[1m', '\uffff'])
      await expect(send(body)).rejects.toMatchObject({
        name: expect.stringMatching(/InvalidMessageContents$/),
      })
    const sent = await sqs.send(
      new SendMessageBatchCommand({
        QueueUrl,
        Entries: [
          { Id: 'good', MessageBody: '\t\n\r \ue000' },
          { Id: 'bad', MessageBody: '\u0001' },
        ],
      }),
    )
    expect(sent.Successful?.map(({ Id }) => Id)).toEqual(['good'])
    expect(sent.Failed).toMatchObject([
      { Id: 'bad', SenderFault: true, Code: 'InvalidMessageContents' },
    ])
  })

  // Here fauxqs errs and the sandbox does what SQS documents.
  it('differs on characters beyond U+FFFF and on delays above 15 minutes', async () => {
    const emoji = await send('😀').catch((error: Error) => error.name)
    const late = await send('late', { DelaySeconds: 901 }).catch((error: Error) => error.name)
    if (name === 'fauxqs') {
      expect(emoji).toMatch(/InvalidMessageContents$/)
      expect(late).toMatchObject({ MessageId: expect.any(String) })
    } else {
      expect(emoji).toMatchObject({ MessageId: expect.any(String) })
      expect(late).toBe('InvalidParameterValue')
    }
  })

  it('counts what can be had, what is in flight and what is delayed', async () => {
    await send('one')
    await send('two')
    await send('three', { DelaySeconds: 60 })
    await receive({ MaxNumberOfMessages: 1 })
    expect(await attributes()).toMatchObject({
      ApproximateNumberOfMessages: '1',
      ApproximateNumberOfMessagesNotVisible: '1',
      ApproximateNumberOfMessagesDelayed: '1',
    })
  })

  it('gives 200 messages to 10 consumers, each once', async () => {
    const queue = sqsQueue<number>({ client: sqs, url: QueueUrl })
    await queue.send(Array.from({ length: 200 }, (_, body) => ({ body })))
    const seen: string[] = []
    const consume = async () => {
      for (let got = await receive(); got.length > 0; got = await receive())
        seen.push(...got.map(({ Body }) => Body as string))
    }
    await Promise.all(Array.from({ length: 10 }, consume))
    expect(seen).toHaveLength(200)
    expect(new Set(seen).size).toBe(200)
  })
})
