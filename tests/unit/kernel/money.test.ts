import * as fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { allocate, share, stepOf } from '#kernel/money'

const cents = fc.integer({ min: 0, max: 1_000_000_00 })

describe('share', () => {
  it('rounds half up', () => {
    expect([share(1, 1, 2), share(3, 1, 2), share(1, 1, 3), share(2, 1, 3)]).toEqual([1, 2, 0, 1])
  })

  it('is within half a cent of the exact share', () => {
    fc.assert(
      fc.property(
        cents,
        fc.integer({ min: 0, max: 500 }),
        fc.integer({ min: 1, max: 500 }),
        (a, m, d) => {
          const off = share(a, m, d) * d - a * m
          expect(2 * off).toBeGreaterThan(-d)
          expect(2 * off).toBeLessThanOrEqual(d)
        },
      ),
    )
  })

  it('refuses what is not whole, below nothing, or too large to be exact', () => {
    for (const [a, m, d] of [
      [0.5, 1, 1],
      [-1, 1, 1],
      [1, 1, 0],
      [Number.MAX_SAFE_INTEGER, 2, 1],
    ] as const)
      expect(() => share(a, m, d)).toThrow()
  })
})

describe('allocate', () => {
  it('parts a bundle by what its parts cost alone (domain-rules §2.3)', () => {
    expect(allocate(9_900, [8_900, 2_500])).toEqual([7_729, 2_171])
  })

  it('gives everything away, no part more than a cent off', () => {
    fc.assert(
      fc.property(
        cents,
        fc.array(fc.integer({ min: 0, max: 100_000 }), { minLength: 1, maxLength: 12 }),
        (total, weights) => {
          const whole = weights.reduce((sum, weight) => sum + weight, 0)
          fc.pre(whole > 0)
          const parts = allocate(total, weights)
          expect(parts.reduce((sum, part) => sum + part, 0)).toBe(total)
          for (const [at, part] of parts.entries())
            expect(Math.abs(part - (total * (weights[at] ?? 0)) / whole)).toBeLessThanOrEqual(1)
        },
      ),
    )
  })
})

describe('stepOf', () => {
  it('releases revenue issue by issue by the vectors of domain-rules §3.2', () => {
    const steps = (total: number, count: number) =>
      Array.from({ length: count }, (_, at) => stepOf(total, at + 1, count))
    expect(steps(9_696, 6)).toEqual([1_616, 1_616, 1_616, 1_616, 1_616, 1_616])
    expect(steps(9_696, 10)).toEqual([970, 969, 970, 969, 970, 970, 969, 970, 969, 970])
  })
})
