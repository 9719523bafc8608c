// Each compared field, changed on either side of two that agreed: the comparison names it. What
// corrupts knows nothing of what compares, but that no name of it may be left out.
import { readFileSync } from 'node:fs'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { orderKey, streamKey, subscriptionKey } from '#aws/keys'
import type { Item } from '#aws/table'
import { dayMs } from '#kernel/time'
import { openDispute } from '#sandbox/stripe/disputes'
import { createRefund } from '#sandbox/stripe/refunds'
import type { ObjectKind, Objects } from '#sandbox/stripe/store'
import type { Order } from '#subscriptions/order'
import { getSubscription } from '#subscriptions/store'
import { getStream } from '#subscriptions/store-streams'
import { subscriptionIdOf } from '#subscriptions/subscription'
import { type StripeWorld, stripeWorld } from '../support/stripe-world.ts'

let world: StripeWorld
/** By what became of them. */
let orders: Record<'plain' | 'monthly' | 'refused' | 'refunded' | 'contested', Order>

beforeAll(async () => {
  world = await stripeWorld()
  const bought = async (planId: string, card = '4242424242424242') => {
    const order = await world.order({
      planId,
      country: 'FR',
      email: `${card}.${planId}@example.org`,
    })
    world.pay(order, { card })
    await world.settle()
    return (await world.orderNow(order)) as Order
  }
  orders = {
    refused: await bought('numerique-mensuel', '4000000000000341'),
    plain: await bought('papier-1-an'),
    monthly: await bought('numerique-mensuel'),
    refunded: await bought('integral-1-an'),
    contested: await bought('numerique-1-an'),
  }
  // A month later the renewal of one is refused, and tried again in some days.
  await world.forwardDays(32)
  const charge = (order: Order) => chargeOf(order).id
  world.stripe.act((work) => createRefund(work, { charge: charge(orders.refunded), amount: 2_000 }))
  world.stripe.act((work) => openDispute(work, charge(orders.contested), { reason: 'fraudulent' }))
  await world.settle()
  for (const name of Object.keys(orders) as (keyof typeof orders)[])
    orders[name] = (await world.orderNow(orders[name])) as Order
}, 120_000)
afterAll(() => world.close())

const names = async () => [
  ...new Set((await world.audit({ repair: false })).differences.map(({ name }) => name)),
]

it('finds nothing before', async () => {
  expect(await names()).toEqual([])
})

// — Stripe's side —

type Patch<K extends ObjectKind> = (object: Objects[K]) => object | null

/** Changes an object in Stripe's own store (null: takes it away), looks, and puts it back. */
async function atStripe<K extends ObjectKind>(
  kind: K,
  id: string,
  patch: Patch<K>,
): Promise<string[]> {
  const before = world.stripe.look((work) => work.get(kind, id))
  const after = patch(before)
  const changed = { ...before, ...after } as Objects[K] & { id: string }
  world.stripe.act((work) => {
    if (after === null) work.remove(kind, id)
    else work.put(kind, changed as never)
  })
  const found = await names()
  world.stripe.act((work) => {
    if (changed.id !== id) work.remove(kind, changed.id)
    work.put(kind, before as never)
  })
  return found
}

const session = (of: keyof typeof orders) => orders[of].checkout?.sessionId ?? ''
const subscriptionAt = (of: keyof typeof orders) => orders[of].stripe.subscriptionId ?? ''
const invoice = (of: keyof typeof orders) => orders[of].stripe.invoiceId ?? ''
const openInvoice = () =>
  world.stripe.look(
    (work) =>
      work.referring('invoice', subscriptionAt('refused')).find(({ status }) => status === 'open')
        ?.id ?? '',
  )
function chargeOf(order: Order) {
  return world.stripe.look((work) => {
    const [payment] = work.referring('invoice_payment', order.stripe.invoiceId ?? '')
    const [charge] = work.referring('charge', String(payment?.payment.payment_intent))
    if (!charge) throw new Error('Nothing was charged')
    return charge
  })
}
const refundId = () =>
  world.stripe.look((work) => work.referring('refund', chargeOf(orders.refunded).id)[0]?.id ?? '')
const disputeId = () =>
  world.stripe.look((work) => work.referring('dispute', chargeOf(orders.contested).id)[0]?.id ?? '')

function firstLine(of: Objects['invoice'], change: (line: never) => object): object {
  const [line, ...others] = of.lines.data
  return { lines: { ...of.lines, data: [{ ...line, ...change(line as never) }, ...others] } }
}

const stripeCases: [string, () => Promise<string[]>][] = [
  ['order', () => atStripe('invoice', invoice('plain'), withoutOrder)],
  ['order.session', () => atStripe('checkout.session', session('plain'), () => null)],
  ['order.session', () => atStripe('checkout.session', session('plain'), otherId('cs_test_other'))],
  [
    'order.status',
    () => atStripe('checkout.session', session('plain'), set({ status: 'expired' })),
  ],
  ['order.stripeCustomer', () => atStripe('checkout.session', session('plain'), otherCustomer)],
  [
    'order.stripeSubscription',
    () => atStripe('checkout.session', session('plain'), set({ subscription: 'sub_other' })),
  ],
  ['subscription', () => atStripe('subscription', subscriptionAt('plain'), () => null)],
  [
    'subscription.stripeSubscription',
    () => atStripe('subscription', subscriptionAt('plain'), otherId('sub_other')),
  ],
  [
    'subscription.stripeCustomer',
    () => atStripe('subscription', subscriptionAt('plain'), otherCustomer),
  ],
  ['subscription.status', () => ofSubscription(set({ status: 'paused' }))],
  ['subscription.hasEnded', () => ofSubscription(set({ status: 'canceled' }))],
  ['subscription.periodEnd', () => ofSubscription(laterPeriod)],
  ['subscription.cancelAtPeriodEnd', () => ofSubscription(set({ cancel_at_period_end: true }))],
  ['subscription.cancelAt', () => ofSubscription(set({ cancel_at: 1_900_000_000 }))],
  ['subscription.endedAt', () => ofSubscription(set({ ended_at: 1_900_000_000 }))],
  ['invoice.isPaid', () => atStripe('invoice', invoice('plain'), set({ status: 'void' }))],
  ['entitlement', () => atStripe('invoice', invoice('plain'), () => null)],
  ['entitlement', () => atStripe('invoice', invoice('plain'), otherId('in_other'))],
  ['order.invoice', () => atStripe('invoice', invoice('plain'), otherId('in_other'))],
  ['order.invoiceNumber', () => atStripe('invoice', invoice('plain'), set({ number: 'KSQ-9' }))],
  ['order.paidAt', () => atStripe('invoice', invoice('plain'), paidLater)],
  ['entitlement.gross', () => atStripe('invoice', invoice('plain'), set({ total: 9_901 }))],
  ['entitlement.vat', () => atStripe('invoice', invoice('plain'), moreTax)],
  ['entitlement.copies', () => atStripe('invoice', invoice('plain'), moreCopies)],
  ['entitlement.from', () => atStripe('invoice', invoice('monthly'), period({ start: 1 }))],
  ['entitlement.until', () => atStripe('invoice', invoice('monthly'), period({ end: 1 }))],
  ['subscription.unpaid', () => atStripe('invoice', openInvoice(), set({ status: 'void' }))],
  ['subscription.attempts', () => atStripe('invoice', openInvoice(), set({ attempt_count: 9 }))],
  [
    'subscription.nextAttempt',
    () => atStripe('invoice', openInvoice(), set({ next_payment_attempt: 1_900_000_000 })),
  ],
  ['payment.givenBack', () => atStripe('refund', refundId(), set({ amount: 2_001 }))],
  ['payment.givenBack', () => atStripe('refund', refundId(), set({ status: 'failed' }))],
  ['payment.isContested', () => atStripe('dispute', disputeId(), set({ status: 'won' }))],
  ['entitlement.isSuspended', () => atStripe('dispute', disputeId(), set({ status: 'won' }))],
]

const set = (patch: object) => () => patch
const otherId = (id: string) => () => ({ id })
const otherCustomer = set({ customer: 'cus_other' })
const ofSubscription = (patch: Patch<'subscription'>) =>
  atStripe('subscription', subscriptionAt('plain'), patch)
const withoutOrder: Patch<'invoice'> = (one) => ({
  metadata: { ...one.parent?.subscription_details?.metadata, kiosque_order: 'or_nobody' },
})
const laterPeriod: Patch<'subscription'> = ({ items }) => ({
  items: {
    ...items,
    data: items.data.map((item) => ({ ...item, current_period_end: item.current_period_end + 1 })),
  },
})
const paidLater: Patch<'invoice'> = ({ status_transitions: at }) => ({
  status_transitions: { ...at, paid_at: (at.paid_at ?? 0) + 1 },
})
const moreTax: Patch<'invoice'> = (one) =>
  firstLine(one, ({ taxes }: { taxes: { amount: number }[] }) => ({
    taxes: taxes.map((tax) => ({ ...tax, amount: tax.amount + 1 })),
  }))
const moreCopies: Patch<'invoice'> = (one) => firstLine(one, () => ({ quantity: 2 }))
const period =
  (later: { start?: number; end?: number }): Patch<'invoice'> =>
  (one) =>
    firstLine(one, ({ period: is }: { period: { start: number; end: number } }) => ({
      period: { start: is.start + (later.start ?? 0), end: is.end + (later.end ?? 0) },
    }))

describe('at Stripe', () => {
  it.each(stripeCases)('%s', async (name, corrupted) => {
    expect(await corrupted()).toContain(name)
    expect(await names()).toEqual([])
  })
})

// — Our side —

/** Changes an item of ours (null: takes it away), looks, and puts it back. */
async function here(
  key: { pk: string; sk: string },
  patch: (item: Item) => object | null,
): Promise<string[]> {
  const before = await world.table.get(key)
  if (!before) throw new Error(`Nothing at ${key.sk}`)
  const after = patch(before)
  await world.table.delete(key)
  if (after !== null) await world.table.put({ ...before, ...after, ...key })
  const found = await names()
  await world.table.put({ ...before, ...key })
  return found
}

const inOrder = (of: keyof typeof orders, patch: (is: Order) => object | null) =>
  here(orderKey(orders[of].customerId, orders[of].id), (item) => patch(item as unknown as Order))

async function inSubscription(
  of: keyof typeof orders,
  patch: (is: NonNullable<Awaited<ReturnType<typeof getSubscription>>>) => object | null,
): Promise<string[]> {
  const { customerId, id } = orders[of]
  const subscriptionId = subscriptionIdOf(id)
  const is = await getSubscription(world.table, { customerId, subscriptionId })
  if (!is) throw new Error('No subscription')
  return await here(subscriptionKey(customerId, subscriptionId), () => patch(is))
}

const stripeState = (of: keyof typeof orders, patch: object) =>
  inSubscription(of, ({ stripe }) => ({ stripe: { ...stripe, ...patch } }))

async function inEntitlement(
  of: keyof typeof orders,
  patch: (is: NonNullable<Awaited<ReturnType<typeof getStream>>>['entitlements'][number]) => object,
): Promise<string[]> {
  const { customerId, id } = orders[of]
  const subscriptionId = subscriptionIdOf(id)
  const { streamId } = (await getSubscription(world.table, { customerId, subscriptionId })) ?? {}
  if (!streamId) throw new Error('No stream')
  const stream = await getStream(world.table, { customerId, streamId })
  const entitlements = (stream?.entitlements ?? []).map((one) => ({ ...one, ...patch(one) }))
  return await here(streamKey(customerId, streamId), () => ({ entitlements }))
}

const later = (at: string | undefined) => new Date(Date.parse(at ?? '') + dayMs).toISOString()

const hereCases: [string, () => Promise<string[]>][] = [
  ['order', () => inOrder('plain', () => null)],
  [
    'order.session',
    () => inOrder('plain', ({ checkout }) => ({ checkout: otherSession(checkout) })),
  ],
  ['order.status', () => inOrder('plain', () => ({ status: 'placed' }))],
  ['order.stripeCustomer', () => inOrder('plain', ofStripe({ customerId: 'cus_other' }))],
  ['order.stripeSubscription', () => inOrder('plain', ofStripe({ subscriptionId: 'sub_other' }))],
  ['order.invoice', () => inOrder('plain', ofStripe({ invoiceId: 'in_other' }))],
  ['order.invoiceNumber', () => inOrder('plain', ofStripe({ invoiceNumber: 'KSQ-9' }))],
  ['order.paidAt', () => inOrder('plain', ({ paidAt }) => ({ paidAt: later(paidAt) }))],
  ['subscription', () => inSubscription('plain', () => null)],
  ['subscription.stripeSubscription', () => stripeState('plain', { subscriptionId: 'sub_other' })],
  ['subscription.stripeCustomer', () => stripeState('plain', { customerId: 'cus_other' })],
  ['subscription.status', () => stripeState('plain', { status: 'pastDue' })],
  [
    'subscription.periodEnd',
    () =>
      inSubscription('plain', ({ stripe }) => ({
        stripe: { ...stripe, periodEnd: later(stripe?.periodEnd) },
      })),
  ],
  ['subscription.cancelAtPeriodEnd', () => stripeState('plain', { cancelAtPeriodEnd: true })],
  ['subscription.cancelAt', () => stripeState('plain', { cancelAt: '2031-01-01T00:00:00.000Z' })],
  ['subscription.endedAt', () => stripeState('plain', { endedAt: '2031-01-01T00:00:00.000Z' })],
  ['subscription.hasEnded', () => inSubscription('plain', () => ({ status: 'ended' }))],
  ['subscription.unpaid', () => inSubscription('refused', () => ({ unpaid: undefined }))],
  ['subscription.attempts', () => inUnpaid({ attemptCount: 9 })],
  ['subscription.nextAttempt', () => inUnpaid({ nextAttemptAt: '2031-01-01T00:00:00.000Z' })],
  ['invoice.isPaid', () => inEntitlement('refused', () => ({ invoiceId: openInvoice() }))],
  ['entitlement', () => inEntitlement('plain', () => ({ invoiceId: 'in_other' }))],
  [
    'entitlement.gross',
    () => inEntitlement('plain', ({ paid }) => ({ paid: more(paid, 'gross') })),
  ],
  ['entitlement.vat', () => inEntitlement('plain', ({ paid }) => ({ paid: more(paid, 'vat') }))],
  ['entitlement.bought', () => inEntitlement('plain', () => ({ bought: 7 }))],
  ['entitlement.copies', () => inEntitlement('plain', () => ({ copies: 2 }))],
  ['entitlement.from', () => inPeriod('from')],
  ['entitlement.until', () => inPeriod('until')],
  ['entitlement.isSuspended', () => inEntitlement('contested', () => ({ isSuspended: false }))],
  ['payment.givenBack', () => inSettlement('refunded', { givenBack: 1_999 })],
  ['payment.isContested', () => inSettlement('contested', { isContested: false })],
]

const ofStripe = (patch: object) => (is: Order) => ({ stripe: { ...is.stripe, ...patch } })
const otherSession = (checkout: Order['checkout']) => ({ ...checkout, sessionId: 'cs_test_other' })
const more = (paid: { gross: number; vat: number }, part: 'gross' | 'vat') => ({
  ...paid,
  [part]: paid[part] + 1,
})
const inUnpaid = (patch: object) =>
  inSubscription('refused', ({ unpaid }) => ({ unpaid: { ...unpaid, ...patch } }))
const inPeriod = (end: 'from' | 'until') =>
  inEntitlement('monthly', ({ period: is }) => ({ period: { ...is, [end]: later(is?.[end]) } }))
const inSettlement = (of: keyof typeof orders, patch: object) =>
  inEntitlement(of, ({ settlements }) => ({
    settlements: Object.fromEntries(
      Object.entries(settlements).map(([id, one]) => [id, { ...one, ...patch }]),
    ),
  }))

describe('here', () => {
  it.each(hereCases)('%s', async (name, corrupted) => {
    expect(await corrupted()).toContain(name)
    expect(await names()).toEqual([])
  })
})

/** Stripe knows no number of issues: what a plan promises is ours alone. */
const ofOursAlone = ['entitlement.bought']

it('leaves no compared field out', () => {
  const source = readFileSync('packages/subscriptions/drift.ts', 'utf8')
  const compared = new Set(
    [...source.matchAll(/'((?:order|subscription|entitlement|invoice|payment)(?:\.\w+)?)'/g)].map(
      ([, name]) => name ?? '',
    ),
  )
  for (const kind of ['invoice', 'payment']) compared.delete(kind)
  const tried = (cases: typeof hereCases) => [...new Set(cases.map(([name]) => name))].sort()
  expect(tried(hereCases)).toEqual([...compared].sort())
  expect(tried(stripeCases)).toEqual(
    [...compared].filter((name) => !ofOursAlone.includes(name)).sort(),
  )
})
