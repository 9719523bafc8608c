// One invoice posted by the rules of the books as they come, and what its bookings add up to.
import type { PostingRules, Unearned } from '#finance/account-fold'
import type { Dispute, InvoiceAccount } from '#finance/documents'
import { postAccount } from '#finance/post-account'
import type { Transaction } from '#finance/transaction'
import type { Cents } from '#kernel/money'
import { Accounts } from '#publication/books'
import { at } from './finance-documents.ts'

export const rules: PostingRules = {
  accounts: Accounts.parse({}),
  zone: 'Europe/Paris',
  recoversLostVat: false,
}

/** `487100: -9696`, by account. */
export const booked = (transaction: Transaction | undefined) =>
  Object.fromEntries(
    (transaction?.postings ?? []).map(({ account, cents }) => [account, cents] as const),
  )

/** Posts it, by source. */
export const post = (
  account: InvoiceAccount,
  unearned: Record<string, Unearned> = {},
  more = {},
) => {
  const made = postAccount(account, { ...rules, ...more }, new Map(Object.entries(unearned)))
  return Object.fromEntries(made.map((one) => [one.source, one]))
}

/** Debit less credit by account, in cents; those of nothing left out. */
export const balances = (transactions: readonly (Transaction | undefined)[]) => {
  const sums = new Map<string, Cents>()
  for (const one of transactions)
    for (const { account, cents } of one?.postings ?? [])
      sums.set(account, (sums.get(account) ?? 0) + cents)
  return Object.fromEntries([...sums].filter(([, cents]) => cents !== 0))
}

/** A dispute of all of it, lost on the 25th. */
export const lost = (made: Partial<Dispute> = {}): Dispute => ({
  ...{ id: 'du_1', invoiceId: 'in_1', chargeId: 'ch_1', gross: 9_900, reason: 'fraudulent' },
  ...{ createdAt: at(20), status: 'lost', closedAt: at(25), lostAt: at(25) },
  ...made,
})
