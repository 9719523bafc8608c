import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import type { Table } from '#aws/table'
import { silentLog } from '#kernel/log'
import { unsubscribe } from '#readers/unsubscribe'
import { createApi } from '#web/api/app.tsx'
import { apiLimits } from '#web/api/sign-ups'
import { publication } from '../support/editorial.ts'
import { type ReaderWorld, readerWorld } from '../support/reader-world.ts'
import { aConfirmedReader, origin } from '../support/readers.ts'
import { solve } from '../support/solve-challenge.ts'
import { testTable } from '../support/table.ts'

let table: Table
let close: () => Promise<void>
let world: ReaderWorld
let seed = 300
beforeAll(async () => {
  const made = await testTable()
  table = made.table
  close = made.close
})
afterAll(() => close())
beforeEach(() => {
  world = readerWorld(table, ++seed)
})

function api(limits: Partial<typeof publication.limits> = {}) {
  return createApi({
    ...world.deps,
    publication: { ...publication, limits: { ...publication.limits, ...limits } },
    log: silentLog,
    assets: { url: (name) => `/assets/${name}`, has: () => true },
    clientIp: () => world.ip,
  })
}
function post(body: unknown, init: { headers?: Record<string, string> } = {}, app = api()) {
  return app.request('/api/sign-ups', {
    method: 'POST',
    headers: { 'content-type': 'application/json', ...init.headers },
    body: typeof body === 'string' ? body : JSON.stringify(body),
  })
}

describe('POST /api/sign-ups', () => {
  it('takes an address, and has it confirmed', async () => {
    const answer = await post({ email: world.email, locale: 'en', topics: ['dossiers'] })
    expect(answer.status).toBe(202)
    expect(await answer.json()).toEqual({ status: 'accepted' })
    expect(answer.headers.get('cache-control')).toBe('no-store')
    expect(await world.read()).toMatchObject({
      status: 'pending',
      source: 'api',
      locale: 'en',
      topics: ['dossiers'],
    })
  })

  it('answers the same, byte for byte, whatever the state of the address', async () => {
    const confirmed = `c.${world.email}`
    const left = `u.${world.email}`
    await aConfirmedReader(world.deps, confirmed)
    await unsubscribe(world.deps, {
      readerId: await aConfirmedReader(world.deps, left),
      ...origin,
    })
    const answers: unknown[] = []
    for (const email of [world.email, world.email, confirmed, left]) {
      const answer = await post({ email })
      answers.push([answer.status, await answer.text(), [...answer.headers]])
    }
    for (const answer of answers) expect(answer).toEqual(answers[0])
  })

  it.each([
    ['no JSON', '{"email": ', []],
    ['an empty body', '', []],
    ['a list', '[]', ['body']],
    ['null', 'null', ['body']],
    ['no address', '{}', ['email']],
    ['a number for an address', '{"email": 7}', ['email']],
    ['an address without @', '{"email": "jeanne"}', ['email']],
    ['a header injection', '{"email": "a@x.example\\r\\nBcc: b@x.example"}', ['email']],
    ['an address of 1,500 letters', `{"email": "${'a'.repeat(1_500)}@x.example"}`, ['email']],
    ['an unknown topic', '{"email": "a@x.example", "topics": ["nothing"]}', ['topics']],
    ['topics that are text', '{"email": "a@x.example", "topics": "dossiers"}', ['topics']],
    ['an unknown language', '{"email": "a@x.example", "locale": "de"}', ['locale']],
    ['everything wrong', '{"email": "", "locale": 1, "topics": [1]}', ['locale', 'topics']],
  ])('refuses %s with 422 and a sentence a field', async (_name, body, fields) => {
    const answer = await post(body)
    expect(answer.status).toBe(422)
    const json = (await answer.json()) as { status: string; fields: Record<string, string> }
    expect(json.status).toBe('malformed')
    expect(Object.keys(json.fields).sort()).toEqual(fields)
    expect(Object.values(json.fields).every((sentence) => sentence.length > 10)).toBe(true)
  })

  it('speaks the language asked for, and proposes what may have been meant', async () => {
    const read = async (headers: Record<string, string>, more = {}) =>
      (await (await post({ email: 'a@gmail,com', ...more }, { headers })).json()) as {
        fields: { email: string }
        suggestion: string
      }
    expect((await read({})).fields.email).toContain('virgule')
    expect((await read({ 'accept-language': 'en-GB,en;q=0.9' })).fields.email).toContain('comma')
    const asked = await read({ 'accept-language': 'fr' }, { locale: 'en' })
    expect(asked.fields.email).toContain('comma')
    expect(asked.suggestion).toBe('a@gmail.com')
  })

  it('refuses a body over 4 KB with 413', async () => {
    const answer = await post({ email: world.email, padding: 'x'.repeat(apiLimits.bodyBytes) })
    expect(answer.status).toBe(413)
    expect(await answer.json()).toMatchObject({ status: 'tooLarge' })
    expect(await world.read()).toBeUndefined()
  })

  it('under attack answers 429 with a challenge, and takes its answer once', async () => {
    const app = api({ signUpsPerIpAndHour: 1 })
    await post({ email: `x.${world.email}` }, {}, app)
    const refused = await post({ email: world.email }, {}, app)
    expect(refused.status).toBe(429)
    const json = (await refused.json()) as Record<string, unknown>
    expect(json).toMatchObject({
      status: 'challenge',
      challenge: { parameters: { algorithm: 'PBKDF2/SHA-256' }, signature: expect.any(String) },
      howToAnswer: 'https://en-contact.example/api#challenge',
    })
    expect(await world.read()).toBeUndefined()
    const challenge = await solve(json['challenge'] as never)
    expect((await post({ email: world.email, challenge }, {}, app)).status).toBe(202)
    expect((await world.read())?.status).toBe('pending')
    expect((await post({ email: `y.${world.email}`, challenge }, {}, app)).status).toBe(429)
  })

  it('may be called from every origin, without credentials', async () => {
    const preflight = await api().request('/api/sign-ups', {
      method: 'OPTIONS',
      headers: {
        origin: 'https://other.example',
        'access-control-request-method': 'POST',
        'access-control-request-headers': 'content-type',
      },
    })
    expect(preflight.status).toBe(204)
    expect(preflight.headers.get('access-control-allow-origin')).toBe('*')
    expect(preflight.headers.get('access-control-allow-headers')).toContain('content-type')
    expect(preflight.headers.get('access-control-allow-credentials')).toBeNull()
    const answer = await post({ email: world.email }, { headers: { origin: 'https://o.example' } })
    expect(answer.headers.get('access-control-allow-origin')).toBe('*')
  })

  it('takes nothing but POST', async () => {
    for (const method of ['GET', 'PUT', 'DELETE']) {
      const answer = await api().request('/api/sign-ups', { method })
      expect(answer.status).toBe(405)
      expect(answer.headers.get('allow')).toContain('POST')
    }
  })
})

describe('the description', () => {
  it('is OpenAPI 3.1 with every answer and no dangling reference', async () => {
    const answer = await api().request('/api/openapi.json')
    expect(answer.status).toBe(200)
    const text = await answer.text()
    const document = JSON.parse(text)
    expect(document.openapi).toBe('3.1.0')
    const { post: operation } = document.paths['/api/sign-ups']
    expect(Object.keys(operation.responses)).toEqual(['202', '413', '422', '429'])
    for (const [, name] of text.matchAll(/"#\/components\/schemas\/(\w+)"/g))
      expect(document.components.schemas).toHaveProperty(name as string)
    expect(document.components.schemas.SignUpRequest).toMatchObject({
      type: 'object',
      required: ['email'],
      properties: { email: { type: 'string' }, locale: { enum: ['fr', 'en'] } },
    })
    expect(text).not.toContain('"$schema"')
  })

  it('is told to people in French and English', async () => {
    const french = await (await api().request('/api')).text()
    expect(french).toContain('<html lang="fr">')
    expect(french).toContain('Inscrire un lecteur')
    const english = await api().request('/en/api')
    expect(await english.text()).toContain('Sign a reader up')
    expect(english.headers.get('content-security-policy')).toContain("default-src 'none'")
  })
})
