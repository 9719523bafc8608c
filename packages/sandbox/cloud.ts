// This machine as a cloud: one address that real AWS clients talk to, its clock, its mailbox and the
// functions behind its queues, with everything kept in one data folder.
import { DynamoDBClient } from '@aws-sdk/client-dynamodb'
import { DynamoDBDocumentClient } from '@aws-sdk/lib-dynamodb'
import { dynamoTable, type Table } from '#aws/table'
import { type Clock, type Instant, instant } from '#kernel/time'
import type { SandboxClock } from './clock.ts'
import { lockFolder, openSecrets } from './data-folder.ts'
import { type DeathPlan, deathPlan } from './death-plan.ts'
import { type DueItem, dueItems } from './due.ts'
import { startSweeper } from './expiry.ts'
import {
  type FunctionFailure,
  noFunctions,
  type RunningFunctions,
  startFunctions,
} from './functions.ts'
import type { FunctionHost } from './functions-host.ts'
import { openAwsPort } from './http.ts'
import type { Moved } from './move-clock.ts'
import type { QueueTroubles } from './queue-faults.ts'
import { frontDoor, openServices, type Undo } from './services.ts'
import type { SandboxSes } from './ses.ts'
import type { FaultPlan } from './ses-faults.ts'
import type { MailJournal } from './ses-journal.ts'
import type { SendingLimits } from './ses-meter.ts'
import type { EventPublisher } from './ses-publisher.ts'
import type { Queues } from './sqs-queues.ts'
import type { SandboxStripe } from './stripe/sandbox-stripe.ts'
import { names, type StripeAccess, sandboxEnvironment, sandboxStripe } from './wiring.ts'

export type CloudOptions = {
  dataDir: string
  /** 0, the default: any free port. */
  port?: number
  /** Where the site answers; browsers from there may upload. No trailing slash. */
  siteUrl: string
  /** No pages answer there: a command has opened the data for itself. */
  withoutPages?: boolean
  /** The address that mail is sent from, and the domains or addresses that may send. */
  sender: string
  verifiedSenders?: readonly string[]
  sendingLimits?: Partial<SendingLimits>
  /** Stripe's own test mode, in the place of the stand-in. */
  stripe?: StripeAccess | undefined
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
  /** Done once the folder is this process’s, before anything in it is opened. */
  prepare?: () => Promise<void>
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
  /** SES's events, and what goes wrong with them. */
  events: EventPublisher
  /** What goes wrong with the queues. */
  troubles: QueueTroubles
  /** This machine's Stripe. */
  stripe: SandboxStripe
  /** When the process that the functions run in dies. */
  deaths: DeathPlan
  /** Begins every source of chance anew. */
  reseed(seed: number): void
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

/**
 * Starts the cloud over a data folder.
 * @throws FolderInUse when another process works in the folder; EADDRINUSE when the port is taken.
 */
export async function startCloud(options: CloudOptions): Promise<Cloud> {
  const lock = lockFolder(options.dataDir)
  const undo: Undo = [() => lock.release()]
  const stop = async () => {
    while (undo.length > 0) await undo.pop()?.()
  }
  try {
    await options.prepare?.()
    const cloud = await open(options, lock.stoppedUncleanly, undo)
    if (!options.withoutPages) lock.setUrl(options.siteUrl)
    return { ...cloud, stop }
  } catch (error) {
    await stop()
    throw error
  }
}

async function open(
  options: CloudOptions,
  stoppedUncleanly: boolean,
  undo: Undo,
): Promise<Omit<Cloud, 'stop'>> {
  const { dataDir, siteUrl, sender } = options
  const onError = options.onError ?? ((error) => console.error(error))
  const secrets = openSecrets(dataDir)
  const services = await openServices(
    {
      dataDir,
      siteUrl,
      stoppedUncleanly,
      realNow: options.now ?? (() => new Date()),
      verifiedSenders: options.verifiedSenders,
      sendingLimits: options.sendingLimits ?? {},
      seed: options.seed ?? 1,
      stripe: sandboxStripe(secrets),
      withoutSite: options.withoutPages ?? false,
      say: options.say ?? (() => {}),
    },
    undo,
  )
  const { clock, queues, mails, ses, faults, events, troubles, reseed, stripe } = services
  const deaths = deathPlan({
    pid: () => functions.worker.pid(),
    kill: () => functions.worker.kill(),
  })
  const handle = deaths.watch(frontDoor(services, () => port.url))
  const port = await openAwsPort({ port: options.port ?? 0, handle, onError })
  undo.push(() => port.close())
  const access = { siteUrl, sender, secrets, stripe: options.stripe }
  const environment = sandboxEnvironment({ awsUrl: port.url, ...access })
  const { documentClient, table } = openTable(port.url, undo)
  const now = clock.now
  const sweeper = startSweeper({ client: documentClient, table: names.table, now, onError })
  undo.push(() => sweeper.stop())
  clock.onOffset(() => sweeper.sweepSoon())
  const { functions: host } = options
  const functions: RunningFunctions =
    host === 'none'
      ? noFunctions
      : startFunctions({ host, environment, dataDir, clock, queues, table, stripe })
  undo.push(() => functions.stop())
  return {
    url: port.url,
    dataDir,
    siteUrl,
    environment,
    clock,
    queues,
    mails,
    ses,
    faults,
    events,
    troubles,
    stripe,
    deaths,
    reseed,
    documentClient,
    table,
    moveClock: functions.moveClock,
    movingTo: functions.movingTo,
    settle: functions.settle,
    failures: functions.failures,
    due: async () => withStripe(await dueItems(table, { perPartition: 5 }), stripe),
    sweepExpired: sweeper.sweep,
  }
}

/** What Stripe is about to do, among what the table says is due. */
function withStripe(items: readonly DueItem[], stripe: SandboxStripe): DueItem[] {
  const own = stripe
    .due()
    .slice(0, 20)
    .map(({ at, what }) => ({ id: what, at: instant(at), what }))
  return [...items, ...own].sort((a, b) => (a.at < b.at ? -1 : 1))
}

/** The table through a real client, over the port. */
function openTable(url: string, undo: Undo): Pick<Cloud, 'documentClient' | 'table'> {
  const client = new DynamoDBClient({
    endpoint: url,
    region: names.region,
    credentials: { accessKeyId: 'sandbox', secretAccessKey: 'sandbox' },
  })
  undo.push(() => client.destroy())
  const documentClient = DynamoDBDocumentClient.from(client, {
    marshallOptions: { removeUndefinedValues: true },
  })
  return { documentClient, table: dynamoTable({ client: documentClient, name: names.table }) }
}
