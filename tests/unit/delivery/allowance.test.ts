import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { type AllowanceInput, allowanceOf, openBatches, turnOf } from '#delivery/allowance'
import type { Departure, Mailing } from '#delivery/mailing'
import { dayMs, instant, minuteMs } from '#kernel/time'

const startedAt = instant(new Date('2026-12-01T07:30:00.000Z'))
const startMs = Date.parse(startedAt)
const minutesIn = (minutes: number) => new Date(startMs + minutes * minuteMs)

function mailing(departure?: Departure): AllowanceInput['mailing'] {
  return { startedAt, sendAt: startedAt, ...(departure ? { departure } : {}) }
}

const departures: fc.Arbitrary<Departure | undefined> = fc.oneof(
  fc.constant(undefined),
  fc.constant({ kind: 'localHour' as const }),
  fc.integer({ min: 10, max: 2_880 }).map((minutes) => ({ kind: 'spread' as const, minutes })),
  fc
    .array(fc.integer({ min: 1, max: 5_000 }), { minLength: 1, maxLength: 20 })
    .map((perDay) => ({ kind: 'warmUp' as const, perDay })),
)
const world = fc.record({
  departure: departures,
  planned: fc.integer({ min: 0, max: 200_000 }),
  fedShare: fc.double({ min: 0, max: 1, noNaN: true }),
  fedAfter: fc.integer({ min: 0, max: 3_000 }),
})

describe('what may have been queued', () => {
  it('grows with time, never passes what was planned, and never takes back what was queued', () => {
    fc.assert(
      fc.property(
        world,
        fc.array(fc.integer({ min: 0, max: 4_000 }), { minLength: 2, maxLength: 12 }),
        ({ departure, planned, fedShare, fedAfter }, minutes) => {
          const fedCount = Math.floor(planned * fedShare)
          const progressed = { fedCount, at: instant(minutesIn(fedAfter)) }
          let last = 0
          for (const minute of minutes.sort((a, b) => a - b)) {
            const allowed = allowanceOf({
              mailing: mailing(departure),
              planned,
              progressed,
              now: minutesIn(minute),
            })
            expect(allowed).toBeGreaterThanOrEqual(Math.max(last, fedCount))
            expect(allowed).toBeLessThanOrEqual(planned)
            last = allowed
          }
        },
      ),
    )
  })

  it('is everything at once, and everything at the end of a window', () => {
    fc.assert(
      fc.property(world, ({ planned, fedShare, fedAfter }) => {
        const progressed = {
          fedCount: Math.floor(planned * fedShare),
          at: instant(minutesIn(fedAfter)),
        }
        expect(allowanceOf({ mailing: mailing(), planned, progressed, now: minutesIn(0) })).toBe(
          planned,
        )
        const spread = mailing({ kind: 'spread', minutes: 600 })
        expect(allowanceOf({ mailing: spread, planned, progressed, now: minutesIn(600) })).toBe(
          planned,
        )
      }),
    )
  })
})

/** Feeds batch by batch every minute but while it is interrupted; answers with what went when. */
function feed(minutes: number, planned: number, isOff: (minute: number) => boolean = () => false) {
  const spread = mailing({ kind: 'spread', minutes })
  let progressed: AllowanceInput['progressed'] = { fedCount: 0 }
  const turns: { minute: number; turn: number; count: number }[] = []
  for (let minute = 0; minute <= minutes + 1; minute++) {
    if (isOff(minute)) continue
    const input = { mailing: spread, planned, progressed, now: minutesIn(minute + 1) }
    const allowed = allowanceOf(input)
    while (progressed.fedCount < planned) {
      const size = Math.min(100, planned - progressed.fedCount)
      if (progressed.fedCount + size > allowed) break
      const turn = Math.max(
        Date.parse(turnOf(input, progressed.fedCount + size)),
        minutesIn(minute).getTime(),
      )
      progressed = { fedCount: progressed.fedCount + size, at: instant(turn) }
      turns.push({ minute, turn, count: size })
    }
  }
  return turns
}

describe('a mailing spread over a window', () => {
  it('goes evenly: each batch at its own second, never a batch off the straight line', () => {
    for (const planned of [640, 5_000, 40_000]) {
      let sum = 0
      for (const { turn, count } of feed(120, planned)) {
        sum += count
        const line = (planned * (turn - startMs)) / (120 * minuteMs)
        expect(Math.abs(sum - line)).toBeLessThanOrEqual(100)
      }
      expect(sum).toBe(planned)
    }
  })

  it('does not catch up an interruption in one burst, and still ends in time', () => {
    const turns = feed(120, 12_000, (minute) => minute >= 20 && minute < 80)
    const inMinute = (minute: number) =>
      turns.filter((one) => one.minute === minute).reduce((sum, { count }) => sum + count, 0)
    expect(inMinute(19)).toBeLessThanOrEqual(200)
    // 10,000 are left for 40 minutes: 250 a minute, and at most three minutes' worth to begin with.
    expect(inMinute(80)).toBeLessThanOrEqual(1_000)
    expect(inMinute(100)).toBeGreaterThanOrEqual(200)
    expect(inMinute(100)).toBeLessThanOrEqual(300)
    expect(turns.reduce((sum, { count }) => sum + count, 0)).toBe(12_000)
  })

  it('sends the rest at once when it was interrupted beyond its window', () => {
    const turns = feed(60, 6_000, (minute) => minute >= 10 && minute < 61)
    const last = turns.filter(({ minute }) => minute === 61)
    expect(last.reduce((sum, { count }) => sum + count, 0)).toBeGreaterThan(4_000)
  })
})

describe('a warm-up', () => {
  const perDay = [50, 100, 200]
  const allowed = (now: Date, fedCount: number, days: readonly number[], queuedCount = 0) =>
    allowanceOf({
      mailing: mailing({ kind: 'warmUp', perDay }),
      planned: 10_000,
      progressed: { fedCount, at: startedAt },
      called: new Map(days.map((count, day) => [(startMs + day * dayMs) / minuteMs + 5, count])),
      queuedCount,
      now,
    }) - fedCount

  it('goes by the numbers, a day of 24 hours each, the last for all days after', () => {
    expect(allowed(minutesIn(0), 0, [])).toBe(50)
    expect(allowed(minutesIn(60), 50, [50])).toBe(0)
    expect(allowed(new Date(startMs + dayMs), 50, [50])).toBe(100)
    expect(allowed(new Date(startMs + 7 * dayMs), 950, [50, 100, 200, 200, 200, 200, 200])).toBe(
      200,
    )
  })

  it('counts what is queued and not called yet', () => {
    expect(allowed(minutesIn(1), 50, [30], 20)).toBe(0)
  })

  it('is delayed by paused days, and skips no step for them', () => {
    expect(allowed(new Date(startMs + 5 * dayMs), 50, [50])).toBe(100)
  })
})

it('lets only the batches of a test through until it is decided', () => {
  const shard = {
    shard: 1,
    cursor: { candidates: 900, excluded: {}, prepared: 900, batches: 9 },
    fed: 0,
    feeds: [],
  }
  const test: NonNullable<Mailing['test']> = {
    subjectB: 'B',
    share: 0.2,
    waitMinutes: 60,
    measure: 'opened',
  }
  expect(openBatches({}, shard)).toBe(9)
  expect(openBatches({ test }, shard)).toBe(0)
  expect(openBatches({ test: { ...test, batches: [3, 2] } }, shard)).toBe(2)
  expect(openBatches({ test: { ...test, batches: [3, 2], winner: 'b' } }, shard)).toBe(9)
})
