// What readers do on the site: signing up, confirming, preferences, unsubscribing, their data.
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

const get = (path: string) => fetch(site.url + path, { redirect: 'manual' })

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

  it('takes the answer to that question at once: the form has been read already', async () => {
    const email = `lecteur${++counter}@gmial.com`
    const asked = await (await post('/sign-up', { email, formToken: servedForm() })).text()
    const formToken = /name="formToken" value="([^"]+)"/.exec(asked)?.[1] ?? ''
    const answer = await post('/sign-up', { email, asTyped: 'yes', formToken })
    expect([answer.status, answer.headers.get('location')]).toEqual([303, '/sign-up/sent'])
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
