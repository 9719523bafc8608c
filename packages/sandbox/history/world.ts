// The six months before the first start: a table in memory, this machine's Stripe with its clock at
// June, and the use cases that the site, the tick and the workers would call. Nobody waits for a queue
// here: what an event or an intent asks for is done at once.
import { join } from 'node:path'
import { S3Client } from '@aws-sdk/client-s3'
import { s3Files } from '#aws/files'
import { booksKey, type Key } from '#aws/keys'
import type { Table } from '#aws/table'
import type { MailingMessage, SendMessage } from '#delivery/messages'
import { sendSingleMail } from '#delivery/send-single-mail'
import { mailStateOf, noteMailEvents } from '#delivery/store-mails'
import { sweepIntents } from '#delivery/sweep-intents'
import { assert } from '#kernel/errors'
import { idMaker } from '#kernel/ids'
import { type Clock, instant } from '#kernel/time'
import type { Publication } from '#publication/schema'
import { isBooksKey, takeBooksStep } from '#runtime/books-worker'
import { takeStep } from '#runtime/stripe'
import { intentHandlers } from '#runtime/tick'
import { stripeClient } from '#stripe/client'
import type { StripeMessage } from '#stripe/message'
import { titleMark } from '#stripe/metadata'
import { stripePayments } from '#stripe/payments'
import { refOf } from '#stripe/webhook'
import { applyFacts } from '#subscriptions/apply-facts'
import { beginOrder } from '#subscriptions/begin-order'
import type { Order } from '#subscriptions/order'
import type { OrderForm } from '#subscriptions/order-form'
import { placeOrder } from '#subscriptions/place-order'
import type { StripeFacts } from '#subscriptions/ports'
import { getOrder } from '#subscriptions/store'
import type { Secrets } from '../data-folder.ts'
import { openAwsPort } from '../http.ts'
import { memoryTable } from '../memory-table.ts'
import { sandboxS3 } from '../s3.ts'
import { paySession } from '../stripe/checkout.ts'
import type { Means } from '../stripe/methods.ts'
import { openStripe } from '../stripe/sandbox-stripe.ts'
import { names, sandboxStripe } from '../wiring.ts'
import { seededRandom } from './random.ts'

export type HistoryWorld = Awaited<ReturnType<typeof historyWorld>>

/** `folder` holds Stripe's journal, and is new. Close it at the end. */
export async function historyWorld(given: {
  folder: string
  /** Where the bucket's files lie. */
  files: string
  siteUrl: string
  secrets: Secrets
  publication: Publication
  startsAt: Date
}) {
  const { publication, siteUrl, secrets } = given
  let nowMs = given.startsAt.getTime()
  const clock: Clock = () => new Date(nowMs)
  const table: Table = memoryTable()
  const random = seededRandom(131)
  const { secretKey, webhookSecret } = sandboxStripe(secrets)
  const stripe = openStripe({
    folder: join(given.folder, 'stripe'),
    clock: { now: clock, onOffset: () => () => {} },
    ...{ siteUrl, secretKey, webhookSecret, random, withoutSite: true },
    idRandom: seededRandom(132),
  })
  // Nobody listens: what happened is read from Stripe's own journal of events.
  stripe.setFaults({ webhookDropShare: 1 })
  const s3 = sandboxS3({
    ...{ folder: given.files, bucket: names.bucket, allowedOrigin: siteUrl, clocks: [clock] },
  })
  const port = await openAwsPort({
    port: 0,
    handle: async (request) =>
      request.path.startsWith('/v1/') ? stripe.answer(request) : await s3.answer(request),
    onError: (error) => console.error(error),
  })
  const s3Client = new S3Client({
    ...{ endpoint: port.url, region: names.region, forcePathStyle: true },
    credentials: { accessKeyId: 'sandbox', secretAccessKey: 'sandbox' },
    requestChecksumCalculation: 'WHEN_REQUIRED',
  })
  const client = stripeClient({ secretKey, baseUrl: port.url })
  const stripeDeps = {
    ...{ client, clock, title: titleMark(publication.name), titleName: publication.name },
  }
  const payments = stripePayments(stripeDeps)
  const queued: StripeMessage[] = []
  const mails: SendMessage[] = []
  const sentIds: string[] = []
  const deps = {
    ...{ table, clock, publication, payments, siteUrl },
    files: s3Files({ client: s3Client, bucket: names.bucket, clock }),
    makeId: idMaker({ nowMs: () => nowMs, random: seededRandom(133) }),
    random: seededRandom(134),
    readerKeys: [{ version: 1, secret: secrets.readerKey }],
    signingKeys: [{ id: 'k1', secret: secrets.signingKey }],
    log: () => {},
    mailState: (id: string) => mailStateOf(table, id),
    hint: async ({ pk, sk }: Key) => void mails.push({ kind: 'mail', pk, sk }),
    stepHint: async ({ pk, sk }: Key) => void queued.push({ kind: 'intent', pk, sk }),
    stripeQueue: into(queued),
    mailQueue: into(mails),
    sendQueue: into(mails),
    mailingQueue: into<MailingMessage>([]),
    isVatNumberValid: async (vatNumber: string) => vatNumber !== '',
    mailer: {
      async send({ tags }: { tags: Readonly<Record<string, string>> }) {
        sentIds.push(tags['mail'] ?? '')
        return { kind: 'accepted' as const, messageId: `history-${sentIds.length}` }
      },
    },
  }
  const apply = (facts: StripeFacts) => applyFacts(deps, facts)
  const all = { ...deps, ...stripeDeps, apply, repair: apply, read: payments.read }
  const booksDeps = { ...all, stripe: stripeDeps }
  const handlers = intentHandlers(all)

  let seen = 0
  /** Each object that events were about, read anew once. */
  async function hearStripe(): Promise<boolean> {
    const events = stripe.look((work) => work.all('event')).slice(seen)
    seen += events.length
    const refs = new Map(
      events.flatMap(({ data }) => {
        const ref = refOf(data.object)
        return ref ? [[`${ref.kind} ${ref.id}`, ref] as const] : []
      }),
    )
    for (const ref of refs.values()) {
      const facts = await payments.read(ref)
      if (facts) await apply(facts)
    }
    return events.length > 0
  }

  async function work(message: StripeMessage): Promise<void> {
    if (message.kind !== 'intent') return
    // Runs of the books have their days: not every night's is lived.
    if (message.pk === booksKey().pk) return
    if (isBooksKey(message)) await takeBooksStep(booksDeps, message, endOfTime)
    else await takeStep(all, message)
  }

  /** All that is asked for now, until nothing is. */
  async function drain(): Promise<void> {
    for (;;) {
      await stripe.settled()
      const heard = await hearStripe()
      if (!heard && queued.length + mails.length + sentIds.length === 0) return
      for (let message = queued.shift(); message; message = queued.shift()) await work(message)
      for (let mail = mails.shift(); mail; mail = mails.shift())
        if (mail.kind === 'mail') await sendSingleMail(all, mail)
      for (let mailId = sentIds.shift(); mailId; mailId = sentIds.shift()) await delivered(mailId)
    }
  }

  async function delivered(mailId: string): Promise<void> {
    const facts = new Set(['delivered'])
    await noteMailEvents(table, { mailId, facts, at: instant(clock()), before: async () => {} })
  }

  return {
    ...{ ...all, stripe, stripeDeps, drain },
    /** Forward to an instant, with all that happens by itself until then; time never goes back. */
    async until(at: Date) {
      nowMs = Math.max(nowMs, at.getTime())
      await drain()
      await sweepIntents(all, handlers)
      await drain()
    },
    /** Ordered by the form, recap and button, and at Stripe's page. */
    async order(form: OrderForm): Promise<Order> {
      const begun = await beginOrder(deps, { locale: 'fr', form })
      assert(begun.kind === 'begun', `an order of the sample: ${JSON.stringify(begun)}`)
      const { id: orderId, customerId, price } = begun.order
      const proof = {
        ...{ textVersion: 'v1', buttonLabel: 'Commander et payer', gross: price.gross },
        ...{ ip: '192.0.2.7', userAgent: 'sample' },
      }
      const urls = { successUrl: `${siteUrl}/order/${orderId}`, cancelUrl: `${siteUrl}/subscribe` }
      const placed = await placeOrder(
        { ...deps, orderUrls: () => urls },
        { customerId, orderId, proof },
      )
      assert(placed.kind === 'placed', 'an order of the sample is placed')
      return placed.order
    },
    pay(order: Order, means: Means) {
      const { email, name } = order.buyer
      return stripe.act((inner) =>
        paySession(inner, order.checkout?.sessionId ?? '', means, { email, name }),
      )
    },
    async invoiceOf({ customerId, id: orderId }: Order): Promise<string> {
      const order = await getOrder(table, { customerId, orderId })
      assert(order?.stripe.invoiceId, 'an order of the sample is invoiced')
      return order.stripe.invoiceId
    },
    async close() {
      s3Client.destroy()
      await stripe.stop()
      await port.close()
    },
  }
}

function into<T>(queue: T[]): { send(messages: readonly { body: T }[]): Promise<void> } {
  return { send: async (messages) => void queue.push(...messages.map(({ body }) => body)) }
}

const endOfTime = new Date(8.64e15)
