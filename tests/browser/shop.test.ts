// A reader buys the magazine: from the front page to the paid subscription, the mail that confirms it
// and the console, through the real stack, in Chromium, at a desk and on a phone, without a script of
// ours. Each sentence goes on where the one before ended.
import type { Browser, Page } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { launchBrowser, openPage } from '../support/browser.ts'
import { kiosqueJson, type RunningStack, startStack, temporaryFolder } from '../support/command.ts'
import { actsOn, complaintsOf } from '../support/page-acts.ts'
import { mailFrame, openMail, signIn, type Walker } from '../support/walk.ts'

const patienceMs = 20_000

describe.each([
  { name: 'at a desk, in French', width: 1280, en: '' },
  { name: 'on a phone, in English', width: 375, en: '/en' },
] as const)('the card way $name', ({ width, en }) => {
  const { folder, remove } = temporaryFolder()
  const buyer = `acheteuse${width}@lecture.example`
  const fr = en === ''
  let complaints: string[]
  let stack: RunningStack
  let browser: Browser
  let walker: Walker
  let page: Page
  let orderAddress: string

  beforeAll(async () => {
    ;[stack, browser] = await Promise.all([startStack(folder), launchBrowser()])
    page = await openPage(browser, { width, scheme: 'light' }, { locale: fr ? 'fr-FR' : 'en-GB' })
    complaints = complaintsOf(page, /402|409|422/)
    walker = { page, siteUrl: stack.siteUrl }
  })
  afterAll(async () => {
    await browser?.close()
    await stack?.stop()
    remove()
  })

  const { text, press, sound } = actsOn(() => page)

  it('leads from the front page to the offers, with their prices', async () => {
    await page.goto(stack.siteUrl + (en || '/'))
    await press(`main a[href="${en}/subscribe"]`)
    expect(await text()).toContain(fr ? '99,00 €' : '€99.00')
    expect(await text()).toContain(fr ? 'TVA 2,10 %' : 'VAT at 2.10%')
    await sound()
    await press(`main a[href="${en}/subscribe/papier-1-an"]`)
    expect(await text('h1')).toBe(fr ? 'Papier, un an' : 'Print, one year')
    await sound()
  })

  it('shows the price of another country, then takes the address of this one', async () => {
    await page.fill('[name=email]', buyer)
    await page.fill('[name=name]', 'Odile Vernay')
    await page.selectOption('[name="delivery.country"]', 'CH')
    await press('button[value=price]')
    expect(await text('.order-side')).toContain(fr ? '96,96 €' : '€96.96')
    expect(await page.inputValue('[name=email]')).toBe(buyer)
    await page.selectOption('[name="delivery.country"]', 'FR')
    await page.fill('[name="delivery.street"]', 'x'.repeat(39))
    await page.fill('[name="delivery.postcode"]', '69001')
    await page.fill('[name="delivery.town"]', 'Lyon')
    await press('.order-side button.primary')
    expect(await text('.field .error')).toMatch(/38/)
    await sound()
    await page.fill('[name="delivery.street"]', '12 bis, rue de l’Exemple')
    await press('.order-side button.primary')
    expect(page.url()).toContain('/order/')
    orderAddress = page.url()
  })

  it('shows all that is ordered, with the button that binds', async () => {
    const button = fr ? 'Commander et payer 99,00 €' : 'Order and pay €99.00'
    expect(await text('.order-act button')).toBe(button)
    expect(await text()).toContain('69001 LYON')
    expect(await text()).toContain(fr ? 'reconduit tacitement' : 'renews tacitly')
    await sound()
    await press('.order-act button')
    expect(page.url()).toContain('/sandbox/stripe/pay/')
  })

  it('a refused card says so and can be tried again; left, the order waits to be paid', async () => {
    await page.fill('input[name=number]', '4000 0000 0000 0002')
    await press('main form button.primary')
    expect(page.url()).toContain('/sandbox/stripe/pay/')
    await page.goto(orderAddress)
    expect(await text('h1')).toBe(fr ? 'Il reste à payer' : 'It remains to be paid')
    await sound()
    await press('main a.button.primary')
  })

  it('pays by card, waits for the confirmation, and is subscribed by what Stripe says', async () => {
    await page.fill('input[name=number]', '4242 4242 4242 4242')
    await press('main form button.primary')
    expect(page.url()).toContain('/order/')
    const done = fr ? 'Votre abonnement est confirmé' : 'Your subscription is confirmed'
    const until = Date.now() + patienceMs
    while ((await text('h1')) !== done && Date.now() < until) {
      expect(await text('h1')).toMatch(/Nous attendons|We are waiting/)
      await page.waitForTimeout(250)
      await page.reload()
    }
    expect(await text('h1')).toBe(done)
    await sound()
  })

  it('gets the contract by mail', async () => {
    await openMail(walker, { to: buyer })
    const mail = ((await (await mailFrame(page)).textContent('body')) ?? '').replace(/\s+/g, ' ')
    expect(mail).toContain(fr ? 'Abonnement confirmé' : 'Subscription confirmed')
    expect(mail).toContain('12 bis rue de l Exemple')
    expect(mail).toContain('Article L215-1')
  })

  it('is in the console and in the command, with six issues owed', async () => {
    await signIn(walker)
    await page.goto(`${stack.siteUrl}/console/subscriptions?q=${encodeURIComponent(buyer)}`)
    expect(await text('tbody')).toContain('Odile Vernay')
    await sound()
    await press('tbody th a')
    expect(await text('h1')).toBe('Odile Vernay')
    expect(await text('#issues')).toContain('Patienter, est-ce déjà partir')
    await sound()
    const { subscriptions } = await kiosqueJson<{ subscriptions: Record<string, unknown>[] }>(
      folder,
      ...['subscription', 'list', buyer],
    )
    expect(subscriptions).toMatchObject([{ status: 'active', owed: 6, planId: 'papier-1-an' }])
    expect(complaints).toEqual([])
  })
})
