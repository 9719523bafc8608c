// The stack that `npm start` runs, for the crash matrix: its doors, real clients into its cloud, and
// the journal of what its SES accepted, read from the disk.
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { DynamoDBClient } from '@aws-sdk/client-dynamodb'
import { SQSClient } from '@aws-sdk/client-sqs'
import { DynamoDBDocumentClient } from '@aws-sdk/lib-dynamodb'
import { sqsQueue } from '#aws/queue'
import { dynamoTable, type Table } from '#aws/table'
import type { MailingMessage, SendMessage } from '#delivery/messages'
import type { Queue } from '#delivery/ports'
import { idMaker, type MakeId } from '#kernel/ids'
import { type Log, silentLog } from '#kernel/log'
import type { Clock } from '#kernel/time'
import type { Publication } from '#publication/schema'
import type { ReaderKeys } from '#readers/reader-id'
import { openSecrets } from '#sandbox/data-folder'
import type { Death, DeathSettings, Moment } from '#sandbox/death-plan'
import type { FaultSettings } from '#sandbox/fault-settings'
import type { AcceptedMail } from '#sandbox/ses-journal'
import { queueUrl } from '#sandbox/sqs-wire'
import { readStackNote } from '#sandbox/stack-note'
import { names } from '#sandbox/wiring'
import { startStack, temporaryFolder } from '../support/command.ts'
import { publication } from '../support/editorial.ts'

export type StackState = {
  queues: { name: string; visible: number; inFlight: number; delayed: number }[]
}

export type CrashStack = {
  folder: string
  siteUrl: string
  /** What use cases ask for, over the stack's own endpoints and its clock. */
  deps: {
    table: Table
    clock: Clock
    makeId: MakeId
    sendQueue: Queue<SendMessage>
    mailingQueue: Queue<MailingMessage>
    readerKeys: ReaderKeys
    publication: Publication
    log: Log
  }
  setFaults(faults: Partial<FaultSettings>): Promise<void>
  setQueues(faults: { repeatShare: number; shuffle: boolean }): Promise<void>
  setSeed(seed: number): Promise<void>
  setDeaths(settings: DeathSettings): Promise<void>
  deaths(): Promise<{ deaths: Death[]; waiting: Moment[]; calls: Record<string, number> }>
  status(): Promise<StackState>
  /** Moves the clock forward and waits until what fell due is done. */
  forward(ms: number): Promise<void>
  /** All that SES accepted, from its own journal. */
  accepted(): AcceptedMail[]
  functionsLog(): string
  /** Ends it as a power cut does; the folder stays. */
  end(): Promise<void>
  remove(): void
}

/** Starts it in a folder of its own. */
export async function openCrashStack(): Promise<CrashStack> {
  const { folder, remove } = temporaryFolder()
  const stack = await startStack(folder)
  const note = readStackNote(folder)
  if (!note) throw new Error('The stack left no note')
  const config = {
    endpoint: note.awsUrl,
    region: names.region,
    credentials: { accessKeyId: 'sandbox', secretAccessKey: 'sandbox' },
  }
  const dynamo = new DynamoDBClient(config)
  const sqs = new SQSClient(config)
  const client = DynamoDBDocumentClient.from(dynamo, {
    marshallOptions: { removeUndefinedValues: true },
  })
  const clock: Clock = () => new Date(Date.now() + offsetOf(folder))
  const queue = <Message>(name: string) =>
    sqsQueue<Message>({ client: sqs, url: queueUrl(note.awsUrl, `kiosque-sandbox-${name}`) })

  async function control<T>(path: string, body?: object): Promise<T> {
    const answer = await fetch(`${stack.siteUrl}/sandbox/control/${path}`, {
      headers: { authorization: `Bearer ${stack.token}`, 'content-type': 'application/json' },
      ...(body ? { method: 'POST', body: JSON.stringify(body) } : {}),
    })
    const read = (await answer.json()) as T & { error?: { message: string } }
    if (!answer.ok || read.error) throw new Error(`${path}: ${JSON.stringify(read)}`)
    return read
  }

  return {
    folder,
    siteUrl: stack.siteUrl,
    deps: {
      table: dynamoTable({ client, name: names.table }),
      clock,
      makeId: idMaker({ nowMs: () => clock().getTime() }),
      sendQueue: queue<SendMessage>('send'),
      mailingQueue: queue<MailingMessage>('plan'),
      readerKeys: [{ version: 1, secret: openSecrets(folder).readerKey }],
      publication,
      log: silentLog,
    },
    setFaults: (faults) => control('faults', faults),
    setQueues: (faults) => control('queues', faults),
    setSeed: (seed) => control('chance', { seed }),
    setDeaths: (settings) => control('deaths', settings),
    deaths: () => control('deaths'),
    status: () => control('status'),
    async forward(ms) {
      const to = new Date(clock().getTime() + ms).toISOString()
      await control('clock', { to })
    },
    accepted: () => readJournal(folder),
    functionsLog: () => readFileSync(join(folder, 'functions.log'), 'utf8'),
    async end() {
      dynamo.destroy()
      sqs.destroy()
      await stack.kill()
    },
    remove,
  }
}

/** How far the sandbox's clock is ahead, as it keeps it on the disk. */
function offsetOf(folder: string): number {
  const kept = JSON.parse(readFileSync(join(folder, 'clock.json'), 'utf8')) as { offsetMs: number }
  return kept.offsetMs
}

/** A line that is being written just now is left out. */
function readJournal(folder: string): AcceptedMail[] {
  const content = readFileSync(join(folder, 'mail', 'journal.jsonl'), 'utf8')
  return content
    .slice(0, content.lastIndexOf('\n') + 1)
    .split('\n')
    .filter((line) => line !== '')
    .map((line) => JSON.parse(line) as AcceptedMail)
}
