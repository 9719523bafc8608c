// Mailings through the sandbox whole: real clients, functions in their own process, SES's events on
// their queue. What is lost or doubled is counted from what SES took, never from our report.
import { SESClient, SendRawEmailCommand } from '@aws-sdk/client-ses'
import { afterEach, describe, expect, it } from 'vitest'
import { type ListedState, listRecipients } from '#delivery/list-recipients'
import { reportMailing } from '#delivery/report-mailing'
import { scheduleNewsletter } from '#delivery/schedule-newsletter'
import { createNewsletter } from '#editorial/save-newsletter'
import { idMaker, type NewsletterId, type ReaderId } from '#kernel/ids'
import { type Instant, instant } from '#kernel/time'
import { getReader, getSuppression, readerItem } from '#readers/store'
import { type Cloud, startCloud } from '#sandbox/cloud'
import { setFaults } from '#sandbox/fault-settings'
import { topicSentence } from '#sandbox/ses-events'
import { clientConfig, temporaryFolder, testCloud } from '../support/cloud.ts'
import { aReader } from '../support/delivery-world.ts'
import { publication } from '../support/editorial.ts'

const undo: (() => Promise<void> | void)[] = []
afterEach(async () => {
  while (undo.length > 0) await undo.pop()?.()
})

async function openCloud(): Promise<Cloud> {
  const { folder, remove } = temporaryFolder()
  undo.push(remove)
  const cloud = await startCloud({
    dataDir: folder,
    siteUrl: 'http://localhost:8787',
    sender: 'lettre@en-contact.example',
  })
  undo.push(() => cloud.stop())
  return cloud
}

/** A newsletter to these addresses, scheduled for 08:30 Paris time. */
async function scheduled(cloud: Cloud, addresses: readonly string[]) {
  const { table } = cloud
  const clock = cloud.clock.now
  const makeId = idMaker({ nowMs: () => clock().getTime() })
  const readers = addresses.map((email, at) => aReader(at, { email }))
  await table.putMany(readers.map(readerItem))
  const by = 'marketing@en-contact.example'
  const created = await createNewsletter(
    { table, clock, makeId },
    {
      by,
      content: {
        locale: 'fr',
        subject: 'Le dossier de décembre',
        preheader: 'Ce que les machines ne diront pas',
        topics: [],
        blocks: [{ id: 'b1', type: 'title', text: 'Le dossier de décembre' }],
      },
    },
  )
  if (created.kind !== 'created') throw new Error(created.kind)
  const outcome = await scheduleNewsletter(
    { table, clock, makeId, publication },
    {
      newsletterId: created.newsletter.id,
      wallClock: '2026-12-01T08:30',
      zone: 'Europe/Paris',
      by,
      requireCheck: false,
    },
  )
  if (outcome.kind !== 'scheduled') throw new Error(outcome.kind)
  return { newsletterId: created.newsletter.id, mailingId: outcome.mailing.id, readers }
}

const at = (time: string) => instant(Date.parse(`2026-12-01T${time}+01:00`)) as Instant
const address = (n: number) => `lectrice.${n}@example.org`
const crowd = Array.from({ length: 150 }, (_, n) => address(n))

/** How often SES took a message for each address. */
function taken(cloud: Cloud): Map<string, number> {
  const counts = new Map<string, number>()
  for (const { to } of cloud.mails.mails)
    for (const one of to) counts.set(one, (counts.get(one) ?? 0) + 1)
  return counts
}

async function reportOf(cloud: Cloud, newsletterId: NewsletterId) {
  const report = await reportMailing({ table: cloud.table }, { newsletterId, live: true })
  if (!report) throw new Error('No report')
  return report
}

describe('a mailing and its events', () => {
  it('tells who was delivered, bounced, complained; bars whom it must', async () => {
    const cloud = await openCloud()
    const special = {
      bounced: 'camille+bounce@example.org',
      soft: 'camille+soft@example.org',
      complained: 'camille+complaint@example.org',
      simulated: 'bounce@simulator.amazonses.com',
      suppressed: 'suppressionlist@simulator.amazonses.com',
      away: 'ooto@simulator.amazonses.com',
      rejected: 'camille+reject@example.org',
    }
    const addresses = [...Object.values(special), ...crowd.slice(0, 20)]
    const { newsletterId, mailingId, readers } = await scheduled(cloud, addresses)
    await cloud.moveClock(at('08:45'))
    const report = await reportOf(cloud, newsletterId)
    expect(report).toMatchObject({
      status: 'sent',
      planned: 27,
      accepted: 27,
      uncertain: 0,
      delivered: 22,
      bounced: 3,
      bouncedSoft: 1,
      complained: 1,
      rejected: 1,
      sentAgain: 0,
    })
    const idOf = (email: string) => readers.find((one) => one.email === email)?.id as ReaderId
    const reasonOf = async (email: string) =>
      (await getSuppression(cloud.table, idOf(email)))?.reason
    expect(await reasonOf(special.bounced)).toBe('bounced')
    expect(await reasonOf(special.simulated)).toBe('bounced')
    expect(await reasonOf(special.suppressed)).toBe('bounced')
    expect(await reasonOf(special.complained)).toBe('complained')
    expect(await reasonOf(special.soft)).toBeUndefined()
    expect(await reasonOf(special.away)).toBeUndefined()
    const soft = await getReader(cloud.table, idOf(special.soft))
    expect(soft?.softBounces).toEqual(new Set([mailingId]))
    expect((await getReader(cloud.table, idOf(special.away)))?.softBounces).toBeUndefined()
    const names = async (state: ListedState) =>
      (await listRecipients(cloud, { mailingId, state }))?.recipients.map(({ email }) => email)
    expect(await names('complained')).toEqual([special.complained])
    expect(await names('bouncedSoft')).toEqual([special.soft])
    expect(cloud.failures()).toEqual([])
    expect(cloud.queues.get('kiosque-sandbox-feedback-dead')?.counts().visible).toBe(0)
  })

  it('settles everybody when SES answers nothing after taking the message', async () => {
    const cloud = await openCloud()
    const { newsletterId } = await scheduled(cloud, crowd)
    setFaults(cloud, {
      resetAfterAcceptShare: 0.1,
      timeoutAfterAcceptShare: 0.1,
      silenceMs: 12_000,
      eventRepeatShare: 0.3,
      eventShuffle: true,
    })
    await cloud.moveClock(at('09:30'))
    const report = await reportOf(cloud, newsletterId)
    const counts = taken(cloud)
    console.log('20 % unanswered:', JSON.stringify({ ...report, mailings: 0 }))
    expect(counts.size).toBe(150)
    expect([...counts.values()].filter((times) => times > 1)).toEqual([])
    expect(report).toMatchObject({
      planned: 150,
      accepted: 150,
      uncertain: 0,
      sentAgain: 0,
      delivered: 150,
    })
  }, 240_000)

  it('lists who stays uncertain when events are lost, and sends nothing twice', async () => {
    const cloud = await openCloud()
    const { newsletterId, mailingId } = await scheduled(cloud, crowd)
    setFaults(cloud, { resetAfterAcceptShare: 0.1, eventDropShare: 0.6 })
    await cloud.moveClock(at('12:30'))
    const report = await reportOf(cloud, newsletterId)
    const counts = taken(cloud)
    console.log('events lost:', JSON.stringify({ ...report, mailings: 0 }))
    expect([...counts.values()].filter((times) => times > 1)).toEqual([])
    expect(counts.size).toBe(150)
    expect(report.uncertain).toBeGreaterThan(0)
    expect(report).toMatchObject({ sentAgain: 0, accepted: 150 - report.uncertain })
    const listed = await listRecipients(cloud, { mailingId, state: 'uncertain' })
    expect(listed?.recipients).toHaveLength(report.uncertain)
    for (const { email } of listed?.recipients ?? []) expect(counts.get(email ?? '')).toBe(1)
    // Two weeks on, nothing of it is due any more and nobody was called.
    await cloud.moveClock(instant(Date.parse('2026-12-20T08:00:00Z')))
    expect((await cloud.due()).filter(({ id }) => !/^(STRIPEAUDIT|BOOKS)/.test(id))).toEqual([])
    expect([...taken(cloud).values()].filter((times) => times > 1)).toEqual([])
  })

  it('settles once late events have come, calling nobody whose event was only late', async () => {
    const cloud = await openCloud()
    const { newsletterId } = await scheduled(cloud, crowd)
    setFaults(cloud, {
      resetAfterAcceptShare: 0.1,
      eventDelayShare: 1,
      eventDelaySeconds: 2 * 3_600,
    })
    await cloud.moveClock(at('10:00'))
    expect((await reportOf(cloud, newsletterId)).uncertain).toBeGreaterThan(0)
    await cloud.moveClock(at('11:00'))
    expect(await reportOf(cloud, newsletterId)).toMatchObject({ uncertain: 0, sentAgain: 0 })
    expect([...taken(cloud).values()].filter((times) => times > 1)).toEqual([])
  })
})

it('tells a new topic a plain sentence, and events of mails with its configuration set alone', async () => {
  const { cloud, close } = await testCloud()
  undo.push(close)
  const queue = cloud.queues.get('kiosque-sandbox-feedback')
  const bodies = async () => (await queue?.receive({ max: 10 }))?.map(({ body }) => body) ?? []
  expect(await bodies()).toEqual([topicSentence])
  const client = new SESClient(clientConfig(cloud))
  const raw = 'From: lettre@en-contact.example\r\nTo: a@example.org\r\nSubject: x\r\n\r\nx\r\n'
  const send = (ConfigurationSetName?: string) =>
    client.send(
      new SendRawEmailCommand({
        RawMessage: { Data: Buffer.from(raw) },
        Tags: [{ Name: 'mail', Value: 'mm_1' }],
        ...(ConfigurationSetName ? { ConfigurationSetName } : {}),
      }),
    )
  await send()
  expect(await bodies()).toEqual([])
  const { MessageId } = await send('kiosque-sandbox')
  const [sent, delivered] = (await bodies()).map((body) => JSON.parse(body))
  expect(sent).toMatchObject({
    eventType: 'Send',
    send: {},
    mail: {
      messageId: MessageId,
      destination: ['a@example.org'],
      headers: expect.arrayContaining([{ name: 'Subject', value: 'x' }]),
      commonHeaders: { from: ['lettre@en-contact.example'], to: ['a@example.org'], subject: 'x' },
      tags: { mail: ['mm_1'], 'ses:configuration-set': ['kiosque-sandbox'] },
    },
  })
  expect(delivered).toMatchObject({
    eventType: 'Delivery',
    delivery: { recipients: ['a@example.org'], processingTimeMillis: expect.any(Number) },
  })
})
