// Payouts between Stripe and the bank: matched, short, over, late; and statements imported in any order.
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { getPayout, noteMoves } from '#finance/store-payouts'
import { camtFile, signedTable } from '../../support/bank-files.ts'
import {
  aPayout,
  paidOut,
  reconcileWorld,
  shortByTwelve,
  stripeLine,
} from '../../support/reconcile-world.ts'

describe('a payout', () => {
  it('waits until the bank has it, and is matched when it does', async () => {
    const world = reconcileWorld({ bank: 'post' })
    await world.payout()
    await paidOut(world)
    await world.reconcile()
    expect(await world.payouts()).toMatchObject([{ status: 'waiting', differenceCents: 0 }])
    await world.bankSays(stripeLine(12_782, { reference: 'BANQUE1' }))
    expect(await world.payouts()).toMatchObject([
      { status: 'matched', differenceCents: 0, receivedCents: 12_782 },
    ])
    expect(await world.open()).toEqual([])
    expect(await world.balance(world.accounts.inTransit)).toBe(0)
    expect(await world.balance(world.accounts.bank)).toBe(12_782)
    expect((await world.ledger())[0]).toMatchObject({
      journal: 'BQ',
      date: '2026-11-09',
      piece: { ref: 'BANQUE1' },
    })
  })

  it('books no bank line where the bank is matched alone', async () => {
    const world = reconcileWorld()
    await world.payout()
    await world.bankSays(stripeLine(12_782))
    expect(await world.payouts()).toMatchObject([{ status: 'matched' }])
    expect(await world.ledger()).toEqual([])
  })

  it('that comes in short by 12.00 raises one exception, once', async () => {
    const { world, exception } = await shortByTwelve()
    await world.reconcile()
    await world.bankSays(stripeLine(11_582))
    expect(await world.open()).toEqual([exception])
    expect(exception).toMatchObject({
      ...{ kind: 'payoutShort', about: 'po_A1b2C3d4', cents: -1_200, date: '2026-11-09' },
    })
    expect(await world.payouts()).toMatchObject([{ status: 'short', differenceCents: -1_200 }])
  })

  it('that comes in over raises another kind', async () => {
    const world = reconcileWorld()
    await world.payout()
    await world.bankSays(stripeLine(13_000))
    expect(await world.open()).toMatchObject([{ kind: 'payoutOver', cents: 218 }])
    expect(await world.payouts()).toMatchObject([{ status: 'over', differenceCents: 218 }])
  })

  it('that is a cent off is settled by the books, two cents off by a person alone', async () => {
    for (const [cents, status, cost] of [
      [12_781, 'matched', 1],
      [12_783, 'matched', -1],
      [12_780, 'short', 0],
    ] as const) {
      const world = reconcileWorld({ bank: 'post' })
      await world.payout()
      await paidOut(world)
      await world.bankSays(stripeLine(cents))
      await world.reconcile()
      expect(await world.payouts(), String(cents)).toMatchObject([{ status }])
      const { differenceCost, differenceGain, inTransit } = world.accounts
      expect(await world.balance(cost < 0 ? differenceGain : differenceCost)).toBe(cost)
      expect(await world.balance(inTransit)).toBe(status === 'matched' ? 0 : 2)
    }
  })

  it('is late once the bank’s statements reach five days past its arrival without it', async () => {
    const world = reconcileWorld()
    await world.payout()
    await world.bankSays({ date: '2026-11-13', cents: -100, text: 'X' })
    expect(await world.open()).toEqual([])
    await world.bankSays({ date: '2026-11-14', cents: -100, text: 'X' })
    expect(await world.open()).toMatchObject([{ kind: 'payoutLate', cents: -12_782 }])
    await world.bankSays(stripeLine(12_782, { date: '2026-11-18' }))
    expect(await world.open()).toEqual([])
    expect(await world.payouts()).toMatchObject([{ status: 'matched' }])
  })

  it('is not late by the statement of an account that Stripe does not pay into', async () => {
    const world = reconcileWorld()
    await world.payout()
    await world.take(
      camtFile([stripeLine(500, { date: '2026-11-04', text: 'STRIPE po_Earlier00' })]),
    )
    const other = { iban: 'FR7610107001011234567890129' }
    await world.take(camtFile([{ date: '2026-11-28', cents: -100, text: 'X' }], other))
    await world.reconcile()
    expect((await world.open()).map(({ kind }) => kind)).toEqual(['bankLineUnknown'])
  })

  it('in another currency is a person’s to look at, and settled by the line they give it', async () => {
    const world = reconcileWorld()
    await world.payout({ currency: 'usd' })
    await world.bankSays(stripeLine(11_000))
    const kinds = (await world.open()).map(({ kind }) => kind).toSorted()
    expect(kinds).toEqual(['bankLineUnknown', 'payoutCurrency'])
    const [line] = await world.lines()
    const about = (await world.open()).find(({ kind }) => kind === 'payoutCurrency')
    const way = { exceptionId: about?.id ?? '', way: 'bankLine', lineId: line?.id }
    expect(await world.resolve(way)).toMatchObject({ kind: 'resolved' })
    await world.reconcile()
    expect(await world.open()).toEqual([])
    expect(await world.payouts()).toMatchObject([{ status: 'matched', differenceCents: 0 }])
  })

  it('that is not the sum of its moves says by how much', async () => {
    const world = reconcileWorld()
    await world.payout()
    await noteMoves(world.table, 'po_A1b2C3d4', { count: 4, cents: 12_700 })
    await world.reconcile()
    expect(await world.open()).toMatchObject([{ kind: 'payoutDiffers', cents: -82 }])
  })

  it('that failed after it arrived is even when the bank has sent it back', async () => {
    const world = reconcileWorld()
    await world.payout()
    await world.bankSays(stripeLine(12_782))
    await world.payout({
      atStripe: 'failed',
      readAt: aPayout().readAt.replace('-10T', '-12T') as never,
    })
    await world.reconcile()
    expect((await world.open()).map(({ kind }) => kind)).toEqual(['bankLineUnknown'])
    await world.take(
      signedTable([stripeLine(-12_782, { date: '2026-11-12', text: 'REJET VIR STRIPE' })]),
    )
    await world.reconcile()
    expect(await world.open()).toEqual([])
    expect(await world.payouts()).toMatchObject([{ status: 'matched', expectedCents: 0 }])
  })

  it('takes an older reading of Stripe for nothing', async () => {
    const world = reconcileWorld()
    await world.payout()
    await world.payout({ atStripe: 'in_transit', readAt: '2026-11-06T00:00:00.000Z' as never })
    expect((await getPayout(world.table, 'po_A1b2C3d4'))?.atStripe).toBe('paid')
  })
})

describe('statements in any order', () => {
  const some = fc
    .array(
      fc.record({
        day: fc.integer({ min: 1, max: 16 }),
        amount: fc.constantFrom(10_000, 10_000, 12_000, 12_001, 30_000),
        off: fc.constantFrom(0, 0, 0, -1, -1_200, 250),
        delay: fc.integer({ min: 0, max: 6 }),
        isNamed: fc.boolean(),
      }),
      { minLength: 1, maxLength: 7 },
    )
    .map((all) =>
      all.map((one, at) => ({
        ...one,
        id: `po_number000${at}`,
        date: `2026-11-${String(one.day).padStart(2, '0')}`,
        arrivalDate: `2026-11-${String(one.day + 2).padStart(2, '0')}`,
        booked: `2026-11-${String(one.day + 2 + one.delay).padStart(2, '0')}`,
      })),
    )

  type Made = { id: string; date: string; arrivalDate: string; amount: number }

  async function endOf(payouts: readonly Made[], files: readonly string[], everyTime: boolean) {
    const world = reconcileWorld({ bank: 'post' })
    for (const { id, date, arrivalDate, amount } of payouts)
      await world.payout({ id, date, arrivalDate, amount })
    for (const file of files) {
      await world.take(file)
      if (everyTime) await world.reconcile()
    }
    await world.reconcile()
    return {
      payouts: (await world.payouts()).map(({ id, status, differenceCents }) => [
        id,
        status,
        differenceCents,
      ]),
      bank: await world.balance('512000'),
      open: (await world.open()).map(({ kind, about, cents }) => [kind, about, cents]).toSorted(),
    }
  }

  it('come to the same payouts, exceptions and balance of the bank', async () => {
    await fc.assert(
      fc.asyncProperty(some, fc.nat(), async (payouts, seed) => {
        const lines = payouts
          .map((one) =>
            stripeLine(one.amount + one.off, {
              date: one.booked,
              text: one.isNamed ? `STRIPE ${one.id}` : 'STRIPE',
            }),
          )
          .toSorted((a, b) => (a.date < b.date ? -1 : 1))
        const cut = Math.floor(lines.length / 2)
        // Overlapping files, one of them the whole again.
        const files = [lines.slice(0, cut + 1), lines.slice(cut), lines]
          .filter((part) => part.length > 0)
          .map((part) => camtFile(part))
        const shuffled = files.map((_, at) => files[(at * 2 + seed) % files.length] ?? '')
        const one = await endOf(payouts, files, false)
        expect(
          await endOf(payouts, shuffled.length === 3 ? shuffled : files.toReversed(), true),
        ).toEqual(one)
        expect(await endOf(payouts.toReversed(), files.toReversed(), true)).toEqual(one)
      }),
      { numRuns: 40 },
    )
  })
})
