// The order's form in its other ways, as a reader fills it in and as somebody who tampers with it does:
// gifts, the first issue, back issues, codes, the contract to be replaced, orders without end.
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { putIssue } from '#editorial/store'
import { dayMs, instant } from '#kernel/time'
import { readerId } from '#readers/reader-id'
import { openAccountSession } from '#subscriptions/account-sessions'
import { makeSubscription } from '#subscriptions/make-subscription'
import { nextIssueAt } from '#subscriptions/next-issue-at'
import type { Order } from '#subscriptions/order'
import { orderToken, readOrderToken } from '#subscriptions/order-link'
import type { PromotionAnswer } from '#subscriptions/promotion'
import {
  changeCustomer,
  changeOrder,
  changeSubscription,
  getOrder,
  getSubscription,
} from '#subscriptions/store'
import { putStream } from '#subscriptions/store-streams'
import { subscriptionIdOf } from '#subscriptions/subscription'
import { sampleIssue } from '../support/sample-newsletter.ts'
import { siteApp } from '../support/site.ts'

type Made = Awaited<ReturnType<typeof siteApp>>
let site: Made
let people = 0
let network = 0

beforeAll(async () => {
  site = await siteApp()
  site.deps.clientIp = () => `198.51.100.${network}`
  for (const number of [127, 128, 129, 130, 131, 132, 133])
    await putIssue(site.deps.table, {
      ...{ ...sampleIssue, number, coverDate: coverOf(number) },
      status: number < 131 ? 'published' : 'planned',
      ...(number === 128 ? { isSoldOut: true } : {}),
    })
})
afterAll(() => site.close())
beforeEach(() => {
  network += 1
})

function coverOf(number: number): string {
  return instant(Date.parse('2026-12-01') + (number - 131) * 43 * dayMs).slice(0, 10)
}

const plain = (html: string) => html.replace(/[\u202f\u00a0]/g, ' ').replaceAll('&#39;', '’')
const ask = (path: string, init?: RequestInit) =>
  site.app.request(new Request(`https://en-contact.example${path}`, init))
const read = async (path: string, cookie = '') => {
  const answer = await ask(path, { headers: cookie ? { cookie } : {} })
  return { status: answer.status, html: plain(await answer.text()), headers: answer.headers }
}
async function post(path: string, fields: Record<string, string>, cookie = '') {
  const answer = await ask(path, {
    method: 'POST',
    body: new URLSearchParams(fields),
    headers: { 'sec-fetch-site': 'same-origin', ...(cookie ? { cookie } : {}) },
  })
  const location = answer.headers.get('location') ?? ''
  return { status: answer.status, html: plain(await answer.text()), location }
}

const aForm = (change: Record<string, string> = {}) => ({
  email: `personne${++people}@lecture.example`,
  name: 'Claire Lectrice',
  'delivery.street': '12 rue de l’Exemple',
  'delivery.postcode': '69001',
  'delivery.town': 'Lyon',
  'delivery.country': 'FR',
  country: 'FR',
  quantity: '1',
  ...change,
})
const aGift = (change: Record<string, string> = {}) =>
  aForm({
    ...{ gift: 'yes', 'gift.recipientName': 'Odile Vernay' },
    ...{ 'gift.recipientEmail': 'odile@lecture.example', 'gift.message': 'Bonne lecture' },
    ...change,
  })

async function begun(plan: string, fields: Record<string, string>, cookie = ''): Promise<Order> {
  const { status, location, html } = await post(`/subscribe/${plan}`, fields, cookie)
  expect([status, html.match(/class="error"[^>]*>[^<]*/g)]).toEqual([303, null])
  const token = location.split('/order/')[1] ?? ''
  const ref = readOrderToken(site.deps.signingKeys, { token, now: site.deps.clock() })
  const order = ref && (await getOrder(site.deps.table, ref))
  if (!order) throw new Error('The order is gone')
  return order
}

describe('a gift', () => {
  it('is ordered with who receives it, when they are told, and in which words', async () => {
    const startsOn = instant(site.deps.clock().getTime() + 9 * dayMs).slice(0, 10)
    const order = await begun('integral-1-an', aGift({ 'gift.startsOn': startsOn, country: 'BE' }))
    const recipientId = readerId(site.deps.readerKeys, 'odile@lecture.example')
    expect(order.gift).toEqual({
      ...{ recipientName: 'Odile Vernay', recipientEmail: 'odile@lecture.example', recipientId },
      ...{ message: 'Bonne lecture', startsOn },
    })
    expect(order.delivery?.recipient).toBe('Odile Vernay')
    expect(order.buyer.country).toBe('BE')
    expect(order.terms.renews).toBe(false)
  })

  it.each([
    ['integral-1-an', { 'gift.recipientEmail': '' }, 'gift.recipientEmail'],
    ['integral-1-an', { 'gift.recipientEmail': 'pas une adresse' }, 'gift.recipientEmail'],
    ['papier-1-an', { 'gift.recipientName': '' }, 'gift.recipientName'],
    ['papier-1-an', { 'gift.recipientName': 'x'.repeat(121) }, 'gift.recipientName'],
    ['papier-1-an', { 'gift.recipientName': 'CLAIRE LECTRICE' }, 'gift.recipientName'],
    ['papier-1-an', { 'gift.startsOn': '2020-01-01' }, 'gift.startsOn'],
    ['papier-1-an', { 'gift.startsOn': '2099-01-01' }, 'gift.startsOn'],
    ['papier-1-an', { 'gift.startsOn': '2026-02-30' }, 'gift.startsOn'],
    ['papier-1-an', { 'gift.startsOn': 'demain' }, 'gift.startsOn'],
    ['papier-1-an', { 'gift.message': 'x'.repeat(501) }, 'gift.message'],
  ])(
    'of %s with %j is refused at its field, and all that was typed stays',
    async (plan, wrong, at) => {
      const { status, html } = await post(`/subscribe/${plan}`, aGift(wrong))
      expect(status).toBe(422)
      expect(html).toContain(`id="f-${at}-error"`)
      expect(html).toMatch(/name="gift" value="yes" checked/)
      expect(html).toContain('value="12 rue de l’Exemple"')
      if (!('gift.message' in wrong)) expect(html).toContain('>Bonne lecture</textarea>')
    },
  )

  it.each(['papier-2-ans', 'numerique-mensuel', 'au-numero'])(
    'of %s, which is not given, is refused with a sentence',
    async (plan) => {
      const { status, html } = await post(`/subscribe/${plan}`, aGift({ issueNumber: '131' }))
      expect(status).toBe(422)
      expect(html).toContain('Cette formule ne s’offre pas')
    },
  )
})

describe('the first issue', () => {
  it('is the next one unless another is chosen among those to come', async () => {
    const next = await nextIssueAt(site.deps, instant(site.deps.clock()))
    expect((await begun('papier-1-an', aForm())).firstIssue).toBe(next)
    const chosen = aForm({ issueNumber: String(next + 1) })
    expect((await begun('papier-1-an', chosen)).firstIssue).toBe(next + 1)
  })

  it.each(['127', '999', '0', '-1', 'le prochain', '1e3'])('is not %s', async (issueNumber) => {
    const { status, html } = await post('/subscribe/papier-1-an', aForm({ issueNumber }))
    expect(status).toBe(422)
    expect(html).toContain('id="f-issueNumber-error"')
  })
})

describe('a single issue', () => {
  it('is offered by its cover while it is left', async () => {
    const { html } = await read('/subscribe/au-numero?issue=127')
    const offered = [...html.matchAll(/name="issueNumber" value="(\d+)"( checked)?/g)]
    expect(offered.map(([, number]) => number)).toEqual(['130', '129', '127', '131', '132', '133'])
    expect(offered.filter(([, , checked]) => checked).map(([, number]) => number)).toEqual(['127'])
    expect(html).toContain('<svg')
  })

  it('that is sold out is refused, whatever the form says, and its page does not sell it', async () => {
    const { status, html } = await post('/subscribe/au-numero', aForm({ issueNumber: '128' }))
    expect(status).toBe(422)
    expect(html).toContain('Ce numéro n’est pas en vente')
    expect((await read('/issues/128')).html).not.toContain('Acheter ce numéro')
    expect((await read('/issues/129')).html).toContain('/subscribe/au-numero?issue=129')
  })
})

describe('a promotion code', () => {
  const good: PromotionAnswer = {
    kind: 'promotion',
    promotion: {
      ...{ code: 'NOEL26', promotionCodeId: 'promo_1', percentOff: 2_000 },
      lasts: { kind: 'once' },
      isForNewcomers: false,
    },
  }
  beforeAll(() => void site.deps.payments.promotions.set('NOEL26', good))

  it('shows its price on the form, from a link too, and on the button', async () => {
    expect((await read('/subscribe/papier-1-an?code=noel26')).html).toContain('79,20 €')
    const fields = aForm({ promotionCode: 'noel26', act: 'price' })
    const { html } = await post('/subscribe/papier-1-an', fields)
    expect(html).toContain('Code NOEL26')
    const order = await begun('papier-1-an', aForm({ promotionCode: 'noel26' }))
    expect(order).toMatchObject({
      price: { gross: 7_920 },
      promotion: { promotionCodeId: 'promo_1', renewalGross: 9_900, full: { gross: 9_900 } },
    })
  })

  it.each([
    ['JAMAIS', 'Nous ne connaissons pas ce code'],
    ['<script>', 'Nous ne connaissons pas ce code'],
    ['ÉTÉ', 'Nous ne connaissons pas ce code'],
    ['x'.repeat(300), 'Nous ne connaissons pas ce code'],
  ])('%s is refused with a clear sentence, and kept', async (promotionCode, sentence) => {
    for (const act of ['price', '']) {
      const { html, status } = await post('/subscribe/papier-1-an', aForm({ promotionCode, act }))
      expect(status).toBe(act === 'price' ? 200 : 422)
      expect(html).toContain('id="f-promotionCode-error"')
      expect(html).toContain(sentence)
      expect(html).toContain('value="Claire Lectrice"')
      expect(html).not.toContain('<script>')
    }
  })

  it('sets no price, amount or promotion of its own from the form', async () => {
    const order = await begun(
      'papier-1-an',
      aForm({ percentOff: '100', promotionCodeId: 'promo_1', 'promotion.full': '1', code: 'X' }),
    )
    expect(order.promotion).toBeUndefined()
    expect(order.price.gross).toBe(9_900)
  })

  it('that was withdrawn since leaves the summary as it was, and says so', async () => {
    const { location } = await post('/subscribe/papier-1-an', aForm({ promotionCode: 'NOEL26' }))
    site.deps.payments.promotions.set('NOEL26', { kind: 'over' })
    const { status, html } = await post(location, { gross: '7920' })
    site.deps.payments.promotions.set('NOEL26', good)
    expect(status).toBe(409)
    expect(html).toContain('Rien n’a été commandé')
    expect(html).toContain('Commander et payer 79,20 €')
    expect((await post(location, { gross: '7920' })).location).toContain('checkout.stripe.com')
  })
})

describe('a contract to be replaced', () => {
  /** A paid year of print, and the cookie of its reader. */
  async function contract() {
    const fields = aForm()
    const order = await begun('papier-1-an', fields)
    const ref = { customerId: order.customerId, orderId: order.id }
    const paidAt = instant(site.deps.clock())
    await changeOrder(site.deps.table, ref, (is) => ({ to: { ...is, status: 'paid', paidAt } }))
    await makeSubscription(site.deps, order, paidAt)
    const subscriptionId = subscriptionIdOf(order.id)
    await changeSubscription(site.deps.table, { ...ref, subscriptionId }, (is) => ({
      to: { ...is, paidAt, status: 'active' },
    }))
    const readerIds = [readerId(site.deps.readerKeys, fields.email)]
    const { secret } = await openAccountSession(site.deps, { readerIds })
    const cookie = `__Host-kiosque-account=${secret}`
    return { fields, id: subscriptionId, order, cookie }
  }

  it('is asked for when one is signed in, and fills in what is known', async () => {
    const { fields, id, cookie } = await contract()
    const visitor = await read(`/subscribe/integral-1-an?replaces=${id}`)
    expect([visitor.status, visitor.headers.get('location')]).toEqual([
      303,
      expect.stringContaining('/account/sign-in?next='),
    ])
    const { html } = await read(`/subscribe/integral-1-an?replaces=${id}`, cookie)
    expect(html).toContain('À la place de « Papier, un an »')
    expect(html).toContain(`value="${fields.email}"`)
    expect(html).not.toContain('name="gift"')
    const order = await begun('integral-1-an', { ...fields, replaces: id }, cookie)
    expect(order.replaces).toBe(id)
  })

  it('fills in the addresses of today, not those of the order', async () => {
    const { fields, id, order, cookie } = await contract()
    const { table } = site.deps
    const { customerId } = order
    const now = instant(site.deps.clock())
    const subscription = await getSubscription(table, { customerId, subscriptionId: id })
    const streamId = subscription?.streamId ?? expect.unreachable()
    const delivery = {
      ...{ recipient: 'Odile Vernay', street: '3 place du Puits', postcode: '5000', town: 'Namur' },
      country: 'BE',
    }
    await putStream(
      table,
      {
        ...{ id: streamId, customerId, edition: 'print', delivery, version: 1 },
        ...{ entitlements: [], unrecorded: [], renewals: {}, createdAt: now, updatedAt: now },
      },
      now,
    )
    await changeCustomer(table, customerId, (is) => ({
      to: { ...is, email: 'nouvelle@lecture.example' },
    }))
    const { html } = await read(`/subscribe/integral-1-an?replaces=${id}`, cookie)
    expect(html).toContain('value="nouvelle@lecture.example"')
    expect(html).not.toContain(`value="${fields.email}"`)
    expect(html).toContain('value="3 place du Puits"')
    expect(html).toContain('<option value="BE" selected')
    const digital = await read(`/subscribe/numerique-1-an?replaces=${id}`, cookie)
    expect(digital.html).toContain('value="5000"')
  })

  it('that another open summary has replaced meanwhile is not replaced, nor paid for, again', async () => {
    const { fields, id, cookie } = await contract()
    const order = await begun('integral-1-an', { ...fields, replaces: id }, cookie)
    const { customerId, id: orderId } = order
    const ref = { customerId, subscriptionId: id }
    await changeSubscription(site.deps.table, ref, (is) => ({
      to: {
        ...is,
        leaving: {
          ...{ kind: 'replaced', because: 'another order', ends: 'now' },
          at: instant(site.deps.clock()),
        },
      },
    }))
    const path = `/order/${orderToken(site.deps.signingKeys, { customerId, orderId })}`
    const { status, html } = await post(path, { gross: String(order.price.gross) })
    expect([status, html]).toEqual([409, expect.stringContaining('Rien n’a été commandé')])
    expect(site.deps.payments.asked.has(orderId)).toBe(false)
  })

  it('is refused to who is not signed in, and to another reader', async () => {
    const [mine, other] = [await contract(), await contract()]
    for (const cookie of ['', other.cookie]) {
      const fields = { ...mine.fields, replaces: mine.id }
      const { status, html } = await post('/subscribe/integral-1-an', fields, cookie)
      expect(status).toBe(422)
      expect(html).toContain('n’est pas ouvert dans votre compte')
      expect(html).toContain(`value="${mine.fields.email}"`)
      expect(html).not.toContain('À la place de')
    }
  })
})

describe('orders without end', () => {
  it('are stopped, and what was typed is kept', async () => {
    for (let at = 0; at < 60; at++)
      expect((await post('/subscribe/papier-1-an', aForm())).status).toBe(303)
    const { status, html } = await post('/subscribe/papier-1-an', aForm({ name: 'Trop Pressé' }))
    expect(status).toBe(429)
    expect(html).toContain('Trop de commandes')
    expect(html).toContain('value="Trop Pressé"')
  })
})
