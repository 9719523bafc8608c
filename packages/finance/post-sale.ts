// On which accounts VAT stands. What an invoice books stands in post-account.ts. Pure.
import type { Accounts } from '#publication/books'
import type { TaxLine } from './documents.ts'
import type { Posting } from './transaction.ts'

/** VAT that falls due (`sign` −1), or comes back (1), on the account of each rate. */
export function collected(taxes: readonly TaxLine[], accounts: Accounts, sign: 1 | -1): Posting[] {
  return taxes
    .filter(({ scheme }) => scheme !== 'exempt')
    .map((tax) => ({ account: vatAccount(tax, accounts), cents: sign * tax.vat }))
}

/** A rate without an account of its own lies in suspense until a person says what it is. */
export function vatAccount(
  { rate, scheme }: Pick<TaxLine, 'rate' | 'scheme'>,
  { vat, suspense }: Accounts,
): string {
  if (scheme === 'oss') return vat.oss
  return (vat as Readonly<Record<number, string>>)[rate] ?? suspense
}
