// A subscriber's account through the real stack, in Chromium, without a script of ours: the mailed
// link, an address, a copy that did not come, the means of payment, the way out. Each sentence goes on
// where the one before ended.
import type { Browser, Page } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { launchBrowser, openPage } from '../support/browser.ts'
import { buy } from '../support/buy.ts'
import { kiosqueJson, type RunningStack, startStack, temporaryFolder } from '../support/command.ts'
import { actsOn, complaintsOf } from '../support/page-acts.ts'
import { mailLink, moveClock, openMail, type Walker } from '../support/walk.ts'

describe.each([
  { name: 'at a desk, in French', width: 1280, en: '' },
  { name: 'on a phone, in English', width: 375, en: '/en' },
] as const)('the account $name', ({ width, en }) => {
  const { folder, remove } = temporaryFolder()
  const fr = en === ''
  const reader = `abonnee${width}@lecture.example`
  const next = `nouvelle${width}@lecture.example`
  let complaints: string[]
  let stack: RunningStack
  let browser: Browser
  let walker: Walker
  let page: Page

  beforeAll(async () => {
    ;[stack, browser] = await Promise.all([startStack(folder), launchBrowser()])
    page = await openPage(browser, { width, scheme: 'light' }, { locale: fr ? 'fr-FR' : 'en-GB' })
    complaints = complaintsOf(page, /404|409|410|422/)
    walker = { page, siteUrl: stack.siteUrl }
    await buy(stack, folder, { plan: 'papier-1-an', email: reader, name: 'Odile Vernay' })
  })
  afterAll(async () => {
    await browser?.close()
    await stack?.stop()
    remove()
  })

  const { text, press, sound, fileBehind } = actsOn(() => page, { takes: 'first' })
  const account = () => page.goto(`${stack.siteUrl}${en}/account`)

  it('is opened from any page by a mailed link, on its button', async () => {
    await page.goto(stack.siteUrl + (en || '/'))
    await press(`.masthead a[href="${en}/account"]`)
    await page.fill('[name=email]', 'personne@lecture')
    await sound()
    await page.fill('[name=email]', reader)
    await press('main form button')
    expect(await text('h1')).toBe(fr ? 'Regardez votre boîte' : 'Look at your mail')
    await sound()
    await openMail(walker, { to: reader, subject: fr ? 'Votre lien' : 'Your link' })
    const link = await mailLink(page, '/account/open/')
    await page.goto(link)
    await sound()
    await press('main form button')
    expect(await text('h1')).toBe(fr ? 'Votre abonnement' : 'Your subscription')
    expect(await text()).toContain(fr ? '6 numéros à venir' : '6 issues to come')
    expect(await text()).toContain(fr ? '69001 LYON' : '69001 LYON')
    await sound()
  })

  it('takes a new address, and says from which issue on it holds', async () => {
    await press('main a[href*="/account/delivery/"]')
    expect(await page.inputValue('[name="delivery.town"]')).toBe('Lyon')
    await page.fill('[name="delivery.street"]', 'x'.repeat(39))
    await press('main form button.primary')
    expect(await text('.field .error')).toMatch(/38/)
    await sound()
    await page.fill('[name="delivery.street"]', '3 place du Puits')
    await page.fill('[name="delivery.postcode"]', '97110')
    await page.fill('[name="delivery.town"]', 'Pointe-à-Pitre')
    await press('main form button.primary')
    expect(await text('h1')).toBe(fr ? 'L’adresse est changée' : 'The address is changed')
    expect(await text()).toMatch(fr ? /à partir du N° 131/ : /from issue 131 on/)
    expect(await text()).toContain(fr ? 'au même prix' : 'at the same price')
    await sound()
    await press('main a.button')
    expect(await text()).toContain('97110 POINTE A PITRE')
  })

  it('hears of a copy that did not come, once it should be there', async () => {
    await kiosqueJson(folder, 'issue', 'dispatch', '131')
    await account()
    expect(await text()).toContain(fr ? 'peut arriver jusqu’au' : 'may arrive until')
    await moveClock(walker, '2026-12-09T09:00')
    await account()
    await press('main form[action$="/account/claim"] button')
    expect(await text('.flash')).toContain(fr ? 'un nouvel exemplaire' : 'another copy')
    expect(await text()).toContain(fr ? 'un exemplaire va repartir' : 'a copy will be sent again')
    expect(await page.locator('form[action$="/account/claim"]').count()).toBe(0)
    await sound()
  })

  it('shows the invoice with its document, and the other plans', async () => {
    await press(`main a[href="${en}/account/invoices"]`)
    expect(await text('.invoices')).toContain(fr ? '99,00 €' : '€99.00')
    expect((await fileBehind('.invoices a')).status).toBe(200)
    await sound()
    await account()
    await press('main a[href*="/account/plan/"]')
    await sound()
    expect(await page.locator('main a[href*="?replaces=sb_"]').count()).toBeGreaterThan(2)
  })

  it('leads to the page for the means of payment and back', async () => {
    await account()
    await press('main form[action$="/account/card"] button')
    expect(page.url()).toContain('/sandbox/stripe/')
    await page.goto(`${stack.siteUrl}${en}/account`)
    expect(await text('h1')).toBe(fr ? 'Votre abonnement' : 'Your subscription')
  })

  it('goes by another e-mail address once that confirms', async () => {
    await press(`main a[href="${en}/account/email"]`)
    await page.fill('main [name=email]', next)
    await sound()
    await press('main form button.primary')
    expect(await text('.flash')).toContain(fr ? 'lien de confirmation' : 'link to confirm')
    await openMail(walker, { to: next })
    await page.goto(await mailLink(page, '/account/email/'))
    await sound()
    await press('main form button')
    expect(await text('.account-foot')).toContain(next)
    await openMail(walker, { to: reader, subject: fr ? 'a changé' : 'has changed' })
  })

  it('is left on every device, and knows the old address no more', async () => {
    await account()
    await press('button[value=everywhere]')
    expect(await text('.flash')).toContain(fr ? 'Tous vos appareils' : 'All your devices')
    await sound()
    await account()
    expect(page.url()).toContain('/account/sign-in')
    expect(complaints).toEqual([])
  })
})
