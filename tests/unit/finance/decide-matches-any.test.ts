// What holds of any payouts and bank lines: one answer in whatever order, nothing twice, nothing left lying.
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { dayAfter } from '#finance/day-after'
import { decideMatches, type PayoutToMatch } from '#finance/decide-matches'
import { line, payout, ties } from '../../support/match-world.ts'

describe('any payouts and lines', () => {
  const day = fc.integer({ min: 0, max: 20 }).map((n) => dayAfter('2026-11-01', n))
  const amount = fc.constantFrom(10_000, 10_000, 10_001, 8_800, 25_000, -3_000)
  const payouts = fc
    .array(
      fc.record({
        date: day,
        amount,
        atStripe: fc.constantFrom('paid', 'paid', 'paid', 'failed', 'in_transit' as const),
        isSettled: fc.constantFrom(false, false, false, true),
      }),
      { maxLength: 8 },
    )
    .map((all) =>
      all.map((one, at) =>
        payout({
          ...one,
          id: `po_number000${at}`,
          arrivalDate: dayAfter(one.date, 4),
        } as Partial<PayoutToMatch>),
      ),
    )
  const lines = fc
    .array(
      fc.record({
        date: day,
        cents: fc.constantFrom(10_000, 10_000, 10_001, 8_800, 8_700, 25_000, -3_000, 10_000),
        isStripe: fc.constantFrom(true, true, true, false),
        names: fc.option(fc.integer({ min: 0, max: 7 }), { freq: 4 }),
      }),
      { maxLength: 10 },
    )
    .map((all) =>
      all.map(({ names, ...one }, at) =>
        line({
          ...one,
          id: `bl_${at}`,
          text: names === null ? 'STRIPE' : `STRIPE po_number000${names}`,
        }),
      ),
    )

  it('come to the same in whatever order they are given', () => {
    fc.assert(
      fc.property(payouts, lines, fc.infiniteStream(fc.nat()), (all, some, random) => {
        const shuffled = <T>(list: T[]) =>
          list
            .map((one) => [random.next().value as number, one] as const)
            .toSorted((a, b) => a[0] - b[0])
            .map(([, one]) => one)
        expect(ties(shuffled(all), shuffled(some))).toEqual(ties(all, some))
      }),
      { numRuns: 300 },
    )
  })

  it('come to the same when they are worked out again from what stands', () => {
    fc.assert(
      fc.property(payouts, lines, (all, some) => {
        const first = decideMatches(all, some)
        const at = '2026-11-10T00:00:00.000Z' as never
        const standing = some.map((one) => {
          const tie = first.get(one.id)
          return tie ? { ...one, match: { ...tie, at, by: 'kiosque' } } : one
        })
        expect(ties(all, standing)).toEqual(ties(all, some))
      }),
      { numRuns: 300 },
    )
  })

  it('never give a payout two lines of one amount, nor a difference without being alone', () => {
    fc.assert(
      fc.property(payouts, lines, (all, some) => {
        const found = decideMatches(all, some)
        const byPayout = new Map<string, string[]>()
        for (const [id, { payoutId, how }] of found)
          if (how !== 'reference') byPayout.set(payoutId, [...(byPayout.get(payoutId) ?? []), id])
        for (const [payoutId, ids] of byPayout) {
          const of = all.find(({ id }) => id === payoutId)
          const sum = some
            .filter(({ id }) => ids.includes(id))
            .reduce((total, { cents }) => total + cents, 0)
          expect(ids.length).toBe(of?.atStripe === 'failed' ? 2 : 1)
          const isNearest = ids.some((id) => found.get(id)?.how === 'nearest')
          const isNamed = some.some(
            ({ id }) => found.get(id)?.payoutId === payoutId && !ids.includes(id),
          )
          expect(isNearest && isNamed).toBe(false)
          if (of?.atStripe === 'failed') expect(sum).toBe(0)
        }
      }),
      { numRuns: 300 },
    )
  })

  it('leave no payout and line of one amount and the right days side by side', () => {
    fc.assert(
      fc.property(payouts, lines, (all, some) => {
        const found = decideMatches(all, some)
        const taken = new Set([...found.values()].map(({ payoutId }) => payoutId))
        const free = all.filter(
          (one) => !taken.has(one.id) && !one.isSettled && one.atStripe !== 'failed',
        )
        for (const one of some.filter(({ id, isStripe }) => isStripe && !found.has(id)))
          for (const other of free)
            expect(
              other.amount === one.cents &&
                one.date >= other.date &&
                one.date <= dayAfter(other.arrivalDate, 10),
            ).toBe(false)
      }),
      { numRuns: 300 },
    )
  })
})
