import type { Browser } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { getReader } from '#readers/store'
import { axe, launchBrowser, openPage } from '../support/browser.ts'
import { confirmationToken, idOf } from '../support/readers.ts'
import { type TestSite, testSite } from '../support/site.ts'

let site: TestSite
let browser: Browser
const desktop = { width: 1280, scheme: 'light' } as const

beforeAll(async () => {
  ;[site, browser] = await Promise.all([testSite(), launchBrowser()])
})
afterAll(async () => {
  await browser.close()
  await site.close()
})

describe('the front page', () => {
  it('weighs less than 100 KB besides its fonts, and asks for nothing from elsewhere', async () => {
    const page = await openPage(browser, desktop)
    const bodies: Promise<number>[] = []
    const hosts = new Set<string>()
    page.on('response', (response) => {
      hosts.add(new URL(response.url()).host)
      if (!response.url().endsWith('.woff2'))
        bodies.push(response.body().then((body) => body.length))
    })
    await page.goto(site.url, { waitUntil: 'networkidle' })
    const total = (await Promise.all(bodies)).reduce((sum, bytes) => sum + bytes, 0)
    expect(total).toBeLessThan(100_000)
    expect([...hosts]).toEqual([new URL(site.url).host])
    await page.context().close()
  })

  it('is set in our own faces, and a narrow no-break space is narrower than a space', async () => {
    const page = await openPage(browser, desktop)
    await page.goto(site.url)
    const faces = await page.evaluate(async () => {
      await document.fonts.ready
      return [...document.fonts]
        .filter((face) => face.status === 'loaded')
        .map((face) => face.family)
    })
    expect(faces.join()).toContain('Newsreader Variable')
    expect(faces.join()).toContain('Inter Variable')
    const [bare, narrow, wide] = await page.evaluate(() =>
      ['aa', 'a\u202fa', 'a\u00a0a'].map((text) => {
        const line = document.body.appendChild(document.createElement('span'))
        line.textContent = text
        line.style.position = 'absolute'
        line.style.fontSize = '200px'
        return line.getBoundingClientRect().width
      }),
    )
    expect(narrow).toBeGreaterThan(bare ?? 0)
    expect(narrow).toBeLessThan(wide ?? 0)
    await page.context().close()
  })
})

describe('signing up', () => {
  it('works without a script, from the front page to the preferences', async () => {
    const email = 'sans-script@site.example'
    const page = await openPage(
      browser,
      { width: 375, scheme: 'light' },
      { javaScriptEnabled: false },
    )
    await page.goto(site.url)
    site.deps.clock.forward(5_000)
    await page.fill('#email', email)
    await page.click('.sign-up button')
    await expectHeading(page, 'Regardez votre boîte')
    await page.goto(`${site.url}/confirm/${await confirmationToken(site.deps, email)}`)
    await page.click('main button')
    await expectHeading(page, 'Bienvenue')
    await page.uncheck('input[value=technologies]')
    await page.click('main button.primary')
    expect(await page.textContent('.flash')).toContain('enregistré')
    const reader = await getReader(site.deps.table, idOf(email))
    expect(reader).toMatchObject({ status: 'confirmed', topics: ['dossiers', 'enquetes'] })
    await page.context().close()
  })

  it('keeps what was typed when it is refused, and says what to do', async () => {
    const page = await openPage(browser, desktop)
    await page.goto(`${site.url}/en/sign-up`)
    site.deps.clock.forward(5_000)
    await page.fill('#email', 'anna@example')
    await page.click('main button')
    expect(await page.inputValue('#email')).toBe('anna@example')
    expect(await page.textContent('.error')).toContain('incomplete')
    expect(await axe(page)).toEqual([])
    await page.context().close()
  })

  it('under attack solves a short proof of work by itself', async () => {
    for (let n = 0; n < site.deps.publication.limits.signUpsPerIpAndHour; n++)
      await fetch(`${site.url}/sign-up`, {
        method: 'POST',
        body: new URLSearchParams({ email: `vague${n}@vague${n}.example` }),
      })
    const page = await openPage(browser, desktop)
    await page.goto(`${site.url}/sign-up`)
    site.deps.clock.forward(5_000)
    await page.fill('#email', 'patient@site.example')
    await page.click('main button')
    await expectHeading(page, 'Encore une fois')
    expect(await page.inputValue('#email')).toBe('patient@site.example')
    await page.waitForFunction(() =>
      document.querySelector('output')?.textContent?.startsWith('Vérifié.'),
    )
    expect(await axe(page)).toEqual([])
    site.deps.clock.forward(5_000)
    await page.click('main button')
    await expectHeading(page, 'Regardez votre boîte')
    await page.context().close()
  })
})

async function expectHeading(page: Awaited<ReturnType<typeof openPage>>, text: string) {
  await page.waitForSelector('h1')
  expect(await page.textContent('h1')).toBe(text)
}
