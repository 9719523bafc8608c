import type Stripe from 'stripe'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { bought, type StripeWorld, stripeWorld, subscribed } from '../../../support/stripe.ts'

let world: StripeWorld
beforeEach(async () => {
  world = await stripeWorld()
})
afterEach(() => world.close())

const good = { iban: 'FR1420041010050500013M02606' }
const bad = { iban: 'FR8420041010050500013M02607' }
const disputed = { iban: 'FR5720041010050500013M02608' }
const types = async () => (await world.stripe.events.list({ limit: 100 })).data.map((e) => e.type)
const theCharge = async () =>
  (await world.stripe.charges.list({ expand: ['data.balance_transaction'] }))
    .data[0] as Stripe.Charge

test('a debit’s money is booked while its charge is pending, and nothing is paid yet', async () => {
  const { session, subscription } = await subscribed(world, good)
  expect(session).toMatchObject({ status: 'complete', payment_status: 'unpaid' })
  expect(subscription).toMatchObject({ status: 'active', latest_invoice: { status: 'open' } })
  const charge = await theCharge()
  expect(charge).toMatchObject({ status: 'pending', paid: false })
  expect(charge.balance_transaction).toMatchObject({
    type: 'payment',
    reporting_category: 'charge',
    status: 'pending',
    net: 9_726,
  })
  expect(charge.payment_method_details?.sepa_debit?.mandate).toMatch(/^mandate_/)
  expect(await types()).not.toContain('invoice.paid')
})

test('five working days later it has arrived: charge, invoice and session say so', async () => {
  const { session, subscription } = await subscribed(world, good)
  await world.moveTo('2026-12-06T00:00:00Z')
  expect((await theCharge()).status).toBe('pending')
  await world.moveTo('2026-12-08T00:00:00Z')
  expect((await theCharge()).status).toBe('succeeded')
  const invoice = (subscription.latest_invoice as Stripe.Invoice).id
  expect((await world.stripe.invoices.retrieve(invoice)).status).toBe('paid')
  expect((await world.stripe.checkout.sessions.retrieve(session.id)).payment_status).toBe('paid')
  expect(await types()).toContain('checkout.session.async_payment_succeeded')
})

test('one that comes back books the money out again and leaves the subscription past due', async () => {
  const { subscription } = await subscribed(world, bad)
  await world.moveTo('2026-12-09T00:00:00Z')
  const charge = await theCharge()
  expect(charge).toMatchObject({ status: 'failed', failure_code: 'insufficient_funds' })
  const out = await world.stripe.balanceTransactions.retrieve(
    charge.failure_balance_transaction as string,
  )
  expect(out).toMatchObject({
    amount: -9_900,
    type: 'payment_failure_refund',
    reporting_category: 'charge_failure',
  })
  const after = await world.stripe.subscriptions.retrieve(subscription.id, {
    expand: ['latest_invoice'],
  })
  expect(after.status).toBe('past_due')
  expect((after.latest_invoice as Stripe.Invoice).status).toBe('open')
  expect(await types()).toContain('checkout.session.async_payment_failed')
})

test('a single payment by debit has its invoice once the money is there', async () => {
  const session = await bought(world, 1_250, good)
  expect(session).toMatchObject({ payment_status: 'unpaid', invoice: null })
  await world.moveTo('2026-12-08T00:00:00Z')
  const after = await world.stripe.checkout.sessions.retrieve(session.id)
  expect(after).toMatchObject({ payment_status: 'paid' })
  expect((await world.stripe.invoices.retrieve(after.invoice as string)).status).toBe('paid')
})

test('a pending debit can’t be refunded; one that arrived is, days later', async () => {
  const session = await bought(world, 1_250, good)
  const intent = session.payment_intent as string
  await expect(world.stripe.refunds.create({ payment_intent: intent })).rejects.toThrow()
  await world.moveTo('2026-12-08T00:00:00Z')
  const refund = await world.stripe.refunds.create({ payment_intent: intent })
  expect(refund).toMatchObject({ status: 'pending', pending_reason: 'processing' })
  await world.moveTo('2026-12-15T00:00:00Z')
  expect((await world.stripe.refunds.retrieve(refund.id)).status).toBe('succeeded')
})

test('a debit that its holder disputes is lost at once, with its fee', async () => {
  await subscribed(world, disputed)
  await world.moveTo('2026-12-20T00:00:00Z')
  const [dispute] = (await world.stripe.disputes.list()).data
  expect(dispute).toMatchObject({ status: 'lost', amount: 9_900 })
  expect(dispute?.balance_transactions).toMatchObject([
    { reporting_category: 'dispute', amount: -9_900, fee: 2_000, net: -11_900 },
  ])
})

test('renewals by debit arrive days after they are due', async () => {
  const { subscription } = await subscribed(world, good)
  await world.moveTo('2027-12-01T00:00:00Z')
  const [renewal] = (await world.stripe.invoices.list({ subscription: subscription.id })).data
  expect(renewal).toMatchObject({ status: 'open', billing_reason: 'subscription_cycle' })
  expect((await world.stripe.subscriptions.retrieve(subscription.id)).status).toBe('active')
  await world.moveTo('2027-12-10T00:00:00Z')
  expect((await world.stripe.invoices.retrieve(renewal?.id ?? '')).status).toBe('paid')
})
