import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { hourMs } from '#kernel/time'
import { requestErasure, requestExport } from '#privacy/data-links'
import { formToken } from '#readers/form-token'
import { dataToken, preferencesToken, unsubscribeToken } from '#readers/links'
import { consentsOf, getReader } from '#readers/store'
import { aConfirmedReader, confirmationToken, idOf, signingKeys } from '../support/readers.ts'
import { type TestSite, testSite } from '../support/site.ts'

let site: TestSite
let counter = 0
const anAddress = () => `lecteur${++counter}@site.example`

beforeAll(async () => {
  site = await testSite()
})
afterAll(async () => {
  await site.close()
})

const get = (path: string, headers: Record<string, string> = {}) =>
  fetch(site.url + path, { redirect: 'manual', headers })

function post(path: string, fields: Record<string, string> | [string, string][]) {
  return fetch(site.url + path, {
    method: 'POST',
    body: new URLSearchParams(fields),
    redirect: 'manual',
  })
}

/** A form that was read for five seconds. */
const servedForm = () => formToken(signingKeys, new Date(site.deps.clock().getTime() - 5_000))
const confirmedReader = (email: string) => aConfirmedReader(site.deps, email)

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

describe('signing up', () => {
  it('answers alike for an unknown and a confirmed address', async () => {
    const known = anAddress()
    await confirmedReader(known)
    const answers = await Promise.all(
      [known, anAddress()].map((email) => post('/sign-up', { email, formToken: servedForm() })),
    )
    for (const answer of answers) {
      expect(answer.status).toBe(303)
      expect(answer.headers.get('location')).toBe('/sign-up/sent')
    }
    expect((await get('/sign-up/sent')).status).toBe(200)
  })

  it('keeps what was typed beside the reason it was refused', async () => {
    const response = await post('/sign-up', {
      email: '"><b>anna chez example.org',
      formToken: servedForm(),
    })
    const html = await response.text()
    expect(response.status).toBe(422)
    expect(html).toContain('value="&quot;&gt;&lt;b&gt;anna chez example.org"')
    expect(html).toContain('aria-invalid="true"')
  })

  it('asks about an address one slip away from a common one, and takes it as typed', async () => {
    const response = await post('/sign-up', { email: 'anna@gmial.com', formToken: servedForm() })
    expect(await response.text()).toContain('value="anna@gmail.com"')
    expect(await getReader(site.deps.table, idOf('anna@gmial.com'))).toBeUndefined()
    const asTyped = { email: 'anna@gmial.com', asTyped: 'yes', formToken: servedForm() }
    expect((await post('/sign-up', asTyped)).status).toBe(303)
    expect(await getReader(site.deps.table, idOf('anna@gmial.com'))).toBeDefined()
  })

  it('asks once more when the form was not served by us, keeping the address', async () => {
    const email = anAddress()
    const response = await post('/sign-up', { email, formToken: 'forged' })
    expect(response.status).toBe(422)
    expect(await response.text()).toContain(`value="${email}"`)
    expect(await getReader(site.deps.table, idOf(email))).toBeUndefined()
  })

  it('takes nothing from a machine that fills the hidden field', async () => {
    const email = anAddress()
    const answer = await post('/sign-up', { email, website: 'x', formToken: servedForm() })
    expect(answer.status).toBe(303)
    expect(await getReader(site.deps.table, idOf(email))).toBeUndefined()
  })

  it('refuses forms that a browser says come from elsewhere, and bodies that are too large', async () => {
    const foreign = await fetch(`${site.url}/sign-up`, {
      method: 'POST',
      body: new URLSearchParams({ email: anAddress() }),
      headers: { 'sec-fetch-site': 'cross-site' },
    })
    expect(foreign.status).toBe(403)
    expect((await post('/sign-up', { email: 'a'.repeat(70_000) })).status).toBe(413)
  })

  it('keeps a sign-up in the language of its page', async () => {
    const email = anAddress()
    await post('/en/sign-up', { email, formToken: servedForm() })
    const reader = await getReader(site.deps.table, idOf(email))
    expect(reader?.signUp?.locale).toBe('en')
  })
})

describe('confirming', () => {
  it('takes a button: looking at the link changes nothing', async () => {
    const email = anAddress()
    await post('/sign-up', { email, formToken: servedForm() })
    const token = await confirmationToken(site.deps, email)
    const page = await get(`/confirm/${token}`)
    expect(await page.text()).toContain('Confirmer mon inscription')
    expect((await getReader(site.deps.table, idOf(email)))?.status).toBe('pending')
    const done = await post(`/confirm/${token}`, {})
    expect(done.status).toBe(303)
    expect(done.headers.get('location')).toMatch(/^\/preferences\/.+\?done=confirmed$/)
    expect((await getReader(site.deps.table, idOf(email)))?.status).toBe('confirmed')
    expect(await (await get(`/confirm/${token}`)).text()).toContain('déjà confirmé')
  })

  it('answers a foreign, broken or expired link with a way to ask again', async () => {
    for (const token of [
      'x',
      'a.b',
      unsubscribeToken(signingKeys, { readerId: idOf(anAddress()) }),
    ]) {
      const page = await get(`/confirm/${token}`)
      expect(page.status).toBe(410)
      expect(await page.text()).toContain('action="/sign-up"')
      expect((await post(`/confirm/${token}`, {})).status).toBe(410)
    }
  })
})

describe('pages behind a token', () => {
  it('are not kept, not indexed, and pass no address on', async () => {
    const id = await confirmedReader(anAddress())
    for (const path of [
      `/preferences/${preferencesToken(signingKeys, id)}`,
      `/en/unsubscribe/${unsubscribeToken(signingKeys, { readerId: id })}`,
      '/confirm/x',
    ]) {
      const { headers } = await get(path)
      expect(headers.get('cache-control')).toBe('no-store')
      expect(headers.get('referrer-policy')).toBe('no-referrer')
      expect(headers.get('x-robots-tag')).toContain('noindex')
    }
  })

  it('say of a broken link only that it is broken', async () => {
    for (const place of ['preferences', 'unsubscribe', 'my-data', 'erase']) {
      const response = await get(`/${place}/broken.link`)
      expect(response.status).toBe(404)
      expect(await response.text()).toContain('coupé en route')
    }
  })
})

describe('preferences', () => {
  const preferencesOf = async (email: string) =>
    `/preferences/${preferencesToken(signingKeys, await confirmedReader(email))}`

  it('come with recording unticked, and keep a choice', async () => {
    const email = anAddress()
    const path = await preferencesOf(email)
    const html = await (await get(path)).text()
    expect(html).toContain('name="tracking" value="yes"/>')
    const saved = await post(path, [
      ['topics', 'dossiers'],
      ['topics', 'enquetes'],
      ['locale', 'en'],
      ['tracking', 'yes'],
    ])
    expect(saved.headers.get('location')).toBe(`/en${path}?done=saved`)
    const reader = await getReader(site.deps.table, idOf(email))
    expect(reader).toMatchObject({
      topics: ['dossiers', 'enquetes'],
      locale: 'en',
      trackingConsent: true,
    })
  })

  it('refuse no topic at all, keeping what was ticked', async () => {
    const path = await preferencesOf(anAddress())
    const response = await post(path, { locale: 'en', tracking: 'yes' })
    const html = await response.text()
    expect(response.status).toBe(422)
    expect(html).toContain('Gardez au moins une rubrique')
    expect(html).toMatch(/value="en" checked/)
    expect(html).toMatch(/name="tracking" value="yes" checked/)
  })

  it('hide the address but for its first letter', async () => {
    const email = anAddress()
    const html = await (await get(await preferencesOf(email))).text()
    expect(html).not.toContain(email)
    expect(html).toContain('l•••@site.example')
  })
})

describe('unsubscribing', () => {
  it('by a mail program takes one POST without cookies, origin or redirect', async () => {
    const email = anAddress()
    const id = await confirmedReader(email)
    const response = await fetch(
      `${site.url}/unsubscribe/${unsubscribeToken(signingKeys, { readerId: id })}`,
      {
        method: 'POST',
        body: 'List-Unsubscribe=One-Click',
        headers: {
          'content-type': 'application/x-www-form-urlencoded',
          'sec-fetch-site': 'cross-site',
        },
        redirect: 'manual',
      },
    )
    expect(response.status).toBe(200)
    expect((await getReader(site.deps.table, id))?.status).toBe('unsubscribed')
    const acts = (await consentsOf(site.deps.table, id)).map(
      ({ act, source }) => `${act} ${source}`,
    )
    expect(acts).toContain('withdrawn one-click')
  })

  it('is never done by following the link', async () => {
    const id = await confirmedReader(anAddress())
    const path = `/unsubscribe/${unsubscribeToken(signingKeys, { readerId: id })}`
    expect(await (await get(path)).text()).toContain('Me désinscrire')
    await fetch(site.url + path, { method: 'HEAD' })
    expect((await getReader(site.deps.table, id))?.status).toBe('confirmed')
  })

  it('by the button keeps the reason, and says that it is done', async () => {
    const id = await confirmedReader(anAddress())
    const path = `/unsubscribe/${unsubscribeToken(signingKeys, { readerId: id })}`
    const done = await post(path, { reason: 'Trop de lettres' })
    expect(done.status).toBe(303)
    expect(await (await get(done.headers.get('location') ?? '')).text()).toContain('désinscrit')
    expect((await getReader(site.deps.table, id))?.unsubscribeReason).toBe('Trop de lettres')
  })
})

describe('one’s own data', () => {
  it('is asked for on the preferences page and opened by the mailed link', async () => {
    const email = anAddress()
    const id = await confirmedReader(email)
    const token = preferencesToken(signingKeys, id)
    const asked = await post(`/preferences/${token}/export`, {})
    expect(asked.headers.get('location')).toBe(`/preferences/${token}?done=export`)
    const { link } = await mailedLink(id, 'export')
    expect(await (await get(`/my-data/${link}`)).text()).toContain(email)
    const file = await get(`/my-data/${link}/download`)
    expect(file.headers.get('content-disposition')).toContain('attachment')
    expect(((await file.json()) as { reader: { email: string } }).reader.email).toBe(email)
    site.deps.clock.forward(25 * hourMs)
    expect((await get(`/my-data/${link}`)).status).toBe(410)
  })

  it('is erased by the button behind the mailed link, and the page says so afterwards', async () => {
    const id = await confirmedReader(anAddress())
    const { link } = await mailedLink(id, 'erase')
    expect(await (await get(`/erase/${link}`)).text()).toContain('Effacer définitivement')
    expect(await getReader(site.deps.table, id)).toBeDefined()
    expect((await post(`/erase/${link}`, {})).status).toBe(303)
    expect(await getReader(site.deps.table, id)).toBeUndefined()
    expect(await (await get(`/erase/${link}`)).text()).toContain('C’est effacé')
  })
})

/** The link of the mail that a request causes. */
async function mailedLink(readerId: ReturnType<typeof idOf>, purpose: 'export' | 'erase') {
  const request = purpose === 'export' ? requestExport : requestErasure
  await request(site.deps, { readerId })
  const requestId = site.deps.hints.at(-1)?.sk.split('#').at(-1) ?? ''
  const now = site.deps.clock()
  return { link: dataToken(signingKeys, { purpose, readerId, requestId, now }) }
}

function sizeOfPng(bytes: Uint8Array): [number, number] {
  const view = new DataView(bytes.buffer, bytes.byteOffset)
  return [view.getUint32(16), view.getUint32(20)]
}
