import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import type { SESClient } from '@aws-sdk/client-ses'
import { afterAll, afterEach, beforeAll, describe, expect, it, vi } from 'vitest'
import { outcomeOf, sesMailer } from '#aws/mailer'
import { sesClient } from '#aws/ses-client'
import type { OutgoingMessage, SendOutcome } from '#delivery/ports'

type Answer = (request: { body: string; raw: IncomingMessage }, response: ServerResponse) => void

let server: Server
let client: SESClient
/** Gives up soon: only for answers that never come whole. */
let hurried: SESClient
let answer: Answer
let calls: URLSearchParams[] = []

beforeAll(async () => {
  server = createServer((raw, response) => {
    let body = ''
    raw.on('data', (chunk) => {
      body += chunk
    })
    raw.on('end', () => {
      calls.push(new URLSearchParams(body))
      answer({ body, raw }, response)
    })
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const { port } = server.address() as AddressInfo
  point(`http://127.0.0.1:${port}`)
  client = sesClient({ timeoutMs: 20_000, connections: 5 })
  hurried = sesClient({ timeoutMs: 300, connections: 5 })
})

function point(endpoint: string): void {
  vi.stubEnv('AWS_ENDPOINT_URL_SES', endpoint)
  vi.stubEnv('AWS_REGION', 'eu-west-3')
  vi.stubEnv('AWS_ACCESS_KEY_ID', 'test')
  vi.stubEnv('AWS_SECRET_ACCESS_KEY', 'test')
}

afterEach(() => {
  calls = []
})

afterAll(async () => {
  client.destroy()
  hurried.destroy()
  vi.unstubAllEnvs()
  server.closeAllConnections()
  await new Promise<void>((resolve) => server.close(() => resolve()))
})

const message: OutgoingMessage = {
  from: 'lettre@en-contact.example',
  to: 'lectrice@example.org',
  raw: Buffer.from('Subject: x\r\n\r\nbody'),
  tags: { mailing: 'ml_1', batch: '3-17' },
}

const send = (by = client) => sesMailer({ client: by }).send(message)

const xml = (status: number, body: string): Answer => {
  return (_, response) => {
    response.writeHead(status, { 'content-type': 'text/xml' }).end(body)
  }
}

const accepted = xml(
  200,
  '<SendRawEmailResponse xmlns="http://ses.amazonaws.com/doc/2010-12-01/"><SendRawEmailResult><MessageId>010f-1</MessageId></SendRawEmailResult><ResponseMetadata><RequestId>r</RequestId></ResponseMetadata></SendRawEmailResponse>',
)

const refusal = (code: string, text: string, status = 400): Answer =>
  xml(
    status,
    `<ErrorResponse xmlns="http://ses.amazonaws.com/doc/2010-12-01/"><Error><Type>Sender</Type><Code>${code}</Code><Message>${text}</Message></Error><RequestId>r</RequestId></ErrorResponse>`,
  )

describe('the mailer', () => {
  it('sends the raw message once, with envelope, tags and configuration set', async () => {
    answer = accepted
    const mailer = sesMailer({ client, configurationSet: 'letters', sourceArn: 'arn:aws:ses:x' })
    expect(await mailer.send(message)).toEqual({ kind: 'accepted', messageId: '010f-1' })
    expect(calls).toHaveLength(1)
    expect(Object.fromEntries(calls[0] ?? [])).toMatchObject({
      Action: 'SendRawEmail',
      Source: 'lettre@en-contact.example',
      'Destinations.member.1': 'lectrice@example.org',
      'RawMessage.Data': Buffer.from(message.raw).toString('base64'),
      'Tags.member.1.Name': 'mailing',
      'Tags.member.1.Value': 'ml_1',
      'Tags.member.2.Value': '3-17',
      ConfigurationSetName: 'letters',
      SourceArn: 'arn:aws:ses:x',
    })
  })

  const refusals: [string, Answer, SendOutcome][] = [
    ['rate', refusal('Throttling', 'Maximum sending rate exceeded.'), { kind: 'throttled' }],
    [
      'rate, by its newer name',
      refusal('ThrottlingException', 'Rate exceeded'),
      { kind: 'throttled' },
    ],
    ['429', xml(429, ''), { kind: 'throttled' }],
    [
      'daily quota',
      refusal('Throttling', 'Daily message quota exceeded.'),
      { kind: 'quotaUsedUp' },
    ],
    [
      'sender not verified',
      refusal(
        'MessageRejected',
        'Email address is not verified. The following identities failed the check in region EU-WEST-3: lettre@en-contact.example',
      ),
      { kind: 'stopped', reason: 'senderNotVerified' },
    ],
    [
      'MAIL FROM domain',
      refusal('MailFromDomainNotVerifiedException', 'The MAIL FROM domain is not verified'),
      { kind: 'stopped', reason: 'senderNotVerified' },
    ],
    [
      'account paused',
      refusal('AccountSendingPausedException', 'Email sending is disabled for your account'),
      { kind: 'stopped', reason: 'accountPaused' },
    ],
    [
      'no configuration set',
      refusal('ConfigurationSetDoesNotExist', 'Configuration set letters does not exist.'),
      { kind: 'stopped', reason: 'configuration' },
    ],
    [
      'configuration set paused',
      refusal('ConfigurationSetSendingPausedException', 'paused'),
      { kind: 'stopped', reason: 'configuration' },
    ],
    [
      'content',
      refusal('MessageRejected', 'Message failed to pass content checks'),
      { kind: 'failed', reason: 'rejected' },
    ],
    [
      'address',
      refusal('InvalidParameterValue', 'Missing final &apos;@domain&apos;'),
      { kind: 'failed', reason: 'address' },
    ],
    [
      'other parameter',
      refusal('InvalidParameterValue', 'Duplicate header'),
      { kind: 'failed', reason: 'rejected' },
    ],
    [
      'credentials',
      refusal('SignatureDoesNotMatch', 'no', 403),
      { kind: 'stopped', reason: 'configuration' },
    ],
    [
      'permission',
      refusal('AccessDenied', 'not authorized to perform ses:SendRawEmail', 403),
      { kind: 'stopped', reason: 'configuration' },
    ],
    ['any other 4xx', refusal('Whatever', 'no', 413), { kind: 'failed', reason: 'rejected' }],
    ['500', refusal('InternalFailure', 'oops', 500), { kind: 'uncertain', cause: 'server' }],
    ['503', xml(503, '<html>busy</html>'), { kind: 'uncertain', cause: 'server' }],
    ['an answer nobody understands', xml(200, 'welcome'), { kind: 'uncertain', cause: 'server' }],
    [
      'an answer without an id',
      xml(200, '<SendRawEmailResponse xmlns="x"><SendRawEmailResult/></SendRawEmailResponse>'),
      { kind: 'uncertain', cause: 'server' },
    ],
    [
      'a cut before the answer',
      (call) => void call.raw.socket.resetAndDestroy(),
      { kind: 'uncertain', cause: 'reset' },
    ],
    [
      'a quiet hang-up',
      (call) => void call.raw.socket.destroy(),
      { kind: 'uncertain', cause: 'reset' },
    ],
    [
      'a cut in the middle of the answer',
      (call, response) => {
        response.writeHead(200, { 'content-type': 'text/xml', 'content-length': '500' })
        response.write('<SendRawEmailResponse')
        setTimeout(() => call.raw.socket.resetAndDestroy(), 20)
      },
      { kind: 'uncertain', cause: 'reset' },
    ],
  ]
  for (const [name, given, outcome] of refusals)
    it(`tells ${name} as ${outcome.kind}, after one call`, async () => {
      answer = given
      expect(await send()).toEqual(outcome)
      expect(calls).toHaveLength(1)
    })

  it('tells silence as uncertain, after one call', async () => {
    answer = () => {}
    expect(await send(hurried)).toEqual({ kind: 'uncertain', cause: 'timeout' })
    expect(calls).toHaveLength(1)
  })

  it('tells an answer that stops in the middle, or trickles in too slowly, as uncertain', async () => {
    for (const trickles of [false, true]) {
      answer = (_, response) => {
        response.writeHead(200, { 'content-type': 'text/xml', 'content-length': '500' })
        response.write('<')
        const drip = setInterval(() => trickles && response.write(' '), 50)
        response.on('close', () => clearInterval(drip))
        response.on('error', () => clearInterval(drip))
      }
      expect(await send(hurried)).toEqual({ kind: 'uncertain', cause: 'timeout' })
      expect(calls).toHaveLength(1)
      calls = []
    }
  })

  it('knows that nothing was sent when nobody listens or the name is unknown', async () => {
    const port = (server.address() as AddressInfo).port
    for (const endpoint of ['http://127.0.0.1:9', 'http://ses.invalid']) {
      point(endpoint)
      const lost = sesClient({ timeoutMs: 20_000, connections: 1 })
      expect(await sesMailer({ client: lost }).send(message)).toEqual({ kind: 'throttled' })
      lost.destroy()
    }
    point(`http://127.0.0.1:${port}`)
  })

  it('knows that nothing was sent when no connection came about in time', () => {
    const message = 'the request socket did not establish a connection with the server within 3 ms'
    const error = Object.assign(new Error(message), { name: 'TimeoutError' })
    expect(outcomeOf(error)).toEqual({ kind: 'throttled' })
    const tries = [{ syscall: 'connect' }, { syscall: 'connect' }]
    const late = { code: 'ETIMEDOUT', errors: tries }
    expect(outcomeOf(Object.assign(new Error('late'), late))).toEqual({ kind: 'throttled' })
    expect(outcomeOf(Object.assign(new Error('late'), { code: 'ETIMEDOUT' }))).toEqual({
      kind: 'uncertain',
      cause: 'timeout',
    })
  })

  it('throws what is no answer of SES at all', () => {
    expect(() => outcomeOf('nothing')).toThrow()
  })

  it('refuses a tag that SES would refuse, before any call', async () => {
    const bad = { ...message, tags: { mailing: 'é' } }
    await expect(sesMailer({ client }).send(bad)).rejects.toThrow(/mailing/)
    expect(calls).toHaveLength(0)
  })

  it('reads the quota', async () => {
    answer = xml(
      200,
      '<GetSendQuotaResponse xmlns="http://ses.amazonaws.com/doc/2010-12-01/"><GetSendQuotaResult><Max24HourSend>50000.0</Max24HourSend><MaxSendRate>14.0</MaxSendRate><SentLast24Hours>127.0</SentLast24Hours></GetSendQuotaResult></GetSendQuotaResponse>',
    )
    expect(await sesMailer({ client }).quota()).toEqual({
      perSecond: 14,
      perDay: 50_000,
      sentLastDay: 127,
    })
  })

  it('keeps a connection in use but takes a fresh one after a pause', async () => {
    answer = accepted
    const ports = new Set<number | undefined>()
    const note: Answer = (call, response) => {
      ports.add(call.raw.socket.remotePort)
      accepted(call, response)
    }
    answer = note
    const own = sesClient({ timeoutMs: 20_000, connections: 1 })
    const mailer = sesMailer({ client: own })
    await mailer.send(message)
    await mailer.send(message)
    expect(ports.size).toBe(1)
    const later = vi.spyOn(Date, 'now').mockReturnValue(Date.now() + 60_000)
    await mailer.send(message)
    later.mockRestore()
    expect(ports.size).toBe(2)
    own.destroy()
  })
})
