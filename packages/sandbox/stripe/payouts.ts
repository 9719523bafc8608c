// Payouts to the bank: by themselves on working days, each with the balance transactions it holds, or
// by hand, which can't be itemised.
import type { Stripe } from 'stripe'
import * as z from 'zod'
import { accountOf, changeAccount } from './account.ts'
import { sum } from './amounts.ts'
import { balanceOf, book, isAvailable, planPayout, unsettled } from './ledger.ts'
import { currency, metadata, positive, text } from './params.ts'
import { StripeRefusal, wrongState } from './refusal.ts'
import { hour, workingDaysLater } from './times.ts'
import type { Work } from './work.ts'

/** Working days until a payout is in the bank. */
const transferDays = 2

/** Payout time: what is available goes out, once it is more than nothing. */
export function makePayout(work: Work): void {
  if (accountOf(work).payouts === 'manual') return
  const waiting = unsettled(work)
  const held = waiting.filter((one) => isAvailable(one, work.now))
  const later = waiting.filter((one) => !isAvailable(one, work.now))
  for (const one of later) planPayout(work, one.available_on)
  const amount = sum(held.map(({ net }) => net))
  if (amount <= 0) return
  const payout = create(work, { amount, automatic: true, description: 'STRIPE PAYOUT' })
  for (const one of held) work.put('settlement', { id: one.id, payout: payout.id })
  work.plan('payout.reconcile', payout.id, work.now + 6 * hour)
}

function create(
  work: Work,
  given: {
    amount: number
    automatic: boolean
    description: string | null
    metadata?: Stripe.Metadata
    statement?: string | null
  },
): Stripe.Payout {
  const id = work.makeId('po')
  const transaction = book(work, {
    type: 'payout',
    category: 'payout',
    amount: -given.amount,
    source: id,
    description: given.description,
  })
  if (given.automatic) work.put('settlement', { id: transaction.id, payout: id })
  const payout: Stripe.Payout = {
    id,
    object: 'payout',
    amount: given.amount,
    application_fee: null,
    application_fee_amount: null,
    arrival_date: workingDaysLater(work.now, transferDays),
    automatic: given.automatic,
    balance_transaction: transaction.id,
    created: work.now,
    currency: 'eur',
    description: given.description,
    destination: 'ba_sandbox',
    failure_balance_transaction: null,
    failure_code: null,
    failure_message: null,
    livemode: false,
    metadata: given.metadata ?? {},
    method: 'standard',
    original_payout: null,
    payout_method: null,
    reconciliation_status: given.automatic ? 'in_progress' : 'not_applicable',
    reversed_by: null,
    source_type: 'card',
    statement_descriptor: given.statement ?? null,
    status: 'pending',
    trace_id: null,
    type: 'bank_account',
  }
  work.put('payout', payout)
  work.emit('payout.created', payout)
  work.plan('payout.arrive', id, payout.arrival_date)
  return payout
}

export function completeReconciliation(work: Work, payoutId: string): void {
  const payout = work.get('payout', payoutId)
  if (payout.reconciliation_status === 'in_progress')
    work.change(
      'payout',
      payoutId,
      { reconciliation_status: 'completed' },
      'payout.reconciliation_completed',
    )
}

export function arrivePayout(work: Work, payoutId: string): void {
  const { status } = work.get('payout', payoutId)
  if (status !== 'pending' && status !== 'in_transit') return
  work.change(
    'payout',
    payoutId,
    { status: 'paid', trace_id: { status: 'supported', value: payoutId.slice(-12) } },
    'payout.paid',
  )
}

/** The bank sent it back: the money is on the balance again, for the next payout. */
export function failPayout(work: Work, payoutId: string): Stripe.Payout {
  const payout = work.get('payout', payoutId)
  if (payout.status === 'failed' || payout.status === 'canceled')
    throw wrongState(`Payout ${payoutId} is ${payout.status} already.`)
  work.unplan('payout.arrive', payoutId)
  const transaction = book(work, {
    type: 'payout_failure',
    category: 'payout_reversal',
    amount: payout.amount,
    source: payoutId,
    description: 'Payout failure',
  })
  return work.change(
    'payout',
    payoutId,
    {
      status: 'failed',
      failure_code: 'account_closed',
      failure_message: 'The bank account has been closed.',
      failure_balance_transaction: transaction.id,
    },
    'payout.failed',
  )
}

export const PayoutCreate = z.strictObject({
  amount: positive,
  currency,
  description: text.optional(),
  method: z.literal('standard').optional(),
  statement_descriptor: z.string().max(22).optional(),
  metadata,
})

/** A payout by hand. @throws StripeRefusal when payouts are automatic or the money isn't there. */
export function createPayout(work: Work, params: z.infer<typeof PayoutCreate>): Stripe.Payout {
  if (accountOf(work).payouts === 'automatic')
    throw wrongState(
      'The sandbox makes payouts by hand only while its payouts are set to manual: automatic ones would no longer add up.',
      'payouts_not_allowed',
    )
  const available = balanceOf(work).available[0]?.amount ?? 0
  if (params.currency !== 'eur' || params.amount > available)
    throw new StripeRefusal(
      'You have insufficient funds in your Stripe account for this transfer.',
      {
        code: 'balance_insufficient',
      },
    )
  return create(work, {
    amount: params.amount,
    automatic: false,
    description: params.description ?? null,
    metadata: params.metadata ?? {},
    statement: params.statement_descriptor ?? null,
  })
}

export function cancelPayout(work: Work, payoutId: string): Stripe.Payout {
  const payout = work.get('payout', payoutId)
  if (payout.automatic || payout.status !== 'pending')
    throw wrongState('Only a manual payout that is pending can be canceled.', undefined, 'id')
  work.unplan('payout.arrive', payoutId)
  const transaction = book(work, {
    type: 'payout_cancel',
    category: 'payout_reversal',
    amount: payout.amount,
    source: payoutId,
    description: 'Payout canceled',
  })
  return work.change(
    'payout',
    payoutId,
    { status: 'canceled', failure_balance_transaction: transaction.id },
    'payout.canceled',
  )
}

/**
 * Payouts by themselves or by hand. What manual payouts took from can't be told apart any more: going
 * back to automatic leaves the balance as it stands out of every later payout.
 */
export function schedulePayouts(work: Work, payouts: 'automatic' | 'manual'): void {
  if (accountOf(work).payouts === payouts) return
  if (payouts === 'automatic')
    for (const one of unsettled(work)) work.put('settlement', { id: one.id, payout: 'by-hand' })
  else work.unplan('payout.make', 'account')
  changeAccount(work, { payouts })
}

/** What `balanceTransactions.list({payout})` shows. @throws StripeRefusal for one made by hand. */
export function transactionsOf(work: Work, payoutId: string): Stripe.BalanceTransaction[] {
  const payout = work.get('payout', payoutId, 'payout')
  if (!payout.automatic)
    throw wrongState(
      'Balance transaction history can only be filtered on automatic transfers, not manual.',
      undefined,
      'payout',
    )
  return work.referring('settlement', payoutId).map(({ id }) => work.get('balance_transaction', id))
}
