// Steps that browser tests and pictures share: a visitor's, a reader's, marketing's. Each does what a
// person would do on the page in front of them, by the words they would read.
import type { Frame, Page } from 'playwright-core'

export type Walker = { page: Page; siteUrl: string }

export const marketing = 'marketing@en-contact.example'

/** A visitor's way to `/sign-up/sent`, from the front page. `prefix` is '' or '/en'. */
export async function signUp({ page, siteUrl }: Walker, email: string, prefix = ''): Promise<void> {
  await page.goto(`${siteUrl}${prefix}/`)
  await page.fill('#email', email)
  // A form that is sent within two seconds is taken for a machine's.
  await page.waitForTimeout(2_100)
  await page.click('.sign-up button')
  await page.waitForURL('**/sign-up/sent')
}

/** Opens the newest mail to an address from the inbox's list; waits until it has come. */
export async function openMail(
  { page, siteUrl }: Walker,
  search: { to: string; subject?: string },
): Promise<void> {
  const query = new URLSearchParams(search)
  for (let attempt = 0; ; attempt++) {
    await page.goto(`${siteUrl}/sandbox/inbox?${query}`)
    const newest = page.locator('table.mails tbody th a').first()
    if ((await newest.count()) > 0) {
      await newest.click()
      await page.waitForSelector('main h1')
      return
    }
    if (attempt > 100) throw new Error(`No mail came to ${search.to}`)
    await page.waitForTimeout(100)
  }
}

/** The open mail's HTML, as its frame shows it. */
export async function mailFrame(page: Page): Promise<Frame> {
  const frame = await (await page.waitForSelector('iframe.mail-frame')).contentFrame()
  if (!frame) throw new Error('The mail has no frame')
  await frame.waitForSelector('body table')
  return frame
}

/** Where the mail's link of this address leads; links open outside the frame. */
export async function mailLink(page: Page, path: string): Promise<string> {
  const href = await (await mailFrame(page))
    .locator(`a[href*="${path}"]`)
    .first()
    .getAttribute('href')
  if (!href) throw new Error(`The mail has no link to ${path}`)
  return href
}

/** Signs marketing in by the mailed link and ends on the console's home. */
export async function signIn(walker: Walker, email = marketing): Promise<void> {
  const { page, siteUrl } = walker
  await page.goto(`${siteUrl}/console`)
  await page.fill('input[name=email]', email)
  await page.click('main button')
  await page.waitForURL('**/console/sign-in/sent')
  // Of the words of its subject, the one that both languages share: others may have come meanwhile.
  await openMail(walker, { to: email, subject: 'console' })
  await page.goto(await mailLink(page, '/console/sign-in/'))
  await page.click('main button')
  await page.waitForURL(/\/console$/)
}

/** Presses "announce" on the home page and opens the drafted newsletter; returns its id. */
export async function announceAndOpen({ page, siteUrl }: Walker): Promise<string> {
  await page.goto(`${siteUrl}/console`)
  await page.click('main form[action$="/announce"] button')
  await page.waitForSelector('#composer')
  const id = /newsletters\/([^/?#]+)/.exec(page.url())?.[1]
  if (!id) throw new Error(`No newsletter at ${page.url()}`)
  return id
}

/** Waits until the proof beside the form shows `text`, as this view shows it. */
export async function proofShows(
  page: Page,
  shown: { view: 'desktop' | 'phone' | 'dark' | 'text'; text: string },
): Promise<void> {
  await page.waitForFunction(({ view, text }) => {
    const frame = document.querySelector<HTMLIFrameElement>('.proof-sheet iframe:not(.is-coming)')
    const body = frame?.contentDocument?.body
    if (!frame || !body?.textContent?.includes(text)) return false
    const ground = getComputedStyle(body.querySelector('.ground') ?? body).backgroundColor
    const isDark = Number(/\d+/.exec(ground)?.[0] ?? 255) < 80
    const isText = !body.querySelector('table')
    const isNarrow = frame.clientWidth <= 400
    if (view === 'text') return isText
    if (view === 'dark') return isDark && !isText
    return !isText && !isDark && (view === 'phone' ? isNarrow : true)
  }, shown)
}

/** Moves the clock on its own page and waits until it has arrived. */
export async function moveClock({ page, siteUrl }: Walker, wallClock: string): Promise<void> {
  await page.goto(`${siteUrl}/sandbox/clock`)
  await page.fill('input[name=wallClock]', wallClock)
  await page.click('form:has(input[name=wallClock]) button')
  // While it is on its way the page has no form and reloads by itself.
  await page.waitForSelector('input[name=wallClock]', { timeout: 180_000 })
}

/** The rows of the report's table, reasons left out: `{accepted: 200, …}` by their words. */
export async function reportCounts(page: Page): Promise<Record<string, number>> {
  const states = page.locator('table.counts').first().locator('tr:not(.reason)')
  const rows = await states.evaluateAll((found) =>
    found.map((row) => [
      row.querySelector('th')?.textContent?.trim() ?? '',
      Number((row.querySelector('td')?.textContent ?? '').replace(/\D/g, '')),
    ]),
  )
  return Object.fromEntries(rows)
}

/** Brings a file in, goes to the check, passes it: what is left is to schedule. */
export async function importAndCheck(
  { page, siteUrl }: Walker,
  letter: { id: string; file: string; subject: string },
): Promise<void> {
  const path = `${siteUrl}/console/newsletters/${letter.id}`
  await page.goto(`${path}/import`)
  await page.setInputFiles('input[name=file]', letter.file)
  await page.click('form.wide-form .actions button')
  await page.goto(path)
  await page.fill('#f-subject', letter.subject)
  await page.click('.save-bar button.primary')
  await page.waitForURL(/done=saved/)
  await page.goto(`${path}/check`)
  await page.click('main form[action$="/check"] button')
  await page.waitForSelector('.verdict')
}

/** Schedules a checked newsletter at a wall-clock time of the title's zone. */
export async function schedule(
  { page, siteUrl }: Walker,
  at: { id: string; date: string; time: string },
): Promise<void> {
  await page.goto(`${siteUrl}/console/newsletters/${at.id}/schedule`)
  await page.fill('input[name=date]', at.date)
  await page.fill('input[name=time]', at.time)
  await page.click('form[action$="/schedule"] .actions button')
  await page.waitForURL(/done=scheduled/)
}
