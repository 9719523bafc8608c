// What a person does with a page in front of them, and reads there: presses what leads on, waits for what
// comes in its own time. And that the page is in order: nothing that axe finds, nothing out of its width.
import type { Page } from 'playwright-core'
import { expect } from 'vitest'
import { axe, overflows } from './browser.ts'

/** With a plain space for each narrow or no-break one. */
export function plain(text: string | null): string {
  return (text ?? '').replace(/[\u202f\u00a0]/g, ' ')
}

/** What it says, in plain spaces. */
export async function textOf(page: Page, selector = 'main'): Promise<string> {
  return plain(await page.textContent(selector))
}

/** Goes on to the page that this leads to: the first or the last of those that fit. */
export async function press(
  page: Page,
  selector: string,
  which: 'first' | 'last' = 'last',
): Promise<void> {
  await Promise.all([page.waitForNavigation(), page.locator(selector)[which]().click()])
}

/** As it stands, in the width that it has. */
export async function expectSound(page: Page): Promise<void> {
  expect(await overflows(page), page.url()).toBe(false)
  expect(await axe(page), page.url()).toEqual([])
}

/** Loads the page anew until it says this, having waited for what works behind it. */
export async function reloadUntil(
  page: Page,
  said: string | RegExp,
  selector = 'main',
): Promise<void> {
  const isSaid = (text: string) =>
    typeof said === 'string' ? text.includes(said) : said.test(text)
  const until = Date.now() + patienceMs
  while (!isSaid(await textOf(page, selector)) && Date.now() < until) {
    await page.waitForTimeout(200)
    await page.reload()
  }
  const text = await textOf(page, selector)
  expect(isSaid(text), `${page.url()} never said ${said}: ${text.slice(0, 400)}`).toBe(true)
}

/** The file behind a link, as the browser gets it: of several, the first. */
export async function fileBehind(page: Page, selector: string) {
  const href = await page.locator(selector).first().getAttribute('href')
  const got = await page.request.get(new URL(href ?? '', page.url()).href)
  return { status: got.status(), headers: got.headers(), body: await got.body() }
}

/** How long what works behind a page may take: far longer than it needs. */
const patienceMs = 30_000

/** The acts of one page, which a test opens before it uses them. */
export function actsOn(page: () => Page, { takes = 'last' }: { takes?: 'first' | 'last' } = {}) {
  return {
    text: (selector?: string) => textOf(page(), selector),
    press: (selector: string) => press(page(), selector, takes),
    sound: () => expectSound(page()),
    fileBehind: (selector: string) => fileBehind(page(), selector),
    reloadUntil: (said: string | RegExp, selector?: string) => reloadUntil(page(), said, selector),
  }
}

/** What the page complains of from now on: scripts that fail, and errors that do not look like this. */
export function complaintsOf(page: Page, expected: RegExp): string[] {
  const complaints: string[] = []
  page.on('pageerror', (error) => complaints.push(error.message))
  page.on('console', (message) => {
    if (message.type() === 'error' && !expected.test(message.text()))
      complaints.push(message.text())
  })
  return complaints
}
