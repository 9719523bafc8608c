// The door that Stripe's events come to: the raw body, byte for byte, for the signature is over it. No
// form, no cookie, no origin: whoever has the endpoint's secret is Stripe.
import { Hono } from 'hono'
import { bodyLimit } from 'hono/body-limit'
import { type Log, whatBroke } from '#kernel/log'

export type StripeWebhookDeps = {
  log: Log
  /** Takes one event; throws when it could not be stored, and Stripe sends it again. */
  receive(request: {
    body: Uint8Array
    signature: string | undefined
  }): Promise<{ kind: 'received' | 'ignored' | 'refused' }>
}

/** Events are some ten kilobytes; Stripe names no limit. */
const bodyBytes = 512_000

/** `POST /stripe/webhook`. */
export function createStripeWebhook(deps: StripeWebhookDeps): Hono {
  const app = new Hono({ strict: false })
  app.onError((error, c) => {
    deps.log('error', 'stripe.notReceived', whatBroke(error))
    return c.json({ error: 'not stored, send it again' }, 500)
  })
  app.use('/stripe/webhook', async (c, next) => {
    await next()
    c.header('cache-control', 'no-store')
  })
  app.post(
    '/stripe/webhook',
    bodyLimit({ maxSize: bodyBytes, onError: (c) => c.json({ error: 'too large' }, 413) }),
    async (c) => {
      const body = new Uint8Array(await c.req.arrayBuffer())
      const signature = c.req.header('stripe-signature')
      const { kind } = await deps.receive({ body, signature })
      return kind === 'refused'
        ? c.json({ error: 'no valid signature' }, 400)
        : c.json({ received: true })
    },
  )
  app.all('/stripe/webhook', (c) => {
    c.header('allow', 'POST')
    return c.json({ error: 'POST only' }, 405)
  })
  return app
}
