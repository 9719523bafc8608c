// Promotion codes and changes of plan, told by the real client of Stripe at this machine's Stripe: what
// a code says, what is charged, what is left at the end.
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { intentOf } from '#aws/intent'
import type { Key } from '#aws/keys'
import type { OutsideAct } from '#sandbox/stripe/outside'
import { actOutside } from '#sandbox/stripe/outside'
import { applyFacts } from '#subscriptions/apply-facts'
import { beginOrder } from '#subscriptions/begin-order'
import { remainingOf } from '#subscriptions/entitlement'
import type { Order } from '#subscriptions/order'
import type { OrderForm } from '#subscriptions/order-form'
import { placeOrder } from '#subscriptions/place-order'
import { replaceSubscription } from '#subscriptions/replace-subscription'
import { replacedNow } from '#subscriptions/replaceable'
import { serveIssue } from '#subscriptions/serve-issue'
import { subscriptionItemKey } from '#subscriptions/store'
import { subscriptionIdOf } from '#subscriptions/subscription'
import { aForm, aProof } from '../support/paying-world.ts'
import { type StripeWorld, stripeWorld } from '../support/stripe-world.ts'

let world: StripeWorld
beforeEach(async () => {
  world = await stripeWorld()
})
afterEach(() => world.close())

const code = (given: Omit<OutsideAct & { act: 'code' }, 'act'>) =>
  actOutside(world.stripe, { act: 'code', ...given })
const asked = (typed: string, planId = 'papier-1-an') =>
  world.payments.promotion({ code: typed, planId, supplies: ['print'] })

const begin = (
  form: Partial<OrderForm>,
  more: { ip?: string; account?: Order['customerId'] } = {},
) => beginOrder(world.deps, { locale: 'fr', form: aForm(form), ...more })

async function fieldsOf(form: Partial<OrderForm>) {
  const begun = await begin(form)
  return begun.kind === 'refused' ? Object.keys(begun.fields) : begun.kind
}

async function place(order: Order) {
  const { customerId, id: orderId, price } = order
  const orderUrls = () => ({ successUrl: `${world.siteUrl}/x`, cancelUrl: `${world.siteUrl}/y` })
  const proof = aProof(price.gross)
  return await placeOrder({ ...world.deps, orderUrls }, { customerId, orderId, proof })
}

async function paid(form: Partial<OrderForm> = {}) {
  const order = await world.order(form)
  world.pay(order)
  await world.settle()
  const now = await world.orderNow(order)
  if (!now) throw new Error('The order is gone')
  return now
}

const differences = async () => (await world.audit({ repair: false })).differences

describe('a code that is typed', () => {
  it('is what Stripe says of it now', async () => {
    code({ code: 'NOEL26', percentOff: 20 })
    code({ code: 'DIX', centsOff: 1_000, lasts: 'forever', leastCents: 5_000, forNewcomers: true })
    expect(await asked('noel26')).toMatchObject({
      kind: 'promotion',
      promotion: { code: 'NOEL26', percentOff: 2_000, lasts: { kind: 'once' } },
    })
    expect(await asked('DIX')).toMatchObject({
      promotion: {
        ...{ centsOff: 1_000, leastGross: 5_000, isForNewcomers: true },
        lasts: { kind: 'forever' },
      },
    })
  })

  it('is unknown, over, used up or for another plan, each by its name', async () => {
    code({ code: 'UNEFOIS', percentOff: 20, mostUses: 1 })
    code({ code: 'HIER', percentOff: 20, endsAt: '2026-12-01T00:00:00Z' })
    expect(await asked('JAMAIS')).toEqual({ kind: 'unknown' })
    await paid({ promotionCode: 'UNEFOIS' })
    expect(await asked('UNEFOIS')).toEqual({ kind: 'usedUp' })
    expect(await asked('HIER')).toMatchObject({ kind: 'promotion' })
    await world.forwardDays(2)
    expect(await asked('HIER')).toEqual({ kind: 'over' })
    const coupon = await world.client.coupons.create({
      ...{ percent_off: 50, duration: 'once' },
      applies_to: { products: ['en-contact-papier-1-an-print'] },
    })
    const { id } = await world.client.promotionCodes.create({
      ...{ promotion: { type: 'coupon', coupon: coupon.id }, code: 'PAPIER' },
    })
    expect(await asked('PAPIER')).toMatchObject({ kind: 'promotion' })
    expect(await asked('PAPIER', 'papier-2-ans')).toEqual({ kind: 'otherPlan' })
    await world.client.promotionCodes.update(id, { active: false })
    expect(await asked('PAPIER')).toEqual({ kind: 'over' })
  })

  it('takes its part of the first payment alone; the renewal is whole', async () => {
    code({ code: 'NOEL26', percentOff: 20 })
    const order = await paid({ promotionCode: 'noel26' })
    expect(order).toMatchObject({ status: 'paid', price: { gross: 7_920, vat: 163 } })
    const { subscriptions, streams } = await world.holdings(order)
    expect(subscriptions[0]?.price.gross).toBe(9_900)
    expect(streams[0]?.entitlements[0]?.paid).toEqual({ gross: 7_920, vat: 163 })
    const { data } = await world.client.prices.list()
    expect(data.map(({ unit_amount }) => unit_amount)).toEqual([9_900])
    expect(await differences()).toEqual([])
  })

  it('of 100 % leaves nothing to pay and all to get, also of a gift and of a single issue', async () => {
    code({ code: 'OFFERT', percentOff: 100 })
    const forms: Partial<OrderForm>[] = [
      { planId: 'papier-1-an' },
      { planId: 'papier-1-an', gift: { recipientName: 'Odile Vernay' } },
      { planId: 'au-numero', issueNumber: '131' },
    ]
    for (const [at, form] of forms.entries()) {
      const email = `gratuit${at}@example.org`
      const order = await paid({ ...form, email, promotionCode: 'OFFERT' })
      expect(order).toMatchObject({ status: 'paid', price: { gross: 0, vat: 0 } })
      const { streams } = await world.holdings(order)
      const [entitlement] = streams.flatMap(({ entitlements }) => entitlements)
      expect(entitlement?.paid.gross).toBe(0)
      expect(entitlement && remainingOf(entitlement)).toBe(at === 2 ? 1 : 6)
    }
    expect(await differences()).toEqual([])
  })

  it('that is refused stands at its field, and no order is begun', async () => {
    code({ code: 'GROS', percentOff: 20, leastCents: 50_000 })
    code({ code: 'PREMIER', percentOff: 20, forNewcomers: true })
    for (const promotionCode of ['JAMAIS', 'GROS', 'pas un code !', 'x'.repeat(99)])
      expect(await fieldsOf({ promotionCode })).toEqual(['promotionCode'])
    expect(await fieldsOf({ promotionCode: 'PREMIER' })).toBe('begun')
    await paid()
    expect(await fieldsOf({ promotionCode: 'PREMIER' })).toEqual(['promotionCode'])
  })

  it('that went out of force since the summary orders nothing', async () => {
    code({ code: 'VITE', percentOff: 20 })
    const begun = await begin({ promotionCode: 'VITE' })
    if (begun.kind !== 'begun') throw new Error(begun.kind)
    const [made] = (await world.client.promotionCodes.list({ code: 'VITE' })).data
    await world.client.promotionCodes.update(made?.id ?? '', { active: false })
    expect((await place(begun.order)).kind).toBe('promotionGone')
    expect(await world.orderNow(begun.order)).toMatchObject({ status: 'recapped' })
    expect((await world.client.checkout.sessions.list()).data).toEqual([])
  })

  it('that somebody else uses up between the look and the page ends the order, unpaid', async () => {
    code({ code: 'VITE', percentOff: 20, mostUses: 1 })
    const begun = await begin({ promotionCode: 'VITE' })
    if (begun.kind !== 'begun') throw new Error(begun.kind)
    const [made] = (await world.client.promotionCodes.list({ code: 'VITE' })).data
    const { promotion } = world.deps.payments
    let looks = 0
    world.deps.payments.promotion = async (input) => {
      const answer = await promotion(input)
      if (++looks === 1) await world.client.promotionCodes.update(made?.id ?? '', { active: false })
      return answer
    }
    expect((await place(begun.order)).kind).toBe('promotionGone')
    expect(await world.orderNow(begun.order)).toMatchObject({ status: 'expired' })
  })

  it('is tried so often from one network, then not asked for any more', async () => {
    const ip = '203.0.113.9'
    const many = Array.from({ length: 30 })
    for (const _ of many) await begin({ promotionCode: 'DEVINE' }, { ip })
    code({ code: 'DEVINE', percentOff: 20 })
    const begun = await begin({ promotionCode: 'DEVINE' }, { ip })
    expect(begun).toMatchObject({ kind: 'tooMany' })
  })
})

describe('a change of plan', () => {
  const keyOf = (order: Order): Key =>
    subscriptionItemKey({
      customerId: order.customerId,
      subscriptionId: subscriptionIdOf(order.id),
    })
  const intentAt = async (key: Key) => {
    const item = await world.table.get(key, { consistent: true })
    return item && intentOf(item)?.kind
  }

  async function changed() {
    const old = await paid()
    await serveIssue(world.deps, { number: 131, by: 'test' })
    const replaces = subscriptionIdOf(old.id)
    const begun = await begin(
      { planId: 'integral-1-an', replaces, country: 'FR' },
      { account: old.customerId },
    )
    if (begun.kind !== 'begun') throw new Error(JSON.stringify(begun))
    const { order } = begun
    await place(order)
    const placed = (await world.orderNow(order)) ?? order
    return { old, order: placed }
  }

  it('ends the old contract once the new one is paid, and gives the unserved part back', async () => {
    const { old, order } = await changed()
    const [before] = (await world.holdings(old)).subscriptions
    if (!before) throw new Error('No subscription')
    const shown = await replacedNow(world.deps, before)
    expect(shown).toMatchObject({ issues: 5, gross: 8_250 })
    world.pay(order)
    await world.settle()
    expect(await intentAt(keyOf(order))).toBeUndefined()
    const { subscriptions, streams } = await world.holdings(old)
    const status = Object.fromEntries(subscriptions.map((one) => [one.planId, one.status]))
    expect(status).toEqual({ 'papier-1-an': 'ended', 'integral-1-an': 'active' })
    const entitlements = streams.flatMap((stream) => stream.entitlements)
    expect(entitlements.map((one) => [one.planId, remainingOf(one), one.refunded])).toEqual([
      ['papier-1-an', 0, 5],
      ['integral-1-an', 6, 0],
    ])
    const { data } = await world.client.refunds.list()
    expect(data.map(({ amount }) => amount)).toEqual([shown.gross])
    expect(await differences()).toEqual([])
  })

  it('that could not end the old contract at once leaves a step that does', async () => {
    const { old, order } = await changed()
    const { cancelNow } = world.deps.payments
    world.deps.payments.cancelNow = async () => {
      throw new Error('no answer')
    }
    world.pay(order)
    await world.settle().catch(() => undefined)
    world.deps.payments.cancelNow = cancelNow
    expect(await intentAt(keyOf(order))).toBe('order.replace')
    expect((await world.orderNow(order))?.status).toBe('paid')
    await replaceSubscription(world.deps, keyOf(order))
    await world.sweep()
    const { subscriptions } = await world.holdings(old)
    expect(subscriptions.map(({ status }) => status).toSorted()).toEqual(['active', 'ended'])
    expect(await intentAt(keyOf(order))).toBeUndefined()
  })

  it('that is never paid leaves the old contract as it was', async () => {
    const { old } = await changed()
    await world.forwardDays(3)
    const { subscriptions } = await world.holdings(old)
    expect(subscriptions.map(({ status, leaving }) => [status, leaving])).toEqual([
      ['active', undefined],
    ])
  })

  it('is refused for another’s contract, and for what cannot be replaced', async () => {
    const old = await paid()
    const other = await paid({ email: 'autre@example.org', name: 'Paul Autre' })
    const replaces = subscriptionIdOf(old.id)
    const refused = async (form: Partial<OrderForm>, account?: Order['customerId']) => {
      const given = { planId: 'integral-1-an', country: 'FR', replaces, ...form }
      const begun = await begin(given, account ? { account } : {})
      return begun.kind === 'refused' ? Object.entries(begun.fields).map(([, { fr }]) => fr)[0] : ''
    }
    const own = old.customerId
    const notYours = /n’est pas ouvert dans votre compte/
    expect(await refused({})).toMatch(notYours)
    expect(await refused({}, other.customerId)).toMatch(notYours)
    expect(await refused({ replaces: 'sb_1 OR 1=1' }, own)).toMatch(notYours)
    expect(await refused({ replaces: subscriptionIdOf(other.id) }, own)).toMatch(notYours)
    expect(await refused({ planId: 'papier-1-an' }, own)).toMatch(/déjà votre formule/)
    expect(await refused({ email: 'autre@example.org' }, own)).toMatch(/garde l’adresse/)
    const gift = { recipientName: 'Odile Vernay', recipientEmail: 'odile@example.org' }
    expect(await refused({ gift }, own)).toMatch(/ni cadeau/)
    const second = await paid({ planId: 'numerique-1-an', country: 'FR', gift })
    expect(await refused({ replaces: subscriptionIdOf(second.id) }, own)).toMatch(/offert/)
  })
})

describe('orders that are begun', () => {
  it('are so many from one network and for one address', async () => {
    const from = (at: number, ip: string, email = `personne${at}@example.org`) =>
      begin({ email }, { ip }).then(({ kind }) => kind)
    for (let at = 0; at < 20; at++)
      expect(await from(at, `198.51.100.${at}`, 'claire@example.org')).toBe('begun')
    expect(await from(0, '198.51.100.99', 'claire@example.org')).toBe('tooMany')
    for (let at = 0; at < 60; at++) expect(await from(at, '203.0.113.1')).toBe('begun')
    expect(await from(61, '203.0.113.1')).toBe('tooMany')
    expect(await from(62, '203.0.113.2')).toBe('begun')
    world.clock.forward(3_600_000)
    expect(await from(63, '203.0.113.1')).toBe('begun')
  })
})

it('applies the same facts again without another effect', async () => {
  code({ code: 'NOEL26', percentOff: 20 })
  const order = await paid({ promotionCode: 'NOEL26' })
  const id = order.stripe.invoiceId ?? ''
  const facts = await world.payments.read({ kind: 'invoice', id })
  if (facts) await applyFacts(world.deps, facts)
  expect((await world.holdings(order)).streams[0]?.entitlements).toHaveLength(1)
})
