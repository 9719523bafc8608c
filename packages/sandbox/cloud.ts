// This machine as a cloud: one address that real AWS clients talk to, its clock, its mailbox and the
// functions behind its queues, with everything kept in one data folder.
import { join } from 'node:path'
import { DynamoDBClient } from '@aws-sdk/client-dynamodb'
import { DynamoDBDocumentClient } from '@aws-sdk/lib-dynamodb'
import { dynamoTable, type Table } from '#aws/table'
import { tableSchema } from '#aws/table-schema'
import type { Clock, Instant } from '#kernel/time'
import { openClock, type SandboxClock } from './clock.ts'
import { lockFolder, openSecrets } from './data-folder.ts'
import { type DueItem, dueItems } from './due.ts'
import { openDatabase } from './dynamodb.ts'
import { startSweeper } from './expiry.ts'
import { type FunctionFailure, noFunctions, startFunctions } from './functions.ts'
import type { FunctionHost } from './functions-host.ts'
import { type AwsReply, type AwsRequest, openAwsPort } from './http.ts'
import type { Moved } from './move-clock.ts'
import { sandboxS3 } from './s3.ts'
import { type SandboxSes, sandboxSes } from './ses.ts'
import { type FaultPlan, faultPlan, seededRandom } from './ses-faults.ts'
import { type MailJournal, openMailJournal } from './ses-journal.ts'
import type { SendingLimits } from './ses-meter.ts'
import { answerSqs } from './sqs.ts'
import { openQueues, type Queues } from './sqs-queues.ts'
import { deadLetterRetentionSeconds, names, sandboxEnvironment, wires } from './wiring.ts'

export type CloudOptions = {
  dataDir: string
  /** 0, the default: any free port. */
  port?: number
  /** Where the site answers; browsers from there may upload. No trailing slash. */
  siteUrl: string
  /** The address that mail is sent from, and the domains or addresses that may send. */
  sender: string
  verifiedSenders?: readonly string[]
  sendingLimits?: Partial<SendingLimits>
  /** Real time; tests pass their own. */
  now?: Clock
  /** Seed of chance in injected faults. */
  seed?: number
  /** One sentence for the terminal. */
  say?: (sentence: string) => void
  onError?: (error: unknown) => void
  /**
   * Who runs the functions: a process of their own unless given. `none` leaves queues and tick to
   * the caller.
   */
  functions?: FunctionHost | 'none'
}

export type Cloud = {
  /** What AWS_ENDPOINT_URL must be. */
  url: string
  dataDir: string
  siteUrl: string
  clock: SandboxClock
  queues: Queues
  mails: MailJournal
  ses: SandboxSes
  faults: FaultPlan
  /** The table, through a real client. */
  table: Table
  documentClient: DynamoDBDocumentClient
  /** Moves the clock; see move-clock.ts. One move at a time: a second one is refused as `busy`. */
  moveClock(to: Instant): Promise<Moved>
  /** Where the clock is being moved to, while it is. */
  movingTo(): Instant | undefined
  /** Runs what is due now: the tick once, then the queues until they are empty. */
  settle(): Promise<void>
  /** What is due next, earliest first. */
  due(): Promise<DueItem[]>
  /** The last calls of functions that broke, newest first. */
  failures(): readonly FunctionFailure[]
  /** Takes out of the table what has expired, now; also done from time to time. */
  sweepExpired(): Promise<number>
  /** What the functions, the site and the CLI must find in their environment. */
  environment: Record<string, string>
  stop(): Promise<void>
}

/** A sandbox account: out of SES's own sandbox, with a comfortable rate. */
const defaultLimits: SendingLimits = { perSecond: 200, perDay: 200_000 }

/**
 * Starts the cloud over a data folder.
 * @throws FolderInUse when another process works in the folder; EADDRINUSE when the port is taken.
 */
export async function startCloud(options: CloudOptions): Promise<Cloud> {
  const { dataDir, siteUrl } = options
  const say = options.say ?? (() => {})
  const onError = options.onError ?? ((error) => console.error(error))
  const lock = lockFolder(dataDir)
  const undo: (() => void | Promise<void>)[] = [() => lock.release()]
  const stop = async () => {
    while (undo.length > 0) await undo.pop()?.()
  }
  try {
    const clock = openClock({
      file: join(dataDir, 'clock.json'),
      realNow: options.now ?? (() => new Date()),
    })
    const secrets = openSecrets(dataDir)
    const mails = openMailJournal(join(dataDir, 'mail'))
    undo.push(() => mails.close())
    const queues = openQueues({
      file: join(dataDir, 'queues.jsonl'),
      nowMs: () => clock.now().getTime(),
    })
    undo.push(() => queues.close())
    for (const { queue } of wires) {
      queues.open(queue)
      if (queue.deadLetterQueue)
        queues.open({
          name: queue.deadLetterQueue,
          visibilityTimeoutSeconds: 30,
          retentionSeconds: deadLetterRetentionSeconds,
        })
    }
    clock.onOffset(() => queues.clockJumped())
    const faults = faultPlan(seededRandom(options.seed ?? 1))
    const ses = sandboxSes({
      journal: mails,
      now: clock.now,
      faults,
      rules: {
        verifiedSenders: options.verifiedSenders,
        configurationSets: [names.configurationSet],
      },
      limits: { ...defaultLimits, ...options.sendingLimits },
    })
    const s3 = sandboxS3({
      folder: join(dataDir, 'files'),
      bucket: names.bucket,
      allowedOrigin: new URL(siteUrl).origin,
      clocks: [clock.now, options.now ?? (() => new Date())],
    })
    const database = await openDatabase({
      folder: join(dataDir, 'dynamodb'),
      schema: tableSchema(names.table),
      stoppedUncleanly: lock.stoppedUncleanly,
      say,
    })
    undo.push(() => database.close())
    const port = await openAwsPort({
      port: options.port ?? 0,
      onError,
      handle: (request) => route(request),
    })
    undo.push(() => port.close())
    lock.setUrl(siteUrl)
    const environment = sandboxEnvironment({
      awsUrl: port.url,
      siteUrl,
      sender: options.sender,
      secrets,
    })

    const route = (request: AwsRequest): Promise<AwsReply> => {
      const target = request.headers['x-amz-target']
      const isForS3 = target === undefined && !isForm(request)
      // AWS's SDKs send no Origin: a page somewhere tries the door. Only uploads come from pages.
      if (request.headers.origin !== undefined && !isForS3) return Promise.resolve(forbidden)
      if (typeof target === 'string' && target.startsWith('DynamoDB_'))
        return database.handle(request)
      if (typeof target === 'string' && target.startsWith('AmazonSQS.'))
        return answerSqs({ queues, awsUrl: port.url }, request)
      if (isForm(request)) return ses.answer(request)
      return s3.answer(request)
    }

    const client = new DynamoDBClient({
      endpoint: port.url,
      region: names.region,
      credentials: { accessKeyId: 'sandbox', secretAccessKey: 'sandbox' },
    })
    undo.push(() => client.destroy())
    const documentClient = DynamoDBDocumentClient.from(client, {
      marshallOptions: { removeUndefinedValues: true },
    })
    const table = dynamoTable({ client: documentClient, name: names.table })
    const sweeper = startSweeper({
      client: documentClient,
      table: names.table,
      now: clock.now,
      onError,
    })
    undo.push(() => sweeper.stop())
    clock.onOffset(() => sweeper.sweepSoon())
    const functions =
      options.functions === 'none'
        ? noFunctions
        : startFunctions({ host: options.functions, environment, dataDir, clock, queues, table })
    undo.push(() => functions.stop())
    return {
      url: port.url,
      dataDir,
      siteUrl,
      clock,
      queues,
      mails,
      ses,
      faults,
      documentClient,
      table,
      moveClock: functions.moveClock,
      movingTo: functions.movingTo,
      settle: functions.settle,
      due: () => dueItems(table, { perPartition: 5 }),
      failures: functions.failures,
      sweepExpired: sweeper.sweep,
      environment,
      stop: async () => {
        clock.keep()
        await stop()
      },
    }
  } catch (error) {
    await stop()
    throw error
  }
}

const forbidden: AwsReply = { kind: 'answer', status: 403 }

function isForm({ method, headers, body }: AwsRequest): boolean {
  return (
    method === 'POST' &&
    String(headers['content-type']).startsWith('application/x-www-form-urlencoded') &&
    /(^|&)Action=/.test(body.subarray(0, 4_000).toString('latin1'))
  )
}
