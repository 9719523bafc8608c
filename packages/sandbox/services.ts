// The services of the sandbox, each over its part of the data folder, and the door that finds the
// one a request is meant for.
import { join } from 'node:path'
import { tableSchema } from '#aws/table-schema'
import type { Clock } from '#kernel/time'
import { openClock, type SandboxClock } from './clock.ts'
import { type EmbeddedDatabase, openDatabase } from './dynamodb.ts'
import type { AwsHandler, AwsReply, AwsRequest } from './http.ts'
import { type QueueTroubles, queueTroubles } from './queue-faults.ts'
import { type SandboxS3, sandboxS3 } from './s3.ts'
import { type SandboxSes, sandboxSes } from './ses.ts'
import { type FaultPlan, faultPlan, reseedable } from './ses-faults.ts'
import { type MailJournal, openMailJournal } from './ses-journal.ts'
import { defaultLimits, type SendingLimits } from './ses-meter.ts'
import { type EventPublisher, startPublisher } from './ses-publisher.ts'
import { answerSqs } from './sqs.ts'
import { openQueues, type Queues } from './sqs-queues.ts'
import { openStripe, type SandboxStripe } from './stripe/sandbox-stripe.ts'
import {
  deadLetterRetentionSeconds,
  eventDestination,
  names,
  type StripeAccess,
  wires,
} from './wiring.ts'

export type Services = {
  clock: SandboxClock
  queues: Queues
  mails: MailJournal
  ses: SandboxSes
  faults: FaultPlan
  events: EventPublisher
  /** What goes wrong with the queues. */
  troubles: QueueTroubles
  /** Begins every source of chance anew. */
  reseed(seed: number): void
  s3: SandboxS3
  database: EmbeddedDatabase
  stripe: SandboxStripe
}

/** What to undo at the end, in reverse order. */
export type Undo = (() => void | Promise<void>)[]

/** Opens all of them; what was opened is in `undo` also when one fails. */
export async function openServices(
  options: {
    dataDir: string
    siteUrl: string
    stoppedUncleanly: boolean
    realNow: Clock
    verifiedSenders: readonly string[] | undefined
    sendingLimits: Partial<SendingLimits>
    seed: number
    stripe: StripeAccess
    /** No pages answer: events for the site wait. */
    withoutSite: boolean
    say: (sentence: string) => void
  },
  undo: Undo,
): Promise<Services> {
  const { dataDir, realNow } = options
  const clock = openClock({ file: join(dataDir, 'clock.json'), realNow })
  undo.push(() => clock.keep())
  const mails = openMailJournal(join(dataDir, 'mail'))
  undo.push(() => mails.close())
  const chances = [0, 1, 2, 3].map((n) => reseedable(options.seed + n))
  const [sesChance, eventChance, queueChance, stripeChance] = chances as [
    Chance,
    Chance,
    Chance,
    Chance,
  ]
  const troubles = queueTroubles(queueChance.random)
  const queues = openWiredQueues(dataDir, clock, troubles)
  undo.push(() => queues.close())
  const faults = faultPlan(sesChance.random)
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
  const events = startPublisher({
    ses,
    queue: feedbackQueue(queues),
    configurationSets: eventDestination.configurationSets,
    random: eventChance.random,
    marker: join(dataDir, 'mail', 'topic-validated'),
    unsure: options.stoppedUncleanly ? lastOf(mails) : undefined,
  })
  undo.push(() => events.stop())
  const s3 = sandboxS3({
    folder: join(dataDir, 'files'),
    bucket: names.bucket,
    allowedOrigin: new URL(options.siteUrl).origin,
    clocks: [clock.now, realNow],
  })
  const database = await openDatabase({
    folder: join(dataDir, 'dynamodb'),
    schema: tableSchema(names.table),
    stoppedUncleanly: options.stoppedUncleanly,
    say: options.say,
  })
  undo.push(() => database.close())
  const stripe = openStripe({
    folder: join(dataDir, 'stripe'),
    clock,
    siteUrl: options.siteUrl,
    ...options.stripe,
    random: stripeChance.random,
    withoutSite: options.withoutSite,
  })
  undo.push(() => stripe.stop())
  const reseed = (seed: number) => {
    for (const [at, chance] of chances.entries()) chance.reseed(seed + at)
  }
  return { clock, queues, mails, ses, faults, events, troubles, reseed, s3, database, stripe }
}

function lastOf(mails: MailJournal) {
  const mail = mails.mails.at(-1)
  return mail && { mail, raw: mails.raw(mail) }
}

type Chance = ReturnType<typeof reseedable>

function openWiredQueues(dataDir: string, clock: SandboxClock, troubles: QueueTroubles): Queues {
  const queues = openQueues({
    file: join(dataDir, 'queues.jsonl'),
    nowMs: () => clock.now().getTime(),
    troubles,
  })
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
  return queues
}

function feedbackQueue(queues: Queues) {
  const queue = queues.get(eventDestination.queue)
  if (!queue) throw new Error('The queue of events is not wired')
  return queue
}

/** Finds the service by what only its clients send; `awsUrl` is known once the port is open. */
export function frontDoor(services: Services, awsUrl: () => string): AwsHandler {
  const { database, queues, ses, s3, stripe } = services
  return async (request) => {
    const target = String(request.headers['x-amz-target'] ?? '')
    if (request.path.startsWith('/v1/'))
      return request.headers.origin === undefined ? stripe.answer(request) : forbidden
    const isForSes = isForm(request)
    const isForS3 = target === '' && !isForSes
    // AWS's SDKs send no Origin: a page somewhere tries the door. Only uploads come from pages.
    if (request.headers.origin !== undefined && !isForS3) return forbidden
    if (target.startsWith('DynamoDB_')) return database.handle(request)
    if (target.startsWith('AmazonSQS.')) return answerSqs({ queues, awsUrl: awsUrl() }, request)
    if (isForSes) return ses.answer(request)
    return s3.answer(request)
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
