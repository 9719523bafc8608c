// From the order form to the end of the contract, through the real client against the offline Stripe,
// by processes that die before and after each call to the table and to Stripe: whoever goes on comes to
// one payment, one subscription and one refund. Every 41st call in each run of the tests; every one with
// `npm run test:deaths` (or every so many: `EVERY=7`).
import { describe, expect, it } from 'vitest'
import { sweepIntents } from '#delivery/sweep-intents'
import { minuteMs } from '#kernel/time'
import { takeStep } from '#runtime/stripe'
import { intentHandlers } from '#runtime/tick'
import { applyEvent } from '#stripe/apply-event'
import type { StripeMessage } from '#stripe/message'
import { applyFacts } from '#subscriptions/apply-facts'
import { beginOrder } from '#subscriptions/begin-order'
import { declare } from '#subscriptions/declare'
import { remainingOf } from '#subscriptions/entitlement'
import type { Order } from '#subscriptions/order'
import { placeOrder } from '#subscriptions/place-order'
import { subscriptionIdOf } from '#subscriptions/subscription'
import { Death, type Fate, newFate, newProcess } from '../support/mortal.ts'
import { aForm, aProof } from '../support/paying-world.ts'
import { type StripeWorld, stripeWorld } from '../support/stripe-world.ts'

type Way = 'keeps it' | 'cancels' | 'withdraws' | 'changes the plan'
type When = 'before' | 'after'

/** Of each life its own. */
let world: StripeWorld

const every = Number(process.env['EVERY'] ?? 41)

/** What a process of ours holds: its calls are counted, and one is its last. */
function newDeps(fate: Fate) {
  const { mortal } = newProcess(fate)
  const payments = mortal(world.payments)
  const deps = {
    ...world.deps,
    ...{ table: mortal(world.table), payments, stripeQueue: world.stripeQueue },
    stepHint: async () => {},
    mailQueue: { send: async () => {} },
    mailingQueue: { send: async () => {} },
    orderUrls: () => ({ successUrl: world.siteUrl, cancelUrl: world.siteUrl }),
  }
  const apply = (facts: Parameters<typeof applyFacts>[1]) => applyFacts(deps, facts)
  return { ...deps, apply, read: payments.read }
}

/** Again by another process, until one lives to the end of it. */
async function attempt<T>(
  fate: Fate,
  act: (deps: ReturnType<typeof newDeps>) => Promise<T>,
): Promise<T> {
  for (;;)
    try {
      return await act(newDeps(fate))
    } catch (error) {
      if (!(error instanceof Death)) throw error
    }
}

async function work(fate: Fate, message: StripeMessage): Promise<void> {
  await attempt(fate, async (deps) => {
    if (message.kind === 'event') await applyEvent(deps, message)
    if (message.kind === 'intent') await takeStep(deps, message)
  })
}

async function settle(fate: Fate): Promise<void> {
  do {
    await world.stripe.settled()
    for (let message = world.queued.shift(); message; message = world.queued.shift())
      await work(fate, message)
    await world.stripe.settled()
  } while (world.queued.length > 0)
}

/** The minute's tick, twice: a step may leave the next one. */
async function ticks(fate: Fate): Promise<void> {
  for (let times = 0; times < 2; times++) {
    world.forward(2 * minuteMs)
    await attempt(fate, (deps) => sweepIntents(deps, intentHandlers(deps)))
    await settle(fate)
  }
}

async function orderAndPay(
  fate: Fate,
  form: Parameters<typeof aForm>[0],
  account?: Order['customerId'],
): Promise<Order> {
  const begun = await attempt(fate, (deps) =>
    beginOrder(deps, { locale: 'fr', form: aForm(form), account }),
  )
  if (begun.kind !== 'begun') throw new Error(JSON.stringify(begun))
  const { id: orderId, customerId, price } = begun.order
  const proof = aProof(price.gross)
  const placed = await attempt(fate, (deps) => placeOrder(deps, { customerId, orderId, proof }))
  if (placed.kind !== 'placed') throw new Error(placed.kind)
  world.pay(placed.order)
  await settle(fate)
  return placed.order
}

async function leave(fate: Fate, order: Order, kind: 'cancellation' | 'withdrawal') {
  const id = world.deps.makeId('declaration')
  await attempt(fate, (deps) =>
    declare(deps, {
      ...{ id, kind, locale: 'fr' },
      form: {
        ...{ name: order.buyer.name, email: order.buyer.email },
        ...{ reference: order.id, wish: 'soonest' },
      },
      proof: { buttonLabel: 'confirmer', ip: '192.0.2.9', userAgent: 'test' },
    }),
  )
}

/** One life; how it ended is judged from Stripe's side, then from ours. */
async function live(way: Way, fate: Fate): Promise<void> {
  const email = 'lectrice@example.org'
  const order = await orderAndPay(fate, { email })
  if (way === 'cancels') await leave(fate, order, 'cancellation')
  if (way === 'withdraws') await leave(fate, order, 'withdrawal')
  if (way === 'changes the plan')
    await orderAndPay(
      fate,
      { email, planId: 'integral-1-an', replaces: subscriptionIdOf(order.id) },
      order.customerId,
    )
  await ticks(fate)
  // Whoever died with the last call is no longer waited for.
  await ticks(newFate())
  const where = `death at call ${fate.diesAt}`
  // How calls interleave is the machine's business: the very last one may not come.
  expect(fate.deaths, where).toBe(fate.calls < (fate.diesAt ?? 0) ? 0 : 1)
  expect(await atStripe(order), where).toEqual(expected[way].atStripe)
  expect(await here(order), where).toEqual(expected[way].here)
  expect((await world.audit({ repair: false })).differences, where).toEqual([])
}

/** Of all orders of one customer: what is paid, what runs, what went back. */
async function atStripe({ customerId }: Order) {
  return world.stripe.look((stripe) => {
    const ours = ({ metadata }: { metadata: Record<string, string> | null }) =>
      metadata?.['kiosque_customer'] === customerId
    const subscriptions = stripe.all('subscription').filter(ours)
    const invoices = subscriptions.flatMap(({ id }) => stripe.referring('invoice', id))
    const notes = invoices.flatMap(({ id }) => stripe.referring('credit_note', id))
    return {
      runs: subscriptions.map(({ status, cancel_at_period_end: ends }) => `${status} ${ends}`),
      paid: invoices.map(({ status, total }) => `${status} ${total}`),
      back: notes.map(({ total }) => total),
    }
  })
}

async function here(order: Order) {
  const { subscriptions, streams } = await world.holdings(order)
  return {
    runs: subscriptions.map(({ planId, status }) => `${planId} ${status}`),
    owed: streams.flatMap(({ entitlements }) =>
      entitlements.map((one) => `${one.planId} ${remainingOf(one)}`),
    ),
  }
}

const expected = {
  'keeps it': {
    atStripe: { runs: ['active false'], paid: ['paid 9900'], back: [] },
    here: { runs: ['papier-1-an active'], owed: ['papier-1-an 6'] },
  },
  cancels: {
    atStripe: { runs: ['active true'], paid: ['paid 9900'], back: [] },
    here: { runs: ['papier-1-an active'], owed: ['papier-1-an 6'] },
  },
  withdraws: {
    atStripe: { runs: ['canceled false'], paid: ['paid 9900'], back: [9_900] },
    here: { runs: ['papier-1-an ended'], owed: ['papier-1-an 0'] },
  },
  'changes the plan': {
    atStripe: {
      runs: ['canceled false', 'active false'],
      paid: ['paid 9900', 'paid 12000'],
      back: [9_900],
    },
    here: {
      runs: ['papier-1-an ended', 'integral-1-an active'],
      owed: ['papier-1-an 0', 'integral-1-an 6'],
    },
  },
}

describe.each(['keeps it', 'cancels', 'withdraws', 'changes the plan'] as const)(
  'a reader who %s',
  (way) => {
    it.each<When>(['before', 'after'])(
      'whichever call is a process’s last (%s it)',
      async (when) => {
        let calls = 1
        for (let diesAt = 1; diesAt <= calls; diesAt += every) {
          world = await stripeWorld()
          const fate = newFate({ diesAt, when })
          try {
            await live(way, fate)
          } finally {
            await world.close()
          }
          calls = fate.calls
        }
        expect(calls).toBeGreaterThan(20)
      },
      3_600_000,
    )
  },
)
