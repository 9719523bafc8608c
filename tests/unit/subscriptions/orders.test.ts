// Orders, from the form to Stripe's page and to what is paid.
import { beforeEach, describe, expect, it } from 'vitest'
import { dayMs, hourMs, instant } from '#kernel/time'
import { applyFacts } from '#subscriptions/apply-facts'
import { expireOrder } from '#subscriptions/expire-order'
import { placeOrder } from '#subscriptions/place-order'
import { serveIssue } from '#subscriptions/serve-issue'
import { getCustomer, orderItemKey } from '#subscriptions/store'
import { memoryTable } from '../../support/memory-table.ts'
import { aForm, aProof, type PayingWorld, payingWorld } from '../../support/paying-world.ts'

let world: PayingWorld
beforeEach(async () => {
  world = await payingWorld(memoryTable())
})

const ref = ({ id: orderId, customerId }: { id: string; customerId: string }) =>
  ({ orderId, customerId }) as Parameters<typeof orderItemKey>[0]

describe('beginning an order', () => {
  it('takes every amount from the plan and the territory', async () => {
    const begun = await world.begin({ quantity: '3' })
    if (begun.kind !== 'begun') throw new Error(begun.kind)
    expect(begun.order).toMatchObject({
      status: 'recapped',
      quantity: 3,
      firstIssue: 131,
      price: { unitGross: 9_900, gross: 29_700, vat: 611, rate: 210 },
      terms: { issues: 6, months: 12, renews: true },
    })
  })

  it.each([
    [{ planId: 'gratis' }, 'planId'],
    [{ quantity: '0' }, 'quantity'],
    [{ quantity: '1e9' }, 'quantity'],
    [{ quantity: '-1' }, 'quantity'],
    [{ email: 'nobody' }, 'email'],
    [{ name: ' ' }, 'name'],
    [{ vatNumber: '12' }, 'vatNumber'],
    [{ delivery: {} }, 'delivery.street'],
    [{ delivery: { ...aForm().delivery, postcode: '7501' } }, 'delivery.postcode'],
    [{ delivery: { ...aForm().delivery, street: 'x'.repeat(39) } }, 'delivery.street'],
    [{ delivery: { ...aForm().delivery, country: 'ZZ' } }, 'delivery.country'],
    [{ planId: 'au-numero', issueNumber: '999' }, 'issueNumber'],
    [{ planId: 'au-numero', issueNumber: 'x' }, 'issueNumber'],
    [{ planId: 'numerique-mensuel', country: 'FR', gift: { recipientName: 'Paul' } }, 'gift'],
    [{ gift: { recipientName: 'claire exémple' } }, 'gift.recipientName'],
    [{ planId: 'numerique-1-an', country: 'France' }, 'country'],
    [{ planId: 'numerique-1-an', country: 'ZZ' }, 'country'],
  ])('refuses %j beside its field', async (form, field) => {
    const begun = await world.begin(form)
    if (begun.kind !== 'refused') throw new Error(begun.kind)
    expect(Object.keys(begun.fields)).toContain(field)
    expect(begun.fields[field]?.fr).toMatch(/\S/)
  })

  it('makes one customer of an address, whoever orders and however often', async () => {
    const [first, second] = await Promise.all([
      world.begin(),
      world.begin({ email: 'Claire@Example.ORG' }),
    ])
    const third = await world.begin({ email: 'paul@example.org' })
    const ids = [first, second, third].map((one) => one.kind === 'begun' && one.order.customerId)
    expect(ids[0]).toBe(ids[1])
    expect(ids[2]).not.toBe(ids[0])
  })
})

describe('placing an order', () => {
  it('calls a customer as the order says that was paid, whatever a stranger typed before', async () => {
    const email = 'visee@lecture.example'
    const strange = await world.order({ email, name: 'Nom Inventé', company: 'Société Inventée' })
    expect((await getCustomer(world.table, strange.customerId))?.name).toBe('Nom Inventé')
    const order = await world.order({ email, name: 'Blanche Vraie' })
    const invoice = world.stripe.pay(order)
    await world.deliver()
    const customer = await getCustomer(world.table, order.customerId)
    expect([customer?.name, customer?.company]).toEqual(['Blanche Vraie', undefined])
    // Heard of again, much later, an old order changes nothing.
    const newer = await world.order({ email, name: 'Blanche Mariée' })
    world.stripe.pay(newer)
    await world.deliver()
    const facts = world.stripe.read({ kind: 'invoice', id: invoice.id })
    if (!facts) throw new Error('no invoice')
    await applyFacts(world.deps, facts)
    expect((await getCustomer(world.table, order.customerId))?.name).toBe('Blanche Mariée')
  })

  it('writes the proof before Stripe is asked, and makes one page of two clicks', async () => {
    const begun = await world.begin()
    if (begun.kind !== 'begun') throw new Error(begun.kind)
    const deps = { ...world.deps, orderUrls: world.orderUrls }
    const failing = {
      ...deps,
      payments: {
        ...deps.payments,
        checkout: async () => {
          throw new Error('no answer')
        },
      },
    }
    const input = { ...ref(begun.order), proof: aProof(9_900) }
    await expect(placeOrder(failing, input)).rejects.toThrow('no answer')
    expect(await world.orderNow(begun.order)).toMatchObject({
      status: 'placed',
      proof: { at: '2026-11-30T08:00:00.000Z', gross: 9_900 },
    })
    const [one, two] = await Promise.all([placeOrder(deps, input), placeOrder(deps, input)])
    if (one.kind !== 'placed' || two.kind !== 'placed') throw new Error(one.kind)
    expect(one.url).toBe(two.url)
    expect(world.stripe.contracts.size).toBe(1)
  })

  it('is refused at another price, and too late', async () => {
    const begun = await world.begin()
    if (begun.kind !== 'begun') throw new Error(begun.kind)
    const deps = { ...world.deps, orderUrls: world.orderUrls }
    const place = (gross: number) => placeOrder(deps, { ...ref(begun.order), proof: aProof(gross) })
    expect((await place(1)).kind).toBe('otherPrice')
    world.clock.forward(48 * hourMs)
    expect((await place(9_900)).kind).toBe('expired')
    expect(world.stripe.calls).toEqual([])
  })

  it('expires by its intent when nobody pays, and is made all the same when money comes', async () => {
    const order = await world.order()
    const key = orderItemKey(ref(order))
    const intent = await world.intentAt(key)
    if (intent?.kind !== 'order.expire') throw new Error('no intent')
    expect(intent.dueAt).toBe(order.validUntil)
    await expireOrder(world.deps, { key, intent })
    expect((await world.orderNow(order)).status).toBe('placed')
    world.clock.forward(dayMs)
    await expireOrder(world.deps, { key, intent })
    expect((await world.orderNow(order)).status).toBe('expired')
    expect(await world.intentAt(key)).toBeUndefined()
    world.stripe.pay(order)
    await world.deliver()
    expect((await world.orderNow(order)).status).toBe('paid')
    expect(await world.entitlements(order)).toHaveLength(1)
  })

  it('is found paid at its end although no event ever came', async () => {
    const order = await world.order()
    world.stripe.pay(order)
    world.stripe.events.length = 0
    const key = orderItemKey(ref(order))
    const intent = await world.intentAt(key)
    if (!intent) throw new Error('no intent')
    world.clock.forward(dayMs)
    await expireOrder(world.deps, { key, intent })
    expect((await world.orderNow(order)).status).toBe('paid')
    expect((await world.intentAt(key))?.kind).toBe('mail.orderConfirmed')
    expect(await world.entitlements(order)).toHaveLength(1)
  })

  it('expires with its page', async () => {
    const order = await world.order()
    world.stripe.expireSession(order)
    await world.deliver()
    expect((await world.orderNow(order)).status).toBe('expired')
  })
})

describe('a paid order', () => {
  it('has one entitlement, one subscription and one mail to send', async () => {
    const order = await world.order()
    world.stripe.pay(order)
    world.stripe.events.push(...world.stripe.events, ...world.stripe.events)
    await world.deliver()
    expect(await world.orderNow(order)).toMatchObject({
      status: 'paid',
      stripe: { invoiceId: world.stripe.invoices()[0]?.id },
    })
    expect(await world.entitlements(order)).toMatchObject([
      { bought: 6, fromIssue: 131, copies: 1, paid: { gross: 9_900, vat: 204 } },
    ])
    expect(await world.subscriptionOf(order)).toMatchObject({ status: 'active' })
    expect(await world.intentAt(orderItemKey(ref(order)))).toMatchObject({
      kind: 'mail.orderConfirmed',
      data: { orderId: order.id },
    })
    expect(world.hints).toHaveLength(1)
  })

  it('gives nothing for a debit under way, and all once it succeeds', async () => {
    const order = await world.order()
    const invoice = world.stripe.debit(order)
    await world.deliver()
    expect((await world.orderNow(order)).status).toBe('provisional')
    expect(await world.subscriptionOf(order)).toMatchObject({ status: 'provisional' })
    expect(await world.streams(order)).toEqual([])
    world.clock.forward(7 * dayMs)
    world.stripe.debitSucceeds(invoice)
    await world.deliver()
    expect((await world.orderNow(order)).status).toBe('paid')
    expect(await world.subscriptionOf(order)).toMatchObject({ status: 'active' })
    expect(await world.entitlements(order)).toHaveLength(1)
  })

  it('fails with its debit, whichever event comes first, and Stripe is told to stop', async () => {
    for (const shuffle of [0, 1, 2]) {
      world = await payingWorld(memoryTable())
      const order = await world.order()
      const invoice = world.stripe.debit(order)
      if (shuffle !== 0) world.stripe.events.length = 0
      world.stripe.debitFails(invoice)
      if (shuffle === 2) world.stripe.events.reverse()
      await world.deliver()
      expect((await world.orderNow(order)).status).toBe('failed')
      expect(await world.subscriptionOf(order)).toMatchObject({
        status: 'ended',
        endedBecause: 'unpaid',
      })
      expect(world.stripe.contracts.get(order.id)?.status).toBe('canceled')
      const intent = await world.intentAt(orderItemKey(ref(order)))
      expect(intent?.kind).toBe('mail.paymentFailed')
      expect(await world.streams(order)).toEqual([])
    }
  })

  it('is not paid twice: what came again is named, and buys nothing', async () => {
    const order = await world.order({ planId: 'au-numero', issueNumber: '131' })
    world.stripe.pay(order)
    const again = world.stripe.pay(order)
    await world.deliver()
    await world.apply({ kind: 'invoice', id: again.id })
    expect(await world.entitlements(order)).toHaveLength(1)
    expect((await world.orderNow(order)).paidAgain).toEqual([again.id])
    expect(world.logged).toContain('order.paidAgain')
    // Giving that money back takes nothing away.
    world.stripe.refund(again, 1_250)
    await world.deliver()
    expect(await world.entitlements(order)).toMatchObject([{ refunded: 0 }])
  })

  it('buys a single issue by itself, also one that is out', async () => {
    const order = await world.order({ planId: 'au-numero', issueNumber: '130' })
    world.stripe.pay(order)
    await world.deliver()
    expect(await world.subscriptionOf(order)).toBeUndefined()
    expect(await serveIssue(world.deps, { number: 131, by: 'test' })).toMatchObject({
      now: { copies: 0 },
    })
    expect(await serveIssue(world.deps, { number: 130, by: 'test' })).toMatchObject({
      now: { copies: 1 },
    })
  })

  it('queues a second order for the same place behind the first, and keeps other places apart', async () => {
    const first = await world.order()
    const second = await world.order({
      planId: 'integral-1-an',
      delivery: { ...aForm().delivery, street: '12, RUE DE L’EXEMPLE' },
    })
    const third = await world.order({
      delivery: { ...aForm().delivery, recipient: 'Paul Exemple' },
    })
    for (const order of [first, second, third]) world.stripe.pay(order)
    await world.deliver()
    const streams = await world.streams(first)
    expect(streams.map(({ entitlements }) => entitlements.length).sort()).toEqual([1, 2])
    const outcome = await serveIssue(world.deps, { number: 131, by: 'test' })
    expect(outcome).toMatchObject({ total: { copies: 2, digital: 0 } })
  })
})

it('an order that Stripe names and nobody knows is said to be unknown; one of others is foreign', async () => {
  const order = await world.order()
  world.stripe.pay(order)
  const facts = world.stripe.read({ kind: 'session', id: 'cs_0001' })
  if (facts?.kind !== 'session') throw new Error('no session')
  const { applyFacts } = await import('#subscriptions/apply-facts')
  expect(await applyFacts(world.deps, { ...facts, ids: undefined })).toEqual({ kind: 'foreign' })
  const elsewhere = { customerId: order.customerId, orderId: 'or_other' as never }
  expect(await applyFacts(world.deps, { ...facts, ids: elsewhere })).toEqual({ kind: 'unknown' })
  expect(instant(world.clock())).toBe('2026-11-30T08:00:00.000Z')
})
