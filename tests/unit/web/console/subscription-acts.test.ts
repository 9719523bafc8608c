// Acts of staff for somebody who called or wrote: ending a subscription, a copy again, another place,
// another e-mail address; each leaves its evidence, its step and a line in the audit trail.
import { beforeEach, describe, expect, it } from 'vitest'
import type { Table } from '#aws/table'
import { dayMs } from '#kernel/time'
import { auditTrail } from '#staff/audit'
import { declare } from '#subscriptions/declare'
import { getDeliveryChange } from '#subscriptions/delivery-change'
import { serveIssue } from '#subscriptions/serve-issue'
import { getCustomer } from '#subscriptions/store'
import { claimsOf } from '#subscriptions/store-claims'
import { changeDeclaration, listDeclarations } from '#subscriptions/store-declarations'
import { type TestConsole, testConsole, type Visitor, visitorAs } from '../../../support/console.ts'
import { memoryTable } from '../../../support/memory-table.ts'
import { type PayingWorld, payingWorld, shopKeys } from '../../../support/paying-world.ts'

let table: Table
let shop: PayingWorld
let world: TestConsole
let staff: Visitor
let order: Awaited<ReturnType<PayingWorld['order']>>
let path: string

beforeEach(async () => {
  table = memoryTable()
  shop = await payingWorld(table)
  world = testConsole(table)
  Object.assign(world.deps, { readerKeys: shopKeys, clock: shop.clock })
  staff = await visitorAs(world, 'marketing')
  const placed = await shop.order({ country: 'FR', name: 'Odile Vernay' })
  shop.stripe.pay(placed)
  await shop.deliver()
  order = await shop.orderNow(placed)
  path = `/console/subscriptions/${(await shop.subscriptionOf(order))?.id}`
})

const plain = (text: string) => text.replace(/[\u202f\u00a0]|&nbsp;/g, ' ')
const trail = async () => (await auditTrail(world.deps)).lines.map(({ act }) => act)
/** The console's ids are all of the month in which the world begins. */
const declarations = async () => (await listDeclarations(table, { place: '2026-11' })).items

describe('the acts on a subscription’s page', () => {
  it('are those that make sense for it', async () => {
    const before = (await staff.get(path)).text
    expect(before).toContain(`href="${path}/cancel"`)
    expect(before).not.toContain(`href="${path}/copy"`)
    await serveIssue(shop.deps, { number: 131, by: 'test' })
    expect((await staff.get(path)).text).toContain(`href="${path}/copy"`)
  })

  it.each(['cancel', 'withdraw', 'delivery', 'email', 'copy'])(
    '%s of a subscription that is not there is not found',
    async (act) => {
      expect((await staff.get(`/console/subscriptions/sb_none/${act}`)).status).toBe(404)
      expect((await staff.post(`/console/subscriptions/sb_none/${act}`)).status).toBe(404)
    },
  )
})

describe('a cancellation by telephone or letter', () => {
  it('says first what it does, then is taken down with its day and handed to Stripe’s worker', async () => {
    const page = await staff.get(`${path}/cancel`)
    expect(plain(page.text)).toContain(
      'n’est plus renouvelé ; les numéros déjà payés sont servis (6)',
    )
    const answer = await staff.post(`${path}/cancel`, {
      ...{ means: 'letter', day: '2026-11-28', wish: 'paid' },
    })
    expect(answer.location).toContain('done=declared')
    const [declaration] = await declarations()
    expect(declaration).toMatchObject({
      ...{ kind: 'cancellation', channel: 'staff', status: 'received' },
      at: '2026-11-27T23:00:00.000Z',
      typed: { name: 'Odile Vernay', wish: { kind: 'paid' } },
      proof: { buttonLabel: 'letter' },
    })
    expect(world.stepHints).toEqual([{ pk: `DECLARATION#${declaration?.id}`, sk: 'DECLARATION' }])
    expect(await trail()).toContain('subscription.cancelled')
  })

  it.each([
    ['of tomorrow', { means: 'phone', day: '2099-01-01' }],
    ['of no day', { means: 'phone', day: 'hier' }],
    ['by no known means', { means: 'rumour', day: '2026-11-28' }],
  ])('%s is not taken down', async (_, form) => {
    const answer = await staff.post(`${path}/cancel`, form)
    expect(answer.status).toBe(422)
    expect(answer.text).toContain('Indiquez le jour de la demande')
    expect(await declarations()).toEqual([])
  })
})

describe('a withdrawal by letter', () => {
  it('in time gives everything back', async () => {
    const page = await staff.get(`${path}/withdraw`)
    expect(plain(page.text)).toContain('99,00 € sont rendus')
    expect(page.text).not.toContain('name="goodwill"')
    await staff.post(`${path}/withdraw`, { means: 'letter', day: today() })
    expect(await declarations()).toMatchObject([{ kind: 'withdrawal', status: 'received' }])
  })

  it('too late needs somebody who accepts it as a gesture', async () => {
    await serveIssue(shop.deps, { number: 131, by: 'test' })
    shop.clock.forward(60 * dayMs)
    staff = await visitorAs(world, 'finance')
    const page = await staff.get(`${path}/withdraw`)
    expect(page.text).toContain('Le délai de rétractation est passé')
    expect(page.text).toContain('name="goodwill"')
    await staff.post(`${path}/withdraw`, { means: 'phone', day: today(), goodwill: 'yes' })
    expect(await declarations()).toMatchObject([{ kind: 'withdrawal', isGoodwill: true }])
  })

  it('is no gesture of those who may not give money back', async () => {
    shop.clock.forward(60 * dayMs)
    staff = await visitorAs(world, 'marketing')
    expect((await staff.get(`${path}/withdraw`)).text).not.toContain('name="goodwill"')
    const form = { means: 'phone', day: today(), goodwill: 'yes' }
    expect((await staff.post(`${path}/withdraw`, form)).status).toBe(403)
    expect(await declarations()).toEqual([])
    // Without the gesture it is taken down, and waits for a decision.
    await staff.post(`${path}/withdraw`, { means: 'phone', day: today() })
    const [late] = await declarations()
    expect(late).not.toHaveProperty('isGoodwill')
    const { status } = await staff.post(`/console/subscriptions/declarations/${late?.id}/assign`, {
      subscription: path.split('/').at(-1) ?? '',
      goodwill: 'yes',
    })
    expect(status).toBe(403)
    expect((await declarations())[0]).not.toHaveProperty('isGoodwill')
  })
})

const today = () => shop.clock().toISOString().slice(0, 10)

describe('what waits for a person', () => {
  it('is on home: a declaration that names no contract, until it is settled', async () => {
    const made = await declare(
      { ...world.deps, stepHint: async () => {} },
      {
        ...{ id: world.deps.makeId('declaration'), kind: 'cancellation', locale: 'fr' },
        form: { name: 'Personne Inconnue', email: 'nulle.part@lecture.example' },
        proof: { buttonLabel: 'x', ip: '192.0.2.7', userAgent: 'test' },
      },
    )
    if (made.kind !== 'declared') throw new Error(made.kind)
    const { id } = made.declaration
    const to = (status: 'waiting' | 'closed') =>
      changeDeclaration(table, id, (is) => ({ to: { ...is, status } }))
    await to('waiting')
    const home = await staff.get('/console')
    expect(home.text).toContain('Une déclaration attend')
    expect(home.text).toContain('href="/console/subscriptions/declarations"')
    await to('closed')
    expect((await staff.get('/console')).text).not.toContain('Une déclaration attend')
  })

  it('is on home: an issue that went out to digital readers without a file', async () => {
    const placed = await shop.order({
      planId: 'numerique-1-an',
      country: 'FR',
      email: 'n@o.example',
    })
    shop.stripe.pay(placed)
    await shop.deliver()
    await serveIssue(shop.deps, { number: 131, by: 'test' })
    const { text } = await staff.get('/console')
    expect(plain(text)).toContain('N° 131 : un lecteur numérique l’attend')
    expect(text).toContain('href="/console/issues/131#file"')
  })
})

describe('a copy that did not come', () => {
  beforeEach(async () => {
    await serveIssue(shop.deps, { number: 131, by: 'test' })
  })

  it('is too early to claim while the post may still bring it', async () => {
    const answer = await staff.post(`${path}/copy`, { number: '131' })
    expect(answer.status).toBe(422)
    expect(answer.text).toContain('Il peut encore arriver par la poste')
  })

  it('joins the list once, is in the mailing house’s file, and leaves the list when it is sent', async () => {
    shop.clock.forward(15 * dayMs)
    staff = await visitorAs(world, 'marketing')
    const claimed = await staff.post(`${path}/copy`, { number: '131' })
    expect(claimed.location).toContain('done=copy-claimed')
    const again = await staff.post(`${path}/copy`, { number: '131' })
    expect(again.location).toContain('done=copy-known')
    const list = await staff.get('/console/subscriptions/claims')
    expect(list.text).toContain('Odile Vernay')
    expect(list.text).toContain('75011 PARIS')
    expect((await staff.get('/console')).text).toContain('href="/console/subscriptions/claims"')
    const file = await staff.post('/console/subscriptions/claims.csv')
    const [claim] = await claimsOf(table, order.customerId)
    expect(file.text.split('\r\n')[1]).toBe(
      `Claire Exemple;12 rue de l Exemple;75011 PARIS;;;;France;131;1;${claim?.id}`,
    )
    const sent = `/console/subscriptions/claims/${order.customerId}/${claim?.id}/sent`
    expect((await staff.post(sent)).location).toContain('done=claim-sent')
    await staff.post(sent)
    expect((await staff.get('/console/subscriptions/claims')).text).toContain('Tout est renvoyé')
    const month = today().slice(0, 7)
    const past = await staff.get(`/console/subscriptions/claims?place=${month}`)
    expect(past.text).toContain('Odile Vernay')
    const acts = await trail()
    for (const act of ['subscription.copyClaimed', 'claims.exported', 'claim.sent'])
      expect(acts.filter((one) => one === act)).toHaveLength(1)
    expect((await staff.get('/console')).text).not.toContain('/console/subscriptions/claims"')
  })

  it('of an issue that was never sent to them is refused', async () => {
    for (const number of ['132', '0', 'tout'])
      expect((await staff.post(`${path}/copy`, { number })).status).toBe(422)
    expect(await claimsOf(table, order.customerId)).toEqual([])
  })

  it('that nobody claimed can’t be marked as sent', async () => {
    for (const claim of ['cl_none', 'nonsense'])
      expect(
        (await staff.post(`/console/subscriptions/claims/${order.customerId}/${claim}/sent`))
          .status,
      ).toBe(404)
  })
})

describe('another place', () => {
  const typed = {
    ...{ 'delivery.recipient': 'Odile Vernay', 'delivery.street': '4 quai des Brumes' },
    ...{ 'delivery.postcode': '69001', 'delivery.town': 'Lyon', 'delivery.country': 'FR' },
  }

  it('is written down for the next issue on, and Stripe’s worker carries it out', async () => {
    expect((await staff.get(`${path}/delivery`)).text).toContain('value="12 rue de l’Exemple"')
    const answer = await staff.post(`${path}/delivery`, typed)
    expect(answer.location).toContain('done=moved')
    const [stream] = await shop.streams(order)
    if (!stream) throw new Error('no stream')
    const found = await getDeliveryChange(table, { ...order, streamId: stream.id })
    expect(found).toMatchObject({
      change: { delivery: { town: 'Lyon' }, appliesFrom: 131 },
      open: { kind: 'delivery.changed' },
    })
    expect(world.stepHints).toHaveLength(1)
    expect(await trail()).toContain('subscription.moved')
  })

  it.each([
    ['a line too long', { 'delivery.street': 'x'.repeat(39) }, '38'],
    ['a country that nothing is sent to', { 'delivery.country': 'AQ' }, 'pays'],
    ['no town', { 'delivery.town': '' }, 'class="error"'],
  ])('%s is refused, and what was typed is kept', async (_, change, sentence) => {
    const answer = await staff.post(`${path}/delivery`, { ...typed, ...change })
    expect(answer.status).toBe(422)
    expect(answer.text).toContain(sentence)
    expect(answer.text).toContain('value="Odile Vernay"')
  })
})

describe('another e-mail address', () => {
  it('is asked for by a link to the new one; until then nothing changes', async () => {
    const answer = await staff.post(`${path}/email`, { email: 'Neuve@Lecture.example' })
    expect(answer.location).toContain('done=email-asked')
    const customer = await getCustomer(table, order.customerId)
    expect(customer).toMatchObject({
      email: 'claire@example.org',
      emailChange: { email: 'neuve@lecture.example' },
    })
    expect(await trail()).toContain('subscription.emailAsked')
  })

  it.each(['nothing', '', 'claire@example.org'])('%j is refused', async (email) => {
    expect((await staff.post(`${path}/email`, { email })).status).toBe(422)
  })
})
