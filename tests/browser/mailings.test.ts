// A mailing with all that can be asked of it, as marketing sees it in Chromium: for one segment,
// first to seeds, with two subjects; stopped by a seed, decided by hand, read and clicked. And how
// others stand: being sent, paused, braked; a dead letter. Every page is looked over in both languages.
import { readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import type { Browser, Page } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { wires } from '#sandbox/wiring'
import { launchBrowser } from '../support/browser.ts'
import { kiosqueJson, type RunningStack, startStack, temporaryFolder } from '../support/command.ts'
import { overseer } from '../support/look-over.ts'
import { actsOn } from '../support/page-acts.ts'
import { mailFrame, mailLink, moveClock, openMail, signIn, type Walker } from '../support/walk.ts'

const { folder, remove } = temporaryFolder()
const sample = 'packages/sandbox/sample/newsletter-131.txt'
const seed = 'temoin@en-contact.example'
const subjectB = 'Ce que coûte une minute d’attente'

let stack: RunningStack
let browser: Browser
let over: ReturnType<typeof overseer>
let page: Page
let walker: Walker
let id: string

beforeAll(async () => {
  ;[stack, browser] = await Promise.all([startStack(folder), launchBrowser()])
  over = overseer(browser)
  page = await over.someone()
  walker = { page, siteUrl: stack.siteUrl }
  const lines = Array.from({ length: 420 }, (_, at) => `lecteur${at}@boite${at % 3}.example`)
  writeFileSync(join(folder, 'readers.csv'), ['email', ...lines].join('\n'))
  await command('reader', 'import', join(folder, 'readers.csv'), '--basis', 'Salon')
  await signIn(walker, 'admin@en-contact.example')
})
afterAll(async () => {
  await browser?.close()
  await stack?.stop()
  remove()
})

const command = <T = { id: string }>(...words: string[]) => kiosqueJson<T>(folder, ...words)
const { text } = actsOn(() => page)
const desk = (place = '') => `/console/newsletters/${id}${place}`
const open = (path: string) => page.goto(stack.siteUrl + path)
const press = async (selector: string, done: RegExp) => {
  await page.click(selector)
  await page.waitForURL(done)
}
const unfold = () =>
  page.$$eval('main details', (found) => {
    for (const one of found) (one as HTMLDetailsElement).open = true
  })

/** The page as it stands, everything unfolded, in French and then in English. */
async function lookOver(): Promise<void> {
  const path = page.url().replace(stack.siteUrl, '')
  for (const language of ['en', 'fr']) {
    await unfold()
    expect(await over.faultsOf(page)).toEqual([])
    await page.setViewportSize({ width: 1280, height: 900 })
    // The button that stands there leads to the other language, and back to this page.
    await page.click(`.desk-person button[lang=${language}]`)
    await open(path)
    expect(await page.getAttribute('html', 'lang')).toBe(language)
  }
}

describe('a mailing with all that can be asked of it', () => {
  it('has a block for who clicked lately, told by a segment', async () => {
    await open('/console/readers/segments/new')
    await page.selectOption('select[name="kind.new"]', 'clickedLastDays')
    await page.click('button[value="add.new"]')
    await page.fill('input[name=name]', 'Lecteurs actifs')
    await page.fill('input[name="0.0.v"]', '30')
    await page.click('button[value=count]:not(.visually-hidden)')
    expect(await over.faultsOf(page)).toEqual([])
    await page.setViewportSize({ width: 1280, height: 900 })
    await press('button[value=save]', /done=/)
    await open('/console/readers/segments')
    await page.click('main a:has-text("Lecteurs actifs")')
    await lookOver()

    id = (await command('newsletter', 'import', sample, '--issue', '131')).id
    await open(desk())
    await page.locator('.piece-paragraph select[data-audience]').last().selectOption({ index: 1 })
    await press('.save-bar button.primary', /done=saved/)
    expect(await text()).toContain('Lecteurs actifs')
    await lookOver()
    await open(desk('/check'))
    await page.click('main form[action$="/check"] button')
    await page.waitForSelector('.verdict')
    await lookOver()
  })

  it('is scheduled first to a seed, with two subjects, and says so', async () => {
    await open(desk('/schedule'))
    await lookOver()
    await unfold()
    await page.fill('input[name=date]', '2026-12-01')
    await page.fill('input[name=time]', '08:30')
    await page.check('input[value=spread]')
    expect(await page.isVisible('select[name=minutes]')).toBe(true)
    expect(await page.isVisible('input[name=perDay]')).toBe(false)
    await page.check('input[value=atOnce]')
    await page.fill('textarea[name=seeds]', seed)
    await page.fill('input[name=seedWait]', '10')
    await page.fill('input[name=subjectB]', subjectB)
    await page.selectOption('select[name=share]', { index: 2 })
    await press('form[action$="/schedule"] .actions button', /done=scheduled/)
    expect(await text()).toContain(subjectB)
    expect(await text()).toContain('10 minutes avant tous les autres')
    await lookOver()
    await open(desk('/report'))
    await lookOver()
  })

  it('waits after its seed, whose link stops it, until somebody resumes it', async () => {
    await moveClock(walker, '2026-12-01T08:30')
    await open(desk('/report'))
    expect(await text()).toMatch(/témoin/)
    await lookOver()
    await openMail(walker, { to: seed })
    const stop = await mailLink(page, '/stop/')
    for (const url of [stop.replace(stack.siteUrl, `${stack.siteUrl}/en`), stop]) {
      await page.goto(url)
      expect(await over.faultsOf(page)).toEqual([])
    }
    expect(await text('h1')).toBe('Arrêter cet envoi ?')
    await page.click('main form button')
    expect(await text('h1')).toBe('L’envoi est arrêté')
    expect(await over.faultsOf(page)).toEqual([])
    await open(desk('/report'))
    expect(await text()).toContain(`par le témoin n° 1 (${seed})`)
    await lookOver()
    await press('form[action$="/resume"] button', /done=resumed/)
  })

  it('tries both subjects, is read and clicked, and goes on with the one that is chosen', async () => {
    await press('form[action$="/go-now"] button', /done=released/)
    await moveClock(walker, '2026-12-01T08:40')
    await open(desk('/report'))
    expect(await text('.subject-test')).toContain('Envoyer le reste avec B')
    await lookOver()
    await clickSomething()
    await open(desk('/report'))
    await press('.subject-choice button[value=b]', /done=decided/)
    await moveClock(walker, '2026-12-01T08:45')
    await open(desk('/report'))
    expect(await text('.subject-test')).toContain('B')
    expect(await text()).toContain('envoyé')
    await lookOver()
    const feed = await (await fetch(`${stack.siteUrl}/newsletters/rss.xml`)).text()
    expect(feed).toContain(subjectB)
  })

  it('shows its clicks on the mail, its names, and one recipient’s way', async () => {
    for (const path of ['/report/clicks', '/report/names', '/report/trace']) {
      await open(desk('/report'))
      if (path === '/report/trace') await page.click('a[href*="state=accepted"]')
      await page.locator(`main a[href*="${path}"]`).first().click()
      await page.waitForURL((url) => url.pathname.endsWith(path))
      await lookOver()
    }
    const frame = `${stack.siteUrl}${desk('/report/clicks')}`
    await open(desk('/report'))
    await page.locator('main a[href*="/report/clicks"]').first().click()
    expect(page.url()).toContain(frame)
    const mail = page.frameLocator('iframe')
    expect(await mail.locator('body').textContent()).toContain('1')
  })
})

/** A reader who agreed to it opens the mail in the test, and follows a link a minute later. */
async function clickSomething(): Promise<void> {
  const { messages } = await command<{ messages: { id: string; subject: string }[] }>(
    'sandbox',
    'inbox',
    '--limit',
    '200',
  )
  for (const { id: mail } of messages) {
    await open(`/sandbox/inbox/${mail}`)
    const links = await (await mailFrame(page)).$$eval('a[href*="/c/"]', (found) =>
      found.map((one) => (one as HTMLAnchorElement).href),
    )
    const [link] = links
    if (!link) continue
    await moveClock(walker, '2026-12-01T08:42')
    const answer = await fetch(link, {
      redirect: 'manual',
      headers: { 'user-agent': 'Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Firefox/140.0' },
    })
    expect(answer.status).toBe(302)
    return
  }
  throw new Error('No mail of a reader who agreed to clicks being counted')
}

describe('a mailing', () => {
  const begin = async (issue: string, at: string, ...options: string[]) => {
    id = (await command('newsletter', 'import', sample, '--issue', issue)).id
    await command('newsletter', 'schedule', id, '--at', at, ...options)
  }

  it('that is being sent shows how far it is, and brings itself up to date', async () => {
    await begin('132', '2026-12-01T09:00', '--spread', '30')
    await moveClock(walker, '2026-12-01T09:08')
    await open(desk('/report'))
    expect(await text()).toContain('Mettre en pause')
    await lookOver()
    await open('/console')
    await lookOver()
    await open(desk('/report'))
    const shown = await text('table.counts')
    await command('newsletter', 'pause', id)
    await page.waitForSelector('form[action$="/resume"]', { timeout: 70_000 })
    expect(shown).not.toBe('')
  })

  it('that is paused says by whom, and goes on', async () => {
    expect(await text()).toContain('par la commande kiosque')
    await lookOver()
    await open(desk('/report'))
    await press('form[action$="/resume"] button', /done=resumed/)
  })

  it('that brakes itself says why, and the home page names it first', async () => {
    await command('sandbox', 'ses', '--bounce', '0.4')
    await begin('133', '2026-12-01T09:45', '--spread', '20')
    await moveClock(walker, '2026-12-01T10:10')
    await command('sandbox', 'ses', '--clear')
    await open(desk('/report'))
    expect(await text('.flash.bad')).toMatch(/adresses refusées|refusaient trop de messages/)
    await lookOver()
    await open('/console')
    expect(await text('h1')).toContain('mis en pause')
    await lookOver()
  })

  it('whose message failed five times leaves a dead letter, which is shown and put back', async () => {
    await queueNonsense()
    await moveClock(walker, '2026-12-01T11:30')
    await open('/console/settings/queues')
    await lookOver()
    await page.locator('main a[href*="/settings/queues/"]').first().click()
    await lookOver()
  })
})

/** A message that no version of the function that works on it ever understands. */
async function queueNonsense(): Promise<void> {
  const { awsUrl } = JSON.parse(readFileSync(join(folder, 'stack.json'), 'utf8'))
  const queue = wires.find(({ functionName }) => functionName === 'mail')?.queue.name
  const answer = await fetch(awsUrl, {
    method: 'POST',
    headers: {
      'content-type': 'application/x-amz-json-1.0',
      'x-amz-target': 'AmazonSQS.SendMessage',
    },
    body: JSON.stringify({
      QueueUrl: `${awsUrl}/000000000000/${queue}`,
      MessageBody: '{"kind":"nonsense"}',
    }),
  })
  expect(answer.status).toBe(200)
}
