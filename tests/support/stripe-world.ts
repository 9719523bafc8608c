// A world in which the real client of Stripe speaks to this machine's Stripe over HTTP, whose signed
// events come back over HTTP to the real door, and are applied by the worker's own use case.
import { mkdtempSync, rmSync } from 'node:fs'
import { createServer, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { getRequestListener } from '@hono/node-server'
import { intentOf } from '#aws/intent'
import type { Table } from '#aws/table'
import { mailStateOf } from '#delivery/store-mails'
import { putIssue } from '#editorial/store'
import type { CustomerId } from '#kernel/ids'
import { silentLog } from '#kernel/log'
import { dayMs, instant } from '#kernel/time'
import type { Publication } from '#publication/schema'
import { openAwsPort } from '#sandbox/http'
import { paySession } from '#sandbox/stripe/checkout'
import type { Means } from '#sandbox/stripe/methods'
import { openStripe } from '#sandbox/stripe/sandbox-stripe'
import { applyEvent } from '#stripe/apply-event'
import { auditStripe } from '#stripe/audit-stripe'
import { stripeClient } from '#stripe/client'
import type { StripeMessage } from '#stripe/message'
import { titleMark } from '#stripe/metadata'
import { stripePayments } from '#stripe/payments'
import { receiveEvent } from '#stripe/receive-event'
import { sweepEvent } from '#stripe/sweep-event'
import { applyFacts } from '#subscriptions/apply-facts'
import { beginOrder } from '#subscriptions/begin-order'
import type { Order } from '#subscriptions/order'
import type { OrderForm } from '#subscriptions/order-form'
import { placeOrder } from '#subscriptions/place-order'
import type { StripeFacts } from '#subscriptions/ports'
import { getOrder, holdingsOf } from '#subscriptions/store'
import { streamsOf } from '#subscriptions/store-streams'
import { createStripeWebhook } from '#web/api/stripe-webhook'
import { anIssue, handClock, publication as sample, seededIds, seededRandom } from './editorial.ts'
import { memoryTable } from './memory-table.ts'
import { aForm, aProof, shopKeys } from './paying-world.ts'

export const goodCard: Means = { card: '4242424242424242' }
const secretKey = 'sk_test_sandbox'
const webhookSecret = 'whsec_world'

export type StripeWorld = Awaited<ReturnType<typeof stripeWorld>>

/**
 * `table`: an empty one of its own unless given. `publication`: the sample unless given. Issues 130
 * to 140 are in the calendar, 43 days apart, unless their cover dates are given. Close it at the end.
 */
export async function stripeWorld(
  given: {
    table?: Table
    seed?: number
    publication?: Publication
    coverDates?: ReadonlyMap<number, string>
  } = {},
) {
  const publication = given.publication ?? sample
  const table = given.table ?? memoryTable()
  const seed = given.seed ?? 1
  const clock = handClock()
  const folder = mkdtempSync(join(tmpdir(), 'kiosque-stripe-'))
  const queued: StripeMessage[] = []
  const stripeQueue = {
    send: async (messages: readonly { body: StripeMessage }[]) =>
      void queued.push(...messages.map(({ body }) => body)),
  }
  const title = titleMark(publication.name)
  const door = { table, clock, log: silentLog, webhookSecrets: [webhookSecret], title, stripeQueue }
  const site = createStripeWebhook({
    log: silentLog,
    receive: (request) => receiveEvent(door, request),
  })
  const server = await listen(createServer(getRequestListener(site.fetch)))
  const siteUrl = `http://127.0.0.1:${(server.address() as AddressInfo).port}`
  const jumps = new Set<(offsetMs: number) => void>()
  const stripe = openStripe({
    folder,
    clock: {
      now: clock,
      onOffset(listener) {
        jumps.add(listener)
        return () => void jumps.delete(listener)
      },
    },
    siteUrl,
    secretKey,
    webhookSecret,
    random: seededRandom(seed),
    withoutSite: false,
  })
  const port = await openAwsPort({
    port: 0,
    handle: async (request) => stripe.answer(request),
    onError: (error) => console.error(error),
  })
  const client = stripeClient({ secretKey, baseUrl: port.url })
  const stripeDeps = { client, clock, title, titleName: publication.name }
  const payments = stripePayments(stripeDeps)
  const deps = {
    ...{ table, clock, publication, payments, log: silentLog, readerKeys: shopKeys },
    makeId: seededIds(clock, seed),
    mailState: (id: string) => mailStateOf(table, id),
    hint: async () => {},
  }
  const apply = (facts: StripeFacts) => applyFacts(deps, facts)
  for (const [number, coverDate] of given.coverDates ?? coverDatesOfTests())
    await putIssue(
      table,
      anIssue({ number, coverDate, status: number === 130 ? 'published' : 'planned' }),
    )

  return {
    ...{ table, clock, client, payments, stripe, queued, deps, stripeDeps, siteUrl, stripeQueue },
    apply,
    /** Goes forward at one go. */
    forward(ms: number) {
      clock.forward(ms)
      for (const jumped of jumps) jumped(0)
    },
    /** `account`: the customer who is signed in. */
    async order(form: Partial<OrderForm> = {}, account?: CustomerId): Promise<Order> {
      const begun = await beginOrder(deps, { locale: 'fr', form: aForm(form), account })
      if (begun.kind !== 'begun') throw new Error(JSON.stringify(begun))
      const { id: orderId, customerId, price } = begun.order
      const placed = await placeOrder(
        {
          ...deps,
          orderUrls: () => ({
            successUrl: `${siteUrl}/order/x`,
            cancelUrl: `${siteUrl}/subscribe`,
          }),
        },
        { customerId, orderId, proof: aProof(price.gross) },
      )
      if (placed.kind !== 'placed') throw new Error(placed.kind)
      return placed.order
    },
    pay(order: Order, means: Means = goodCard) {
      const sessionId = order.checkout?.sessionId ?? ''
      return stripe.act((work) => paySession(work, sessionId, means, { email: null, name: null }))
    },
    /** Events that are due are delivered and applied. */
    async settle() {
      do {
        await stripe.settled()
        for (let message = queued.shift(); message; message = queued.shift())
          if (message.kind === 'event')
            await applyEvent({ ...deps, read: payments.read, apply }, message)
        await stripe.settled()
      } while (queued.length > 0)
    },
    /** Day by day, so that what happens by itself happens in its time. */
    async forwardDays(days: number) {
      for (let day = 0; day < days; day++) {
        clock.forward(dayMs)
        for (const jumped of jumps) jumped(0)
        await this.settle()
      }
    },
    /** The tick's part: open events that are due are put on the queue again. */
    async sweep() {
      const now = instant(clock())
      for await (const item of table.scan()) {
        const intent = intentOf(item)
        if (intent?.kind !== 'stripe.event' || intent.dueAt > now) continue
        await sweepEvent(
          { table, clock, stripeQueue },
          { key: { pk: String(item['pk']), sk: String(item['sk']) }, intent },
        )
      }
      await this.settle()
    },
    audit: (options: { repair: boolean }) =>
      auditStripe({ ...stripeDeps, table, ...(options.repair ? { repair: apply } : {}) }),
    orderNow: ({ customerId, id: orderId }: Order) => getOrder(table, { customerId, orderId }),
    holdings: async ({ customerId }: Order) => ({
      ...(await holdingsOf(table, customerId)),
      streams: await streamsOf(table, customerId),
    }),
    async close() {
      await stripe.stop()
      await port.close()
      server.closeAllConnections()
      await new Promise<void>((resolve) => server.close(() => resolve()))
      rmSync(folder, { recursive: true })
    },
  }
}

function coverDatesOfTests(): Map<number, string> {
  const dates = new Map<number, string>()
  for (let number = 130; number <= 140; number++) {
    const coverMs = Date.parse('2026-10-19') + (number - 130) * 43 * dayMs
    dates.set(number, new Date(coverMs).toISOString().slice(0, 10))
  }
  return dates
}

async function listen(server: Server): Promise<Server> {
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  return server
}
