// Charges: one attempt at taking money from a means of payment, and what it books.
import type { Stripe } from 'stripe'
import { feeOn } from './amounts.ts'
import { type DeclineCode, declineMessages } from './cards.ts'
import { book } from './ledger.ts'
import { idOf } from './pieces.ts'
import { workingDaysLater } from './times.ts'
import type { Work } from './work.ts'

/** Working days until the money of a card, or of an account, can be paid out. */
const cardDays = 3
const debitDays = 8

export function createCharge(
  work: Work,
  intent: Stripe.PaymentIntent,
  method: Stripe.PaymentMethod,
  result: { kind: 'succeeded' | 'pending' } | { kind: 'failed'; reason: DeclineCode },
  details: { mandate: string | null; authenticated: boolean },
): Stripe.Charge {
  const isDebit = method.type === 'sepa_debit'
  const id = work.makeId(isDebit ? 'py' : 'ch')
  const failure = result.kind === 'failed' ? declineMessages[result.reason] : undefined
  const charge: Stripe.Charge = {
    id,
    object: 'charge',
    amount: intent.amount,
    amount_captured: result.kind === 'failed' ? 0 : intent.amount,
    amount_refunded: 0,
    application: null,
    application_fee: null,
    application_fee_amount: null,
    balance_transaction: null,
    billing_details: method.billing_details as Stripe.Charge.BillingDetails,
    calculated_statement_descriptor: isDebit ? null : 'KIOSQUE',
    captured: result.kind !== 'failed',
    created: work.now,
    currency: intent.currency,
    customer: idOf(intent.customer) ?? null,
    description: intent.description,
    disputed: false,
    failure_balance_transaction: null,
    failure_code: failure?.code ?? null,
    failure_message: failure?.message ?? null,
    fraud_details: {},
    livemode: false,
    metadata: intent.metadata,
    on_behalf_of: null,
    outcome: outcomeOf(result),
    paid: result.kind === 'succeeded',
    payment_intent: intent.id,
    payment_method: method.id,
    payment_method_details: detailsOf(method, details),
    radar_options: {},
    receipt_email: intent.receipt_email,
    receipt_number: null,
    receipt_url: result.kind === 'succeeded' ? `${work.siteUrl}/sandbox/stripe/${id}` : null,
    refunded: false,
    review: null,
    shipping: null,
    source: null,
    source_transfer: null,
    statement_descriptor: null,
    statement_descriptor_suffix: null,
    status: result.kind,
    transfer_data: null,
    transfer_group: null,
  }
  if (result.kind === 'failed') return work.put('charge', charge)
  // A debit's money is booked when it is submitted, while its charge is pending.
  const transaction = book(work, {
    type: isDebit ? 'payment' : 'charge',
    category: 'charge',
    amount: intent.amount,
    fee: feeOn(intent.amount),
    source: id,
    description: intent.description,
    availableOn: workingDaysLater(work.now, isDebit ? debitDays : cardDays),
  })
  return work.put('charge', { ...charge, balance_transaction: transaction.id })
}

function outcomeOf(
  result: { kind: 'succeeded' | 'pending' } | { kind: 'failed'; reason: DeclineCode },
): Stripe.Charge.Outcome {
  const isRefused = result.kind === 'failed'
  return {
    advice_code: isRefused ? 'try_again_later' : null,
    network_advice_code: null,
    network_decline_code: null,
    network_status: isRefused ? 'declined_by_network' : 'approved_by_network',
    reason: isRefused ? result.reason : null,
    risk_level: 'normal',
    risk_score: 20,
    seller_message: isRefused
      ? 'The bank did not return any further details with this decline.'
      : 'Payment complete.',
    type: isRefused ? 'issuer_declined' : 'authorized',
  }
}

function detailsOf(
  method: Stripe.PaymentMethod,
  details: { mandate: string | null; authenticated: boolean },
): Stripe.Charge.PaymentMethodDetails {
  const { card, sepa_debit: debit } = method
  if (debit)
    return {
      sepa_debit: {
        bank_code: debit.bank_code,
        branch_code: debit.branch_code,
        country: debit.country,
        fingerprint: debit.fingerprint,
        last4: debit.last4,
        mandate: details.mandate,
      },
      type: 'sepa_debit',
    }
  if (!card) throw new Error(`A means of payment of an unknown type: ${method.type}`)
  return {
    card: {
      amount_authorized: null,
      authorization_code: null,
      brand: card.brand,
      checks: {
        address_line1_check: null,
        address_postal_code_check: null,
        cvc_check: 'pass',
      },
      country: card.country,
      electronic_commerce_indicator: details.authenticated ? '05' : null,
      exp_month: card.exp_month,
      exp_year: card.exp_year,
      extended_authorization: { status: 'disabled' },
      fingerprint: card.fingerprint ?? null,
      funding: card.funding,
      incremental_authorization: { status: 'unavailable' },
      installments: null,
      last4: card.last4,
      mandate: null,
      multicapture: { status: 'unavailable' },
      network: card.brand,
      network_token: { used: false },
      network_transaction_id: null,
      overcapture: { maximum_amount_capturable: 0, status: 'unavailable' },
      regulated_status: 'unregulated',
      three_d_secure: details.authenticated
        ? {
            authentication_flow: 'challenge',
            electronic_commerce_indicator: '05',
            exemption_indicator: null,
            result: 'authenticated',
            result_reason: null,
            transaction_id: null,
            version: '2.2.0',
          }
        : null,
      transaction_link_id: null,
      wallet: null,
    },
    type: 'card',
  }
}

/** A pending debit arrived. */
export function succeedCharge(work: Work, chargeId: string): Stripe.Charge {
  return work.change(
    'charge',
    chargeId,
    {
      status: 'succeeded',
      paid: true,
      receipt_url: `${work.siteUrl}/sandbox/stripe/${chargeId}`,
    },
    'charge.succeeded',
  )
}

/** A pending debit came back: the money that was booked goes out again. */
export function failCharge(work: Work, chargeId: string, reason: DeclineCode): Stripe.Charge {
  const charge = work.get('charge', chargeId)
  const { code, message } = declineMessages[reason]
  const transaction = book(work, {
    type: 'payment_failure_refund',
    category: 'charge_failure',
    amount: -charge.amount,
    source: chargeId,
    description: charge.description,
  })
  return work.change(
    'charge',
    chargeId,
    {
      status: 'failed',
      paid: false,
      amount_captured: 0,
      failure_code: reason === 'insufficient_funds' ? 'insufficient_funds' : code,
      failure_message: message,
      failure_balance_transaction: transaction.id,
      outcome: outcomeOf({ kind: 'failed', reason }),
    },
    'charge.failed',
  )
}
