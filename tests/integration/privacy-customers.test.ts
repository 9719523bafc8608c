// What subscriptions hold of people, readers or not: handed over, erased, and kept no longer than there
// is a reason to.
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import type { Item, Table } from '#aws/table'
import { writeSingleMail } from '#delivery/write-single-mail'
import type { Intent } from '#kernel/intents'
import { dayMs, instant } from '#kernel/time'
import { requestErasure, requestExport } from '#privacy/data-links'
import { holdingsText } from '#privacy/describe-holdings'
import { eraseByLink, eraseReader } from '#privacy/erase-reader'
import { holdAbout, openExport } from '#privacy/hold-about'
import { readerTimeline } from '#privacy/reader-timeline'
import { readerId } from '#readers/reader-id'
import { getStanding } from '#readers/store-standings'
import { claimCopy } from '#subscriptions/claim-copy'
import { contactOf } from '#subscriptions/contact-of'
import { declare } from '#subscriptions/declare'
import { requestAccountLink } from '#subscriptions/request-account-link'
import { tendRetention } from '#subscriptions/retain-customers'
import { serveIssue } from '#subscriptions/serve-issue'
import { memoryTable } from '../support/memory-table.ts'
import { type PayingWorld, payingWorld, shopKeys } from '../support/paying-world.ts'
import { testTable } from '../support/table.ts'

const claire = readerId(shopKeys, 'claire@example.org')
const paul = readerId(shopKeys, 'paul@example.org')
const signingKeys = [{ id: 'k1', secret: 'a signing secret that is long enough' }]
const siteUrl = 'https://site.example'

let table: Table
let stored: Table
let close: () => Promise<void>
let world: PayingWorld
beforeAll(async () => {
  const made = await testTable()
  stored = made.table
  close = made.close
})
afterAll(() => close())
beforeEach(async () => {
  table = stored
  for await (const item of table.scan())
    await table.delete({ pk: String(item['pk']), sk: String(item['sk']) })
  world = await payingWorld(table)
})

/** The nights are many: their table is in memory. */
async function manyNights() {
  table = memoryTable()
  world = await payingWorld(table)
}

const deps = () => ({ ...world.deps, signingKeys, siteUrl, stepHint: async () => {} })
const now = () => instant(world.clock())

async function buy(form: Parameters<PayingWorld['order']>[0] = {}) {
  const order = await world.order({ country: 'FR', ...form })
  world.stripe.pay(order)
  await world.deliver()
  return order
}

async function serve(...numbers: number[]) {
  for (const number of numbers) {
    world.clock.forward(30 * dayMs)
    await serveIssue(world.deps, { number, by: 'test' })
  }
}

/** Follows the link of the mail that the last hint is about. */
async function mailedLink() {
  const key = world.hints.at(-1)
  const item = key && (await table.get(key, { consistent: true }))
  const intent = item?.['intent'] as Intent | undefined
  if (!key || !item || !intent) throw new Error('no mail')
  if (intent.kind !== 'mail.dataExport' && intent.kind !== 'mail.erasure') throw new Error('other')
  const written = await writeSingleMail(deps(), {
    ...{ key, item, intent, kind: intent.kind, now: world.clock() },
  })
  if (written.kind !== 'mail') throw new Error(written.reason)
  const url = 'downloadUrl' in written.mail ? written.mail.downloadUrl : ''
  const erase = 'eraseUrl' in written.mail ? written.mail.eraseUrl : ''
  return { to: written.to, token: (url || erase).split('/').at(-1) ?? '' }
}

/** Items that hold any of these texts, by the first word of their key. */
async function holding(...texts: string[]): Promise<string[]> {
  const found = new Set<string>()
  for await (const item of table.scan()) {
    const text = JSON.stringify(item, (_, value) => (value instanceof Set ? [...value] : value))
    if (texts.some((one) => text.includes(one))) found.add(kindOf(item))
  }
  return [...found].sort()
}
const kindOf = ({ pk, sk }: Item) =>
  String(pk).startsWith('CUSTOMER#')
    ? (String(sk).split('#')[0] ?? '')
    : (String(pk).split('#')[0] ?? '')

const cancellation = (email: string) =>
  declare(deps(), {
    id: world.deps.makeId('declaration'),
    kind: 'cancellation',
    form: { name: 'Claire Exemple', email, reference: '', wish: 'soonest' },
    locale: 'fr',
    proof: { buttonLabel: 'notification de la résiliation', ip: '192.0.2.77', userAgent: 'Brave' },
  })

describe('a customer who is no reader', () => {
  it('is handed everything by a freshly mailed link', async () => {
    const order = await buy({ planId: 'integral-1-an' })
    await buy({
      planId: 'numerique-1-an',
      gift: { recipientName: 'Paul', recipientEmail: 'paul@example.org' },
    })
    await serve(131)
    world.clock.forward(20 * dayMs)
    const stream = (await world.streams(order)).find(({ recipient }) => !recipient)
    if (!stream) throw new Error('no stream')
    const ref = { customerId: order.customerId, streamId: stream.id }
    const claimed = await claimCopy(deps(), { ref, number: 131, by: 'reader' })
    expect(claimed.kind).toBe('claimed')
    await cancellation('claire@example.org')
    expect(await requestExport(deps(), { readerId: claire })).toEqual({ kind: 'sent' })
    const { to, token } = await mailedLink()
    expect(to).toBe('claire@example.org')
    const opened = await openExport(deps(), { token })
    if (opened.kind !== 'held') throw new Error(opened.kind)
    const { holdings } = opened
    expect(holdings.reader).toBeUndefined()
    expect(holdings.customer).toMatchObject({
      customer: { email: 'claire@example.org', name: 'Claire Exemple' },
      orders: [{ id: order.id, delivery: { town: 'Paris' } }, { gift: { recipientName: 'Paul' } }],
      subscriptions: [{ status: 'active' }, { status: 'active' }],
      records: { claims: [{ number: 131, status: 'open' }] },
      declarations: [{ kind: 'cancellation', proof: { ip: '192.0.2.77' } }],
      standing: { parts: [{ issuesLeft: 5 }], giftsGiven: 1 },
    })
    const text = holdingsText(holdings, { publication: world.deps.publication, locale: 'fr' })
    for (const said of [
      'Claire Exemple',
      'PARIS',
      'Paul',
      'résiliation',
      'numéro non reçu',
      'dix ans',
    ])
      expect(text).toContain(said)
    expect(JSON.stringify(holdings.customer?.records)).not.toMatch(/"(pk|gsi1pk|version|by)"/)
  })

  it('sees in a gift what comes, not who pays for it', async () => {
    await buy({
      planId: 'numerique-1-an',
      gift: { recipientName: 'Paul', recipientEmail: 'paul@example.org' },
    })
    await serve(131)
    const held = await holdAbout(deps(), { readerId: paul })
    expect(held?.customer).toMatchObject({
      orders: [],
      received: [{ name: 'Paul', served: [131], owed: 5 }],
      standing: { parts: [{ role: 'received' }] },
    })
    expect(held?.customer?.customer).toBeUndefined()
    expect(JSON.stringify(held)).not.toContain('laire')
  })

  it('tells the staff its story', async () => {
    const order = await buy()
    await serve(131, 132)
    const [invoice] = world.stripe.contracts.get(order.id)?.invoices ?? []
    if (!invoice) throw new Error('no invoice')
    world.stripe.refund(invoice, 1_000)
    world.stripe.end(order)
    await world.deliver()
    await cancellation('claire@example.org')
    const entries = await readerTimeline(deps(), { readerId: claire })
    expect(entries.map(({ kind }) => kind).sort()).toEqual(
      ['declaration', 'ended', 'issue', 'issue', 'order', 'payment'].sort(),
    )
    expect(entries.find(({ kind }) => kind === 'payment')).toMatchObject({
      ...{ gross: 9_900, givenBack: 1_000 },
    })
  })

  it('is unknown when it never was one', async () => {
    expect(await holdAbout(deps(), { readerId: claire })).toBeUndefined()
    expect(await requestExport(deps(), { readerId: claire })).toEqual({ kind: 'gone' })
    expect(await eraseReader(deps(), { readerId: claire, by: 'staff' })).toEqual({ kind: 'gone' })
  })
})

describe('erasing a customer', () => {
  it('waits with name and address until what was paid is served, then takes them', async () => {
    await manyNights()
    const order = await buy()
    world.stripe.cancelAtEnd(order)
    await world.deliver()
    await requestAccountLink(
      { ...deps(), hint: async () => {} },
      { email: 'claire@example.org', locale: 'fr', ip: '192.0.2.1' },
    )
    await cancellation('claire@example.org')
    expect(await requestErasure(deps(), { readerId: claire })).toEqual({ kind: 'sent' })
    const { token } = await mailedLink()
    world.clock.forward(60_000)
    const erased = await eraseByLink(deps(), { token, formUrl: '/erase' })
    expect(erased).toEqual({ kind: 'erased' })
    expect(await holding('192.0.2.77', 'Brave', 'ACCOUNTLINK#rd_x')).toEqual([])
    expect((await holdAbout(deps(), { readerId: claire }))?.customer?.customer?.name).toBe(
      'Claire Exemple',
    )
    await serve(131, 132, 133, 134, 135, 136)
    await allNights()
    expect(await contactOf(table, claire)).toMatchObject({ email: 'claire@example.org' })
    expect((await getStanding(table, claire)).standing).toBeUndefined()
    // What the law keeps: the order, as it was placed, and the declaration, as it was typed.
    expect(await holding('laire', 'rue de l’Exemple')).toEqual(['DECLARATION', 'ORDER'])
    expect(await holdAbout(deps(), { readerId: claire })).toMatchObject({
      customer: { orders: [], declarations: [{ kind: 'cancellation' }] },
    })
  })

  it('takes at once whom nothing is owed, and all of whom nothing was paid', async () => {
    await buy({ planId: 'au-numero', issueNumber: '130' })
    await serveIssue(world.deps, { number: 130, by: 'test' })
    world.clock.forward(60_000)
    await eraseReader(deps(), { readerId: claire, by: 'staff' })
    expect(await holding('laire')).toEqual(['ORDER'])
    const begun = await world.begin({ email: 'paul@example.org', name: 'Paul Exemple' })
    expect(begun.kind).toBe('begun')
    world.clock.forward(3 * dayMs)
    await eraseReader(deps(), { readerId: paul, by: 'staff' })
    expect(await holding('paul@example.org')).toEqual([])
  })

  it('lets the gift go on of who receives it, without their address', async () => {
    const order = await buy({
      planId: 'numerique-1-an',
      gift: { recipientName: 'Paul', recipientEmail: 'paul@example.org' },
    })
    world.clock.forward(60_000)
    expect(await eraseReader(deps(), { readerId: paul, by: 'reader' })).toEqual({ kind: 'erased' })
    expect(await holding('paul@example.org')).toEqual([])
    expect((await getStanding(table, paul)).standing).toBeUndefined()
    await serve(131)
    expect((await world.entitlements(order))[0]).toMatchObject({ served: [{ number: 131 }] })
    expect((await getStanding(table, claire)).standing?.giftsGiven).toBe(1)
  })
})

async function allNights(nights = 29) {
  for (let night = 0; night < nights; night++) {
    world.clock.forward(dayMs)
    const deadline = new Date(world.clock().getTime() + 1)
    expect(await tendRetention(world.deps, { deadline })).toBeUndefined()
  }
}

describe('what is kept', () => {
  beforeEach(manyNights)

  it('of an order that nobody paid goes with its customer after a month', async () => {
    await world.begin()
    await allNights(26)
    expect(await holding('claire@example.org')).toContain('CUSTOMER')
    await allNights(5)
    expect(await holding('laire')).toEqual([])
    expect(await holding(claire)).toEqual([])
  })

  it('of a customer stays three years after the end, and of a contract ten', async () => {
    const order = await buy()
    world.stripe.cancelAtEnd(order)
    await world.deliver()
    await serve(131, 132, 133, 134, 135, 136)
    await allNights()
    expect(await contactOf(table, claire)).toMatchObject({ email: 'claire@example.org' })
    world.clock.forward(3 * 365 * dayMs)
    await allNights()
    expect(await contactOf(table, claire)).toBeUndefined()
    expect(await holding('laire')).toEqual(['ORDER'])
    world.clock.forward(7 * 365 * dayMs + 20 * dayMs)
    await allNights()
    expect(await holding('laire', order.customerId)).toEqual(['SERVED'])
  })

  it('never is less than what is running', async () => {
    const order = await buy()
    world.clock.forward(11 * 365 * dayMs)
    await allNights()
    expect(await contactOf(table, claire)).toMatchObject({ email: 'claire@example.org' })
    expect((await world.entitlements(order))[0]).toMatchObject({ bought: 6 })
    expect(now() > '2037').toBe(true)
  })

  it('of a declaration goes after five years', async () => {
    await cancellation('claire@example.org')
    world.clock.forward(4 * 365 * dayMs)
    await allNights(1)
    expect(await holding('Claire Exemple')).toEqual(['DECLARATION'])
    world.clock.forward(2 * 365 * dayMs)
    await allNights(1)
    expect(await holding('Claire Exemple', claire)).toEqual([])
  })
})
