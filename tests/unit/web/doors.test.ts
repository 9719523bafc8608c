import { Hono } from 'hono'
import { html } from 'hono/html'
import { describe, expect, it } from 'vitest'
import { VisibleError } from '#kernel/errors'
import type { LogFields } from '#kernel/log'
import { checkCsrf, csrfToken, sameOriginOnly } from '#web/shared/csrf'
import { errorHandler, notFoundHandler } from '#web/shared/errors.tsx'
import { securityHeaders } from '#web/shared/security'
import { handClock, seededIds } from '../../support/editorial.ts'

const siteUrl = 'https://en-contact.example'
const keys = [{ id: 'k1', secret: 'a signing secret that is only for tests' }]

function errorApp(thrown: Error) {
  const lines: { event: string; fields: LogFields | undefined }[] = []
  const options = {
    log: (_level: string, event: string, fields?: LogFields) => void lines.push({ event, fields }),
    makeId: seededIds(handClock()),
    page: (_c: unknown, fault: { sentence: { fr: string }; requestId?: string }) =>
      html`<p>${fault.sentence.fr} ${fault.requestId ?? ''}</p>`,
  }
  const app = new Hono()
  app.onError(errorHandler(options))
  app.notFound(notFoundHandler(options))
  app.get('/', () => {
    throw thrown
  })
  return { app, lines }
}

describe('what was thrown', () => {
  it('is shown as a page when it is meant to be seen', async () => {
    const error = new VisibleError('conflict', { fr: 'Trop tard.', en: 'Too late.' })
    const { app, lines } = errorApp(error)
    const response = await app.request('/')
    expect(response.status).toBe(409)
    expect(await response.text()).toContain('Trop tard.')
    expect(lines).toEqual([])
  })

  it('is answered as JSON to programs, with the fields at fault', async () => {
    const sentence = { fr: 'Non.', en: 'No.' }
    const { app } = errorApp(new VisibleError('invalid', sentence, { fields: { email: sentence } }))
    const response = await app.request('/', { headers: { accept: 'application/json' } })
    expect(response.status).toBe(422)
    expect(await response.json()).toEqual({
      error: { code: 'invalid', message: sentence, fields: { email: sentence } },
    })
  })

  it('becomes a 500 with a number to quote, and its message is neither shown nor logged', async () => {
    const { app, lines } = errorApp(new TypeError('anna@example.org is undefined'))
    const response = await app.request('/')
    const body = await response.text()
    expect(response.status).toBe(500)
    expect(response.headers.get('cache-control')).toBe('no-store')
    expect(body).toMatch(/rq_[0-9a-z]+/)
    expect(body + JSON.stringify(lines)).not.toContain('anna@')
    expect(lines[0]?.event).toBe('request.failed')
    expect(body).toContain(String(lines[0]?.fields?.['requestId']))
  })

  it('answers 404 where there is nothing', async () => {
    const { app } = errorApp(new Error())
    expect((await app.request('/nowhere')).status).toBe(404)
  })
})

describe('forms from elsewhere', () => {
  function formApp(requireOrigin: boolean) {
    const app = new Hono()
    app.onError((error, c) => c.text(error.message, error instanceof VisibleError ? 403 : 500))
    app.use(sameOriginOnly({ siteUrl, requireOrigin }))
    app.post('/', (c) => c.text('done'))
    return (headers: Record<string, string>) => app.request('/', { method: 'POST', headers })
  }

  it.each([
    [{ 'sec-fetch-site': 'same-origin' }, 200],
    [{ 'sec-fetch-site': 'cross-site', origin: siteUrl }, 403],
    [{ 'sec-fetch-site': 'same-site' }, 403],
    [{ origin: siteUrl }, 200],
    [{ origin: 'https://elsewhere.example' }, 403],
  ])('are told by what the browser says: %j answers %i', async (headers, status) => {
    expect((await formApp(false)(headers)).status).toBe(status)
    expect((await formApp(true)(headers)).status).toBe(status)
  })

  it('that say nothing pass where a token is all there is, not where a session is', async () => {
    expect((await formApp(false)({})).status).toBe(200)
    expect((await formApp(false)({ origin: 'null' })).status).toBe(200)
    expect((await formApp(true)({})).status).toBe(403)
    expect((await formApp(true)({ origin: 'null' })).status).toBe(403)
  })

  it('need the session’s own token', () => {
    const token = csrfToken(keys, 'session-a')
    expect(() => checkCsrf(keys, 'session-a', token)).not.toThrow()
    expect(() => checkCsrf(keys, 'session-b', token)).toThrow(VisibleError)
    expect(() => checkCsrf(keys, 'session-a', undefined)).toThrow(VisibleError)
    expect(() => checkCsrf(keys, 'session-a', `${token}x`)).toThrow(VisibleError)
  })

  it('still pass with a token signed before the keys were rotated', () => {
    const token = csrfToken(keys, 'session-a')
    const rotated = [{ id: 'k2', secret: 'a newer signing secret for tests' }, ...keys]
    expect(() => checkCsrf(rotated, 'session-a', token)).not.toThrow()
  })
})

describe('security headers', () => {
  it('leave a handler’s own header alone, and send HSTS by https alone', async () => {
    const app = new Hono()
    app.use(securityHeaders({ isHttps: false }))
    app.get('/', (c) => c.body('x', 200, { 'cross-origin-resource-policy': 'cross-origin' }))
    const { headers } = await app.request('/')
    expect(headers.get('cross-origin-resource-policy')).toBe('cross-origin')
    expect(headers.get('x-content-type-options')).toBe('nosniff')
    expect(headers.get('strict-transport-security')).toBeNull()
    const secure = new Hono()
    secure.use(securityHeaders({ isHttps: true }))
    secure.get('/', (c) => c.text('x'))
    expect((await secure.request('/')).headers.get('strict-transport-security')).toContain(
      'max-age',
    )
  })
})
