// Subscriptions made through the API, and the first invoice of every subscription.
import type { Stripe } from 'stripe'
import * as z from 'zod'
import { saleOf } from './basket.ts'
import { priceData, priceOf } from './catalog.ts'
import { attemptInvoice } from './collect.ts'
import { discountParams, redeem, reductionsOf } from './discounts.ts'
import { draftInvoice } from './invoice-draft.ts'
import { finalizeByHand } from './invoices.ts'
import { billingMode, flag, id, metadata, positive, taxRates, text, whole } from './params.ts'
import { idOf } from './pieces.ts'
import { StripeRefusal } from './refusal.ts'
import { liveDiscounts, makeSubscription, subscriptionLines } from './subscription-object.ts'
import { day, hour } from './times.ts'
import type { Work } from './work.ts'

export const SubscriptionCreate = z.strictObject({
  customer: id,
  items: z
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
    .max(20),
  default_payment_method: id.optional(),
  default_tax_rates: taxRates,
  description: text.optional(),
  collection_method: z.enum(['charge_automatically', 'send_invoice']).optional(),
  days_until_due: positive.optional(),
  billing_mode: billingMode,
  trial_end: whole.optional(),
  trial_period_days: positive.optional(),
  payment_behavior: z.enum(['allow_incomplete', 'error_if_incomplete']).optional(),
  proration_behavior: z.enum(['none', 'create_prorations', 'always_invoice']).optional(),
  off_session: flag.optional(),
  discounts: discountParams,
  metadata,
})

export function createSubscription(
  work: Work,
  params: z.infer<typeof SubscriptionCreate>,
): Stripe.Subscription {
  const customer = work.get('customer', params.customer, 'customer')
  const rates = (ids: string[] | undefined) => (ids ?? []).map((one) => work.get('tax_rate', one))
  const isSent = params.collection_method === 'send_invoice'
  const method =
    params.default_payment_method ?? idOf(customer.invoice_settings.default_payment_method) ?? null
  const trialEnd =
    params.trial_end ??
    (params.trial_period_days ? work.now + params.trial_period_days * day : null)
  if (!isSent && method === null && trialEnd === null)
    throw new StripeRefusal(
      'This customer has no attached payment source or default payment method. Please consider adding a default payment method.',
      { code: 'resource_missing' },
    )
  const lines = params.items.map((line, at) => ({
    price: priceOf(work, line, `items[${at}]`),
    quantity: line.quantity ?? 1,
    taxRates: rates(line.tax_rates),
  }))
  const subscription = makeSubscription(work, {
    ...{ customer: customer.id, lines },
    defaultTaxRates: rates(params.default_tax_rates),
    metadata: params.metadata ?? {},
    description: params.description ?? null,
    footer: null,
    billingMode: params.billing_mode?.type ?? 'flexible',
    trialEnd,
    defaultMethod: params.default_payment_method ?? null,
    collection: params.collection_method ?? 'charge_automatically',
    daysUntilDue: isSent ? (params.days_until_due ?? 30) : null,
    status: isSent ? 'active' : 'incomplete',
  })
  const reductions = reductionsOf(work, params.discounts, saleOf(lines, customer.id))
  const owner = { customer: customer.id, session: null, subscription: subscription.id }
  const discounts = redeem(work, reductions, owner).map((one) => one.id)
  work.change('subscription', subscription.id, { discounts })
  const invoice = firstInvoice(work, subscription.id)
  if (invoice.status === 'open' && !isSent) {
    const attempt = attemptInvoice(work, invoice, method ?? undefined, 'away')
    const isGood = attempt.kind === 'succeeded' || attempt.kind === 'processing'
    if (attempt.kind === 'processing')
      work.change('subscription', subscription.id, { status: 'active' })
    if (!isGood && params.payment_behavior === 'error_if_incomplete')
      throw new StripeRefusal('Your card was declined.', {
        type: 'card_error',
        code: 'card_declined',
      })
    if (!isGood) work.plan('subscription.incompleteEnd', subscription.id, work.now + 23 * hour)
  }
  return work.get('subscription', subscription.id)
}

/** The first invoice: finalised at once; one for nothing (a trial) is paid at once. */
export function firstInvoice(work: Work, subscriptionId: string): Stripe.Invoice {
  const subscription = work.get('subscription', subscriptionId)
  const draft = draftInvoice(work, {
    customer: idOf(subscription.customer),
    lines: subscriptionLines(subscription, subscription.status === 'trialing'),
    discounts: liveDiscounts(work, subscription, true),
    subscription,
    reason: 'subscription_create',
  })
  work.change('subscription', subscriptionId, { latest_invoice: draft.id })
  return finalizeByHand(work, draft.id)
}
