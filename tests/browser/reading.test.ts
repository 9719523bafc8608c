// A digital issue, from the PDF that marketing hands in to the reader who opens it: through the real
// stack, in Chromium, at a desk and on a phone. Each sentence goes on where the one before ended.
import type { Browser, Page } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { launchBrowser, openPage } from '../support/browser.ts'
import { type RunningStack, startStack, temporaryFolder } from '../support/command.ts'
import { actsOn } from '../support/page-acts.ts'
import { aPdf } from '../support/pdf.ts'
import { mailLink, openMail, signIn, type Walker } from '../support/walk.ts'

describe.each([
  { name: 'at a desk, in French', width: 1280, en: '' },
  { name: 'on a phone, in English', width: 375, en: '/en' },
] as const)('a digital issue $name', ({ width, en }) => {
  const { folder, remove } = temporaryFolder()
  const buyer = `lectrice${width}@lecture.example`
  const fr = en === ''
  let stack: RunningStack
  let browser: Browser
  let walker: Walker
  let page: Page
  let issueAddress: string

  beforeAll(async () => {
    ;[stack, browser] = await Promise.all([startStack(folder), launchBrowser()])
    page = await openPage(browser, { width, scheme: 'light' }, { locale: fr ? 'fr-FR' : 'en-GB' })
    walker = { page, siteUrl: stack.siteUrl }
  })
  afterAll(async () => {
    await browser?.close()
    await stack?.stop()
    remove()
  })

  const { text, press, sound, reloadUntil, fileBehind } = actsOn(() => page)

  it('is subscribed to', async () => {
    await page.goto(`${stack.siteUrl}${en}/subscribe/numerique-1-an`)
    await page.fill('[name=email]', buyer)
    await page.fill('[name=name]', 'Odile Vernay')
    if ((await page.locator('[name=postcode]').count()) > 0)
      await page.fill('[name=postcode]', '69001')
    await press('.order-side button.primary')
    await press('.order-act button')
    await page.fill('input[name=number]', '4242 4242 4242 4242')
    await press('main form button.primary')
    await reloadUntil(fr ? /Votre abonnement est confirmé/ : /Your subscription is confirmed/, 'h1')
  })

  it('is not open before it is out, and says so to who signs in to read it', async () => {
    await page.goto(`${stack.siteUrl}${en}/read/131`)
    expect(page.url()).toContain('/account/sign-in')
    await page.fill('[name=email]', buyer)
    await press('main form button')
    await openMail(walker, { to: buyer, subject: fr ? 'compte' : 'account' })
    await page.goto(await mailLink(page, '/account/open/'))
    await press('main form button')
    expect(new URL(page.url()).pathname).toBe(`${en}/read/131`)
    expect(await text('h1')).toBe(
      fr ? 'Ce numéro n’est pas encore paru' : 'This issue is not out yet',
    )
    await sound()
  })

  it('gets its PDF from marketing, straight into the store, and refuses what is none', async () => {
    await signIn(walker)
    await page.goto(`${stack.siteUrl}/console/issues/131`)
    await page.setInputFiles('#f-file', {
      name: 'numero.pdf',
      mimeType: 'application/pdf',
      buffer: Buffer.from('this is no PDF'),
    })
    await page.click('[data-issue-file] button')
    await page.waitForFunction(() =>
      /n’est pas un PDF|not a PDF/.test(document.querySelector('[data-state]')?.textContent ?? ''),
    )
    await page.setInputFiles('#f-file', {
      name: 'numero.pdf',
      mimeType: 'application/pdf',
      buffer: Buffer.from(await aPdf(64)),
    })
    await Promise.all([
      page.waitForURL(/done=file-replaced/),
      page.click('[data-issue-file] button'),
    ])
    expect(await text('#file')).toMatch(/PDF, 64 pages/)
    const { headers } = await fileBehind('#file a')
    expect(headers['content-type']).toBe('application/pdf')
    await sound()
  })

  it('is dispatched after a look at what that means', async () => {
    await press('#dispatch .actions a')
    expect(await text()).toMatch(/Abonnés1|Subscribers1/)
    await sound()
    await press('main form[method=post] button.primary')
    expect(page.url()).toContain('done=dispatching')
    await reloadUntil(/En numérique1|Digital1/, '#dispatch')
  })

  it('is told to its reader, who opens and keeps it by the link of the mail', async () => {
    await page.context().clearCookies()
    await openMail(walker, { to: buyer, subject: 'Patienter' })
    await page.goto(await mailLink(page, '/read/131/'))
    issueAddress = page.url()
    expect(new URL(issueAddress).pathname).toMatch(new RegExp(`^${en}/read/131/`))
    expect(await text('h1')).toBe('Patienter, est-ce déjà partir ?')
    expect(await text()).toMatch(/PDF, 64 pages/)
    await sound()
    const read = await fileBehind('main .actions a.button:not(.quiet)')
    expect(read.headers['content-disposition']).toMatch(/^inline; filename="En-Contact 131.pdf"/)
    expect(read.body.subarray(0, 5).toString()).toBe('%PDF-')
    const kept = await fileBehind('main .actions a.quiet')
    expect(kept.headers['content-disposition']).toMatch(/^attachment; /)
  })

  it('opens to nobody else: not by a link that was changed, nor for another issue', async () => {
    const changed = issueAddress.replace(/.$/, (last) => (last === 'A' ? 'B' : 'A'))
    for (const address of [changed, issueAddress.replace('/read/131/', '/read/130/')])
      expect((await page.goto(address))?.status()).toBe(404)
    await page.goto(`${stack.siteUrl}${en}/read/131/open`)
    expect(page.url()).toContain('/account/sign-in')
  })
})
