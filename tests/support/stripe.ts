// A sandbox whose Stripe is spoken to by Stripe's own client, with somebody at the site who takes its
// events, or doesn't.
import { createServer, type IncomingHttpHeaders } from 'node:http'
import type { AddressInfo } from 'node:net'
import Stripe from 'stripe'
import type { Cloud, CloudOptions } from '#sandbox/cloud'
import { openSecrets } from '#sandbox/data-folder'
import { actOutside, type OutsideAct } from '#sandbox/stripe/outside'
import { sandboxStripe } from '#sandbox/wiring'
import { testCloud } from './cloud.ts'

export type Received = { headers: IncomingHttpHeaders; body: string }

export type StripeWorld = {
  cloud: Cloud
  stripe: Stripe
  webhookSecret: string
  /** Bodies as they came to `/stripe/webhook`. */
  received: Received[]
  /** What the site answers from now on. */
  answerWith(status: number): void
  act(act: OutsideAct): ReturnType<typeof actOutside>
  /** Moves the clock and lets Stripe do all that falls due. */
  moveTo(at: string): Promise<void>
  close(): Promise<void>
}

export function stripeClientOf(cloud: { url: string }, retries = 0): Stripe {
  const { hostname, port } = new URL(cloud.url)
  return new Stripe('sk_test_sandbox', {
    host: hostname,
    port,
    protocol: 'http',
    telemetry: false,
    maxNetworkRetries: retries,
  })
}

export async function stripeWorld(options: Partial<CloudOptions> = {}): Promise<StripeWorld> {
  const received: Received[] = []
  let status = 200
  const site = createServer((request, response) => {
    const chunks: Buffer[] = []
    request.on('data', (chunk: Buffer) => chunks.push(chunk))
    request.on('end', () => {
      received.push({ headers: request.headers, body: Buffer.concat(chunks).toString() })
      response.writeHead(status).end()
    })
  })
  await new Promise<void>((resolve) => site.listen(0, '127.0.0.1', resolve))
  const { port } = site.address() as AddressInfo
  const { cloud, close } = await testCloud({ siteUrl: `http://127.0.0.1:${port}`, ...options })
  return {
    cloud,
    stripe: stripeClientOf(cloud),
    webhookSecret: sandboxStripe(openSecrets(cloud.dataDir)).webhookSecret,
    received,
    answerWith(given) {
      status = given
    },
    act: (act) => actOutside(cloud.stripe, act),
    async moveTo(at) {
      cloud.clock.reach(new Date(at).toISOString() as never)
      await cloud.stripe.settled()
    },
    async close() {
      await close()
      site.closeAllConnections()
      await new Promise((resolve) => site.close(resolve))
    },
  }
}

/** A yearly plan of 99 €, VAT of 2.1 % inside. */
export async function yearlyPlan(
  stripe: Stripe,
  interval: 'year' | 'month' = 'year',
): Promise<{ price: Stripe.Price; rate: Stripe.TaxRate }> {
  const rate = await stripe.taxRates.create({
    display_name: 'TVA',
    inclusive: true,
    percentage: 2.1,
    country: 'FR',
    jurisdiction: 'FR',
    tax_type: 'vat',
  })
  const product = await stripe.products.create({ name: 'Un an' })
  const price = await stripe.prices.create({
    product: product.id,
    currency: 'eur',
    unit_amount: 9_900,
    recurring: { interval },
    tax_behavior: 'inclusive',
  })
  return { price, rate }
}

export function sessionParams(
  plan: { price: Stripe.Price; rate: Stripe.TaxRate },
  more: Partial<Stripe.Checkout.SessionCreateParams> = {},
): Stripe.Checkout.SessionCreateParams {
  return {
    mode: 'subscription',
    line_items: [{ price: plan.price.id, quantity: 1, tax_rates: [plan.rate.id] }],
    success_url: 'http://site.example/done?session={CHECKOUT_SESSION_ID}',
    cancel_url: 'http://site.example/back',
    customer_email: 'lectrice@example.org',
    metadata: { order: 'or_1' },
    ...more,
  }
}

/** A subscription bought on the payment page. */
export async function subscribed(
  world: Pick<StripeWorld, 'stripe' | 'act'>,
  means: { card?: string; iban?: string } = {},
  more: Partial<Stripe.Checkout.SessionCreateParams> = {},
): Promise<{ session: Stripe.Checkout.Session; subscription: Stripe.Subscription }> {
  const plan = await yearlyPlan(world.stripe)
  const { id } = await world.stripe.checkout.sessions.create(sessionParams(plan, more))
  world.act({ act: 'pay', id, ...means })
  const session = await world.stripe.checkout.sessions.retrieve(id, {
    expand: ['subscription.latest_invoice.payments'],
  })
  return { session, subscription: session.subscription as Stripe.Subscription }
}

/** A single payment of so many cents. */
export async function bought(
  world: Pick<StripeWorld, 'stripe' | 'act'>,
  cents: number,
  means: { card?: string; iban?: string } = {},
): Promise<Stripe.Checkout.Session> {
  const { id } = await world.stripe.checkout.sessions.create({
    mode: 'payment',
    line_items: [
      {
        price_data: { currency: 'eur', unit_amount: cents, product_data: { name: 'Numéro' } },
        quantity: 1,
      },
    ],
    success_url: 'http://site.example/done',
    invoice_creation: { enabled: true },
    customer_email: 'lecteur@example.org',
  })
  world.act({ act: 'pay', id, ...means })
  return world.stripe.checkout.sessions.retrieve(id)
}
