// A reader leaves: from the foot of any page, without an account and without a script, to the receipt
// by mail; the labels are those of the law. Each sentence goes on where the one before ended.
import type { Browser, Page } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { launchBrowser, openPage } from '../support/browser.ts'
import { kiosqueJson, type RunningStack, startStack, temporaryFolder } from '../support/command.ts'
import {
  plain,
  press as pressOneOf,
  reloadUntil,
  expectSound as sound,
  textOf,
} from '../support/page-acts.ts'
import { mailFrame, openMail, signIn } from '../support/walk.ts'

const patienceMs = 30_000
const { folder, remove } = temporaryFolder()
let stack: RunningStack
let browser: Browser

beforeAll(async () => {
  ;[stack, browser] = await Promise.all([startStack(folder), launchBrowser()])
})
afterAll(async () => {
  await browser?.close()
  await stack?.stop()
  remove()
})

const press = (page: Page, selector: string) => pressOneOf(page, selector, 'first')

/** A visitor without a cookie, whose browser runs no script. */
const visitor = (width: number, options: { javaScriptEnabled?: boolean } = {}) =>
  openPage(browser, { width, scheme: 'light' }, options)

type Bought = { orderId: string; subscriptionId: string }

/** Print for a year, paid by card. */
async function buy(email: string, name: string): Promise<Bought> {
  const page = await visitor(1280)
  await page.goto(`${stack.siteUrl}/subscribe/papier-1-an`)
  await page.fill('[name=email]', email)
  await page.fill('[name=name]', name)
  await page.fill('[name="delivery.street"]', '12 rue de l’Exemple')
  await page.fill('[name="delivery.postcode"]', '69001')
  await page.fill('[name="delivery.town"]', 'Lyon')
  await press(page, '.order-side button.primary')
  await press(page, '.order-act button')
  await page.fill('input[name=number]', '4242 4242 4242 4242')
  await press(page, 'main form button.primary')
  await reloadUntil(page, 'Votre abonnement est confirmé', 'h1')
  await page.context().close()
  const shown = await shownOf(email)
  return { orderId: shown.orderId, subscriptionId: shown.id }
}

type Shown = { id: string; orderId: string; status: string }
const shownOf = (who: string) => kiosqueJson<Shown>(folder, 'subscription', 'show', who)

/** Until its effect is there. */
async function becomes(who: string, status: string): Promise<void> {
  const until = Date.now() + patienceMs
  while ((await shownOf(who)).status !== status && Date.now() < until)
    await new Promise((resolve) => setTimeout(resolve, 250))
  expect((await shownOf(who)).status).toBe(status)
}

describe.each([
  { name: 'at a desk, in French', width: 1280, en: '' },
  { name: 'on a phone, in English', width: 375, en: '/en' },
] as const)('leaving $name', ({ width, en }) => {
  const fr = en === ''
  const canceller = `resilie${width}@lecture.example`
  const withdrawer = `retracte${width}@lecture.example`
  let cancelled: Bought
  let withdrawn: Bought
  let page: Page
  const say = (french: string, english: string) => (fr ? french : english)

  beforeAll(async () => {
    cancelled = await buy(canceller, 'Odile Vernay')
    withdrawn = await buy(withdrawer, 'Bruno Salvet')
    page = await visitor(width)
  })
  afterAll(async () => page?.context().close())

  it('finds both doors at the foot of every page, under the names of the law', async () => {
    for (const path of ['/', '/calendar', '/subscribe', '/terms', '/newsletters']) {
      await page.goto(stack.siteUrl + en + (en && path === '/' ? '' : path))
      const links = (await page.locator('footer.foot a').allTextContents()).map(plain)
      expect(links).toContain(say('Résilier votre contrat', 'Cancel your contract'))
      expect(links).toContain(say('Renoncer au contrat ici', 'Withdraw from the contract here'))
    }
  })

  it('asks for what the law names, keeps what was typed, and says what is missing', async () => {
    await press(page, `footer.foot a[href="${en}/cancel"]`)
    expect(await textOf(page, 'h1')).toBe(say('Résilier votre contrat', 'Cancel your contract'))
    await sound(page)
    await page.fill('[name=name]', 'VERNAY Odile')
    await press(page, 'main button.primary')
    expect(await textOf(page, '.field .error')).toMatch(/e-mail/)
    expect(await page.inputValue('[name=name]')).toBe('VERNAY Odile')
    await sound(page)
    await page.fill('[name=email]', canceller)
    await press(page, 'main button.primary')
  })

  it('sums it up, lets it be changed, and is notified by the button of the law', async () => {
    expect(await textOf(page)).toContain('VERNAY Odile')
    await sound(page)
    await press(page, 'button[value=edit]')
    expect(await page.inputValue('[name=email]')).toBe(canceller)
    await page.fill('[name=reference]', cancelled.orderId)
    await press(page, 'main button.primary')
    expect(await textOf(page)).toContain(cancelled.orderId)
    const button = say('Notification de la résiliation', 'Notify the cancellation')
    expect(await textOf(page, 'main button.primary')).toBe(button)
    await press(page, 'main button.primary')
    expect(page.url()).toContain('/declared/')
    expect(await textOf(page)).toMatch(fr ? /le \d+ .* à \d+ h/ : /on \d+ .* at \d\d:\d\d/)
    await sound(page)
  })

  it('is acknowledged by mail, with the end of the contract and what follows', async () => {
    const subject = say('Résiliation', 'Cancellation')
    await openMail({ page, siteUrl: stack.siteUrl }, { to: canceller, subject })
    const mail = plain(await (await mailFrame(page)).textContent('body'))
    expect(mail).toContain(say('Résiliation reçue', 'Cancellation received'))
    expect(mail).toContain('VERNAY Odile')
    expect(mail).toContain(say('Fin du contrat', 'End of the contract'))
    expect(mail).toContain(say('avec le dernier numéro payé', 'with the last issue paid for'))
    expect(mail).toContain(say('plus rien n’est prélevé', 'nothing more is charged'))
    expect(mail).toContain(cancelled.orderId)
    expect(await shownOf(cancelled.subscriptionId)).toMatchObject({ status: 'active' })
  })

  it('withdraws with its own button, and gets everything back', async () => {
    await page.goto(`${stack.siteUrl}${en}/withdraw`)
    await sound(page)
    await page.fill('[name=name]', 'Bruno Salvet')
    await page.fill('[name=email]', withdrawer)
    await page.fill('[name=reference]', withdrawn.orderId)
    const button = say('Confirmer la rétractation', 'Confirm the withdrawal')
    expect(await textOf(page, 'main button.primary')).toBe(button)
    await press(page, 'main button.primary')
    expect(await textOf(page, 'h1')).toBe(
      say('Votre rétractation est confirmée', 'Your withdrawal is confirmed'),
    )
    await sound(page)
    await becomes(withdrawn.subscriptionId, 'ended')
    const subject = say('Rétractation', 'Withdrawal')
    await openMail({ page, siteUrl: stack.siteUrl }, { to: withdrawer, subject })
    const mail = plain(await (await mailFrame(page)).textContent('body'))
    expect(mail).toContain(say('99,00 € vous sont remboursés', '€99.00 is paid back to you'))
  })
})

describe('without a script and on a phone', () => {
  it('somebody whom no contract fits is not refused, and staff finds them', async () => {
    const page = await visitor(375, { javaScriptEnabled: false })
    await page.goto(`${stack.siteUrl}/cancel`)
    await page.fill('[name=name]', 'Zoé Inconnue')
    await page.fill('[name=email]', 'zoe@lecture.example')
    await page.click('main button.primary')
    await page.click('main button.primary')
    expect(plain(await page.locator('h1').textContent())).toBe('Votre résiliation est notifiée')
    await page.context().close()
    const staff = await visitor(1280)
    await signIn({ page: staff, siteUrl: stack.siteUrl })
    await staff.goto(`${stack.siteUrl}/console/subscriptions/declarations`)
    await staff.waitForSelector('main h1')
    await reloadUntil(staff, 'Zoé Inconnue')
    await sound(staff)
    await press(staff, 'main table a')
    await sound(staff)
    await staff.fill('[name=reason]', 'Un homonyme\u202f: réponse faite')
    await press(staff, '#close button')
    expect(await textOf(staff)).toContain('classée')
    await staff.context().close()
  })
})
