// Paying a checkout session: one attempt after another, the step at the buyer's bank, and what is
// made once it is paid: customer, subscription, invoice.
import type { Stripe } from 'stripe'
import { type Basket, basketTotals, saleOf, taxRatesOf } from './basket.ts'
import { declined, settleInvoice } from './collect.ts'
import { createCustomer } from './customers.ts'
import { reductionByCode } from './discounts.ts'
import { type Attempt, confirmIntent, createIntent, refuseIntent } from './intents.ts'
import { addPayment } from './invoices.ts'
import { attach, createMethod, type Means, type Payer } from './methods.ts'
import { addressOf, idOf } from './pieces.ts'
import { StripeRefusal, wrongState } from './refusal.ts'
import { discountsOf, invoiceOf } from './session-end.ts'
import { detailsOf } from './session-object.ts'
import { makeSubscription } from './subscription-object.ts'
import { firstInvoice } from './subscriptions.ts'
import type { Work } from './work.ts'

export type Paying =
  | { kind: 'complete'; session: Stripe.Checkout.Session }
  /** The buyer has to confirm at the bank: `confirmSession`. */
  | { kind: 'authenticate'; session: Stripe.Checkout.Session }

function openSession(work: Work, sessionId: string) {
  const session = work.get('checkout.session', sessionId)
  const basket = work.read('basket', sessionId)
  if (session.status !== 'open' || !basket)
    throw wrongState(`This Checkout Session is ${session.status}.`, 'checkout_session_not_open')
  return { session, basket }
}

/** @throws StripeRefusal `card_error` when the means of payment is refused: the session stays open. */
export function paySession(work: Work, sessionId: string, means: Means, payer: Payer): Paying {
  const { session, basket } = openSession(work, sessionId)
  const type = 'card' in means ? 'card' : 'sepa_debit'
  if (!session.payment_method_types.includes(type))
    throw wrongState(
      `This Checkout Session does not take ${type}.`,
      'payment_method_unexpected_state',
    )
  const email = payer.email ?? session.customer_details?.email ?? null
  const known = { ...payer, email }
  work.change('checkout.session', sessionId, {
    customer_details: detailsOf(
      email,
      payer.name ?? session.customer_details?.name ?? null,
      addressOf({ country: payer.country ?? 'FR' }),
    ),
  })
  const method = createMethod(work, means, known)
  const { total } = basketTotals(work, basket)
  if (total === 0) return complete(work, sessionId, basket, method.id, null)
  const intentId = basket.attempt?.intent ?? intentOf(work, session, basket, total).id
  if (session.mode === 'payment')
    work.change('checkout.session', sessionId, { payment_intent: intentId })
  const amount = work.get('payment_intent', intentId).amount
  if (amount !== total) work.change('payment_intent', intentId, { amount: total })
  work.put('basket', { ...basket, id: sessionId, attempt: { intent: intentId, method: method.id } })
  return afterAttempt(work, sessionId, confirmIntent(work, intentId, method.id, 'present'))
}

function intentOf(
  work: Work,
  session: Stripe.Checkout.Session,
  basket: Basket,
  total: number,
): Stripe.PaymentIntent {
  const isSubscription = session.mode === 'subscription'
  return createIntent(work, {
    amount: total,
    currency: session.currency ?? 'eur',
    customer: idOf(session.customer) ?? null,
    description: isSubscription ? 'Subscription creation' : basket.intent.description,
    metadata: isSubscription ? {} : basket.intent.metadata,
    receiptEmail: basket.intent.receiptEmail,
    reuse: basket.intent.reuse,
    types: session.payment_method_types,
  })
}

/** The buyer has confirmed at the bank, or given up there. */
export function confirmSession(work: Work, sessionId: string, hasConfirmed: boolean): Paying {
  const { basket } = openSession(work, sessionId)
  const { intent, method } = basket.attempt ?? {}
  if (!intent || !method || work.get('payment_intent', intent).status !== 'requires_action')
    throw wrongState('There is nothing to confirm.', 'payment_intent_unexpected_state')
  if (!hasConfirmed) {
    refuseIntent(work, intent, undefined, 'authentication_failed')
    throw new StripeRefusal(
      'We are unable to authenticate your payment method. Please choose a different payment method and try again.',
      { type: 'card_error', code: 'payment_intent_authentication_failure' },
      true,
    )
  }
  return afterAttempt(work, sessionId, confirmIntent(work, intent, method, 'confirmed'))
}

function afterAttempt(work: Work, sessionId: string, attempt: Attempt): Paying {
  const { session, basket } = openSession(work, sessionId)
  if (attempt.kind === 'authenticate') return { kind: 'authenticate', session }
  if (attempt.kind === 'declined') throw declined(work, attempt)
  return complete(work, sessionId, basket, basket.attempt?.method ?? '', attempt)
}

function complete(
  work: Work,
  sessionId: string,
  basket: Basket,
  methodId: string,
  attempt: (Attempt & { kind: 'succeeded' | 'processing' }) | null,
): Paying {
  work.unplan('session.expire', sessionId)
  const customer = customerOf(work, sessionId, basket)
  const intentId = basket.attempt?.intent ?? null
  if (customer !== null) {
    if (basket.intent.reuse !== null) attach(work, methodId, customer)
    if (intentId) tieToCustomer(work, intentId, customer)
  }
  const session = work.change('checkout.session', sessionId, { customer, url: null })
  const payment_status =
    attempt === null ? 'no_payment_required' : attempt.kind === 'succeeded' ? 'paid' : 'unpaid'
  const made =
    session.mode === 'subscription'
      ? subscribe(work, session, basket, methodId, attempt)
      : { invoice: attempt?.kind === 'processing' ? null : invoiceOf(work, session) }
  const done = work.change('checkout.session', sessionId, {
    ...made,
    status: 'complete',
    payment_status,
  })
  work.emit('checkout.session.completed', done)
  return { kind: 'complete', session: done }
}

/** The session's customer; a new one where it must have one. */
function customerOf(work: Work, sessionId: string, basket: Basket): string | null {
  const session = work.get('checkout.session', sessionId)
  const known = idOf(session.customer)
  const details = session.customer_details
  if (known !== undefined) {
    const patch = {
      ...(basket.keepsAddress && details?.address ? { address: details.address } : {}),
      ...(basket.keepsName && details?.name ? { name: details.name } : {}),
    }
    if (Object.keys(patch).length > 0) work.change('customer', known, patch, 'customer.updated')
    return known
  }
  const isNeeded =
    session.mode === 'subscription' ||
    session.customer_creation === 'always' ||
    session.invoice_creation?.enabled === true ||
    basket.intent.reuse !== null
  if (!isNeeded) return null
  return createCustomer(work, {
    ...(details?.email ? { email: details.email } : {}),
    ...(details?.name ? { name: details.name } : {}),
    ...(session.locale && session.locale !== 'auto' ? { preferred_locales: [session.locale] } : {}),
  }).id
}

function tieToCustomer(work: Work, intentId: string, customer: string): void {
  work.change('payment_intent', intentId, { customer })
  for (const charge of work.referring('charge', intentId))
    work.change('charge', charge.id, { customer })
}

function subscribe(
  work: Work,
  session: Stripe.Checkout.Session,
  basket: Basket,
  methodId: string,
  attempt: (Attempt & { kind: 'succeeded' | 'processing' }) | null,
): { subscription: string; invoice: string } {
  const plan = basket.subscription
  const subscription = makeSubscription(work, {
    customer: idOf(session.customer) ?? '',
    lines: basket.lines
      .filter(({ price }) => price.recurring !== null)
      .map((line) => ({ ...line, taxRates: taxRatesOf(work, line.taxRates) })),
    defaultTaxRates: [],
    metadata: plan.metadata,
    description: plan.description,
    footer: plan.footer,
    billingMode: plan.billingMode,
    trialEnd: plan.trialEnd,
    defaultMethod: methodId,
    collection: 'charge_automatically',
    daysUntilDue: null,
    status: 'incomplete',
  })
  const discounts = discountsOf(work, session, subscription.id).map((one) => one.id)
  work.change('subscription', subscription.id, { discounts })
  const invoice = firstInvoice(work, subscription.id)
  const intentId = basket.attempt?.intent
  if (invoice.status === 'open' && intentId && attempt) {
    const payment = addPayment(work, invoice, intentId)
    if (attempt.kind === 'succeeded') settleInvoice(work, invoice.id, payment)
    else
      work.change('invoice', invoice.id, {
        attempted: true,
        attempt_count: 1,
        next_payment_attempt: null,
      })
  }
  // While a debit is on its way the subscription counts as active.
  if (work.get('subscription', subscription.id).status === 'incomplete')
    work.change(
      'subscription',
      subscription.id,
      { status: 'active' },
      'customer.subscription.updated',
    )
  return { subscription: subscription.id, invoice: invoice.id }
}

/** A promotion code typed on the payment page. @returns false when it is not good here. */
export function applyCode(work: Work, sessionId: string, typed: string): boolean {
  const { session, basket } = openSession(work, sessionId)
  if (!session.allow_promotion_codes) return false
  const sale = saleOf(basket.lines, idOf(session.customer) ?? null)
  const reduction = reductionByCode(work, typed, sale)
  if (!reduction) return false
  const changed = { ...basket, reductions: [reduction] }
  work.put('basket', { ...changed, id: sessionId })
  const totals = basketTotals(work, changed)
  work.change('checkout.session', sessionId, {
    amount_subtotal: totals.subtotal,
    amount_total: totals.total,
    discounts: [{ coupon: reduction.coupon, promotion_code: reduction.promotionCode }],
    total_details: { amount_discount: totals.discount, amount_shipping: 0, amount_tax: totals.tax },
  })
  return true
}
