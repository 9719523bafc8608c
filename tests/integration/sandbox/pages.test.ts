import { SESClient, SendRawEmailCommand } from '@aws-sdk/client-ses'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { parsePublication } from '#publication/schema'
import config from '#publication.config'
import { createSandboxApp } from '#sandbox/app.tsx'
import type { Cloud } from '#sandbox/cloud'
import type { FunctionHost } from '#sandbox/functions-host'
import { clientConfig, testCloud } from '../../support/cloud.ts'

const token = 't'.repeat(32)
const site = 'http://localhost:8787'
const calls: string[] = []
const fakeHost: FunctionHost = {
  invoke: async ({ name }) => {
    calls.push(name)
    return { kind: 'returned', value: null }
  },
  workerPid: () => undefined,
  stop: async () => {},
}

let cloud: Cloud
let close: () => Promise<void>
let app: ReturnType<typeof createSandboxApp>

beforeAll(async () => {
  const made = await testCloud({ functions: fakeHost })
  cloud = made.cloud
  close = made.close
  app = createSandboxApp({
    cloud,
    publication: parsePublication(config),
    assets: { url: (name) => `/assets/${name}`, has: () => true },
    token,
  })
  const ses = new SESClient(clientConfig(cloud))
  const send = (to: string, subject: string) =>
    ses.send(
      new SendRawEmailCommand({
        Destinations: [to],
        RawMessage: {
          Data: Buffer.from(
            [
              'From: En-Contact <lettre@en-contact.example>',
              `To: ${to}`,
              `Subject: ${subject}`,
              'List-Unsubscribe-Post: List-Unsubscribe=One-Click',
              'Content-Type: text/html; charset=utf-8',
              '',
              '<p>Bonjour</p><script>alert(1)</script>',
              '',
            ].join('\r\n'),
          ),
        },
      }),
    )
  await send('a@example.org', 'First <b>mail</b>')
  await send('b@example.org', 'Second')
  ses.destroy()
})
afterAll(() => close())

const post = (path: string, body: unknown, headers: Record<string, string> = {}) =>
  app.request(path, {
    method: 'POST',
    body: JSON.stringify(body),
    headers: { 'content-type': 'application/json', ...headers },
  })
const form = (path: string, fields: Record<string, string>, headers: Record<string, string> = {}) =>
  app.request(path, {
    method: 'POST',
    body: new URLSearchParams(fields),
    headers: { 'content-type': 'application/x-www-form-urlencoded', ...headers },
  })
type Inbox = { messages: Record<string, unknown>[]; total: number }

describe('inbox.json', () => {
  it('gives mails newest first, each in full, raw as SES received it', async () => {
    const answer = await app.request('/sandbox/inbox.json')
    const { messages } = (await answer.json()) as Inbox
    expect(messages.map(({ to }) => to)).toEqual([['b@example.org'], ['a@example.org']])
    expect(messages[1]).toMatchObject({
      id: expect.any(String),
      from: 'En-Contact <lettre@en-contact.example>',
      subject: 'First <b>mail</b>',
      receivedAt: expect.stringMatching(/^2026-11-30T08:/),
      headers: { 'list-unsubscribe-post': 'List-Unsubscribe=One-Click' },
      html: expect.stringContaining('<p>Bonjour</p>'),
      raw: expect.stringMatching(/^From: En-Contact/),
    })
  })

  it('filters, limits and refuses what it does not understand', async () => {
    const ask = async (query: string) => app.request(`/sandbox/inbox.json?${query}`)
    expect(await (await ask('to=a@example.org')).json()).toMatchObject({ total: 1 })
    expect(await (await ask('subject=second&limit=1')).json()).toMatchObject({ total: 1 })
    expect(await (await ask('since=2027-01-01T00:00:00Z')).json()).toMatchObject({ total: 0 })
    for (const query of ['limit=0', 'limit=x', 'since=yesterday', `to=${'x'.repeat(400)}`])
      expect((await ask(query)).status).toBe(422)
  })
})

describe('the pages', () => {
  it('show front page, inbox, mail and clock in both languages', async () => {
    const id = cloud.mails.mails[0]?.id
    for (const path of ['', '/inbox', `/inbox/${id}`, '/clock', '/faults'])
      for (const lang of ['fr', 'en']) {
        const answer = await app.request(`/sandbox${path}?lang=${lang}`)
        expect([path, answer.status]).toEqual([path, 200])
        expect(await answer.text()).toContain(`<html lang="${lang}">`)
      }
  })

  it('show what a sender wrote as text, and its HTML only in a frame that runs nothing', async () => {
    const mail = cloud.mails.mails[0]
    const page = await (await app.request(`/sandbox/inbox/${mail?.id}?view=source`)).text()
    expect(page).toContain('First &lt;b&gt;mail&lt;/b&gt;')
    expect(page).not.toContain('<script>alert')
    const body = await app.request(`/sandbox/inbox/${mail?.id}/body`)
    const policy = body.headers.get('content-security-policy') ?? ''
    expect(policy).toContain('sandbox')
    expect(policy).not.toContain('allow-scripts')
    expect(policy).toContain("default-src 'none'")
  })

  it('say so when a mail is not there', async () => {
    expect((await app.request('/sandbox/inbox/nothing')).status).toBe(404)
    expect((await app.request('/sandbox/elsewhere')).status).toBe(404)
  })
})

describe('the clock', () => {
  it('is moved by JSON and answers when all that fell due is done', async () => {
    await cloud.table.put({
      pk: 'MAILING#x',
      sk: 'MAILING',
      gsi2pk: 'DUE',
      gsi2sk: '2026-12-01T07:30:00.000Z#x',
    })
    calls.length = 0
    const answer = await post('/sandbox/clock', { to: '2026-12-01T10:00+01:00' })
    const moved = (await answer.json()) as { to: string; ticks: number; stuck: string[] }
    expect(moved.to).toMatch(/^2026-12-01T09:00:00/)
    // Nobody works on the item here: five tries, then it is left alone.
    expect(moved).toMatchObject({ ticks: 6, stuck: [expect.stringContaining('MAILING#x')] })
    expect(calls).toEqual(Array(6).fill('tick'))
    await cloud.table.delete({ pk: 'MAILING#x', sk: 'MAILING' })
  })

  it('is moved by form, by a wall-clock time of the title’s zone or by a step', async () => {
    const moved = await form('/sandbox/clock', { wallClock: '2026-12-02T12:00' })
    expect([moved.status, moved.headers.get('location')]).toEqual([303, '/sandbox/clock'])
    expect(cloud.clock.now().toISOString()).toMatch(/^2026-12-02T11:00:0/)
    await form('/sandbox/clock', { byMs: '3600000' })
    expect(cloud.clock.now().toISOString()).toMatch(/^2026-12-02T12:00:0/)
    const page = await (await app.request('/sandbox/clock?lang=en')).text()
    expect(page).toContain('The clock has arrived')
  })

  it('refuses to go back, nonsense, and forms of other sites', async () => {
    const back = await post('/sandbox/clock', { to: '2026-11-01T00:00:00Z' })
    expect(back.status).toBe(422)
    expect(await back.json()).toMatchObject({ error: { code: 'invalid' } })
    for (const to of ['tomorrow', 7, null, '2026-12-05T10:00'])
      expect((await post('/sandbox/clock', { to })).status).toBe(422)
    const foreign = await form(
      '/sandbox/clock',
      { byMs: '60000' },
      { origin: 'https://elsewhere.example', 'sec-fetch-site': 'cross-site' },
    )
    expect(foreign.status).toBe(403)
  })
})

describe('the faults', () => {
  const fields = {
    perSecond: '14',
    perDay: '-1',
    throttleShare: '12.5',
    serverErrorShare: '0',
    resetAfterAcceptShare: '1',
    timeoutAfterAcceptShare: '0',
    silenceSeconds: '10',
  }

  it('are set by a form, in per cent', async () => {
    const answer = await form('/sandbox/faults', { ...fields, paused: 'yes' })
    expect(answer.status).toBe(303)
    expect(cloud.faults.get()).toMatchObject({
      throttleShare: 0.125,
      resetAfterAcceptShare: 0.01,
      silenceMs: 10_000,
      paused: true,
    })
    expect(cloud.ses.limits()).toEqual({ perSecond: 14, perDay: -1 })
    await form('/sandbox/faults', { ...fields, throttleShare: '0' })
    expect(cloud.faults.get()).toMatchObject({ throttleShare: 0, paused: false })
  })

  it('say what becomes of the messages of one domain', async () => {
    const fates = { bounceShare: '20', complaintShare: '2.5', fateAt: ' slow.example ' }
    await form('/sandbox/faults', { ...fields, ...fates })
    expect(cloud.events.faults()).toMatchObject({
      bounceShare: 0.2,
      softBounceShare: 0,
      complaintShare: 0.025,
      fateAt: 'slow.example',
    })
    const page = await (await app.request('/sandbox/faults')).text()
    expect(page).toContain('value="2.5"')
    await form('/sandbox/faults', fields)
    expect(cloud.events.faults()).toMatchObject({ bounceShare: 0, fateAt: '' })
  })

  it('stay as they were when a number makes no sense, and what was typed is kept', async () => {
    const before = cloud.faults.get()
    const answer = await form('/sandbox/faults', { ...fields, throttleShare: '250' })
    expect(answer.status).toBe(422)
    expect(await answer.text()).toContain('value="250"')
    expect(cloud.faults.get()).toEqual(before)
  })
})

describe('the command’s door', () => {
  const authorization = `Bearer ${token}`

  it('opens to the token alone', async () => {
    for (const given of ['', 'Bearer x', `Bearer ${'u'.repeat(32)}`]) {
      const answer = await app.request('/sandbox/control/status', {
        headers: { authorization: given },
      })
      expect(answer.status).toBe(403)
      expect(await answer.json()).toMatchObject({ error: { code: 'forbidden' } })
    }
    const answer = await app.request('/sandbox/control/status', { headers: { authorization } })
    expect(await answer.json()).toMatchObject({ running: true, siteUrl: site, inbox: 2 })
  })

  it('moves the clock, settles, and sets what goes wrong', async () => {
    const headers = { authorization }
    const moved = await post('/sandbox/control/clock', { to: '2026-12-24T00:00:00Z' }, headers)
    expect(await moved.json()).toMatchObject({ ticks: 1 })
    expect((await post('/sandbox/control/settle', {}, headers)).status).toBe(200)
    const faults = await post(
      '/sandbox/control/faults',
      { throttleShare: 0.25, perSecond: 14 },
      headers,
    )
    expect(await faults.json()).toMatchObject({ throttleShare: 0.25, perSecond: 14 })
    expect(cloud.ses.limits().perSecond).toBe(14)
    const wrong = await post('/sandbox/control/faults', { throttleShare: 2 }, headers)
    expect(wrong.status).toBe(422)
  })
})
