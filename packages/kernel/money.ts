// Money: integer cents, never fractions. Rounding is commercial (half up) and stands here alone.
import { assert } from './errors.ts'

/** An amount in cents of a currency; whole and safe. */
export type Cents = number

/**
 * `amount × multiplier / divisor`, rounded half up to a whole number. All are whole and not
 * negative, the divisor above 0.
 * @throws Error when one is not, or the product is too large to be exact: a bug, never bad input.
 */
export function share(amount: Cents, multiplier: number, divisor: number): Cents {
  const parts = [amount, multiplier, divisor]
  assert(
    parts.every((part) => Number.isSafeInteger(part) && part >= 0),
    'whole amounts',
  )
  assert(divisor > 0, 'a divisor above 0')
  const doubled = 2 * amount * multiplier + divisor
  assert(Number.isSafeInteger(doubled), 'an amount that can be multiplied exactly')
  return Math.floor(doubled / (2 * divisor))
}

/**
 * Parts of `total` in proportion to whole weights. Rounded by cumulation, so that they always sum
 * to `total`: part k is what the first k+1 weigh, less what the first k were given.
 */
export function allocate(total: Cents, weights: readonly number[]): Cents[] {
  const whole = weights.reduce((sum, weight) => sum + weight, 0)
  assert(whole > 0, 'weights above 0')
  let weighed = 0
  let given = 0
  return weights.map((weight) => {
    weighed += weight
    const upToHere = share(total, weighed, whole)
    const part = upToHere - given
    given = upToHere
    return part
  })
}

/**
 * What the `k`-th of `count` equal steps releases of `total` (k from 1): revenue by issue served
 * (finance, domain-rules §3.2).
 */
export function stepOf(total: Cents, k: number, count: number): Cents {
  assert(k >= 1 && k <= count, 'a step of those there are')
  return share(total, k, count) - share(total, k - 1, count)
}
