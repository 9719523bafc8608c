// The newsletter of issue 131 reaches a reader: the whole way through the real stack, as `npm start`
// runs it, in Chromium, at a desk and on a phone. Each sentence goes on where the one before ended.
import { readFileSync } from 'node:fs'
import type { Browser, Page } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { launchBrowser, openPage, overflows } from '../support/browser.ts'
import { type RunningStack, startStack, temporaryFolder } from '../support/command.ts'
import { actsOn } from '../support/page-acts.ts'
import {
  announceAndOpen,
  mailFrame,
  mailLink,
  marketing,
  moveClock,
  openMail,
  proofShows,
  reportCounts,
  signIn,
  signUp,
  type Walker,
} from '../support/walk.ts'

const sample = 'packages/sandbox/sample/newsletter-131.txt'
const dossier = 'Patienter, est-ce déjà partir'
const title = 'Décrocher ou disparaître'
const lectrice = 'lectrice@lecture.example'
const anna = 'anna@reading.example'

describe.each([
  { name: 'at a desk', width: 1280, bringsIn: 'paste' },
  { name: 'on a phone', width: 375, bringsIn: 'file' },
] as const)('the whole way $name', ({ width, bringsIn }) => {
  const { folder, remove } = temporaryFolder()
  const complaints: string[] = []
  let stack: RunningStack
  let browser: Browser
  let walker: Walker
  let page: Page
  let newsletterId: string

  beforeAll(async () => {
    ;[stack, browser] = await Promise.all([startStack(folder), launchBrowser()])
    page = await someone()
    walker = { page, siteUrl: stack.siteUrl }
  })
  afterAll(async () => {
    await browser?.close()
    await stack?.stop()
    remove()
  })

  /** A browser of its own: no cookies of anybody else. */
  async function someone(locale = 'fr-FR'): Promise<Page> {
    const opened = await openPage(browser, { width, scheme: 'light' }, { locale })
    await opened.context().grantPermissions(['clipboard-read', 'clipboard-write'])
    opened.on('console', (message) => {
      if (message.type() === 'error') complaints.push(message.text())
    })
    opened.on('pageerror', (error) => complaints.push(error.message))
    return opened
  }
  const { text } = actsOn(() => page)
  const open = async (path: string) => {
    await page.goto(stack.siteUrl + path)
    expect(await overflows(page), path).toBe(false)
  }
  const desk = (place = '') => `/console/newsletters/${newsletterId}${place}`

  it('a visitor sees the next issue, its dossier, the calendar and the archive', async () => {
    await open('/')
    expect(await text()).toContain(dossier)
    const issues = await page.$$eval('main a[href^="/issues/"]', (links) =>
      links.map((link) => (link as HTMLAnchorElement).pathname),
    )
    expect(issues).toEqual(expect.arrayContaining([131, 132, 133, 134, 135, 136].map(issuePath)))
    expect(await text()).toContain('Conseiller ou vendre')
    await page.click('main a[href="/newsletters"]')
    expect(await text('h1')).toBe('Les lettres')
    await open('/calendar')
    expect(await page.$$eval('main article, main li', (found) => found.length)).toBeGreaterThan(5)
  })

  it('signs up, is told to look at the mail, and confirms with its button', async () => {
    await signUp(walker, lectrice)
    expect(await text('h1')).toBe('Regardez votre boîte')
    await openMail(walker, { to: lectrice })
    await page.goto(await mailLink(page, '/confirm/'))
    expect(await text('h1')).toBe('Un dernier geste')
    await page.click('main form button')
    expect(await text('h1')).toBe('Bienvenue')
    await openMail(walker, { to: lectrice, subject: 'Bienvenue' })
    const welcome = await mailFrame(page)
    expect(await welcome.textContent('body')).toContain('En-Contact')
  })

  it('in English as in French', async () => {
    const visitor = await someone('en-GB')
    const english = { page: visitor, siteUrl: stack.siteUrl }
    await signUp(english, anna, '/en')
    expect(await visitor.textContent('h1')).toBe('Look at your mail')
    await openMail(english, { to: anna })
    await visitor.goto(await mailLink(visitor, '/confirm/'))
    expect(await visitor.textContent('h1')).toBe('One last step')
    await visitor.click('main form button')
    expect(await visitor.textContent('h1')).toBe('Welcome')
    await openMail(english, { to: anna, subject: 'Welcome' })
    expect(await visitor.getAttribute('html', 'lang')).toBe('en')
    await visitor.context().close()
  })

  it('marketing signs in by a mailed link and finds what is next: announce issue 131', async () => {
    await signIn(walker)
    expect(await text('h1')).toBe('Le numéro 131 est à annoncer.')
    expect(await text('.next')).not.toMatch(/[?!]\./)
    newsletterId = await announceAndOpen(walker)
    expect(await text('.flash')).toContain('Le numéro est annoncé.')
    await open('/issues/131')
    expect(await text()).toContain('Trois-Rivages')
  })

  it('brings the editor’s text in, and what it is made of is recognised', async () => {
    await open(desk())
    await page.click(`a[href="${desk('/import')}"]`)
    if (bringsIn === 'file') await page.setInputFiles('input[name=file]', sample)
    else {
      await page.evaluate(
        (copied) => navigator.clipboard.writeText(copied),
        readFileSync(sample, 'utf8'),
      )
      await page.focus('textarea[name=text]')
      await page.keyboard.press('Control+V')
      expect(await page.inputValue('textarea[name=text]')).toContain(title)
    }
    await page.click('form.wide-form .actions button')
    expect(await text('h1')).toBe('Voici ce qui a été reconnu')
    const kinds = await page.$$eval('ol.recognised li', (items) =>
      items.map((item) => item.className.replace('recognised-', '')),
    )
    expect(kinds.slice(0, 3)).toEqual(['title', 'epigraph', 'standfirst'])
    expect(kinds.at(-1)).toBe('calendarLink')
    expect(await overflows(page)).toBe(false)
  })

  it('corrects a block, and the proof follows: desktop, phone, dark, plain text', async () => {
    await open(desk())
    await page.fill('#f-subject', 'Décrocher ou disparaître : le dossier de décembre')
    await page.fill('#f-preheader', 'Ce que coûte une minute d’attente, et à qui.')
    const paragraph = page.locator('.piece-paragraph textarea').first()
    await paragraph.fill(`${await paragraph.inputValue()} Corrigé à la main.`)
    for (const view of ['desktop', 'phone', 'dark', 'text'] as const) {
      await page.click(`.proof-bar a[data-view=${view}]`)
      await proofShows(page, { view, text: 'Corrigé à la main.' })
    }
    await page.click('.save-bar button.primary')
    await page.waitForURL(/done=saved/)
    expect(await text()).toContain('Corrigé à la main.')
    expect(await overflows(page)).toBe(false)
  })

  it('accepts a proofreading suggestion, passes the check, sends a test to herself', async () => {
    await open(desk('/proofread'))
    const before = await page.locator('ol.suggestions li').count()
    await page.locator('ol.suggestions li button').first().click()
    await page.waitForURL(/done=applied/)
    expect(await page.locator('ol.suggestions li').count()).toBeLessThan(before)
    await open(desk('/check'))
    await page.click('main form[action$="/check"] button')
    await page.waitForSelector('.verdict')
    expect(await text('.verdict')).toContain('Bonne à envoyer')
    await page.click('main form[action$="/test"] button')
    await page.waitForURL(/done=test-sent/)
    await openMail(walker, { to: marketing, subject: 'Décrocher' })
    expect(await (await mailFrame(page)).textContent('body')).toContain('Corrigé à la main.')
  })

  it('shares a preview, which somebody without a session approves', async () => {
    await open(desk('/approvals'))
    await page.click('main form[action$="/approvals"] button')
    const link = await page.inputValue('#f-link')
    const guest = await someone()
    await guest.goto(link)
    const proof = guest.frameLocator('iframe.shared-proof')
    expect(await proof.locator('body').textContent()).toContain('Corrigé à la main.')
    await guest.fill('input[name=name]', 'Odile Relit')
    await guest.click('button[value=approved]')
    expect(await guest.textContent('main')).toContain('votre accord est enregistré')
    expect(await overflows(guest)).toBe(false)
    await guest.context().close()
    await open(desk('/approvals'))
    expect(await text()).toContain('cette version est approuvée par Odile Relit')
  })

  it('schedules it for tomorrow 08:30 in Paris and sees the time count down', async () => {
    await open(desk('/schedule'))
    expect(await text('.audience-count')).toBe('202')
    await page.fill('input[name=date]', '2026-12-01')
    await page.fill('input[name=time]', '08:30')
    await page.click('form[action$="/schedule"] .actions button')
    await page.waitForURL(/done=scheduled/)
    expect(await text('.countdown')).toMatch(/^2[0-3]:\d\d:\d\d$/)
    const earlier = await text('.countdown')
    await page.waitForFunction(
      (shown) => document.querySelector('.countdown')?.textContent !== shown,
      earlier,
    )
    await open('/console')
    expect(await text('h1')).toContain('part')
    expect(await text()).toContain('programmé')
  })

  it('when the clock gets there it goes out, the report adds up and names everybody', async () => {
    await moveClock(walker, '2026-12-01T08:30')
    expect(await text('.clock-face')).toContain('08:3')
    await open(desk('/report'))
    const { Prévus: planned, ...states } = await reportCounts(page)
    expect(planned).toBe(202)
    expect(states).toEqual({
      Acceptés: 202,
      'En attente': 0,
      'Non envoyés': 0,
      Échecs: 0,
      Incertains: 0,
    })
    await page.click('table.counts a[href*="state=accepted"]')
    expect(await text('h1')).toBe('Acceptés')
    expect(await page.locator('main tbody tr').count()).toBeGreaterThan(20)
    await open('/console/newsletters')
    expect(await text('h1')).toBe('Lettres')
    expect(await page.$eval('.table-frame', hasAllInSight)).toBe(true)
    await open('/console')
    expect(await page.textContent('h1')).toContain('disparaître\u202f: le dossier')
  })

  it('the archive and its feed have it', async () => {
    await open('/newsletters')
    await page.click(`main a:has-text("${title}")`)
    expect(await text('h1')).toContain(title)
    expect(await text()).toContain('Corrigé à la main.')
    const feed = await (await fetch(`${stack.siteUrl}/newsletters/rss.xml`)).text()
    expect(feed).toContain(new URL(page.url()).pathname)
  })

  it('the reader’s mail names the dossier, quotes the epigraph, leads to the calendar', async () => {
    await openMail(walker, { to: lectrice, subject: 'Décrocher' })
    const mail = await mailFrame(page)
    const body = ((await mail.textContent('body')) ?? '').replace(/\s/g, ' ')
    expect(body).toContain(dossier)
    expect(body).toContain('Nous ne nous tenons jamais au temps présent')
    expect(body).toMatch(/Blaise Pascal.*Pensées.*1670.*Guillaume Desprez/)
    expect(await mailLink(page, '/calendar')).toBe(`${stack.siteUrl}/calendar`)
    await page.click('nav.switches a[href*="view=text"]')
    expect(await text('.mail-text')).toContain('Blaise Pascal')
  })

  it('the reader changes preferences without a password', async () => {
    await openMail(walker, { to: lectrice, subject: 'Décrocher' })
    await page.goto(await mailLink(page, '/preferences/'))
    expect(await text('h1')).toBe('Vos préférences')
    await page.uncheck('input[value=technologies]')
    await page.click('main button.primary')
    expect(await text('.flash')).toContain('enregistré')
    expect(await page.isChecked('input[value=technologies]')).toBe(false)
  })

  it('opening the unsubscribe link changes nothing; one click does at once', async () => {
    await openMail(walker, { to: lectrice, subject: 'Décrocher' })
    const preferences = await mailLink(page, '/preferences/')
    await page.click('nav.switches a[href*="view=headers"]')
    const link = /<(http[^>]+\/unsubscribe\/[^>]+)>/.exec(await text('main'))?.[1] ?? ''
    expect(await text('main')).toContain('List-Unsubscribe=One-Click')
    const looked = await fetch(link)
    expect([looked.status, await looked.text()]).toEqual([200, expect.stringContaining('<button')])
    await page.goto(preferences)
    expect(await text('main')).toContain('Se désinscrire')
    const answer = await fetch(link, {
      method: 'POST',
      headers: { 'content-type': 'application/x-www-form-urlencoded' },
      body: 'List-Unsubscribe=One-Click',
      redirect: 'manual',
    })
    expect(answer.status).toBe(200)
    await page.goto(preferences)
    expect(await text('main')).toContain('Cette adresse est désinscrite.')
  })

  it('the link in the foot shows a page with a button, in the reader’s language', async () => {
    const reader = await someone('en-GB')
    await openMail({ page: reader, siteUrl: stack.siteUrl }, { to: anna, subject: 'Décrocher' })
    await reader.goto(await mailLink(reader, '/unsubscribe/'))
    expect(await reader.textContent('h1')).toBe('Unsubscribe')
    await reader.click('main form button.primary')
    expect(await reader.textContent('h1')).toBe('You are unsubscribed')
    await reader.fill('textarea[name=reason]', 'Too few crosswords.')
    await reader.click('main form button')
    expect(await reader.textContent('main')).toContain('Thank you for telling us why.')
    await reader.context().close()
    await moveClock(walker, '2026-12-01T10:30')
    await open(desk('/report'))
    expect(await text('table.counts a[href*="state=unsubscribed"]')).toBe('2')
  })

  it('no page complained in the browser’s console', () => {
    expect(complaints).toEqual([])
  })
})

const issuePath = (number: number) => `/issues/${number}`

/** Runs in the page: a table that need not be moved sideways to be read. */
function hasAllInSight(frame: Element): boolean {
  return frame.scrollWidth <= frame.clientWidth
}
