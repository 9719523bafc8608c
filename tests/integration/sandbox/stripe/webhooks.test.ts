import Stripe from 'stripe'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { type StripeWorld, stripeWorld, subscribed } from '../../../support/stripe.ts'

let world: StripeWorld
beforeEach(async () => {
  world = await stripeWorld({ seed: 7 })
})
afterEach(() => world.close())

const ids = () => world.received.map(({ body }) => (JSON.parse(body) as Stripe.Event).id)
const created = async () => {
  const found: Stripe.Event[] = []
  for await (const event of world.stripe.events.list({ limit: 100 })) found.push(event)
  return found.toReversed()
}

test('each event comes once, in order, and the real client believes its signature', async () => {
  await subscribed(world)
  await world.cloud.stripe.settled()
  expect(ids()).toEqual((await created()).map(({ id }) => id))
  const seconds = Math.floor(world.cloud.clock.now().getTime() / 1_000)
  for (const { headers, body } of world.received) {
    const signature = headers['stripe-signature'] as string
    const read = (payload: string) =>
      world.stripe.webhooks.constructEvent(
        payload,
        signature,
        world.webhookSecret,
        300,
        undefined,
        seconds * 1_000,
      )
    expect(read(body)).toMatchObject({ object: 'event', api_version: Stripe.API_VERSION })
    expect(() => read(body.replace('"livemode": false', '"livemode": true'))).toThrow(/signature/i)
  }
})

test('an event tells what changed, and which request did it', async () => {
  const { id } = await world.stripe.customers.create({ name: 'Ada' }, { idempotencyKey: 'k1' })
  await world.stripe.customers.update(id, { name: 'Ada L.' })
  await world.cloud.stripe.settled()
  const [made, changed] = await created()
  expect(made).toMatchObject({
    type: 'customer.created',
    request: { idempotency_key: 'k1' },
    pending_webhooks: 0,
  })
  expect(changed).toMatchObject({
    type: 'customer.updated',
    data: { object: { id, name: 'Ada L.' }, previous_attributes: { name: 'Ada' } },
  })
})

test('what the site does not take comes again for three days, then no more', async () => {
  world.answerWith(500)
  await world.stripe.customers.create({})
  await world.cloud.stripe.settled()
  const event = (await created())[0] as Stripe.Event
  expect(event.pending_webhooks).toBe(1)
  const undelivered = await world.stripe.events.list({ delivery_success: false })
  expect(undelivered.data.map(({ id }) => id)).toEqual([event.id])
  for (let hour = 1; hour <= 96; hour++) {
    const at = Date.parse('2026-11-30T08:00:00Z') + hour * 3_600_000
    await world.moveTo(new Date(at).toISOString())
  }
  expect(world.received.length).toBeGreaterThan(8)
  expect(new Set(ids())).toEqual(new Set([event.id]))
  const before = world.received.length
  world.answerWith(200)
  await world.moveTo('2026-12-10T00:00:00Z')
  expect(world.received).toHaveLength(before)
})

test('once the site answers again, what was waiting arrives', async () => {
  world.answerWith(503)
  await world.stripe.customers.create({})
  await world.cloud.stripe.settled()
  world.answerWith(200)
  await world.moveTo('2026-11-30T09:00:00Z')
  expect(world.received).toHaveLength(2)
  expect((await created())[0]?.pending_webhooks).toBe(0)
})

test('on request they come twice, late, out of order, or never; the API still has them all', async () => {
  world.cloud.stripe.setFaults({
    webhookRepeatShare: 0.3,
    webhookDropShare: 0.2,
    webhookShuffle: true,
    webhookDelayShare: 0.2,
    webhookDelaySeconds: 600,
  })
  for (let n = 0; n < 60; n++) await world.stripe.customers.create({ name: `${n}` })
  await world.moveTo('2026-11-30T08:05:00Z')
  const soon = ids().length
  await world.moveTo('2026-11-30T09:00:00Z')
  const all = (await created()).map(({ id }) => id)
  const came = ids()
  expect(all).toHaveLength(60)
  expect(soon).toBeLessThan(came.length)
  expect(came.length).toBeGreaterThan(new Set(came).size)
  const lost = all.filter((id) => !came.includes(id))
  expect(lost.length).toBeGreaterThan(3)
  expect(lost.length).toBeLessThan(30)
  const firsts = [...new Set(came)]
  expect(firsts).not.toEqual(all.filter((id) => came.includes(id)))
})

test('where no pages answer, events wait for the next start', async () => {
  await world.close()
  world = await stripeWorld({ withoutPages: true })
  await world.stripe.customers.create({})
  await world.cloud.stripe.settled()
  expect(world.received).toEqual([])
  expect((await created())[0]?.pending_webhooks).toBe(1)
})
