// The shop as a reader meets it, and as somebody who tampers with its forms does.
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { putIssue } from '#editorial/store'
import { hourMs, instant } from '#kernel/time'
import type { Order, OrderStatus } from '#subscriptions/order'
import { readOrderToken } from '#subscriptions/order-link'
import { changeOrder, getOrder } from '#subscriptions/store'
import { termsVersion } from '#subscriptions/terms'
import { sampleIssue } from '../support/sample-newsletter.ts'
import { scriptedPayments, siteApp } from '../support/site.ts'

type Made = Awaited<ReturnType<typeof siteApp>>
let site: Made
let people = 0

beforeAll(async () => {
  site = await siteApp()
  for (const number of [129, 130, 131])
    await putIssue(site.deps.table, {
      ...{ ...sampleIssue, number, coverDate: `2026-${number - 119}-01` },
      status: number === 131 ? 'announced' : 'published',
    })
})
afterAll(() => site.close())

const ask = (path: string, init?: RequestInit) =>
  site.app.request(new Request(`https://en-contact.example${path}`, init))
const read = async (path: string) => {
  const answer = await ask(path)
  return { status: answer.status, html: plain(await answer.text()), headers: answer.headers }
}
const post = (path: string, fields: Record<string, string> = {}) =>
  ask(path, {
    method: 'POST',
    body: new URLSearchParams(fields),
    headers: { 'user-agent': 'A reader at home', 'sec-fetch-site': 'same-origin' },
  })

/** Spaces that do not break read as spaces; entities as what they stand for. */
function plain(html: string): string {
  return html.replace(/[\u202f\u00a0]/g, ' ').replaceAll('&#39;', '’')
}

const aForm = (change: Record<string, string> = {}) => ({
  email: `personne${++people}@lecture.example`,
  name: 'Claire Lectrice',
  'delivery.street': '12 rue de l’Exemple',
  'delivery.postcode': '69001',
  'delivery.town': 'Lyon',
  'delivery.country': 'FR',
  quantity: '1',
  ...change,
})

/** Fills in the form of a plan and goes on to the summary. */
async function begun(plan = 'papier-1-an', change: Record<string, string> = {}, en = '') {
  const answer = await post(`${en}/subscribe/${plan}`, aForm(change))
  expect([answer.status, await refusal(answer)]).toEqual([303, ''])
  const path = answer.headers.get('location') ?? ''
  return { path, ...(await orderAt(path)) }
}

async function refusal(answer: Response): Promise<string> {
  if (answer.status === 303) return ''
  return (await answer.clone().text()).match(/class="error"[^>]*>[^<]*/g)?.join() ?? 'no sentence'
}

async function orderAt(path: string) {
  const token = path.split('/order/')[1]?.split('?')[0] ?? ''
  const ref = readOrderToken(site.deps.signingKeys, { token, now: site.deps.clock() })
  if (!ref) throw new Error(`No order is at ${path}`)
  const order = await getOrder(site.deps.table, ref)
  if (!order) throw new Error('The order is gone')
  return { ref, token, order }
}

const grossOf = (order: Order) => ({ gross: String(order.price.gross) })

describe('the offers', () => {
  it.each([
    ['/subscribe', 'dont TVA 2,10 % : 2,04 €', 'prélèvement SEPA', 'Le papier part vers'],
    ['/en/subscribe', 'including VAT at 2.10%: €2.04', 'SEPA direct debit', 'Print goes to'],
  ])(
    '%s say price with VAT, means of payment and where copies go, before one orders',
    async (path, ...matter) => {
      const { status, html } = await read(path)
      expect(status).toBe(200)
      for (const text of matter) expect(html).toContain(text)
      expect(html).not.toContain('<script')
      expect(html).not.toMatch(/\sstyle=/)
      for (const { id } of site.deps.publication.subscriptions?.plans ?? [])
        expect(html).toContain(`/subscribe/${id}`)
    },
  )

  it.each(['/terms', '/en/terms'])(
    '%s reproduce the articles of law in full and hold the withdrawal form',
    async (path) => {
      const { html } = await read(path)
      expect(html).toContain(termsVersion)
      for (const article of ['L215-1', 'L215-1-1', 'L215-2', 'L215-3', 'L241-3'])
        expect(html).toContain(`Article ${article}<`)
      expect(html).toContain('mentionne, dans un encadré apparent, la date limite')
      expect(html).toContain('productives d’intérêts au taux légal')
      expect(html).toMatch(/Commandé le|Ordered on/)
      expect(html).toContain('Médiateur d’exemple')
    },
  )

  it('do not exist where nothing is sold, and no page leads to them', async () => {
    const { subscriptions: _, ...publication } = site.deps.publication
    const closed = await siteApp({ table: site.deps.table })
    Object.assign(closed.deps, { publication })
    for (const path of ['/subscribe', '/terms', '/subscribe/papier-1-an'])
      expect((await closed.app.request(path)).status).toBe(404)
    expect(await (await closed.app.request('/')).text()).not.toContain('/subscribe')
    expect((await read('/')).html).toContain('/subscribe')
  })

  it('answer 404 for a plan that is not sold', async () => {
    for (const plan of ['gratuit', 'papier-1-an%00', '__proto__'])
      expect((await read(`/subscribe/${plan}`)).status).toBe(404)
    expect((await post('/subscribe/gratuit', aForm())).status).toBe(404)
  })
})

describe('the form of an order', () => {
  it('keeps what was typed, and puts each error at its field', async () => {
    const street = '12 bis, avenue de la Longue-Rue-Qui-N’en-Finit-Pas'
    const answer = await post(
      '/subscribe/papier-1-an',
      aForm({ email: 'claire@', 'delivery.street': street, 'delivery.postcode': '6900' }),
    )
    const html = plain(await answer.text())
    expect(answer.status).toBe(422)
    expect(html).toContain('12 caractères de trop')
    expect(html).toContain('id="f-delivery.street-error"')
    expect(html).toContain('href="#f-delivery.postcode"')
    expect(html).toContain('value="claire@"')
    expect(html).toContain('value="12 bis, avenue de la Longue-Rue')
  })

  it('counts 38 characters a line and six lines', async () => {
    const exactly = 'x'.repeat(38)
    const { order } = await begun('papier-1-an', {
      'delivery.recipient': exactly,
      'delivery.detail': exactly,
      'delivery.building': exactly,
      'delivery.place': exactly,
    })
    expect(order.delivery?.detail).toBe(exactly)
    for (const field of ['recipient', 'detail', 'building', 'street', 'place']) {
      const answer = await post(
        '/subscribe/papier-1-an',
        aForm({ [`delivery.${field}`]: `${exactly}x` }),
      )
      expect([field, answer.status]).toEqual([field, 422])
      expect(await answer.text()).toContain(`id="f-delivery.${field}-error"`)
    }
  })

  it('takes no amount, plan, price or territory from the form', async () => {
    const { order } = await begun('papier-1-an', {
      ...{ gross: '1', price: '1', priceCents: '1', 'price.gross': '1', vat: '0', rate: '0' },
      ...{ planId: 'au-numero', plan: 'au-numero', territory: 'outside', status: 'paid' },
      ...{ issues: '600', months: '24', hasValidVatNumber: 'true', firstIssue: '1' },
      ...{ startsOn: '2020-01-01', validUntil: '2099-01-01', createdAt: '2020-01-01' },
    })
    expect(order.planId).toBe('papier-1-an')
    expect(order.price).toMatchObject({ gross: 9_900, net: 9_696, vat: 204, rate: 210 })
    expect(order.status).toBe('recapped')
    expect(order.terms.issues).toBe(6)
    expect(order.territory.kind).toBe('france')
  })

  it.each(['0', '-1', '1.5', '501', '1e3', 'deux', '99999999999999999999'])(
    'refuses %s copies',
    async (quantity) => {
      const answer = await post('/subscribe/papier-1-an', aForm({ quantity }))
      expect(answer.status).toBe(422)
      expect(await answer.text()).toContain('id="f-quantity-error"')
    },
  )

  it.each(['999', '0', '-131', 'abc', '131; DROP'])(
    'refuses %s as an issue',
    async (issueNumber) => {
      const answer = await post('/subscribe/au-numero', aForm({ issueNumber }))
      expect(answer.status).toBe(422)
      expect(await answer.text()).toContain('id="f-issueNumber-error"')
    },
  )

  it.each(['XX', 'ZZ', 'fr-FR', '', 'US', '<script>'])(
    'refuses to send print to %s',
    async (country) => {
      const answer = await post('/subscribe/papier-1-an', aForm({ 'delivery.country': country }))
      expect(answer.status).toBe(422)
      expect(await answer.text()).toContain('id="f-delivery.country-error"')
    },
  )

  it.each([
    ['FR', '20000', 9_900, 210],
    ['FR', '97400', 9_900, 105],
    ['FR', '97300', 9_696, 0],
    ['FR', '98800', 9_696, 0],
    ['MC', '98000', 9_900, 210],
    ['CH', '1200', 9_696, 0],
    ['BE', '1000', 9_900, 210],
  ])('works the price out for %s %s', async (country, postcode, gross, rate) => {
    const { order } = await begun('papier-1-an', {
      'delivery.country': country,
      'delivery.postcode': postcode,
    })
    expect([order.price.gross, order.price.rate]).toEqual([gross, rate])
  })

  it('shows the price of a country without a script, and saves nothing for it', async () => {
    const fields = { ...aForm({ country: 'CH', postcode: '1200' }), act: 'price' }
    const answer = await post('/en/subscribe/numerique-1-an', fields)
    const html = plain(await answer.text())
    expect(answer.status).toBe(200)
    expect(html).toContain('€77.38')
    expect(html).toContain('Not subject to French VAT')
    expect(html).toContain('Switzerland')
    expect(html).toContain('value="Claire Lectrice"')
  })

  it('addresses a company’s copies to the company, then the person', async () => {
    const { order } = await begun('papier-1-an', { company: 'Brumaire Contact' })
    expect(order.delivery).toMatchObject({
      recipient: 'Brumaire Contact',
      detail: 'Claire Lectrice',
    })
  })

  it('comes back filled in from the summary', async () => {
    const { token } = await begun('papier-1-an', { company: 'Brumaire Contact' })
    const { html } = await read(`/subscribe/papier-1-an?order=${token}`)
    expect(html).toContain('value="Brumaire Contact"')
    expect(html).toContain('value="69001"')
    const forged = await read(`/subscribe/papier-1-an?order=${token}x`)
    expect(forged.status).toBe(200)
    expect(forged.html).not.toContain('Brumaire Contact')
  })

  it('is refused from another site', async () => {
    const answer = await ask('/subscribe/papier-1-an', {
      method: 'POST',
      body: new URLSearchParams(aForm()),
      headers: { 'sec-fetch-site': 'cross-site' },
    })
    expect(answer.status).toBe(403)
  })
})

describe('the summary', () => {
  it.each([
    ['', 'Commander et payer 99,00 €', 'TVA 2,10 %', 'reconduit tacitement', 'Médiateur'],
    ['/en', 'Order and pay €99.00', 'VAT 2.10%', 'renews tacitly', 'Mediator'],
  ])('at %s says all that binds, with the button that does', async (en, button, ...matter) => {
    const { path } = await begun('papier-1-an', {}, en)
    const { html, headers } = await read(path)
    expect(html).toMatch(new RegExp(`<button[^>]*>${button.replaceAll('.', '\\.')}</button>`))
    for (const text of matter) expect(html).toContain(text)
    expect(html).toContain(`href="${en}/terms#articles"`)
    expect(html).not.toContain('<script')
    expect(headers.get('cache-control')).toBe('no-store')
    expect(headers.get('x-robots-tag')).toContain('noindex')
    expect(headers.get('content-security-policy')).toContain(
      "form-action 'self' https://checkout.stripe.com",
    )
  })

  it('of a single issue says that there is no right of withdrawal and nothing renews', async () => {
    const { path, order } = await begun('au-numero', { issueNumber: '130' })
    const { html } = await read(path)
    expect(order.firstIssue).toBe(130)
    expect(html).toContain('L221-28, 10°')
    expect(html).not.toContain('#articles')
  })

  it('stores the proof, then leads to the payment page', async () => {
    const { path, ref, order } = await begun()
    const answer = await post(path, grossOf(order))
    expect([answer.status, answer.headers.get('location')]).toEqual([
      303,
      `https://checkout.stripe.com/c/pay/${order.id}`,
    ])
    const placed = await getOrder(site.deps.table, ref)
    expect(placed?.status).toBe('placed')
    expect(plain(placed?.proof?.buttonLabel ?? '')).toBe('Commander et payer 99,00 €')
    expect(placed?.proof).toMatchObject({
      ...{ gross: 9_900, ip: '203.0.113.7', userAgent: 'A reader at home' },
      textVersion: `${termsVersion}, fr`,
    })
    const [asked] = site.deps.payments.asked.get(order.id) ?? []
    expect(asked?.successUrl).toBe(`https://en-contact.example${path}?back=paid`)
    expect(asked?.cancelUrl).toBe(`https://en-contact.example${path}`)
  })

  it('pressed twice at once makes one order with one payment page', async () => {
    const { path, order } = await begun()
    const answers = await Promise.all([1, 2, 3].map(() => post(path, grossOf(order))))
    const places = answers.map((answer) => answer.headers.get('location'))
    expect(new Set(places)).toEqual(new Set([`https://checkout.stripe.com/c/pay/${order.id}`]))
    const asked = site.deps.payments.asked.get(order.id) ?? []
    const terms = asked.map((one) =>
      JSON.stringify([one.order.price, one.expiresAt, one.successUrl]),
    )
    expect(new Set(terms).size).toBe(1)
    const again = await post(path, grossOf(order))
    expect(again.headers.get('location')).toBe(places[0])
  })

  it.each(['1', '', '9899', '-9900', 'free'])(
    'with %s as its price orders nothing and shows the right one again',
    async (gross) => {
      const { path, ref } = await begun()
      const answer = await post(path, { gross })
      expect(answer.status).toBe(409)
      expect(plain(await answer.text())).toContain('Commander et payer 99,00 €')
      expect((await getOrder(site.deps.table, ref))?.status).toBe('recapped')
    },
  )

  it('is behind a link that we signed', async () => {
    const { path } = await begun()
    for (const token of [`${path}x`, path.slice(0, -3), '/order/x.y', '/en/order/%00'])
      expect([token, (await read(token)).status]).toEqual([token, 404])
    expect((await post(`${path}x`, { gross: '9900' })).status).toBe(404)
  })
})

describe('an order that was placed', () => {
  const statusOf = async (status: OrderStatus, change: Partial<Order> = {}) => {
    const made = await begun()
    await post(made.path, grossOf(made.order))
    const now = instant(site.deps.clock())
    await changeOrder(site.deps.table, made.ref, (is) => ({
      to: { ...is, status, updatedAt: now, ...change },
    }))
    return made
  }

  it('says that it waits for the confirmation, whatever the way back says', async () => {
    const { path } = await statusOf('placed')
    const back = await read(`${path}?back=paid`)
    expect(back.html).toContain('Nous attendons la confirmation')
    expect(back.html).not.toContain('Votre abonnement est confirmé')
    const early = await read(path)
    expect(early.html).toContain('Il reste à payer')
    expect(early.html).toContain('href="https://checkout.stripe.com/c/pay/')
  })

  it.each([
    ['paid', 'Votre abonnement est confirmé', 'Your subscription is confirmed'],
    ['provisional', 'Le prélèvement est en route', 'The debit is on its way'],
    ['failed', 'Le paiement n’a pas abouti', 'The payment did not go through'],
    ['expired', 'Cette commande a expiré', 'This order has expired'],
  ] as const)('that is %s says so in both languages', async (status, fr, en) => {
    const { path } = await statusOf(status)
    expect((await read(path)).html).toContain(fr)
    expect((await read(`/en${path}`)).html).toContain(en)
    // What the address claims changes nothing.
    expect((await read(`${path}?back=paid`)).html).toContain(fr)
  })

  it.each(['failed', 'expired'] as const)(
    'that %s can be begun again, filled in',
    async (status) => {
      const { path, token, order } = await statusOf(status)
      const { html } = await read(path)
      const again = `/subscribe/papier-1-an?order=${token}`
      expect(html).toContain(`href="${again}"`)
      expect((await read(again)).html).toContain(`value="${order.buyer.email}"`)
      const answer = await post(path, grossOf(order))
      expect(answer.headers.get('location')).toBe(path)
    },
  )

  it('leads to Stripe’s page for the means of payment only once it is a subscription', async () => {
    const unpaid = await statusOf('placed')
    const refused = await post(unpaid.path, { act: 'card' })
    expect(refused.headers.get('location')).toBe(unpaid.path)
    const paid = await statusOf('paid', { stripe: { customerId: 'cus_1' } })
    const led = await post(paid.path, { act: 'card' })
    expect(led.headers.get('location')).toMatch(/^https:\/\/billing\.stripe\.com\//)
  })
})

it('lets an order lapse: its page says so, and the button does nothing any more', async () => {
  const late = await siteApp({ table: site.deps.table })
  Object.assign(late.deps, { payments: scriptedPayments() })
  const { path, ref, order } = await begun()
  const { clock } = late.deps
  Object.assign(late.deps, { clock: () => new Date(clock().getTime() + 49 * hourMs) })
  const page = plain(await (await late.app.request(path)).text())
  expect(page).toContain('Cette commande a expiré')
  expect(page).not.toContain('Commander et payer')
  const answer = await late.app.request(path, {
    method: 'POST',
    body: new URLSearchParams(grossOf(order)),
  })
  expect(answer.headers.get('location')).toBe(path)
  expect((await getOrder(site.deps.table, ref))?.status).toBe('recapped')
  expect(late.deps.payments.asked.size).toBe(0)
})
