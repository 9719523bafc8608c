// Orders paid at this machine's Stripe by the real client, its signed events back at the real door,
// and what the comparison of both sides says in the end.
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { intentOf } from '#aws/intent'
import { subscriptionKey } from '#aws/keys'
import { dayMs, instant, plusMs } from '#kernel/time'
import { paySession } from '#sandbox/stripe/checkout'
import { closeDispute, openDispute } from '#sandbox/stripe/disputes'
import { beginAudit, planAudit } from '#stripe/audit-plan'
import { goOnWithAudit } from '#stripe/nightly-audit'
import { applyFacts } from '#subscriptions/apply-facts'
import { lastAudit } from '#subscriptions/last-audit'
import type { Order } from '#subscriptions/order'
import type { StripeFacts } from '#subscriptions/ports'
import { goodCard, type StripeWorld, stripeWorld } from '../support/stripe-world.ts'

let world: StripeWorld
beforeEach(async () => {
  world = await stripeWorld()
})
afterEach(() => world.close())

const names = async (repair = false) =>
  (await world.audit({ repair })).differences.map(({ name }) => name).sort()

describe('what Stripe is asked for', () => {
  it('is one page for an order, however often it is asked for', async () => {
    const order = await world.order()
    const again = await world.payments.checkout({
      order,
      expiresAt: order.validUntil,
      successUrl: `${world.siteUrl}/order/x`,
      cancelUrl: `${world.siteUrl}/subscribe`,
    })
    expect(again).toMatchObject({ sessionId: order.checkout?.sessionId })
    const { data } = await world.client.checkout.sessions.list()
    expect(data).toHaveLength(1)
    expect(data[0]).toMatchObject({
      mode: 'subscription',
      client_reference_id: order.id,
      locale: 'fr',
      currency: 'eur',
      amount_total: 9_900,
      allow_promotion_codes: null,
      adaptive_pricing: { enabled: false },
      metadata: {
        kiosque: 'en-contact',
        kiosque_order: order.id,
        kiosque_customer: order.customerId,
        kiosque_plan: 'papier-1-an',
      },
    })
  })

  it('finds products, prices and tax rates again', async () => {
    for (let times = 0; times < 3; times++) await world.order()
    const { client } = world
    expect((await client.products.list()).data).toHaveLength(1)
    expect((await client.taxRates.list()).data).toMatchObject([
      { percentage: 2.1, inclusive: true, country: 'FR', tax_type: 'vat', display_name: 'TVA' },
    ])
    expect((await client.prices.list()).data).toMatchObject([
      {
        lookup_key: 'en-contact.papier-1-an.print.9900.1year',
        unit_amount: 9_900,
        tax_behavior: 'inclusive',
        recurring: { interval: 'year', interval_count: 1 },
      },
    ])
  })

  it('calls a plan that was renamed by its new name', async () => {
    await world.order()
    const [product] = (await world.client.products.list()).data
    await world.client.products.update(product?.id ?? '', { name: 'Old name' })
    await world.order()
    expect((await world.client.products.list()).data[0]?.name).toBe('En-Contact – Papier, un an')
  })

  it('has an invoice with its tax also where nothing renews', async () => {
    const order = await world.order({ planId: 'au-numero', issueNumber: '131' })
    world.pay(order)
    await world.settle()
    const { data } = await world.client.invoices.list()
    expect(data).toHaveLength(1)
    expect(data[0]).toMatchObject({ status: 'paid', total: 1_250 })
    expect(data[0]?.metadata).toMatchObject({ kiosque_order: order.id })
    expect(data[0]?.total_taxes).toMatchObject([{ amount: 26 }])
    expect(await world.orderNow(order)).toMatchObject({ status: 'paid' })
    expect(await names()).toEqual([])
  })
})

describe('an order that is paid', () => {
  it('becomes a subscription with its issues, by its events alone', async () => {
    const order = await world.order()
    world.pay(order)
    await world.settle()
    expect(await world.orderNow(order)).toMatchObject({ status: 'paid' })
    const { subscriptions, streams } = await world.holdings(order)
    expect(subscriptions).toMatchObject([{ status: 'active', stripe: { status: 'active' } }])
    expect(streams[0]?.entitlements).toMatchObject([
      { bought: 6, paid: { gross: 9_900, vat: 204 } },
    ])
    expect(await names()).toEqual([])
  })

  it('is found by the audit when no event ever came, and then made whole', async () => {
    world.stripe.setFaults({ webhookDropShare: 1 })
    const order = await world.order()
    world.pay(order)
    await world.settle()
    expect(await world.orderNow(order)).toMatchObject({ status: 'placed' })
    expect(await names()).toEqual([
      'entitlement',
      'order.invoice',
      'order.invoiceNumber',
      'order.paidAt',
      'order.status',
      'order.status',
      'order.stripeCustomer',
      'order.stripeSubscription',
      'subscription',
    ])
    const { repaired, differences } = await world.audit({ repair: true })
    expect(differences).toEqual([])
    expect(repaired.length).toBeGreaterThan(0)
    expect(await world.orderNow(order)).toMatchObject({ status: 'paid' })
    expect(await names()).toEqual([])
  })

  it('comes to the same through events that are repeated, shuffled and late', async () => {
    world.stripe.setFaults({
      webhookRepeatShare: 0.5,
      webhookShuffle: true,
      webhookDelayShare: 0.3,
      webhookDelaySeconds: 7_200,
    })
    const orders: Order[] = []
    for (let at = 0; at < 6; at++) {
      const order = await world.order()
      orders.push(order)
      world.pay(order)
    }
    await world.forwardDays(2)
    for (const order of orders)
      expect(await world.orderNow(order)).toMatchObject({ status: 'paid' })
    expect(await names()).toEqual([])
  })
})

describe('what happens later', () => {
  async function paid(): Promise<Order> {
    const order = await world.order()
    world.pay(order)
    await world.settle()
    return order
  }
  const chargeOf = async () => (await world.client.charges.list()).data[0]?.id ?? ''
  const invoiceOf = async () => (await world.client.invoices.list()).data[0]?.id ?? ''

  it('a refund goes out with a credit note that says its tax, once for its key', async () => {
    const order = await paid()
    const refund = { invoiceId: await invoiceOf(), gross: 6_600, vat: 136, key: 'wd_1' }
    const first = await world.payments.refund(refund)
    expect(first).toMatchObject({ kind: 'refunded' })
    expect(await world.payments.refund(refund)).toEqual(first)
    const { data: notes } = await world.client.creditNotes.list()
    expect(notes).toMatchObject([{ total: 6_600, total_taxes: [{ amount: 136 }] }])
    expect((await world.client.refunds.list()).data).toMatchObject([{ amount: 6_600 }])
    await world.settle()
    const { streams } = await world.holdings(order)
    expect(streams[0]?.entitlements[0]?.refunded).toBe(4)
    expect(await names()).toEqual([])
    expect(await world.payments.refund({ ...refund, key: 'wd_2' })).toMatchObject({
      kind: 'refused',
    })
  })

  it('a dispute suspends, and ends one way or the other', async () => {
    const order = await paid()
    const chargeId = await chargeOf()
    const dispute = world.stripe.act((work) =>
      openDispute(work, chargeId, { reason: 'fraudulent' }),
    )
    await world.settle()
    expect((await world.holdings(order)).streams[0]?.entitlements[0]?.isSuspended).toBe(true)
    expect(await names()).toEqual([])
    world.stripe.act((work) => closeDispute(work, dispute.id, 'lost'))
    await world.settle()
    expect((await world.holdings(order)).streams[0]?.entitlements[0]).toMatchObject({
      isSuspended: false,
      refunded: 6,
    })
    expect(await names()).toEqual([])
  })

  it('a subscription is cancelled at the end of its period, or at once, and twice is once', async () => {
    const order = await paid()
    const subscriptionId = (await world.orderNow(order))?.stripe.subscriptionId ?? ''
    await world.payments.cancelAtPeriodEnd({ subscriptionId, key: 'cancel-1' })
    await world.settle()
    const { subscriptions } = await world.holdings(order)
    expect(subscriptions[0]?.stripe).toMatchObject({ cancelAtPeriodEnd: true })
    await world.payments.cancelNow({ subscriptionId, key: 'cancel-2' })
    await world.payments.cancelNow({ subscriptionId, key: 'cancel-3' })
    await world.settle()
    expect((await world.holdings(order)).subscriptions[0]?.status).toBe('ended')
    expect(await names()).toEqual([])
  })

  it('the portal is for the means of payment alone, by one configuration of ours', async () => {
    const order = await paid()
    const stripeCustomerId = (await world.orderNow(order))?.stripe.customerId ?? ''
    const returnUrl = 'https://en-contact.example/account'
    for (let times = 0; times < 2; times++) {
      const { url } = await world.payments.portal({ stripeCustomerId, returnUrl })
      expect(url).toContain('/sandbox/stripe/portal/')
    }
    const { data } = await world.client.billingPortal.configurations.list()
    const ours = data.filter(({ metadata }) => metadata?.['kiosque'] === 'en-contact')
    expect(ours).toHaveLength(1)
    expect(ours[0]?.features).toMatchObject({
      payment_method_update: { enabled: true },
      customer_update: { enabled: false },
      invoice_history: { enabled: false },
      subscription_cancel: { enabled: false },
      subscription_update: { enabled: false },
    })
  })

  it('a renewal that was put off comes at that time', async () => {
    const order = await paid()
    const subscriptionId = (await world.orderNow(order))?.stripe.subscriptionId ?? ''
    const until = instant(new Date('2028-03-01T08:00:00Z'))
    await world.payments.putOffRenewal({ subscriptionId, until, key: 'put-off-1' })
    await world.settle()
    const { subscriptions } = await world.holdings(order)
    expect(subscriptions[0]?.stripe).toMatchObject({ status: 'trialing', periodEnd: until })
    expect(await names()).toEqual([])
  })
})

describe('means of payment that take days or fail', () => {
  it('a debit gives nothing until it is collected', async () => {
    const order = await world.order()
    world.pay(order, { iban: 'FR1420041010050500013M02606' })
    await world.settle()
    expect(await world.orderNow(order)).toMatchObject({ status: 'provisional' })
    expect((await world.holdings(order)).streams.flatMap((one) => one.entitlements)).toEqual([])
    expect(await names()).toEqual([])
    await world.forwardDays(8)
    expect(await world.orderNow(order)).toMatchObject({ status: 'paid' })
    expect(await names()).toEqual([])
  })

  it('a debit that comes back ends the order, here and at Stripe', async () => {
    const order = await world.order()
    world.pay(order, { iban: 'FR8420041010050500013M02607' })
    await world.forwardDays(12)
    expect(await world.orderNow(order)).toMatchObject({ status: 'failed' })
    expect((await world.holdings(order)).subscriptions[0]?.status).toBe('ended')
    expect(await names()).toEqual([])
  })

  it('a card that is refused a year later makes the subscription past due, then ends it', async () => {
    const order = await world.order()
    world.pay(order, { card: '4000000000000341' })
    await world.settle()
    const { subscriptions } = await world.holdings(order)
    const renewsAt = subscriptions[0]?.stripe?.periodEnd ?? ''
    world.clock.forward(Date.parse(renewsAt) - world.clock().getTime() - dayMs)
    await world.forwardDays(3)
    expect((await world.holdings(order)).subscriptions[0]).toMatchObject({ status: 'pastDue' })
    expect(await names()).toEqual([])
    await world.forwardDays(60)
    expect((await world.holdings(order)).subscriptions[0]?.status).toBe('ended')
    expect(await names()).toEqual([])
  })

  it('a card that is good renews the subscription with its next issues', async () => {
    const order = await world.order()
    world.pay(order)
    await world.settle()
    const renewsAt = (await world.holdings(order)).subscriptions[0]?.stripe?.periodEnd ?? ''
    world.clock.forward(Date.parse(renewsAt) - world.clock().getTime() - dayMs)
    await world.forwardDays(3)
    const { streams } = await world.holdings(order)
    expect(streams[0]?.entitlements.map(({ bought }) => bought)).toEqual([6, 6])
    expect(await names()).toEqual([])
  })
})

describe('the comparison', () => {
  async function aPaidOrder(): Promise<Order> {
    const order = await world.order()
    world.pay(order)
    await world.settle()
    return order
  }

  it('names what was changed here, and puts back what Stripe can tell', async () => {
    const order = await aPaidOrder()
    const { subscriptions } = await world.holdings(order)
    const [subscription] = subscriptions
    if (!subscription) throw new Error('No subscription')
    const stripe = { ...subscription.stripe, periodEnd: '2031-01-01T00:00:00.000Z' }
    await world.table.update(subscriptionKey(order.customerId, subscription.id), {
      set: { stripe },
    })
    expect((await world.audit({ repair: false })).differences).toMatchObject([
      {
        name: 'subscription.periodEnd',
        here: '2031-01-01T00:00:00.000Z',
        atStripe: subscription.stripe?.periodEnd,
        ours: subscription.id,
        stripe: { kind: 'subscription' },
      },
    ])
    world.clock.forward(1_000)
    expect((await world.audit({ repair: true })).differences).toEqual([])
    expect(await names()).toEqual([])
  })

  it('names what is here of an object that Stripe does not have', async () => {
    const order = await aPaidOrder()
    const { subscriptions } = await world.holdings(order)
    const [subscription] = subscriptions
    if (!subscription) throw new Error('No subscription')
    const stripe = { ...subscription.stripe, subscriptionId: 'sub_nowhere' }
    await world.table.update(subscriptionKey(order.customerId, subscription.id), {
      set: { stripe },
    })
    expect(await names()).toEqual(['subscription', 'subscription.stripeSubscription'])
  })

  it('names what Stripe has with our ids and we have not', async () => {
    const order = await aPaidOrder()
    await world.client.subscriptions.update(
      (await world.orderNow(order))?.stripe.subscriptionId ?? '',
      {
        metadata: { kiosque_order: 'or_nobody' },
      },
    )
    expect(await names()).toContain('order')
  })

  it('leaves other products of the account alone', async () => {
    await aPaidOrder()
    const { client, stripe } = world
    const [price] = (await client.prices.list()).data
    const session = await client.checkout.sessions.create({
      mode: 'subscription',
      line_items: [{ price: price?.id ?? '', quantity: 1 }],
      success_url: 'https://other.example/',
    })
    stripe.act((work) =>
      paySession(work, session.id, goodCard, { email: 'other@example.org', name: null }),
    )
    await world.settle()
    expect((await client.subscriptions.list()).data).toHaveLength(2)
    expect(await names()).toEqual([])
  })

  it('runs each night by itself, mends, and says what it found', async () => {
    world.stripe.setFaults({ webhookDropShare: 1 })
    const order = await world.order()
    world.pay(order)
    const stripeQueue = {
      send: async (messages: readonly { body: { kind: string } }[]) =>
        void sent.push(...messages.map(({ body }) => body.kind)),
    }
    const sent: string[] = []
    const deps = { ...world.deps, ...world.stripeDeps, stripeQueue, repair: undefined }
    await planAudit(deps)
    await planAudit(deps)
    const due = await openAudit()
    expect(due.intent.dueAt).toBe('2026-12-01T02:20:00.000Z')
    world.clock.forward(dayMs)
    await beginAudit(deps, due)
    expect(sent.splice(1)).toEqual(['standings'])
    expect(sent).toEqual(['audit'])
    const repairing = {
      ...deps,
      repair: (facts: StripeFacts) => applyFacts(world.deps, facts),
    }
    // A worker whose time is up at once hands on after each step.
    let rounds = 0
    for (; sent.length > 0; rounds++) {
      sent.shift()
      await goOnWithAudit(repairing, { deadline: new Date(0) })
    }
    expect(rounds).toBe(5)
    expect(await lastAudit(world.table)).toMatchObject({ differenceCount: 0, comparedCount: 3 })
    expect(await world.orderNow(order)).toMatchObject({ status: 'paid' })
    const next = await openAudit()
    expect(next.intent.dueAt > instant(world.clock())).toBe(true)
    expect(next.intent.dueAt < plusMs(instant(world.clock()), dayMs)).toBe(true)
  })
})

it('finds at night how a dispute ended that took a season, though no event told of it', async () => {
  const order = await world.order()
  world.pay(order)
  await world.settle()
  const charge = (await world.client.charges.list()).data[0]?.id ?? ''
  const dispute = world.stripe.act((work) => openDispute(work, charge, { reason: 'fraudulent' }))
  await world.settle()
  world.forward(75 * dayMs)
  await world.settle()
  world.stripe.setFaults({ webhookDropShare: 1 })
  world.stripe.act((work) => closeDispute(work, dispute.id, 'lost'))
  await world.settle()
  const repair = (facts: StripeFacts) => applyFacts(world.deps, facts)
  const deps = { ...world.deps, ...world.stripeDeps, stripeQueue: world.stripeQueue, repair }
  await planAudit(deps)
  await beginAudit(deps, await openAudit())
  await goOnWithAudit(deps, { deadline: new Date(8.64e15) })
  expect((await world.holdings(order)).streams[0]?.entitlements[0]).toMatchObject({
    isSuspended: false,
    refunded: 6,
  })
})

async function openAudit() {
  for await (const item of world.table.scan()) {
    const intent = intentOf(item)
    if (intent?.kind === 'stripe.audit')
      return { key: { pk: String(item['pk']), sk: String(item['sk']) }, intent }
  }
  throw new Error('No audit is planned')
}
