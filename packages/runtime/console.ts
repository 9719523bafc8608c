// The staff's pages, on Lambda or behind any server that speaks the Fetch API.
import type { Hono } from 'hono'
import { handle } from 'hono/aws-lambda'
import { createConsole } from '#web/console/app.tsx'
import type { ConsoleEnv } from '#web/console/context'
import { allParts, type Parts } from './all-parts.ts'
import { stepHinter, stripeQueue } from './parts.ts'
import { queueDesk } from './queue-desk.ts'
import { lambdaWebParts, type WebParts } from './web-parts.ts'

export function consoleHandler() {
  return handle(consoleApp(lambdaWebParts()))
}

export function consoleApp(web: WebParts, parts: Parts = allParts()): Hono<ConsoleEnv> {
  // At the start, so that a link that is missing shows at once.
  const steps = stripeQueue()
  const stepHint = stepHinter(() => steps, parts.log)
  const stripeObjectUrl = process.env['STRIPE_OBJECT_URL'] || undefined
  return createConsole({ ...parts, ...web, queueDesk: queueDesk(), stepHint, stripeObjectUrl })
}
