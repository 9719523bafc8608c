// Which function does what in the sandbox, as infra/ says it to AWS: queues and their consumers,
// names of resources, and the environment that the functions see.
import { createHmac, randomUUID } from 'node:crypto'
import { VisibleError } from '#kernel/errors'
import type { Secrets } from './data-folder.ts'
import type { QueueSettings } from './sqs-queue.ts'
import { queueUrl } from './sqs-wire.ts'

export const names = {
  app: 'kiosque',
  stage: 'sandbox',
  table: 'kiosque-sandbox-main',
  bucket: 'kiosque-sandbox-files',
  configurationSet: 'kiosque-sandbox',
  region: 'eu-west-3',
}

/** One queue and the function that takes its messages. Times per AWS's advice for event sources. */
export type Wire = {
  /** SST's name of the queue. */
  resource: 'SendQueue' | 'MailQueue' | 'PlanQueue' | 'FeedbackQueue' | 'StripeQueue'
  queue: QueueSettings
  /** File name under functions/. */
  functionName: string
  batchSize: number
  concurrency: number
  functionTimeoutMs: number
}

const queue = (name: string, visibilityTimeoutSeconds: number): QueueSettings => ({
  name,
  visibilityTimeoutSeconds,
  maxReceiveCount: 5,
  deadLetterQueue: `${name}-dead`,
})

export const wires: readonly Wire[] = [
  {
    resource: 'SendQueue',
    queue: queue('kiosque-sandbox-send', 540),
    functionName: 'send',
    batchSize: 1,
    concurrency: 4,
    functionTimeoutMs: 90_000,
  },
  {
    resource: 'MailQueue',
    queue: queue('kiosque-sandbox-mail', 540),
    functionName: 'mail',
    batchSize: 10,
    concurrency: 2,
    functionTimeoutMs: 60_000,
  },
  {
    resource: 'PlanQueue',
    queue: queue('kiosque-sandbox-plan', 1_800),
    functionName: 'plan',
    batchSize: 1,
    concurrency: 2,
    functionTimeoutMs: 300_000,
  },
  {
    resource: 'FeedbackQueue',
    queue: queue('kiosque-sandbox-feedback', 360),
    functionName: 'feedback',
    batchSize: 100,
    concurrency: 2,
    functionTimeoutMs: 60_000,
  },
  {
    resource: 'StripeQueue',
    queue: queue('kiosque-sandbox-stripe', 1_800),
    functionName: 'stripe',
    batchSize: 10,
    concurrency: 2,
    functionTimeoutMs: 300_000,
  },
]

/** Where SES's events go, and which configuration sets have them sent there. */
export const eventDestination = {
  queue: 'kiosque-sandbox-feedback',
  configurationSets: [names.configurationSet],
}

export const deadLetterRetentionSeconds = 14 * 24 * 3600

/** The scheduled function: called at each minute of the sandbox's clock. */
export const tick = { functionName: 'tick', functionTimeoutMs: 55_000 }

/** The environment of the functions, the site and the CLI: what SST's links and AWS would set. */
export function sandboxEnvironment(options: {
  awsUrl: string
  siteUrl: string
  sender: string
  secrets: Secrets
  /** Stripe's own test mode, in the place of the stand-in. */
  stripe?: StripeAccess | undefined
}): Record<string, string> {
  const { awsUrl } = options
  const stripe = options.stripe ?? sandboxStripe(options.secrets)
  const resources = {
    App: { name: names.app, stage: names.stage },
    Main: { name: names.table },
    ...Object.fromEntries(
      wires.map(({ resource, queue }) => [resource, { url: queueUrl(awsUrl, queue.name) }]),
    ),
    Feedback: {
      url: queueUrl(awsUrl, eventDestination.queue),
      deadUrl: queueUrl(awsUrl, `${eventDestination.queue}-dead`),
    },
    Queues: Object.fromEntries(
      wires.map(({ functionName, queue }) => [
        functionName,
        { url: queueUrl(awsUrl, queue.name), deadUrl: queueUrl(awsUrl, `${queue.name}-dead`) },
      ]),
    ),
    Files: { name: names.bucket },
    Mail: { sender: options.sender, configSet: names.configurationSet },
    SigningKey: { value: `k1:${options.secrets.signingKey}` },
    ReaderKey: { value: `1:${options.secrets.readerKey}` },
    Site: { url: options.siteUrl },
    StripeKey: { value: stripe.secretKey },
    StripeWebhookSecret: { value: stripe.webhookSecret },
  }
  return {
    ...Object.fromEntries(
      Object.entries(resources).map(([name, value]) => [
        `SST_RESOURCE_${name}`,
        JSON.stringify(value),
      ]),
    ),
    AWS_ENDPOINT_URL: awsUrl,
    ...(options.stripe
      ? {}
      : { STRIPE_BASE_URL: awsUrl, STRIPE_OBJECT_URL: `${options.siteUrl}/sandbox/stripe/{id}` }),
    AWS_REGION: names.region,
    AWS_ACCESS_KEY_ID: 'sandbox',
    AWS_SECRET_ACCESS_KEY: 'sandbox',
    AWS_SDK_JS_NODE_VERSION_SUPPORT_WARNING_DISABLED: 'true',
  }
}

/** What Stripe's API is spoken to with, and what its events are signed with. */
export type StripeAccess = { secretKey: string; webhookSecret: string }

/** The stand-in's, the same at every start of a data folder. */
export function sandboxStripe(secrets: Secrets): StripeAccess {
  const webhook = createHmac('sha256', secrets.signingKey).update('stripe webhook').digest('hex')
  return { secretKey: 'sk_test_sandbox', webhookSecret: `whsec_${webhook}` }
}

/**
 * Stripe's test mode where the environment names its key (`STRIPE_SECRET_KEY=sk_test_…`; events
 * need `STRIPE_WEBHOOK_SECRET` too). Undefined without a key.
 * @throws VisibleError for a key that moves real money: this machine is no place for it.
 */
export function stripeTestMode(env: NodeJS.ProcessEnv): StripeAccess | undefined {
  const secretKey = env['STRIPE_SECRET_KEY']
  if (!secretKey) return undefined
  if (!/^(sk|rk)_test_/.test(secretKey))
    throw new VisibleError('invalid', {
      fr: 'STRIPE_SECRET_KEY n’est pas une clé du mode test (sk_test_…). Cette machine n’encaisse jamais d’argent réel : prenez une clé de test, ou retirez la variable.',
      en: 'STRIPE_SECRET_KEY is no key of the test mode (sk_test_…). This machine never takes real money: use a test key, or unset the variable.',
    })
  // Without it no event is believed: a secret that nobody knows.
  const webhookSecret = env['STRIPE_WEBHOOK_SECRET'] || `whsec_${randomUUID()}`
  return { secretKey, webhookSecret }
}
