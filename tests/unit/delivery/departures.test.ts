// Whole mailings that don't leave at once: spread over a window, at each reader's hour, day by day.
import { describe, expect, it } from 'vitest'
import type { Departure } from '#delivery/mailing'
import { changeMailing, getMailing } from '#delivery/store'
import type { MailingId } from '#kernel/ids'
import { dayMs, instant, minuteMs } from '#kernel/time'
import type { Reader } from '#readers/reader'
import { judge } from '../../support/delivery-checks.ts'
import { aReader, type DeliveryWorld, deliveryWorld } from '../../support/delivery-world.ts'
import { seededRandom } from '../../support/editorial.ts'
import { memoryTable } from '../../support/memory-table.ts'
import { newFate } from '../../support/mortal.ts'

type Options = Partial<Parameters<typeof deliveryWorld>[0]>

async function departing(readers: readonly Reader[], departure: Departure, more: Options = {}) {
  const world = await deliveryWorld({
    table: memoryTable(),
    readers,
    duplicates: 0.2,
    shuffled: true,
    ...more,
  })
  const wallClock = departure.kind === 'localHour' ? '2026-12-02T08:30' : '2026-12-01T08:30'
  const scheduled = await world.schedule({ departure, wallClock })
  if (scheduled.kind !== 'scheduled') throw new Error(scheduled.kind)
  return { world, mailingId: scheduled.mailing.id }
}

async function expectWhole(world: DeliveryWorld, mailingId: MailingId, count: number) {
  const verdict = await judge(world, mailingId)
  expect(verdict.lost).toEqual([])
  expect(verdict.doubled).toEqual([])
  expect(verdict.untrue).toEqual([])
  expect(verdict.report.accepted + verdict.uncertain).toBe(count)
}

const many = Array.from({ length: 900 }, (_, at) => aReader(at))

describe('spread over a window', () => {
  it('calls evenly from its start to its end, and nobody twice', async () => {
    const { world, mailingId } = await departing(many, { kind: 'spread', minutes: 60 })
    await world.runUntilQuiet(mailingId, { workers: 2 })
    await expectWhole(world, mailingId, many.length)
    const { startedAt = '' } = (await getMailing(world.table, mailingId)) ?? {}
    const startMs = Date.parse(startedAt)
    const times = world.calls.map(({ atMs }) => atMs - startMs).sort((a, b) => a - b)
    expect(times.at(-1)).toBeLessThanOrEqual(62 * minuteMs)
    for (const [at, time] of times.entries()) {
      const line = (60 * minuteMs * at) / times.length
      // A batch, and the minute in which this world hands its messages over.
      expect(Math.abs(time - line)).toBeLessThanOrEqual(3 * minuteMs)
    }
  })

  it('gives each batch a second of its own', async () => {
    const { world, mailingId } = await departing(
      many,
      { kind: 'spread', minutes: 20 },
      { duplicates: 0 },
    )
    const seconds = new Set<number>()
    await world.runUntilQuiet(mailingId, {
      each: async () => {
        for (const { queue, atMs } of world.messages)
          if (queue === 'send') seconds.add(atMs % minuteMs)
      },
    })
    expect(seconds.size).toBeGreaterThan(15)
  })

  it('spreads what a pause held up over the time that is left', async () => {
    const { world, mailingId } = await departing(many, { kind: 'spread', minutes: 60 })
    await world.runMinutes(25)
    const { table, clock } = world
    const paused = { status: 'paused' as const, pausedFrom: 'sending' as const }
    expect(await changeMailing(table, mailingId, { from: ['sending'], set: paused })).toBeDefined()
    const before = world.calls.length
    await world.runMinutes(30)
    expect(world.calls.length - before).toBeLessThanOrEqual(100)
    const nextActionAt = instant(clock())
    await changeMailing(table, mailingId, {
      from: ['paused'],
      set: { status: 'sending', nextActionAt },
    })
    const resumed = world.calls.length
    await world.runMinutes(2)
    // More than 500 are left for 15 minutes or so: not all of them in the first two.
    expect(world.calls.length - resumed).toBeLessThanOrEqual(300)
    await world.runUntilQuiet(mailingId)
    await expectWhole(world, mailingId, many.length)
  })
})

describe('at each reader’s own hour', () => {
  const countries = ['JP', 'FR', 'US', 'NC', 'PF', undefined]
  const abroad = Array.from({ length: 240 }, (_, at) => {
    const country = countries[at % countries.length]
    return aReader(at, country === undefined ? {} : { country })
  })
  const hours: Record<string, string> = {
    NC: '2026-12-01T21:30:00.000Z',
    JP: '2026-12-01T23:30:00.000Z',
    FR: '2026-12-02T07:30:00.000Z',
    US: '2026-12-02T13:30:00.000Z',
    PF: '2026-12-02T18:30:00.000Z',
  }

  it('calls nobody before it, everybody within minutes of it, and rests between', async () => {
    const { world, mailingId } = await departing(abroad, { kind: 'localHour' })
    let ticks = 0
    let last: string | undefined
    await world.runUntilQuiet(mailingId, {
      minutes: 3_000,
      each: async () => {
        const mailing = await getMailing(world.table, mailingId)
        if (mailing?.nextActionAt !== last) ticks += 1
        last = mailing?.nextActionAt
        const asleep = mailing?.status === 'sending' ? world.messages.length : 0
        expect(asleep).toBeLessThanOrEqual(200)
      },
    })
    await expectWhole(world, mailingId, abroad.length)
    const byEmail = new Map(abroad.map(({ email, country }) => [email, country ?? 'FR']))
    for (const { to, atMs } of world.calls) {
      const own = Date.parse(hours[byEmail.get(to) ?? ''] ?? '')
      expect(atMs).toBeGreaterThanOrEqual(own)
      expect(atMs).toBeLessThanOrEqual(own + 3 * minuteMs)
    }
    // 21 hours from New Caledonia to Tahiti; a step a minute would be 1,260.
    expect(ticks).toBeLessThan(500)
  }, 60_000)

  it('loses and doubles nobody when processes die and messages come twice', async () => {
    const random = seededRandom(11)
    const fate = newFate({ when: 'twice', chance: () => random() < 0.004 })
    const { world, mailingId } = await departing(
      abroad,
      { kind: 'localHour' },
      { fate, seed: 11, interleaved: true },
    )
    await world.runUntilQuiet(mailingId, { minutes: 3_000, workers: 3 })
    await expectWhole(world, mailingId, abroad.length)
  }, 60_000)
})

describe('a warm-up', () => {
  it('calls no more in a day than its number, in parts of a batch where need be', async () => {
    const readers = many.slice(0, 330)
    const perDay = [30, 120]
    const { world, mailingId } = await departing(readers, { kind: 'warmUp', perDay })
    await world.runUntilQuiet(mailingId, { minutes: 7 * 24 * 60 })
    await expectWhole(world, mailingId, readers.length)
    const { startedAt = '' } = (await getMailing(world.table, mailingId)) ?? {}
    const byDay: number[] = []
    for (const { atMs } of world.calls) {
      const day = Math.floor((atMs - Date.parse(startedAt)) / dayMs)
      byDay[day] = (byDay[day] ?? 0) + 1
    }
    expect(byDay).toEqual([30, 120, 120, 60])
  }, 60_000)
})

describe('a held receiving domain', () => {
  const readers = Array.from({ length: 200 }, (_, at) =>
    aReader(at, at % 4 === 0 ? { email: `lectrice.${at}@held.example` } : {}),
  )
  const atHeld = (world: DeliveryWorld) =>
    world.calls.filter(({ to }) => to.endsWith('@held.example')).length

  it('waits, stops nobody else, and goes on as soon as it is released', async () => {
    const world = await deliveryWorld({
      table: memoryTable(),
      readers,
      duplicates: 0.3,
      shuffled: true,
    })
    const scheduled = await world.schedule()
    if (scheduled.kind !== 'scheduled') throw new Error(scheduled.kind)
    const { id } = scheduled.mailing
    const { table } = world
    const held = { add: { heldDomains: new Set(['held.example']) } }
    await changeMailing(table, id, { from: ['scheduled'], ...held })
    await world.runMinutes(60)
    expect(atHeld(world)).toBe(0)
    expect(world.calls.length).toBe(150)
    await changeMailing(table, id, {
      from: ['sending', 'paused'],
      take: { heldDomains: new Set(['held.example']) },
      set: { status: 'sending', nextActionAt: instant(world.clock()) },
    })
    await world.runMinutes(3)
    expect(atHeld(world)).toBe(50)
    await world.runUntilQuiet(id)
    await expectWhole(world, id, readers.length)
  })
})
