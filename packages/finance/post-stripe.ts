// What a balance transaction of Stripe's books: the money that moved, and nothing else. It never says
// what was sold or which VAT is due (domain-rules §3.3). Pure.
import type { Cents } from '#kernel/money'
import type { Accounts } from '#publication/books'
import { newTransaction, type Posting, type Transaction } from './transaction.ts'

/** As Stripe's list shows it; amounts in cents, `net = amount − fee`. */
export type BalanceMove = {
  id: string
  /** The day in the publication's zone. */
  date: string
  amount: Cents
  fee: Cents
  net: Cents
  /** Of the fee, what is tax on Stripe's service. */
  feeTax: Cents
  /** Stripe's `reporting_category`; it adds new ones. */
  category: string
  /** What it is about: a charge, a refund, a payout. */
  about: string
  /** Which of Stripe's balances it moves; payments' unless given. */
  balance?: 'payments' | 'reserve'
  /** Whose it is: one of our customers, another product of the same account, or nobody's. */
  party:
    | { kind: 'customer'; id: string; invoiceId?: string }
    | { kind: 'otherProduct' }
    | { kind: 'none' }
}

export type StripePosted = {
  transaction: Transaction
  /** A category without a rule: it lies in suspense until a person says what it is. */
  isUnknown: boolean
}

/** Net on Stripe's account, its fee as a cost, and against both what the money was for. */
export function postBalanceMove(move: BalanceMove, accounts: Accounts): StripePosted {
  const { id, date, amount, fee, net, feeTax, about, category, party } = move
  const counter = counterOf(move, accounts)
  const own = move.balance === 'reserve' ? accounts.stripeReserve : accounts.stripe
  const transaction = newTransaction({
    source: id,
    journal: 'ST',
    date,
    piece: { ref: id, date },
    label: `${labels[category] ?? `Stripe ${category}`} ${about}`.trim().slice(0, 200),
    ...(party.kind === 'customer' && party.invoiceId !== undefined
      ? { invoice: party.invoiceId }
      : {}),
    postings: [
      { account: own, cents: net },
      { account: accounts.fees, cents: fee - feeTax },
      { account: accounts.vatOnFees, cents: feeTax },
      { ...(counter ?? { account: accounts.suspense }), cents: -amount },
    ],
  })
  return { transaction, isUnknown: counter === undefined }
}

/** Whether there is nothing to book: a move of no money. */
export function isEmptyMove({ amount, fee, net }: BalanceMove): boolean {
  return amount === 0 && fee === 0 && net === 0
}

/**
 * Whose a booked move was taken to be: a charge may be known by its marks before its invoice is there,
 * and what is booked stays as it is.
 */
export function partyIn(
  { postings, invoice }: Transaction,
  accounts: Accounts,
): BalanceMove['party'] {
  const owed = postings.find(({ auxiliary }) => auxiliary !== undefined)
  if (owed?.auxiliary !== undefined) {
    const whose = { kind: 'customer' as const, id: owed.auxiliary }
    return invoice === undefined ? whose : { ...whose, invoiceId: invoice }
  }
  const isOther = postings.some(({ account }) => account === accounts.otherProducts)
  return { kind: isOther ? 'otherProduct' : 'none' }
}

function counterOf(move: BalanceMove, accounts: Accounts): Omit<Posting, 'cents'> | undefined {
  const { party } = move
  switch (move.category) {
    case 'charge':
    case 'refund':
    case 'refund_failure':
    case 'charge_failure':
    case 'partial_capture_reversal':
      return partyAccount(party, accounts.customers, accounts)
    case 'dispute':
    case 'dispute_reversal':
      return partyAccount(party, accounts.disputed, accounts)
    case 'fee':
    case 'network_cost':
      return { account: accounts.fees }
    case 'tax':
      return { account: accounts.vatOnFees }
    case 'payout':
    case 'payout_reversal':
      return { account: accounts.inTransit }
    case 'risk_reserved_funds':
      return move.balance === 'reserve' ? undefined : { account: accounts.stripeReserve }
    default:
      return undefined
  }
}

function partyAccount(
  party: BalanceMove['party'],
  own: string,
  accounts: Accounts,
): Omit<Posting, 'cents'> | undefined {
  if (party.kind === 'customer') return { account: own, auxiliary: party.id }
  return party.kind === 'otherProduct' ? { account: accounts.otherProducts } : undefined
}

const labels: Readonly<Record<string, string>> = {
  charge: 'Encaissement',
  refund: 'Remboursement',
  refund_failure: 'Remboursement refusé',
  charge_failure: 'Prélèvement refusé',
  dispute: 'Paiement contesté',
  dispute_reversal: 'Contestation levée',
  fee: 'Frais Stripe',
  network_cost: 'Frais de réseau',
  tax: 'Taxe sur frais Stripe',
  payout: 'Virement Stripe',
  payout_reversal: 'Virement Stripe annulé',
  risk_reserved_funds: 'Réserve Stripe',
}
