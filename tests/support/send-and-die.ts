// Starts a sandbox in the folder given, writes to database, queues and mailbox, and is killed.
import { SESClient, SendRawEmailCommand } from '@aws-sdk/client-ses'
import { SendMessageCommand, SQSClient } from '@aws-sdk/client-sqs'
import { startCloud } from '#sandbox/cloud'
import { clientConfig } from './cloud.ts'

const cloud = await startCloud({
  dataDir: process.argv[2] as string,
  siteUrl: 'http://localhost:8787',
  sender: 'lettre@en-contact.example',
  functions: 'none',
})
const QueueUrl = (
  JSON.parse(cloud.environment['SST_RESOURCE_SendQueue'] as string) as { url: string }
).url
const sqs = new SQSClient(clientConfig(cloud))
for (const MessageBody of ['deleted', 'in flight', 'kept'])
  await sqs.send(new SendMessageCommand({ QueueUrl, MessageBody }))
await sqs.send(new SendMessageCommand({ QueueUrl, MessageBody: 'delayed', DelaySeconds: 900 }))
const queue = cloud.queues.get('kiosque-sandbox-send')
const [first] = (await queue?.receive({ max: 1 })) ?? []
await queue?.receive({ max: 1 })
queue?.delete(first?.receipt as string)
await cloud.table.put({ pk: 'KEPT', sk: 'KEPT', n: 1 })
await new SESClient(clientConfig(cloud)).send(
  new SendRawEmailCommand({
    Destinations: ['reader@example.org'],
    RawMessage: {
      Data: Buffer.from('From: lettre@en-contact.example\r\nTo: reader@example.org\r\n\r\nx\r\n'),
    },
  }),
)
process.kill(process.pid, 'SIGKILL')
