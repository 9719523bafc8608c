// A standing after whatever happens, in whatever order it is heard of, whoever dies or gets between.
import * as fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import type { Table } from '#aws/table'
import type { ReaderId } from '#kernel/ids'
import { dayMs, type Instant, instant } from '#kernel/time'
import { readerId } from '#readers/reader-id'
import { getStanding } from '#readers/store-standings'
import { applyFacts } from '#subscriptions/apply-facts'
import { remainingOf } from '#subscriptions/entitlement'
import { deriveStanding, noteStanding } from '#subscriptions/note-standing'
import type { Order } from '#subscriptions/order'
import { serveIssue } from '#subscriptions/serve-issue'
import { holdingsOf } from '#subscriptions/store'
import { changeStream, streamsOf } from '#subscriptions/store-streams'
import type { StreamEntitlement } from '#subscriptions/stream'
import { seededRandom } from '../../support/editorial.ts'
import { memoryTable } from '../../support/memory-table.ts'
import { Death, newFate, newProcess } from '../../support/mortal.ts'
import { type PayingWorld, payingWorld, shopKeys } from '../../support/paying-world.ts'
import { claire, paul, standingShop as shop, toPaul } from '../../support/standing-world.ts'

type Act = { act: number; pick: number; amount: number }
const anAct: fc.Arbitrary<Act> = fc.record({
  act: fc.integer({ min: 0, max: 9 }),
  pick: fc.nat(40),
  amount: fc.nat(40),
})
const plans = ['papier-1-an', 'numerique-1-an', 'numerique-mensuel', 'integral-1-an']

/** Plays acts of readers and Stripe; events reach us doubled and in any order. */
async function play(
  world: PayingWorld,
  acts: readonly Act[],
  attempt: (act: () => Promise<unknown>) => Promise<void>,
) {
  const { stripe } = world
  const orders: Order[] = []
  let issue = 131
  for (const { act, pick, amount } of acts) {
    world.clock.forward(amount * dayMs + 1)
    const order = orders[pick % Math.max(1, orders.length)]
    const contract = order && stripe.contracts.get(order.id)
    const invoice = contract?.invoices.at(-1)
    const isPaid = invoice?.status === 'paid'
    const mayRenew = isPaid && order?.terms.renews && contract?.status !== 'canceled'
    if (act <= 1) orders.push(await someOrder(world, pick, amount))
    else if (act === 2 && order && mayRenew)
      if (amount % 3 === 0) stripe.refuseRenewal(order)
      else stripe.renew(order)
    else if (act === 3 && isPaid && !invoice.charge?.refunds.length)
      stripe.refund(invoice, amount % 2 ? invoice.gross : Math.ceil(invoice.gross / 2))
    else if (act === 4 && order)
      if (amount % 2) stripe.end(order)
      else stripe.cancelAtEnd(order)
    else if (act === 5) {
      const number = issue++
      await attempt(() => serveIssue(world.deps, { number, by: 'test' }))
    } else if (stripe.events.length > 0) {
      const at = pick % stripe.events.length
      const ref = stripe.events[at]
      if (amount % 3 !== 0) stripe.events.splice(at, 1)
      const facts = ref && stripe.read(ref)
      if (facts) await attempt(() => applyFacts(world.deps, facts))
    }
  }
  return { orders, issues: Array.from({ length: issue - 131 }, (_, at) => 131 + at) }
}

async function someOrder(world: PayingWorld, pick: number, amount: number): Promise<Order> {
  const isGift = pick % 3 === 0
  const planId = (isGift ? 'numerique-1-an' : plans[pick % plans.length]) ?? ''
  const isClaire = amount % 2 === 0
  const order = await world.order({
    planId,
    country: 'FR',
    email: isClaire ? 'claire@example.org' : 'paul@example.org',
    name: isClaire ? 'Claire Exemple' : 'Paul Exemple',
    ...(isGift
      ? { gift: isClaire ? toPaul : { recipientName: 'Nadia', recipientEmail: 'n@example.org' } }
      : {}),
  })
  if (amount % 5 === 0) world.stripe.debit(order)
  else world.stripe.pay(order)
  return order
}

/** Worked out by hand from what is stored, in other ways than the code under test. */
async function expectedOf(world: PayingWorld, customers: readonly string[], who: ReaderId) {
  const now = instant(world.clock())
  let isSubscriber = false
  let gifts = 0
  let parts = 0
  for (const customerId of customers as Order['customerId'][]) {
    const { orders, subscriptions } = await holdingsOf(world.table, customerId)
    for (const stream of await streamsOf(world.table, customerId)) {
      const bought = stream.entitlements.filter(({ planId }) => planId !== 'au-numero')
      if (bought.length === 0) continue
      const givenTo = stream.recipient?.readerId
      const isOwn = orders.some((order) => readerId(shopKeys, order.buyer.email) === who)
      if (isOwn && givenTo !== undefined) {
        const back = (one: (typeof bought)[number]) =>
          Object.values(one.settlements).reduce((sum, { givenBack }) => sum + givenBack, 0)
        if (bought.some((one) => back(one) < one.paid.gross)) gifts += 1
      }
      if (givenTo !== undefined ? givenTo !== who : !isOwn) continue
      parts += 1
      const goesOn = subscriptions.some(
        ({ streamId, stripe, endedAt, terms }) =>
          givenTo === undefined &&
          streamId === stream.id &&
          terms.renews &&
          bought.some(({ orderId }) => orders.some(({ id }) => id === orderId)) &&
          endedAt === undefined &&
          stripe !== undefined &&
          stripe.status !== 'canceled' &&
          !stripe.cancelAtPeriodEnd,
      )
      const isOpen = bought.some(
        ({ period, settlements, paid }) =>
          period !== undefined &&
          period.until > now &&
          Object.values(settlements).reduce((sum, { givenBack }) => sum + givenBack, 0) <
            paid.gross,
      )
      if (goesOn || isOpen || bought.some((one) => remainingOf(one) > 0)) isSubscriber = true
    }
  }
  return { isSubscriber, gifts, parts }
}

async function expectRight(world: PayingWorld, orders: readonly Order[]): Promise<void> {
  const { table } = world
  const customers = [...new Set(orders.map(({ customerId }) => customerId))]
  for (const who of [claire, paul, readerId(shopKeys, 'n@example.org')]) {
    const { standing } = await getStanding(table, who)
    expect(standing).toEqual(await deriveStanding({ table }, who))
    const expected = await expectedOf(world, customers, who)
    expect(standing?.giftsGiven ?? 0).toBe(expected.gifts)
    expect(standing?.parts.length ?? 0).toBe(expected.parts)
    const now = instant(world.clock())
    const isSubscriber = standing?.parts.some(
      ({ issuesLeft = 0, renews, openUntil = '' as Instant }) =>
        issuesLeft > 0 || renews || openUntil > now,
    )
    expect(isSubscriber ?? false).toBe(expected.isSubscriber)
  }
}

const patience = 240_000

describe('whatever happens, in whatever order it is heard of', () => {
  it(
    'a standing says after every act what streams and subscriptions say',
    async () => {
      await fc.assert(
        fc.asyncProperty(fc.array(anAct, { minLength: 3, maxLength: 40 }), async (acts) => {
          const world = await payingWorld(memoryTable())
          const seen: Order[] = []
          const { orders } = await play(world, acts, async (act) => {
            await act()
            for (const who of [claire, paul])
              expect((await getStanding(world.table, who)).standing).toEqual(
                await deriveStanding({ table: world.table }, who),
              )
          })
          seen.push(...orders)
          world.clock.forward(1)
          await world.deliver()
          await expectRight(world, seen)
        }),
        { numRuns: 60 },
      )
    },
    patience,
  )

  it(
    'also where processes die at any call and are started again',
    async () => {
      await fc.assert(
        fc.asyncProperty(
          fc.array(anAct, { minLength: 3, maxLength: 30 }),
          fc.nat(100_000),
          fc.constantFrom('before' as const, 'after' as const, 'twice' as const),
          async (acts, seed, when) => {
            const table = memoryTable()
            const world = await payingWorld(table)
            const random = seededRandom(seed)
            let isMortal = false
            const fate = newFate({ when, chance: () => isMortal && random() < 0.1 })
            const { payments } = world.deps
            const attempt = async (act: () => Promise<unknown>) => {
              for (let life = 0; ; life++) {
                const { mortal } = newProcess(fate)
                Object.assign(world.deps, { table: mortal(table), payments: mortal(payments) })
                isMortal = life < 30
                try {
                  await act()
                  break
                } catch (error) {
                  if (!(error instanceof Death)) throw error
                }
              }
              isMortal = false
              Object.assign(world.deps, { table, payments })
            }
            const { orders, issues } = await play(world, acts, attempt)
            for (const number of issues)
              await attempt(() => serveIssue(world.deps, { number, by: 'test' }))
            await world.deliver()
            await expectRight(world, orders)
          },
        ),
        { numRuns: 30 },
      )
    },
    patience,
  )

  it('also where another process gets in between, at whichever call', async () => {
    for (let call = 0; call < 12; call++) {
      const { table, world, buy, standingOf } = await shop()
      const order = await buy()
      await serveIssue(world.deps, { number: 131, by: 'test' })
      world.stripe.cancelAtEnd(order)
      const [ref] = world.stripe.events.splice(0)
      if (!ref) throw new Error('no event')
      let calls = 0
      const between = async () => {
        if (calls++ === call) await world.apply(ref)
      }
      const interrupted: Table = {
        ...table,
        async get(...input) {
          await between()
          return await table.get(...input)
        },
        async put(...input) {
          await between()
          return await table.put(...input)
        },
        async *query(query) {
          await between()
          yield* table.query(query)
        },
      }
      // Something that this process was told of, and that the other knows nothing of.
      await changeStream(
        table,
        { ...order, streamId: await streamOf(world, order), now: instant(world.clock()) },
        (stream) => ({ to: { ...stream, entitlements: stream.entitlements.map(half) } }),
      )
      const now = instant(world.clock())
      await noteStanding({ table: interrupted }, { customerId: order.customerId, now })
      if (calls <= call) await world.apply(ref)
      expect(await standingOf(claire)).toEqual(await deriveStanding({ table }, claire))
      expect((await standingOf(claire))?.parts).toMatchObject([{ issuesLeft: 2, renews: false }])
    }
  })
})

const half = (one: StreamEntitlement) => ({ ...one, refunded: 3 })

async function streamOf(world: PayingWorld, { customerId }: Order) {
  const [stream] = await streamsOf(world.table, customerId)
  if (!stream) throw new Error('no stream')
  return stream.id
}
