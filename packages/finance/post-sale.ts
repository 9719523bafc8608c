// What is earned, and on which accounts VAT stands. What an invoice books stands in post-account.ts.
// Pure.
import type { Cents } from '#kernel/money'
import type { Accounts } from '#publication/books'
import type { TaxLine } from './documents.ts'
import { newTransaction, type Posting, type Transaction } from './transaction.ts'

export type ServedToPost = {
  issue: number
  /** Of an issue served in several goes: which one. */
  batch: number
  date: string
  /** Released by it, without tax. */
  print: Cents
  digital: Cents
}

/** Earned: what the served issue releases of deferred revenue. */
export function postServed(served: ServedToPost, accounts: Accounts): Transaction {
  const { issue, batch, date, print, digital } = served
  return newTransaction({
    source: `issue:${issue}:serve:${batch}`,
    journal: 'OD',
    date,
    piece: { ref: `NUM-${issue}`, date },
    label: `Service du numéro ${issue}`,
    postings: [
      { account: accounts.deferred, cents: print + digital },
      { account: accounts.printRevenue, cents: -print },
      { account: accounts.digitalRevenue, cents: -digital },
    ],
  })
}

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
