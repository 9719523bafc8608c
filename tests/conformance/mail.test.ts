// The sandbox's SES and moto's, under the mailer that sends every newsletter: both speak SES's
// protocol so that the real client understands the answers, refusals included.
import {
  GetSendQuotaCommand,
  SESClient,
  SendRawEmailCommand,
  VerifyDomainIdentityCommand,
} from '@aws-sdk/client-ses'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { sesMailer } from '#aws/mailer'
import type { OutgoingMessage } from '#delivery/ports'
import { clientConfig, testCloud } from '../support/cloud.ts'
import { startedAt } from '../support/conformance.ts'

const domain = 'en-contact.example'

async function openSandbox() {
  const { cloud, close } = await testCloud({ verifiedSenders: [domain] })
  return { client: clientTo(cloud.url), close }
}

async function openMoto() {
  const client = clientTo(startedAt('CONFORMANCE_SES'))
  await client.send(new VerifyDomainIdentityCommand({ Domain: domain }))
  return { client, close: async () => {} }
}

const clientTo = (url: string) => new SESClient({ ...clientConfig({ url }), maxAttempts: 1 })

function aMessage(change: Partial<OutgoingMessage> & { fromHeader?: string } = {}) {
  const { fromHeader = `En-Contact <lettre@${domain}>`, ...rest } = change
  const message: OutgoingMessage = {
    from: `lettre@${domain}`,
    to: 'lectrice@example.org',
    raw: Buffer.from(
      [
        `From: ${fromHeader}`,
        'To: lectrice@example.org',
        'Subject: =?UTF-8?Q?L=E2=80=99=C3=A9t=C3=A9?=',
        `List-Unsubscribe: <https://${domain}/u/1>`,
        'List-Unsubscribe-Post: List-Unsubscribe=One-Click',
        'MIME-Version: 1.0',
        'Content-Type: text/plain; charset=utf-8',
        '',
        'Bonjour + à = tous & toutes %',
        '',
      ].join('\r\n'),
    ),
    tags: { mailing: 'ml_1', kind: 'newsletter' },
    ...rest,
  }
  return message
}

describe.each([
  { name: 'the sandbox', open: openSandbox },
  { name: 'moto', open: openMoto },
])('SES by $name', ({ name, open }) => {
  let client: SESClient
  let close: () => Promise<void>
  beforeAll(async () => {
    const opened = await open()
    client = opened.client
    close = opened.close
  })
  afterAll(async () => {
    client.destroy()
    await close()
  })

  it('accepts a raw message with tags and answers with an id, each its own', async () => {
    const mailer = sesMailer({ client })
    const outcomes = await Promise.all(Array.from({ length: 5 }, () => mailer.send(aMessage())))
    const ids = outcomes.map((outcome) => outcome.kind === 'accepted' && outcome.messageId)
    expect(new Set(ids).size).toBe(5)
    for (const id of ids) expect(id).toMatch(/^[0-9A-Za-z-]{20,}$/)
  })

  it('says what may be sent, and counts what was', async () => {
    const mailer = sesMailer({ client })
    const before = await mailer.quota()
    await mailer.send(aMessage())
    const after = await mailer.quota()
    expect(before.perSecond).toBeGreaterThan(0)
    expect(before.perDay).toBeGreaterThan(0)
    // moto counts a recipient twice: in the envelope and in the header.
    expect(after.sentLastDay).toBe(before.sentLastDay + (name === 'moto' ? 2 : 1))
    const raw = await client.send(new GetSendQuotaCommand({}))
    for (const value of [raw.Max24HourSend, raw.MaxSendRate, raw.SentLast24Hours])
      expect(value).toBeTypeOf('number')
  })

  it('refuses a sender that is not verified', async () => {
    const from = 'lettre@elsewhere.example'
    const { raw } = aMessage({ from, fromHeader: from })
    const command = new SendRawEmailCommand({ Source: from, RawMessage: { Data: raw } })
    await expect(client.send(command)).rejects.toMatchObject({
      name: 'MessageRejected',
      $fault: 'client',
      $metadata: { httpStatusCode: 400 },
    })
    // SES’s own words, which the sandbox uses, stop the mailing; moto’s are others.
    expect(await sesMailer({ client }).send(aMessage({ from, fromHeader: from }))).toEqual(
      name === 'moto'
        ? { kind: 'failed', reason: 'rejected' }
        : { kind: 'stopped', reason: 'senderNotVerified' },
    )
  })

  it('refuses an address that is none, and the recipient alone is at fault', async () => {
    const refused = await sesMailer({ client }).send(aMessage({ to: 'lectrice' }))
    expect(refused).toMatchObject({ kind: 'failed' })
  })
})
