import fc from 'fast-check'
import { expect, it } from 'vitest'
import { forecast } from '#delivery/forecast'
import { chunkSize, countSingle, grantSize, leftToday, takeGrant, windowSize } from '#delivery/pace'
import { handClock } from '../../support/editorial.ts'
import { memoryTable } from '../../support/memory-table.ts'

function paceWorld() {
  const clock = handClock()
  const wait = async (ms: number) => clock.forward(Math.ceil(ms))
  return { table: memoryTable(), clock, wait, random: () => 0.5 }
}

it('grants a twentieth of the rate, at least one', () => {
  expect([0.5, 1, 14, 19, 40, 500].map(grantSize)).toEqual([1, 1, 1, 1, 2, 25])
})

it('claims less together on a slow account, where a claim waits for its pace', () => {
  expect([0.5, 1, 14, 40, 80, 5_000].map(chunkSize)).toEqual([5, 5, 5, 10, 20, 20])
})

it('never grants more in a second than the rate, whoever asks', async () => {
  await fc.assert(
    fc.asyncProperty(
      fc.integer({ min: 1, max: 200 }),
      fc.array(fc.integer({ min: 1, max: 30 }), { minLength: 1, maxLength: 80 }),
      async (perSecond, wants) => {
        const deps = paceWorld()
        const bySecond = new Map<number, number>()
        for (const want of wants) {
          const giveUpAt = new Date(deps.clock().getTime() + 60_000)
          const count = await takeGrant(deps, { perSecond, want, giveUpAt })
          expect(count).toBeGreaterThanOrEqual(1)
          expect(count).toBeLessThanOrEqual(want)
          const second = Math.floor(deps.clock().getTime() / 1_000)
          bySecond.set(second, (bySecond.get(second) ?? 0) + count)
        }
        for (const granted of bySecond.values()) expect(granted).toBeLessThanOrEqual(perSecond)
      },
    ),
  )
})

it('waits for the next second, and gives up in time', async () => {
  const deps = paceWorld()
  const giveUpAt = new Date(deps.clock().getTime() + 3_000)
  const began = deps.clock().getTime()
  const grants: number[] = []
  for (let ask = 0; ask < 6; ask++)
    grants.push(await takeGrant(deps, { perSecond: 1, want: 5, giveUpAt }))
  expect(grants).toEqual([1, 1, 1, 0, 0, 0])
  expect(deps.clock().getTime() - began).toBeLessThan(4_500)
})

it('lets single mails through without waiting, and mailings leave room for them', async () => {
  const deps = paceWorld()
  for (let mail = 0; mail < 20; mail++) await countSingle(deps)
  const began = deps.clock().getTime()
  await takeGrant(deps, { perSecond: 20, want: 5, giveUpAt: new Date(began + 10_000) })
  expect(deps.clock().getTime()).toBeGreaterThan(began)
})

it('foresees how long a mailing takes, by the rate or by the day', () => {
  const quota = { perSecond: 14, perDay: 50_000, sentLastDay: 10_000 }
  expect(forecast(1_400, quota)).toEqual({
    durationMs: 100_000,
    limitedBy: 'rate',
    todayCount: 1_400,
  })
  const long = forecast(100_000, quota)
  expect(long).toMatchObject({ limitedBy: 'day', todayCount: 40_000 })
  expect(long.durationMs).toBeGreaterThan(2 * 24 * 3_600_000)
  expect(forecast(0, quota)).toMatchObject({ durationMs: 0 })
  expect(forecast(5, { perSecond: 14, perDay: 0, sentLastDay: 0 }).durationMs).toBe(
    Number.POSITIVE_INFINITY,
  )
  expect(leftToday({ perDay: -1, sentLastDay: 9 })).toBe(Number.POSITIVE_INFINITY)
  expect(windowSize({ perSecond: 14 }, { ms: 120_000, min: 1_000 })).toBe(1_680)
  expect(windowSize({ perSecond: 1 }, { ms: 120_000, min: 1_000 })).toBe(1_000)
})
