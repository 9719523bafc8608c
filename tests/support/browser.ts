// A real browser for tests: Debian's Chromium through playwright-core, axe on a page, screenshots.
import { existsSync } from 'node:fs'
import { mkdir, readFile } from 'node:fs/promises'
import { createRequire } from 'node:module'
import { dirname } from 'node:path'
import { type Browser, type BrowserContextOptions, chromium, type Page } from 'playwright-core'

const candidates = [
  process.env['CHROMIUM'],
  '/usr/bin/chromium',
  '/usr/bin/chromium-browser',
  '/usr/bin/google-chrome',
  '/Applications/Google Chrome.app/Contents/MacOS/Google Chrome',
]

/**
 * Starts a browser.
 * @throws Error that says what to install when there is none.
 */
export async function launchBrowser(): Promise<Browser> {
  const executablePath = candidates.find((path) => path !== undefined && existsSync(path))
  if (!executablePath)
    throw new Error(
      'The browser tests need Chromium: `apt install chromium`, or set CHROMIUM to its path.',
    )
  return await chromium.launch({
    executablePath,
    args: [
      '--no-sandbox',
      '--disable-gpu',
      '--no-first-run',
      '--disable-background-networking',
      '--disable-component-update',
      '--disable-sync',
    ],
  })
}

export type Look = { name: string; width: number; scheme: 'light' | 'dark' }

/** Phone and desktop, light and dark: how every page is looked at. */
export const looks: readonly Look[] = [
  { name: 'phone-light', width: 375, scheme: 'light' },
  { name: 'phone-dark', width: 375, scheme: 'dark' },
  { name: 'desktop-light', width: 1280, scheme: 'light' },
  { name: 'desktop-dark', width: 1280, scheme: 'dark' },
]

/** A page in a context of its own, as this look sees it. Close it with `page.context().close()`. */
export async function openPage(
  browser: Browser,
  look: Omit<Look, 'name'>,
  options: BrowserContextOptions = {},
): Promise<Page> {
  const context = await browser.newContext({
    viewport: { width: look.width, height: look.width < 600 ? 812 : 900 },
    colorScheme: look.scheme,
    ...options,
  })
  context.setDefaultTimeout(patienceMs)
  return await context.newPage()
}

/** How long a page may take to become what a test expects: far longer than it needs. */
const patienceMs = 10_000

const axeSource = createRequire(import.meta.url).resolve('axe-core/axe.min.js')

/** WCAG 2.2 A and AA findings of axe on the page as it stands, one line each; by `rules` alone, or all. */
export async function axe(page: Page, rules?: readonly string[]): Promise<string[]> {
  // Evaluated by the debugger, which the page's Content-Security-Policy does not concern.
  if (!(await page.evaluate(() => 'axe' in window)))
    await page.evaluate(await readFile(axeSource, 'utf8'))
  return await page.evaluate(async (only) => {
    const { axe } = window as unknown as { axe: typeof import('axe-core') }
    const tags = ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa', 'best-practice']
    const result = await axe.run(document, {
      runOnly: only ? { type: 'rule', values: [...only] } : tags,
      resultTypes: ['violations'],
    })
    return result.violations.flatMap((violation) =>
      violation.nodes.map(
        (node) =>
          `${violation.id}: ${node.target.join(' ')} (${violation.help}) ${node.html.slice(0, 120)}`,
      ),
    )
  }, rules)
}

/** What stands out at the right of the page: the outermost such elements, by tag and class. */
export async function standsOut(page: Page): Promise<string[]> {
  return await page.evaluate(() => {
    const edge = document.documentElement.clientWidth
    if (document.documentElement.scrollWidth <= edge) return []
    return [...document.querySelectorAll('body *')]
      .filter((one) => one.getBoundingClientRect().right > edge + 0.5)
      .slice(0, 4)
      .map((one) => `${one.tagName.toLowerCase()}.${one.className}`)
  })
}

/** Whether something stands out at the right of the page. */
export async function overflows(page: Page): Promise<boolean> {
  return await page.evaluate(
    () => document.documentElement.scrollWidth > document.documentElement.clientWidth,
  )
}

/** Saves the whole page as PNG once its fonts are there. */
export async function screenshot(page: Page, path: string): Promise<void> {
  await mkdir(dirname(path), { recursive: true })
  await page.evaluate(() => document.fonts.ready)
  await page.screenshot({ path, fullPage: true, animations: 'disabled' })
}
