// `/read/…` as readers meet it: who opens an issue, by the account or by a mail's link, and what is said
// to whom it stays shut.
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { addIssueFile } from '#editorial/take-issue-file'
import { dayMs } from '#kernel/time'
import { readerIds } from '#readers/reader-id'
import { openAccountSession } from '#subscriptions/account-sessions'
import type { Order } from '#subscriptions/order'
import type { OrderForm } from '#subscriptions/order-form'
import { readingToken } from '#subscriptions/reading-link'
import { serveIssue } from '#subscriptions/serve-issue'
import { type PayingWorld, payingWorld, shopKeys } from '../support/paying-world.ts'
import { aPdf } from '../support/pdf.ts'
import { siteApp } from '../support/site.ts'
import { testTable } from '../support/table.ts'

let opened: Awaited<ReturnType<typeof testTable>>
let world: PayingWorld
let site: Awaited<ReturnType<typeof siteApp>>
let people = 0

beforeAll(async () => {
  opened = await testTable()
  world = await payingWorld(opened.table)
  site = await siteApp({ table: opened.table })
  for (const number of [131, 132])
    await addIssueFile(site.deps, { number, body: await aPdf(64), by: 'sf_1' })
})
afterAll(() => opened.close())

const forward = (days: number) => {
  world.clock.forward(days * dayMs)
  site.deps.clock.forward(days * dayMs)
}

async function buy(form: Partial<OrderForm> = {}) {
  const email = `lectrice${++people}@example.org`
  const order = await world.order({ planId: 'numerique-1-an', country: 'FR', email, ...form })
  const invoice = world.stripe.pay(order)
  await world.deliver()
  return { order, invoice, email }
}

const serve = (number: number) => serveIssue(world.deps, { number, by: 'test' })

async function linkOf(order: Order, number = 131) {
  const stream = (await world.streams(order)).at(-1)
  if (!stream) throw new Error('no stream')
  const { customerId, id: streamId } = stream
  const now = site.deps.clock()
  const token = readingToken(site.deps.signingKeys, { customerId, streamId, number, now })
  return `/read/${number}/${token}`
}

/** As a browser that is signed in asks, or one that is not. */
async function ask(path: string, email?: string) {
  const headers = new Headers()
  if (email !== undefined) {
    const ids = readerIds(shopKeys, email)
    const { secret } = await openAccountSession(site.deps, { readerIds: ids })
    headers.set('cookie', `__Host-kiosque-account=${secret}`)
  }
  const answer = await site.app.request(`https://en-contact.example${path}`, { headers })
  const html = (await answer.text()).replace(/[\u202f\u00a0]/g, ' ').replaceAll('&#39;', '’')
  return { status: answer.status, html, headers: answer.headers }
}

describe('an issue that was served', () => {
  let bought: Awaited<ReturnType<typeof buy>>
  beforeAll(async () => {
    bought = await buy()
    await serve(131)
  })

  it('opens by the link of its mail, kept by no cache and passed on to nobody', async () => {
    const { status, html, headers } = await ask(await linkOf(bought.order))
    expect(status).toBe(200)
    expect(html).toContain('PDF, 64 pages')
    expect(html).toContain('Télécharger')
    expect(headers.get('cache-control')).toBe('no-store')
    expect(headers.get('referrer-policy')).toBe('no-referrer')
    expect(html).toContain('noindex')
    expect((await ask(`/en${await linkOf(bought.order)}`)).html).toContain('Download')
  })

  it('leads to the file for some minutes, to read or to keep; the file’s place is on no page', async () => {
    const link = await linkOf(bought.order)
    const read = await ask(`${link}/open`)
    expect(read.status).toBe(303)
    expect(read.headers.get('location')).toMatch(
      /^https:\/\/files\.example\/issues\/131\/if_.*opens=inBrowser$/,
    )
    const saved = await ask(`${link}/save`)
    expect(saved.headers.get('location')).toMatch(/opens=asDownload$/)
    expect((await ask(link)).html).not.toMatch(/if_[0-9a-z]{20}/)
  })

  it('opens in the account, with the other issues that do; to a stranger it asks who they are', async () => {
    await serve(132)
    const { status, html } = await ask('/read/131', bought.email)
    expect(status).toBe(200)
    expect(html).toContain('Vos autres numéros')
    expect(html).toContain('href="/read/132"')
    const stranger = await ask('/read/131')
    expect(stranger.headers.get('location')).toBe('/account/sign-in?next=%2Fread%2F131')
    expect((await ask('/read/131/open')).status).toBe(303)
  })

  it('does not open by a link of another issue, one that was changed, or none', async () => {
    const link = await linkOf(bought.order)
    for (const wrong of [
      link.replace('/read/131/', '/read/132/'),
      `${link}x`,
      '/read/131/abc',
      '/read/0',
      '/read/999',
      '/read/0131',
    ])
      expect((await ask(wrong)).status, wrong).toBe(404)
  })

  it('says that a link has expired after its days, while the account still opens it', async () => {
    const link = await linkOf(bought.order)
    forward(31)
    const late = await ask(link)
    expect(late.status).toBe(410)
    expect(late.html).toContain('href="/read/131"')
    expect((await ask(`${link}/open`)).headers.get('location')).toBe('/read/131')
    expect((await ask('/read/131', bought.email)).status).toBe(200)
  })
})

describe('an issue stays shut, and says why', () => {
  const shut = async (email: string, number = 131) => {
    const page = await ask(`/read/${number}`, email)
    const heading = /<h1[^>]*>([^<]+)/.exec(page.html)?.[1]
    expect((await ask(`/read/${number}/open`, email)).headers.get('location')).toBe(
      `/read/${number}`,
    )
    return `${page.status} ${heading}`
  }

  it('to who has bought nothing, or print', async () => {
    expect(await shut('personne@example.org')).toBe('403 Ce numéro se lit avec un abonnement')
    const { email } = await buy({ planId: 'papier-1-an' })
    expect(await shut(email)).toBe('403 Votre abonnement est sur papier')
  })

  it('before it is out', async () => {
    const { email } = await buy()
    expect(await shut(email, 134)).toBe('403 Ce numéro n’est pas encore paru')
  })

  it('to who was given all the money back', async () => {
    const { email, invoice } = await buy()
    await serve(133)
    await addIssueFile(site.deps, { number: 133, body: await aPdf(1), by: 'sf_1' })
    expect((await ask('/read/133', email)).status).toBe(200)
    world.stripe.refund(invoice, invoice.gross)
    await world.deliver()
    expect(await shut(email, 133)).toBe('403 Ce numéro vous a été remboursé')
  })

  it('to the giver of a gift, while it opens to the one who was given it', async () => {
    const gift = { recipientName: 'Odile', recipientEmail: 'odile.lit@example.org' }
    const { email, order } = await buy({ gift })
    await serve(order.firstIssue)
    await addIssueFile(site.deps, { number: order.firstIssue, body: await aPdf(2), by: 'sf_1' })
    expect(await shut(email, order.firstIssue)).toBe('403 Ce numéro se lit avec un abonnement')
    expect((await ask(`/read/${order.firstIssue}`, 'odile.lit@example.org')).status).toBe(200)
  })
})

it('while a renewal is overdue what comes out meanwhile is open with its last day, then shut', async () => {
  const month = await buy({ planId: 'numerique-mensuel' })
  forward(31)
  world.stripe.refuseRenewal(month.order)
  await world.deliver()
  forward(1)
  await serve(137)
  await addIssueFile(site.deps, { number: 137, body: await aPdf(2), by: 'sf_1' })
  const open = await ask('/read/137', month.email)
  expect(open.status).toBe(200)
  expect(open.html).toContain('Votre renouvellement n’est pas payé')
  forward(20)
  const over = await ask('/read/137', month.email)
  expect([over.status, over.html.includes('Le renouvellement n’est pas payé')]).toEqual([403, true])
})

it('an issue whose file is missing says that a message will come', async () => {
  const { order, email } = await buy()
  await serve(order.firstIssue)
  const page = await ask(`/read/${order.firstIssue}`, email)
  expect(page.html).toContain('n’est pas encore prêt')
  expect((await ask(`/read/${order.firstIssue}/save`, email)).headers.get('location')).toBe(
    `/read/${order.firstIssue}`,
  )
})
