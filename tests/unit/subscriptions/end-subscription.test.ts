// The end of a subscription: what Stripe is told, which issues end, and that the money goes back once.
import fc from 'fast-check'
import { beforeEach, describe, expect, it } from 'vitest'
import { prefixedId } from '#kernel/ids'
import { dayMs, instant } from '#kernel/time'
import { endSubscription } from '#subscriptions/end-subscription'
import { remainingOf, usedOf } from '#subscriptions/entitlement'
import { givenBackAtEnd } from '#subscriptions/given-back'
import type { Order } from '#subscriptions/order'
import { unservedPart } from '#subscriptions/refund'
import { serveIssue } from '#subscriptions/serve-issue'
import { changeOrder } from '#subscriptions/store'
import type { StreamEntitlement } from '#subscriptions/stream'
import { type Leaving, subscriptionIdOf } from '#subscriptions/subscription'
import { memoryTable } from '../../support/memory-table.ts'
import { Death, newFate, newProcess } from '../../support/mortal.ts'
import { type PayingWorld, payingWorld } from '../../support/paying-world.ts'

let world: PayingWorld
let order: Order
beforeEach(async () => {
  world = await payingWorld(memoryTable())
  order = await world.order()
})

const because = prefixedId('declaration', '01k8zzzzzzzzzzzzzzzzzzzzzz')
const refOf = (one: Order) => ({
  customerId: one.customerId,
  subscriptionId: subscriptionIdOf(one.id),
})
const leave = (change: Partial<Leaving> = {}, deps = world.deps) =>
  endSubscription(deps, {
    ref: refOf(order),
    leaving: { kind: 'cancelled', because, at: instant(world.clock()), ends: 'end', ...change },
  })
const serve = (number: number) => serveIssue(world.deps, { number, by: 'test' })
const contract = () => {
  const [found] = world.stripe.contracts.values()
  if (!found) throw new Error('no contract')
  return found
}
const pay = async () => {
  const invoice = world.stripe.pay(order)
  await world.deliver()
  return invoice
}
const backOf = (invoice: { charge?: { refunds: { gross: number }[] } }) =>
  (invoice.charge?.refunds ?? []).map(({ gross }) => gross)

describe('a cancellation with the term', () => {
  it('stops the renewal, gives nothing back and serves what is paid to the last issue', async () => {
    const invoice = await pay()
    expect(await leave()).toMatchObject({ kind: 'ended', refund: { kind: 'none', gross: 0 } })
    expect(contract()).toMatchObject({ cancelAtPeriodEnd: true, status: 'active' })
    for (let number = 131; number <= 137; number++) await serve(number)
    const [bought] = await world.entitlements(order)
    expect(bought && usedOf(bought)).toBe(6)
    expect(backOf(invoice)).toEqual([])
  })

  it('gives back a renewal that was charged before Stripe was told of it', async () => {
    await pay()
    const at = instant(world.clock())
    world.clock.forward(dayMs)
    const renewal = world.stripe.renew(order)
    await world.deliver()
    expect(await leave({ at })).toMatchObject({ refund: { kind: 'given', gross: renewal.gross } })
    expect(backOf(renewal)).toEqual([renewal.gross])
    expect(contract().status).toBe('canceled')
    const bought = await world.entitlements(order)
    expect(bought.map(remainingOf)).toEqual([6, 0])
  })

  it('gives back a renewal that is heard of only afterwards', async () => {
    await pay()
    await leave()
    world.clock.forward(dayMs)
    const renewal = world.stripe.renew(order)
    await world.deliver()
    expect(backOf(renewal)).toEqual([renewal.gross])
    expect(contract().status).toBe('canceled')
  })

  it('of an unpaid renewal ends at Stripe at once: nobody is charged any more', async () => {
    await pay()
    world.clock.forward(360 * dayMs)
    world.stripe.refuseRenewal(order)
    await world.deliver()
    await leave()
    expect(contract().status).toBe('canceled')
    expect(await world.subscriptionOf(order)).toMatchObject({
      status: 'ended',
      endedBecause: 'cancelled',
    })
    expect((await world.entitlements(order)).map(remainingOf)).toEqual([6])
  })
})

describe('an end at once', () => {
  it('gives back the unserved part, ends the issues, and serves no more', async () => {
    const invoice = await pay()
    await serve(131)
    await serve(132)
    const ended = await leave({ ends: 'now' })
    const { gross, vat } = unservedPart({
      gross: invoice.gross,
      vat: invoice.vat,
      bought: 6,
      served: 2,
    })
    expect(ended).toMatchObject({ refund: { kind: 'given', gross, vat, given: gross } })
    await serve(133)
    await world.deliver()
    const [bought] = await world.entitlements(order)
    expect(bought).toMatchObject({ refunded: 4, served: [{ number: 131 }, { number: 132 }] })
    expect(backOf(invoice)).toEqual([gross])
  })

  it('by two orders that were both paid is named: a person must ask which one stays', async () => {
    const old = await world.order()
    world.stripe.pay(old)
    await world.deliver()
    const replaces = subscriptionIdOf(old.id)
    for (const planId of ['integral-1-an', 'papier-2-ans']) {
      const order = await world.order({ planId })
      const ref = { customerId: order.customerId, orderId: order.id }
      await changeOrder(world.table, ref, (is) => ({ to: { ...is, replaces } }))
      expect(world.logged).not.toContain('order.replacedAgain')
      world.stripe.pay(order)
      await world.deliver()
    }
    expect(world.logged.filter((event) => event === 'order.replacedAgain')).toHaveLength(1)
  })

  it('lets what replaces it in the same stream be served', async () => {
    await pay()
    const next = await world.order()
    world.stripe.pay(next)
    await world.deliver()
    await leave({ kind: 'replaced', because: next.id, ends: 'now' })
    await serve(131)
    expect((await world.entitlements(next)).map(usedOf)).toEqual([1])
  })

  it('takes off what went back before', async () => {
    const invoice = await pay()
    await serve(131)
    world.stripe.refund(invoice, 1_000)
    await world.deliver()
    await leave({ ends: 'now' })
    const { gross } = unservedPart({ gross: invoice.gross, vat: invoice.vat, bought: 6, served: 1 })
    expect(backOf(invoice)).toEqual([1_000, gross - 1_000])
  })

  it('for an unpaid renewal leaves what was paid before as it is', async () => {
    const invoice = await pay()
    await leave({ kind: 'unpaid', because: 'in_9', ends: 'now' })
    expect(backOf(invoice)).toEqual([])
    expect((await world.entitlements(order)).map(remainingOf)).toEqual([6])
    expect(await world.subscriptionOf(order)).toMatchObject({ endedBecause: 'unpaid' })
  })

  it('of a gift ends here, where nothing lasts at Stripe', async () => {
    order = await world.order({ gift: { recipientName: 'Bruno Exemple' } })
    const invoice = await pay()
    await leave({ kind: 'withdrawn', ends: 'now' })
    expect(backOf(invoice)).toEqual([invoice.gross])
    expect(await world.subscriptionOf(order)).toMatchObject({
      status: 'ended',
      endedBecause: 'withdrawn',
    })
  })
})

describe('a withdrawal', () => {
  it('gives back everything, also what was served', async () => {
    const invoice = await pay()
    await serve(131)
    await leave({ kind: 'withdrawn', ends: 'now' })
    await world.deliver()
    expect(backOf(invoice)).toEqual([invoice.gross])
    expect((await world.entitlements(order)).map(remainingOf)).toEqual([0])
    expect(await world.subscriptionOf(order)).toMatchObject({ endedBecause: 'withdrawn' })
  })

  it('while a debit is under way gives the money back when it has come', async () => {
    const invoice = world.stripe.debit(order)
    await world.deliver()
    expect(await leave({ kind: 'withdrawn', ends: 'now' })).toMatchObject({
      refund: { kind: 'none' },
    })
    expect(contract().status).toBe('canceled')
    world.clock.forward(5 * dayMs)
    world.stripe.debitSucceeds(invoice)
    world.stripe.events.push(...world.stripe.events)
    await world.deliver()
    expect(backOf(invoice)).toEqual([invoice.gross])
    expect((await world.entitlements(order)).map(remainingOf)).toEqual([0])
  })

  it('after a cancellation gives back the rest', async () => {
    const invoice = await pay()
    await serve(131)
    await leave({ ends: 'now' })
    await leave({ kind: 'withdrawn', ends: 'now' })
    await leave({ ends: 'end' })
    expect(backOf(invoice).reduce((sum, gross) => sum + gross, 0)).toBe(invoice.gross)
    expect(await world.subscriptionOf(order)).toMatchObject({ leaving: { kind: 'withdrawn' } })
  })

  it('of a contested payment waits for the bank: lost, nothing goes back twice', async () => {
    const invoice = await pay()
    const dispute = world.stripe.dispute(invoice)
    await world.deliver()
    expect(await leave({ kind: 'withdrawn', ends: 'now' })).toMatchObject({
      refund: { kind: 'waiting' },
    })
    world.clock.forward(dayMs)
    world.stripe.closeDispute(dispute, 'lost')
    await world.deliver()
    expect(backOf(invoice)).toEqual([])
    expect(await leave({ kind: 'withdrawn', ends: 'now' })).toMatchObject({
      refund: { kind: 'given' },
    })
  })

  it('of a contested payment that is won gives the money back then', async () => {
    const invoice = await pay()
    const dispute = world.stripe.dispute(invoice)
    await world.deliver()
    await leave({ kind: 'withdrawn', ends: 'now' })
    world.clock.forward(dayMs)
    world.stripe.closeDispute(dispute, 'won')
    await world.deliver()
    expect(backOf(invoice)).toEqual([invoice.gross])
  })

  it('whose money the bank sends back is a person’s, and is not tried over and over', async () => {
    const invoice = await pay()
    await leave({ kind: 'withdrawn', ends: 'now' })
    const [refund] = invoice.charge?.refunds ?? []
    if (!refund) throw new Error('no refund')
    world.clock.forward(dayMs)
    world.stripe.failRefund(invoice, refund)
    await world.deliver()
    expect(invoice.charge?.refunds).toHaveLength(1)
    expect(world.logged).toContain('refund.refused')
    expect((await world.entitlements(order)).map(remainingOf)).toEqual([0])
  })
})

describe('deaths and doubles', () => {
  it.each(['before', 'after', 'twice'] as const)(
    'at every call leave one end and one refund (%s)',
    async (when) => {
      for (let diesAt = 1; ; diesAt++) {
        world = await payingWorld(memoryTable())
        order = await world.order()
        const invoice = await pay()
        await serve(131)
        const fate = newFate({ diesAt, when })
        const run = () => {
          const { mortal } = newProcess(fate)
          const { table, payments } = world.deps
          return leave(
            { ends: 'now' },
            {
              ...world.deps,
              table: mortal(table),
              payments: mortal(payments),
            },
          )
        }
        const died = await run().then(
          () => false,
          (error: unknown) => {
            if (!(error instanceof Death)) throw error
            return true
          },
        )
        if (died) await run()
        await world.deliver()
        const { gross } = unservedPart({ ...invoice, bought: 6, served: 1 })
        expect(backOf(invoice)).toEqual([gross])
        expect((await world.entitlements(order)).map(remainingOf)).toEqual([0])
        if (fate.calls < diesAt) break
      }
    },
    180_000,
  )

  it('of two at once give back once', async () => {
    const invoice = await pay()
    await Promise.all([leave({ ends: 'now' }), leave({ ends: 'now' }), leave({ ends: 'now' })])
    expect(backOf(invoice)).toEqual([invoice.gross])
  })
})

describe('what goes back', () => {
  it('and the served part together are what was paid, whatever was served', () => {
    const at = instant(Date.parse('2026-12-01T08:00:00Z'))
    fc.assert(
      fc.property(
        fc.integer({ min: 1, max: 60 }),
        fc.integer({ min: 0, max: 60 }),
        fc.integer({ min: 0, max: 100_000 }),
        fc.integer({ min: 0, max: 2_000 }),
        (bought, servedCount, gross, rate) => {
          const vat = Math.round((gross * rate) / (10_000 + rate))
          const served = Array.from({ length: Math.min(bought, servedCount) }, (_, index) => ({
            number: 131 + index,
            used: 1,
          }))
          const entitlement = {
            ...{ id: 'en_1', orderId: 'or_1', kind: 'issues', bought, served, boughtAt: at },
            ...{ paid: { gross, vat }, refunded: 0, transferred: 0, writtenOff: 0 },
          } as unknown as StreamEntitlement
          const now = givenBackAtEnd(entitlement, { kind: 'cancelled', at, ends: 'now' })
          const earned = unservedPart({ gross, vat, bought, served: bought - served.length })
          // The served issues alone, rounded the same way, within a cent of tax and of net.
          expect(Math.abs((now?.gross ?? 0) + earned.gross - gross)).toBeLessThanOrEqual(2)
          expect(now?.gross).toBeLessThanOrEqual(gross)
          expect(now?.vat).toBeLessThanOrEqual(vat)
          if (served.length === 0) expect(now).toEqual({ gross, vat })
          if (served.length === bought) expect(now).toEqual({ gross: 0, vat: 0 })
          expect(givenBackAtEnd(entitlement, { kind: 'withdrawn', at, ends: 'now' })).toEqual({
            gross,
            vat,
          })
        },
      ),
    )
  })
})
