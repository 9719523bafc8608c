import { describe, expect, it } from 'vitest'
import { deferredWaterfall } from '#finance/deferred-waterfall'
import { openExceptions } from '#finance/store-exceptions'
import { marksOf } from '#finance/store-recognition'
import type { Instant } from '#kernel/time'
import { changeStream } from '#subscriptions/store-streams'
import { press } from '../../support/finance-documents.ts'
import { memoryTable } from '../../support/memory-table.ts'
import { allTransactions, recognitionWorld } from '../../support/recognition-world.ts'

const start = '2026-06-01T08:00:00.000Z' as Instant
const world = (at = start) => recognitionWorld(memoryTable(), at)
type World = ReturnType<typeof world>

/** Serves an issue and lets the night pass. */
async function serveAndRun(w: World, issue: number, kind?: 'double') {
  await w.serve(issue, kind)
  w.days(1)
  const check = await w.run()
  expect(check).toMatchObject({ difference: 0, named: [] })
}

const sources = async (w: World) => (await allTransactions(w.table)).map(({ source }) => source)
const earnedBy = async (w: World, prefix: string) =>
  (await allTransactions(w.table))
    .filter(({ source }) => source.startsWith(prefix))
    .map(({ source, postings }) => [
      source,
      postings.find(({ account }) => account === w.accounts.deferred)?.cents ?? 0,
    ])

describe('a subscription of six issues', () => {
  it('earns a sixth with each of them, booked on the day it was served', async () => {
    const w = world()
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
    const w = world()
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
    const w = world()
    await w.sell({ bought: 3 })
    await serveAndRun(w, 131, 'double')
    expect(await w.deferred()).toBe(3_232)
    await serveAndRun(w, 132, 'double')
    expect(await w.deferred()).toBe(0)
  })

  it('earns the same in steps that end after every look at the clock', async () => {
    const w = world()
    for (let count = 0; count < 5; count++) await w.sell()
    await w.serve(131)
    w.days(1)
    expect(await w.run({ stepsOf: 3 })).toMatchObject({ difference: 0, unserved: 5 * 8_080 })
    expect(await earnedBy(w, 'issue:')).toEqual([['issue:131:serve:2026-06-01', 5 * 1_616]])
  })

  it('earns each part on the day of the publication’s zone', async () => {
    const w = world('2026-10-24T20:00:00.000Z' as Instant)
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
    const w = world()
    const first = await w.sell({ bought: 1, gross: 1_250 })
    w.days(1)
    await w.sell({ bought: 6, into: first, reason: 'renewal' })
    await serveAndRun(w, 131)
    expect(await w.deferred()).toBe(9_696)
    await serveAndRun(w, 132)
    expect(await w.deferred()).toBe(8_080)
  })

  it('that costs nothing earns nothing and is no difference', async () => {
    const w = world()
    await w.sell({ gross: 0, taxes: [] })
    await serveAndRun(w, 131)
    expect(await sources(w)).toEqual([])
  })
})

describe('a day that runs', () => {
  it('is booked once its dispatch has come to its end, what follows when it is over', async () => {
    const w = world()
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

describe('a line that was written late', () => {
  it('is booked as the difference, on its own day', async () => {
    const w = world()
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

describe('money that goes back', () => {
  it('after two of six leaves nothing deferred and 32.32 earned', async () => {
    const w = world()
    const sold = await w.sell()
    await serveAndRun(w, 131)
    await serveAndRun(w, 132)
    await w.credit(sold, { gross: 6_600, taxes: [{ ...press(6_600), net: 6_464, vat: 136 }] })
    await serveAndRun(w, 133)
    expect(await w.deferred()).toBe(0)
    expect(await w.balance(w.accounts.printRevenue)).toBe(3_232)
    expect(await marksOf(w.table, 'invoice')).toEqual([])
  })

  it('as a gesture makes the issues to come earn less', async () => {
    const w = world()
    const sold = await w.sell()
    await serveAndRun(w, 131)
    await w.credit(sold, { gross: 1_021 })
    for (let issue = 132; issue <= 136; issue++) await serveAndRun(w, issue)
    expect(await w.deferred()).toBe(0)
    expect(await w.balance(w.accounts.printRevenue)).toBe(9_696 - 1_000)
  })

  it('beyond what is left comes out of revenue', async () => {
    const w = world()
    const sold = await w.sell()
    await serveAndRun(w, 131)
    await w.credit(sold, { gross: 9_900 })
    w.days(1)
    expect(await w.run()).toMatchObject({ balance: 0, unserved: 0, difference: 0 })
    expect(await w.balance(w.accounts.printRevenue)).toBe(0)
  })

  it('for part of the issues leaves the others their price', async () => {
    const w = world()
    const sold = await w.sell()
    await serveAndRun(w, 131)
    await w.credit(sold, { gross: 3_300 })
    expect((await w.streamOf(sold))?.entitlements[0]?.refunded).toBe(2)
    for (const issue of [132, 133, 134]) await serveAndRun(w, issue)
    expect(await w.deferred()).toBe(0)
    await serveAndRun(w, 135)
    expect((await earnedBy(w, 'issue:135')).length).toBe(0)
  })

  it('before and after a gesture: what nobody is owed in the end is earned', async () => {
    const w = world()
    const sold = await w.sell()
    await w.credit(sold, { gross: 1_000 })
    await serveAndRun(w, 131)
    await serveAndRun(w, 132)
    // The unserved part is 66.00, of which 10.00 went back before.
    await w.change(sold, (one) => ({
      ...one,
      refunded: 4,
      left: { at: w.now(), gross: 6_600, vat: 136 },
    }))
    await w.credit(sold, { gross: 5_600 })
    w.days(1)
    expect(await w.run()).toMatchObject({ balance: 0, difference: 0 })
    expect(await sources(w)).toContain('over:in_1')
    expect(await w.balance(w.accounts.printRevenue)).toBe(
      9_696 - press(1_000).net - press(5_600).net,
    )
    await w.run()
    expect(await marksOf(w.table, 'invoice')).toEqual([])
  })

  it('that is not noted yet stays deferred, and is named', async () => {
    const w = world()
    const sold = await w.sell()
    await serveAndRun(w, 131)
    await w.settle(sold, 9_900)
    w.days(1)
    expect(await w.run()).toMatchObject({
      difference: 0,
      named: [{ invoiceId: 'in_1', because: 'ended', cents: 8_080 }],
    })
    await w.credit(sold, { gross: 9_900, isSettled: false })
    w.days(1)
    expect(await w.run()).toMatchObject({ balance: 0, difference: 0, named: [] })
  })

  it('by a note that came to be known late is booked as a difference of the issues since', async () => {
    const w = world()
    const sold = await w.sell()
    await serveAndRun(w, 131)
    const createdAt = w.now()
    w.hours(1)
    await serveAndRun(w, 132)
    w.days(3)
    await w.credit(sold, { gross: 1_021, createdAt, date: '2026-06-02' })
    w.days(1)
    expect(await w.run()).toMatchObject({ difference: 0 })
    expect(await earnedBy(w, 'issue:132')).toEqual([
      ['issue:132:serve:2026-06-02', 1_616],
      ['issue:132:serve:2026-06-02:2', -200],
    ])
  })

  it('by a note that leaves nothing to earn takes back what was earned since', async () => {
    const w = world()
    const sold = await w.sell()
    await serveAndRun(w, 131)
    const createdAt = w.now()
    w.hours(1)
    await serveAndRun(w, 132)
    await w.credit(sold, { gross: 8_250, createdAt, date: '2026-06-02' })
    w.days(1)
    expect(await w.run()).toMatchObject({ balance: 0, difference: 0 })
    expect((await earnedBy(w, 'issue:132')).map(([, cents]) => cents)).toEqual([1_616, -1_616])
  })

  it('by nobody: issues that are moved elsewhere leave their price to the others', async () => {
    const w = world()
    const sold = await w.sell()
    await serveAndRun(w, 131)
    await w.end(sold, 'transferred', 2)
    await serveAndRun(w, 132)
    expect(await w.deferred()).toBe(8_080 - 2_693)
    await serveAndRun(w, 133)
    await serveAndRun(w, 134)
    expect(await w.deferred()).toBe(0)
  })

  it('by a note that is void comes back', async () => {
    const w = world()
    const sold = await w.sell()
    await serveAndRun(w, 131)
    const id = await w.credit(sold, { gross: 1_021, isSettled: false })
    w.days(1)
    await w.credit(sold, {
      ...{ id, gross: 1_021, createdAt: '2026-06-02T08:00:00.000Z' as Instant, date: '2026-06-02' },
      ...{ status: 'void', voidedAt: w.now(), isSettled: false },
    })
    w.hours(1)
    await serveAndRun(w, 132)
    expect(await w.deferred()).toBe(6_464)
  })
})

/** The lines of an issue with their keys. */
async function linesOf(w: World, issue: number, streamId: string) {
  const found: { key: { pk: string; sk: string }; line: unknown }[] = []
  for await (const item of w.table.scan())
    if (item['number'] === issue && item['streamId'] === streamId && item['entitlementId'])
      found.push({ key: { pk: String(item['pk']), sk: String(item['sk']) }, line: item })
  return found
}

describe('a contested payment', () => {
  it('that is lost after one issue takes 80.80 out of deferred revenue', async () => {
    const w = world()
    const sold = await w.sell()
    await serveAndRun(w, 131)
    const id = await w.dispute(sold)
    w.days(1)
    expect(await w.run()).toMatchObject({ balance: 8_080, difference: 0 })
    await w.dispute(sold, { id, status: 'lost', lostAt: w.now(), closedAt: w.now() })
    w.days(1)
    expect(await w.run()).toMatchObject({ balance: 0, difference: 0, named: [] })
    const lost = (await allTransactions(w.table)).find(({ source }) => source === `${id}:lost`)
    expect(
      Object.fromEntries((lost?.postings ?? []).map((one) => [one.account, one.cents])),
    ).toEqual({
      487100: 8_080,
      654000: 1_650,
      445712: 170,
      416000: -9_900,
    })
  })

  it('that is won goes on', async () => {
    const w = world()
    const sold = await w.sell()
    await serveAndRun(w, 131)
    const id = await w.dispute(sold)
    await serveAndRun(w, 132)
    expect(await w.deferred()).toBe(8_080)
    await w.dispute(sold, { id, status: 'won', wonAt: w.now(), closedAt: w.now() })
    await serveAndRun(w, 133)
    expect(await w.deferred()).toBe(6_464)
  })
})

describe('what is sold by the month', () => {
  const month = { bought: 0, gross: 790, taxes: [press(790)] }

  it('is earned day by day, each booked on its day when it is over', async () => {
    const w = world()
    await w.sell(month)
    for (let day = 0; day < 31; day++) {
      w.days(1)
      expect(await w.run()).toMatchObject({ difference: 0, named: [] })
    }
    const days = await earnedBy(w, 'days:')
    expect(days.length).toBe(30)
    expect(days[0]).toEqual(['days:2026-06-01', 26])
    expect(days.reduce((sum, [, cents]) => sum + Number(cents), 0)).toBe(press(790).net)
    expect(await w.balance(w.accounts.digitalRevenue)).toBe(press(790).net)
    expect(await w.deferred()).toBe(0)
  })

  it('catches up with nights that were missed, each on its own day', async () => {
    const w = world()
    await w.sell(month)
    w.days(45)
    expect(await w.run()).toMatchObject({ balance: 0, difference: 0 })
    expect((await earnedBy(w, 'days:')).length).toBe(30)
  })

  it('that was paid late has earned at once what had passed by then', async () => {
    const w = world()
    await w.sell(month)
    w.days(4)
    const from = '2026-06-01T10:00:00.000Z' as Instant
    const until = '2026-07-01T10:00:00.000Z' as Instant
    await w.run()
    await w.sell({ ...month, entitlement: { period: { from, until } } })
    w.days(1)
    expect(await w.run()).toMatchObject({ difference: 0 })
    // Nothing is earned before it is sold.
    expect((await earnedBy(w, 'days:2026-06-05')).at(0)?.[1]).toBe(26 + 129)
  })

  it('that is given back early earns what has passed', async () => {
    const w = world()
    const sold = await w.sell(month)
    w.days(10)
    await w.run()
    w.hours(1)
    await w.change(sold, (one) => ({ ...one, left: { at: w.now(), gross: 500, vat: 10 } }))
    await w.credit(sold, { gross: 500, taxes: [{ ...press(500), net: 490, vat: 10 }] })
    w.days(1)
    expect(await w.run()).toMatchObject({ difference: 0, balance: 0 })
    expect(await w.balance(w.accounts.digitalRevenue)).toBe(press(790).net - 490)
    w.days(30)
    expect(await w.run()).toMatchObject({ difference: 0, balance: 0 })
  })

  it('that was left earns nothing more, also while its refund is refused', async () => {
    const w = world()
    const sold = await w.sell(month)
    w.days(10)
    await w.change(sold, (one) => ({ ...one, left: { at: w.now(), gross: 500, vat: 10 } }))
    w.days(3)
    await w.run()
    const left = await w.deferred()
    w.days(30)
    expect(await w.run()).toMatchObject({ difference: 0, balance: left })
    expect(left).toBe(press(790).net - 258)
  })

  it('over the end of a month is booked once a day', async () => {
    const w = world('2026-06-20T08:00:00.000Z' as Instant)
    await w.sell(month)
    w.days(12)
    await w.sell(month)
    w.days(40)
    expect(await w.run()).toMatchObject({ balance: 0, difference: 0 })
    const days = (await earnedBy(w, 'days:')).map(([source]) => source)
    expect(days.filter((source) => /:\d+$/.test(String(source)))).toEqual([])
    expect(days.length).toBe(42)
  })

  it('is held while its payment is contested, and earned over what remains when it is won', async () => {
    const w = world()
    const sold = await w.sell(month)
    w.days(10)
    const id = await w.dispute(sold, { gross: 790 })
    w.days(10)
    const held = await w.run()
    expect(held).toMatchObject({ difference: 0 })
    await w.dispute(sold, { id, status: 'won', wonAt: w.now(), closedAt: w.now(), gross: 790 })
    w.days(1)
    await w.run()
    expect(held?.balance).toBeGreaterThan(490)
    w.days(15)
    expect(await w.run()).toMatchObject({ balance: 0, difference: 0 })
  })

  it('is earned at once where it was won when the month was over', async () => {
    const w = world()
    const sold = await w.sell(month)
    w.days(10)
    const id = await w.dispute(sold, { gross: 790 })
    w.days(40)
    expect(await w.run()).toMatchObject({ difference: 0 })
    expect(await w.deferred()).toBeGreaterThan(490)
    await w.dispute(sold, { id, status: 'won', wonAt: w.now(), closedAt: w.now(), gross: 790 })
    w.days(1)
    expect(await w.run()).toMatchObject({ balance: 0, difference: 0 })
    expect(await sources(w)).toContain('over:in_1')
  })
})

describe('print with digital', () => {
  it('is shared by what each would cost alone', async () => {
    const w = world()
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

describe('an invoice that is not paid', () => {
  it('is deferred until it is void', async () => {
    const w = world()
    const sold = await w.sell({ isPaid: false, isGranted: false })
    w.days(1)
    expect(await w.run()).toMatchObject({ balance: 9_696, unpaid: 9_696, difference: 0 })
    await w.sell({
      ...{ id: sold.invoiceId, isPaid: false, isGranted: false, status: 'void' },
      ...{ voidedAt: w.now(), finalizedAt: start, date: '2026-06-01', number: 'F-1' },
      ...{ customerId: sold.customerId },
    })
    w.days(1)
    expect(await w.run()).toMatchObject({ balance: 0, unpaid: 0, difference: 0 })
  })

  it('or given up, and deferred again when it is paid after all', async () => {
    const w = world()
    const sold = await w.sell({ isPaid: false, isGranted: false })
    const same = {
      ...{ id: sold.invoiceId, isGranted: false, finalizedAt: start, date: '2026-06-01' },
      ...{ number: 'F-1', customerId: sold.customerId },
    }
    w.days(1)
    const uncollectibleAt = w.now()
    await w.sell({ ...same, isPaid: false, status: 'uncollectible', uncollectibleAt })
    expect(await w.run()).toMatchObject({ balance: 0, unpaid: 0, difference: 0 })
    w.days(1)
    await w.sell({ ...same, uncollectibleAt })
    expect(await w.deferred()).toBe(9_696)
  })
})

describe('what is paid and bought nothing that is here', () => {
  it('is named by its invoice, until its stream is there', async () => {
    const w = world()
    const sold = await w.sell({ isGranted: false })
    w.hours(0.5)
    expect(await w.run()).toMatchObject({ difference: 0, named: [{ because: 'noStream' }] })
    expect(await openExceptions(w.table)).toEqual([])
    w.days(1)
    await w.run()
    expect(await openExceptions(w.table)).toMatchObject([
      { kind: 'deferredDiffers', about: sold.invoiceId, cents: 9_696 },
    ])
    await w.sell({ ...(await invoiceOf(w, sold.invoiceId)), isGranted: true })
    await serveAndRun(w, 131)
    expect(await openExceptions(w.table)).toEqual([])
    expect(await w.deferred()).toBe(8_080)
  })
})

async function invoiceOf(w: World, id: string) {
  const { getInvoice } = await import('#finance/store-documents')
  const invoice = await getInvoice(w.table, id)
  if (!invoice) throw new Error('no invoice')
  return invoice
}

describe('a line whose invoice the books do not have', () => {
  it('is earned when they have it', async () => {
    const w = world()
    const sold = await w.sell()
    const { invoiceDocumentKey } = await import('#aws/keys')
    const invoice = await invoiceOf(w, sold.invoiceId)
    await w.table.delete(invoiceDocumentKey(sold.invoiceId))
    await w.serve(131)
    w.days(1)
    expect((await w.run())?.unknown).toEqual([sold.invoiceId])
    expect(await earnedBy(w, 'issue:')).toEqual([])
    await w.sell({ ...invoice, isGranted: false })
    w.days(1)
    expect(await w.run()).toMatchObject({ difference: 0, unknown: [] })
    expect(await earnedBy(w, 'issue:')).toEqual([['issue:131:serve:2026-06-01', 1_616]])
  })
})

describe('the waterfall', () => {
  it('says of each month of sale when it was earned, what went back and what is left', async () => {
    const w = world()
    await w.sell()
    await serveAndRun(w, 131)
    w.days(30)
    const second = await w.sell()
    await serveAndRun(w, 132)
    await w.credit(second, { gross: 1_021 })
    w.days(31)
    await serveAndRun(w, 133)
    const { rows, issues, deferred } = await deferredWaterfall(w.table)
    expect(rows).toEqual([
      {
        ...{ month: '2026-06', sold: 9_696, back: {}, rest: 4_848 },
        released: { '2026-06': 1_616, '2026-07': 1_616, '2026-08': 1_616 },
      },
      {
        ...{ month: '2026-07', sold: 9_696, back: { '2026-07': 1_000 } },
        ...{ released: { '2026-07': 1_616, '2026-08': 1_416 }, rest: 5_664 },
      },
    ])
    expect(deferred).toBe(await w.deferred())
    expect(issues).toEqual([
      { issue: 131, released: 1_616, expected: 0 },
      { issue: 132, released: 3_232, expected: 0 },
      { issue: 133, released: 3_032, expected: 0 },
      { issue: 134, released: 0, expected: 3_032 },
      { issue: 135, released: 0, expected: 3_032 },
      { issue: 136, released: 0, expected: 3_032 },
      { issue: 137, released: 0, expected: 1_416 },
    ])
    const july = await deferredWaterfall(w.table, { upTo: '2026-07' })
    expect(july.rows.map(({ rest }) => rest)).toEqual([9_696 - 3_232, 9_696 - 2_616])
  })
})
