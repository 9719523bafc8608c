// Amounts of a tax line, net and VAT together: their sums, differences and shares. Pure.
import { type Cents, share } from '#kernel/money'
import type { TaxLine } from './documents.ts'

/** In cents; below zero on what takes back. */
export type Amount = { net: Cents; vat: Cents }

export const nothing: Amount = { net: 0, vat: 0 }

export function amountOf({ net, vat }: Amount): Amount {
  return { net, vat }
}

export function plus(a: Amount, b: Amount): Amount {
  return { net: a.net + b.net, vat: a.vat + b.vat }
}

export function minus(a: Amount, b: Amount): Amount {
  return { net: a.net - b.net, vat: a.vat - b.vat }
}

export function least(a: Amount, b: Amount): Amount {
  return { net: Math.min(a.net, b.net), vat: Math.min(a.vat, b.vat) }
}

/** So many of so many equal shares; of what rounding has brought below zero, nothing. */
export function partOf({ net, vat }: Amount, count: number, of: number): Amount {
  const part = (cents: Cents) => share(Math.max(0, cents), count, of)
  return { net: part(net), vat: part(vat) }
}

export function sumOf(taxes: readonly Amount[]): Amount {
  return taxes.reduce((sum, { net, vat }) => ({ net: sum.net + net, vat: sum.vat + vat }), nothing)
}

export function back(tax: TaxLine): TaxLine {
  return { ...tax, net: -tax.net || 0, vat: -tax.vat || 0 }
}

export function isAlike(a: TaxLine, b: TaxLine): boolean {
  return a.scheme === b.scheme && a.rate === b.rate && a.place === b.place
}
