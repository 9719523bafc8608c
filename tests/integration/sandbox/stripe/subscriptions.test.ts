import type Stripe from 'stripe'
import { afterEach, beforeEach, expect, test } from 'vitest'
import {
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

const day = 86_400
const invoicesOf = async (subscription: string) =>
  (await world.stripe.invoices.list({ subscription, limit: 100 })).data.toReversed()
const periodOf = (subscription: Stripe.Subscription) => {
  const item = subscription.items.data[0] as Stripe.SubscriptionItem
  return [item.current_period_start, item.current_period_end] as const
}
const monthly = async (means: { card?: string; iban?: string } = {}) => {
  const plan = await yearlyPlan(world.stripe, 'month')
  const { id } = await world.stripe.checkout.sessions.create(sessionParams(plan))
  world.act({ act: 'pay', id, ...means })
  return (await world.stripe.checkout.sessions.retrieve(id)).subscription as string
}

test('a year of a monthly plan is twelve more invoices, each paid an hour after it is made', async () => {
  const id = await monthly()
  await world.moveTo('2027-12-01T00:00:00Z')
  const invoices = await invoicesOf(id)
  expect(invoices.map(({ status }) => status)).toEqual(Array(13).fill('paid'))
  expect(invoices.map(({ number }) => number)).toEqual(
    Array.from({ length: 13 }, (_, n) => `KSQ-${String(n + 1).padStart(5, '0')}`),
  )
  const dates = invoices.map(({ created }) => new Date(created * 1_000).toISOString().slice(0, 10))
  // The 30th, or the last day of a shorter month.
  expect(dates.slice(0, 5)).toEqual([
    '2026-11-30',
    '2026-12-30',
    '2027-01-30',
    '2027-02-28',
    '2027-03-30',
  ])
  for (const { created, status_transitions: at, lines } of invoices.slice(1)) {
    expect((at.paid_at ?? 0) - created).toBe(3_600)
    expect(lines.data[0]?.period.start).toBe(created)
  }
  const [start, end] = periodOf(await world.stripe.subscriptions.retrieve(id))
  expect([start, end].map((at) => new Date(at * 1_000).toISOString().slice(0, 10))).toEqual([
    '2027-11-30',
    '2027-12-30',
  ])
})

test('a card that fails at renewal is tried four times, then the subscription ends', async () => {
  const { subscription } = await subscribed(world, { card: '4000000000000341' })
  await world.moveTo('2027-11-30T12:00:00Z')
  expect((await world.stripe.subscriptions.retrieve(subscription.id)).status).toBe('past_due')
  const [, renewal] = await invoicesOf(subscription.id)
  expect(renewal).toMatchObject({ status: 'open', attempt_count: 1, attempted: true })
  const wait = (renewal?.next_payment_attempt ?? 0) - (renewal?.created ?? 0)
  expect(wait).toBe(3_600 + 3 * day)
  await world.moveTo('2027-12-20T00:00:00Z')
  expect(await world.stripe.subscriptions.retrieve(subscription.id)).toMatchObject({
    status: 'canceled',
    cancellation_details: { reason: 'payment_failed' },
  })
  const [, given] = await invoicesOf(subscription.id)
  expect(given).toMatchObject({ status: 'open', attempt_count: 4, next_payment_attempt: null })
  await world.moveTo('2029-01-01T00:00:00Z')
  expect(await invoicesOf(subscription.id)).toHaveLength(2)
})

test('a new card from the portal pays at the next try, and the subscription is good again', async () => {
  const { stripe } = world
  const { subscription } = await subscribed(world, { card: '4000000000000341' })
  await world.moveTo('2027-12-01T00:00:00Z')
  const customer = subscription.customer as string
  const portal = await stripe.billingPortal.sessions.create({ customer })
  const { replaceMethod } = await import('#sandbox/stripe/portal')
  world.cloud.stripe.act((work) => replaceMethod(work, portal.id, { card: '4242424242424242' }))
  await world.moveTo('2027-12-04T00:00:00Z')
  expect((await stripe.subscriptions.retrieve(subscription.id)).status).toBe('active')
  const [, renewal] = await invoicesOf(subscription.id)
  expect(renewal).toMatchObject({ status: 'paid', attempt_count: 2 })
})

test('an account told so leaves the subscription unpaid after the last try', async () => {
  world.act({ act: 'settings', afterRetries: 'unpaid' })
  const { subscription } = await subscribed(world, { card: '4000000000000341' })
  await world.moveTo('2027-12-20T00:00:00Z')
  expect((await world.stripe.subscriptions.retrieve(subscription.id)).status).toBe('unpaid')
})

test('“decline the next charge” refuses one charge and no more', async () => {
  const { subscription } = await subscribed(world)
  const declined = { act: 'decline', id: subscription.id, reason: 'insufficient_funds' } as const
  expect(world.act(declined).objects).toMatchObject([{ object: 'payment_method', type: 'card' }])
  await world.moveTo('2027-11-30T12:00:00Z')
  expect((await world.stripe.subscriptions.retrieve(subscription.id)).status).toBe('past_due')
  await world.moveTo('2027-12-10T00:00:00Z')
  expect((await world.stripe.subscriptions.retrieve(subscription.id)).status).toBe('active')
})

test('cancelled at the end of the period, it ends then and bills nothing more', async () => {
  const { subscription } = await subscribed(world)
  const [, end] = periodOf(subscription)
  const told = await world.stripe.subscriptions.update(subscription.id, {
    cancel_at_period_end: true,
  })
  expect(told).toMatchObject({ status: 'active', cancel_at_period_end: true, cancel_at: end })
  expect(told.canceled_at).not.toBeNull()
  await world.moveTo('2028-06-01T00:00:00Z')
  const ended = await world.stripe.subscriptions.retrieve(subscription.id)
  expect(ended).toMatchObject({ status: 'canceled', ended_at: end })
  expect(await invoicesOf(subscription.id)).toHaveLength(1)
})

test('a cancellation that is taken back leaves everything as it was', async () => {
  const { subscription } = await subscribed(world)
  await world.stripe.subscriptions.update(subscription.id, { cancel_at_period_end: true })
  const back = await world.stripe.subscriptions.update(subscription.id, {
    cancel_at_period_end: false,
  })
  expect(back).toMatchObject({ cancel_at: null, canceled_at: null, cancel_at_period_end: false })
  await world.moveTo('2027-12-05T00:00:00Z')
  expect(await invoicesOf(subscription.id)).toHaveLength(2)
})

test('cancelled now, it has ended now, and can be cancelled no more', async () => {
  const { subscription } = await subscribed(world)
  const ended = await world.stripe.subscriptions.cancel(subscription.id)
  expect(ended.status).toBe('canceled')
  await expect(world.stripe.subscriptions.cancel(subscription.id)).rejects.toThrow()
  await expect(
    world.stripe.subscriptions.update(subscription.id, { cancel_at_period_end: true }),
  ).rejects.toThrow(/canceled/)
})

test('moving the trial’s end puts the renewal off, prorates nothing, bills nothing', async () => {
  const { subscription } = await subscribed(world)
  await world.moveTo('2027-11-15T00:00:00Z')
  const until = Date.parse('2028-02-20T08:00:00Z') / 1_000
  const moved = await world.stripe.subscriptions.update(subscription.id, {
    trial_end: until,
    proration_behavior: 'none',
  })
  expect(moved).toMatchObject({ status: 'trialing', trial_end: until })
  expect(periodOf(moved)[1]).toBe(until)
  const [, free] = await invoicesOf(subscription.id)
  expect(free).toMatchObject({ total: 0, status: 'paid', billing_reason: 'subscription_update' })
  const later = until + 30 * day
  await world.stripe.subscriptions.update(subscription.id, {
    trial_end: later,
    proration_behavior: 'none',
  })
  expect(await invoicesOf(subscription.id)).toHaveLength(2)
  await world.moveTo('2028-03-10T00:00:00Z')
  expect(await invoicesOf(subscription.id)).toHaveLength(2)
  await world.moveTo('2028-04-01T00:00:00Z')
  const renewed = await world.stripe.subscriptions.retrieve(subscription.id)
  expect(renewed).toMatchObject({ status: 'active', billing_cycle_anchor: later })
  const invoices = await invoicesOf(subscription.id)
  expect(invoices.at(-1)).toMatchObject({ billing_reason: 'subscription_cycle', total: 9_900 })
  expect(invoices.at(-1)?.created).toBe(later)
  const warned = await world.stripe.events.list({ type: 'customer.subscription.trial_will_end' })
  expect(warned.data).toHaveLength(1)
})

test('a trial in the past is refused', async () => {
  const { subscription } = await subscribed(world)
  const asked = world.stripe.subscriptions.update(subscription.id, { trial_end: 1_000_000 })
  await expect(asked).rejects.toMatchObject({ param: 'trial_end' })
})

test('through the API: a subscription on a card that fails is incomplete, and expires in a day', async () => {
  const { stripe } = world
  const { subscription: first } = await subscribed(world, { card: '4000000000000341' })
  const plan = await yearlyPlan(stripe)
  const made = await stripe.subscriptions.create({
    customer: first.customer as string,
    items: [{ price: plan.price.id }],
    default_payment_method: first.default_payment_method as string,
    billing_mode: { type: 'flexible' },
  })
  expect(made.status).toBe('incomplete')
  await world.moveTo('2026-12-02T00:00:00Z')
  expect((await stripe.subscriptions.retrieve(made.id)).status).toBe('incomplete_expired')
  expect((await invoicesOf(made.id))[0]?.status).toBe('void')
})

test('an open invoice is paid by the API, refused when paid, and voided only while open', async () => {
  const { stripe } = world
  const { subscription } = await subscribed(world, { card: '4000000000000341' })
  await world.moveTo('2027-11-30T12:00:00Z')
  const renewal = (await invoicesOf(subscription.id))[1] as Stripe.Invoice
  await expect(stripe.invoices.pay(renewal.id)).rejects.toMatchObject({
    type: 'StripeCardError',
    code: 'card_declined',
    decline_code: 'generic_decline',
  })
  expect((await stripe.invoices.retrieve(renewal.id)).attempt_count).toBe(2)
  world.act({ act: 'pay', id: renewal.id })
  expect((await stripe.invoices.retrieve(renewal.id)).status).toBe('paid')
  await expect(stripe.invoices.pay(renewal.id)).rejects.toMatchObject({
    code: 'invoice_already_paid',
  })
  await expect(stripe.invoices.voidInvoice(renewal.id)).rejects.toThrow(/void/)
})

test('what falls due at Stripe shows among what is due on this machine', async () => {
  const { subscription } = await subscribed(world)
  const due = await world.cloud.due()
  expect(due.map(({ what }) => what)).toContain(`stripe subscription.renew ${subscription.id}`)
})
