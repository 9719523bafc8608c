import { expect, it } from 'vitest'
import { cancelMailing } from '#delivery/cancel-mailing'
import { readTime, scheduleNewsletter } from '#delivery/schedule-newsletter'
import { stepMailing } from '#delivery/step-mailing'
import { changeMailing, getMailing, getMailings, putCheck } from '#delivery/store'
import { getNewsletter } from '#editorial/store-newsletters'
import { instant } from '#kernel/time'
import { aReader, deliveryWorld } from '../../support/delivery-world.ts'
import { memoryTable } from '../../support/memory-table.ts'
import { newFate } from '../../support/mortal.ts'

const zone = 'Europe/Paris'
const time = (wallClock: string, now: string, choice?: 'first' | 'second') =>
  readTime({ wallClock, zone, ...(choice ? { choice } : {}) }, new Date(now))

it.each([
  ['2026-03-29T02:30', '2026-03-01T00:00:00Z', '2026-03-29T00:30:00.000Z'],
  ['2027-03-28T02:30', '2027-03-01T00:00:00Z', '2027-03-28T00:30:00.000Z'],
])('refuses %s, which the clock change leaves out', (wallClock, now, before) => {
  const skipped = time(wallClock, now)
  expect(skipped.kind).toBe('skippedHour')
  expect(skipped).toMatchObject({ before, after: expect.stringContaining('T01:30') })
})

it.each([
  ['2026-10-25T02:30', '2026-10-01T00:00:00Z', '2026-10-25'],
  ['2027-10-31T02:30', '2027-10-01T00:00:00Z', '2027-10-31'],
])('asks which %s is meant, and takes the answer', (wallClock, now, day) => {
  const [first, second] = [`${day}T00:30:00.000Z`, `${day}T01:30:00.000Z`]
  expect(time(wallClock, now)).toEqual({ kind: 'repeatedHour', first, second })
  expect(time(wallClock, now, 'first')).toEqual({ kind: 'instant', at: first })
  expect(time(wallClock, now, 'second')).toEqual({ kind: 'instant', at: second })
})

it('keeps 08:30 on either side of the clock change at 08:30', () => {
  expect(time('2026-10-24T08:30', '2026-10-01T00:00:00Z')).toMatchObject({
    at: '2026-10-24T06:30:00.000Z',
  })
  expect(time('2026-10-26T08:30', '2026-10-01T00:00:00Z')).toMatchObject({
    at: '2026-10-26T07:30:00.000Z',
  })
})

it('refuses the past, more than a year ahead, and what is no time or zone', () => {
  const now = '2026-12-01T07:30:40Z'
  expect(time('2026-12-01T08:29', now).kind).toBe('past')
  expect(time('2026-12-01T08:30', now).kind).toBe('instant') // the minute that has begun
  expect(time('2027-12-03T08:30', now).kind).toBe('tooFar')
  expect(time('2026-02-30T08:30', now).kind).toBe('malformed')
  expect(time('demain', now).kind).toBe('malformed')
  expect(readTime({ wallClock: '2026-12-02T08:30', zone: 'Paris' }, new Date(now)).kind).toBe(
    'unknownZone',
  )
})

const by = 'marketing@en-contact.example'
const world = (fate = newFate()) =>
  deliveryWorld({ table: memoryTable(), readers: [aReader(1)], fate })

it('asks for a check of this very version', async () => {
  const { deps, newsletterId, table } = await world()
  const input = { newsletterId, wallClock: '2026-12-02T08:30', zone, by }
  expect(await scheduleNewsletter(deps(), input)).toEqual({ kind: 'notChecked' })
  const check = { newsletterId, version: 1, checkedAt: instant(0) }
  const sentence = { fr: 'Le sujet manque.', en: 'The subject is missing.' }
  const finding = { level: 'error' as const, code: 'subject', sentence }
  await putCheck(table, { ...check, findings: [finding] })
  expect(await scheduleNewsletter(deps(), input)).toEqual({
    kind: 'checkFailed',
    findings: [finding],
  })
  await putCheck(table, { ...check, findings: [{ ...finding, level: 'warning' }] })
  expect((await scheduleNewsletter(deps(), input)).kind).toBe('scheduled')
  expect(await scheduleNewsletter(deps(), input)).toEqual({ kind: 'alreadyScheduled' })
})

it('schedules once when two people do it at the same moment', async () => {
  const one = await world()
  const results = await Promise.all([one.schedule(), one.schedule(), one.schedule()])
  const kinds = results.map(({ kind }) => kind)
  expect(kinds.filter((kind) => kind === 'scheduled')).toHaveLength(1)
  const newsletter = await getNewsletter(one.table, one.newsletterId)
  expect(newsletter?.mailingIds).toHaveLength(1)
  await one.runUntilQuiet(newsletter?.mailingIds[0] as never)
  expect(one.calls).toHaveLength(1)
})

it('leaves nothing half when it dies at any step: one mailing in the end, or none', async () => {
  const clean = await world()
  const begun = clean.fate.calls
  await clean.schedule()
  for (let diesAt = begun + 1; diesAt <= clean.fate.calls; diesAt++)
    for (const when of ['before', 'after', 'twice'] as const) {
      const one = await world(newFate({ diesAt, when }))
      const scheduled = await one.schedule().catch(() => undefined)
      for (let minute = 0; minute < 30; minute++) {
        await one.tick()
        await one.drain()
        one.clock.forward(60_000)
      }
      const newsletter = await getNewsletter(one.table, one.newsletterId)
      const mailings = await getMailings(one.table, newsletter?.mailingIds ?? [])
      const where = `${when} ${diesAt - begun}`
      if (scheduled?.kind === 'scheduled') expect(mailings, where).toHaveLength(1)
      if (mailings.length === 0) expect(newsletter?.status, where).toBe('draft')
      else expect(newsletter?.status, where).toBe('sent')
      expect(one.calls.length, where).toBe(mailings.length)
    }
})

it('gives the newsletter back as a draft when its mailing is cancelled before it began', async () => {
  const one = await world()
  const scheduled = await one.schedule()
  if (scheduled.kind !== 'scheduled') throw new Error(scheduled.kind)
  const mailingId = scheduled.mailing.id
  expect((await cancelMailing(one.deps(), { mailingId, by })).kind).toBe('cancelled')
  expect((await cancelMailing(one.deps(), { mailingId, by })).kind).toBe('already')
  expect((await getNewsletter(one.table, one.newsletterId))?.status).toBe('draft')
  const again = await one.schedule()
  if (again.kind !== 'scheduled') throw new Error(again.kind)
  // Closing the old one once more, as after a crash, must not touch the new one.
  await changeMailing(one.table, mailingId, { from: ['cancelled'], remove: ['closedAt'] })
  await stepMailing(one.deps(), { mailingId })
  expect((await getNewsletter(one.table, one.newsletterId))?.status).toBe('scheduled')
  await one.runUntilQuiet(again.mailing.id)
  expect(one.calls).toHaveLength(1)
  expect((await getMailing(one.table, mailingId))?.status).toBe('cancelled')
  expect(await one.schedule()).toEqual({ kind: 'alreadySent' })
})
