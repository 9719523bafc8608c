// The other ways to buy, through the real stack, in Chromium, without a script of ours: with a bank
// that asks to confirm, by a debit that arrives days later or comes back, as a gift that is told on its
// day, with a promotion code, in the place of a contract one has.
import type { Browser, Page } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { launchBrowser, openPage } from '../support/browser.ts'
import { kiosqueJson, type RunningStack, startStack, temporaryFolder } from '../support/command.ts'
import { actsOn, complaintsOf, plain } from '../support/page-acts.ts'
import { mailFrame, mailLink, openMail, type Walker } from '../support/walk.ts'

const patienceMs = 30_000
const { folder, remove } = temporaryFolder()
let complaints: string[]
let stack: RunningStack
let browser: Browser
let page: Page
let walker: Walker

beforeAll(async () => {
  ;[stack, browser] = await Promise.all([startStack(folder), launchBrowser()])
  page = await openPage(browser, { width: 1280, scheme: 'light' }, { locale: 'fr-FR' })
  complaints = complaintsOf(page, /402|409|422/)
  walker = { page, siteUrl: stack.siteUrl }
})
afterAll(async () => {
  await browser?.close()
  await stack?.stop()
  remove()
})

const { text, press, sound, reloadUntil } = actsOn(() => page)
const clockTo = (to: string) => kiosqueJson(folder, 'sandbox', 'clock', '--to', to)
const open = (path: string) => page.goto(stack.siteUrl + path)

async function fill(fields: Record<string, string>): Promise<void> {
  for (const [name, value] of Object.entries(fields)) await page.fill(`[name="${name}"]`, value)
}

const reader = (email: string, name = 'Odile Vernay') => ({ email, name })
const address = {
  'delivery.street': '12 bis, rue de l’Exemple',
  'delivery.postcode': '69001',
  'delivery.town': 'Lyon',
}

/** From the filled form over the summary to the page that takes the payment. */
async function toPayment(): Promise<string> {
  await press('.order-side button.primary')
  expect(page.url(), await text()).toContain('/order/')
  const order = page.url()
  await press('.order-act button')
  expect(page.url()).toContain('/sandbox/stripe/pay/')
  return order
}

async function payWith(number: string): Promise<void> {
  await page.fill('input[name=number]', number)
  await press('main form button.primary')
}

/** Looks again until the order's page says so: Stripe tells us in its own time. */
async function says(order: string, title: string): Promise<void> {
  await page.goto(order)
  await reloadUntil(title, 'h1')
  expect(await text('h1')).toBe(title)
}

type Listed = { subscriptions: { planId: string; status: string; owed: number }[] }
const listed = async (email: string) =>
  (await kiosqueJson<Listed>(folder, 'subscription', 'list', email)).subscriptions

describe('a card whose bank asks to confirm', () => {
  it('is paid once that is done; given up there, it can be tried again', async () => {
    await open('/subscribe/numerique-1-an')
    await fill(reader('banque@lecture.example'))
    const order = await toPayment()
    await payWith('4000 0025 0000 3155')
    expect(await text()).toMatch(/banque/i)
    await press('button[name=answer][value=refuse]')
    expect(page.url()).toContain('/sandbox/stripe/pay/')
    await payWith('4000 0025 0000 3155')
    await press('button[name=answer][value=confirm]')
    await says(order, 'Votre abonnement est confirmé')
    expect(await listed('banque@lecture.example')).toMatchObject([{ status: 'active', owed: 6 }])
  })
})

describe('a promotion code', () => {
  it('shows what it takes off before anything is ordered, and is refused by name', async () => {
    await open('/subscribe/papier-1-an')
    await fill({ ...reader('code@lecture.example'), ...address, promotionCode: 'PERIME' })
    await press('button[value=price]')
    expect(await text('#f-promotionCode-error')).toContain('Nous ne connaissons pas ce code')
    expect(await page.inputValue('[name=email]')).toBe('code@lecture.example')
    await page.fill('[name=promotionCode]', 'bienvenue')
    await press('button[value=price]')
    expect(await text('.order-side')).toContain('79,20 €')
    expect(await text('.order-side')).toContain('Ensuite, le prix entier, 99,00 €')
    await sound()
  })

  it('is charged as it stood on the button', async () => {
    await press('.order-side button.primary')
    expect(await text('.order-act button')).toBe('Commander et payer 79,20 €')
    expect(await text()).toContain('BIENVENUE : 20 % de moins')
    await sound()
    const order = page.url()
    await press('.order-act button')
    expect(await text()).toContain('79,20')
    await payWith('4242 4242 4242 4242')
    await says(order, 'Votre abonnement est confirmé')
    await openMail(walker, { to: 'code@lecture.example' })
    const mail = plain((await (await mailFrame(page)).textContent('body')) ?? '')
    expect(mail.replace(/\s+/g, ' ')).toContain('BIENVENUE')
  })
})

describe('a single issue', () => {
  it('is chosen by its cover, and is not sold once it is gone', async () => {
    await open('/issues/129')
    await press('main a[href*="/subscribe/au-numero?issue=129"]')
    expect(await page.isChecked('input[name=issueNumber][value="129"]')).toBe(true)
    await sound()
    await fill({ ...reader('numero@lecture.example'), ...address })
    const order = await toPayment()
    await payWith('4242 4242 4242 4242')
    await says(order, 'C’est commandé')
    expect(await text()).toContain('N° 129')
  })
})

describe('a debit', () => {
  const orders: Record<string, string> = {}
  const ibans = {
    'debit@lecture.example': 'FR14 2004 1010 0505 0001 3M02 606',
    'rejet@lecture.example': 'FR84 2004 1010 0505 0001 3M02 607',
  }

  it('is on its way first, and nothing begins', async () => {
    for (const [email, iban] of Object.entries(ibans)) {
      await open('/subscribe/numerique-1-an')
      await fill(reader(email))
      orders[email] = await toPayment()
      await payWith(iban)
      await says(orders[email], 'Le prélèvement est en route')
      expect((await listed(email)).map(({ owed }) => owed)).toEqual([0])
    }
    await sound()
  })

  it('arrives days later: then it begins', async () => {
    await clockTo('2026-12-12T09:00+01:00')
    await says(orders['debit@lecture.example'] ?? '', 'Votre abonnement est confirmé')
    expect(await listed('debit@lecture.example')).toMatchObject([{ status: 'active', owed: 6 }])
    await openMail(walker, { to: 'debit@lecture.example' })
  })

  it('comes back days later: nothing is due, and the reader is told', async () => {
    await says(orders['rejet@lecture.example'] ?? '', 'Le paiement n’a pas abouti')
    await sound()
    expect((await listed('rejet@lecture.example')).map(({ owed }) => owed)).toEqual([0])
    await openMail(walker, { to: 'rejet@lecture.example' })
    expect(await text('h1')).toContain('n’a pas abouti')
  })
})

describe('a gift', () => {
  const to = 'cousine@lecture.example'
  let order: string

  it('asks who receives it and when they are told; not oneself', async () => {
    await open('/subscribe')
    await press('main a[href="/subscribe/integral-1-an?gift=yes"]')
    await fill({
      ...{ ...reader('marraine@lecture.example'), ...address },
      'gift.recipientName': 'Odile Vernay',
      'gift.recipientEmail': to,
      'gift.startsOn': '2026-12-24',
      'gift.message': 'Pour tes soirées d’hiver.',
    })
    await press('.order-side button.primary')
    expect(await text('main [role=alert]')).toContain('à la fois l’acheteur et le destinataire')
    expect(await page.inputValue('[name="gift.message"]')).toBe('Pour tes soirées d’hiver.')
    await sound()
    await page.fill('[name="gift.recipientName"]', 'Lucie Vernay')
    await press('.order-side button.primary')
    expect(await text()).toContain('Annoncé par e-mail le 24 décembre 2026')
    expect(await text()).toContain('Rien ne se reconduit')
    await sound()
    order = page.url()
    await press('.order-act button')
    await payWith('4242 4242 4242 4242')
    await says(order, 'C’est offert à Lucie Vernay')
    await sound()
  })

  it('is told on its day, in the giver’s words, with the way to read', async () => {
    await open(`/sandbox/inbox?${new URLSearchParams({ to })}`)
    expect(await page.locator('table.mails tbody tr').count()).toBe(0)
    await clockTo('2026-12-24T08:05+01:00')
    await openMail(walker, { to })
    const mail = plain((await (await mailFrame(page)).textContent('body')) ?? '')
    expect(mail).toContain('Pour tes soirées d’hiver.')
    expect(mail).toContain('Odile Vernay vous offre En-Contact')
    expect(await mailLink(page, '/account')).toBe(`${stack.siteUrl}/account`)
  })
})

describe('a change of plan', () => {
  const email = 'code@lecture.example'

  it('is asked for in one’s own account; a stranger’s contract is not open there', async () => {
    const [held] = (
      await kiosqueJson<{ subscriptions: { id: string }[] }>(folder, 'subscription', 'list', email)
    ).subscriptions
    await open(`/subscribe/integral-1-an?replaces=${held?.id}`)
    expect(page.url()).toContain('/account/sign-in')
    await page.fill('main [name=email]', 'marraine@lecture.example')
    await press('main form button.primary')
    await openMail(walker, { to: 'marraine@lecture.example', subject: 'compte' })
    await page.goto(await mailLink(page, '/account/open/'))
    await press('main form button.primary')
    await open(`/subscribe/integral-1-an?replaces=${held?.id}`)
    expect(await text('.replaced')).toContain('n’est pas ouvert dans votre compte')
    await sound()
    await page.context().clearCookies()
    await open(`/subscribe/integral-1-an?replaces=${held?.id}`)
    await page.fill('main [name=email]', email)
    await press('main form button.primary')
    await openMail(walker, { to: email, subject: 'compte' })
    await page.goto(await mailLink(page, '/account/open/'))
    await press('main form button.primary')
    await open(`/subscribe/integral-1-an?replaces=${held?.id}`)
  })

  it('says what goes back, ends the old contract and begins the new one', async () => {
    expect(await text('.replaced')).toContain('79,20 €')
    expect(await page.inputValue('[name=email]')).toBe(email)
    await sound()
    await press('.order-side button.primary')
    expect(await text()).toContain('Il prend fin dès que cette commande est payée')
    await sound()
    const order = page.url()
    await press('.order-act button')
    await payWith('4242 4242 4242 4242')
    await says(order, 'Votre abonnement est confirmé')
    const until = Date.now() + patienceMs
    let plans: string[] = []
    while (Date.now() < until) {
      plans = (await listed(email)).map(({ planId, status }) => `${planId} ${status}`).sort()
      if (plans.includes('papier-1-an ended')) break
      await page.waitForTimeout(250)
    }
    expect(plans).toEqual(['integral-1-an active', 'papier-1-an ended'])
    expect(complaints).toEqual([])
  })
})
