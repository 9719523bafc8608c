// What finance does at the end of a month, in Chromium through the real stack, on the six months that the
// sample has sold: settle what is open, take the bank's statement, close, keep the hash, hand the files
// on. Each page is looked over at phone and desk, light and dark; each sentence goes on from the last.
import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import type { Browser, Page } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { sidedTable } from '../support/bank-files.ts'
import { launchBrowser } from '../support/browser.ts'
import { type RunningStack, startStack, temporaryFolder } from '../support/command.ts'
import { overseer } from '../support/look-over.ts'
import { actsOn } from '../support/page-acts.ts'
import { mailFrame, mailLink, moveClock, openMail, type Walker } from '../support/walk.ts'

const { folder, remove } = temporaryFolder()
const felix = 'finance@en-contact.example'
let stack: RunningStack
let browser: Browser
let over: ReturnType<typeof overseer>
let page: Page
let walker: Walker

beforeAll(async () => {
  ;[stack, browser] = await Promise.all([
    startStack(folder, { withHistory: true }),
    launchBrowser(),
  ])
  over = overseer(browser)
  page = await over.someone()
  walker = { page, siteUrl: stack.siteUrl }
})
afterAll(async () => {
  await browser?.close()
  await stack?.stop()
  remove()
})

const { text, press, reloadUntil, fileBehind } = actsOn(() => page)
const open = (path: string) => page.goto(`${stack.siteUrl}/console/finance${path}`)
const sound = async () => expect(await over.faultsOf(page)).toEqual([])
/** Until the page says so, having waited for what works behind it. */
async function says(path: string, words: string): Promise<void> {
  await open(path)
  await reloadUntil(words)
}

async function signInFinance(): Promise<void> {
  await page.goto(`${stack.siteUrl}/console`)
  await page.fill('input[name=email]', felix)
  await press('main button')
  await openMail(walker, { to: felix, subject: 'connexion' })
  await page.goto(await mailLink(page, '/console/sign-in/'))
  await press('main button')
  over.forget()
}

describe('the end of November, for finance', () => {
  it('signs in and lands on what stands in the way of the close', async () => {
    await signInFinance()
    expect(new URL(page.url()).pathname).toBe('/console/finance')
    expect(await text('h1')).toBe('Virement reçu incomplet, −12,00 €')
    expect(await text()).toContain('1 avec un écart')
    await sound()
  })

  it('settles the short payout as a fee of the bank, and has to say why', async () => {
    await press('.next a.primary')
    await sound()
    await press('form:has(input[value=bankFees]) button')
    expect(await text()).toContain('Dites pourquoi')
    await page.fill('#f-bankFees-reason', 'Frais retenus, vus avec la banque')
    await press('form:has(input[value=bankFees]) button')
    expect(await text()).toContain('L’anomalie est réglée.')
    over.forget()
    await sound()
    await press('main .actions a')
    expect(await text()).toContain('Toutes sont réglées.')
  })

  it('takes the rest of the month from the bank once December has come', async () => {
    await moveClock(walker, '2026-12-03T10:00')
    await open('/payouts?month=2026-11')
    const [awaited = ''] = (await text('tbody')).match(/po_\w+/) ?? []
    await open('')
    expect(await text('h1')).toBe('Importez le relevé de banque de novembre 2026.')
    await press('.next a.primary')
    const file = join(folder, 'releve.csv')
    const own = { date: '2026-11-30', cents: -350, text: 'FRAIS TENUE DE COMPTE' }
    const payout = { text: `VIR SEPA STRIPE PAYOUT ${awaited.slice(-12)}`, cents: 9_726 }
    writeFileSync(file, sidedTable([own, { date: '2026-12-02', ...payout }]))
    await page.setInputFiles('input[type=file]', file)
    await press('main form:has(input[type=file]) button')
    expect(await text()).toContain('2 lignes nouvelles sont importées.')
    await sound()
    await says('', '8 sur 8 rapprochés.')
  })

  it('closes the month and gets its hash by mail, which proves the books', async () => {
    expect(await text('h1')).toBe('Novembre 2026 peut être clos.')
    await press('.next a.primary')
    await sound()
    await press('form:has(input[name=month]) button.primary')
    expect(await text()).toContain('La clôture est lancée.')
    await moveClock(walker, '2026-12-03T10:05')
    await openMail(walker, { to: felix, subject: 'Le mois est clos' })
    const frame = await mailFrame(page)
    const [hash = ''] =
      ((await frame.textContent('body')) ?? '').match(/([0-9a-f]{8} ){7}\S{8}/) ?? []
    const link = new URL(await mailLink(page, '/console/finance/close'))
    expect(link.hash).toBe('#2026-11')
    await page.goto(link.href)
    expect(await text('tr[id="2026-11"]')).toContain('clos')
    await sound()
    await open('/seals')
    await page.fill('input[name=anchor]', hash)
    await press('form:has(input[name=anchor]) button')
    expect(await text()).toContain('l’empreinte est bien celle d’un scellé')
    await sound()
    await page.fill('input[name=anchor]', '0'.repeat(64))
    await press('form:has(input[name=anchor]) button')
    expect(await text()).toContain('aucun scellé n’a cette empreinte')
  })

  it('hands on the month as a paper, and the year as a file of entries', async () => {
    await open('/close')
    const paper = await fileBehind('tr[id="2026-11"] a[href$=".pdf"]')
    expect([paper.status, paper.headers['content-type']]).toEqual([200, 'application/pdf'])
    await open('/exports')
    await sound()
    await page.selectOption('#f-kind', 'fec')
    await page.check('input[name=span][value=year]')
    await press('form.export-form button')
    await says('/exports', 'FEC')
    await page.waitForSelector('table')
    for (let attempt = 0; (await page.locator('tbody a').count()) === 0; attempt++) {
      expect(attempt).toBeLessThan(100)
      await page.waitForTimeout(100)
      await page.reload()
    }
    const file = await fileBehind('tbody a')
    expect(file.body.toString().split('\r\n')[0]).toContain('JournalCode\tJournalLib\tEcritureNum')
  })

  it.each([
    '/dashboard',
    '/exceptions',
    '/payouts?month=2026-11',
    '/bank/lines?month=2026-11',
    '/disputes',
    '/journal?month=2026-11',
    '/balance?month=2026-11',
    '/vat?month=2026-11',
    '/deferred?month=2026-11',
    '/entry',
    '/customers?q=a',
    '/receivables',
  ])('reads %s at phone and desk, light and dark', async (path) => {
    const answered = await open(path)
    expect(answered?.status()).toBe(200)
    await sound()
  })
})
