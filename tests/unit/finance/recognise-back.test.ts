// What is given back or contested: what leaves deferred revenue, and what the issues to come earn then.
import { describe, expect, it } from 'vitest'
import { marksOf } from '#finance/store-recognition'
import type { Instant } from '#kernel/time'
import { press } from '../../support/finance-documents.ts'
import {
  allTransactions,
  earnedBy,
  newWorld,
  serveAndRun,
  sourcesOf,
} from '../../support/recognition-world.ts'

/** Six issues are sold, and one of them was served. */
async function afterOneIssue() {
  const w = newWorld()
  const sold = await w.sell()
  await serveAndRun(w, 131)
  return { w, sold }
}

describe('money that goes back', () => {
  it('after two of six leaves nothing deferred and 32.32 earned', async () => {
    const { w, sold } = await afterOneIssue()
    await serveAndRun(w, 132)
    await w.credit(sold, { gross: 6_600, taxes: [{ ...press(6_600), net: 6_464, vat: 136 }] })
    await serveAndRun(w, 133)
    expect(await w.deferred()).toBe(0)
    expect(await w.balance(w.accounts.printRevenue)).toBe(3_232)
    expect(await marksOf(w.table, 'invoice')).toEqual([])
  })

  it('as a gesture makes the issues to come earn less', async () => {
    const { w, sold } = await afterOneIssue()
    await w.credit(sold, { gross: 1_021 })
    for (let issue = 132; issue <= 136; issue++) await serveAndRun(w, issue)
    expect(await w.deferred()).toBe(0)
    expect(await w.balance(w.accounts.printRevenue)).toBe(9_696 - 1_000)
  })

  it('beyond what is left comes out of revenue', async () => {
    const { w, sold } = await afterOneIssue()
    await w.credit(sold, { gross: 9_900 })
    w.days(1)
    expect(await w.run()).toMatchObject({ balance: 0, unserved: 0, difference: 0 })
    expect(await w.balance(w.accounts.printRevenue)).toBe(0)
  })

  it('for part of the issues leaves the others their price', async () => {
    const { w, sold } = await afterOneIssue()
    await w.credit(sold, { gross: 3_300 })
    expect((await w.streamOf(sold))?.entitlements[0]?.refunded).toBe(2)
    for (const issue of [132, 133, 134]) await serveAndRun(w, issue)
    expect(await w.deferred()).toBe(0)
    await serveAndRun(w, 135)
    expect((await earnedBy(w, 'issue:135')).length).toBe(0)
  })

  it('before and after a gesture: what nobody is owed in the end is earned', async () => {
    const w = newWorld()
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
    expect(await sourcesOf(w)).toContain('over:in_1')
    expect(await w.balance(w.accounts.printRevenue)).toBe(
      9_696 - press(1_000).net - press(5_600).net,
    )
    await w.run()
    expect(await marksOf(w.table, 'invoice')).toEqual([])
  })

  it('that is not noted yet stays deferred, and is named', async () => {
    const { w, sold } = await afterOneIssue()
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
    const { w, sold } = await afterOneIssue()
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
    const { w, sold } = await afterOneIssue()
    const createdAt = w.now()
    w.hours(1)
    await serveAndRun(w, 132)
    await w.credit(sold, { gross: 8_250, createdAt, date: '2026-06-02' })
    w.days(1)
    expect(await w.run()).toMatchObject({ balance: 0, difference: 0 })
    expect((await earnedBy(w, 'issue:132')).map(([, cents]) => cents)).toEqual([1_616, -1_616])
  })

  it('by nobody: issues that are moved elsewhere leave their price to the others', async () => {
    const { w, sold } = await afterOneIssue()
    await w.end(sold, 'transferred', 2)
    await serveAndRun(w, 132)
    expect(await w.deferred()).toBe(8_080 - 2_693)
    await serveAndRun(w, 133)
    await serveAndRun(w, 134)
    expect(await w.deferred()).toBe(0)
  })

  it('by a note that is void comes back', async () => {
    const { w, sold } = await afterOneIssue()
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

describe('a contested payment', () => {
  it('that is lost after one issue takes 80.80 out of deferred revenue', async () => {
    const { w, sold } = await afterOneIssue()
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
    const { w, sold } = await afterOneIssue()
    const id = await w.dispute(sold)
    await serveAndRun(w, 132)
    expect(await w.deferred()).toBe(8_080)
    await w.dispute(sold, { id, status: 'won', wonAt: w.now(), closedAt: w.now() })
    await serveAndRun(w, 133)
    expect(await w.deferred()).toBe(6_464)
  })
})
