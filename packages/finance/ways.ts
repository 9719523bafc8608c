// The ways in which a person may settle an exception, by its kind: each says what it will do before it
// is done. The first one is the one that fits most often. Pure.
import type { Sentence } from '#kernel/errors'
import type { Cents } from '#kernel/money'
import type { Accounts, Books } from '#publication/books'
import type { Exception, ExceptionKind } from './exception.ts'
import { bookedWays } from './ways-booked.ts'
import { otherWays } from './ways-other.ts'

/**
 * `book`: a ledger transaction. `note`: a person's word, with a reason. `wait`: it stays open and comes
 * back on a day. `tie`, `untie`: a bank line and a payout. `entry`: an entry made by hand.
 */
export type WayKind = 'book' | 'note' | 'wait' | 'tie' | 'untie' | 'entry'

export type Way = {
  id: string
  kind: WayKind
  /** What stands on the button. */
  title: Sentence
  /** What will happen, in a sentence. */
  explains: Sentence
  /** What it asks for beside a reason. */
  asks?: 'account' | 'customer' | 'bankLine' | 'payout' | 'until' | 'entry'
  needsReason: boolean
  /** What would be booked: above zero a debit. Without the account or customer that it asks for. */
  postings?: { account: string; auxiliary?: string; cents: Cents }[]
}

/** What a page or command needs to offer the ways; of a title that sells nothing, the defaults. */
export type WaysInput = { books: Pick<Books, 'bank'> & { accounts: Accounts } }

/** The ways to settle it, the likeliest first; none of one that is settled. */
export function waysFor(exception: Exception, input: WaysInput): Way[] {
  if (exception.resolution) return []
  const own = [...bookedWays(exception, input), ...otherWays(exception)]
  const order = orders[exception.kind]
  const rank = ({ id }: Way) => (order.includes(id) ? order.indexOf(id) : order.length)
  return own.toSorted((a, b) => rank(a) - rank(b))
}

const orders: Readonly<Record<ExceptionKind, readonly string[]>> = {
  unknownCategory: ['fees', 'otherProduct', 'customer', 'account'],
  otherContent: ['entry', 'noted'],
  invoiceOfNothing: ['printRevenue', 'digitalRevenue', 'noted'],
  taxMissing: ['noted', 'entry'],
  taxDiffers: ['noted', 'entry'],
  refundWithoutNote: ['wait', 'goodwill', 'noted'],
  refundOwed: ['wait', 'paidByTransfer', 'renounced', 'noted'],
  payoutShort: ['bankFees', 'difference', 'wait', 'bankLine', 'noted'],
  payoutOver: ['difference', 'wait', 'untie', 'noted'],
  payoutLate: ['wait', 'bankLine', 'noted'],
  payoutCurrency: ['bankLine', 'noted', 'entry'],
  payoutDiffers: ['wait', 'noted', 'entry'],
  bankLineUnknown: ['payout', 'wait', 'notOurs'],
  balanceDiffers: ['wait', 'noted', 'entry'],
  deferredDiffers: ['wait', 'noted', 'entry'],
  drift: ['wait', 'noted', 'entry'],
  unionThreshold: ['noted'],
}
