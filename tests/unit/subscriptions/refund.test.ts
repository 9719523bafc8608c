import * as fc from 'fast-check'
import { expect, it } from 'vitest'
import { share } from '#kernel/money'
import { unservedPart } from '#subscriptions/refund'

const paid = { gross: 9_900, vat: 204, bought: 6 }

it.each([
  [0, 9_900, 9_696, 204],
  [1, 8_250, 8_080, 170],
  [2, 6_600, 6_464, 136],
  [6, 0, 0, 0],
])('after %i of 6 issues gives back %i: %i and %i of tax', (served, gross, net, vat) => {
  expect(unservedPart({ ...paid, served })).toEqual({ gross, net, vat })
})

it('leaves as revenue what the served issues released, to the cent', () => {
  fc.assert(
    fc.property(
      fc.integer({ min: 0, max: 200_000 }),
      fc.integer({ min: 0, max: 2_000 }),
      fc.integer({ min: 1, max: 24 }),
      fc.nat(24),
      (gross, rate, bought, k) => {
        const served = Math.min(k, bought)
        const vat = share(gross, rate, 10_000 + rate)
        const refund = unservedPart({ gross, vat, bought, served })
        expect(refund.net).toBe(gross - vat - share(gross - vat, served, bought))
        expect(refund.gross).toBe(refund.net + refund.vat)
        expect(refund.vat).toBeGreaterThanOrEqual(0)
      },
    ),
  )
})
