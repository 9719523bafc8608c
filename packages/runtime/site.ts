// The readers' pages, the sign-up API, and the door that Stripe's events come to.
import { Hono } from 'hono'
import { handle } from 'hono/aws-lambda'
import { titleMark } from '#stripe/metadata'
import { receiveEvent } from '#stripe/receive-event'
import type { Payments } from '#subscriptions/ports'
import { createApi } from '#web/api/app.tsx'
import { createStripeWebhook } from '#web/api/stripe-webhook'
import { createSite } from '#web/site/app.tsx'
import type { Parts } from './all-parts.ts'
import { clock } from './clock.ts'
import { readerKeys, signingKeys, siteUrl, stripeWebhookSecrets } from './links.ts'
import * as parts from './parts.ts'
import { payments } from './stripe-parts.ts'
import { lambdaWebParts, type WebParts } from './web-parts.ts'

export function siteHandler() {
  const given = siteParts()
  // At the start, so that a link that is missing shows at once.
  const door = given.publication.subscriptions && stripeDoor(given)
  return handle(siteApp(lambdaWebParts(), given, door))
}

export function siteApp(
  web: WebParts,
  given: SiteParts = siteParts(),
  door?: ReturnType<typeof stripeDoor>,
): Hono {
  const deps = { ...given, ...web }
  const app = new Hono({ strict: false })
  if (deps.publication.subscriptions) app.route('/', stripeWebhook(deps, door))
  app.route('/', createApi(deps))
  app.route('/', createSite(deps))
  return app
}

type StripeDoorParts = Pick<SiteParts, 'table' | 'clock' | 'log' | 'publication'>

/** Without a door its secrets are read with the first event: pages alone do without them. */
function stripeWebhook(deps: StripeDoorParts, given?: ReturnType<typeof stripeDoor>): Hono {
  let door = given
  return createStripeWebhook({
    log: deps.log,
    receive: (request) => {
      door ??= stripeDoor(deps)
      return receiveEvent(door, request)
    },
  })
}

function stripeDoor(deps: StripeDoorParts) {
  return {
    ...deps,
    webhookSecrets: stripeWebhookSecrets(),
    title: titleMark(deps.publication.name),
    stripeQueue: parts.stripeQueue(),
  }
}

/** What the public pages use; they send no mail themselves and plan nothing. */
export type SiteParts = Omit<Parts, 'mailer' | 'sendQueue' | 'mailingQueue'> & {
  payments: Payments
}

function siteParts(): SiteParts {
  const { log, makeId } = parts
  const publication = parts.publication()
  const steps = parts.stripeQueue()
  return {
    table: parts.table(),
    clock,
    makeId,
    random: Math.random,
    signingKeys: signingKeys(),
    readerKeys: readerKeys(),
    publication,
    payments: payments(publication),
    siteUrl: siteUrl(),
    files: parts.files(),
    log,
    hint: parts.hinter(parts.mailQueue(), log),
    stepHint: parts.stepHinter(() => steps, log),
  }
}
