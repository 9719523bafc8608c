// What people get wrong, in the browser: the form comes back with what they typed, the message stands
// beside its field, nothing is stored, and the page that says so is in order itself.
import type { Browser, Page } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { axe, launchBrowser, openPage, standsOut } from '../support/browser.ts'
import { kiosqueJson, type RunningStack, startStack, temporaryFolder } from '../support/command.ts'
import { plain } from '../support/page-acts.ts'
import {
  announceAndOpen,
  importAndCheck,
  mailLink,
  moveClock,
  openMail,
  signIn,
  signUp,
} from '../support/walk.ts'

const { folder, remove } = temporaryFolder()
const sample = 'packages/sandbox/sample/newsletter-131.txt'

let stack: RunningStack
let browser: Browser
let page: Page
let newsletterId: string

beforeAll(async () => {
  ;[stack, browser] = await Promise.all([startStack(folder), launchBrowser()])
  page = await someone()
  const walker = { page, siteUrl: stack.siteUrl }
  await signIn(walker)
  newsletterId = await announceAndOpen(walker)
  await importAndCheck(walker, { id: newsletterId, file: sample, subject: 'Patienter' })
})
afterAll(async () => {
  await browser?.close()
  await stack?.stop()
  remove()
})

async function someone(): Promise<Page> {
  const look = { width: 375, scheme: 'light' } as const
  return await openPage(browser, look, { locale: 'fr-FR', reducedMotion: 'reduce' })
}

const walkerOf = (opened: Page) => ({ page: opened, siteUrl: stack.siteUrl })
const open = (place = '') =>
  page.goto(`${stack.siteUrl}/console/newsletters/${newsletterId}${place}`)

/** The message that a field is described by. */
async function messageOf(opened: Page, selector: string): Promise<string> {
  const field = opened.locator(selector)
  expect(await field.getAttribute('aria-invalid')).toBe('true')
  const ids = ((await field.getAttribute('aria-describedby')) ?? '').split(' ')
  const texts = await Promise.all(ids.map((id) => opened.textContent(`[id="${id}"]`)))
  return plain(texts.join(' '))
}

async function expectInOrder(opened: Page): Promise<void> {
  expect(await axe(opened)).toEqual([])
  expect(await standsOut(opened)).toEqual([])
}

describe('signing up', () => {
  it.each([
    ['a space in it', 'anna perrin@example.org', /espace/],
    ['no dot in its domain', 'anna@example', /incomplète|incomplet/],
    ['300 characters', `${'a'.repeat(288)}@example.org`, /long/],
    ['a line end and a header', 'anna@example.org bcc:x@example.org', /adresse/],
  ])('with an address that has %s says what to do and keeps it', async (_, typed, message) => {
    const visitor = await someone()
    await visitor.goto(`${stack.siteUrl}/sign-up`)
    // The browser's own check is off: the server's word is what counts.
    await visitor.$eval('main form', (form) => form.setAttribute('novalidate', ''))
    // An e-mail field would tidy what is typed.
    await visitor.$eval('#email', (field) => field.setAttribute('type', 'text'))
    await visitor.fill('#email', typed)
    await visitor.waitForTimeout(2_100)
    await visitor.click('main form button')
    expect(await messageOf(visitor, '#email')).toMatch(message)
    expect(await visitor.inputValue('#email')).toBe(typed)
    await expectInOrder(visitor)
    await visitor.context().close()
  })
})

describe('scheduling', () => {
  it.each([
    ['in the past', '2026-11-01', '08:30', /passé/],
    ['in the hour that the clock change skips', '2027-03-28', '02:30', /n’existe pas/],
    ['two years ahead', '2028-12-01', '08:30', /plus d’un an/],
  ])('%s is refused beside the field, with what to do', async (_, date, time, message) => {
    await open('/schedule')
    await page.fill('input[name=date]', date)
    await page.fill('input[name=time]', time)
    await page.click('form[action$="/schedule"] .actions button')
    expect(await messageOf(page, 'input[name=date]')).toMatch(message)
    expect(await page.inputValue('input[name=date]')).toBe(date)
    expect(await page.inputValue('input[name=time]')).toBe(time)
    await expectInOrder(page)
  })

  it('in a zone that is none keeps the rest', async () => {
    await open('/schedule')
    await page.fill('input[name=date]', '2026-12-01')
    await page.fill('input[name=zone]', 'Europe/Parys')
    await page.click('form[action$="/schedule"] .actions button')
    expect(await messageOf(page, 'input[name=zone]')).toContain('Europe/Paris')
    expect(await page.inputValue('input[name=zone]')).toBe('Europe/Parys')
    await expectInOrder(page)
  })

  it('in the hour that comes twice asks which of the two, and takes the answer', async () => {
    await open('/schedule')
    await page.fill('input[name=date]', '2027-10-31')
    await page.fill('input[name=time]', '02:30')
    await page.click('form[action$="/schedule"] .actions button')
    expect(await page.textContent('main')).toContain('cette heure a lieu deux fois')
    await expectInOrder(page)
    await page.check('input[name=choice][value=second]')
    await page.click('form[action$="/schedule"] .actions button')
    await page.waitForURL(/done=scheduled/)
    expect(await page.textContent('dl.facts')).toContain('2027-10-31 01:30 UTC')
    await page.click('form[action$="/cancel"] button')
    await page.waitForURL(/done=cancelled/)
  })
})

describe('two editors at once', () => {
  it('see what differs, choose passage by passage, and lose nothing', async () => {
    const other = await page.context().newPage()
    await open()
    await other.goto(page.url())
    const paragraph = '.piece-paragraph textarea'
    await other.locator(paragraph).first().fill('Le premier paragraphe, par l’autre.')
    await other.click('.save-bar button.primary')
    await other.waitForURL(/done=saved/)
    await page.fill('#f-preheader', 'Mon texte d’aperçu.')
    await page.locator(paragraph).first().fill('Le premier paragraphe, par moi.')
    await page.click('.save-bar button.primary')
    expect(await page.textContent('h1')).toBe('Quelqu’un d’autre a écrit')
    const shown = await page.textContent('main')
    expect(shown).toContain('Le premier paragraphe, par l’autre.')
    expect(shown).toContain('Le premier paragraphe, par moi.')
    await expectInOrder(page)
    await page
      .locator('.conflict-row', { hasText: 'Le premier paragraphe' })
      .locator('input[value=theirs]')
      .check()
    await page.click('.conflict button.primary')
    await page.waitForURL(/done=merged/)
    expect(await page.locator(paragraph).first().inputValue()).toContain('par l’autre.')
    expect(await page.inputValue('#f-preheader')).toBe('Mon texte d’aperçu.')
    await other.close()
  })

  it('a composer with a wrong block keeps all that was typed and leads to the field', async () => {
    await open()
    await page.selectOption('#f-addType', 'button')
    await page.click('.add-block button')
    await page.waitForSelector('.piece-button')
    await page.fill('.piece-button input[name$=".label"]', 'Par ici')
    await page.fill('.piece-button input[name$=".href"]', 'javascript:alert(1)')
    await page.click('.save-bar button.primary')
    await page.waitForSelector('.flash.bad')
    expect(await page.inputValue('.piece-button input[name$=".href"]')).toBe('javascript:alert(1)')
    expect(await page.inputValue('.piece-button input[name$=".label"]')).toBe('Par ici')
    expect(await messageOf(page, '.piece-button input[name$=".href"]')).not.toBe('')
    await expectInOrder(page)
    await page.click('.piece-button button[data-move=remove]')
    await page.click('.save-bar button.primary')
    await page.waitForURL(/done=saved/)
  })
})

describe('links', () => {
  it('that are foreign, expired or made up never open a reader’s page', async () => {
    const visitor = await someone()
    const walker = walkerOf(visitor)
    await signUp(walker, 'once@links.example')
    await openMail(walker, { to: 'once@links.example' })
    const used = await mailLink(visitor, '/confirm/')
    await visitor.goto(used)
    await visitor.click('main form button')
    await visitor.goto(used)
    expect(await visitor.textContent('h1')).toBe('C’est déjà confirmé')
    await signUp(walker, 'late@links.example')
    await openMail(walker, { to: 'late@links.example' })
    const late = await mailLink(visitor, '/confirm/')
    const foreign = late.replace('/confirm/', '/preferences/')
    await visitor.goto(foreign)
    expect(await visitor.textContent('h1')).not.toBe('Vos préférences')
    await moveClock(walker, '2026-12-04T09:00')
    await visitor.goto(late)
    expect(await visitor.textContent('h1')).toBe('Ce lien n’est plus valable')
    await expectInOrder(visitor)
    await visitor.goto(`${stack.siteUrl}/confirm/${'x'.repeat(80)}`)
    expect(await visitor.textContent('h1')).toBe('Ce lien n’est plus valable')
    await visitor.context().close()
  })

  it('to sign in say how to get a new one once they are old', async () => {
    const staff = await someone()
    const link = /http:\S+sign-in\/\S+/.exec(stack.printed())?.[0] ?? ''
    // The link that start prints lasts ninety days, so that a jump of the clock does not void it.
    await kiosqueJson(folder, 'sandbox', 'clock', '--to', '2027-03-03T09:00+01:00')
    const status = (await staff.goto(link))?.status()
    expect(status).toBe(410)
    expect(await staff.textContent('main')).toContain('Demandez-en un nouveau')
    await expectInOrder(staff)
    await staff.context().close()
  }, 900_000)
})
