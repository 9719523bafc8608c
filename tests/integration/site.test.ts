// The site's public pages and what machines read of it.
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { type TestSite, testSite } from '../support/site.ts'

let site: TestSite

beforeAll(async () => {
  site = await testSite()
})
afterAll(async () => {
  await site.close()
})

const get = (path: string, headers: Record<string, string> = {}) =>
  fetch(site.url + path, { redirect: 'manual', headers })

describe('public pages', () => {
  it.each([
    ['/', 'Patienter, <span class="unbroken">est-ce</span> déjà partir'],
    ['/en', 'Next issue'],
    ['/issues/131', 'Brumaire Contact'],
    ['/en/issues/131', 'It speaks of'],
    ['/calendar', 'Faut-il gommer les accents'],
    ['/companies', 'Banque Solstice'],
    ['/companies/banque-solstice', 'onze'],
    ['/newsletters', 'Quand la machine décroche'],
    ['/newsletters/quand-la-machine-decroche-qui-garde-la-main', 'Odile Vernay'],
    ['/legal', 'Directeur de la publication'],
    ['/en/legal', 'What we keep'],
  ])('%s shows its matter, without a script and under a strict policy', async (path, matter) => {
    const response = await get(path)
    const html = await response.text()
    expect(response.status).toBe(200)
    expect(html).toContain(matter)
    expect(html).not.toContain('<script')
    expect(html).not.toMatch(/\sstyle=/)
    expect(response.headers.get('content-security-policy')).toContain("default-src 'none'")
    expect(response.headers.get('x-content-type-options')).toBe('nosniff')
    expect(response.headers.get('set-cookie')).toBeNull()
  })

  it('tell of a planned issue its subject, not yet its companies', async () => {
    const html = await (await get('/issues/133')).text()
    expect(html).toContain('gommer les accents')
    expect(html).not.toContain('Sirocco Care')
    const company = await (await get('/companies/sirocco-care')).text()
    expect(company).not.toContain('gommer les accents')
  })

  it.each([
    '/issues/999',
    '/issues/0',
    '/issues/131x',
    '/companies/nobody',
    '/newsletters/none',
    '/x',
  ])('answer a friendly 404 for %s', async (path) => {
    const response = await get(path)
    expect(response.status).toBe(404)
    expect(await response.text()).toContain('Page introuvable')
  })

  it('speak English under /en when they find nothing, and JSON to programs', async () => {
    expect(await (await get('/en/issues/999')).text()).toContain('Page not found')
    const json = await get('/issues/999', { accept: 'application/json' })
    expect(((await json.json()) as { error: { code: string } }).error.code).toBe('not-found')
  })

  it('lead from a former name to the present one, in the language of the page', async () => {
    const response = await get('/en/companies/credit-solstice')
    expect(response.status).toBe(301)
    expect(response.headers.get('location')).toBe('/en/companies/banque-solstice')
  })

  it('take a broken cursor for the first page', async () => {
    for (const after of ['x', 'eyJwayI6MX0', 'a'.repeat(5000), '%00'])
      expect((await get(`/newsletters?after=${after}`)).status).toBe(200)
  })
})

describe('what machines read', () => {
  it('says that it is well', async () => {
    const response = await get('/health')
    expect(response.status).toBe(200)
    expect(await response.json()).toEqual({ status: 'ok' })
  })

  it('gives the calendar as JSON', async () => {
    const calendar = (await (await get('/en/calendar.json')).json()) as {
      issues: { number: number; url: string; dossier: { companies: unknown[] } }[]
    }
    const issue = calendar.issues.find(({ number }) => number === 131)
    expect(calendar.issues).toHaveLength(8)
    expect(issue?.url).toBe(`${site.url}/en/issues/131`)
    expect(issue?.dossier.companies).toHaveLength(6)
  })

  it('gives the calendar as all-day events whose ids stay', async () => {
    const response = await get('/calendar.ics')
    const ics = (await response.text()).replaceAll('\r\n ', '')
    expect(response.headers.get('content-type')).toContain('text/calendar')
    expect(ics).toContain('UID:issue-131@127.0.0.1')
    expect(ics).toContain('DTSTART;VALUE=DATE:20261201')
    expect(ics).toMatch(/DTSTAMP:\d{8}T\d{6}Z/)
    expect(ics).toContain('Patienter\\, est-ce déjà partir')
    expect(await (await get('/calendar.ics')).text()).toBe(
      await (await get('/calendar.ics')).text(),
    )
  })

  it('gives the letters as RSS', async () => {
    const response = await get('/newsletters/rss.xml')
    const rss = await response.text()
    expect(response.headers.get('content-type')).toContain('application/rss+xml')
    expect(rss.match(/<item>/g)).toHaveLength(3)
    expect(rss).toContain(`${site.url}/newsletters/quand-la-machine-decroche-qui-garde-la-main`)
  })

  it('lists every public page in both languages', async () => {
    const sitemap = await (await get('/sitemap.xml')).text()
    expect(sitemap).toContain(`<loc>${site.url}/issues/131</loc>`)
    expect(sitemap).toContain(`<loc>${site.url}/en/companies/banque-solstice</loc>`)
    expect(await (await get('/robots.txt')).text()).toContain('Disallow: /unsubscribe/')
  })

  it('draws covers as PNG, card and outlines, once', async () => {
    const first = await get('/media/covers/131.png')
    const bytes = new Uint8Array(await first.arrayBuffer())
    expect(sizeOfPng(bytes)).toEqual([600, 800])
    const again = await get('/media/covers/131.png', {
      'if-none-match': first.headers.get('etag') ?? '',
    })
    expect(again.status).toBe(304)
    const card = await (await get('/media/covers/131-social.png')).arrayBuffer()
    expect(sizeOfPng(new Uint8Array(card))).toEqual([1200, 630])
    const svg = await (await get('/media/covers/131.svg')).text()
    expect(svg).toContain('<path')
    expect(svg).not.toContain('<text')
    expect((await get('/media/covers/999.png')).status).toBe(404)
  })

  it('serves the pictures of letters', async () => {
    const response = await get('/media/images/im_plateau')
    expect(response.headers.get('content-type')).toBe('image/png')
    expect(response.headers.get('cross-origin-resource-policy')).toBe('cross-origin')
    expect((await get('/media/images/im_nothing')).status).toBe(404)
    expect((await get('/media/images/..%2F..%2Fetc')).status).toBe(404)
  })
})

function sizeOfPng(bytes: Uint8Array): [number, number] {
  const view = new DataView(bytes.buffer, bytes.byteOffset)
  return [view.getUint32(16), view.getUint32(20)]
}
