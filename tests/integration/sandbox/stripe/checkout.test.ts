import type Stripe from 'stripe'
import { afterEach, beforeEach, expect, test } from 'vitest'
import {
  bought,
  type StripeWorld,
  sessionParams,
  stripeWorld,
  subscribed,
  yearlyPlan,
} from '../../../support/stripe.ts'

let world: StripeWorld
beforeEach(async () => {
  world = await stripeWorld()
})
afterEach(() => world.close())

const types = async () => (await world.stripe.events.list({ limit: 100 })).data.map((e) => e.type)

test('a session paid by card makes a customer, a subscription and a paid invoice with its VAT', async () => {
  const { session, subscription } = await subscribed(
    world,
    {},
    {
      subscription_data: { metadata: { order: 'or_1' } },
    },
  )
  expect(session).toMatchObject({
    status: 'complete',
    payment_status: 'paid',
    amount_total: 9_900,
    total_details: { amount_tax: 204 },
    metadata: { order: 'or_1' },
    url: null,
  })
  expect(subscription).toMatchObject({ status: 'active', metadata: { order: 'or_1' } })
  const item = subscription.items.data[0] as Stripe.SubscriptionItem
  expect(new Date(item.current_period_end * 1_000).toISOString()).toMatch(/^2027-11-30T08:00/)
  const invoice = subscription.latest_invoice as Stripe.Invoice
  expect(invoice).toMatchObject({
    status: 'paid',
    number: 'KSQ-00001',
    billing_reason: 'subscription_create',
    total: 9_900,
    total_excluding_tax: 9_696,
    amount_paid: 9_900,
    parent: {
      subscription_details: { subscription: subscription.id, metadata: { order: 'or_1' } },
    },
  })
  expect(invoice.lines.data[0]?.taxes).toMatchObject([{ amount: 204, taxable_amount: 9_696 }])
  const payment = invoice.payments?.data[0]
  expect(payment).toMatchObject({ status: 'paid', amount_paid: 9_900, is_default: true })
  const intents = await world.stripe.invoicePayments.list({
    payment: { type: 'payment_intent', payment_intent: payment?.payment.payment_intent as string },
  })
  expect(intents.data.map(({ invoice: one }) => one)).toEqual([invoice.id])
  expect(await types()).toEqual(
    expect.arrayContaining([
      'checkout.session.completed',
      'customer.subscription.created',
      'invoice.paid',
      'charge.succeeded',
    ]),
  )
})

test('the charge of 99 € costs 1.74 € and books 97.26 €', async () => {
  const { session } = await subscribed(world)
  expect(session.payment_status).toBe('paid')
  const [charge] = (await world.stripe.charges.list({ expand: ['data.balance_transaction'] })).data
  expect(charge?.balance_transaction).toMatchObject({
    amount: 9_900,
    fee: 174,
    net: 9_726,
    reporting_category: 'charge',
    fee_details: [{ amount: 174, type: 'stripe_fee' }],
  })
})

test('a single payment has an invoice when it asked for one, and a customer with it', async () => {
  const session = await bought(world, 1_250)
  const invoice = await world.stripe.invoices.retrieve(session.invoice as string)
  expect(invoice).toMatchObject({ status: 'paid', total: 1_250, billing_reason: 'manual' })
  expect(invoice.parent).toBeNull()
  expect(session).toMatchObject({ subscription: null, customer: invoice.customer })
  expect(session.payment_intent).toMatch(/^pi_/)
})

test.each([
  ['4000000000000002', 'generic_decline'],
  ['4000000000009995', 'insufficient_funds'],
  ['4000000000000069', 'expired_card'],
])('card %s is declined (%s), and another one may pay the same session', async (card, reason) => {
  const plan = await yearlyPlan(world.stripe)
  const { id } = await world.stripe.checkout.sessions.create(sessionParams(plan))
  expect(() => world.act({ act: 'pay', id, card })).toThrow(/Stripe refuses/)
  const [charge] = (await world.stripe.charges.list()).data
  expect(charge).toMatchObject({ status: 'failed', outcome: { reason }, balance_transaction: null })
  expect((await world.stripe.checkout.sessions.retrieve(id)).status).toBe('open')
  expect((await world.stripe.subscriptions.list()).data).toHaveLength(0)
  world.act({ act: 'pay', id })
  expect((await world.stripe.paymentIntents.list()).data).toHaveLength(1)
  expect((await world.stripe.balanceTransactions.list()).data).toHaveLength(1)
})

test('a number that is no test number is refused', async () => {
  const plan = await yearlyPlan(world.stripe)
  const { id } = await world.stripe.checkout.sessions.create(sessionParams(plan))
  expect(() => world.act({ act: 'pay', id, card: '4929000000006' })).toThrow(/test mode/)
})

test('a session is paid once', async () => {
  const { session } = await subscribed(world)
  expect(() => world.act({ act: 'pay', id: session.id })).toThrow(/complete/)
})

test('a promotion code takes its part of the first invoice only, VAT too', async () => {
  const { stripe } = world
  const coupon = await stripe.coupons.create({ percent_off: 10, duration: 'once' })
  const promo = await stripe.promotionCodes.create({
    promotion: { type: 'coupon', coupon: coupon.id },
    code: 'AUTOMNE',
    max_redemptions: 1,
  })
  const { session, subscription } = await subscribed(
    world,
    {},
    {
      discounts: [{ promotion_code: promo.id }],
    },
  )
  expect(session).toMatchObject({ amount_total: 8_910, total_details: { amount_discount: 990 } })
  expect(subscription.latest_invoice).toMatchObject({
    subtotal: 9_900,
    total: 8_910,
    total_taxes: [{ amount: 183, taxable_amount: 8_727 }],
  })
  expect((await stripe.coupons.retrieve(coupon.id)).times_redeemed).toBe(1)
  const plan = await yearlyPlan(stripe)
  const again = stripe.checkout.sessions.create(
    sessionParams(plan, { discounts: [{ promotion_code: promo.id }] }),
  )
  await expect(again).rejects.toMatchObject({ code: 'coupon_expired' })
  await world.moveTo('2027-12-15T00:00:00Z')
  const [renewal] = (await stripe.invoices.list()).data
  expect(renewal).toMatchObject({ billing_reason: 'subscription_cycle', total: 9_900 })
})

test('a code of 100 % asks for nothing and makes a paid invoice of nothing', async () => {
  const coupon = await world.stripe.coupons.create({ percent_off: 100, duration: 'once' })
  const { session, subscription } = await subscribed(
    world,
    {},
    {
      discounts: [{ coupon: coupon.id }],
    },
  )
  expect(session).toMatchObject({ payment_status: 'no_payment_required', amount_total: 0 })
  expect(subscription).toMatchObject({
    status: 'active',
    latest_invoice: { status: 'paid', total: 0 },
  })
  expect((await world.stripe.charges.list()).data).toEqual([])
})

test('a session expires after a day, or when it is told to', async () => {
  const plan = await yearlyPlan(world.stripe)
  const early = await world.stripe.checkout.sessions.create(sessionParams(plan))
  const late = await world.stripe.checkout.sessions.create(sessionParams(plan))
  expect((await world.stripe.checkout.sessions.expire(early.id)).status).toBe('expired')
  await expect(world.stripe.checkout.sessions.expire(early.id)).rejects.toMatchObject({
    statusCode: 400,
  })
  await world.moveTo('2026-12-01T10:00:00Z')
  expect(await world.stripe.checkout.sessions.retrieve(late.id)).toMatchObject({
    status: 'expired',
    url: null,
  })
  expect(() => world.act({ act: 'pay', id: late.id })).toThrow(/expired/)
  expect((await types()).filter((type) => type === 'checkout.session.expired')).toHaveLength(2)
})

test.each<[string, Partial<Stripe.Checkout.SessionCreateParams>, string]>([
  ['both customer and address', { customer: 'cus_x', customer_email: 'a@example.org' }, 'customer'],
  ['an end after more than a day', { expires_at: 1_900_000_000 }, 'expires_at'],
  ['a mode that does not fit the price', { mode: 'payment' }, 'line_items'],
  [
    'what belongs to the other mode',
    { payment_intent_data: {}, invoice_creation: { enabled: true } },
    'invoice_creation',
  ],
])('a session with %s is refused', async (_, more, param) => {
  const plan = await yearlyPlan(world.stripe)
  const asked = world.stripe.checkout.sessions.create(sessionParams(plan, more))
  await expect(asked).rejects.toMatchObject({ param })
})
