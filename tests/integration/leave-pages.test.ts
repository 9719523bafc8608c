// The doors of leaving as a reader meets them, and as somebody who tampers with their forms does.
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { type CustomerId, type OrderId, prefixedId } from '#kernel/ids'
import { instant } from '#kernel/time'
import { declarationToken } from '#subscriptions/declaration-link'
import type { Order } from '#subscriptions/order'
import { orderToken } from '#subscriptions/order-link'
import { getOrder } from '#subscriptions/store'
import { declarationsOf, getDeclaration, listDeclarations } from '#subscriptions/store-declarations'
import { siteApp } from '../support/site.ts'

type Made = Awaited<ReturnType<typeof siteApp>>
let site: Made
let order: Order

beforeAll(async () => {
  site = await siteApp()
  const form = {
    ...{ email: 'odile@lecture.example', name: 'Odile Vernay', quantity: '1' },
    ...{ 'delivery.street': '12 rue de l’Exemple', 'delivery.postcode': '69001' },
    ...{ 'delivery.town': 'Lyon', 'delivery.country': 'FR' },
  }
  const begun = await post('/subscribe/papier-1-an', form)
  const token = (begun.headers.get('location') ?? '').split('/order/')[1] ?? ''
  const data = JSON.parse(Buffer.from(token.split('.')[0] ?? '', 'base64url').toString())
  const found = await getOrder(site.deps.table, {
    customerId: data.d.c as CustomerId,
    orderId: data.s as OrderId,
  })
  if (!found) throw new Error('no order')
  order = found
})
afterAll(() => site.close())

const ask = (path: string, init?: RequestInit) =>
  site.app.request(new Request(`https://en-contact.example${path}`, init))
const post = (path: string, fields: Record<string, string>, headers: Record<string, string> = {}) =>
  ask(path, {
    method: 'POST',
    body: new URLSearchParams(fields),
    headers: { 'sec-fetch-site': 'same-origin', ...headers },
  })
const read = async (answer: Response | Promise<Response>) =>
  (await (await answer).text()).replace(/[\u202f\u00a0]/g, ' ').replaceAll('&#39;', '’')
const hidden = (html: string, name: string) =>
  html.match(new RegExp(`name="${name}" value="([^"]*)"`))?.[1] ?? ''
const waiting = async () =>
  (await listDeclarations(site.deps.table, { place: instant(site.deps.clock()).slice(0, 7) })).items

const typed = { name: 'Zoé Inconnue', email: 'zoe@lecture.example' }

describe('the cancellation', () => {
  it('stores nothing before its button, and one declaration for two clicks', async () => {
    const recap = await read(post('/cancel', { ...typed, act: 'recap' }))
    expect(recap).toContain('Notification de la résiliation')
    expect(await waiting()).toEqual([])
    const fields = { ...typed, act: 'confirm', declaration: hidden(recap, 'declaration') }
    const [first, second] = await Promise.all([post('/cancel', fields), post('/cancel', fields)])
    expect([first.status, second.status]).toEqual([303, 303])
    expect(first.headers.get('location')).toBe(second.headers.get('location'))
    expect(await waiting()).toHaveLength(1)
    const receipt = await ask(first.headers.get('location') ?? '')
    expect(receipt.headers.get('cache-control')).toContain('no-store')
    expect(await read(receipt)).toContain('Zoé Inconnue')
  })

  it('asks for a name and for an address of one kind, and keeps what was typed', async () => {
    const answer = await post('/cancel', { name: '', reference: 'KQ-1', act: 'recap' })
    expect(answer.status).toBe(422)
    const html = await read(answer)
    expect(html).toContain('Indiquez votre nom')
    expect(html).toContain('value="KQ-1"')
    expect(await read(post('/en/cancel', { name: 'Z', address: '1 rue', act: 'recap' }))).toContain(
      'Notify the cancellation',
    )
  })

  it('confirmed with a token that was made up, or none, is taken all the same', async () => {
    const before = (await waiting()).length
    for (const declaration of ['', 'x.y', hidden('', 'x')])
      expect((await post('/cancel', { ...typed, act: 'confirm', declaration })).status).toBe(303)
    expect(await waiting()).toHaveLength(before + 3)
  })

  it('refuses forms of other sites, and texts beyond their limits', async () => {
    const foreign = await post('/cancel', typed, { 'sec-fetch-site': 'cross-site' })
    expect(foreign.status).toBe(403)
    const long = await post('/cancel', { ...typed, motive: 'x'.repeat(1_001), act: 'confirm' })
    expect(long.status).toBe(422)
    const day = await post('/cancel', { ...typed, wish: 'day', day: '2026-02-30', act: 'recap' })
    expect(await read(day)).toContain('Indiquez la date souhaitée')
  })

  it('shows markup as text', async () => {
    const html = await read(post('/cancel', { ...typed, name: '<b>Zoé</b>', act: 'recap' }))
    expect(html).toContain('&lt;b&gt;Zoé')
    expect(html).not.toContain('<b>Zoé')
  })
})

describe('the order’s own link', () => {
  const token = () =>
    orderToken(site.deps.signingKeys, { customerId: order.customerId, orderId: order.id })

  it('fills the form in, and names the contract without doubt', async () => {
    const html = await read(ask(`/cancel?order=${token()}`))
    expect(hidden(html, 'order')).toBe(token())
    expect(html).toContain('value="Odile Vernay"')
    expect(html).toContain(`value="${order.id}"`)
    const declaration = declarationToken(
      site.deps.signingKeys,
      prefixedId('declaration', '01k8zzzzzzzzzzzzzzzzzzzzzz'),
    )
    await post('/cancel', { ...typed, act: 'confirm', order: token(), declaration })
    const said = await getDeclaration(
      site.deps.table,
      prefixedId('declaration', '01k8zzzzzzzzzzzzzzzzzzzzzz'),
    )
    expect(said?.linked).toBe(order.id)
    expect(said && (await declarationsOf(site.deps.table, said.readerIds[0] ?? ''))).not.toEqual([])
  })

  it('that was tampered with, and somebody else’s contract, fill in nothing', async () => {
    for (const query of [`order=${token()}x`, `contract=${order.id}`, 'contract=sb_1', 'order='])
      expect(await read(ask(`/withdraw?${query}`))).not.toContain('Odile')
  })
})

it('a mail may name the contract: it fills in the reference alone', async () => {
  const html = await read(ask('/cancel?reference=sb_01k8%22%3E'))
  expect(html).toContain('value="sb_01k8&quot;&gt;"')
})

describe('the withdrawal', () => {
  it('asks for name, contract and address, and confirms by its one button', async () => {
    const page = await read(ask('/withdraw'))
    expect(page).toContain('Confirmer la rétractation')
    const empty = await read(post('/withdraw', { ...typed, act: 'confirm' }))
    expect(empty).toContain('Dites de quel contrat il s’agit')
    const fields = { ...typed, reference: order.id, act: 'confirm' }
    const answer = await post('/en/withdraw', {
      ...fields,
      declaration: hidden(page, 'declaration'),
    })
    expect(answer.headers.get('location')).toMatch(/^\/en\/declared\//)
    const receipt = await read(ask(answer.headers.get('location') ?? ''))
    expect(receipt).toContain('Confirm the withdrawal')
    // Whoever typed the name may be a stranger.
    expect(receipt).not.toContain('Odile')
  })

  it('has a receipt for nobody else', async () => {
    expect((await ask('/declared/x.y')).status).toBe(404)
    expect(
      (
        await ask(
          `/declared/${orderToken(site.deps.signingKeys, {
            customerId: order.customerId,
            orderId: order.id,
          })}`,
        )
      ).status,
    ).toBe(404)
  })
})
