import type Stripe from 'stripe'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { publication } from '#runtime/parts'
import { createSandboxApp } from '#sandbox/app.tsx'
import {
  bought,
  type StripeWorld,
  sessionParams,
  stripeWorld,
  subscribed,
  yearlyPlan,
} from '../../../support/stripe.ts'

let world: StripeWorld
let app: ReturnType<typeof createSandboxApp>
beforeEach(async () => {
  world = await stripeWorld()
  app = createSandboxApp({
    cloud: world.cloud,
    publication: publication(),
    assets: { url: (name) => `/assets/${name}`, has: () => true },
    token: 't'.repeat(40),
  })
})
afterEach(() => world.close())

const post = (path: string, fields: Record<string, string>) =>
  app.request(`http://localhost${path}`, {
    method: 'POST',
    headers: {
      'content-type': 'application/x-www-form-urlencoded',
      origin: new URL(world.cloud.siteUrl).origin,
      'sec-fetch-site': 'same-origin',
    },
    body: new URLSearchParams(fields).toString(),
  })
const get = async (path: string) => (await app.request(`http://localhost${path}`)).text()
const opened = async (more: Partial<Stripe.Checkout.SessionCreateParams> = {}) => {
  const plan = await yearlyPlan(world.stripe)
  const session = await world.stripe.checkout.sessions.create(
    sessionParams(plan, { locale: 'fr', ...more }),
  )
  return { session, path: new URL(session.url ?? '').pathname }
}

test('the payment page shows what is bought and sends the buyer back with the session’s id', async () => {
  const { session, path } = await opened()
  expect(await get(path)).toMatch(/99,00\s€[\s\S]*dont TVA[\s\S]*2,04\s€/)
  const paid = await post(path, { number: '4242 4242 4242 4242', name: 'Ada' })
  expect(paid.status).toBe(303)
  expect(paid.headers.get('location')).toBe(`http://site.example/done?session=${session.id}`)
  expect((await world.stripe.checkout.sessions.retrieve(session.id)).customer_details?.name).toBe(
    'Ada',
  )
  expect(await get(path)).toContain('déjà passée')
})

test('a refused card is said beside its field, and what was typed stays', async () => {
  const { path } = await opened()
  const refused = await post(path, { number: '4000 0000 0000 0002', name: 'Ada <b>' })
  expect(refused.status).toBe(402)
  const page = await refused.text()
  expect(page).toContain('La banque refuse cette carte')
  expect(page).toContain('4000 0000 0000 0002')
  expect(page).toContain('Ada &lt;b&gt;')
})

test('3-D Secure has a step of its own: confirmed it pays, refused it does not', async () => {
  const { session, path } = await opened()
  const asked = await post(path, { number: '4000 0025 0000 3155' })
  expect(asked.headers.get('location')).toBe(`${path}/bank`)
  expect(await get(`${path}/bank`)).toContain('C’est bien moi')
  expect((await post(`${path}/bank`, { answer: 'refuse' })).status).toBe(402)
  expect((await world.stripe.checkout.sessions.retrieve(session.id)).status).toBe('open')
  await post(path, { number: '4000 0025 0000 3155' })
  expect((await post(`${path}/bank`, { answer: 'confirm' })).status).toBe(303)
  const [charge] = (await world.stripe.charges.list()).data
  expect(charge?.payment_method_details?.card?.three_d_secure?.result).toBe('authenticated')
})

test('a promotion code lowers the sum; one that is none is said to be none', async () => {
  const coupon = await world.stripe.coupons.create({ percent_off: 10, duration: 'once' })
  await world.stripe.promotionCodes.create({
    promotion: { type: 'coupon', coupon: coupon.id },
    code: 'AUTOMNE',
  })
  const { path } = await opened({ allow_promotion_codes: true })
  const wrong = await post(`${path}/code`, { code: 'HIVER' })
  expect(wrong.status).toBe(422)
  expect(await wrong.text()).toContain('Ce code ne donne rien ici')
  expect((await post(`${path}/code`, { code: 'automne' })).status).toBe(303)
  expect(await get(path)).toMatch(/Remise[\s\S]*89,10\s€/)
})

test('the portal changes the means of payment of what runs, and refuses no test number', async () => {
  const { subscription } = await subscribed(world)
  const portal = await world.stripe.billingPortal.sessions.create({
    customer: subscription.customer as string,
    return_url: 'http://site.example/account',
    locale: 'fr',
  })
  const path = new URL(portal.url).pathname
  expect(await get(path)).toContain('Carte se terminant par 4242')
  expect((await post(path, { number: '1234' })).status).toBe(422)
  expect((await post(path, { number: 'FR14 2004 1010 0505 0001 3M02 606' })).status).toBe(303)
  const after = await world.stripe.subscriptions.retrieve(subscription.id, {
    expand: ['default_payment_method'],
  })
  expect(after.default_payment_method).toMatchObject({ type: 'sepa_debit' })
})

test('the tool page lists what there is; an object shows its JSON, its events, its buttons', async () => {
  const session = await bought(world, 1_250)
  const list = await get('/sandbox/stripe')
  expect(list).toContain('checkout.session')
  expect(list).toMatch(/En attente[\s\S]*12,06/)
  const [charge] = (await world.stripe.charges.list()).data
  const page = await get(`/sandbox/stripe/${charge?.id}`)
  expect(page).toContain('charge.succeeded')
  expect(page).toContain(`href="/sandbox/stripe/${session.payment_intent}"`)
  const act = { act: 'refund', id: charge?.id ?? '', back: charge?.id ?? '' }
  expect((await post('/sandbox/stripe/act', act)).status).toBe(303)
  const again = await post('/sandbox/stripe/act', act)
  expect(again.status).toBe(422)
  expect(await again.text()).toContain('already been refunded')
})

test('the faults of the events are set on the page, and out of range they are refused', async () => {
  const form = { drop: '10', repeat: '20', delay: '0', delaySeconds: '60', shuffle: 'yes' }
  expect((await post('/sandbox/stripe/faults', form)).status).toBe(303)
  expect(world.cloud.stripe.faults()).toMatchObject({
    webhookDropShare: 0.1,
    webhookRepeatShare: 0.2,
    webhookShuffle: true,
  })
  expect((await post('/sandbox/stripe/faults', { ...form, drop: '101' })).status).toBe(422)
})

test('what is not there has no page', async () => {
  for (const path of [
    '/sandbox/stripe/cus_none',
    '/sandbox/stripe/pay/none',
    '/sandbox/stripe/portal/none',
  ])
    expect((await app.request(`http://localhost${path}`)).status).toBe(404)
})

test('no page of this Stripe says a thing in one language only', async () => {
  const { path } = await opened({ locale: null as never })
  const [french, english] = [await get(`${path}?lang=fr`), await get(`${path}?lang=en`)]
  expect(french).toContain('Numéros d’essai')
  expect(english).toContain('Test numbers')
})
