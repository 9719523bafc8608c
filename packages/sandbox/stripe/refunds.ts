// Refunds: at once on a card, days later on an account, and some that come back.
import type { Stripe } from 'stripe'
import * as z from 'zod'
import { book } from './ledger.ts'
import { id, metadata, positive } from './params.ts'
import { idOf, mergeMetadata } from './pieces.ts'
import { StripeRefusal, wrongState } from './refusal.ts'
import { day, workingDaysLater } from './times.ts'
import { randomId, type Work } from './work.ts'

export const RefundCreate = z.strictObject({
  charge: id.optional(),
  payment_intent: id.optional(),
  amount: positive.optional(),
  reason: z.enum(['duplicate', 'fraudulent', 'requested_by_customer']).optional(),
  metadata,
})

export function createRefund(work: Work, params: z.infer<typeof RefundCreate>): Stripe.Refund {
  const charge = chargeOf(work, params)
  const left = charge.amount_captured - charge.amount_refunded
  const amount = params.amount ?? left
  refuseIfImpossible(charge, amount, left)
  const isDebit = charge.payment_method_details?.type === 'sepa_debit'
  const refundId = work.makeId(isDebit ? 'pyr' : 're')
  const transaction = book(work, {
    type: isDebit ? 'payment_refund' : 'refund',
    category: 'refund',
    amount: -amount,
    source: refundId,
    description: `REFUND FOR CHARGE${charge.description ? ` (${charge.description})` : ''}`,
  })
  const refund: Stripe.Refund = {
    id: refundId,
    object: 'refund',
    amount,
    balance_transaction: transaction.id,
    charge: charge.id,
    created: work.now,
    currency: charge.currency,
    customer: charge.customer,
    customer_account: null,
    ...(isDebit
      ? {}
      : {
          destination_details: {
            card: {
              reference: randomId(23),
              reference_status: 'available',
              reference_type: 'acquirer_reference_number',
              type: 'refund',
            },
            type: 'card',
          },
        }),
    metadata: params.metadata ?? {},
    payment_intent: charge.payment_intent,
    payment_method: charge.payment_method,
    ...(isDebit ? { pending_reason: 'processing' } : {}),
    reason: params.reason ?? null,
    receipt_number: null,
    source_transfer_reversal: null,
    status: isDebit ? 'pending' : 'succeeded',
    transfer_reversal: null,
  }
  work.put('refund', refund)
  work.emit('refund.created', refund)
  addToCharge(work, charge.id, amount, 'charge.refunded')
  const behaviour = charge.payment_method
    ? work.read('behaviour', charge.payment_method)
    : undefined
  if (behaviour?.refundsFail) work.plan('refund.fail', refundId, work.now + day)
  else if (isDebit) work.plan('refund.settle', refundId, workingDaysLater(work.now, 3))
  return refund
}

function chargeOf(work: Work, params: z.infer<typeof RefundCreate>): Stripe.Charge {
  if (params.charge !== undefined) return work.get('charge', params.charge, 'charge')
  if (params.payment_intent === undefined)
    throw new StripeRefusal(
      'One of the following params should be provided for this request: payment_intent or charge.',
      { code: 'parameter_missing', param: 'charge' },
    )
  const intent = work.get('payment_intent', params.payment_intent, 'payment_intent')
  const latest = idOf(intent.latest_charge)
  if (!latest || intent.status !== 'succeeded')
    throw wrongState(
      `This PaymentIntent (${intent.id}) does not have a successful charge to refund.`,
      undefined,
      'payment_intent',
    )
  return work.get('charge', latest)
}

function refuseIfImpossible(charge: Stripe.Charge, amount: number, left: number): void {
  if (charge.status !== 'succeeded')
    throw wrongState(
      `Charge ${charge.id} is ${charge.status} and can't be refunded.`,
      'charge_not_refundable',
      'charge',
    )
  if (charge.disputed)
    throw wrongState(
      `Charge ${charge.id} has been charged back; cannot issue a refund.`,
      'charge_disputed',
    )
  if (left === 0)
    throw wrongState(`Charge ${charge.id} has already been refunded.`, 'charge_already_refunded')
  if (amount > left)
    throw wrongState(
      `Refund amount (€${(amount / 100).toFixed(2)}) is greater than unrefunded amount on charge (€${(left / 100).toFixed(2)})`,
      undefined,
      'amount',
    )
}

function addToCharge(
  work: Work,
  chargeId: string,
  amount: number,
  type: 'charge.refunded' | 'charge.updated',
): void {
  const charge = work.get('charge', chargeId)
  const refunded = charge.amount_refunded + amount
  work.change(
    'charge',
    chargeId,
    { amount_refunded: refunded, refunded: refunded === charge.amount_captured },
    type,
  )
}

export const RefundUpdate = z.strictObject({ metadata })

export function updateRefund(
  work: Work,
  refundId: string,
  params: z.infer<typeof RefundUpdate>,
): Stripe.Refund {
  const before = work.get('refund', refundId)
  return work.change(
    'refund',
    refundId,
    { metadata: mergeMetadata(before.metadata, params.metadata) },
    'refund.updated',
  )
}

/** An account's refund has arrived. */
export function settleRefund(work: Work, refundId: string): void {
  const { pending_reason, ...refund } = work.get('refund', refundId)
  if (refund.status !== 'pending') return
  const settled = work.put('refund', { ...refund, status: 'succeeded' })
  work.emit('refund.updated', settled, { status: 'pending', pending_reason })
  work.emit('charge.refund.updated', settled, { status: 'pending' })
}

/** A refund came back: the money is ours again, the charge counts as not refunded. */
export function failRefund(work: Work, refundId: string): void {
  const { pending_reason: _, ...refund } = work.get('refund', refundId)
  if (refund.status === 'failed' || refund.status === 'canceled') return
  const transaction = book(work, {
    type: 'refund_failure',
    category: 'refund_failure',
    amount: refund.amount,
    source: refundId,
    description: 'REFUND FAILURE',
  })
  const failed = work.put('refund', {
    ...refund,
    status: 'failed',
    failure_reason: 'lost_or_stolen_card',
    failure_balance_transaction: transaction.id,
  })
  work.emit('refund.failed', failed, { status: refund.status })
  work.emit('charge.refund.updated', failed, { status: refund.status })
  const chargeId = idOf(refund.charge)
  if (chargeId) addToCharge(work, chargeId, -refund.amount, 'charge.updated')
}
