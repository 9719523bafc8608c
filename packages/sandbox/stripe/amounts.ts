// What lines of an invoice or a session come to: discounts, taxes, totals. Whole cents, half up.
import type { Stripe } from 'stripe'

/** `amount × percent / 100`, or the part of `amount` that is tax when it holds it already. */
export function taxOn(amount: number, percent: number, isInside: boolean): number {
  const scaled = Math.round(percent * 10_000)
  const divisor = 1_000_000 + (isInside ? scaled : 0)
  return halfUp(amount * scaled, divisor)
}

/** The fee that this Stripe keeps of a payment: 1.5 % and 25 cents. */
export function feeOn(amount: number): number {
  return halfUp(amount * 15, 1_000) + 25
}

/** Half away from zero; both whole, the divisor above 0. */
export function halfUp(dividend: number, divisor: number): number {
  const whole = Math.floor((2 * Math.abs(dividend) + divisor) / (2 * divisor))
  return dividend < 0 ? -whole : whole
}

/** Parts of `total` by weight that sum to it. */
export function spread(total: number, weights: readonly number[]): number[] {
  const whole = weights.reduce((sum, weight) => sum + weight, 0)
  let weighed = 0
  let given = 0
  return weights.map((weight) => {
    weighed += weight
    const part = whole === 0 ? 0 : halfUp(total * weighed, whole) - given
    given += part
    return part
  })
}

export type PricedLine = {
  unitAmount: number
  quantity: number
  taxRates: Stripe.TaxRate[]
  /** Its product: a coupon may be for some products alone. */
  product: string
}

export type LineSums = {
  /** Before discounts, with the tax that is inside. */
  subtotal: number
  /** By discount, in the order they were given. */
  discounts: number[]
  taxes: { rate: Stripe.TaxRate; amount: number; taxable: number }[]
  /** Of `subtotal`, before discounts. */
  subtotalWithoutTax: number
  total: number
  totalWithoutTax: number
}

/** Sums of each line; coupons apply one after the other to what is left. */
export function sumLines(
  lines: readonly PricedLine[],
  coupons: readonly Stripe.Coupon[],
): LineSums[] {
  const subtotals = lines.map(({ unitAmount, quantity }) => unitAmount * quantity)
  let left = [...subtotals]
  const discounts: number[][] = lines.map(() => [])
  for (const coupon of coupons) {
    const products = coupon.applies_to?.products
    const reached = left.map((amount, at) =>
      products === undefined || products.includes(lines[at]?.product ?? '') ? amount : 0,
    )
    const whole = reached.reduce((sum, amount) => sum + amount, 0)
    const parts =
      coupon.percent_off !== null
        ? reached.map((amount) => taxOn(amount, coupon.percent_off as number, false))
        : spread(Math.min(coupon.amount_off ?? 0, whole), reached)
    left = left.map((amount, at) => amount - (parts[at] as number))
    for (const [at, part] of parts.entries()) discounts[at]?.push(part)
  }
  return lines.map(({ taxRates }, at) => {
    const subtotal = subtotals[at] as number
    const amount = left[at] as number
    const taxes = taxRates.map((rate) => {
      const tax = taxOn(amount, rate.percentage, rate.inclusive)
      return { rate, amount: tax, taxable: rate.inclusive ? amount - tax : amount }
    })
    const inside = sum(taxes.filter(({ rate }) => rate.inclusive).map((tax) => tax.amount))
    const outside = sum(taxes.filter(({ rate }) => !rate.inclusive).map((tax) => tax.amount))
    const insideBefore = sum(
      taxRates.map((rate) => (rate.inclusive ? taxOn(subtotal, rate.percentage, true) : 0)),
    )
    return {
      subtotal,
      discounts: discounts[at] as number[],
      taxes,
      subtotalWithoutTax: subtotal - insideBefore,
      total: amount + outside,
      totalWithoutTax: amount - inside,
    }
  })
}

export function sum(numbers: readonly number[]): number {
  return numbers.reduce((total, number) => total + number, 0)
}
