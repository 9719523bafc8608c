// Subscriptions in the console: the list, one of them, and home's word on what was not paid.
import { beforeEach, describe, expect, it } from 'vitest'
import type { Table } from '#aws/table'
import { browseSubscriptions } from '#subscriptions/browse-subscriptions'
import { serveIssue } from '#subscriptions/serve-issue'
import { listUnpaid } from '#subscriptions/store-unpaid'
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
  staff = await visitorAs(world, 'marketing')
})

async function bought(form: Parameters<PayingWorld['order']>[0] = {}) {
  const order = await shop.order({ country: 'FR', ...form })
  shop.stripe.pay(order)
  await shop.deliver()
  return await shop.orderNow(order)
}

async function unpaid(form: Parameters<PayingWorld['order']>[0] = {}) {
  const order = await bought(form)
  const invoice = shop.stripe.refuseRenewal(order)
  await shop.deliver()
  return { order, invoice }
}

const idOf = async (order: Awaited<ReturnType<typeof bought>>) =>
  (await shop.subscriptionOf(order))?.id ?? ''

describe('the list', () => {
  it('says what to do first while nobody subscribes', async () => {
    const { text } = await staff.get('/console/subscriptions')
    expect(text).toContain('Personne n’est encore abonné')
    expect(text).toContain('href="/subscribe"')
  })

  it('shows state, plan, issues owed and the next renewal of each', async () => {
    await bought({ email: 'a@lecture.example', name: 'Odile Vernay' })
    await bought({ email: 'b@lecture.example', name: 'Paul', company: 'Brumaire Contact' })
    const { text } = await staff.get('/console/subscriptions')
    for (const matter of ['Odile Vernay', 'Brumaire Contact', 'en cours', 'Papier, un an'])
      expect(text).toContain(matter)
    expect(text).toMatch(/class="number"[^>]*>6</)
    expect(text).toMatch(/<td[^>]*>\d+ \S+ 202\d</)
  })

  it.each([
    ['?q=a%40lecture.example', ['Odile']],
    ['?q=A%40Lecture.example', ['Odile']],
    ['?q=brumaire', ['Brumaire Contact']],
    ['?q=VERNAY', ['Odile']],
    ['?q=nobody%40lecture.example', []],
    ['?q=%25', []],
    ['?state=active', ['Odile', 'Brumaire Contact', 'Mona']],
    ['?state=pastDue', []],
    ['?state=nonsense', ['Odile', 'Brumaire Contact', 'Mona']],
    ['?plan=numerique-mensuel', ['Mona']],
    ['?plan=nonsense', ['Odile', 'Brumaire Contact', 'Mona']],
    ['?after=nonsense', ['Odile', 'Brumaire Contact', 'Mona']],
  ])('%s finds %j', async (search, found) => {
    await bought({ email: 'a@lecture.example', name: 'Odile Vernay' })
    await bought({ email: 'b@lecture.example', name: 'Paul', company: 'Brumaire Contact' })
    await bought({ email: 'c@lecture.example', name: 'Mona', planId: 'numerique-mensuel' })
    const { text } = await staff.get(`/console/subscriptions${search}`)
    const rows = text.match(/<tbody>.*<\/tbody>/s)?.[0] ?? ''
    for (const name of ['Odile', 'Brumaire Contact', 'Mona'])
      expect([name, rows.includes(name)]).toEqual([name, (found as string[]).includes(name)])
  })

  it('goes through all of them page by page, each once', async () => {
    const orders = []
    for (let at = 0; at < 55; at++) orders.push(await bought({ email: `p${at}@lecture.example` }))
    const seen: string[] = []
    let after: string | undefined
    do {
      const page = await browseSubscriptions(world.deps, { after })
      seen.push(...page.rows.map(({ subscription }) => subscription.orderId))
      after = page.after
    } while (after !== undefined)
    expect(seen).toHaveLength(55)
    expect(new Set(seen)).toEqual(new Set(orders.map(({ id }) => id)))
    const { text } = await staff.get('/console/subscriptions')
    expect(text).toContain('rel="next"')
  })
})

describe('one subscription', () => {
  it('shows the contract, the issues served and to come, and the payments at Stripe', async () => {
    const order = await bought()
    await serveIssue(shop.deps, { number: 131, by: 'test' })
    const { text, status } = await staff.get(`/console/subscriptions/${await idOf(order)}`)
    expect(status).toBe(200)
    const invoice = order.stripe.invoiceId ?? ''
    expect(text).toContain(`/invoices/${invoice}"`)
    expect(text).toMatch(/131<\/td>.*?servi<.*?132<\/td>.*?à venir</s)
    expect(text.match(/à venir</g)).toHaveLength(5)
    for (const matter of ['reconduit tacitement', '75011 PARIS', 'Commander', 'v1'])
      expect(text).toContain(matter)
  })

  it('that is unpaid says which try it was, and home names it until it is paid', async () => {
    const { order, invoice } = await unpaid({ name: 'Odile Vernay' })
    const path = `/console/subscriptions/${await idOf(order)}`
    expect((await staff.get(path)).text).toContain('Le renouvellement a été refusé (essai 1)')
    const home = await staff.get('/console')
    expect(home.text).toContain('Paiements refusés')
    expect(home.text).toContain(`href="${path}"`)
    shop.stripe.retry(invoice, 'paid')
    await shop.deliver()
    expect((await staff.get('/console')).text).not.toContain('Paiements refusés')
    expect(await listUnpaid(table, { limit: 5 })).toEqual([])
  })

  it('is not found by a wrong id', async () => {
    for (const id of ['sb_nope', 'or_1', '%00', '__proto__'])
      expect((await staff.get(`/console/subscriptions/${id}`)).status).toBe(404)
  })

  it('keeps what a buyer typed from becoming HTML', async () => {
    const order = await bought({ name: '<img src=x onerror=alert(1)>' })
    for (const path of ['', `/${await idOf(order)}`]) {
      const { text } = await staff.get(`/console/subscriptions${path}`)
      expect(text).not.toContain('<img src=x')
    }
  })
})
