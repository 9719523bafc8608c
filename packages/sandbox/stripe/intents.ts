// Payment intents: what is to be paid, through its attempts.
import type { Stripe } from 'stripe'
import type { Behaviour, DeclineCode } from './cards.ts'
import { declineMessages } from './cards.ts'
import { createCharge, failCharge, succeedCharge } from './charges.ts'
import { createMandate, mandateOf } from './methods.ts'
import { idOf } from './pieces.ts'
import { day, workingDaysLater } from './times.ts'
import { randomId, type Work } from './work.ts'

/** Working days until a debit is known to have arrived, or to have come back. */
const debitArrivesDays = 5
const debitFailsDays = 6

export function createIntent(
  work: Work,
  params: {
    amount: number
    currency: string
    customer: string | null
    description: string | null
    metadata: Stripe.Metadata
    receiptEmail: string | null
    reuse: 'off_session' | 'on_session' | null
    types: string[]
  },
): Stripe.PaymentIntent {
  const id = work.makeId('pi')
  const intent: Stripe.PaymentIntent = {
    id,
    object: 'payment_intent',
    allowed_payment_method_types: null,
    amount: params.amount,
    amount_capturable: 0,
    amount_details: { tip: {} },
    amount_received: 0,
    application: null,
    application_fee_amount: null,
    automatic_payment_methods: { allow_redirects: 'always', enabled: true },
    canceled_at: null,
    cancellation_reason: null,
    capture_method: 'automatic_async',
    client_secret: `${id}_secret_${randomId(25)}`,
    confirmation_method: 'automatic',
    created: work.now,
    currency: params.currency,
    customer: params.customer,
    customer_account: null,
    description: params.description,
    excluded_payment_method_types: null,
    last_payment_error: null,
    latest_charge: null,
    livemode: false,
    managed_payments: null,
    metadata: params.metadata,
    next_action: null,
    on_behalf_of: null,
    payment_method: null,
    payment_method_configuration_details: null,
    payment_method_options: {},
    payment_method_types: params.types,
    payment_record: null,
    processing: null,
    receipt_email: params.receiptEmail,
    review: null,
    setup_future_usage: params.reuse,
    shipping: null,
    source: null,
    statement_descriptor: null,
    statement_descriptor_suffix: null,
    status: 'requires_payment_method',
    transfer_data: null,
    transfer_group: null,
  }
  work.put('payment_intent', intent)
  work.emit('payment_intent.created', intent)
  return intent
}

export type Attempt =
  | { kind: 'succeeded'; charge: string }
  | { kind: 'processing'; charge: string }
  | { kind: 'authenticate' }
  | { kind: 'declined'; charge: string; reason: DeclineCode }

/**
 * Tries to take the money. `presence`: whether the buyer is there to confirm at the bank; `confirmed`
 * when that has been done.
 */
export function confirmIntent(
  work: Work,
  intentId: string,
  methodId: string,
  presence: 'present' | 'confirmed' | 'away',
): Attempt {
  const intent = work.get('payment_intent', intentId)
  const method = work.get('payment_method', methodId)
  const behaviour = work.read('behaviour', methodId)
  if (!behaviour) throw new Error(`A means of payment without behaviour: ${methodId}`)
  if (behaviour.needsAuthentication && presence === 'present') {
    work.change(
      'payment_intent',
      intentId,
      {
        payment_method: methodId,
        status: 'requires_action',
        next_action: {
          redirect_to_url: { return_url: null, url: `${work.siteUrl}/sandbox/stripe/${intentId}` },
          type: 'redirect_to_url',
        },
      },
      'payment_intent.requires_action',
    )
    return { kind: 'authenticate' }
  }
  const outcome = drawOutcome(work, behaviour, presence)
  const details = {
    mandate: behaviour.isDebit
      ? (
          mandateOf(work, methodId) ??
          createMandate(work, method, intent.setup_future_usage !== null)
        ).id
      : null,
    authenticated: presence === 'confirmed',
  }
  if (behaviour.isDebit) return submitDebit(work, intent, method, details)
  if (outcome !== 'pays') return decline(work, intent, method, outcome, details)
  const charge = createCharge(work, intent, method, { kind: 'succeeded' }, details)
  work.emit('charge.succeeded', charge)
  succeedIntent(work, intentId, methodId, charge)
  if (behaviour.disputes) work.plan('dispute.open', charge.id, work.now + 1)
  return { kind: 'succeeded', charge: charge.id }
}

function drawOutcome(
  work: Work,
  behaviour: Behaviour & { id: string },
  presence: 'present' | 'confirmed' | 'away',
) {
  if (behaviour.next !== undefined && !behaviour.isDebit) {
    const { next, ...rest } = behaviour
    work.put('behaviour', rest)
    return next
  }
  return presence === 'away' ? behaviour.later : behaviour.first
}

function submitDebit(
  work: Work,
  intent: Stripe.PaymentIntent,
  method: Stripe.PaymentMethod,
  details: { mandate: string | null; authenticated: boolean },
): Attempt {
  const charge = createCharge(work, intent, method, { kind: 'pending' }, details)
  work.emit('charge.pending', charge)
  work.change(
    'payment_intent',
    intent.id,
    {
      payment_method: method.id,
      latest_charge: charge.id,
      status: 'processing',
      next_action: null,
      last_payment_error: null,
    },
    'payment_intent.processing',
  )
  const fails = debitFailure(work, method.id) !== undefined
  const days = fails ? debitFailsDays : debitArrivesDays
  work.plan('debit.settle', charge.id, workingDaysLater(work.now, days) + day / 4)
  return { kind: 'processing', charge: charge.id }
}

/** Why a debit of this account comes back, if it does. */
function debitFailure(work: Work, methodId: string): DeclineCode | undefined {
  const behaviour = work.read('behaviour', methodId)
  if (!behaviour) return undefined
  return behaviour.next ?? (behaviour.later === 'pays' ? undefined : behaviour.later)
}

function decline(
  work: Work,
  intent: Stripe.PaymentIntent,
  method: Stripe.PaymentMethod,
  reason: DeclineCode,
  details: { mandate: string | null; authenticated: boolean },
): Attempt {
  const charge = createCharge(work, intent, method, { kind: 'failed', reason }, details)
  work.emit('charge.failed', charge)
  refuseIntent(work, intent.id, charge, reason)
  return { kind: 'declined', charge: charge.id, reason }
}

function succeedIntent(
  work: Work,
  intentId: string,
  methodId: string,
  charge: Stripe.Charge,
): Stripe.PaymentIntent {
  const { amount } = work.get('payment_intent', intentId)
  return work.change(
    'payment_intent',
    intentId,
    {
      status: 'succeeded',
      amount_received: amount,
      payment_method: methodId,
      latest_charge: charge.id,
      last_payment_error: null,
      next_action: null,
    },
    'payment_intent.succeeded',
  )
}

/** The intent waits for another means of payment; `last_payment_error` says why. */
export function refuseIntent(
  work: Work,
  intentId: string,
  charge: Stripe.Charge | undefined,
  reason: DeclineCode | 'authentication_failed',
): Stripe.PaymentIntent {
  const intent = work.get('payment_intent', intentId)
  const methodId = idOf(charge?.payment_method) ?? idOf(intent.payment_method)
  const error =
    reason === 'authentication_failed'
      ? {
          code: 'payment_intent_authentication_failure' as const,
          message: 'We are unable to authenticate your payment method.',
        }
      : {
          code: declineMessages[reason].code as Stripe.PaymentIntent.LastPaymentError.Code,
          decline_code: reason,
          message: declineMessages[reason].message,
        }
  return work.change(
    'payment_intent',
    intentId,
    {
      status: 'requires_payment_method',
      latest_charge: charge?.id ?? intent.latest_charge,
      payment_method: null,
      next_action: null,
      last_payment_error: {
        ...error,
        ...(charge ? { charge: charge.id } : {}),
        ...(methodId ? { payment_method: work.get('payment_method', methodId) } : {}),
        type: 'card_error',
      },
    },
    'payment_intent.payment_failed',
  )
}

/** Days after a debit was submitted, the bank says how it went. */
export function settleDebit(
  work: Work,
  chargeId: string,
): { intent: Stripe.PaymentIntent; hasArrived: boolean } | undefined {
  const charge = work.get('charge', chargeId)
  const intentId = idOf(charge.payment_intent)
  if (charge.status !== 'pending' || !intentId || !charge.payment_method) return undefined
  const reason = debitFailure(work, charge.payment_method)
  if (reason === undefined) {
    const succeeded = succeedCharge(work, chargeId)
    const intent = succeedIntent(work, intentId, charge.payment_method, succeeded)
    if (work.read('behaviour', charge.payment_method)?.disputes)
      work.plan('dispute.open', chargeId, work.now + 10 * day)
    return { intent, hasArrived: true }
  }
  const behaviour = work.read('behaviour', charge.payment_method)
  if (behaviour?.next) {
    const { next, ...rest } = behaviour
    work.put('behaviour', rest)
  }
  const failed = failCharge(work, chargeId, reason)
  return { intent: refuseIntent(work, intentId, failed, reason), hasArrived: false }
}

/** Gives an intent up: nothing can be paid on it any more. */
export function cancelIntent(
  work: Work,
  intentId: string,
  reason: Stripe.PaymentIntent['cancellation_reason'],
): Stripe.PaymentIntent {
  return work.change(
    'payment_intent',
    intentId,
    { status: 'canceled', canceled_at: work.now, cancellation_reason: reason, next_action: null },
    'payment_intent.canceled',
  )
}
