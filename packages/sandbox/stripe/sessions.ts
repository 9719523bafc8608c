// Checkout sessions: what is offered to one buyer on the payment page, for a day at most.
import type { Stripe } from 'stripe'
import * as z from 'zod'
import { type Basket, type BasketLine, saleOf } from './basket.ts'
import { priceData, priceOf } from './catalog.ts'
import { discountParams, reductionsOf } from './discounts.ts'
import { billingMode, flag, id, metadata, positive, taxRates, text, whole } from './params.ts'
import { idOf, mergeMetadata } from './pieces.ts'
import { StripeRefusal, wrongState } from './refusal.ts'
import { sessionOf } from './session-object.ts'
import { day, minute } from './times.ts'
import { randomId, type Work } from './work.ts'

const customText = z
  .strictObject({
    after_submit: z.strictObject({ message: text }).optional(),
    shipping_address: z.strictObject({ message: text }).optional(),
    submit: z.strictObject({ message: text }).optional(),
    terms_of_service_acceptance: z.strictObject({ message: text }).optional(),
  })
  .optional()
const methodTypes = z.array(z.string().max(40)).optional()

export const SessionCreate = z.strictObject({
  mode: z.enum(['payment', 'subscription']),
  line_items: z
    .array(
      z.strictObject({
        price: id.optional(),
        price_data: priceData.optional(),
        quantity: positive.optional(),
        tax_rates: taxRates,
        metadata,
      }),
    )
    .min(1)
    .max(100),
  ui_mode: z.enum(['hosted_page']).optional(),
  success_url: text.min(1),
  cancel_url: text.optional(),
  customer: id.optional(),
  customer_email: z.string().max(800).optional(),
  customer_creation: z.enum(['always', 'if_required']).optional(),
  customer_update: z
    .strictObject({
      address: z.enum(['auto', 'never']).optional(),
      name: z.enum(['auto', 'never']).optional(),
      shipping: z.enum(['auto', 'never']).optional(),
    })
    .optional(),
  client_reference_id: z.string().max(200).optional(),
  locale: z.string().max(10).optional(),
  expires_at: whole.optional(),
  allow_promotion_codes: flag.optional(),
  discounts: discountParams,
  adaptive_pricing: z.strictObject({ enabled: flag.optional() }).optional(),
  automatic_tax: z.strictObject({ enabled: z.literal('false').transform(() => false) }).optional(),
  billing_address_collection: z.enum(['auto', 'required']).optional(),
  phone_number_collection: z.strictObject({ enabled: flag }).optional(),
  tax_id_collection: z.strictObject({ enabled: flag }).optional(),
  submit_type: z.enum(['auto', 'book', 'donate', 'pay', 'subscribe']).optional(),
  custom_text: customText,
  allowed_payment_method_types: methodTypes,
  excluded_payment_method_types: methodTypes,
  payment_method_collection: z.enum(['always', 'if_required']).optional(),
  integration_identifier: text.optional(),
  metadata,
  invoice_creation: z
    .strictObject({
      enabled: flag,
      invoice_data: z
        .strictObject({ description: text.optional(), footer: text.optional(), metadata })
        .optional(),
    })
    .optional(),
  payment_intent_data: z
    .strictObject({
      description: text.optional(),
      receipt_email: text.optional(),
      setup_future_usage: z.enum(['off_session', 'on_session']).optional(),
      metadata,
    })
    .optional(),
  subscription_data: z
    .strictObject({
      description: text.optional(),
      trial_end: whole.optional(),
      trial_period_days: positive.optional(),
      billing_mode: billingMode,
      invoice_settings: z.strictObject({ footer: text.optional() }).optional(),
      metadata,
    })
    .optional(),
})
export type SessionCreate = z.infer<typeof SessionCreate>

export function createSession(work: Work, params: SessionCreate): Stripe.Checkout.Session {
  check(work, params)
  const sessionId = `cs_test_${randomId(58)}`
  const lines = params.line_items.map(
    (line, at): BasketLine => ({
      id: work.makeId('li'),
      price: priceOf(work, line, `line_items[${at}]`),
      quantity: line.quantity ?? 1,
      taxRates: (line.tax_rates ?? []).map(
        (rateId) => work.get('tax_rate', rateId, `line_items[${at}][tax_rates]`).id,
      ),
    }),
  )
  checkMode(params.mode, lines)
  const { subscription_data: plan, payment_intent_data: intent } = params
  const basket: Basket & { id: string } = {
    id: sessionId,
    lines,
    reductions: reductionsOf(work, params.discounts, saleOf(lines, params.customer ?? null)),
    subscription: {
      metadata: plan?.metadata ?? {},
      description: plan?.description ?? null,
      footer: plan?.invoice_settings?.footer ?? null,
      billingMode: plan?.billing_mode?.type ?? 'flexible',
      trialEnd:
        plan?.trial_end ??
        (plan?.trial_period_days ? work.now + plan.trial_period_days * day : null),
    },
    intent: {
      metadata: intent?.metadata ?? {},
      description: intent?.description ?? null,
      receiptEmail: intent?.receipt_email ?? null,
      reuse: params.mode === 'subscription' ? 'off_session' : (intent?.setup_future_usage ?? null),
    },
    keepsAddress: params.customer_update?.address === 'auto',
    keepsName: params.customer_update?.name === 'auto',
    attempt: null,
  }
  work.put('basket', basket)
  const session = work.put('checkout.session', sessionOf(work, sessionId, params, basket))
  work.plan('session.expire', sessionId, session.expires_at)
  return session
}

function check(work: Work, params: SessionCreate): void {
  if (params.customer && params.customer_email)
    throw new StripeRefusal(
      'You may only specify one of these parameters: customer, customer_email.',
      { param: 'customer' },
    )
  if (params.customer) work.get('customer', params.customer, 'customer')
  if (params.discounts && params.allow_promotion_codes !== undefined)
    throw new StripeRefusal(
      'You may only specify one of these parameters: allow_promotion_codes, discounts.',
      { param: 'allow_promotion_codes' },
    )
  const { expires_at: end } = params
  if (end !== undefined && (end < work.now + 30 * minute || end > work.now + day))
    throw new StripeRefusal(
      'The `expires_at` timestamp must be at least 30 minutes and at most 24 hours from Checkout Session creation.',
      { param: 'expires_at' },
    )
  if (params.mode === 'payment' && params.subscription_data)
    throw new StripeRefusal('You can not pass `subscription_data` in `payment` mode.', {
      param: 'subscription_data',
    })
  if (params.mode === 'subscription')
    for (const name of ['payment_intent_data', 'invoice_creation', 'customer_creation'] as const)
      if (params[name] !== undefined)
        throw new StripeRefusal(`You can not pass \`${name}\` in \`subscription\` mode.`, {
          param: name,
        })
  const trialEnd = params.subscription_data?.trial_end
  if (trialEnd !== undefined && trialEnd < work.now + 2 * day)
    throw new StripeRefusal('The `trial_end` date has to be at least 2 days in the future.', {
      param: 'subscription_data[trial_end]',
    })
}

function checkMode(mode: 'payment' | 'subscription', lines: readonly BasketLine[]): void {
  if (new Set(lines.map(({ price }) => price.currency)).size > 1)
    throw wrongState('All line items must have the same currency.', undefined, 'line_items')
  const recurring = lines.filter(({ price }) => price.recurring !== null)
  if (mode === 'payment' && recurring.length > 0)
    throw wrongState(
      'You specified `payment` mode but passed a recurring price. Either switch to `subscription` mode or use only one-time prices.',
      undefined,
      'line_items',
    )
  // Stripe would put one-time prices on the first invoice; nobody here sells so.
  if (mode === 'subscription' && recurring.length > 0 && recurring.length < lines.length)
    throw wrongState(
      'The sandbox takes no one-time prices in `subscription` mode.',
      undefined,
      'line_items',
    )
  if (mode === 'subscription' && recurring.length === 0)
    throw wrongState(
      'You must provide at least one recurring price in `subscription` mode when using prices.',
      undefined,
      'line_items',
    )
}

export const SessionUpdate = z.strictObject({ metadata })

export function updateSession(
  work: Work,
  sessionId: string,
  params: z.infer<typeof SessionUpdate>,
): Stripe.Checkout.Session {
  const before = work.get('checkout.session', sessionId)
  return work.change('checkout.session', sessionId, {
    metadata: mergeMetadata(before.metadata, params.metadata),
  })
}

/** Its time is over; one that was paid stays as it is. */
export function expireSession(work: Work, sessionId: string): void {
  const session = work.get('checkout.session', sessionId)
  if (session.status === 'open') close(work, session)
}

/** As asked through the API. @throws StripeRefusal when it is open no more. */
export function expireByHand(work: Work, sessionId: string): Stripe.Checkout.Session {
  const session = work.get('checkout.session', sessionId)
  if (session.status !== 'open')
    throw wrongState(
      `Only Checkout Sessions with a status in ["open"] can be expired. This Checkout Session has a status of \`${session.status}\`.`,
    )
  return close(work, session)
}

function close(work: Work, session: Stripe.Checkout.Session): Stripe.Checkout.Session {
  work.unplan('session.expire', session.id)
  const intentId = idOf(session.payment_intent)
  if (intentId && work.get('payment_intent', intentId).status !== 'succeeded')
    work.change(
      'payment_intent',
      intentId,
      { status: 'canceled', canceled_at: work.now, cancellation_reason: 'automatic' },
      'payment_intent.canceled',
    )
  return work.change(
    'checkout.session',
    session.id,
    { status: 'expired', url: null },
    'checkout.session.expired',
  )
}
