// Makes the pictures in docs/images: starts the stack on temporary folders, walks the newsletter of
// issue 131 to its readers and a subscription through its year, opens the books of the sample's six
// months, and takes each page at the moment that tells most. `npm run screenshots -- selling` (or
// `newsletter`, `finance`) makes one part alone.
import type { Browser } from 'playwright-core'
import PostalMime from 'postal-mime'
import { launchBrowser } from '../tests/support/browser.ts'
import {
  kiosqueJson,
  type RunningStack,
  startStack,
  temporaryFolder,
} from '../tests/support/command.ts'
import {
  announceAndOpen,
  importAndCheck,
  moveClock,
  proofShows,
  schedule,
  signIn,
  type Walker,
} from '../tests/support/walk.ts'
import { keep, openFrame, take, takeMail } from './picture-frames.ts'
import { takeFinance } from './pictures-finance.ts'
import { takeSelling } from './pictures-selling.ts'

const letter = {
  file: 'packages/sandbox/sample/newsletter-131.txt',
  subject: 'Décrocher ou disparaître\u202f?',
}

type Place = { stack: RunningStack; folder: string }
const parts = { newsletter: takeNewsletter, selling: takeSelling, finance: takeFinance }

const [word] = process.argv.slice(2)
const asked = Object.entries(parts).filter(([name]) => word === undefined || word === name)
if (asked.length === 0) throw new Error(`Write one of ${Object.keys(parts).join(', ')}, or nothing`)
const browser = await launchBrowser()
try {
  for (const [name, takePart] of asked)
    await inPlace((place) => takePart(browser, place), { withHistory: name === 'finance' })
} finally {
  await browser.close()
}

async function inPlace(
  work: (place: Place) => Promise<void>,
  options: { withHistory: boolean },
): Promise<void> {
  const { folder, remove } = temporaryFolder()
  try {
    const stack = await startStack(folder, options)
    try {
      await work({ stack, folder })
    } finally {
      await stack.stop()
    }
  } finally {
    remove()
  }
}

async function takeNewsletter(browser: Browser, { stack, folder }: Place): Promise<void> {
  const { siteUrl } = stack
  const page = await openFrame(browser, 'desk')
  const walker = { page, siteUrl }
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
  await readLetters(walker, folder)
  await moveClock(walker, '2026-12-01T08:50')
  await page.goto(`${siteUrl}/console/newsletters/${id}/report`)
  await take(page, 'report')
  await page.goto(`${siteUrl}/sandbox/inbox`)
  await take(page, 'inbox')
  const mail = { to: '@example.org', subject: letter.subject }
  await takeMail(walker, { ...mail, name: 'mail' })
  await takeMail(walker, { ...mail, name: 'mail-dark', scheme: 'dark' })
  await takeSite(browser, siteUrl)
}

/** Of the readers who agreed to its being recorded, two of three open their letter, some click. */
async function readLetters(walker: Walker, folder: string): Promise<void> {
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

async function takeSite(browser: Browser, siteUrl: string): Promise<void> {
  const [desk, phone] = [await openFrame(browser, 'desk'), await openFrame(browser, 'phone')]
  await desk.goto(siteUrl)
  await take(desk, 'site')
  await phone.goto(siteUrl)
  await take(phone, 'site-phone')
  await desk.goto(`${siteUrl}/calendar`)
  await take(desk, 'calendar')
  const cover = await fetch(`${siteUrl}/media/covers/131.png`)
  if (!cover.ok) throw new Error(`The cover answered ${cover.status}`)
  await keep('cover', new Uint8Array(await cover.arrayBuffer()))
}
