// Events of SES in their real shapes (tests/fixtures/ses-events), and that their order and number
// make no difference.
import { readdirSync, readFileSync } from 'node:fs'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { progressKey, singleMailFeedbackKey } from '#aws/keys'
import type { Table } from '#aws/table'
import { applyFeedback } from '#delivery/apply-feedback'
import { readProgress } from '#delivery/batch'
import { getHealth, isHeardAround, trustIn } from '#delivery/feedback-health'
import { readSesEvent } from '#delivery/ses-event'
import { putRoster, shardStart } from '#delivery/store-batches'
import { getMail, putMail } from '#delivery/store-mails'
import type { MailingId, ReaderId } from '#kernel/ids'
import { silentLog } from '#kernel/log'
import { instant, minuteMs } from '#kernel/time'
import { lastWordOn, mailsSentTo } from '#privacy/mails-sent'
import { liftSuppression } from '#readers/lift-suppression'
import { getReader, getSuppression, readerItem } from '#readers/store'
import { eventsOf, topicSentence } from '#sandbox/ses-events'
import { aReader } from '../../support/delivery-world.ts'
import { memoryTable } from '../../support/memory-table.ts'

const folder = new URL('../../fixtures/ses-events/', import.meta.url)
const fixture = (name: string) => readFileSync(new URL(`${name}.json`, folder), 'utf8')
const mailingId = 'ml_01kbc5t3z7e8h9j0k1m2n3p4q5' as MailingId
const target = { kind: 'recipient', id: { mailingId, shard: 7, batch: 12 }, number: 42 }
const now = new Date('2026-12-01T07:31:00.000Z')

const table: Record<string, [fact: string, at: string, why?: string] | 'foreign'> = {
  send: ['accepted', '2026-12-01T07:30:02.012Z'],
  delivery: ['delivered', '2026-12-01T07:30:03.540Z'],
  'bounce-permanent-general': [
    'bounced',
    '2026-12-01T07:30:05.000Z',
    'General: smtp; 550 5.1.1 user unknown',
  ],
  'bounce-permanent-suppressed': [
    'bounced',
    '2026-12-01T07:30:05.000Z',
    'OnAccountSuppressionList: Amazon SES did not send the message to this address because it is on the suppression list for your account.',
  ],
  'bounce-transient-mailbox-full': [
    'bouncedSoft',
    '2026-12-01T07:30:05.000Z',
    'MailboxFull: smtp; 452 4.2.2 mailbox full',
  ],
  'bounce-transient-out-of-office': ['bouncedSoft', '2026-12-01T07:30:05.000Z', 'General'],
  'bounce-undetermined': ['bouncedSoft', '2026-12-01T07:30:05.000Z', 'Undetermined'],
  complaint: ['complained', '2026-12-01T09:12:44.000Z', 'abuse'],
  'complaint-without-report': ['complained', '2026-12-01T09:12:44.000Z'],
  'delivery-delay': ['accepted', '2026-12-01T07:40:40.095Z'],
  reject: ['rejected', '2026-12-01T07:30:02.012Z', 'Bad content'],
  open: ['accepted', '2026-12-01T07:30:02.012Z'],
  click: ['accepted', '2026-12-01T07:30:02.012Z'],
  'rendering-failure': 'foreign',
  subscription: 'foreign',
  'bounce-of-foreign-mail': 'foreign',
}

const because = (why: string | undefined) => (why === undefined ? {} : { why })

describe('an event of SES', () => {
  it.each(Object.entries(table))('is read: %s', (name, expected) => {
    const read = readSesEvent(fixture(name))
    if (expected === 'foreign') expect(read).toEqual({ kind: 'foreign' })
    else
      expect(read).toEqual({
        kind: 'event',
        event: { fact: expected[0], at: expected[1], target, ...because(expected[2]) },
      })
  })

  it('of a single mail names the mail and its reader', () => {
    expect(readSesEvent(fixture('delivery-of-single-mail'))).toMatchObject({
      kind: 'event',
      event: {
        fact: 'delivered',
        target: { kind: 'mail', mailId: 'mm_01kbc5t3z7e8h9j0k1m2n3p4q5', readerId: 'rd_2f0c1b' },
      },
    })
  })

  it('has a fixture for each line of the table', () => {
    const files = readdirSync(folder).map((name) => name.replace('.json', ''))
    expect(files.sort()).toEqual([...Object.keys(table), 'delivery-of-single-mail'].sort())
  })

  it('is told from what is none: the plain sentence of a new topic, other text, other JSON', () => {
    for (const body of [topicSentence, '', 'null', '[]', '{}', '{"Type":"Notification"}', '7'])
      expect(readSesEvent(body), body).toEqual({ kind: 'notice' })
    expect(readSesEvent('{"eventType":"Send"}')).toEqual({ kind: 'foreign' })
    fc.assert(fc.property(fc.string(), (body) => readSesEvent(body).kind !== 'event'))
  })

  it('is made by the sandbox in shapes that are read the same', () => {
    const tags = { mailing: mailingId, shard: '7', batch: '12', number: '42' }
    const facts = (to: string) =>
      eventsOf(
        {
          id: 'm1',
          receivedAt: instant(now),
          from: 'lettre@en-contact.example',
          to: [to],
          subject: '',
          tags,
          configurationSet: 'x',
          offset: 0,
          length: 0,
        },
        [],
      ).map(({ event }) => {
        const read = readSesEvent(JSON.stringify(event))
        if (read.kind !== 'event') throw new Error(read.kind)
        expect(read.event.target).toEqual(target)
        return read.event.fact
      })
    expect(facts('camille@example.org')).toEqual(['accepted', 'delivered'])
    expect(facts('bounce@simulator.amazonses.com')).toEqual(['accepted', 'bounced'])
    expect(facts('suppressionlist@simulator.amazonses.com')).toEqual(['accepted', 'bounced'])
    expect(facts('ooto@simulator.amazonses.com')).toEqual(['accepted', 'delivered', 'bouncedSoft'])
    expect(facts('complaint@simulator.amazonses.com')).toEqual([
      'accepted',
      'delivered',
      'complained',
    ])
    expect(facts('camille+soft@example.org')).toEqual(['accepted', 'accepted', 'bouncedSoft'])
    expect(facts('camille+bounce@example.org')).toEqual(['accepted', 'bounced'])
    expect(facts('camille+bounce@elsewhere.test')).toEqual(['accepted', 'delivered'])
    expect(facts('camille+reject@example.org')).toEqual(['rejected'])
  })
})

const readers = [0, 1, 2].map((at) => aReader(at))
const id = { mailingId, shard: 7, batch: 12 }

async function world() {
  const store = memoryTable()
  await store.putMany(readers.map(readerItem))
  await putRoster(store, id, {
    lines: readers.map(({ id: readerId }) => ({
      readerId,
      variant: 'main',
      domain: 'example.org',
      trackingConsent: false,
    })),
    cursor: shardStart,
    last: true,
  })
  await store.put({ ...progressKey(mailingId, 7, 12), attempted: new Set([0, 1, 2]) })
  return store
}

/** A fixture's event about one of the three readers. */
function about(name: string, number: number): string {
  const event = JSON.parse(fixture(name))
  event.mail.tags.number = [String(number)]
  return JSON.stringify(event)
}

async function apply(store: Table, bodies: readonly string[]) {
  const messages = bodies.map((body, at) => ({ id: String(at), body }))
  return await applyFeedback({ table: store, clock: () => now, log: silentLog }, messages)
}

async function stateIn(store: Table) {
  const item = await store.get(progressKey(mailingId, 7, 12))
  const found = await Promise.all(
    readers.map(async ({ id: reader }) => ({
      suppressed: (await getSuppression(store, reader))?.reason,
      soft: (await getReader(store, reader))?.softBounces,
    })),
  )
  return { progress: readProgress(item), found }
}

describe('feedback', () => {
  it('ends in the same sets, readers and suppressions in any order and multiplicity', async () => {
    const names = Object.entries(table).flatMap(([name, fact]) =>
      fact === 'foreign' ? [] : [name],
    )
    const event = fc.record({ name: fc.constantFrom(...names), number: fc.nat({ max: 2 }) })
    await fc.assert(
      fc.asyncProperty(
        fc.array(event, { minLength: 1, maxLength: 12 }),
        fc.infiniteStream(fc.nat()),
        async (events, chance) => {
          const bodies = events.map(({ name, number }) => about(name, number))
          const once = await world()
          await apply(once, bodies)
          const pick = () => chance.next().value as number
          const mixed = [...bodies, ...bodies.filter(() => pick() % 2 === 0)]
            .map((body) => ({ body, at: pick() }))
            .sort((a, b) => a.at - b.at)
            .map(({ body }) => body)
          const otherwise = await world()
          while (mixed.length > 0) await apply(otherwise, mixed.splice(0, 1 + (pick() % 4)))
          expect(await stateIn(otherwise)).toEqual(await stateIn(once))
        },
      ),
      { numRuns: 60, seed: 131 },
    )
  })

  it('writes a batch once, however many events of it come together', async () => {
    const store = await world()
    let writes = 0
    const counting = {
      ...store,
      update: (...input: Parameters<Table['update']>) => {
        if (input[0].sk.startsWith('PROGRESS')) writes += 1
        return store.update(...input)
      },
    }
    const names = ['send', 'delivery', 'complaint', 'bounce-transient-mailbox-full']
    await apply(
      counting,
      [0, 1, 2].flatMap((number) => names.map((name) => about(name, number))),
    )
    expect(writes).toBe(1)
  })

  it('bars who bounced for good or complained, and says of which mailing', async () => {
    const store = await world()
    await apply(store, [about('bounce-permanent-general', 0), about('complaint', 1)])
    expect(await getSuppression(store, readers[0]?.id as ReaderId)).toMatchObject({
      reason: 'bounced',
      mailingId,
      at: '2026-12-01T07:30:05.000Z',
    })
    expect((await stateIn(store)).found.map(({ suppressed }) => suppressed)).toEqual([
      'bounced',
      'complained',
      undefined,
    ])
  })

  it('counts soft bounces by mailing, and none that was only an automatic answer', async () => {
    const store = await world()
    await apply(store, [
      about('bounce-transient-mailbox-full', 0),
      about('bounce-transient-out-of-office', 1),
    ])
    await apply(store, [about('delivery', 1), about('bounce-transient-mailbox-full', 0)])
    const { found } = await stateIn(store)
    expect(found.map(({ soft }) => soft?.size ?? 0)).toEqual([1, 0, 0])
    expect(found.some(({ suppressed }) => suppressed)).toBe(false)
  })

  it('does not bar again whom staff let in since, when the same event is repeated', async () => {
    const store = await world()
    const bounce = about('bounce-permanent-general', 0)
    await apply(store, [bounce])
    await liftSuppression({ table: store }, { readerId: readers[0]?.id as ReaderId })
    await apply(store, [bounce])
    expect((await stateIn(store)).found[0]?.suppressed).toBeUndefined()
  })

  it('makes nothing of events of unknown batches, and counts what is no event', async () => {
    const store = memoryTable()
    const outcome = await apply(store, [
      about('send', 0),
      about('bounce-permanent-general', 1),
      topicSentence,
      fixture('bounce-of-foreign-mail'),
    ])
    expect(outcome).toEqual({ events: 0, notices: 1, foreign: 1, unknown: 2, failed: [] })
    expect(await apply(store, [about('send', 0)])).toMatchObject({ events: 0, unknown: 1 })
    expect(await store.get(progressKey(mailingId, 7, 12))).toBeUndefined()
  })

  it('hands back the messages of a batch that could not be written, and no others', async () => {
    const store = await world()
    const broken = {
      ...store,
      update: (...input: Parameters<Table['update']>) => {
        if (input[0].sk.startsWith('PROGRESS')) throw new Error('refused')
        return store.update(...input)
      },
    }
    const outcome = await apply(broken, [
      about('send', 0),
      fixture('delivery-of-single-mail'),
      about('delivery', 1),
    ])
    expect(outcome).toMatchObject({ events: 1, failed: ['0', '2'] })
  })

  it('settles a single mail that was uncertain, whichever is written first', async () => {
    const mailId = 'mm_01kbc5t3z7e8h9j0k1m2n3p4q5'
    const record = {
      id: mailId,
      kind: 'mail.confirmation' as const,
      outcome: 'uncertain' as const,
      reason: 'timeout',
      at: instant(now),
    }
    for (const eventFirst of [true, false]) {
      const store = memoryTable()
      const steps = [
        () => apply(store, [fixture('delivery-of-single-mail')]),
        () => putMail(store, record),
      ]
      for (const step of eventFirst ? steps : steps.reverse()) await step()
      const mail = await getMail(store, mailId)
      expect(mail?.outcome).toBe('accepted')
      expect(mail?.reason).toBeUndefined()
      expect((await store.get(singleMailFeedbackKey(mailId)))?.['facts']).toEqual(
        new Set(['delivered']),
      )
    }
  })

  it('tells in a reader’s story what became of a single mail', async () => {
    const store = await world()
    const readerId = readers[0]?.id as ReaderId
    const kind = 'mail.confirmation' as const
    const mail = { kind, outcome: 'accepted' as const, readerId }
    await putMail(store, { ...mail, id: 'mm_1', at: instant(now) })
    await putMail(store, { ...mail, id: 'mm_2', at: instant(now.getTime() + 1) })
    const event = JSON.parse(fixture('delivery'))
    event.mail.tags = { mail: ['mm_1'], reader: [readerId] }
    await apply(store, [JSON.stringify(event)])
    const sent = await mailsSentTo(store, readerId)
    expect(sent.map(lastWordOn)).toEqual(['delivered', 'accepted'])
  })

  it('bars the reader of a single mail that bounced, before its record is there', async () => {
    const event = JSON.parse(fixture('bounce-permanent-general'))
    event.mail.tags = { mail: ['mm_1'], reader: [readers[0]?.id] }
    const store = await world()
    await apply(store, [JSON.stringify(event)])
    expect((await stateIn(store)).found[0]?.suppressed).toBe('bounced')
  })
})

describe('the health of feedback', () => {
  const at = (ms: number) => instant(now.getTime() - ms)
  it('is measured by the age of the events it works on', async () => {
    const store = await world()
    await apply(store, [about('send', 0)])
    const health = await getHealth(store)
    expect(health).toMatchObject({ at: instant(now), lagMs: 57_988 })
    expect(trustIn(health, { dead: 0, waiting: 0 }, now)).toBe('healthy')
  })

  it.each([
    ['silent', undefined, {}],
    ['deadLetters', { at: at(0), lagMs: 10 }, { dead: 1 }],
    ['late', { at: at(0), lagMs: 120_000 }, { dead: 0, waiting: 0 }],
    ['late', { at: at(0), lagMs: 10, lateAt: at(60_000) }, { dead: 0, waiting: 0 }],
    ['silent', { at: at(3 * minuteMs), lagMs: 10 }, { dead: 0, waiting: 5 }],
    ['healthy', { at: at(3 * minuteMs), lagMs: 10 }, { dead: 0, waiting: 0 }],
    ['healthy', { at: at(3 * minuteMs), lagMs: 500_000, lateAt: at(3 * minuteMs) }, { waiting: 0 }],
    ['healthy', { at: at(0), lagMs: 10 }, {}],
  ] as const)('is %s (%j, queues %j)', (trust, health, queues) => {
    expect(trustIn(health, queues, now)).toBe(trust)
  })

  it('wants 99.9 % of what was accepted around a call to have been seen, and something at all', () => {
    const heard = (accepted: number, seen: number, minute = 100) => ({
      accepted: new Map([[minute, accepted]]),
      seen: new Map([[minute, seen]]),
    })
    expect(isHeardAround(heard(1_000, 999), 103)).toBe(true)
    expect(isHeardAround(heard(1_000, 998), 103)).toBe(false)
    expect(isHeardAround(heard(1_000, 1_000), 106)).toBe(false)
    expect(isHeardAround(heard(0, 0), 100)).toBe(false)
  })
})
