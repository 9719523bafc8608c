// The balance: every movement of money as a balance transaction, and what stands where now.
import type { Stripe } from 'stripe'
import { accountOf } from './account.ts'
import { sum } from './amounts.ts'
import { nextPayoutTime } from './times.ts'
import type { Work } from './work.ts'

export type Movement = {
  type: Stripe.BalanceTransaction['type']
  category: string
  /** Signed, in cents. */
  amount: number
  fee?: number
  source: string
  description: string | null
  availableOn?: number
}

/** Books a movement; what becomes available is on its way to the bank unless payouts are manual. */
export function book(work: Work, movement: Movement): Stripe.BalanceTransaction {
  const { amount, fee = 0, availableOn = work.now } = movement
  const transaction: Stripe.BalanceTransaction = {
    id: work.makeId('txn'),
    object: 'balance_transaction',
    amount,
    available_on: availableOn,
    balance_type: 'payments',
    created: work.now,
    currency: 'eur',
    description: movement.description,
    exchange_rate: null,
    fee,
    fee_details:
      fee === 0
        ? []
        : [
            {
              amount: fee,
              application: null,
              currency: 'eur',
              description:
                movement.category === 'dispute' ? 'Dispute fee' : 'Stripe processing fees',
              type: 'stripe_fee',
            },
          ],
    net: amount - fee,
    reporting_category: movement.category,
    source: movement.source,
    status: availableOn <= work.now ? 'available' : 'pending',
    type: movement.type,
  }
  work.put('balance_transaction', transaction)
  if (movement.type !== 'payout' && accountOf(work).payouts === 'automatic')
    planPayout(work, availableOn)
  return transaction
}

/** The next payout is made at the first payout time that something is available for. */
export function planPayout(work: Work, availableOn: number): void {
  const at = nextPayoutTime(Math.max(availableOn, work.now + 1))
  const planned = work.read('task', 'payout.make account')
  if (!planned || planned.at > at) work.plan('payout.make', 'account', at)
}

/** What no payout holds yet. */
export function unsettled(work: Work): Stripe.BalanceTransaction[] {
  return work
    .all('balance_transaction')
    .filter(({ id, type }) => type !== 'payout' && !work.read('settlement', id))
}

export function isAvailable(transaction: Stripe.BalanceTransaction, now: number): boolean {
  return transaction.available_on <= now
}

export function balanceOf(work: Work): Stripe.Balance {
  const all = work.all('balance_transaction')
  const available = sum(all.filter((one) => isAvailable(one, work.now)).map(({ net }) => net))
  const whole = sum(all.map(({ net }) => net))
  const pending = whole - available
  return {
    object: 'balance',
    available: [{ amount: available, currency: 'eur', source_types: { card: available } }],
    livemode: false,
    pending: [{ amount: pending, currency: 'eur', source_types: { card: pending } }],
    refund_and_dispute_prefunding: {
      available: [{ amount: 0, currency: 'eur' }],
      pending: [{ amount: 0, currency: 'eur' }],
    },
  }
}
