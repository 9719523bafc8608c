// The card that who gives the magazine prints: of a gift that is paid, and of nothing else.
import { afterAll, beforeAll, expect, it } from 'vitest'
import { putIssue } from '#editorial/store'
import { readOrderToken } from '#subscriptions/order-link'
import { changeOrder } from '#subscriptions/store'
import { sampleIssue } from '../support/sample-newsletter.ts'
import { siteApp } from '../support/site.ts'

let site: Awaited<ReturnType<typeof siteApp>>
beforeAll(async () => {
  site = await siteApp()
  await putIssue(site.deps.table, { ...sampleIssue, number: 131, status: 'planned' })
})
afterAll(() => site.close())

const ask = (path: string, init?: RequestInit) =>
  site.app.request(new Request(`https://en-contact.example${path}`, init))

/** Begins an order of print; where its page is. */
async function begun(more: Record<string, string>): Promise<string> {
  const answer = await ask('/subscribe/papier-1-an', {
    method: 'POST',
    headers: { 'sec-fetch-site': 'same-origin' },
    body: new URLSearchParams({
      ...{ email: 'claire@lecture.example', name: 'Claire Lectrice', country: 'FR', quantity: '1' },
      ...{ 'delivery.street': '12 rue de l’Exemple', 'delivery.postcode': '69001' },
      ...{ 'delivery.town': 'Lyon', 'delivery.country': 'FR', ...more },
    }),
  })
  return answer.headers.get('location') ?? ''
}

async function pay(order: string): Promise<void> {
  const token = order.split('/order/')[1] ?? ''
  const ref = readOrderToken(site.deps.signingKeys, { token, now: site.deps.clock() })
  if (!ref) throw new Error(`No order at ${order}`)
  await changeOrder(site.deps.table, ref, (is) => ({ to: { ...is, status: 'paid' } }))
}

it('says who gives what to whom, in the giver’s words, once it is paid', async () => {
  const gift = { gift: 'yes', 'gift.recipientName': 'Odile Vernay', 'gift.message': '<b>Pour toi' }
  const order = await begun(gift)
  expect((await ask(`${order}/card`)).status).toBe(404)
  await pay(order)
  expect(await (await ask(order)).text()).toContain(`href="${order}/card"`)
  const card = await (await ask(`${order}/card`)).text()
  expect(card).toContain('Odile Vernay')
  expect(card).toContain('Claire Lectrice vous offre En-Contact.')
  expect(card).toContain('&lt;b&gt;Pour toi')
})

it('is not there for what is no gift, nor for a link that was changed', async () => {
  const order = await begun({})
  await pay(order)
  expect((await ask(`${order}/card`)).status).toBe(404)
  expect((await ask(`${order}x/card`)).status).toBe(404)
})
