// What a checkout session sells: its lines, what is taken off, and what follows once it is paid.
import type { Stripe } from 'stripe'
import { type LineSums, sum, sumLines } from './amounts.ts'
import { couponsOf, type Reduction, type Sale } from './discounts.ts'
import { idOf } from './pieces.ts'
import type { Work } from './work.ts'

export type BasketLine = {
  id: string
  /** Whole, since a price of `price_data` is kept nowhere else in its hidden form. */
  price: Stripe.Price
  quantity: number
  taxRates: string[]
}

export type Basket = {
  lines: BasketLine[]
  reductions: Reduction[]
  subscription: {
    metadata: Stripe.Metadata
    description: string | null
    /** Printed under each of its invoices. */
    footer: string | null
    billingMode: 'classic' | 'flexible'
    trialEnd: number | null
  }
  intent: {
    metadata: Stripe.Metadata
    description: string | null
    receiptEmail: string | null
    reuse: 'off_session' | 'on_session' | null
  }
  /** The customer's own data are taken from the session. */
  keepsAddress: boolean
  keepsName: boolean
  /** The attempt that waits: its intent, and the means of payment to be confirmed at the bank. */
  attempt: { intent: string; method: string | null } | null
}

export function taxRatesOf(work: Work, ids: readonly string[]): Stripe.TaxRate[] {
  return ids.map((rateId) => work.get('tax_rate', rateId))
}

export function basketSums(work: Work, basket: Pick<Basket, 'lines' | 'reductions'>): LineSums[] {
  return sumLines(
    basket.lines.map(({ price, quantity, taxRates }) => ({
      unitAmount: price.unit_amount ?? 0,
      quantity,
      taxRates: taxRatesOf(work, taxRates),
      product: idOf(price.product) ?? '',
    })),
    couponsOf(work, basket.reductions),
  )
}

/** What discounts are asked about. */
export function saleOf(
  lines: readonly Pick<BasketLine, 'price' | 'quantity'>[],
  customer: string | null,
): Sale {
  return {
    customer,
    subtotal: sum(lines.map(({ price, quantity }) => (price.unit_amount ?? 0) * quantity)),
    products: lines.map(({ price }) => idOf(price.product) ?? ''),
  }
}

export type BasketTotals = { subtotal: number; discount: number; tax: number; total: number }

/** What the session comes to; nothing is due today for a subscription that begins with a trial. */
export function basketTotals(work: Work, basket: Basket): BasketTotals {
  const isFree = basket.subscription.trialEnd !== null
  const sums = basketSums(work, isFree ? { ...basket, lines: [] } : basket)
  return {
    subtotal: sum(sums.map(({ subtotal }) => subtotal)),
    discount: sum(sums.map(({ discounts }) => sum(discounts))),
    tax: sum(sums.map(({ taxes }) => sum(taxes.map(({ amount }) => amount)))),
    total: sum(sums.map(({ total }) => total)),
  }
}

/** The session's `line_items`. */
export function lineItemsOf(work: Work, basket: Basket): Stripe.LineItem[] {
  const sums = basketSums(work, basket)
  return basket.lines.map(({ id, price, quantity }, at) => {
    const { subtotal, discounts, taxes, total } = sums[at] as LineSums
    return {
      id,
      object: 'item',
      adjustable_quantity: null,
      amount_discount: sum(discounts),
      amount_subtotal: subtotal,
      amount_tax: sum(taxes.map(({ amount }) => amount)),
      amount_total: total,
      currency: price.currency,
      description: productName(work, price),
      metadata: {},
      price,
      quantity,
      taxes: taxes.map(({ rate, amount, taxable }) => ({
        amount,
        rate,
        taxability_reason: 'standard_rated',
        taxable_amount: taxable,
      })),
    }
  })
}

export function productName(work: Work, price: Stripe.Price): string {
  const id = typeof price.product === 'string' ? price.product : price.product.id
  return work.get('product', id).name
}
