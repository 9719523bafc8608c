import {
  GetSendQuotaCommand,
  SESClient,
  SendRawEmailCommand,
  VerifyEmailIdentityCommand,
} from '@aws-sdk/client-ses'
import { afterAll, afterEach, beforeAll, expect, it } from 'vitest'
import { instant } from '#kernel/time'
import type { Cloud } from '#sandbox/cloud'
import { readMail } from '#sandbox/inbox'
import { noFaults } from '#sandbox/ses-faults'
import { clientConfig, testCloud } from '../../support/cloud.ts'

let cloud: Cloud
let close: () => Promise<void>
let ses: SESClient

beforeAll(async () => {
  const made = await testCloud({ verifiedSenders: ['en-contact.example'] })
  cloud = made.cloud
  close = made.close
  ses = new SESClient({ ...clientConfig(cloud), maxAttempts: 1 })
})
afterAll(async () => {
  ses.destroy()
  await close()
})
afterEach(() => {
  cloud.faults.set(noFaults)
  cloud.ses.setLimits({ perSecond: 1_000, perDay: 100_000 })
  cloud.clock.reach(instant(cloud.clock.now().getTime() + 60_000))
})

const message = (headers: string[] = [], to = 'reader@example.org') =>
  [
    'From: En-Contact <lettre@en-contact.example>',
    `To: ${to}`,
    'Subject: =?UTF-8?Q?L=E2=80=99=C3=A9t=C3=A9?=',
    'Message-ID: <mine@en-contact.example>',
    'Date: Thu, 01 Jan 2026 00:00:00 +0000',
    ...headers,
    'Content-Type: text/plain; charset=utf-8',
    '',
    'Bonjour',
    '',
  ].join('\r\n')

const send = (text: string, more: object = {}) =>
  ses.send(
    new SendRawEmailCommand({
      Destinations: ['reader@example.org'],
      RawMessage: { Data: Buffer.from(text) },
      ...more,
    }),
  )
const last = () => cloud.mails.mails.at(-1)

it('keeps the message as received, its envelope, tags and configuration set', async () => {
  const text = message(['List-Unsubscribe: <https://en-contact.example/u/1>', 'X-Own: kept'])
  const sent = await send(text, {
    Destinations: ['Reader One <one@example.org>', 'two@example.org'],
    Source: 'lettre@en-contact.example',
    Tags: [{ Name: 'mailing', Value: 'ml_1' }],
    ConfigurationSetName: 'kiosque-sandbox',
  })
  const mail = last()
  expect(mail).toMatchObject({
    id: sent.MessageId,
    from: 'lettre@en-contact.example',
    to: ['one@example.org', 'two@example.org'],
    subject: 'L’été',
    tags: { mailing: 'ml_1' },
    configurationSet: 'kiosque-sandbox',
  })
  expect(mail && cloud.mails.raw(mail).toString()).toBe(text)
})

it('delivers with Message-ID and Date of its own, and without its own fields', async () => {
  await send(message(['X-SES-MESSAGE-TAGS: a=1, b=2', 'List-Id: <l.en-contact.example>']))
  const mail = last()
  if (!mail) throw new Error('no mail')
  expect(mail.tags).toEqual({ a: '1', b: '2' })
  const read = await readMail(cloud.mails, mail)
  expect(read.headers['message-id']).toBe(`<${mail.id}@eu-west-3.amazonses.com>`)
  expect(new Date(read.headers['date'] as string).getUTCFullYear()).toBe(
    cloud.clock.now().getUTCFullYear(),
  )
  expect(read.headers['list-id']).toBe('<l.en-contact.example>')
  expect(read.headers['x-ses-message-tags']).toBeUndefined()
  expect(read.text.trim()).toBe('Bonjour')
  expect(read.raw).toContain('X-SES-MESSAGE-TAGS')
})

it.each([
  ['an unverified sender', message().replaceAll('en-contact.example', 'elsewhere.example'), {}],
  ['no From', 'To: reader@example.org\r\n\r\nx', {}],
  ['two subjects', message(['Subject: again']), {}],
  ['an address without a domain', message(), { Destinations: ['reader'] }],
  ['51 recipients', message(), { Destinations: Array(51).fill('reader@example.org') }],
  ['a tag with a space', message(), { Tags: [{ Name: 'a', Value: 'b c' }] }],
  ['an unknown configuration set', message(), { ConfigurationSetName: 'other' }],
  ['a line too long', message([`X-Long: ${'x'.repeat(1_000)}`]), {}],
])('refuses %s and keeps nothing of it', async (_, text, more) => {
  const before = cloud.mails.mails.length
  await expect(send(text, more)).rejects.toMatchObject({
    $fault: 'client',
    $metadata: { httpStatusCode: 400 },
  })
  expect(cloud.mails.mails).toHaveLength(before)
})

it('answers an action it does not know with an error that names it', async () => {
  await expect(
    ses.send(new VerifyEmailIdentityCommand({ EmailAddress: 'a@example.org' })),
  ).rejects.toThrow(/VerifyEmailIdentity/)
})

it('throttles above its rate as SES does, and counts against the quota', async () => {
  cloud.ses.setLimits({ perSecond: 3, perDay: 100_000 })
  const results = await Promise.allSettled(Array.from({ length: 8 }, () => send(message())))
  const refused = results.filter((result) => result.status === 'rejected')
  expect(refused.length).toBeGreaterThanOrEqual(4)
  expect(refused[0]).toMatchObject({
    reason: { name: 'Throttling', message: 'Maximum sending rate exceeded.' },
  })
  cloud.clock.reach(instant(cloud.clock.now().getTime() + 2_000))
  const quota = await ses.send(new GetSendQuotaCommand({}))
  expect(quota).toMatchObject({ MaxSendRate: 3, Max24HourSend: 100_000 })
  cloud.ses.setLimits({ perDay: quota.SentLast24Hours as number })
  await expect(send(message())).rejects.toThrow('Daily message quota exceeded.')
  cloud.clock.reach(instant(cloud.clock.now().getTime() + 25 * 3_600_000))
  expect(await ses.send(new GetSendQuotaCommand({}))).toMatchObject({ SentLast24Hours: 0 })
  await expect(send(message())).resolves.toBeDefined()
})

it('accepts, then breaks the connection, when told to', async () => {
  cloud.faults.set({ resetAfterAcceptShare: 1 })
  const before = cloud.mails.mails.length
  await expect(send(message())).rejects.toMatchObject({ code: 'ECONNRESET' })
  expect(cloud.mails.mails).toHaveLength(before + 1)
})

it('accepts, then never answers, when told to', async () => {
  cloud.faults.set({ timeoutAfterAcceptShare: 1, silenceMs: 60_000 })
  const before = cloud.mails.mails.length
  const impatient = AbortSignal.timeout(300)
  await expect(
    ses.send(
      new SendRawEmailCommand({
        Destinations: ['reader@example.org'],
        RawMessage: { Data: Buffer.from(message()) },
      }),
      { abortSignal: impatient },
    ),
  ).rejects.toMatchObject({ name: 'AbortError' })
  expect(cloud.mails.mails).toHaveLength(before + 1)
})

it('refuses a share of the calls, and all of them while the account is paused', async () => {
  cloud.faults.set({ throttleShare: 0.5 })
  const results = await Promise.allSettled(Array.from({ length: 60 }, () => send(message())))
  const accepted = results.filter(({ status }) => status === 'fulfilled').length
  expect(accepted).toBeGreaterThan(10)
  expect(accepted).toBeLessThan(50)
  cloud.faults.set({ ...noFaults, paused: true })
  await expect(send(message())).rejects.toMatchObject({ name: 'AccountSendingPausedException' })
  cloud.faults.set({ ...noFaults, serverErrorShare: 1 })
  await expect(send(message())).rejects.toMatchObject({ $metadata: { httpStatusCode: 500 } })
})

it('tells who listens about each message it accepted', async () => {
  const heard: string[] = []
  const end = cloud.ses.onAccepted(({ id }) => heard.push(id))
  const sent = await send(message())
  end()
  await send(message())
  expect(heard).toEqual([sent.MessageId])
})
