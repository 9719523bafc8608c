// Disputes: a cardholder or the debited account's bank takes the money back, until it is decided.
import type { Stripe } from 'stripe'
import * as z from 'zod'
import { book } from './ledger.ts'
import { flag, metadata, text } from './params.ts'
import { idOf, mergeMetadata } from './pieces.ts'
import { wrongState } from './refusal.ts'
import { day } from './times.ts'
import type { Work } from './work.ts'

/** What this Stripe charges for a dispute, in cents. It is not given back. */
const disputeFee = 2_000

const noEvidence: Stripe.Dispute.Evidence = {
  access_activity_log: null,
  billing_address: null,
  cancellation_policy: null,
  cancellation_policy_disclosure: null,
  cancellation_rebuttal: null,
  customer_communication: null,
  customer_email_address: null,
  customer_name: null,
  customer_purchase_ip: null,
  customer_signature: null,
  duplicate_charge_documentation: null,
  duplicate_charge_explanation: null,
  duplicate_charge_id: null,
  enhanced_evidence: {},
  product_description: null,
  receipt: null,
  refund_policy: null,
  refund_policy_disclosure: null,
  refund_refusal_explanation: null,
  service_date: null,
  service_documentation: null,
  shipping_address: null,
  shipping_carrier: null,
  shipping_date: null,
  shipping_documentation: null,
  shipping_tracking_number: null,
  uncategorized_file: null,
  uncategorized_text: null,
}

/** An inquiry (`isInquiry`) moves no money. A charge can be disputed once. */
export function openDispute(
  work: Work,
  chargeId: string,
  options: { reason: string; isInquiry?: boolean },
): Stripe.Dispute {
  const charge = work.get('charge', chargeId)
  if (charge.status !== 'succeeded') throw wrongState(`Charge ${chargeId} was never paid.`)
  const known = work.referring('dispute', chargeId)[0]
  if (known) throw wrongState(`Charge ${chargeId} is disputed already (${known.id}).`)
  const isDebit = charge.payment_method_details?.type === 'sepa_debit'
  const disputeId = work.makeId('du')
  const amount = charge.amount - charge.amount_refunded
  const taken = options.isInquiry ? [] : [withdraw(work, charge, disputeId, amount)]
  const dispute: Stripe.Dispute = {
    id: disputeId,
    object: 'dispute',
    amount,
    balance_transactions: taken,
    charge: chargeId,
    created: work.now,
    currency: charge.currency,
    enhanced_eligibility_types: [],
    evidence: noEvidence,
    evidence_details: {
      due_by: work.now + 9 * day,
      enhanced_eligibility: {},
      has_evidence: false,
      past_due: false,
      submission_count: 0,
      submission_method: 'not_submitted',
    },
    intended_submission_method: null,
    is_charge_refundable: options.isInquiry ?? false,
    livemode: false,
    metadata: {},
    payment_intent: charge.payment_intent,
    ...(isDebit
      ? {}
      : {
          network_reason_code: '10.4',
          payment_method_details: {
            card: {
              brand: charge.payment_method_details?.card?.brand ?? 'visa',
              case_type: options.isInquiry ? 'inquiry' : 'chargeback',
              network: 'visa',
              network_reason_code: '10.4',
            },
            type: 'card',
          },
        }),
    reason: options.reason,
    status: options.isInquiry ? 'warning_needs_response' : 'needs_response',
  }
  work.put('dispute', dispute)
  work.emit('charge.dispute.created', dispute)
  if (!options.isInquiry) {
    work.change('charge', chargeId, { disputed: true }, 'charge.updated')
    work.emit('charge.dispute.funds_withdrawn', dispute)
  }
  // A disputed debit is lost as it is opened: there is nothing to say against it.
  return isDebit && !options.isInquiry ? closeDispute(work, disputeId, 'lost') : dispute
}

function withdraw(
  work: Work,
  charge: Stripe.Charge,
  disputeId: string,
  amount: number,
): Stripe.BalanceTransaction {
  return book(work, {
    type: 'adjustment',
    category: 'dispute',
    amount: -amount,
    fee: disputeFee,
    source: disputeId,
    description: `Chargeback withdrawal for ${charge.id}`,
  })
}

/** The bank has decided. A won dispute brings the amount back, not its fee. */
export function closeDispute(
  work: Work,
  disputeId: string,
  outcome: 'won' | 'lost',
): Stripe.Dispute {
  const dispute = work.get('dispute', disputeId)
  const isOpen = /needs_response|under_review/.test(dispute.status)
  if (!isOpen) throw wrongState(`This dispute is already closed (${dispute.status}).`)
  const isInquiry = dispute.status.startsWith('warning_')
  const back =
    outcome === 'won' && !isInquiry
      ? [
          book(work, {
            type: 'adjustment',
            category: 'dispute_reversal',
            amount: dispute.amount,
            source: disputeId,
            description: `Chargeback reversal for ${idOf(dispute.charge)}`,
          }),
        ]
      : []
  const closed = work.change('dispute', disputeId, {
    status: isInquiry ? 'warning_closed' : outcome,
    balance_transactions: [...dispute.balance_transactions, ...back],
  })
  if (back.length > 0) work.emit('charge.dispute.funds_reinstated', closed)
  work.emit('charge.dispute.closed', closed, { status: dispute.status })
  return closed
}

export const DisputeUpdate = z.strictObject({
  evidence: z.record(z.string(), text).optional(),
  submit: flag.optional(),
  metadata,
})

export function updateDispute(
  work: Work,
  disputeId: string,
  params: z.infer<typeof DisputeUpdate>,
): Stripe.Dispute {
  const before = work.get('dispute', disputeId)
  const unknown = Object.keys(params.evidence ?? {}).find((name) => !(name in noEvidence))
  if (unknown !== undefined)
    throw wrongState(
      `Received unknown parameter: evidence[${unknown}]`,
      'parameter_unknown',
      `evidence[${unknown}]`,
    )
  if (params.evidence && !before.status.endsWith('needs_response'))
    throw wrongState('Evidence can no longer be submitted for this dispute.')
  const submits = params.evidence !== undefined && params.submit !== false
  const details = before.evidence_details
  return work.change(
    'dispute',
    disputeId,
    {
      metadata: mergeMetadata(before.metadata, params.metadata),
      evidence: { ...before.evidence, ...params.evidence },
      evidence_details: {
        ...details,
        has_evidence: details.has_evidence || params.evidence !== undefined,
        submission_count: details.submission_count + (submits ? 1 : 0),
        submission_method: submits ? 'manual' : details.submission_method,
      },
      status: submits ? before.status.replace('needs_response', 'under_review') : before.status,
    },
    'charge.dispute.updated',
  )
}
