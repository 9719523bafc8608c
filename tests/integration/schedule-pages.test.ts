import { afterAll, beforeEach, expect, it } from 'vitest'
import type { Table } from '#aws/table'
import { createMailing, getMailing, putCheck } from '#delivery/store'
import { putTotals, Totals } from '#delivery/store-totals'
import { createNewsletter } from '#editorial/save-newsletter'
import { changeNewsletterStatus, getNewsletter } from '#editorial/store-newsletters'
import type { MailingId, NewsletterId } from '#kernel/ids'
import { dayMs, instant } from '#kernel/time'
import { readerItem } from '#readers/store'
import { putSegment } from '#readers/store-segments'
import { type TestConsole, testConsole, type Visitor, visitorAs } from '../support/console.ts'
import { aReader } from '../support/delivery-world.ts'
import { someContent } from '../support/editorial.ts'
import { testTable } from '../support/table.ts'

let table: Table
let world: TestConsole
let marion: Visitor
const closers: (() => Promise<void>)[] = []
beforeEach(async () => {
  const made = await testTable()
  closers.push(made.close)
  table = made.table
  world = testConsole(table)
  marion = await visitorAs(world, 'marketing')
})
afterAll(async () => {
  for (const close of closers) await close()
})

const by = 'marketing@en-contact.example'

/** A checked newsletter and so many readers for it. */
async function ready(readers: number, change: Parameters<typeof someContent>[0] = {}) {
  await table.putMany(Array.from({ length: readers }, (_, at) => readerItem(aReader(at))))
  const content = someContent({ subject: 'Le dossier de décembre', topics: [], ...change })
  const created = await createNewsletter(world.deps, { content, by })
  if (created.kind !== 'created') throw new Error(created.kind)
  const { id } = created.newsletter
  await putCheck(table, {
    newsletterId: id,
    version: 1,
    checkedAt: instant(world.deps.clock()),
    findings: [],
  })
  return { id, path: `/console/newsletters/${id}/schedule` }
}

async function mailingOf(id: NewsletterId) {
  const newsletter = await getNewsletter(table, id)
  const last = newsletter?.mailingIds.at(-1)
  return last && (await getMailing(table, last))
}

const when = { date: '2026-12-15', time: '08:30', zone: 'Europe/Paris' }

it('schedules with day and hour alone, exactly as before there was more to choose', async () => {
  const { id, path } = await ready(3)
  const page = await marion.get(path)
  expect(page.text).toContain('D’un coup')
  expect((await marion.post(path, when)).location).toContain('done=scheduled')
  const mailing = await mailingOf(id)
  for (const field of ['departure', 'seeds', 'test', 'blockSegments', 'approvalAbove'])
    expect(mailing).not.toHaveProperty(field)
})

it('takes all that can be chosen, and says it in words afterwards', async () => {
  const { id, path } = await ready(40)
  Object.assign(world.deps, {
    publication: {
      ...world.deps.publication,
      sending: { ...world.deps.publication.sending, approvalAbove: 20 },
    },
  })
  const chosen = {
    ...when,
    departure: 'spread',
    minutes: '240',
    seeds: 'une@example.org\nautre@example.org',
    seedWait: '25',
    subjectB: 'Décembre, le dossier',
    share: '20',
    testWait: '120',
    measure: 'clicked',
  }
  expect((await marion.post(path, chosen)).location).toContain('done=scheduled')
  expect(await mailingOf(id)).toMatchObject({
    departure: { kind: 'spread', minutes: 240 },
    seeds: { emails: ['une@example.org', 'autre@example.org'], waitMinutes: 25 },
    test: { subjectB: 'Décembre, le dossier', share: 0.2, waitMinutes: 120, measure: 'clicked' },
    approvalAbove: 20,
  })
  const { text } = await marion.get(path)
  expect(text).toContain(
    'Attente en plus\u202f: 25\u00a0minutes après les premières adresses et 2\u00a0heures',
  )
  expect(text).toContain('Étalé sur 4\u00a0heures')
  expect(text).toContain('2 adresses, 25\u00a0minutes avant tous les autres')
  expect(text).toContain('Décembre, le dossier')
  expect(text).toMatch(/les clics décident/)
  expect(text).toContain('au-delà de 20 destinataires')
  expect(text).toContain('pas encore donné')
})

it.each([
  [{ departure: 'spread', minutes: '3' }, 'f-minutes', 'Étalez l’envoi sur 10 minutes au moins'],
  [{ departure: 'warmUp', perDay: '50, beaucoup' }, 'f-perDay', 'par exemple 50, 100, 200'],
  [{ departure: 'warmUp', perDay: '' }, 'f-perDay', 'par exemple 50, 100, 200'],
  [{ seeds: 'pas une adresse', seedWait: '15' }, 'f-seeds', 'Ce n’est pas une adresse'],
  [
    { seeds: Array.from({ length: 21 }, (_, n) => `a${n}@example.org`).join('\n'), seedWait: '15' },
    'f-seeds',
    'gardez-en 20 au plus',
  ],
  [{ seeds: 'une@example.org', seedWait: '0' }, 'f-seedWait', 'Laissez-leur de 1 minute'],
  [
    { subjectB: 'Le  dossier de décembre', share: '20', testWait: '60' },
    'f-subjectB',
    'C’est le même objet',
  ],
  [{ subjectB: 'Autre', share: '100', testWait: '60' }, 'f-share', 'Il ne resterait personne'],
  [{ subjectB: 'Autre', share: '20', testWait: '5' }, 'f-testWait', 'Attendez de 15 minutes'],
  [{ subjectB: 'Autre', share: '10', testWait: '60' }, 'f-share', 'Avec 12 destinataires'],
  [
    { subjectB: 'Autre', share: '50', testWait: '60', departure: 'localHour' },
    'f-departure',
    'ne vont pas ensemble',
  ],
])('refuses %j at its field, and keeps what was typed', async (typed, field, sentence) => {
  const { id, path } = await ready(12)
  const answer = await marion.post(path, { ...when, seeds: '', ...typed })
  expect(answer.status).toBe(422)
  const error = answer.text.split(`${field.replace('f-', 'id="f-')}-error">`)[1] ?? ''
  expect(error).toContain(sentence)
  for (const value of Object.values(typed))
    expect(answer.text.replace(/&#39;/g, "'")).toContain(value.split('\n')[0])
  // The folded part that holds the error stands open.
  expect(answer.text).toContain('<details open="">')
  expect(await mailingOf(id)).toBeUndefined()
})

it('says which hour is the first that is still to come everywhere', async () => {
  const { id, path } = await ready(3)
  const local = { ...when, departure: 'localHour' }
  // At 08:00 UTC it is 22:00 already where the day begins first.
  const clock = instant(world.deps.clock())
  const today = clock.slice(0, 10)
  const refused = await marion.post(path, { ...local, date: today, time: '10:30' })
  expect(refused.status).toBe(422)
  expect(refused.text).toContain('cette heure est déjà passée')
  expect((await marion.post(path, local)).status).toBe(303)
  expect(await mailingOf(id)).toMatchObject({
    sendAt: '2026-12-14T18:30:00.000Z',
    departure: { kind: 'localHour' },
  })
})

it('refuses a segment that matches nobody, by its name', async () => {
  const segmentId = 'sg_01m8nqfj00z7tjd8m0hrb1pgb7' as never
  const at = instant(world.deps.clock())
  await putSegment(table, {
    id: segmentId,
    name: 'Les Belges',
    condition: { kind: 'country', anyOf: ['BE'] },
    createdAt: at,
    createdBy: by,
    updatedAt: at,
    updatedBy: by,
    version: 1,
  } as never)
  const { id, path } = await ready(5, { segmentId })
  expect((await marion.get(path)).text).toContain('Personne ne la recevrait aujourd’hui')
  const answer = await marion.post(path, when)
  expect(answer.status).toBe(422)
  expect(answer.text).toContain('Personne n’est dans le segment «\u202fLes Belges\u202f»')
  expect(await mailingOf(id)).toBeUndefined()
})

it('proposes a warm-up where the domain is not known, and takes it over with one click', async () => {
  const { id, path } = await ready(260)
  const page = await marion.get(path)
  expect(page.text).toContain('Un domaine peu connu')
  const taken = await marion.post(path, { ...when, subjectB: '', do: 'warmUp' })
  expect(taken.status).toBe(200)
  expect(taken.text).toContain('value="50, 100, 110"')
  expect(taken.text).toContain('Jour par jour')
  expect(await mailingOf(id)).toBeUndefined()
  await marion.post(path, { ...when, departure: 'warmUp', perDay: '50, 100, 110' })
  expect((await mailingOf(id))?.departure).toEqual({ kind: 'warmUp', perDay: [50, 100, 110] })
  expect((await marion.get(path)).text).toContain('50 · 100 · 110')
})

it('proposes none where as much went out on one day of the last thirty', async () => {
  const { path } = await ready(260)
  const at = (daysAgo: number) => instant(world.deps.clock().getTime() - daysAgo * dayMs)
  await sentBefore({ startedAt: at(40), count: 5_000 })
  expect((await marion.get(path)).text).toContain('Un domaine peu connu')
  await sentBefore({ startedAt: at(3), count: 130 })
  const page = await marion.get(path)
  expect(page.text).not.toContain('Un domaine peu connu')
})

/** A mailing that went out, as its stored totals tell it. */
async function sentBefore({
  startedAt,
  count,
}: {
  startedAt: ReturnType<typeof instant>
  count: number
}) {
  const created = await createNewsletter(world.deps, { content: someContent(), by })
  if (created.kind !== 'created') throw new Error(created.kind)
  const newsletterId = created.newsletter.id
  const id = world.deps.makeId('mailing') as MailingId
  await createMailing(table, {
    id,
    newsletterId,
    newsletterVersion: 1,
    locale: 'fr',
    subject: 'Avant',
    topics: [],
    status: 'sent',
    wallClock: startedAt.slice(0, 16),
    zone: 'UTC',
    sendAt: startedAt,
    startedAt,
    sentAt: startedAt,
    createdAt: startedAt,
    createdBy: by,
  })
  await changeNewsletterStatus(table, newsletterId, {
    from: ['draft'],
    to: 'sent',
    addMailing: { id, version: 1 },
  })
  const minute = `${startedAt.slice(0, 16)}Z`
  await putTotals(
    table,
    id,
    Totals.parse({
      shard: 0,
      asOf: startedAt,
      planned: count,
      pending: 0,
      inFlight: 0,
      accepted: count,
      skipped: {},
      failed: {},
      uncertain: 0,
      unsubscribed: 0,
      acceptedByMinute: { [minute]: count },
    }),
  )
}

it('works out how long it takes without scheduling anything', async () => {
  const { id, path } = await ready(40)
  const looked = await marion.post(path, {
    ...when,
    departure: 'spread',
    minutes: '480',
    do: 'look',
  })
  expect(looked.status).toBe(200)
  expect(looked.text).toContain('Du premier mail au dernier\u202f: 8\u00a0heures.')
  expect(looked.text).toContain('value="2026-12-15"')
  expect(await mailingOf(id)).toBeUndefined()
})

it('looks at the quota of the day of departure, not of today', async () => {
  const { path } = await ready(40)
  world.deps.mailer.quota = async () => ({ perSecond: 14, perDay: 50, sentLastDay: 30 })
  const later = await marion.post(path, { ...when, do: 'look' })
  expect(later.text).toContain('Le quota de ce jour-là suffit')
  const soon = instant(world.deps.clock().getTime() + 3_600_000)
  const now = { date: soon.slice(0, 10), time: soon.slice(11, 16), zone: 'UTC', do: 'look' }
  // UTC has no slash, yet is a zone.
  expect((await marion.post(path, now)).text).toContain('20 mails partent d’abord')
})

it('says all of it in English too', async () => {
  const { path } = await ready(260)
  await marion.post('/console/locale', { locale: 'en', next: '/console' })
  const { text } = await marion.get(path)
  for (const words of ['All at once', 'A domain not well known', 'Take this plan', 'To nobody'])
    expect(text).toContain(words)
  const refused = await marion.post(path, { ...when, departure: 'spread', minutes: '1' })
  expect(refused.text).toContain('Spread the mailing over 10 minutes at least')
})
