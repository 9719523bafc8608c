// A renewal's whole way with the real client and the offline Stripe, day by day on the clock: its
// notice, what proves it, the payment; and what happens when nobody pays.
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { intentOf } from '#aws/intent'
import type { OutgoingMessage } from '#delivery/ports'
import { sendSingleMail } from '#delivery/send-single-mail'
import { noteMailEvents } from '#delivery/store-mails'
import { type Instant, instant } from '#kernel/time'
import { takeStep } from '#runtime/stripe'
import { replaceMethod } from '#sandbox/stripe/portal'
import { hasProperNotice, lastRenewalOf } from '#subscriptions/has-proper-notice'
import { recordLetter } from '#subscriptions/notice-acts'
import type { Order } from '#subscriptions/order'
import { serveIssue } from '#subscriptions/serve-issue'
import { listNotices, noticesOf } from '#subscriptions/store-notices'
import { goodCard, type StripeWorld, stripeWorld } from '../support/stripe-world.ts'

const patience = 120_000
/** Pays once, then never again. */
const cardThatFails = { card: '4000000000000341' }

let world: StripeWorld
let mails: { kind: string; to: string; day: string; subject: string; text: string }[]
let fate: 'delivered' | 'bounced' | 'unheard'
beforeEach(async () => {
  world = await stripeWorld()
  mails = []
  fate = 'delivered'
})
afterEach(() => world.close())

const today = () => instant(world.clock()).slice(0, 10)

const mailer = {
  async send({ to, tags, raw }: OutgoingMessage) {
    const text = unquoted(Buffer.from(raw).toString('latin1'))
    const subject = /^Subject: (.*)$/m.exec(text)?.[1] ?? ''
    mails.push({ kind: tags['kind'] ?? '', to, day: today(), subject, text })
    const mailId = tags['mail'] ?? ''
    const at = instant(world.clock())
    if (fate !== 'unheard')
      await noteMailEvents(world.table, {
        mailId,
        at,
        facts: new Set([fate]),
        before: async () => {},
      })
    return { kind: 'accepted' as const, messageId: mailId }
  },
}

/** What the tick and the workers do about everything that is due. */
async function work(): Promise<void> {
  const deps = { ...world.deps, ...world.stripeDeps }
  const single = {
    ...{ ...deps, mailer, siteUrl: 'https://en-contact.example' },
    signingKeys: [{ id: 'k1', secret: 'a secret of tests, long enough' }],
  }
  for (let round = 0; round < 4; round++) {
    for await (const item of world.table.scan()) {
      const intent = intentOf(item)
      if (!intent || intent.dueAt > instant(world.clock())) continue
      const key = { pk: String(item['pk']), sk: String(item['sk']) }
      if (intent.kind.startsWith('mail.')) await sendSingleMail(single, key)
      else if (intent.kind !== 'stripe.event') await takeStep(deps as never, key)
    }
    await world.settle()
  }
}

async function forwardTo(day: string): Promise<void> {
  while (today() < day) {
    await world.forwardDays(1)
    await work()
  }
}

async function paid(planId: string, means = goodCard): Promise<Order> {
  const order = await world.order({ planId, country: 'FR' })
  world.pay(order, means)
  await world.settle()
  await work()
  return order
}

const holding = async (order: Order) => {
  const { subscriptions, streams } = await world.holdings(order)
  const [subscription] = subscriptions
  const [stream] = streams
  if (!subscription || !stream) throw new Error('nothing is held')
  return { subscription, stream }
}
const kinds = (kind: string) => mails.filter((mail) => mail.kind === kind)
const serveMost = async () => {
  for (let number = 131; number <= 135; number++)
    await serveIssue(world.deps, { number, by: 'test' })
}
const names = async () =>
  (await world.audit({ repair: false })).differences.map(({ name }) => name).sort()

// Paid on 2026-11-30, a year is over on 2027-11-30: the last day to refuse is the 29th.
describe('a renewal', () => {
  it(
    'is announced two months before, named and boxed, and takes place on the day that was said',
    async () => {
      const order = await paid('papier-1-an')
      await serveMost()
      await forwardTo('2027-09-28')
      expect(kinds('mail-renewalNotice')).toEqual([])
      await forwardTo('2027-09-30')
      const [notice] = kinds('mail-renewalNotice')
      expect(notice).toMatchObject({ to: 'claire@example.org', day: '2027-09-29' })
      const said = notice?.text.replace(/\s+/g, ' ') ?? ''
      expect(said).toContain('Bonjour Claire Exemple')
      expect(said).toMatch(
        /={72} Date limite de non-reconduction lundi 29 novembre 2027, à minuit ={72}/,
      )
      expect(said).toContain('30 novembre 2027 pour 99,00 €')
      expect(said).toContain('https://en-contact.example/cancel')
      expect(said).toContain('prestations de services conclus pour une durée déterminée')

      await forwardTo('2027-12-01')
      const { subscription, stream } = await holding(order)
      expect(kinds('mail-renewalNotice')).toHaveLength(1)
      expect(stream.entitlements.map(({ bought }) => bought)).toEqual([6, 6])
      const renewal = lastRenewalOf(stream, subscription.id)
      expect(renewal?.renewedAt.slice(0, 10)).toBe('2027-11-30')
      const renewedAt = renewal?.renewedAt as Instant
      expect(await hasProperNotice(world.deps, { subscription, renewedAt })).toBe(true)
      expect(await noticesOf(world.table, order.customerId)).toMatchObject([
        { lastDay: '2027-11-29', closed: { because: 'over' }, mails: [{ facts: ['delivered'] }] },
      ])
      expect(await names()).toEqual([])
    },
    patience,
  )

  it(
    'whose notice comes back waits for a letter, and without one is put off and announced anew',
    async () => {
      const order = await paid('papier-1-an')
      await serveMost()
      fate = 'bounced'
      await forwardTo('2027-10-01')
      expect((await listNotices(world.table, { place: 'waiting' })).items).toMatchObject([
        { lastDay: '2027-11-29', needsPerson: true },
      ])
      fate = 'delivered'
      await forwardTo('2027-11-01')
      const { subscription } = await holding(order)
      const renewsOn = subscription.stripe?.periodEnd.slice(0, 10) ?? ''
      expect(renewsOn > '2027-12-10').toBe(true)
      expect(kinds('mail-renewalNotice').map(({ day }) => day)).toEqual([
        ...['2027-09-29', '2027-10-30'],
      ])
      await forwardTo('2027-12-01')
      expect((await holding(order)).stream.entitlements).toHaveLength(1)
      await forwardTo(renewsOn)
      await world.forwardDays(1)
      const after = await holding(order)
      const renewedAt = lastRenewalOf(after.stream, after.subscription.id)?.renewedAt as Instant
      expect(await hasProperNotice(world.deps, { ...after, renewedAt })).toBe(true)
      expect(await names()).toEqual([])
    },
    patience,
  )

  it(
    'whose reader was told by letter comes on its day',
    async () => {
      const order = await paid('papier-1-an')
      await serveMost()
      fate = 'bounced'
      await forwardTo('2027-10-05')
      const [notice] = await noticesOf(world.table, order.customerId)
      const ref = { customerId: order.customerId, noticeId: notice?.id as never }
      const letter = (day: string) => recordLetter(world.deps, { ref, day, by: 'sf_1' })
      expect((await letter('2027-10-06')).kind).toBe('toCome')
      expect((await letter('2027-08-01')).kind).toBe('outOfWindow')
      expect((await letter('2027-10-32')).kind).toBe('notADay')
      expect((await letter('2027-10-05')).kind).toBe('recorded')
      await forwardTo('2027-12-01')
      const after = await holding(order)
      expect(after.stream.entitlements).toHaveLength(2)
      const renewedAt = lastRenewalOf(after.stream, after.subscription.id)?.renewedAt as Instant
      expect(renewedAt.slice(0, 10)).toBe('2027-11-30')
      expect(await hasProperNotice(world.deps, { ...after, renewedAt })).toBe(true)
    },
    patience,
  )

  it(
    'of issues that are late moves once they are seen to be, with a notice of its new day',
    async () => {
      const order = await paid('papier-1-an')
      for (let number = 131; number <= 133; number++)
        await serveIssue(world.deps, { number, by: 'test' })
      await forwardTo('2027-11-28')
      const { subscription } = await holding(order)
      const renewsOn = subscription.stripe?.periodEnd.slice(0, 10) ?? ''
      expect(renewsOn >= '2028-01-08').toBe(true)
      const notices = kinds('mail-renewalNotice')
      expect(notices.map(({ day }) => day)).toEqual(['2027-09-29', '2027-11-27'])
      await serveIssue(world.deps, { number: 134, by: 'test' })
      await serveIssue(world.deps, { number: 135, by: 'test' })
      await forwardTo(renewsOn)
      await world.forwardDays(1)
      const after = await holding(order)
      const renewedAt = lastRenewalOf(after.stream, after.subscription.id)?.renewedAt as Instant
      expect(renewedAt.slice(0, 10)).toBe(renewsOn)
      expect(await hasProperNotice(world.deps, { ...after, renewedAt })).toBe(true)
    },
    patience,
  )
})

describe('a renewal that is not paid', () => {
  it(
    'is announced, tried, reminded of on the days of the configuration, and ended after its grace',
    async () => {
      const order = await paid('papier-1-an', cardThatFails)
      await serveMost()
      await forwardTo('2027-12-01')
      const { subscription } = await holding(order)
      expect(subscription.status).toBe('pastDue')
      // The invoice is presented an hour after it was made; the day is that of its refusal.
      expect(kinds('mail-paymentFailed').map(({ day }) => day)).toEqual(['2027-12-01'])
      const since = subscription.unpaid?.since ?? ''
      await forwardTo('2027-12-20')
      const told = kinds('mail-unpaid')
      expect(told.map(({ day }) => day)).toEqual(['2027-12-06', '2027-12-11', '2027-12-15'])
      expect(told[0]?.text).toContain('Le mercredi 15')
      expect(told[2]?.text).toContain('a pris fin')
      expect(since.slice(0, 10)).toBe('2027-12-01')
      const after = await holding(order)
      expect(after.subscription).toMatchObject({ status: 'ended', endedBecause: 'unpaid' })
      expect(kinds('mail-paymentFailed')).toHaveLength(1)
      // Nothing more is asked for, at Stripe either; what was paid is served to the last.
      const { data: invoices } = await world.client.invoices.list({ limit: 100 })
      expect(invoices.map(({ status }) => status).sort()).toEqual(['paid', 'void'])
      const served = await serveIssue(world.deps, { number: 136, by: 'test' })
      expect(served).toMatchObject({ now: { copies: 1 } })
      await forwardTo('2028-01-31')
      expect(kinds('mail-unpaid')).toHaveLength(3)
      expect(await names()).toEqual([])
    },
    patience,
  )

  it(
    'and is paid in between is neither reminded of nor ended any more',
    async () => {
      const order = await paid('papier-1-an', cardThatFails)
      await serveMost()
      await forwardTo('2027-12-06')
      expect(kinds('mail-unpaid')).toHaveLength(1)
      const { subscription } = await holding(order)
      // Another card is given in the portal; Stripe takes it at its next try, and nobody tells us.
      world.stripe.setFaults({ webhookDropShare: 1 })
      const { url } = await world.payments.portal({
        stripeCustomerId: subscription.stripe?.customerId ?? '',
        returnUrl: 'https://en-contact.example/account',
      })
      const session = url.split('/').at(-1) ?? ''
      world.stripe.act((work) => replaceMethod(work, session, goodCard))
      await forwardTo('2028-01-10')
      expect(kinds('mail-unpaid')).toHaveLength(1)
      const after = await holding(order)
      expect(after.subscription.status).toBe('active')
      expect(after.stream.entitlements).toHaveLength(2)
    },
    patience,
  )

  it(
    'of a month comes to the same end',
    async () => {
      const order = await paid('numerique-mensuel', cardThatFails)
      await forwardTo('2027-02-01')
      const { subscription } = await holding(order)
      expect(subscription).toMatchObject({ status: 'ended', endedBecause: 'unpaid' })
      expect(kinds('mail-renewalNotice')).toEqual([])
      expect(kinds('mail-unpaid').map(({ day }) => day)).toEqual([
        ...['2027-01-05', '2027-01-10', '2027-01-14'],
      ])
      expect(await names()).toEqual([])
    },
    patience,
  )
})

/** Quoted-printable (RFC 2045). */
function unquoted(text: string): string {
  const bytes = text
    .replace(/=\r?\n/g, '')
    .replace(/=([0-9A-F]{2})/g, (_, hex: string) => String.fromCharCode(Number.parseInt(hex, 16)))
  return Buffer.from(bytes, 'latin1').toString('utf8')
}
