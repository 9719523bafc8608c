// Stripe's balance transactions in the books: every movement of money once, whoever it was for, so that
// the ledger's account at Stripe is Stripe's own balance (domain-rules §4.1 to §4.3).
import type { Stripe } from 'stripe'
import { bookTransactions } from '#finance/book-transaction'
import type { RunPhase } from '#finance/books-run'
import { type BalanceMove, isEmptyMove, partyIn, postBalanceMove } from '#finance/post-stripe'
import { raiseException } from '#finance/store-exceptions'
import { asMade, isSame, transactionsOf } from '#finance/store-ledger'
import type { Transaction } from '#finance/transaction'
import { dateOf } from '#kernel/time'
import { fewAtOnce, nextAfter, recently, walkPages } from './books-lists.ts'
import { type PaymentRef, paidByOfRefs, partyOf, refOf, refOfCharge } from './books-party.ts'
import { raiseOfRefund } from './books-refunds.ts'
import { type BooksSourcesDeps, type SyncDeps, syncDeps } from './books-sync.ts'
import { atSecond } from './facts.ts'
import { idOf } from './read-facts.ts'

export function movesPhase(given: BooksSourcesDeps): RunPhase {
  const deps = syncDeps(given)
  return async (input) => {
    const walked = await walkPages(
      { deadline: input.deadline, now: deps.clock },
      {
        after: input.place,
        take: async (after) => {
          const page = await deps.client.balanceTransactions.list({
            ...recently(input, { after }),
            expand: ['data.source'],
          })
          await bookMoves(deps, page.data)
          return nextAfter(page)
        },
      },
    )
    return walked.kind === 'more' ? { place: walked.after } : {}
  }
}

/** Books those that are not, all with what a person must look at. */
export async function bookMoves(
  deps: SyncDeps,
  found: readonly Stripe.BalanceTransaction[],
): Promise<void> {
  const inEuros = found.filter((one) => one.currency === 'eur' && isOwnMove(one))
  for (const one of found) if (one.currency !== 'eur') await raiseCurrency(deps, one)
  const ids = inEuros.map(({ id }) => id)
  const booked = new Map(
    (await transactionsOf(deps.table, ids)).map((one) => [one.transaction.source, one]),
  )
  const isNew = ({ id }: Stripe.BalanceTransaction) => !booked.has(id)
  const refs = inEuros.filter(isNew).flatMap(({ source }) => paymentBehind(source) ?? [])
  const known = await paidByOfRefs(deps, refs)
  const fresh: Transaction[] = []
  await fewAtOnce(inEuros, async (one) => {
    const there = booked.get(one.id)
    const party = there
      ? partyIn(asMade(there), deps.publication.books.accounts)
      : await partyOfMove(deps, one, known)
    const move = balanceMove(one, { zone: deps.publication.zone, party })
    if (isEmptyMove(move)) return
    const { transaction, isUnknown } = postBalanceMove(move, deps.publication.books.accounts)
    if (isUnknown) await raiseUnknown(deps, move)
    if (move.party.kind === 'customer') await raiseOfRefund(deps, one, move)
    if (!there || !isSame(there, transaction)) fresh.push(transaction)
  })
  await bookTransactions(
    deps,
    fresh.toSorted((a, b) => (a.source < b.source ? -1 : 1)),
  )
}

/**
 * Funds that Stripe holds in reserve leave the balance of payments by one transaction, which books both
 * sides, and come into the reserve's by another, which books nothing more.
 */
export function isOwnMove(one: Stripe.BalanceTransaction): boolean {
  return one.balance_type !== 'risk_reserved'
}

/** As the books need it. What net and amount leave is the fee: all three are Stripe's. Pure. */
export function balanceMove(
  one: Stripe.BalanceTransaction,
  { zone, party }: { zone: string; party: BalanceMove['party'] },
): BalanceMove {
  const fee = one.amount - one.net
  const tax = one.fee_details
    .filter(({ type }) => type === 'tax')
    .reduce((sum, { amount }) => sum + amount, 0)
  return {
    ...{ id: one.id, date: dateOf(atSecond(one.created), zone), amount: one.amount, fee },
    ...{ net: one.net, feeTax: tax, party, category: categoryOf(one) },
    about: one.source === null ? '' : idOf(one.source as { id: string } | string),
    ...(one.balance_type === 'payments' ? {} : { balance: 'reserve' }),
  }
}

/** Where Stripe gives no category for accounts, its type stands for it. */
function categoryOf({ reporting_category: category, type }: Stripe.BalanceTransaction): string {
  return category || (byType[type] ?? type)
}

const byType: Readonly<Record<string, string>> = {
  charge: 'charge',
  payment: 'charge',
  refund: 'refund',
  payment_refund: 'refund',
  refund_failure: 'refund_failure',
  payment_failure_refund: 'charge_failure',
  stripe_fee: 'fee',
  tax_fee: 'tax',
  payout: 'payout',
  payout_failure: 'payout_reversal',
  payout_cancel: 'payout_reversal',
  reserve_hold: 'risk_reserved_funds',
  reserve_release: 'risk_reserved_funds',
}

async function partyOfMove(
  deps: SyncDeps,
  { source }: Stripe.BalanceTransaction,
  known: Awaited<ReturnType<typeof paidByOfRefs>>,
): Promise<BalanceMove['party']> {
  const ref = paymentBehind(source)
  return ref ? await partyOf(deps, ref, known) : { kind: 'none' }
}

/** Of what Stripe's list shows as the source, the payment that it is, or is about. */
function paymentBehind(source: Stripe.BalanceTransaction['source']): PaymentRef | undefined {
  if (source === null || typeof source === 'string') return undefined
  switch (source.object) {
    case 'charge':
      return refOfCharge(source)
    case 'refund':
    case 'dispute':
      return refOf(source)
    default:
      return undefined
  }
}

async function raiseUnknown(deps: SyncDeps, move: BalanceMove): Promise<void> {
  const { id, amount, date, category, about } = move
  await raiseException(deps, {
    ...{ kind: 'unknownCategory', about: id, cents: amount, date },
    refs: { source: id, category: category.slice(0, 200), object: about },
  })
}

/** The books are in euros: money in another currency is booked by a person. */
async function raiseCurrency(deps: SyncDeps, one: Stripe.BalanceTransaction): Promise<void> {
  const date = dateOf(atSecond(one.created), deps.publication.zone)
  await raiseException(deps, {
    ...{ kind: 'unknownCategory', about: one.id, cents: one.amount, date },
    refs: { currency: one.currency, category: categoryOf(one).slice(0, 200) },
  })
}
