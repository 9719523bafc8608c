// Leaving, through the real client of Stripe and this machine's Stripe: what is declared ends the
// contract there, the money goes back once, and both sides agree in the end.
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { intentOf } from '#aws/intent'
import { instant } from '#kernel/time'
import { applyDeclaration } from '#subscriptions/apply-declaration'
import type { DeclarationKind } from '#subscriptions/declaration'
import { declare } from '#subscriptions/declare'
import { endSubscription } from '#subscriptions/end-subscription'
import { remainingOf } from '#subscriptions/entitlement'
import type { LeaveForm } from '#subscriptions/leave-form'
import type { Order } from '#subscriptions/order'
import { unservedPart } from '#subscriptions/refund'
import { serveIssue } from '#subscriptions/serve-issue'
import { declarationItemKey, getDeclaration } from '#subscriptions/store-declarations'
import { subscriptionIdOf } from '#subscriptions/subscription'
import { goodCard, type StripeWorld, stripeWorld } from '../support/stripe-world.ts'

let world: StripeWorld
beforeEach(async () => {
  world = await stripeWorld()
})
afterEach(() => world.close())

async function paid(form: Parameters<StripeWorld['order']>[0] = {}): Promise<Order> {
  const order = await world.order(form)
  await world.pay(order, goodCard)
  await world.settle()
  return order
}

async function say(kind: DeclarationKind, form: LeaveForm) {
  const said = await declare(
    { ...world.deps, stepHint: async () => {} },
    {
      ...{ id: world.deps.makeId('declaration'), kind, locale: 'fr' },
      form: { name: 'Claire Exemple', email: 'claire@example.org', ...form },
      proof: { buttonLabel: 'Notification de la résiliation', ip: '192.0.2.1', userAgent: 'test' },
    },
  )
  if (said.kind !== 'declared') throw new Error(JSON.stringify(said))
  return await work(said.declaration.id)
}

/** Stripe's worker: once, then again, as queues do. */
async function work(id: Parameters<typeof getDeclaration>[1]) {
  const key = declarationItemKey(id)
  for (let times = 0; times < 2; times++) {
    const item = await world.table.get(key, { consistent: true })
    const intent = item && intentOf(item)
    if (intent && intent.dueAt <= instant(world.clock()))
      await applyDeclaration(world.deps, { key, intent })
  }
  await world.settle()
  return await getDeclaration(world.table, id)
}

const refunds = async () => (await world.client.refunds.list()).data.map(({ amount }) => amount)
const atStripe = async () => (await world.client.subscriptions.list({ status: 'all' })).data
const differences = async () => (await world.audit({ repair: false })).differences

describe('a cancellation', () => {
  it('stops the renewal at Stripe; the paid issues are served and nothing is charged again', async () => {
    const order = await paid()
    expect(await say('cancellation', {})).toMatchObject({
      status: 'applied',
      contract: { orderId: order.id },
      effect: { kind: 'end', issuesLeft: 6 },
    })
    expect(await atStripe()).toMatchObject([{ cancel_at_period_end: true, status: 'active' }])
    for (let number = 131; number <= 136; number++)
      await serveIssue(world.deps, { number, by: 'test' })
    await world.forwardDays(370)
    expect(await atStripe()).toMatchObject([{ status: 'canceled' }])
    const { subscriptions, streams } = await world.holdings(order)
    expect(subscriptions).toMatchObject([{ status: 'ended', endedBecause: 'cancelled' }])
    expect(streams.flatMap(({ entitlements }) => entitlements).map(remainingOf)).toEqual([0])
    expect((await world.client.invoices.list()).data).toHaveLength(1)
    expect(await refunds()).toEqual([])
    expect(await differences()).toEqual([])
  })

  it('of a month ends it at its end', async () => {
    const order = await paid({ planId: 'numerique-mensuel', country: 'FR', postcode: '75011' })
    const done = await say('cancellation', { reference: order.id })
    expect(done).toMatchObject({ status: 'applied', effect: { kind: 'monthEnd' } })
    await world.forwardDays(33)
    expect(await atStripe()).toMatchObject([{ status: 'canceled' }])
    expect((await world.client.invoices.list()).data).toHaveLength(1)
    expect(await differences()).toEqual([])
  })

  it('after a renewal that no notice preceded ends at once, and the unserved part goes back', async () => {
    const order = await paid()
    for (let number = 131; number <= 136; number++)
      await serveIssue(world.deps, { number, by: 'test' })
    await world.forwardDays(367)
    await serveIssue(world.deps, { number: 137, by: 'test' })
    const done = await say('cancellation', {})
    const { subscriptions, streams } = await world.holdings(order)
    const renewal = streams[0]?.entitlements[1]
    if (!renewal) throw new Error('no renewal')
    const { gross } = unservedPart({ ...renewal.paid, bought: 6, served: 1 })
    expect(done).toMatchObject({
      ...{ status: 'applied', effect: { kind: 'now', givesBack: gross } },
      refund: { kind: 'given', given: gross },
    })
    expect(await refunds()).toEqual([gross])
    expect(subscriptions).toMatchObject([{ status: 'ended', endedBecause: 'cancelled' }])
    expect(renewal).toMatchObject({ refunded: 5 })
    expect(await differences()).toEqual([])
  })
})

describe('a withdrawal', () => {
  it('gives everything back by a credit note with its tax, and ends the contract', async () => {
    const order = await paid()
    await serveIssue(world.deps, { number: 131, by: 'test' })
    const done = await say('withdrawal', { reference: order.id })
    expect(done).toMatchObject({
      ...{ status: 'applied', effect: { kind: 'withdrawn', givesBack: 9_900 } },
      refund: { kind: 'given', gross: 9_900, vat: 204 },
    })
    expect(await refunds()).toEqual([9_900])
    const [note] = (await world.client.creditNotes.list()).data
    expect(note).toMatchObject({ amount: 9_900, total_excluding_tax: 9_696 })
    expect(await atStripe()).toMatchObject([{ status: 'canceled' }])
    const { subscriptions, streams } = await world.holdings(order)
    expect(subscriptions).toMatchObject([{ status: 'ended', endedBecause: 'withdrawn' }])
    expect(streams[0]?.entitlements).toMatchObject([{ refunded: 5 }])
    expect(await differences()).toEqual([])
  })

  it('from a gift, which is paid once, gives it back', async () => {
    const order = await paid({ gift: { recipientName: 'Bruno Exemple' } })
    await say('withdrawal', { reference: order.id })
    expect(await refunds()).toEqual([9_900])
    const { subscriptions } = await world.holdings(order)
    expect(subscriptions).toMatchObject([{ status: 'ended', endedBecause: 'withdrawn' }])
    expect(await differences()).toEqual([])
  })

  it('while a debit is under way gives the money back once it has come', async () => {
    const order = await world.order()
    await world.pay(order, { iban: 'DE89370400440532013000' })
    await world.settle()
    const done = await say('withdrawal', { reference: order.id })
    expect(done).toMatchObject({ status: 'applied', refund: { kind: 'none' } })
    await world.forwardDays(20)
    expect((await world.orderNow(order))?.status).toBe('paid')
    expect(await refunds()).toEqual([9_900])
    const { streams } = await world.holdings(order)
    expect(streams[0]?.entitlements.map(remainingOf)).toEqual([0])
    await world.forwardDays(15)
    expect(await differences()).toEqual([])
  })

  it('told to Stripe three times at once gives back once', async () => {
    const order = await paid()
    const ref = { customerId: order.customerId, subscriptionId: subscriptionIdOf(order.id) }
    const leaving = {
      ...{ kind: 'withdrawn' as const, because: world.deps.makeId('declaration') },
      ...{ at: instant(world.clock()), ends: 'now' as const },
    }
    await Promise.all([1, 2, 3].map(() => endSubscription(world.deps, { ref, leaving })))
    await world.settle()
    expect(await refunds()).toEqual([9_900])
    expect(await differences()).toEqual([])
  })
})
