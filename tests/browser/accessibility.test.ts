// Every page of site, console, sandbox and API, found by following links through a publication that
// has sent a newsletter and sold a subscription, plus the pages that no link leads to: at phone and desk, light and dark,
// none has a fault that axe finds, stands out of its width, or complains in the browser's console.
import type { Browser, Page } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { launchBrowser } from '../support/browser.ts'
import { buy } from '../support/buy.ts'
import { kiosqueJson, type RunningStack, startStack, temporaryFolder } from '../support/command.ts'
import { overseer } from '../support/look-over.ts'
import {
  announceAndOpen,
  importAndCheck,
  mailLink,
  moveClock,
  openMail,
  schedule,
  signIn,
  signUp,
} from '../support/walk.ts'

const { folder, remove } = temporaryFolder()
const sample = 'packages/sandbox/sample/newsletter-131.txt'
const reader = 'tester@accessible.example'
const buyer = 'odile@accessible.example'

let stack: RunningStack
let browser: Browser
/** An admin's page: everything is open to it. */
let page: Page
let newsletterId: string
let over: ReturnType<typeof overseer>

beforeAll(async () => {
  ;[stack, browser] = await Promise.all([startStack(folder), launchBrowser()])
  over = overseer(browser)
  page = await someone()
  await publish()
})
afterAll(async () => {
  await browser?.close()
  await stack?.stop()
  remove()
})

/** One newsletter sent, one scheduled, one draft; a reader who signed up on the site. */
async function publish(): Promise<void> {
  const walker = { page, siteUrl: stack.siteUrl }
  await buy(stack, folder, { plan: 'papier-1-an', email: buyer, name: 'Odile Vernay' })
  await buy(stack, folder, {
    ...{ plan: 'au-numero', email: buyer, name: 'Odile Vernay' },
    fields: { issueNumber: '131' },
  })
  await kiosqueJson(folder, 'issue', 'dispatch', '131')
  await signUp(walker, reader)
  await openMail(walker, { to: reader })
  await page.goto(await mailLink(page, '/confirm/'))
  await page.click('main form button')
  await signIn(walker, 'admin@en-contact.example')
  newsletterId = await announceAndOpen(walker)
  await importAndCheck(walker, { id: newsletterId, file: sample, subject: 'Patienter' })
  await schedule(walker, { id: newsletterId, date: '2026-12-01', time: '08:30' })
  await moveClock(walker, '2026-12-01T08:30')
  for (const isScheduled of [true, false]) {
    await page.goto(`${stack.siteUrl}/console/newsletters/${newsletterId}`)
    await page.click('main form[action$="/copy"] button')
    const id = /newsletters\/([^/?]+)/.exec(page.url())?.[1] ?? ''
    await importAndCheck(walker, { id, file: sample, subject: `Copie ${isScheduled}` })
    if (isScheduled) await schedule(walker, { id, date: '2026-12-08', time: '08:30' })
  }
  over.forget()
}

const someone = (locale?: string) => over.someone(locale)
const faultsOf = (opened: Page) => over.faultsOf(opened)

/**
 * Follows links from `start` through the pages that `isIn` takes, `perKind` of each kind: a draft's,
 * a scheduled and a sent newsletter's pages differ.
 */
async function crawl(
  start: string,
  { isIn, perKind }: { isIn: (path: string) => boolean; perKind: number },
) {
  const seen = new Map<string, number>()
  const queue = [start]
  const queued = new Set(queue)
  const faults: string[] = []
  const visited: string[] = []
  for (let path = queue.shift(); path !== undefined; path = queue.shift()) {
    const kind = kindOf(path)
    if ((seen.get(kind) ?? 0) >= perKind) continue
    seen.set(kind, (seen.get(kind) ?? 0) + 1)
    const answer = await page.goto(stack.siteUrl + path)
    if (answer?.status() !== 200) faults.push(`${path}: ${answer?.status()}`)
    visited.push(path)
    faults.push(...(await faultsOf(page)))
    for (const link of await linksOf(page))
      if (isIn(link) && !queued.has(link)) {
        queued.add(link)
        queue.push(link)
      }
  }
  return { faults, visited }
}

async function linksOf(opened: Page): Promise<string[]> {
  const links = await opened.$$eval('a[href]:not([download])', (found) =>
    (found as HTMLAnchorElement[])
      .filter(({ origin }) => origin === location.origin)
      .map(({ pathname, search }) => pathname + search),
  )
  return links.filter(
    (link) =>
      !/^\/(media|assets)\/|\.(csv|ics|json|xml|eml|svg|pdf)(\?|$)|^\/console\/issues\/\d+\/file$/.test(
        link,
      ),
  )
}

/** A path with its names, numbers and ids left out. */
function kindOf(path: string): string {
  const { pathname, searchParams } = new URL(path, 'http://kind.example')
  const words = pathname
    .split('/')
    .map((word) => (/\d/.test(word) || word.length > 18 ? '*' : word))
    .join('/')
    .replace(/\/(companies|newsletters)\/(?!new\b)[^/]+/, '/$1/*')
  const view = searchParams.get('view') ?? ''
  return `${words}?${[...searchParams.keys()].sort()}${view}`
}

const tools = /^\/(console|sandbox|api|p)(\/|$|\?)/

describe('every page that links lead to', () => {
  it.each([
    ['the site', '/', (path: string) => !tools.test(path) && !/^\/en(\/|$)/.test(path), 13, 3],
    ['the site in English', '/en', (path: string) => /^\/en(\/|$)/.test(path), 13, 3],
    ['the console', '/console', (path: string) => /^\/console(?!\/preview)/.test(path), 40, 3],
    ['the sandbox', '/sandbox', (path: string) => /^\/sandbox/.test(path), 8, 1],
    ['the API’s page', '/api', (path: string) => /^\/api/.test(path), 1, 1],
  ] as const)('of %s is in order', async (_, start, isIn, atLeast, perKind) => {
    const { faults, visited } = await crawl(start, { isIn, perKind })
    expect(faults).toEqual([])
    expect(visited.length).toBeGreaterThanOrEqual(atLeast)
  })
})

describe('pages that no link leads to', () => {
  it.each([
    '/nothing/here',
    '/en/nothing/here',
    '/issues/999',
    '/confirm/stale',
    '/en/confirm/stale',
    '/preferences/broken',
    '/unsubscribe/broken',
    '/my-data/broken',
    '/erase/broken',
    '/p/broken',
    '/sign-up/sent',
    '/en/sign-up/sent',
    '/console/nothing',
    '/console/newsletters/nl_01m8nqfw3sgtcw0ye3fs9xj53g',
    '/console/sign-in/broken',
    '/console/signed-out',
    '/sandbox/nothing',
    '/sandbox/inbox/nothing',
  ])('%s is in order', async (path) => {
    await page.goto(stack.siteUrl + path)
    expect(await faultsOf(page)).toEqual([])
  })

  it('a reader’s own pages are in order, in both languages', async () => {
    const opened = await someone()
    await openMail({ page: opened, siteUrl: stack.siteUrl }, { to: reader, subject: 'Patienter' })
    const [preferences, leave] = [
      await mailLink(opened, '/preferences/'),
      await mailLink(opened, '/unsubscribe/'),
    ]
    const english = (url: string) => url.replace(stack.siteUrl, `${stack.siteUrl}/en`)
    for (const url of [preferences, english(preferences), leave, english(leave)]) {
      await opened.goto(url)
      expect(await faultsOf(opened)).toEqual([])
    }
    for (const [act, path] of [
      ['export', '/my-data/'],
      ['erase', '/erase/'],
    ] as const) {
      await opened.goto(preferences)
      await opened.click(`form[action$="/${act}"] button`)
      expect(await faultsOf(opened)).toEqual([])
      await openMail({ page: opened, siteUrl: stack.siteUrl }, { to: reader })
      await opened.goto(await mailLink(opened, path))
      expect(await faultsOf(opened)).toEqual([])
    }
    await opened.goto(leave)
    await opened.click('main form button')
    expect(await faultsOf(opened)).toEqual([])
    await opened.goto(preferences)
    expect(await faultsOf(opened)).toEqual([])
    await opened.context().close()
  })

  it('signing in, and being refused for one’s role, are in order', async () => {
    const opened = await someone()
    const walker = { page: opened, siteUrl: stack.siteUrl }
    const finance = 'finance@en-contact.example'
    await opened.goto(`${stack.siteUrl}/console/sign-in`)
    await opened.fill('input[name=email]', 'nobody at all')
    await opened.click('main button')
    expect(await faultsOf(opened)).toEqual([])
    await opened.fill('input[name=email]', finance)
    await opened.click('main button')
    expect(await faultsOf(opened)).toEqual([])
    await openMail(walker, { to: finance })
    await opened.goto(await mailLink(opened, '/console/sign-in/'))
    expect(await faultsOf(opened)).toEqual([])
    await opened.click('main button')
    for (const path of ['', '/newsletters/new', `/newsletters/${newsletterId}`]) {
      await opened.goto(`${stack.siteUrl}/console${path}`)
      expect(await faultsOf(opened)).toEqual([])
    }
    await opened.context().close()
  })

  it('the preview that is shared for approval is in order, answered or refused', async () => {
    await page.goto(`${stack.siteUrl}/console/newsletters/${newsletterId}/approvals`)
    await page.click('main form[action$="/approvals"] button')
    expect(await faultsOf(page)).toEqual([])
    await page.goto(await page.inputValue('#f-link'))
    expect(await faultsOf(page)).toEqual([])
    await page.click('button[value=comment]')
    expect(await faultsOf(page)).toEqual([])
    await page.fill('input[name=name]', 'Odile Relit')
    await page.click('button[value=approved]')
    expect(await faultsOf(page)).toEqual([])
  })
})
