// Stripe: only where the publication sells subscriptions. Without them there is no secret to set and
// no worker; the queue is there and stays empty.
import config from '../publication.config'
import { singles, stripe } from './queues'
import { files, table } from './storage'

const sells = config.subscriptions !== undefined

/** Of Stripe's API: a restricted or secret key of the mode that the stage works in. */
const stripeKey = sells ? [new sst.Secret('StripeKey')] : []
/** Of the webhook's endpoint, newest first (packages/runtime/links.ts). */
const webhookSecret = sells ? [new sst.Secret('StripeWebhookSecret')] : []

/** For functions that begin payments, and act on them. */
export const payments = stripeKey
/** For the function that Stripe's events come to. */
export const webhook = [...webhookSecret, stripe.live]

if (sells)
  stripe.live.subscribe(
    {
      handler: 'functions/stripe.handler',
      timeout: '300 seconds',
      link: [table, files, singles.live, ...payments, stripe.live],
      memory: '512 MB',
    },
    {
      // Each message costs some calls to Stripe, which takes 100 a second in live mode.
      batch: { size: 10, partialResponses: true },
      transform: { eventSourceMapping: { scalingConfig: { maximumConcurrency: 5 } } },
    },
  )
