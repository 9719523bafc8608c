// Makes the pictures in docs/images: starts the stack on a temporary folder, walks the newsletter of
// issue 131 to its readers, and takes each page at the moment that tells most.
import { mkdir, stat, writeFile } from 'node:fs/promises'
import type { Page } from 'playwright-core'
import PostalMime from 'postal-mime'
import { launchBrowser } from '../tests/support/browser.ts'
import { kiosqueJson, startStack, temporaryFolder } from '../tests/support/command.ts'
import {
  announceAndOpen,
  importAndCheck,
  moveClock,
  openMail,
  proofShows,
  schedule,
  signIn,
  type Walker,
} from '../tests/support/walk.ts'

const images = 'docs/images'
const maxBytes = 400_000
const letter = {
  file: 'packages/sandbox/sample/newsletter-131.txt',
  subject: 'Décrocher ou disparaître\u202f?',
}

/** All pictures of a page have one ratio, so that they stand side by side. */
const frames = {
  desk: { viewport: { width: 1200, height: 800 } },
  mail: { viewport: { width: 960, height: 640 }, deviceScaleFactor: 1.25 },
  phone: { viewport: { width: 375, height: 812 }, isMobile: true },
} as const

const { folder, remove } = temporaryFolder()
const [stack, browser] = await Promise.all([startStack(folder), launchBrowser()])
try {
  await mkdir(images, { recursive: true })
  const walker = { page: await open('desk'), siteUrl: stack.siteUrl }
  await takePictures(walker)
} finally {
  await browser.close()
  await stack.stop()
  remove()
}

async function open(frame: keyof typeof frames, colorScheme: 'light' | 'dark' = 'light') {
  const context = await browser.newContext({ ...frames[frame], colorScheme, locale: 'fr-FR' })
  return await context.newPage()
}

async function takePictures(walker: Walker): Promise<void> {
  const { page, siteUrl } = walker
  await signIn(walker)
  await take(page, 'home')
  const id = await announceAndOpen(walker)
  await importAndCheck(walker, { ...letter, id })
  await page.goto(`${siteUrl}/console/newsletters/${id}/proofread`)
  await page.click('button[value=all]')
  await page.goto(`${siteUrl}/console/newsletters/${id}/check`)
  await page.click('main form[action$="/check"] button')
  await page.waitForSelector('.verdict')
  await page.goto(`${siteUrl}/console/newsletters/${id}`)
  await proofShows(page, { view: 'desktop', text: 'disparaître' })
  await page.evaluate(() => document.querySelector('.composer')?.scrollIntoView())
  await take(page, 'composer')
  await schedule(walker, { id, date: '2026-12-01', time: '08:30' })
  await kiosqueJson(folder, 'sandbox', 'ses', '--bounce', '0.01', '--soft-bounce', '0.02')
  await moveClock(walker, '2026-12-01T08:30')
  await readLetters(walker)
  await moveClock(walker, '2026-12-01T08:50')
  await page.goto(`${siteUrl}/console/newsletters/${id}/report`)
  await take(page, 'report')
  await page.goto(`${siteUrl}/sandbox/inbox`)
  await take(page, 'inbox')
  await takeMail(walker, 'mail', 'light')
  await takeMail(walker, 'mail-dark', 'dark')
  await takeSite(siteUrl)
}

/** Of the readers who agreed to its being recorded, two of three open their letter, some click. */
async function readLetters(walker: Walker): Promise<void> {
  await moveClock(walker, '2026-12-01T08:40')
  const { messages } = await kiosqueJson<{ messages: { id: string }[] }>(
    folder,
    'sandbox',
    'inbox',
    '--limit',
    '200',
  )
  const headers = { 'user-agent': 'Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Firefox/140.0' }
  for (const [at, { id }] of messages.entries()) {
    const source = await fetch(`${walker.siteUrl}/sandbox/inbox/${id}/message.eml`)
    const { html = '' } = await PostalMime.parse(await source.arrayBuffer())
    const pixel = /src="([^"]+\/o\/[^"]+)"/.exec(html)?.[1]
    const links = [...html.matchAll(/href="([^"]+\/c\/[^"]+)"/g)].map(([, href = '']) => href)
    if (pixel && at % 3 > 0) await fetch(pixel, { headers })
    const link = links.at(-1 - (at % 4 > 1 ? 1 : 0))
    if (link && at % 3 === 1) await fetch(link, { headers, redirect: 'manual' })
  }
}

/** The newsletter as it came to one reader, without the inbox around it. */
async function takeMail(walker: Walker, name: string, scheme: 'light' | 'dark'): Promise<void> {
  await openMail(walker, { to: '@example.org', subject: letter.subject })
  const { pathname } = new URL(walker.page.url())
  const page = await open('mail', scheme)
  await page.goto(`${walker.siteUrl}${pathname}/body?scheme=${scheme}`)
  await take(page, name)
}

async function takeSite(siteUrl: string): Promise<void> {
  const [desk, phone] = [await open('desk'), await open('phone')]
  await desk.goto(siteUrl)
  await take(desk, 'site')
  await phone.goto(siteUrl)
  await take(phone, 'site-phone')
  await desk.goto(`${siteUrl}/calendar`)
  await take(desk, 'calendar')
  const cover = await fetch(`${siteUrl}/media/covers/131.png`)
  if (!cover.ok) throw new Error(`The cover answered ${cover.status}`)
  await writeFile(`${images}/cover.png`, new Uint8Array(await cover.arrayBuffer()))
  await weigh('cover')
}

/** What the window shows, once its fonts and pictures are there. */
async function take(page: Page, name: string): Promise<void> {
  await page.evaluate(async () => {
    await document.fonts.ready
    await Promise.all([...document.images].map((image) => image.decode().catch(() => undefined)))
  })
  await page.screenshot({ path: `${images}/${name}.png`, animations: 'disabled' })
  await weigh(name)
}

async function weigh(name: string): Promise<void> {
  const { size } = await stat(`${images}/${name}.png`)
  if (size > maxBytes) throw new Error(`${name}.png has ${size} bytes: more than ${maxBytes}`)
  process.stdout.write(`${images}/${name}.png  ${Math.round(size / 1000)} KB\n`)
}
