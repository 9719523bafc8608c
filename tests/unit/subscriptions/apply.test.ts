// What Stripe says of a subscription after its order: renewals, refusals, refunds, disputes, the end.
import { beforeEach, describe, expect, it } from 'vitest'
import { putIssue } from '#editorial/store'
import { dayMs, instant, plusMs } from '#kernel/time'
import { applyFacts } from '#subscriptions/apply-facts'
import { remainingOf } from '#subscriptions/entitlement'
import { hasProperNotice, lastRenewalOf } from '#subscriptions/has-proper-notice'
import type { Order } from '#subscriptions/order'
import { putOffRenewal } from '#subscriptions/put-off-renewal'
import { serveIssue } from '#subscriptions/serve-issue'
import { subscriptionItemKey } from '#subscriptions/store'
import { listNotices, noticeItemKey, noticesOf } from '#subscriptions/store-notices'
import { beginDispatch, streamItemKey } from '#subscriptions/store-streams'
import { accessOf, subscriptionIdOf } from '#subscriptions/subscription'
import { anIssue } from '../../support/editorial.ts'
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

  it('that is refused makes it past due and tells the reader once, whatever is tried again', async () => {
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
    expect(world.hints).toHaveLength(1)
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

describe('a renewal that comes near', () => {
  const lookAt = async () => {
    const [stream] = await world.streams(order)
    if (!stream) throw new Error('no stream')
    const key = streamItemKey({ customerId: order.customerId, streamId: stream.id })
    const intent = await world.intentAt(key)
    return { key, intent, stream }
  }
  const until = (day: string) =>
    world.clock.forward(Math.max(0, Date.parse(`${day}T10:00:00Z`) - world.clock().getTime()))
  /** Looks on that day, and tells what Stripe was asked for so far. */
  const lookOn = async (day: string) => {
    until(day)
    const { key, intent } = await lookAt()
    if (intent) await putOffRenewal(world.deps, { key, intent })
    return world.stripe.calls.flatMap(({ kind, input }) =>
      kind === 'putOffRenewal' ? [(input as { until: string }).until.slice(0, 10)] : [],
    )
  }
  const notices = () => noticesOf(world.table, order.customerId)
  /** What becomes of the newest notice's newest mail. */
  const hear = async (facts: string[], outcome: 'accepted' | 'failed' = 'accepted') => {
    const mail = (await notices()).find(({ closed }) => !closed)?.mails.at(-1)
    if (!mail) throw new Error('no mail')
    world.mails.set(mail.id, { outcome, facts, at: instant(world.clock()) })
  }

  // Paid on 2026-11-30, it renews on 2027-11-25: its last day to refuse is the 24th.
  it('has its notice asked for two months before the last day, once', async () => {
    await pay()
    for (let number = 131; number <= 135; number++) await serve(number)
    const { key, intent } = await lookAt()
    expect(intent).toMatchObject({ kind: 'renewal.putOff', dueAt: '2027-09-24T07:00:00.000Z' })
    expect(await lookOn('2027-09-23')).toEqual([])
    expect(await notices()).toEqual([])
    world.hints.length = 0
    expect(await lookOn('2027-09-24')).toEqual([])
    if (intent) await putOffRenewal(world.deps, { key, intent })
    const [notice] = await notices()
    expect(notice).toMatchObject({ lastDay: '2027-11-24', mails: [{ facts: [] }] })
    const sends = noticeItemKey({ customerId: order.customerId, noticeId: notice?.id as never })
    expect(world.hints).toEqual([sends])
    expect((await world.intentAt(sends))?.kind).toBe('mail.renewalNotice')
  })

  it('comes as it is when its notice went and one is owed', async () => {
    await pay()
    for (let number = 131; number <= 135; number++) await serve(number)
    await lookOn('2027-09-24')
    await hear(['delivered'])
    await lookOn('2027-09-25')
    expect((await notices())[0]?.mails).toMatchObject([
      { outcome: 'accepted', facts: ['delivered'] },
    ])
    expect(await lookOn('2027-11-22')).toEqual([])
    expect((await lookAt()).intent).toBeUndefined()
    world.clock.forward(3 * dayMs)
    const renewedAt = instant(world.clock())
    world.stripe.renew(order)
    await world.deliver()
    const subscription = await world.subscriptionOf(order)
    const [stream] = await world.streams(order)
    if (!subscription || !stream) throw new Error('gone')
    expect(lastRenewalOf(stream, subscription.id)?.renewedAt).toBe(renewedAt)
    expect(await hasProperNotice(world.deps, { subscription, renewedAt })).toBe(true)
    expect(
      await hasProperNotice(world.deps, { subscription, renewedAt: plusMs(renewedAt, dayMs) }),
    ).toBe(false)
    expect(await notices()).toMatchObject([{ closed: { because: 'over' } }])
  })

  it('is put off when it is settled, to a fortnight after the issue that leaves one owed', async () => {
    await pay()
    await serve(131)
    // A calendar that has moved: of five owed, the fourth is due on 2028-01-10.
    const calendar = ['2027-10-05', '2027-11-05', '2027-12-05', '2028-01-10']
    for (const [at, coverDate] of calendar.entries())
      await putIssue(world.table, anIssue({ number: 200 + at, coverDate }))
    for (let number = 132; number <= 150; number++)
      await beginDispatch(world.table, {
        ...{ number, kind: 'special', firstAt: instant(world.clock()), by: 'test' },
      })
    expect(await lookOn('2027-09-24')).toEqual(['2028-01-24'])
    await world.deliver()
    expect((await lookAt()).intent?.dueAt).toBe('2027-11-23T08:00:00.000Z')
    expect(await lookOn('2027-11-23')).toEqual(['2028-01-24'])
    expect(await notices()).toMatchObject([{ lastDay: '2028-01-23' }])
  })

  it('is put off at the last look, asked for once, and gets a notice of its new day', async () => {
    await pay()
    await serve(131)
    await serve(132)
    await lookOn('2027-09-24')
    await hear(['delivered'])
    await lookOn('2027-09-25')
    // Four are owed still, and three days are left.
    expect(await lookOn('2027-11-22')).toEqual(['2028-01-04'])
    await world.deliver()
    expect((await lookAt()).intent?.dueAt).toBe(instant(world.clock()))
    expect(await lookOn('2027-11-22')).toEqual(['2028-01-04'])
    expect(await notices()).toMatchObject(
      expect.arrayContaining([
        expect.objectContaining({ lastDay: '2027-11-24', closed: expect.anything() }),
        expect.objectContaining({ lastDay: '2028-01-03', mails: [expect.anything()] }),
      ]),
    )
  })

  it('does not come without a notice that was sent in time', async () => {
    await pay()
    for (let number = 131; number <= 136; number++) await serve(number)
    await lookOn('2027-09-24')
    await hear(['bounced'])
    await lookOn('2027-09-25')
    expect(world.logged).toContain('notice.needsPerson')
    expect((await listNotices(world.table, { place: 'waiting' })).items).toHaveLength(1)
    expect(await lookOn('2027-10-24')).toEqual([])
    expect(await lookOn('2027-10-25')).toEqual(['2027-12-07'])
    expect(world.logged).toContain('renewal.withoutNotice')
    expect((await listNotices(world.table, { place: 'waiting' })).items).toEqual([])
    await world.deliver()
    // The new day's notice has its own chance.
    await lookOn('2027-10-25')
    await hear(['delivered'])
    await lookOn('2027-10-26')
    expect(await lookOn('2027-12-04')).toEqual(['2027-12-07'])
    expect((await lookAt()).intent).toBeUndefined()
  })

  it('asks for a person when nothing is heard of its notice thirty-five days before', async () => {
    await pay()
    for (let number = 131; number <= 135; number++) await serve(number)
    await lookOn('2027-09-24')
    await hear([])
    expect(await lookOn('2027-10-19')).toEqual([])
    expect(world.logged).toEqual([])
    await lookOn('2027-10-20')
    expect(world.logged).toEqual(['notice.needsPerson'])
    const { items } = await listNotices(world.table, { place: 'waiting' })
    expect(items).toMatchObject([{ needsPerson: true }])
    // It was sent in time, all the same.
    expect(await lookOn('2027-10-25')).toEqual([])
    await hear(['delivered'])
    await lookOn('2027-10-26')
    expect((await listNotices(world.table, { place: 'waiting' })).items).toEqual([])
  })

  it('of a month asks for no notice and is not put off', async () => {
    const monthly = await world.order({ planId: 'numerique-mensuel', country: 'FR' })
    world.stripe.pay(monthly)
    await world.deliver()
    const streams = await world.streams(monthly)
    expect(streams.flatMap(({ renewals }) => Object.keys(renewals))).toEqual([])
    const subscription = await world.subscriptionOf(monthly)
    if (!subscription) throw new Error('no subscription')
    const renewedAt = instant(world.clock())
    expect(await hasProperNotice(world.deps, { subscription, renewedAt })).toBe(true)
  })

  it('is not looked at any more once it is refused, and its notice is closed', async () => {
    await pay()
    for (let number = 131; number <= 135; number++) await serve(number)
    await lookOn('2027-09-24')
    world.stripe.cancelAtEnd(order)
    await world.deliver()
    const { intent, stream } = await lookAt()
    expect(intent).toBeUndefined()
    expect(stream.renewals).toEqual({})
    const [notice] = await notices()
    expect(notice?.closed?.because).toBe('left')
    const ref = { customerId: order.customerId, noticeId: notice?.id as never }
    expect(await world.intentAt(noticeItemKey(ref))).toBeUndefined()
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
