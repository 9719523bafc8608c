// Shards in which everybody is final or waits: counted without being read, and read when it matters.
import { describe, expect, it } from 'vitest'
import { cancelMailing } from '#delivery/cancel-mailing'
import { noTotals } from '#delivery/count-shard'
import type { Departure, Mailing } from '#delivery/mailing'
import { planRefresh, refreshLimits } from '#delivery/refresh-plan'
import { refreshTotals } from '#delivery/refresh-totals'
import { isResting } from '#delivery/shard-rest'
import { changeMailing, getMailing } from '#delivery/store'
import { getShards, type Shard } from '#delivery/store-batches'
import { getTotals, type Rest, type Totals } from '#delivery/store-totals'
import { hourMs, type Instant, instant, minuteMs } from '#kernel/time'
import { judge } from '../../support/delivery-checks.ts'
import { aReader, deliveryWorld } from '../../support/delivery-world.ts'
import { memoryTable } from '../../support/memory-table.ts'

const now = new Date('2026-12-01T09:00:00.000Z')
const from = (ms: number) => instant(now.getTime() + ms)

/** Of 1,563 batches, all of whom wait. */
function resting(shard: number, rest: Partial<Rest> = {}, asOf: Instant = from(-minuteMs)) {
  const prepared = 156_300
  const cursor = { candidates: prepared, excluded: {}, prepared, batches: 1_563 }
  const fed: Shard = { shard, cursor, doneAt: from(-hourMs), fed: 1_563, feeds: [] }
  const kept: Totals = {
    ...noTotals(shard, asOf),
    planned: prepared,
    pending: prepared,
    acceptedByMinute: { '2026-12-01T05:00Z': 1 },
    rest: { fed: 1_563, heldDomains: [], heldPending: 0, waitingCount: prepared, ...rest },
  }
  return { fed, kept }
}
type Resting = ReturnType<typeof resting>

const readOf = (all: Resting[], mailing: Pick<Mailing, 'heldDomains'> = {}) =>
  planRefresh(
    all.map(({ fed }) => fed),
    new Map(all.map(({ kept }) => [kept.shard, kept])),
    { now, all: false, mailing },
  )
const everyShard = (rest: Partial<Rest>) => Array.from({ length: 64 }, (_, at) => resting(at, rest))

describe('a shard at rest', () => {
  it('is not read before the first wait is over', () => {
    expect(readOf([resting(0, { until: from(2 * minuteMs) })]).read.size).toBe(0)
    expect(readOf([resting(0, { until: from(minuteMs) })]).read.size).toBe(1)
    expect(readOf([resting(0)]).read.size).toBe(0)
  })

  it('is read, with all others whose hour it is, no faster than a tick can', () => {
    const plan = readOf(everyShard({ until: from(0) }))
    const batches = plan.read.size * 1_563
    expect(plan.read.size).toBeGreaterThan(0)
    expect(batches).toBeLessThanOrEqual(refreshLimits.quietBatches)
    expect(plan.leftCount).toBe(64 - plan.read.size)
  })

  it('comes before those that are only counted anew when it was counted longer ago', () => {
    const stale = Array.from({ length: 10 }, (_, at) => resting(at, {}, from(-26 * minuteMs)))
    const ready = resting(10, { until: from(0) }, from(-25 * minuteMs))
    expect(readOf([...stale, ready]).read.has(10)).toBe(true)
  })

  it('is read when other domains are held than when it was counted', () => {
    const one = resting(0, { heldDomains: ['a.example'] })
    expect(readOf([one], { heldDomains: new Set(['a.example']) }).read.size).toBe(0)
    expect(readOf([one], { heldDomains: new Set(['a.example', 'b.example']) }).read.size).toBe(1)
    expect(readOf([one]).read.size).toBe(1)
  })

  it('rests no longer once more of it is queued', () => {
    const { fed, kept } = resting(0)
    expect(isResting(fed, kept)).toBe(true)
    expect(isResting({ ...fed, fed: 1_562 }, kept)).toBe(false)
    expect(isResting(fed, { ...kept, rest: undefined })).toBe(false)
  })
})

const countries = ['JP', 'FR', 'US', 'NC', undefined]
const abroad = Array.from({ length: 160 }, (_, at) => {
  const country = countries[at % countries.length]
  const email = at % 4 === 0 ? { email: `lectrice.${at}@held.example` } : {}
  return aReader(at, { ...email, ...(country === undefined ? {} : { country }) })
})

async function waiting(departure: Departure = { kind: 'localHour' }) {
  const world = await deliveryWorld({ table: memoryTable(), readers: abroad })
  const scheduled = await world.schedule({ departure, wallClock: '2026-12-02T08:30' })
  if (scheduled.kind !== 'scheduled') throw new Error(scheduled.kind)
  const mailingId = scheduled.mailing.id
  const mailing = async () => {
    const found = await getMailing(world.table, mailingId)
    if (!found) throw new Error('There is no mailing')
    return found
  }
  const restingCount = async () => {
    const stored = await getTotals(world.table, mailingId)
    return (await getShards(world.table, mailingId)).filter((shard) => {
      const kept = stored.get(shard.shard)
      return kept !== undefined && kept.pending > 0 && isResting(shard, kept)
    }).length
  }
  return { world, mailingId, mailing, restingCount }
}

/** What is known of who waits, however much of it was read. */
const seen = async ({ world, mailing }: Awaited<ReturnType<typeof waiting>>, all: boolean) => {
  const { counts, waitingCount, heldPending, queuedCount, nextReadyAt, ready } =
    await refreshTotals(world.deps(), await mailing(), { all })
  return { counts, waitingCount, heldPending, queuedCount, nextReadyAt, ready: ready.length }
}

describe('a mailing most of which waits', () => {
  it('is counted as if everything were read, and reads almost nothing', async () => {
    const going = await waiting()
    const { world, mailing, restingCount } = going
    let most = 0
    for (let step = 0; step < 60 && (await mailing()).status !== 'sent'; step++) {
      await world.runMinutes(20)
      if ((await mailing()).status !== 'sending') continue
      most = Math.max(most, await restingCount())
      const kept = await seen(going, false)
      expect(kept).toEqual(await seen(going, true))
    }
    expect(most).toBeGreaterThan(30)
  }, 60_000)

  it('wakes whoever waits at a domain that is held no more', async () => {
    const { world, mailingId, mailing, restingCount } = await waiting()
    const heldDomains = new Set(['held.example'])
    await changeMailing(world.table, mailingId, { from: ['scheduled'], add: { heldDomains } })
    // Until all hours but those of the Americas are over.
    await world.runMinutes(26 * 60)
    const before = world.calls.length
    expect(world.calls.some(({ to }) => to.endsWith('@held.example'))).toBe(false)
    expect(await restingCount()).toBeGreaterThan(0)
    await changeMailing(world.table, mailingId, {
      from: ['sending'],
      take: { heldDomains },
      set: { nextActionAt: instant(world.clock()) },
    })
    await world.runMinutes(3)
    expect(world.calls.length).toBeGreaterThan(before)
    await world.runUntilQuiet(mailingId, { minutes: 3_000 })
    expect((await judge(world, mailingId)).lost).toEqual([])
    expect((await mailing()).status).toBe('sent')
  }, 60_000)

  it('is cancelled with every count right, though it is not read', async () => {
    const { world, mailingId, mailing, restingCount } = await waiting()
    await world.runMinutes(20 * 60)
    expect(await restingCount()).toBeGreaterThan(30)
    const called = world.calls.length
    await cancelMailing(world.deps(), { mailingId, by: 'sf_marion' })
    await world.runMinutes(1)
    expect((await mailing()).closedAt).toBeDefined()
    const totals = [...(await getTotals(world.table, mailingId)).values()]
    const sum = (of: (one: Totals) => number) => totals.reduce((all, one) => all + of(one), 0)
    expect(sum(({ pending }) => pending)).toBe(0)
    expect(sum(({ accepted }) => accepted)).toBe(called)
    expect(sum(({ skipped }) => skipped['cancelled'] ?? 0)).toBe(abroad.length - called)
    await world.runMinutes(24 * 60)
    expect(world.calls.length).toBe(called)
  }, 60_000)
})
