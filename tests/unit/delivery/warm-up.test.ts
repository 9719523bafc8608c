import * as fc from 'fast-check'
import { expect, it } from 'vitest'
import { forecastDeparture, quotaWhen } from '#delivery/forecast'
import { daysOf, isLeap, perDayOf, planWarmUp, warmUpLimits } from '#delivery/warm-up'
import { dayMs } from '#kernel/time'

const input = fc.record({
  audienceCount: fc.nat(3_000_000),
  largestDay: fc.oneof(fc.constant(0), fc.nat(200_000)),
  quotaPerDay: fc.oneof(fc.constant(-1), fc.nat(100_000)),
})
const sum = (counts: readonly number[]) => counts.reduce((total, count) => total + count, 0)

it('plans days that end, rise, never leap, keep to the quota and reach everybody once', () => {
  fc.assert(
    fc.property(input, (one) => {
      const plan = planWarmUp(one)
      if (!plan) return
      expect(plan.length).toBeLessThanOrEqual(warmUpLimits.days)
      expect(sum(plan)).toBe(one.audienceCount)
      const start = Math.max(warmUpLimits.firstDay, 2 * one.largestDay)
      plan.forEach((count, day) => {
        const before = plan[day - 1] ?? 0
        expect(count).toBeGreaterThanOrEqual(Math.max(1, before))
        expect(count).toBeLessThanOrEqual(Math.max(start, 2 * before))
        if (one.quotaPerDay >= 0) expect(count).toBeLessThanOrEqual(one.quotaPerDay)
      })
    }),
    { numRuns: 500 },
  )
})

it('says the plan in so few numbers that a departure holds it, and reads it back the same', () => {
  fc.assert(
    fc.property(input, (one) => {
      const plan = planWarmUp(one)
      if (!plan) return
      const perDay = perDayOf(plan)
      expect(perDay.length).toBeLessThanOrEqual(warmUpLimits.numbers)
      expect(daysOf(perDay, one)).toEqual(plan)
    }),
  )
})

it('plans where the audience is more than double of the largest day, and only there', () => {
  const known = { largestDay: 2_000, quotaPerDay: 50_000 }
  expect(planWarmUp({ ...known, audienceCount: 4_000 })).toBeUndefined()
  expect(isLeap({ ...known, audienceCount: 4_001 })).toBe(true)
  expect(planWarmUp({ ...known, audienceCount: 30_000 })).toEqual([2_000, 4_000, 8_000, 16_000])
  const unknown = { largestDay: 0, quotaPerDay: -1 }
  expect(planWarmUp({ ...unknown, audienceCount: 100 })).toBeUndefined()
  expect(planWarmUp({ ...unknown, audienceCount: 600 })).toEqual([50, 100, 200, 250])
})

it('has no plan where the quota lets nothing go, or would take more than a year', () => {
  const one = { largestDay: 0, audienceCount: 1_000_000 }
  expect(planWarmUp({ ...one, quotaPerDay: 0 })).toBeUndefined()
  expect(planWarmUp({ ...one, quotaPerDay: 200 })).toBeUndefined()
  expect(planWarmUp({ ...one, quotaPerDay: 50_000 })?.at(-1)).toBe(50_000)
})

const quota = { perSecond: 10, perDay: 10_000, sentLastDay: 9_000 }

it('looks at the quota of the day it departs, not of today', () => {
  expect(quotaWhen(quota, dayMs - 1).sentLastDay).toBe(9_000)
  expect(quotaWhen(quota, dayMs).sentLastDay).toBe(0)
  expect(forecastDeparture(5_000, quotaWhen(quota, dayMs), undefined)).toEqual({
    durationMs: 500_000,
    limitedBy: 'rate',
    todayCount: 5_000,
  })
  expect(forecastDeparture(5_000, quota, undefined)).toMatchObject({
    limitedBy: 'day',
    todayCount: 1_000,
  })
})

it('takes as long as its departure says, or longer where the account is slower', () => {
  const free = { perSecond: 10, perDay: -1, sentLastDay: 0 }
  const spread = { kind: 'spread', minutes: 60 } as const
  expect(forecastDeparture(600, free, spread)).toMatchObject({
    durationMs: 3_600_000,
    limitedBy: 'departure',
  })
  expect(forecastDeparture(72_000, free, spread)).toMatchObject({
    durationMs: 7_200_000,
    limitedBy: 'rate',
  })
  expect(forecastDeparture(600, free, { kind: 'localHour' }).durationMs).toBe(26 * 3_600_000)
  expect(forecastDeparture(0, free, spread).durationMs).toBe(0)
  // 50, 100, 100 and, three days after the first, 50 more.
  expect(forecastDeparture(300, free, { kind: 'warmUp', perDay: [50, 100] })).toEqual({
    durationMs: 3 * dayMs + 5_000,
    limitedBy: 'departure',
    todayCount: 50,
  })
  const nothing = { ...free, perDay: 0 }
  expect(forecastDeparture(300, nothing, { kind: 'warmUp', perDay: [50] }).durationMs).toBe(
    Number.POSITIVE_INFINITY,
  )
})
