// The pictures of selling: the offers, a subscriber's account, an issue to read, the way out, and after
// ten months the notice before the renewal and the subscription as staff see it.
import type { Browser, Page } from 'playwright-core'
import { buy } from '../tests/support/buy.ts'
import { kiosqueJson, type RunningStack } from '../tests/support/command.ts'
import { mailLink, openMail, signIn, type Walker } from '../tests/support/walk.ts'
import { openFrame, take, takeMail } from './picture-frames.ts'

const reader = { email: 'odile.vernay@lecture.example', name: 'Odile Vernay' }
/** Dispatched by the time of the notice; one issue of the six is left then. */
const issues = ['131', '132', '133', '134', '135']
const noticeDay = '2027-10-01T09:00+02:00'

/** In a stack of its own, for the clock goes far ahead. */
export async function takeSelling(
  browser: Browser,
  { stack, folder }: { stack: RunningStack; folder: string },
): Promise<void> {
  const walker = { page: await openFrame(browser, 'desk'), siteUrl: stack.siteUrl }
  const clockTo = (to: string) => kiosqueJson(folder, 'sandbox', 'clock', '--to', to)
  const dispatch = (number: string) => kiosqueJson(folder, 'issue', 'dispatch', number)
  await walker.page.goto(`${stack.siteUrl}/subscribe`)
  await take(walker.page, 'offers')
  await buy(stack, folder, { plan: 'integral-1-an', ...reader })
  await dispatch('131')
  await clockTo('2026-12-09T09:00+01:00')
  await openAccount(walker)
  await take(walker.page, 'account')
  await walker.page.goto(`${stack.siteUrl}/read/131`)
  await take(walker.page, 'digital-issue')
  await takeRecap(walker)
  for (const number of issues.slice(1)) await dispatch(number)
  await clockTo(noticeDay)
  await takeMail(walker, { name: 'notice', to: reader.email, subject: 'se renouvelle' })
  await signIn(walker, 'admin@en-contact.example')
  await walker.page.goto(`${stack.siteUrl}/console/subscriptions?q=vernay`)
  await walker.page.click('tbody th a')
  await walker.page.waitForSelector('#acts')
  await take(walker.page, 'subscription')
}

async function openAccount(walker: Walker): Promise<void> {
  const { page, siteUrl } = walker
  await page.goto(`${siteUrl}/account`)
  await page.fill('main [name=email]', reader.email)
  await press(page, 'main form button')
  await openMail(walker, { to: reader.email, subject: 'Votre lien' })
  await page.goto(await mailLink(page, '/account/open/'))
  await press(page, 'main form button')
}

/** What is said before a contract is cancelled, by whoever has no account. */
async function takeRecap({ page, siteUrl }: Walker): Promise<void> {
  await page.goto(`${siteUrl}/cancel`)
  await page.fill('[name=name]', reader.name)
  await page.fill('[name=email]', reader.email)
  await press(page, 'main button.primary')
  await take(page, 'cancel')
}

async function press(page: Page, selector: string): Promise<void> {
  await Promise.all([page.waitForNavigation(), page.locator(selector).first().click()])
}
