// What a bank line from Stripe books where the bank is posted: money in transit has arrived. It depends
// on the line alone, not on which payout it is tied to. Pure.
import type { Accounts } from '#publication/books'
import type { BankLine } from './bank/line.ts'
import { newTransaction, type Transaction } from './transaction.ts'

/** The ledger's source of a line; tied a second time it is booked a second time. */
export function sourceOfLine({ id, matchCount }: Pick<BankLine, 'id' | 'matchCount'>): string {
  return matchCount > 1 ? `${id}:${matchCount}` : id
}

export function postBankLine(line: BankLine, accounts: Accounts): Transaction {
  const { date, cents, references } = line
  return newTransaction({
    source: sourceOfLine(line),
    journal: 'BQ',
    date,
    piece: { ref: (references[0] ?? line.id).slice(0, 80), date },
    label: cents > 0 ? 'Virement Stripe reçu' : 'Virement Stripe prélevé',
    postings: [
      { account: accounts.bank, cents },
      { account: accounts.inTransit, cents: -cents },
    ],
  })
}
