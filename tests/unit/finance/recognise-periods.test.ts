// What is sold by the month is earned day by day, whatever becomes of its payment.
import { describe, expect, it } from 'vitest'
import type { Instant } from '#kernel/time'
import { press } from '../../support/finance-documents.ts'
import { earnedBy, newWorld, sourcesOf } from '../../support/recognition-world.ts'

describe('what is sold by the month', () => {
  const month = { bought: 0, gross: 790, taxes: [press(790)] }

  it('is earned day by day, each booked on its day when it is over', async () => {
    const w = newWorld()
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
    const w = newWorld()
    await w.sell(month)
    w.days(45)
    expect(await w.run()).toMatchObject({ balance: 0, difference: 0 })
    expect((await earnedBy(w, 'days:')).length).toBe(30)
  })

  it('that was paid late has earned at once what had passed by then', async () => {
    const w = newWorld()
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
    const w = newWorld()
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
    const w = newWorld()
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
    const w = newWorld('2026-06-20T08:00:00.000Z' as Instant)
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
    const w = newWorld()
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
    const w = newWorld()
    const sold = await w.sell(month)
    w.days(10)
    const id = await w.dispute(sold, { gross: 790 })
    w.days(40)
    expect(await w.run()).toMatchObject({ difference: 0 })
    expect(await w.deferred()).toBeGreaterThan(490)
    await w.dispute(sold, { id, status: 'won', wonAt: w.now(), closedAt: w.now(), gross: 790 })
    w.days(1)
    expect(await w.run()).toMatchObject({ balance: 0, difference: 0 })
    expect(await sourcesOf(w)).toContain('over:in_1')
  })
})
