// What recognition books: issues that were served, days that have passed, and the rest of what is over.
// Pure (domain-rules §3.3 E).

import type { Cents } from '#kernel/money'
import type { Accounts } from '#publication/books'
import { dayInFigures } from './day-after.ts'
import { type RevenueSplit, revenuePostings } from './revenue-split.ts'
import type { Sums } from './store-recognition.ts'
import { newTransaction, type Transaction } from './transaction.ts'

/** `booking`: of this issue and day, from 1; later ones book what came to be known since. */
export function postIssueServed(
  served: { issue: number; day: string; booking: number; sums: Sums },
  accounts: Accounts,
): Transaction {
  const { issue, day, booking, sums } = served
  const more = booking > 1 ? ', complément' : ''
  return newTransaction({
    source: `issue:${issue}:serve:${day}${suffix(booking)}`,
    journal: 'OD',
    date: day,
    piece: { ref: `NUM-${issue}`, date: day },
    label: `Service du numéro ${issue}${more}`,
    postings: earned(sums, accounts),
  })
}

/** What is sold by time, of all contracts. */
export function postDaysServed(
  served: { day: string; booking: number; sums: Sums },
  accounts: Accounts,
): Transaction {
  const { day, booking, sums } = served
  const more = booking > 1 ? ', complément' : ''
  return newTransaction({
    source: `days:${day}${suffix(booking)}`,
    journal: 'OD',
    date: day,
    piece: { ref: `JOUR-${day}`, date: day },
    label: `Accès numérique du ${dayInFigures(day)}${more}`,
    postings: earned(sums, accounts),
  })
}

/** Nobody owes anything any more: what rounding and gestures left is earned. */
export function postOver(
  over: {
    source: string
    number: string
    day: string
    cents: Cents
    split: RevenueSplit
  },
  accounts: Accounts,
): Transaction {
  const { source, number, day, cents, split } = over
  return newTransaction({
    source,
    journal: 'OD',
    date: day,
    piece: { ref: number, date: day },
    label: `Solde du contrat ${number}`,
    postings: [{ account: accounts.deferred, cents }, ...revenuePostings(cents, split, accounts)],
  })
}

function earned({ print, digital }: Sums, accounts: Accounts) {
  return [
    { account: accounts.deferred, cents: print + digital },
    { account: accounts.printRevenue, cents: 0 - print },
    { account: accounts.digitalRevenue, cents: 0 - digital },
  ]
}

function suffix(booking: number): string {
  return booking > 1 ? `:${booking}` : ''
}
