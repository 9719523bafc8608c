// How the revenue of an invoice is shared between print and digital: a plan of both by what each would
// cost alone (domain-rules §3.2), as it was when it was bought. Pure.
import { type Cents, share } from '#kernel/money'
import type { Accounts } from '#publication/books'
import type { ServedLine } from '#subscriptions/stream'
import { type InvoiceAccount, netOf } from './documents.ts'
import type { Posting } from './transaction.ts'

/** An entitlement, or a line of what was served of it. */
type Bought = Pick<ServedLine, 'edition' | 'standAlone'>

/** Weights; at least one is above zero. */
export type RevenueSplit = { print: number; digital: number }

export const allPrint: RevenueSplit = { print: 1, digital: 0 }
export const allDigital: RevenueSplit = { print: 0, digital: 1 }

/**
 * By what it bought; an invoice whose lines part print from digital (they are taxed apart) is shared
 * by them. One that bought nothing is shared by its lines too.
 */
export function splitOf(
  account: Pick<InvoiceAccount, 'invoice'>,
  bought: Bought | undefined,
): RevenueSplit {
  const byLines = splitByLines(account)
  if (!bought) return byLines
  const { edition, standAlone } = bought
  if (edition === 'print') return allPrint
  if (edition === 'digital') return allDigital
  if (byLines.print > 0 && byLines.digital > 0) return byLines
  return standAlone ?? allPrint
}

function splitByLines({ invoice }: Pick<InvoiceAccount, 'invoice'>): RevenueSplit {
  const sums = { print: 0, digital: 0 }
  for (const line of invoice.lines)
    sums[line.supply === 'digital' ? 'digital' : 'print'] += Math.max(0, netOf(line))
  return sums.print + sums.digital > 0 ? sums : allPrint
}

/**
 * What of the cents from `from` up to `to` of an invoice's revenue is print: by cumulation, so that the
 * parts of many releases sum to the share of the whole.
 */
export function printPart(split: RevenueSplit, { from, to }: { from: Cents; to: Cents }): Cents {
  const whole = split.print + split.digital
  return share(to, split.print, whole) - share(from, split.print, whole)
}

/** Postings of revenue, credited when `cents` is above zero, debited below. */
export function revenuePostings(cents: Cents, split: RevenueSplit, accounts: Accounts): Posting[] {
  const sign = cents < 0 ? -1 : 1
  const print = sign * share(Math.abs(cents), split.print, split.print + split.digital)
  return [
    { account: accounts.printRevenue, cents: 0 - print },
    { account: accounts.digitalRevenue, cents: 0 - (cents - print) },
  ].filter((posting) => posting.cents !== 0)
}
