// What staff do for those who subscribe: find them by whatever they were given, give money back with
// a reason, see what the nightly comparison found, and what is to be settled.
import { beforeEach, describe, expect, it } from 'vitest'
import { intentOf } from '#aws/intent'
import { stripeAuditKey } from '#aws/keys'
import type { Table } from '#aws/table'
import { instant } from '#kernel/time'
import { auditTrail } from '#staff/audit'
import { giveRefund } from '#subscriptions/give-refund'
import { orderWords } from '#subscriptions/order-search'
import { rebuildOrders } from '#subscriptions/rebuild-orders'
import { serveIssue } from '#subscriptions/serve-issue'
import { changeCustomer, changeOrder, deleteOrder, listOrders } from '#subscriptions/store'
import { orderSearchItems } from '#subscriptions/store-order-search'
import { refundItemKey, refundsOf } from '#subscriptions/store-refunds'
import { changeStream } from '#subscriptions/store-streams'
import { type TestConsole, testConsole, type Visitor, visitorAs } from '../../../support/console.ts'
import { memoryTable } from '../../../support/memory-table.ts'
import { type PayingWorld, payingWorld, shopKeys } from '../../../support/paying-world.ts'

let table: Table
let shop: PayingWorld
let world: TestConsole
let staff: Visitor

beforeEach(async () => {
  table = memoryTable()
  shop = await payingWorld(table)
  world = testConsole(table)
  Object.assign(world.deps, { readerKeys: shopKeys, clock: shop.clock })
  staff = await visitorAs(world, 'finance')
})

type Order = Awaited<ReturnType<PayingWorld['order']>>

async function bought(form: Parameters<PayingWorld['order']>[0] = {}): Promise<Order> {
  const order = await shop.order({ country: 'FR', ...form })
  shop.stripe.pay(order)
  await shop.deliver()
  return await shop.orderNow(order)
}
const pageOf = async (order: Order) =>
  `/console/subscriptions/${(await shop.subscriptionOf(order))?.id ?? `orders/${order.id}`}`
const plain = (text: string) => text.replace(/[\u202f\u00a0]|&nbsp;/g, ' ')

/** The fields of the form on a page, as they stand. */
const refundIdOn = (text: string) => /name="refundId" value="([^"]+)"/.exec(text)?.[1] ?? ''

describe('the search', () => {
  beforeEach(async () => {
    await bought({
      email: 'a@lecture.example',
      name: 'Odile Vernay',
      delivery: {
        ...{ recipient: 'Odile Vernay', street: '4 quai des Brumes', postcode: '69001' },
        ...{ town: 'Lyon', country: 'FR' },
      },
    })
    await bought({ email: 'b@lecture.example', name: 'Paul Anjou', company: 'Brumaire Contact' })
    await bought({ email: 'c@lecture.example', name: 'Zoé Seule', planId: 'numerique-mensuel' })
  })

  it.each([
    ['vern', ['Odile Vernay']],
    ['VERNAY odile', ['Odile Vernay']],
    ['vernay paul', []],
    ['Lyon', ['Odile Vernay']],
    ['69001', ['Odile Vernay']],
    ['quai des brumes', ['Odile Vernay']],
    ['brum', ['Odile Vernay', 'Brumaire Contact']],
    ['zoe', ['Zoé Seule']],
    ['b@lecture.example', ['Brumaire Contact']],
    ['rien', []],
    ['%', []],
  ])('%s finds %j', async (query, found) => {
    const { text } = await staff.get(`/console/subscriptions?q=${encodeURIComponent(query)}`)
    const rows = text.match(/<tbody>.*<\/tbody>/s)?.[0] ?? ''
    for (const name of ['Odile Vernay', 'Brumaire Contact', 'Zoé Seule'])
      expect([name, rows.includes(name)]).toEqual([name, found.includes(name)])
  })

  it('finds an order by its number and by that of any of its invoices', async () => {
    const order = await bought({ email: 'd@lecture.example', name: 'Quitterie Tard' })
    const renewal = shop.stripe.renew(order)
    await shop.deliver()
    for (const query of [order.id, order.stripe.invoiceId, `F-${renewal.id}`, renewal.id]) {
      const { text } = await staff.get(`/console/subscriptions?q=${query}`)
      expect(text, query).toContain('Quitterie Tard')
      expect(text).not.toContain('Odile Vernay')
    }
  })

  it('finds somebody by the place they moved to, and a gift by who gets it', async () => {
    const order = await bought({ email: 'm@lecture.example', name: 'Maud Nomade' })
    const [stream] = await shop.streams(order)
    if (!stream?.delivery) throw new Error('no stream')
    await changeStream(
      table,
      { ...order, streamId: stream.id, now: instant(shop.clock()) },
      (is) => ({
        to: { ...is, delivery: { ...stream.delivery, town: 'Quimper' } as typeof stream.delivery },
      }),
    )
    await rebuildOrders({ table })
    expect((await staff.get('/console/subscriptions?q=quimper')).text).toContain('Maud Nomade')
    const words = orderWords({ ...order, gift: { recipientName: 'Filleul Choyé' } })
    expect(words).toEqual(expect.arrayContaining(['filleul', 'choye']))
  })

  it('is written anew from the orders, and forgets those that are gone', async () => {
    const [found] = (await listOrders(table, { month: '2026-11', limit: 1 })).items
    if (!found) throw new Error('no order')
    for (const { pk, sk } of orderSearchItems(found)) await table.delete({ pk, sk })
    expect((await staff.get(`/console/search?q=${found.buyer.name.slice(0, 4)}`)).text).toContain(
      'Rien à ce nom',
    )
    expect(await rebuildOrders({ table })).toEqual({ written: 3, removed: 0 })
    expect((await staff.get(`/console/search?q=${found.buyer.name.slice(0, 4)}`)).text).toContain(
      found.buyer.name,
    )
    await deleteOrder(table, found)
    expect((await rebuildOrders({ table })).removed).toBeGreaterThan(0)
    expect(await rebuildOrders({ table })).toEqual({ written: 2, removed: 0 })
  })

  it('finds who was erased by numbers alone, also after more was heard and all was rebuilt', async () => {
    const order = await bought({ email: 'z@lecture.example', name: 'Wilfrid Parti' })
    await changeCustomer(table, order.customerId, ({ email: _, name: __, ...is }) => ({
      to: { ...is, erasedAt: instant(shop.clock()) },
    }))
    for (const { pk, sk } of orderSearchItems(order)) await table.delete({ pk, sk })
    await changeOrder(table, { ...order, orderId: order.id }, (is) => ({
      to: { ...is, updatedAt: instant(shop.clock()) },
    }))
    await rebuildOrders({ table })
    const { text } = await staff.get('/console/search?q=wilfrid')
    expect(text).toContain('Rien à ce nom')
    const found = await staff.get(`/console/subscriptions?q=${order.stripe.invoiceId}`)
    expect(found.text).toContain('personne effacée')
  })

  it('finds nothing of an order that nobody paid', async () => {
    const order = await shop.order({ email: 'e@lecture.example', name: 'Ursule Jamais' })
    const { text } = await staff.get('/console/subscriptions?q=ursule')
    expect(text).toContain('Aucun abonnement ne correspond')
    const page = await staff.get(`/console/subscriptions/orders/${order.id}`)
    expect(page.text).toContain('passée, pas payée')
  })
})

describe('a single issue', () => {
  it('is listed apart, is found, and has a page', async () => {
    const order = await bought({ planId: 'au-numero', issueNumber: '131', name: 'Solène Unique' })
    const list = await staff.get('/console/subscriptions/orders')
    expect(list.text).toContain('Solène Unique')
    const found = await staff.get('/console/subscriptions?q=unique')
    expect(found.text).toContain(`href="/console/subscriptions/orders/${order.id}"`)
    const page = await staff.get(`/console/subscriptions/orders/${order.id}`)
    for (const matter of ['Solène Unique', 'payée', 'à venir', 'Rembourser'])
      expect(page.text).toContain(matter)
  })

  it('an order that made a subscription leads to it', async () => {
    const order = await bought()
    const answer = await staff.get(`/console/subscriptions/orders/${order.id}`)
    expect(answer.location).toBe(await pageOf(order))
    expect((await staff.get('/console/subscriptions/orders/or_none')).status).toBe(404)
  })
})

describe('money given back', () => {
  const form = (order: Order, change: Record<string, string> = {}) => ({
    invoiceId: order.stripe.invoiceId ?? '',
    ...{ amount: '20', reason: 'gesture', note: '', refundId: 'rf_one' },
    ...change,
  })
  const pathOf = (order: Order) => `/console/subscriptions/orders/${order.id}/refund`

  /** What Stripe's worker does with what lies in the item. */
  async function work(answer: Awaited<ReturnType<typeof shop.deps.payments.refund>>) {
    const asked: unknown[] = []
    const refund = async (input: unknown) => {
      asked.push(input)
      return answer
    }
    for (const { customerId, id: refundId } of await allRefunds()) {
      const key = refundItemKey({ customerId, refundId })
      const intent = await shop.intentAt(key)
      if (intent?.kind === 'refund.give')
        await giveRefund({ ...shop.deps, payments: { refund } }, { key, intent })
    }
    return asked
  }
  let order: Order
  const allRefunds = () => refundsOf(table, order.customerId)
  beforeEach(async () => {
    order = await bought({ name: 'Odile Vernay' })
  })

  it('says first what it does: the tax in it, and the issues that it ends', async () => {
    await serveIssue(shop.deps, { number: 131, by: 'test' })
    const { text } = await staff.get(pathOf(order))
    expect(plain(text)).toContain('Ce qui reste à servir vaut 82,50 €')
    const look = await staff.post(`${pathOf(order)}/look`, form(order))
    expect(plain(look.text)).toContain('20,00 €, dont 0,41 € de TVA')
    expect(look.text).toContain('un numéro encore dû ne sera plus servi')
    const less = await staff.post(`${pathOf(order)}/look`, form(order, { amount: '5,50' }))
    expect(less.text).toContain('le restent tous')
    expect(await allRefunds()).toEqual([])
  })

  it('is stored with its reason, given by Stripe, told to the reader, in the trail', async () => {
    const answer = await staff.post(pathOf(order), form(order, { note: 'Appel du 12' }))
    expect(answer.location).toContain('done=refund-asked')
    expect(await work({ kind: 'refunded', refundId: 're_1' })).toEqual([
      { invoiceId: order.stripe.invoiceId, gross: 2_000, vat: 41, key: 'rf_one' },
    ])
    const [refund] = await allRefunds()
    expect(refund).toMatchObject({ status: 'given', stripeRefundId: 're_1', note: 'Appel du 12' })
    const item = await table.get(
      refundItemKey({ customerId: order.customerId, refundId: refund?.id as never }),
    )
    expect(item && intentOf(item)?.kind).toBe('mail.refundGiven')
    const page = await staff.get(await pageOf(order))
    for (const matter of ['20,00 €', 'Geste commercial', 'Appel du 12', 'rendu'])
      expect(plain(page.text)).toContain(matter)
    const { lines } = await auditTrail(world.deps)
    expect(lines.find(({ act }) => act === 'order.refunded')).toMatchObject({
      subject: order.id,
      data: { refundId: 'rf_one', cents: '2000', reason: 'gesture' },
    })
  })

  it('sent twice gives back once', async () => {
    const { text } = await staff.get(pathOf(order))
    const twice = form(order, { refundId: refundIdOn(text) })
    await staff.post(pathOf(order), twice)
    expect((await staff.post(pathOf(order), twice)).status).toBe(303)
    expect(await allRefunds()).toHaveLength(1)
    await work({ kind: 'refunded', refundId: 're_1' })
    expect(await work({ kind: 'refunded', refundId: 're_1' })).toEqual([])
  })

  it('comes again with the same key when its worker died, whatever Stripe had done by then', async () => {
    await staff.post(pathOf(order), form(order))
    const [{ customerId, id: refundId } = { customerId: '', id: '' }] = await allRefunds()
    const key = refundItemKey({ customerId, refundId } as never)
    const intent = await shop.intentAt(key)
    if (!intent) throw new Error('no intent')
    const keys: string[] = []
    const refund = async (input: { key: string }) => {
      keys.push(input.key)
      if (keys.length < 3) throw new Error('the worker dies')
      return { kind: 'refunded' as const, refundId: 're_1' }
    }
    for (let death = 0; death < 2; death++)
      await expect(
        giveRefund({ ...shop.deps, payments: { refund } }, { key, intent }),
      ).rejects.toThrow('dies')
    await giveRefund({ ...shop.deps, payments: { refund } }, { key, intent })
    await giveRefund({ ...shop.deps, payments: { refund } }, { key, intent })
    expect(keys).toEqual(['rf_one', 'rf_one', 'rf_one'])
    expect(await allRefunds()).toMatchObject([{ status: 'given' }])
  })

  it.each([
    ['more than was paid', { amount: '99,01' }, 'Il reste 99,00 €'],
    ['nothing', { amount: '0' }, 'Écrivez une somme'],
    ['a debt', { amount: '-5' }, 'Écrivez une somme'],
    ['words', { amount: 'tout' }, 'Écrivez une somme'],
    ['no reason', { reason: '' }, 'Choisissez une raison'],
    ['a reason that is not said', { reason: 'other' }, 'Dites laquelle'],
    ['another’s invoice', { invoiceId: 'in_other' }, 'Choisissez un paiement'],
  ])('refuses %s, and keeps what was typed', async (_, change, sentence) => {
    const typed = { ...form(order), ...change }
    for (const path of [pathOf(order), `${pathOf(order)}/look`]) {
      const answer = await staff.post(path, typed)
      expect(answer.status).toBe(422)
      expect(plain(answer.text)).toContain(sentence)
    }
    expect(await allRefunds()).toEqual([])
  })

  it('never gives back more than is left, also before Stripe’s word came', async () => {
    await staff.post(pathOf(order), form(order, { amount: '60' }))
    const more = await staff.post(pathOf(order), form(order, { amount: '60', refundId: 'rf_two' }))
    expect(plain(more.text)).toContain('Il reste 39,00 €')
    await work({ kind: 'refunded', refundId: 're_1' })
    const [invoice] = shop.stripe.invoices()
    if (invoice) shop.stripe.refund(invoice, 6_000)
    await shop.deliver()
    const { text } = await staff.get(pathOf(order))
    expect(plain(text)).toContain('reste 39,00 €')
    await staff.post(pathOf(order), form(order, { amount: '39', refundId: 'rf_two' }))
    const asked = await work({ kind: 'refunded', refundId: 're_2' })
    // All the tax of the payment, in two parts.
    expect(asked).toMatchObject([{ gross: 3_900, vat: order.price.vat - 124 }])
  })

  it('is not offered while the bank decides about the payment', async () => {
    const [invoice] = shop.stripe.invoices()
    if (invoice) shop.stripe.dispute(invoice)
    await shop.deliver()
    expect((await staff.get(pathOf(order))).text).toContain('contesté auprès de la banque')
    expect((await staff.post(pathOf(order), form(order))).status).toBe(422)
  })

  it('refused by Stripe, waits on home for a person', async () => {
    await staff.post(pathOf(order), form(order))
    await work({ kind: 'refused', because: 'charge_already_refunded' })
    const home = await staff.get('/console')
    expect(home.text).toContain('À régler')
    expect(home.text).toContain('charge_already_refunded')
    await staff.post('/console/subscriptions/refunds/rf_one/seen')
    expect((await staff.get('/console')).text).not.toContain('charge_already_refunded')
    // What was refused may be given back after all.
    const again = await staff.post(pathOf(order), form(order, { amount: '99', refundId: 'rf_two' }))
    expect(again.status).toBe(303)
  })

  it('is the business of finance and administration alone', async () => {
    const marketing = await visitorAs(world, 'marketing')
    expect((await marketing.get(await pageOf(order))).text).not.toContain('Rembourser')
    expect((await marketing.get(pathOf(order))).status).toBe(403)
    expect((await marketing.post(pathOf(order), form(order))).status).toBe(403)
    expect((await marketing.post(`${pathOf(order)}/look`, form(order))).status).toBe(403)
  })
})

describe('an order that was paid twice', () => {
  async function paidTwice() {
    const order = await bought({ name: 'Odile Vernay' })
    const second = shop.stripe.payAgain(order)
    await shop.deliver()
    return { order: await shop.orderNow(order), second }
  }

  it('is on home until all of the second payment went back', async () => {
    const { order, second } = await paidTwice()
    const home = await staff.get('/console')
    expect(home.text).toContain('payée deux fois')
    const { text } = await staff.get(`/console/subscriptions/orders/${order.id}/refund`)
    expect(text).toContain(`value="${second.id}"`)
    shop.stripe.refund(second, 4_000)
    await shop.deliver()
    expect((await staff.get('/console')).text).toContain('payée deux fois')
    shop.stripe.refund(second, second.gross - 4_000)
    await shop.deliver()
    expect((await staff.get('/console')).text).not.toContain('payée deux fois')
    // The first one's issues are all still owed.
    expect(await shop.entitlements(order)).toMatchObject([{ bought: 6, refunded: 0 }])
  })
})

describe('the comparison with Stripe', () => {
  it('says so while it was never made, and for a night that found nothing', async () => {
    expect((await staff.get('/console/subscriptions/audit')).text).toContain('Pas encore comparé')
    await found([], [])
    const { text } = await staff.get('/console/subscriptions/audit')
    expect(text).toContain('en accord')
    expect((await staff.get('/console')).text).not.toContain('À régler')
  })

  it('names what differs and what was repaired, with both sides, and home leads there', async () => {
    const order = await bought()
    await found(
      [difference({ name: 'payment.givenBack', ours: order.id, atStripe: 500, here: 0 })],
      [difference({ name: 'order.status', ours: order.id, atStripe: 'paid', here: 'placed' })],
    )
    const { text } = await staff.get('/console/subscriptions/audit')
    expect(text).toMatch(/somme rendue.*?>500<.*?>0</s)
    expect(text).toMatch(/état de la commande.*?>paid<.*?>placed</s)
    expect(text).toContain(`href="/console/subscriptions/orders/${order.id}"`)
    expect(text).toContain('/invoices/in_1"')
    const home = await staff.get('/console')
    expect(home.text).toContain('href="/console/subscriptions/audit#differences"')
    expect(home.text).toContain('somme rendue')
  })

  it('shows a night that an earlier version kept', async () => {
    await found([], undefined)
    expect((await staff.get('/console/subscriptions/audit')).status).toBe(200)
  })

  const difference = (change: object) => ({ stripe: { kind: 'invoice', id: 'in_1' }, ...change })
  async function found(differences: object[], repaired: object[] | undefined) {
    await table.put({
      ...stripeAuditKey(),
      last: {
        ...{ startedAt: '2026-11-30T02:20:00.000Z', finishedAt: '2026-11-30T02:21:00.000Z' },
        ...{ comparedCount: 12, repairedCount: repaired?.length ?? 0 },
        ...{ differenceCount: differences.length, differences },
        ...(repaired ? { repaired } : {}),
      },
    })
  }
})
