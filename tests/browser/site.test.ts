import type { Browser } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { preferencesToken, unsubscribeToken } from '#readers/links'
import { getReader } from '#readers/store'
import { axe, launchBrowser, looks, openPage, overflows } from '../support/browser.ts'
import { aConfirmedReader, confirmationToken, idOf, signingKeys } from '../support/readers.ts'
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

const pages = {
  front: '/',
  'front in English': '/en',
  issue: '/issues/131',
  'planned issue': '/issues/134',
  calendar: '/calendar',
  companies: '/companies',
  company: '/companies/banque-solstice',
  letters: '/newsletters',
  letter: '/newsletters/quand-la-machine-decroche-qui-garde-la-main',
  'letter in English': '/en/newsletters/quand-la-machine-decroche-qui-garde-la-main',
  legal: '/legal',
  'sign-up': '/sign-up',
  'sign-up sent': '/sign-up/sent',
  'nothing there': '/nothing',
  'stale link': '/confirm/stale',
}

describe.each(looks)('at $width px in $scheme', (look) => {
  it.each(Object.entries(pages))(
    '%s has no fault that axe finds and fits its width',
    async (_, path) => {
      expect(await lookAt(path, look)).toEqual({ faults: [], overflows: false, refused: [] })
    },
  )

  it('a reader’s pages have no fault that axe finds and fit their width', async () => {
    const readerId = await aConfirmedReader(site.deps, `axe-${look.name}@site.example`)
    const token = preferencesToken(signingKeys, readerId)
    for (const path of [
      `/preferences/${token}?done=confirmed`,
      `/preferences/${token}?done=tooMany`,
      `/unsubscribe/${unsubscribeToken(signingKeys, { readerId })}`,
    ])
      expect(await lookAt(path, look)).toEqual({ faults: [], overflows: false, refused: [] })
  })
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

type Seen = { faults: string[]; overflows: boolean; refused: string[] }

/** What axe, the width and the Content-Security-Policy say about a page. */
async function lookAt(path: string, look: (typeof looks)[number]): Promise<Seen> {
  const page = await openPage(browser, look)
  const refused: string[] = []
  page.on('console', (message) => {
    if (/Content.Security.Policy|Refused/i.test(message.text())) refused.push(message.text())
  })
  await page.goto(site.url + path)
  const seen = { faults: await axe(page), overflows: await overflows(page), refused }
  await page.context().close()
  return seen
}

async function expectHeading(page: Awaited<ReturnType<typeof openPage>>, text: string) {
  await page.waitForSelector('h1')
  expect(await page.textContent('h1')).toBe(text)
}
