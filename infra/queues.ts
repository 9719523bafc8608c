// The queues and who works on them. Visibility is at least six times the function's timeout, every
// queue has a dead-letter queue, and a batch returns only the messages that failed.
import { mail, mailEvents } from './mail'
import { site } from './site'
import { signingKey, table } from './storage'

const twoWeeks = 14 * 24 * 3600

function queue(name: string, options: { visibility: '6 minutes' | '9 minutes' | '30 minutes' }) {
  const dead = new sst.aws.Queue(`${name}Dead`, {
    transform: { queue: { messageRetentionSeconds: twoWeeks } },
  })
  const live = new sst.aws.Queue(`${name}Queue`, {
    visibilityTimeout: options.visibility,
    dlq: { queue: dead.arn, retry: 5 },
  })
  return { live, dead }
}

/** Batches of mailings, a hundred recipients each. */
export const send = queue('Send', { visibility: '9 minutes' })
/** Single mails (confirmations, sign-in links): never behind a mailing. */
export const singles = queue('Mail', { visibility: '9 minutes' })
/** Rendering and planning of mailings. */
export const plan = queue('Plan', { visibility: '30 minutes' })
/** SES's events: one message a queue entry, as SES wrote it. */
export const feedback = queue('Feedback', { visibility: '6 minutes' })

/** Stripe's events: one id a message; and the steps of the nightly comparison. */
export const stripe = queue('Stripe', { visibility: '30 minutes' })

// SST's own subscription lets every topic of every account write to the queue; this one does not.
const onlyEvents = new aws.sqs.QueuePolicy('FeedbackPolicy', {
  queueUrl: feedback.live.url,
  policy: $jsonStringify({
    Version: '2012-10-17',
    Statement: [
      {
        Effect: 'Allow',
        Principal: { Service: 'sns.amazonaws.com' },
        Action: 'sqs:SendMessage',
        Resource: feedback.live.arn,
        Condition: { ArnEquals: { 'aws:SourceArn': mailEvents.arn } },
      },
    ],
  }),
})
new aws.sns.TopicSubscription(
  'FeedbackSubscription',
  {
    topic: mailEvents.arn,
    protocol: 'sqs',
    endpoint: feedback.live.arn,
    rawMessageDelivery: true,
  },
  { dependsOn: onlyEvents },
)

/** Counts what waits and what has failed; before a second call both must be known. */
export const feedbackCounts = new sst.Linkable('Feedback', {
  properties: { url: feedback.live.url, deadUrl: feedback.dead.url },
  include: [
    sst.aws.permission({
      actions: ['sqs:GetQueueAttributes'],
      resources: [feedback.live.arn, feedback.dead.arn],
    }),
  ],
})

const pair = ({ live, dead }: ReturnType<typeof queue>) => ({ url: live.url, deadUrl: dead.url })
const every = [send, singles, plan, feedback, stripe]

/**
 * For who looks after the queues: counts them all, reads and deletes dead letters, puts them back.
 * No function but the console has it; the command finds it among the stage's links.
 */
export const queueDesk = new sst.Linkable('Queues', {
  properties: {
    send: pair(send),
    mail: pair(singles),
    plan: pair(plan),
    feedback: pair(feedback),
    stripe: pair(stripe),
  },
  include: [
    sst.aws.permission({
      actions: ['sqs:GetQueueAttributes'],
      resources: every.flatMap(({ live, dead }) => [live.arn, dead.arn]),
    }),
    sst.aws.permission({
      actions: ['sqs:ReceiveMessage', 'sqs:ChangeMessageVisibility', 'sqs:DeleteMessage'],
      resources: every.map(({ dead }) => dead.arn),
    }),
    sst.aws.permission({
      actions: ['sqs:SendMessage'],
      resources: every.map(({ live }) => live.arn),
    }),
  ],
})

const common = [table, mail, signingKey, site]

send.live.subscribe(
  {
    handler: 'functions/send.handler',
    timeout: '90 seconds',
    link: [...common, send.live, plan.live],
    // SES's rate bounds this worker, not its CPU.
    memory: '512 MB',
  },
  {
    batch: { size: 1, partialResponses: true },
    transform: { eventSourceMapping: { scalingConfig: { maximumConcurrency: 20 } } },
  },
)
singles.live.subscribe(
  {
    handler: 'functions/mail.handler',
    timeout: '60 seconds',
    link: common,
    memory: '512 MB',
  },
  {
    batch: { size: 10, partialResponses: true },
    transform: { eventSourceMapping: { scalingConfig: { maximumConcurrency: 5 } } },
  },
)
plan.live.subscribe(
  {
    handler: 'functions/plan.handler',
    timeout: '300 seconds',
    link: [table, mail, site, send.live, singles.live, plan.live, feedbackCounts],
    // MJML needs memory and CPU to import in under a second.
    memory: '1024 MB',
  },
  {
    batch: { size: 1, partialResponses: true },
    transform: { eventSourceMapping: { scalingConfig: { maximumConcurrency: 10 } } },
  },
)
feedback.live.subscribe(
  {
    handler: 'functions/feedback.handler',
    timeout: '60 seconds',
    link: [table],
    memory: '512 MB',
  },
  {
    // Events of one batch of a mailing come close together: the more at once, the fewer writes.
    batch: { size: 1000, window: '5 seconds', partialResponses: true },
    transform: { eventSourceMapping: { scalingConfig: { maximumConcurrency: 5 } } },
  },
)
