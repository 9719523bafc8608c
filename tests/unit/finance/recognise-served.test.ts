// What each issue served earns of a subscription: its part, once, on its own day, however late it is told.
import { describe, expect, it } from 'vitest'
import { marksOf } from '#finance/store-recognition'
import type { Instant } from '#kernel/time'
import { changeStream } from '#subscriptions/store-streams'
import { press } from '../../support/finance-documents.ts'
import {
  earnedBy,
  newWorld,
  type RecognitionWorld,
  serveAndRun,
  sourcesOf,
} from '../../support/recognition-world.ts'

describe('a subscription of six issues', () => {
  it('earns a sixth with each of them, booked on the day it was served', async () => {
    const w = newWorld()
    await w.sell()
    expect(await w.deferred()).toBe(9_696)
    for (let issue = 131; issue <= 136; issue++) {
      w.days(20)
      await serveAndRun(w, issue)
      expect(await w.deferred()).toBe(9_696 - 1_616 * (issue - 130))
    }
    expect(await w.balance(w.accounts.printRevenue)).toBe(9_696)
    expect(await earnedBy(w, 'issue:')).toEqual([
      ['issue:131:serve:2026-06-21', 1_616],
      ['issue:132:serve:2026-07-12', 1_616],
      ['issue:133:serve:2026-08-02', 1_616],
      ['issue:134:serve:2026-08-23', 1_616],
      ['issue:135:serve:2026-09-13', 1_616],
      ['issue:136:serve:2026-10-04', 1_616],
    ])
  })

  it('has its parts booked once, however often the books run', async () => {
    const w = newWorld()
    await w.sell()
    await w.serve(131)
    w.days(1)
    for (let run = 0; run < 3; run++) await w.run()
    w.days(1)
    await w.run()
    expect(await earnedBy(w, 'issue:')).toEqual([['issue:131:serve:2026-06-01', 1_616]])
    expect(await marksOf(w.table, 'issue')).toEqual([])
  })

  it('earns two parts with a double issue that uses two', async () => {
    const w = newWorld()
    await w.sell({ bought: 3 })
    await serveAndRun(w, 131, 'double')
    expect(await w.deferred()).toBe(3_232)
    await serveAndRun(w, 132, 'double')
    expect(await w.deferred()).toBe(0)
  })

  it('earns the same in steps that end after every look at the clock', async () => {
    const w = newWorld()
    for (let count = 0; count < 5; count++) await w.sell()
    await w.serve(131)
    w.days(1)
    expect(await w.run({ stepsOf: 3 })).toMatchObject({ difference: 0, unserved: 5 * 8_080 })
    expect(await earnedBy(w, 'issue:')).toEqual([['issue:131:serve:2026-06-01', 5 * 1_616]])
  })

  it('earns each part on the day of the publication’s zone', async () => {
    const w = newWorld('2026-10-24T20:00:00.000Z' as Instant)
    for (let count = 0; count < 4; count++) await w.sell()
    // 21:59:59 and 22:00 in UTC are the 24th and the 25th of October in Paris, 22:30 is the 25th, and
    // after the change of the hour 22:59 is still the 25th, 23:00 the 26th.
    for (const [issue, hours] of [
      [131, 1.9],
      [132, 0.2],
      [133, 24.8],
      [134, 0.2],
    ] as const) {
      w.hours(hours)
      await w.serve(issue)
    }
    w.days(2)
    await w.run()
    expect((await earnedBy(w, 'issue:')).map(([source]) => source)).toEqual([
      'issue:131:serve:2026-10-24',
      'issue:132:serve:2026-10-25',
      'issue:133:serve:2026-10-25',
      'issue:134:serve:2026-10-26',
    ])
  })

  it('queues behind what is owed, and pays for its own issues alone', async () => {
    const w = newWorld()
    const first = await w.sell({ bought: 1, gross: 1_250 })
    w.days(1)
    await w.sell({ bought: 6, into: first, reason: 'renewal' })
    await serveAndRun(w, 131)
    expect(await w.deferred()).toBe(9_696)
    await serveAndRun(w, 132)
    expect(await w.deferred()).toBe(8_080)
  })

  it('that costs nothing earns nothing and is no difference', async () => {
    const w = newWorld()
    await w.sell({ gross: 0, taxes: [] })
    await serveAndRun(w, 131)
    expect(await sourcesOf(w)).toEqual([])
  })
})

describe('a day that runs', () => {
  it('is booked once its dispatch has come to its end, what follows when it is over', async () => {
    const w = newWorld()
    await w.sell()
    await w.serve(131)
    w.hours(1)
    await w.run({ isNightly: false })
    expect(await earnedBy(w, 'issue:')).toEqual([['issue:131:serve:2026-06-01', 1_616]])
    await w.sell()
    await w.serve(131)
    w.hours(1)
    await w.run({ isNightly: false })
    expect((await earnedBy(w, 'issue:')).length).toBe(1)
    // In the middle of it the check knows what waits for the evening.
    expect(await w.run()).toMatchObject({ unbooked: 1_616, difference: 0 })
    w.days(1)
    expect(await w.run()).toMatchObject({ unbooked: 0, difference: 0 })
    expect(await earnedBy(w, 'issue:')).toEqual([
      ['issue:131:serve:2026-06-01', 1_616],
      ['issue:131:serve:2026-06-01:2', 1_616],
    ])
  })
})

/** The lines of an issue with their keys. */
async function linesOf(w: RecognitionWorld, issue: number, streamId: string) {
  const found: { key: { pk: string; sk: string }; line: unknown }[] = []
  for await (const item of w.table.scan())
    if (item['number'] === issue && item['streamId'] === streamId && item['entitlementId'])
      found.push({ key: { pk: String(item['pk']), sk: String(item['sk']) }, line: item })
  return found
}

describe('a line that was written late', () => {
  it('is booked as the difference, on its own day', async () => {
    const w = newWorld()
    const sold = await w.sell()
    await w.sell()
    await w.serve(131)
    // Somebody died after it was counted: the line is in the stream alone.
    const stream = await w.streamOf(sold)
    const [line] = await linesOf(w, 131, sold.streamId)
    await w.table.delete(line?.key as never)
    await changeStream(w.table, { ...sold, now: w.now() }, (is) => ({
      to: { ...is, unrecorded: [line?.line as never] },
    }))
    expect(stream?.unrecorded).toEqual([])
    w.days(1)
    await w.run()
    expect(await earnedBy(w, 'issue:')).toEqual([['issue:131:serve:2026-06-01', 1_616]])
    w.days(30)
    await serveAndRun(w, 132)
    expect(await earnedBy(w, 'issue:131')).toEqual([
      ['issue:131:serve:2026-06-01', 1_616],
      ['issue:131:serve:2026-06-01:2', 1_616],
    ])
    expect(await w.deferred()).toBe(2 * 6_464)
  })
})

describe('print with digital', () => {
  it('is shared by what each would cost alone', async () => {
    const w = newWorld()
    const gross = 12_000
    const standAlone = { print: 9_900, digital: 7_900 }
    await w.sell({ gross, entitlement: { edition: 'both', standAlone } })
    for (let issue = 131; issue <= 136; issue++) await serveAndRun(w, issue)
    const net = press(gross).net
    expect(await w.balance(w.accounts.printRevenue)).toBe(Math.round((net * 9_900) / 17_800))
    expect(await w.balance(w.accounts.digitalRevenue)).toBe(
      net - Math.round((net * 9_900) / 17_800),
    )
  })
})
