// The queues and who works on them. Visibility is at least six times the function's timeout, every
// queue has a dead-letter queue, and a batch returns only the messages that failed.
import { mail } from './mail'
import { site } from './site'
import { signingKey, table } from './storage'

const twoWeeks = 14 * 24 * 3600

function queue(name: string, options: { visibility: '9 minutes' | '30 minutes' }) {
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
    link: [table, mail, site, send.live, plan.live],
    // MJML needs memory and CPU to import in under a second.
    memory: '1024 MB',
  },
  {
    batch: { size: 1, partialResponses: true },
    transform: { eventSourceMapping: { scalingConfig: { maximumConcurrency: 10 } } },
  },
)
