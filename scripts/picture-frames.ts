// How the pictures in docs/images are framed, taken and weighed.
import { mkdir, stat, writeFile } from 'node:fs/promises'
import type { Browser, Page } from 'playwright-core'
import { openMail, type Walker } from '../tests/support/walk.ts'

const images = 'docs/images'
const maxBytes = 400_000

/** All pictures of a page have one ratio, so that they stand side by side. */
const frames = {
  desk: { viewport: { width: 1200, height: 800 } },
  mail: { viewport: { width: 960, height: 640 }, deviceScaleFactor: 1.25 },
  phone: { viewport: { width: 375, height: 812 }, isMobile: true },
} as const

export type Scheme = 'light' | 'dark'

/** A page in a context of its own. */
export async function openFrame(
  browser: Browser,
  frame: keyof typeof frames,
  colorScheme: Scheme = 'light',
): Promise<Page> {
  const context = await browser.newContext({ ...frames[frame], colorScheme, locale: 'fr-FR' })
  return await context.newPage()
}

/** What the window shows, once its fonts and pictures are there. */
export async function take(page: Page, name: string): Promise<void> {
  await page.evaluate(async () => {
    await document.fonts.ready
    await Promise.all([...document.images].map((image) => image.decode().catch(() => undefined)))
  })
  await keep(name, await page.screenshot({ animations: 'disabled' }))
}

/** The newest mail to somebody as it came to them, without the inbox around it. */
export async function takeMail(
  { page, siteUrl }: Walker,
  mail: { name: string; to: string; subject: string; scheme?: Scheme; from?: string },
): Promise<void> {
  const { name, to, subject, scheme = 'light', from } = mail
  await openMail({ page, siteUrl }, { to, subject })
  const { pathname } = new URL(page.url())
  const browser = page.context().browser()
  if (!browser) throw new Error('The page has no browser')
  const own = await openFrame(browser, 'mail', scheme)
  await own.goto(`${siteUrl}${pathname}/body?scheme=${scheme}`)
  if (from)
    await own
      .locator(from)
      .first()
      .evaluate((element) => element.scrollIntoView())
  await take(own, name)
  await own.context().close()
}

/** Writes a picture, and refuses one that is too heavy for a page of documentation. */
export async function keep(name: string, png: Uint8Array): Promise<void> {
  await mkdir(images, { recursive: true })
  const path = `${images}/${name}.png`
  await writeFile(path, png)
  const { size } = await stat(path)
  if (size > maxBytes) throw new Error(`${path} has ${size} bytes: more than ${maxBytes}`)
  process.stdout.write(`${path}  ${Math.round(size / 1000)} KB\n`)
}
