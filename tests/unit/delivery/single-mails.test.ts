import { expect, it } from 'vitest'
import { intentOf } from '#aws/intent'
import { type Key, readerKey, staffKey } from '#aws/keys'
import { deliveryLimits } from '#delivery/mailing'
import type { OutgoingMessage, SendOutcome } from '#delivery/ports'
import { retryMs, sendSingleMail } from '#delivery/send-single-mail'
import { getMail, mailsOfReader } from '#delivery/store-mails'
import { type IntentHandlers, sweepIntents } from '#delivery/sweep-intents'
import { type Intent, IntentKind } from '#kernel/intents'
import { silentLog } from '#kernel/log'
import { instant, minuteMs } from '#kernel/time'
import { requestErasure, requestExport } from '#privacy/data-links'
import { changeReader, deleteReader, putSuppression, readerItem } from '#readers/store'
import { requestSignIn } from '#staff/request-sign-in'
import { aReader } from '../../support/delivery-world.ts'
import { handClock, publication, seededIds } from '../../support/editorial.ts'
import { memoryTable } from '../../support/memory-table.ts'
import { Death, newFate, newProcess } from '../../support/mortal.ts'
import { signingKeys, siteUrl } from '../../support/readers.ts'

const reader = aReader(7, { locale: 'en' })
const key = readerKey(reader.id)

function mailWorld(fate = newFate()) {
  const table = memoryTable()
  const clock = handClock()
  const makeId = seededIds(clock)
  const sent: OutgoingMessage[] = []
  const answers: SendOutcome[] = []
  const mailer = {
    async send(message: OutgoingMessage): Promise<SendOutcome> {
      const answer = answers.shift() ?? { kind: 'accepted', messageId: 'm' }
      if (answer.kind === 'accepted') sent.push(message)
      return answer
    },
    async quota() {
      return { perSecond: 14, perDay: -1, sentLastDay: 0 }
    },
  }
  const deps = () => {
    const { mortal } = newProcess(fate)
    const shared = { clock, makeId, signingKeys, publication, siteUrl, log: silentLog }
    return { ...shared, table: mortal(table), mailer: mortal(mailer), hint: async () => {} }
  }
  const send = (at: Key = key) => sendSingleMail(deps(), at)
  const sweep = () => {
    const mail = async (at: Key): Promise<void> => {
      await sendSingleMail(deps(), at)
    }
    const handlers = Object.fromEntries(IntentKind.options.map((kind) => [kind, mail]))
    return sweepIntents(deps(), handlers as unknown as IntentHandlers)
  }
  const text = (at: number) => {
    const raw = Buffer.from(sent[at]?.raw ?? []).toString('latin1')
    return raw.replace(/=\r\n/g, '').replace(/=3D/g, '=')
  }
  return { table, clock, makeId, sent, answers, deps, send, sweep, text, fate }
}
type MailWorld = ReturnType<typeof mailWorld>

/** A reader with this mail to be sent. */
async function withIntent(world: MailWorld, kind: Intent['kind'], id = 'mm_1') {
  const now = instant(world.clock())
  const signUp = { id: 'rq_signup', at: now, locale: 'en' as const, topics: [], source: 'site' }
  await world.table.putMany([readerItem(reader)])
  const data: Record<string, string> =
    kind === 'mail.confirmation' ? { signUpId: signUp.id, locale: 'en' } : {}
  await changeReader(world.table, reader.id, {
    changes: {
      set: kind === 'mail.confirmation' ? { signUp, status: 'pending' } : {},
      intent: { kind, id, createdAt: now, dueAt: now, attempts: 0, data },
    },
  })
}
const openIntent = async (world: MailWorld) => {
  const item = await world.table.get(key)
  return item && intentOf(item)
}

it.each([
  ['mail.confirmation', '/en/confirm/'],
  ['mail.welcome', '/en/preferences/'],
  ['mail.alreadyReader', '/en/preferences/'],
] as const)('sends %s once, with its link, and closes the intent', async (kind, path) => {
  const world = mailWorld()
  await withIntent(world, kind)
  expect(await world.send()).toEqual({ kind: 'accepted' })
  expect(await world.send()).toEqual({ kind: 'nothing' })
  expect(world.sent).toHaveLength(1)
  expect(world.sent[0]).toMatchObject({ to: reader.email, tags: { mail: 'mm_1' } })
  expect(world.text(0)).toContain(`${siteUrl}${path}`)
  expect(await openIntent(world)).toBeUndefined()
  expect(await mailsOfReader(world.table, reader.id)).toEqual([
    { id: 'mm_1', kind, readerId: reader.id, outcome: 'accepted', at: instant(world.clock()) },
  ])
})

it('mails export, erasure and sign-in links to whom they are for', async () => {
  const world = mailWorld()
  await world.table.putMany([readerItem(reader)])
  await requestExport(world.deps(), { readerId: reader.id })
  await requestErasure(world.deps(), { readerId: reader.id })
  await world.sweep()
  expect(world.sent.map(({ to }) => to)).toEqual([reader.email, reader.email])
  const links = [world.text(0), world.text(1)].join('\n')
  expect(links).toContain(`${siteUrl}/en/my-data/`)
  expect(links).toContain(`${siteUrl}/en/erase/`)
  const email = 'marketing@en-contact.example'
  await requestSignIn(world.deps(), { email, ip: '203.0.113.9' })
  expect(await world.send(staffKey(email))).toEqual({ kind: 'accepted' })
  expect(world.sent[2]?.to).toBe(email)
  expect(world.text(2)).toContain(`${siteUrl}/console/sign-in/`)
})

it('says nothing that is no longer true', async () => {
  const world = mailWorld()
  await withIntent(world, 'mail.confirmation')
  await changeReader(world.table, reader.id, { changes: { set: {}, remove: ['signUp'] } })
  expect(await world.send()).toEqual({ kind: 'skipped' })
  await withIntent(world, 'mail.welcome', 'mm_2')
  await changeReader(world.table, reader.id, { changes: { set: { status: 'unsubscribed' } } })
  expect(await world.send()).toEqual({ kind: 'skipped' })
  await withIntent(world, 'mail.welcome', 'mm_3')
  const at = instant(world.clock())
  await putSuppression(world.table, { readerId: reader.id, reason: 'bounced', at })
  expect(await world.send()).toEqual({ kind: 'skipped' })
  expect(world.sent).toHaveLength(0)
  expect(await openIntent(world)).toBeUndefined()
})

it('names nobody in the record of a mail whose reader was erased while it was sent', async () => {
  const world = mailWorld()
  await withIntent(world, 'mail.welcome')
  const deps = world.deps()
  const send: typeof deps.mailer.send = async (message) => {
    await deleteReader(world.table, reader.id)
    return deps.mailer.send(message)
  }
  expect(await sendSingleMail({ ...deps, mailer: { send } }, key)).toEqual({ kind: 'accepted' })
  expect(await mailsOfReader(world.table, reader.id)).toEqual([])
  expect(await getMail(world.table, 'mm_1')).toMatchObject({ outcome: 'accepted' })
  expect(JSON.stringify(await getMail(world.table, 'mm_1'))).not.toContain(reader.id)
})

it('tries a refused mail again, ever later, and gives up in the end', async () => {
  const world = mailWorld()
  await withIntent(world, 'mail.welcome')
  world.answers.push(...Array.from({ length: 50 }, () => ({ kind: 'throttled' as const })))
  expect(await world.send()).toEqual({ kind: 'later' })
  expect(await openIntent(world)).toMatchObject({ attempts: 1 })
  expect(await world.send()).toEqual({ kind: 'later' }) // a second hint, too early
  expect(world.answers).toHaveLength(49)
  for (let minute = 0; minute < 24 * 60 && (await openIntent(world)); minute++) {
    world.clock.forward(minuteMs)
    await world.sweep()
  }
  expect(50 - world.answers.length).toBe(deliveryLimits.intentAttempts)
  expect(await mailsOfReader(world.table, reader.id)).toMatchObject([
    { outcome: 'failed', reason: 'attempts' },
  ])
  expect(retryMs(1)).toBe(minuteMs)
  expect(retryMs(60)).toBeLessThanOrEqual(2 * 60 * minuteMs)
})

it('records an uncertain call and does not send again', async () => {
  const world = mailWorld()
  await withIntent(world, 'mail.welcome')
  world.answers.push({ kind: 'uncertain', cause: 'timeout' })
  expect(await world.send()).toEqual({ kind: 'uncertain' })
  world.clock.forward(60 * minuteMs)
  await world.sweep()
  expect(world.sent).toHaveLength(0)
  expect(await mailsOfReader(world.table, reader.id)).toMatchObject([
    { outcome: 'uncertain', reason: 'timeout' },
  ])
})

it('sends once to two workers with the same hint', async () => {
  const world = mailWorld()
  await withIntent(world, 'mail.welcome')
  const kinds = (await Promise.all([world.send(), world.send()])).map(({ kind }) => kind)
  expect(kinds.sort()).toEqual(['accepted', 'claimed'])
  expect(world.sent).toHaveLength(1)
})

it('lets a newer intent go at once, though the older one was claimed', async () => {
  const world = mailWorld(newFate({ diesAt: 5, when: 'before' }))
  await withIntent(world, 'mail.alreadyReader')
  await expect(world.send()).rejects.toThrow(Death)
  await withIntent(world, 'mail.welcome', 'mm_2')
  expect(await world.send()).toEqual({ kind: 'accepted' })
  expect(world.sent).toHaveLength(1)
})

it.each(['before', 'after', 'twice'] as const)(
  'sends once, or says that it is uncertain, when any call dies: %s',
  async (when) => {
    const clean = mailWorld()
    await withIntent(clean, 'mail.welcome')
    await clean.send()
    for (let diesAt = 1; diesAt <= clean.fate.calls; diesAt++) {
      const world = mailWorld(newFate({ diesAt, when }))
      await withIntent(world, 'mail.welcome')
      await world.send().catch((error: unknown) => {
        if (!(error instanceof Death)) throw error
      })
      for (let minute = 0; minute < 10; minute++) {
        await world.sweep()
        world.clock.forward(minuteMs)
      }
      const [record] = await mailsOfReader(world.table, reader.id)
      const where = `${when} ${diesAt}`
      expect(await openIntent(world), where).toBeUndefined()
      expect(world.sent.length, where).toBeLessThanOrEqual(1)
      expect(record?.outcome, where).toMatch(/accepted|uncertain/)
      if (record?.outcome === 'accepted') expect(world.sent, where).toHaveLength(1)
    }
  },
)

it('puts off an intent whose handler fails, and keeps it', async () => {
  const world = mailWorld()
  await withIntent(world, 'mail.welcome')
  const fails = async () => {
    throw new Error('a bug')
  }
  const handlers = { 'mail.welcome': fails } as unknown as IntentHandlers
  expect(await sweepIntents(world.deps(), handlers)).toEqual({ handledCount: 0, failedCount: 1 })
  expect(await openIntent(world)).toMatchObject({ attempts: 1 })
  expect(await sweepIntents(world.deps(), handlers)).toEqual({ handledCount: 0, failedCount: 0 })
  world.clock.forward(2 * minuteMs)
  expect(await world.sweep()).toEqual({ handledCount: 1, failedCount: 0 })
  expect(world.sent).toHaveLength(1)
})
