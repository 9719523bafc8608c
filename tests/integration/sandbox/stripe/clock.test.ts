// Moving the sandbox's clock stops at what falls due at Stripe, and at what its events set off.
import { afterEach, beforeEach, expect, test } from 'vitest'
import { type StripeWorld, stripeWorld, subscribed } from '../../../support/stripe.ts'

let world: StripeWorld
const ticks: string[] = []
beforeEach(async () => {
  ticks.length = 0
  world = await stripeWorld({
    functions: {
      invoke: async ({ name }) => {
        if (name === 'tick') ticks.push(name)
        return { kind: 'returned', value: null }
      },
      workerPid: () => undefined,
      stop: async () => {},
    },
  })
})
afterEach(() => world.close())

test('a year passes with every event delivered at its own day, and ends where it was sent', async () => {
  await subscribed(world)
  const moved = await world.cloud.moveClock('2027-12-15T08:00:00.000Z' as never)
  expect(moved.stuck).toEqual([])
  expect(moved.to).toMatch(/^2027-12-15T08:/)
  const events = world.received.map(({ headers, body }) => {
    const signedAt = Number(/t=(\d+)/.exec(String(headers['stripe-signature']))?.[1])
    return { ...JSON.parse(body), signedAt } as { type: string; created: number; signedAt: number }
  })
  const renewal = events.filter(({ type }) => type === 'invoice.paid').at(-1)
  expect(new Date((renewal?.created ?? 0) * 1_000).toISOString()).toMatch(/^2027-11-30T09:00/)
  for (const { created, signedAt } of events) expect(signedAt - created).toBeLessThan(300)
  const all: unknown[] = []
  for await (const event of world.stripe.events.list({ limit: 100 })) all.push(event)
  expect(events).toHaveLength(all.length)
})

test('settling does what is due at Stripe now', async () => {
  await world.stripe.customers.create({})
  await world.cloud.settle()
  expect(world.received).toHaveLength(1)
  expect(ticks).toHaveLength(1)
})
