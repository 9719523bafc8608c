// What Stripe says of a subscription after its order: renewals, refusals, refunds, disputes, the end.
import { beforeEach, describe, expect, it } from 'vitest'
import { dayMs, instant } from '#kernel/time'
import { applyFacts } from '#subscriptions/apply-facts'
import { remainingOf } from '#subscriptions/entitlement'
import type { Order } from '#subscriptions/order'
import { putOffRenewal } from '#subscriptions/put-off-renewal'
import { serveIssue } from '#subscriptions/serve-issue'
import { subscriptionItemKey } from '#subscriptions/store'
import { streamItemKey } from '#subscriptions/store-streams'
import { accessOf, subscriptionIdOf } from '#subscriptions/subscription'
import { memoryTable } from '../../support/memory-table.ts'
import { type PayingWorld, payingWorld } from '../../support/paying-world.ts'

let world: PayingWorld
let order: Order
beforeEach(async () => {
  world = await payingWorld(memoryTable())
  order = await world.order()
})

const serve = (number: number) => serveIssue(world.deps, { number, by: 'test' })
const pay = async () => {
  const invoice = world.stripe.pay(order)
  await world.deliver()
  return invoice
}
const keyOf = (one: Order) =>
  subscriptionItemKey({ customerId: one.customerId, subscriptionId: subscriptionIdOf(one.id) })

describe('a renewal', () => {
  it('queues behind what is owed, once, and is served after it', async () => {
    await pay()
    for (let number = 131; number <= 135; number++) await serve(number)
    world.clock.forward(360 * dayMs)
    world.stripe.renew(order)
    world.stripe.events.push(...world.stripe.events)
    await world.deliver()
    const bought = await world.entitlements(order)
    expect(bought.map(remainingOf)).toEqual([1, 6])
    await serve(136)
    await serve(137)
    expect((await world.entitlements(order)).map(remainingOf)).toEqual([0, 5])
  })

  it('that is refused makes it past due and tells the reader once for each try', async () => {
    await pay()
    world.clock.forward(360 * dayMs)
    const invoice = world.stripe.refuseRenewal(order)
    world.stripe.events.push(...world.stripe.events)
    world.hints.length = 0
    await world.deliver()
    const now = instant(world.clock())
    expect(await world.subscriptionOf(order)).toMatchObject({
      status: 'pastDue',
      unpaid: { invoiceId: invoice.id, since: now, attemptCount: 1 },
    })
    expect((await world.intentAt(keyOf(order)))?.kind).toBe('mail.paymentFailed')
    expect(world.hints).toHaveLength(1)
    world.clock.forward(3 * dayMs)
    world.stripe.retry(invoice, 'failed')
    await world.deliver()
    expect(await world.subscriptionOf(order)).toMatchObject({
      unpaid: { since: now, attemptCount: 2 },
    })
    expect(world.hints).toHaveLength(2)
    world.stripe.retry(invoice, 'paid')
    await world.deliver()
    const subscription = await world.subscriptionOf(order)
    expect(subscription).toMatchObject({ status: 'active' })
    expect(subscription?.unpaid).toBeUndefined()
    expect(await world.intentAt(keyOf(order))).toBeUndefined()
    expect((await world.entitlements(order)).map(remainingOf)).toEqual([6, 6])
  })

  it('paid at last is not undone by what was read before', async () => {
    await pay()
    const invoice = world.stripe.refuseRenewal(order)
    const stale = world.stripe.read({ kind: 'invoice', id: invoice.id })
    world.clock.forward(1)
    world.stripe.retry(invoice, 'paid')
    await world.deliver()
    if (stale) await applyFacts(world.deps, stale)
    expect(await world.subscriptionOf(order)).toMatchObject({ status: 'active' })
  })

  it('paid late is owed what came out since it fell due', async () => {
    await pay()
    for (let number = 131; number <= 136; number++) await serve(number)
    world.clock.forward(360 * dayMs)
    const invoice = world.stripe.refuseRenewal(order)
    await world.deliver()
    world.clock.forward(dayMs)
    expect(await serve(137)).toMatchObject({ now: { copies: 0 }, total: { copies: 0 } })
    world.clock.forward(dayMs)
    world.stripe.retry(invoice, 'paid')
    await world.deliver()
    expect(await serve(137)).toMatchObject({ now: { copies: 1 }, total: { copies: 1 } })
    expect(await serve(137)).toMatchObject({ now: { copies: 0 }, total: { copies: 1 } })
    // A back issue of before is not theirs.
    expect(await serve(130)).toMatchObject({ now: { copies: 0 } })
  })

  it('keeps access while the days of grace last, if the title wants it', async () => {
    await pay()
    world.stripe.refuseRenewal(order)
    await world.deliver()
    const subscription = await world.subscriptionOf(order)
    if (!subscription) throw new Error('no subscription')
    const access = (days: number, keepsAccess = true) =>
      accessOf(subscription, {
        unpaid: { graceDays: 14, keepsAccess, remindAfterDays: [] },
        now: instant(world.clock().getTime() + days * dayMs),
      })
    expect([access(0), access(13.9), access(14), access(0, false)]).toEqual([
      ...['grace', 'grace', 'closed', 'closed'],
    ])
  })
})

describe('a renewal that comes while more than one issue is owed', () => {
  const lookAt = async () => {
    const [stream] = await world.streams(order)
    if (!stream) throw new Error('no stream')
    const key = streamItemKey({ customerId: order.customerId, streamId: stream.id })
    const intent = await world.intentAt(key)
    return { key, intent, stream }
  }

  it('is put off until one is left, and asked for once', async () => {
    await pay()
    await serve(131)
    await serve(132)
    const { key, intent } = await lookAt()
    const end = world.stripe.contracts.get(order.id)?.periodEnd ?? ''
    if (intent?.kind !== 'renewal.putOff') throw new Error('no intent')
    expect(Date.parse(end) - Date.parse(intent.dueAt)).toBe(3 * dayMs)
    world.clock.forward(Date.parse(intent.dueAt) - world.clock().getTime())
    await putOffRenewal(world.deps, { key, intent })
    const calls = world.stripe.calls.filter(({ kind }) => kind === 'putOffRenewal')
    expect(calls).toHaveLength(1)
    // Owed four: three more must come out. The calendar says 133, 134 and 135 are late already.
    expect(calls[0]?.input).toMatchObject({ until: expect.stringMatching(/^2027-12-02/) })
    await world.deliver()
    const after = await lookAt()
    expect(after.intent?.dueAt).toMatch(/^2027-11-29/)
  })

  it('comes as it is when one is left, when it is cancelled, and of a month', async () => {
    await pay()
    for (let number = 131; number <= 135; number++) await serve(number)
    const { key, intent } = await lookAt()
    if (!intent) throw new Error('no intent')
    world.clock.forward(Date.parse(intent.dueAt) - world.clock().getTime())
    await putOffRenewal(world.deps, { key, intent })
    expect(world.stripe.calls.filter(({ kind }) => kind === 'putOffRenewal')).toEqual([])
    expect((await lookAt()).intent).toBeUndefined()

    const monthly = await world.order({ planId: 'numerique-mensuel', country: 'FR' })
    world.stripe.pay(monthly)
    await world.deliver()
    const streams = await world.streams(monthly)
    expect(streams.flatMap(({ renewals }) => Object.keys(renewals))).toEqual([])
  })

  it('is not looked at any more once the subscription is cancelled', async () => {
    await pay()
    expect((await lookAt()).intent?.kind).toBe('renewal.putOff')
    world.stripe.cancelAtEnd(order)
    await world.deliver()
    const { intent, stream } = await lookAt()
    expect(intent).toBeUndefined()
    expect(stream.renewals).toEqual({})
  })
})

describe('money given back', () => {
  it('ends the issues it paid for: all that is left, none for a gesture', async () => {
    const invoice = await pay()
    await serve(131)
    await serve(132)
    world.stripe.refund(invoice, 1_000)
    await world.deliver()
    expect(await world.entitlements(order)).toMatchObject([{ refunded: 0 }])
    world.stripe.refund(invoice, 5_600)
    world.stripe.events.push(...world.stripe.events)
    await world.deliver()
    // 66.00 after two of six: domain-rules §3.3.
    const [entitlement] = await world.entitlements(order)
    expect(entitlement).toMatchObject({ refunded: 4, bought: 6 })
    expect(await serve(133)).toMatchObject({ now: { copies: 0 } })
  })

  it('that never arrived brings the issues back', async () => {
    const invoice = await pay()
    const refund = world.stripe.refund(invoice, 9_900)
    await world.deliver()
    expect((await world.entitlements(order)).map(remainingOf)).toEqual([0])
    world.clock.forward(dayMs)
    world.stripe.failRefund(invoice, refund)
    await world.deliver()
    expect((await world.entitlements(order)).map(remainingOf)).toEqual([6])
    expect(await serve(131)).toMatchObject({ now: { copies: 1 } })
  })

  it('is applied although nothing was heard of the payment', async () => {
    const invoice = world.stripe.pay(order)
    world.stripe.events.length = 0
    world.stripe.refund(invoice, 9_900)
    await world.deliver()
    expect(await world.orderNow(order)).toMatchObject({ status: 'paid' })
    expect(await world.entitlements(order)).toMatchObject([{ refunded: 6 }])
  })

  it('closes a month', async () => {
    order = await world.order({ planId: 'numerique-mensuel', country: 'FR' })
    const invoice = await pay()
    expect(await serve(131)).toMatchObject({ now: { copies: 0, digital: 1 } })
    world.stripe.refund(invoice, 790)
    await world.deliver()
    expect(await serve(132)).toMatchObject({ now: { digital: 0 } })
  })
})

describe('a dispute', () => {
  it('suspends while it is open, and resumes when it is won', async () => {
    const invoice = await pay()
    const dispute = world.stripe.dispute(invoice)
    await world.deliver()
    expect(await serve(131)).toMatchObject({ now: { copies: 0 } })
    world.stripe.closeDispute(dispute, 'won')
    await world.deliver()
    expect((await world.entitlements(order)).map(remainingOf)).toEqual([6])
    expect(await serve(132)).toMatchObject({ now: { copies: 1 } })
  })

  it('ends what is left when it is lost', async () => {
    const invoice = await pay()
    await serve(131)
    const dispute = world.stripe.dispute(invoice)
    const stale = world.stripe.read({ kind: 'dispute', id: dispute.id })
    world.clock.forward(1)
    world.stripe.closeDispute(dispute, 'lost')
    await world.deliver()
    if (stale) await applyFacts(world.deps, stale)
    expect(await world.entitlements(order)).toMatchObject([{ refunded: 5, isSuspended: false }])
  })
})

describe('the end of a subscription', () => {
  it('takes nothing that was paid for', async () => {
    await pay()
    world.stripe.end(order)
    await world.deliver()
    expect(await world.subscriptionOf(order)).toMatchObject({
      status: 'ended',
      endedBecause: 'cancelled',
    })
    expect(await serve(131)).toMatchObject({ now: { copies: 1 } })
  })

  it('that is announced is not taken back by what was read before', async () => {
    await pay()
    const id = world.stripe.contracts.get(order.id)?.stripeSubscriptionId ?? ''
    const stale = world.stripe.read({ kind: 'subscription', id })
    world.clock.forward(1)
    world.stripe.cancelAtEnd(order)
    await world.deliver()
    if (stale) await applyFacts(world.deps, stale)
    expect(await world.subscriptionOf(order)).toMatchObject({
      status: 'active',
      stripe: { cancelAtPeriodEnd: true },
    })
  })

  it('is not undone by what was read before', async () => {
    await pay()
    const id = world.stripe.contracts.get(order.id)?.stripeSubscriptionId ?? ''
    const stale = world.stripe.read({ kind: 'subscription', id })
    world.clock.forward(1)
    world.stripe.end(order)
    await world.deliver()
    if (stale) await applyFacts(world.deps, stale)
    expect(await world.subscriptionOf(order)).toMatchObject({ status: 'ended' })
  })
})
