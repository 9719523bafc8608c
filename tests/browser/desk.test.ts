// What the people do who work with subscriptions, in Chromium through the real stack: find somebody,
// send a copy again, give money back, end a subscription for a caller; and each page looked over at
// phone and desk, light and dark. Each sentence goes on where the one before ended.
import type { Browser, Page } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { launchBrowser } from '../support/browser.ts'
import { buy } from '../support/buy.ts'
import { kiosqueJson, type RunningStack, startStack, temporaryFolder } from '../support/command.ts'
import { overseer } from '../support/look-over.ts'
import { actsOn } from '../support/page-acts.ts'
import { mailFrame, moveClock, openMail, signIn, type Walker } from '../support/walk.ts'

const { folder, remove } = temporaryFolder()
const reader = 'odile@lecture.example'
let stack: RunningStack
let browser: Browser
let over: ReturnType<typeof overseer>
let page: Page
let walker: Walker

beforeAll(async () => {
  ;[stack, browser] = await Promise.all([startStack(folder), launchBrowser()])
  over = overseer(browser)
  page = await over.someone()
  walker = { page, siteUrl: stack.siteUrl }
  await buy(stack, folder, { plan: 'papier-1-an', email: reader, name: 'Odile Vernay' })
  await buy(stack, folder, {
    ...{ plan: 'au-numero', email: 'solene@lecture.example', name: 'Solène Unique' },
    fields: { issueNumber: '131' },
  })
  await signIn(walker)
  over.forget()
})
afterAll(async () => {
  await browser?.close()
  await stack?.stop()
  remove()
})

const { text, press, reloadUntil } = actsOn(() => page)
const open = (path: string) => page.goto(stack.siteUrl + path)
const sound = async () => expect(await over.faultsOf(page)).toEqual([])
/** Until the page says so, having waited for what works behind it. */
async function says(path: string, words: string): Promise<void> {
  await open(path)
  await reloadUntil(words)
}

describe('a day at the desk', () => {
  let path: string

  it('finds a subscriber by name, by town and by order, from the one search as well', async () => {
    await open('/console/subscriptions')
    await page.fill('#f-sub-q', 'vernay')
    await press('form.bar button')
    expect(await text('tbody')).toContain('Odile Vernay')
    await sound()
    await press('tbody th a')
    path = new URL(page.url()).pathname
    const order = /or_[0-9a-z]+/.exec(await text())?.[0] ?? ''
    for (const query of ['lyon', order]) {
      await open(`/console/subscriptions?q=${query}`)
      expect(await text('tbody')).toContain('Odile Vernay')
    }
    await open('/console/search?q=vernay')
    expect(await text()).toContain('Odile Vernay')
    await sound()
  })

  it('sees what is sold by the issue', async () => {
    await open('/console/subscriptions/orders')
    expect(await text('tbody')).toContain('Solène Unique')
    await sound()
    await press('tbody th a')
    expect(await text('h1')).toBe('Solène Unique')
    await sound()
  })

  it('sends a copy again, once the post has had its time', async () => {
    await kiosqueJson(folder, 'issue', 'dispatch', '131')
    await moveClock(walker, '2026-12-20T09:00')
    // The session is over by then; a second link to one address could be taken for the first.
    await signIn(walker, 'admin@en-contact.example')
    await open(path)
    await sound()
    await press('#acts a[href$="/copy"]')
    await sound()
    await press('main form .actions button')
    expect(await text()).toContain('sur la liste')
    await open('/console')
    await press('#to-settle a[href$="/claims"]')
    expect(await text('tbody')).toContain('69001 LYON')
    await sound()
    await press('tbody form button')
    expect(await text()).toContain('Tout est renvoyé')
    await sound()
  })

  it('gives part of the money back, having seen what that does', async () => {
    await open(path)
    await press('#acts a[href$="/refund"]')
    await sound()
    await page.fill('#f-amount', '20')
    await page.selectOption('#f-reason', 'other')
    await press('main form .actions button')
    expect(await text()).toContain('Dites laquelle')
    expect(await page.inputValue('#f-amount')).toBe('20')
    await sound()
    await page.fill('#f-note', 'Deux numéros abîmés')
    await press('main form .actions button')
    expect(await text()).toContain('20,00 €, dont 0,41 € de TVA')
    await sound()
    await press('main form .actions button')
    await says(path, 'rendu')
    expect(await text('#payments')).toContain('Deux numéros abîmés')
    await sound()
    await openMail(walker, { to: reader, subject: 'remboursés' })
    expect(await (await mailFrame(page)).textContent('body')).toContain('0,41')
  })

  it('leaves Stripe and us in agreement', async () => {
    await says(path, '20,00 €')
    const { differences } = await kiosqueJson<{ differences: unknown[] }>(
      folder,
      ...['sandbox', 'stripe', 'diff'],
    )
    expect(differences).toEqual([])
    await open('/console/subscriptions/audit')
    await sound()
  })

  it('changes where copies go', async () => {
    await open(path)
    await press('#acts a[href$="/delivery"]')
    await sound()
    await page.fill('[name="delivery.street"]', '4 quai des Brumes')
    await page.fill('[name="delivery.postcode"]', '33000')
    await page.fill('[name="delivery.town"]', 'Bordeaux')
    await press('main form .actions button')
    expect(await text()).toContain('La nouvelle adresse est enregistrée')
  })

  it('asks to change the e-mail address', async () => {
    await open(`${path}/email`)
    await sound()
    await page.fill('#f-email', 'odile.vernay@lecture.example')
    await press('main form .actions button')
    await openMail(walker, { to: 'odile.vernay@lecture.example' })
  })

  it('cancels for a caller, who gets the receipt', async () => {
    await open(`${path}/withdraw`)
    await sound()
    await open(path)
    await press('#acts a[href$="/cancel"]')
    expect(await text()).toContain('n’est plus renouvelé')
    await sound()
    await press('main form .actions button')
    expect(await text()).toContain('La demande est notée')
    await says(path, 'refusé')
    await openMail(walker, { to: reader, subject: 'ésiliation' })
  })

  it('finds all of it in the audit trail', async () => {
    await open('/console/settings/audit')
    for (const act of [
      'a résilié un abonnement',
      'a rendu de l’argent',
      'a changé une adresse de livraison',
      'a noté un exemplaire non reçu',
      'a renvoyé un exemplaire',
    ])
      expect(await text()).toContain(act)
    await sound()
  })
})
