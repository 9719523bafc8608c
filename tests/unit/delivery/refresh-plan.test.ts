import fc from 'fast-check'
import { expect, it } from 'vitest'
import { noTotals } from '#delivery/count-shard'
import { planRefresh, refreshLimits } from '#delivery/refresh-plan'
import type { Shard } from '#delivery/store-batches'
import type { Totals } from '#delivery/store-totals'
import { type Instant, instant, minuteMs } from '#kernel/time'

const now = new Date('2026-12-01T09:00:00.000Z')
const ago = (ms: number) => instant(now.getTime() - ms)

function aShard(shard: number, batches: number): Shard {
  const prepared = batches * 100
  const cursor = { candidates: prepared, excluded: {}, prepared, batches }
  return { shard, cursor, doneAt: ago(0), fed: batches, feeds: [] }
}

/** Through: everybody accepted, the last so long ago; counted at `asOf`. */
function through({ shard, cursor }: Shard, of: { asOf: Instant; ageMs: number }): Totals {
  return {
    ...noTotals(shard, of.asOf),
    planned: cursor.prepared,
    accepted: cursor.prepared,
    acceptedByMinute: { [`${ago(of.ageMs).slice(0, 16)}Z`]: cursor.prepared },
  }
}

const planOf = (shards: Shard[], totals: Totals[], all = false) =>
  planRefresh(shards, new Map(totals.map((one) => [one.shard, one])), { now, all })

it('always reads shards that are not through or were never counted', () => {
  const [open, uncounted, done] = [aShard(0, 5), aShard(1, 5), aShard(2, 5)]
  const plan = planOf(
    [open, uncounted, done],
    [
      { ...through(open, { asOf: ago(1_000), ageMs: 1_000 }), pending: 1, accepted: 499 },
      through(done, { asOf: ago(1_000), ageMs: 1_000 }),
    ],
  )
  expect([...plan.read]).toEqual([0, 1])
})

it('reads a shard that went lately every minute, an older one ever more slowly', () => {
  const shard = aShard(0, 5)
  const isRead = (ageMs: number, countedMs: number) =>
    planOf([shard], [through(shard, { asOf: ago(countedMs), ageMs })]).read.has(0)
  expect(isRead(5 * minuteMs, minuteMs)).toBe(true)
  expect(isRead(9 * minuteMs, minuteMs)).toBe(true)
  expect(isRead(5 * minuteMs, 20_000)).toBe(false)
  expect(isRead(60 * minuteMs, 5 * minuteMs)).toBe(false)
  expect(isRead(60 * minuteMs, 7 * minuteMs)).toBe(true)
  expect(isRead(24 * 60 * minuteMs, 60 * minuteMs)).toBe(false)
  expect(isRead(24 * 60 * minuteMs, 150 * minuteMs)).toBe(true)
})

it('reads no more in a tick than it may, the longest overdue first, and every shard in turn', () => {
  fc.assert(
    fc.property(
      fc.array(fc.integer({ min: 1, max: 6_000 }), { minLength: 1, maxLength: 64 }),
      (batches) => {
        const shards = batches.map((count, at) => aShard(at, count))
        const asOf = new Map(shards.map(({ shard }) => [shard, ago((shard + 2) * 10 * minuteMs)]))
        const seen = new Set<number>()
        for (let tick = 0; tick < 64 && seen.size < shards.length; tick++) {
          const totals = shards.map((shard) =>
            through(shard, { asOf: asOf.get(shard.shard) as Instant, ageMs: 15 * minuteMs }),
          )
          const { read, leftCount } = planOf(shards, totals)
          const sum = [...read].reduce((total, shard) => total + (batches[shard] ?? 0), 0)
          const isOne = read.size === 1
          expect(isOne || sum <= refreshLimits.quietBatches).toBe(true)
          expect(read.size).toBeGreaterThan(0)
          // Shards with higher numbers were counted longer ago.
          const longest = Math.max(...shards.map(({ shard }) => (seen.has(shard) ? -1 : shard)))
          expect(read.has(longest)).toBe(true)
          expect(leftCount).toBe(shards.length - seen.size - read.size)
          for (const shard of read) {
            seen.add(shard)
            asOf.set(shard, ago(0))
          }
        }
        expect(seen.size).toBe(shards.length)
      },
    ),
    { numRuns: 60 },
  )
})

it('reads everything when asked to, where it fits into one tick', () => {
  const shards = Array.from({ length: 64 }, (_, at) => aShard(at, 100))
  const totals = shards.map((shard) => through(shard, { asOf: ago(0), ageMs: minuteMs }))
  expect(planOf(shards, totals, true).read.size).toBe(64)
  const large = Array.from({ length: 64 }, (_, at) => aShard(at, 1_563))
  const old = large.map((shard) =>
    through(shard, { asOf: ago(20 * minuteMs), ageMs: 15 * minuteMs }),
  )
  const plan = planOf(large, old, true)
  expect(plan.read.size).toBe(12)
  expect(plan.leftCount).toBe(52)
})
