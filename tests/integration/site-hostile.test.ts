// What strangers and clumsy programs send to the public pages: odd paths, broken bodies, odd words.
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { preferencesToken, unsubscribeToken } from '#readers/links'
import { siteApp as composedSite } from '#runtime/site'
import { createMedia } from '#web/cover/media-app'
import { readPath } from '#web/shared/locale'
import { aConfirmedReader, signingKeys } from '../support/readers.ts'
import { fakeAssets, siteApp } from '../support/site.ts'

type Made = Awaited<ReturnType<typeof siteApp>>
let site: Made
let counter = 0

beforeAll(async () => {
  site = await siteApp()
})
afterAll(() => site.close())

/** The site and the sign-up API as one function serves them. */
const app = () =>
  composedSite({ assets: fakeAssets, clientIp: () => '203.0.113.7' }, site.deps as never)
const ask = (path: string, init?: RequestInit) => app().request(path, init)
const aReader = () => aConfirmedReader(site.deps, `hote${++counter}@hostile.example`)

const headers = ['content-security-policy', 'x-content-type-options', 'referrer-policy']

describe('addresses', () => {
  it.each([
    ['/calendar/', '/calendar'],
    ['/en/', '/en'],
    ['/en/calendar//?a=1&b=%2F', '/en/calendar?a=1&b=%2F'],
    ['//evil.example/', '/evil.example'],
    ['//evil.example', '/evil.example'],
    ['/en//evil.example/x', '/en/evil.example/x'],
    ['///', '/'],
  ])('%s leads to the one address a page has: %s', async (path, place) => {
    const answer = await app().request(new Request(`https://en-contact.example${path}`))
    expect([answer.status, answer.headers.get('location')]).toEqual([301, place])
    for (const name of headers) expect(answer.headers.has(name)).toBe(true)
  })

  it('never lead to another host from the link to the other language', async () => {
    expect(readPath('/en//evil.example')).toEqual({ locale: 'en', path: '/evil.example' })
    const answer = await ask('/en//evil.example/x', { method: 'POST' })
    expect(answer.status).toBe(404)
    expect(await answer.text()).not.toMatch(/href="\/\/|href="\/\\/)
  })

  it('take forms with a slash at the end', async () => {
    const readerId = await aReader()
    const answer = await ask(`/unsubscribe/${unsubscribeToken(signingKeys, { readerId })}/`, {
      method: 'POST',
      body: new URLSearchParams({ 'List-Unsubscribe': 'One-Click' }),
    })
    expect(answer.status).toBe(200)
  })

  it('under /api that lead nowhere answer JSON', async () => {
    for (const [path, method] of [
      ['/api/nope', 'GET'],
      ['/api', 'POST'],
      ['/api/sign-ups/x', 'POST'],
    ] as const) {
      const answer = await ask(path, { method })
      expect([path, answer.status]).toEqual([path, 404])
      expect(answer.headers.get('content-type')).toContain('application/json')
      expect(answer.headers.get('cache-control')).toBe('no-store')
    }
  })
})

describe('every answer', () => {
  it('has the security headers and says how it may be kept', async () => {
    const asked: [string, string][] = [
      ['GET', '/api'],
      ['GET', '/en/api'],
      ['GET', '/api/openapi.json'],
      ['GET', '/api/sign-ups'],
      ['OPTIONS', '/api/sign-ups'],
      ['GET', '/favicon.ico'],
      ['GET', '/nothing'],
      ['HEAD', '/legal'],
      ['OPTIONS', '/unsubscribe/x'],
      ['PUT', '/preferences/x'],
    ]
    for (const [method, path] of asked) {
      const answer = await ask(path, { method })
      for (const name of headers)
        expect([method, path, name, answer.headers.has(name)]).toEqual([method, path, name, true])
      if (method !== 'OPTIONS')
        expect([path, answer.headers.has('cache-control')]).toEqual([path, true])
    }
  })

  it('of covers has them too, also when there is no cover', async () => {
    const renderer = async () => {
      throw new Error('Nothing is drawn here')
    }
    const media = createMedia({ ...site.deps, files: site.deps.files as never, renderer })
    for (const path of ['/media/covers/99999.png', '/media/covers/../x', '/media/covers/131']) {
      const answer = await media.request(path)
      expect(answer.status).toBe(404)
      for (const name of headers) expect(answer.headers.has(name)).toBe(true)
    }
  })
})

describe('bodies that are no forms', () => {
  const broken: [string, RequestInit][] = [
    ['without a boundary', { headers: { 'content-type': 'multipart/form-data' }, body: 'x' }],
    [
      'cut off',
      {
        headers: { 'content-type': 'multipart/form-data; boundary=b' },
        body: '--b\r\nContent-Disposition: form-data; name="email"\r\n\r\na@',
      },
    ],
  ]

  it.each(broken)('%s are refused in words, wherever they are sent', async (_, init) => {
    const readerId = await aReader()
    const preferences = preferencesToken(signingKeys, readerId)
    for (const path of ['/sign-up', '/en/sign-up', `/preferences/${preferences}`]) {
      const answer = await ask(path, { method: 'POST', ...init })
      expect([path, answer.status]).toEqual([path, 422])
    }
  })

  it.each(broken)('%s unsubscribe all the same: the address says it all', async (_, init) => {
    const readerId = await aReader()
    const path = `/unsubscribe/${unsubscribeToken(signingKeys, { readerId })}`
    expect((await ask(path, { method: 'POST', ...init })).status).toBe(303)
    expect(await (await ask(path)).text()).toContain('Vous êtes désinscrit')
  })
})

describe('the one click of a mail program', () => {
  const field = 'Content-Disposition: form-data; name="List-Unsubscribe"'
  it.each<[string, RequestInit]>([
    ['urlencoded', { body: new URLSearchParams({ 'List-Unsubscribe': 'One-Click' }) }],
    [
      'multipart',
      {
        headers: { 'content-type': 'multipart/form-data; boundary=b' },
        body: `--b\r\n${field}\r\n\r\nOne-Click\r\n--b--\r\n`,
      },
    ],
    ['of another type', { headers: { 'content-type': 'text/plain' }, body: oneClick() }],
    ['of no type', { headers: { 'content-type': '' }, body: oneClick() }],
  ])('works %s, at once, again and again, without a redirect or cookie', async (_, init) => {
    const readerId = await aReader()
    const path = `/unsubscribe/${unsubscribeToken(signingKeys, { readerId })}`
    for (let time = 0; time < 2; time++) {
      const answer = await ask(path, { method: 'POST', ...init })
      expect(answer.status).toBe(200)
      expect(answer.headers.has('location')).toBe(false)
      expect(answer.headers.has('set-cookie')).toBe(false)
    }
    expect(await (await ask(path)).text()).toContain('Vous êtes désinscrit')
  })
})

function oneClick() {
  return 'List-Unsubscribe=One-Click'
}

describe('a word in the address', () => {
  it.each(['constructor', '__proto__', 'toString', 'x'.repeat(2_000), '<b>'])(
    'that is none of ours changes nothing on the preferences page: %s',
    async (word) => {
      const path = `/preferences/${preferencesToken(signingKeys, await aReader())}`
      const answer = await ask(`${path}?done=${encodeURIComponent(word)}`)
      expect(answer.status).toBe(200)
      expect(await answer.text()).not.toContain('class="flash')
    },
  )
})
