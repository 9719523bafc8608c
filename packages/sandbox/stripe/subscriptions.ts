// Subscriptions: made by a paid session or through the API, changed, cancelled.
import type { Stripe } from 'stripe'
import * as z from 'zod'
import { priceData, priceOf } from './catalog.ts'
import { attemptInvoice } from './collect.ts'
import { discountParams, redeem, reductionsOf } from './discounts.ts'
import { type DraftLine, draftInvoice, finalizeByHand } from './invoices.ts'
import { billingMode, flag, id, metadata, positive, taxRates, text, whole } from './params.ts'
import { decimalOf, idOf, listOf, mergeMetadata } from './pieces.ts'
import { StripeRefusal, wrongState } from './refusal.ts'
import { endSubscription } from './subscription-end.ts'
import { day, hour, nextPeriodEnd } from './times.ts'
import type { Work } from './work.ts'

export type NewSubscription = {
  customer: string
  lines: { price: Stripe.Price; quantity: number; taxRates: Stripe.TaxRate[] }[]
  defaultTaxRates: Stripe.TaxRate[]
  metadata: Stripe.Metadata
  description: string | null
  footer: string | null
  billingMode: 'classic' | 'flexible'
  trialEnd: number | null
  defaultMethod: string | null
  collection: 'charge_automatically' | 'send_invoice'
  daysUntilDue: number | null
  status: 'incomplete' | 'active'
}

/** The object, with its first period; no invoice yet. */
export function makeSubscription(work: Work, given: NewSubscription): Stripe.Subscription {
  const id = work.makeId('sub')
  const anchor = given.trialEnd ?? work.now
  const items = given.lines.map((line) => itemOf(work, id, line, anchor, given.trialEnd))
  const subscription: Stripe.Subscription = {
    id,
    object: 'subscription',
    application: null,
    application_fee_percent: null,
    automatic_tax: { disabled_reason: null, enabled: false, liability: null },
    billing_cycle_anchor: anchor,
    billing_cycle_anchor_config: null,
    billing_mode: {
      flexible: given.billingMode === 'flexible' ? { proration_discounts: 'included' } : null,
      type: given.billingMode,
    },
    billing_schedules: [],
    billing_thresholds: null,
    cancel_at: null,
    cancel_at_period_end: false,
    canceled_at: null,
    cancellation_details: { comment: null, feedback: null, feedback_option: null, reason: null },
    collection_method: given.collection,
    created: work.now,
    currency: given.lines[0]?.price.currency ?? 'eur',
    customer: given.customer,
    customer_account: null,
    days_until_due: given.daysUntilDue,
    default_payment_method: given.defaultMethod,
    default_source: null,
    default_tax_rates: given.defaultTaxRates,
    description: given.description,
    discounts: [],
    ended_at: null,
    invoice_settings: {
      account_tax_ids: null,
      custom_fields: null,
      description: null,
      footer: given.footer,
      issuer: { type: 'self' },
    },
    items: listOf(`/v1/subscription_items?subscription=${id}`, items),
    latest_invoice: null,
    livemode: false,
    managed_payments: null,
    metadata: given.metadata,
    next_pending_invoice_item_invoice: null,
    on_behalf_of: null,
    pause_collection: null,
    payment_settings: {
      payment_method_options: null,
      payment_method_types: null,
      save_default_payment_method: 'off',
    },
    pending_invoice_item_interval: null,
    pending_setup_intent: null,
    pending_update: null,
    schedule: null,
    start_date: work.now,
    status: given.trialEnd === null ? given.status : 'trialing',
    test_clock: null,
    transfer_data: null,
    trial_end: given.trialEnd,
    trial_settings: {
      end_behavior: { billing_cycle_anchor: null, missing_payment_method: 'create_invoice' },
    },
    trial_start: given.trialEnd === null ? null : work.now,
  }
  work.put('subscription', subscription)
  work.emit('customer.subscription.created', subscription)
  planRenewal(work, subscription)
  return subscription
}

function itemOf(
  work: Work,
  subscription: string,
  line: { price: Stripe.Price; quantity: number; taxRates: Stripe.TaxRate[] },
  anchor: number,
  trialEnd: number | null,
): Stripe.SubscriptionItem {
  const { price } = line
  const recurring = price.recurring
  if (!recurring) throw wrongState('The price specified is not recurring.', undefined, 'items')
  const end =
    trialEnd ??
    nextPeriodEnd({
      anchor,
      start: work.now,
      interval: recurring.interval,
      count: recurring.interval_count,
    })
  return {
    id: work.makeId('si'),
    object: 'subscription_item',
    billing_thresholds: null,
    created: work.now,
    current_period_end: end,
    current_period_start: work.now,
    current_trial: null,
    discounts: [],
    metadata: {},
    plan: planOf(price, recurring),
    price,
    quantity: line.quantity,
    subscription,
    tax_rates: line.taxRates,
  }
}

/** The old form of a price, which items still show. */
function planOf(price: Stripe.Price, recurring: Stripe.Price.Recurring): Stripe.Plan {
  return {
    id: price.id,
    object: 'plan',
    active: price.active,
    amount: price.unit_amount,
    amount_decimal: decimalOf(price.unit_amount ?? 0),
    billing_scheme: 'per_unit',
    created: price.created,
    currency: price.currency,
    interval: recurring.interval,
    interval_count: recurring.interval_count,
    livemode: false,
    metadata: price.metadata,
    meter: null,
    nickname: price.nickname,
    product: idOf(price.product),
    tiers_mode: null,
    transform_usage: null,
    trial_period_days: null,
    usage_type: 'licensed',
  }
}

/** The end of the current period, which all items share. */
export function periodOf(subscription: Stripe.Subscription): { start: number; end: number } {
  const item = subscription.items.data[0] as Stripe.SubscriptionItem
  return { start: item.current_period_start, end: item.current_period_end }
}

/** What falls due: the renewal or end, and the warning three days before a trial ends. */
export function planRenewal(work: Work, subscription: Stripe.Subscription): void {
  const { end } = periodOf(subscription)
  const { cancel_at: cancelAt, trial_end: trialEnd } = subscription
  work.plan('subscription.renew', subscription.id, Math.min(end, cancelAt ?? end))
  if (trialEnd !== null && trialEnd - 3 * day > work.now)
    work.plan('subscription.trialWarning', subscription.id, trialEnd - 3 * day)
  else work.unplan('subscription.trialWarning', subscription.id)
}

/** The lines that bill a subscription's current period. */
export function subscriptionLines(
  subscription: Stripe.Subscription,
  isTrial: boolean,
): DraftLine[] {
  return subscription.items.data.map((item) => ({
    price: item.price,
    quantity: item.quantity ?? 1,
    taxRates:
      item.tax_rates && item.tax_rates.length > 0
        ? item.tax_rates
        : (subscription.default_tax_rates ?? []),
    period: { start: item.current_period_start, end: item.current_period_end },
    item: item.id,
    isTrial,
  }))
}

/** The discounts that still count for an invoice made now. */
export function liveDiscounts(
  work: Work,
  subscription: Stripe.Subscription,
  isFirst: boolean,
): Stripe.Discount[] {
  return subscription.discounts
    .map((one) => work.get('discount', idOf(one)))
    .filter(({ end, source }) => {
      const { duration } = work.get('coupon', idOf(source.coupon) ?? '')
      return isFirst || (duration !== 'once' && (end === null || end > work.now))
    })
}

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
  const subscription = makeSubscription(work, {
    customer: customer.id,
    lines: params.items.map((line, at) => ({
      price: priceOf(work, line, `items[${at}]`),
      quantity: line.quantity ?? 1,
      taxRates: rates(line.tax_rates),
    })),
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
  const reductions = reductionsOf(work, params.discounts)
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

export const SubscriptionUpdate = z.strictObject({
  cancel_at_period_end: flag.optional(),
  cancel_at: z.union([z.literal('').transform(() => null), whole]).optional(),
  trial_end: z.union([z.literal('now'), whole]).optional(),
  proration_behavior: z.enum(['none', 'create_prorations', 'always_invoice']).optional(),
  default_payment_method: id.optional(),
  default_tax_rates: taxRates,
  description: text.optional(),
  off_session: flag.optional(),
  payment_behavior: text.optional(),
  cancellation_details: z
    .strictObject({ comment: text.optional(), feedback: text.optional() })
    .optional(),
  items: z
    .array(z.strictObject({ id, tax_rates: taxRates, metadata }))
    .max(20)
    .optional(),
  metadata,
})

export function updateSubscription(
  work: Work,
  subscriptionId: string,
  params: z.infer<typeof SubscriptionUpdate>,
): Stripe.Subscription {
  const before = work.get('subscription', subscriptionId)
  if (before.status === 'canceled' || before.status === 'incomplete_expired')
    throw wrongState(
      'A canceled subscription can only update its cancellation_details and metadata.',
    )
  const patch: Partial<Stripe.Subscription> = {
    metadata: mergeMetadata(before.metadata, params.metadata),
  }
  if (params.description !== undefined) patch.description = params.description
  if (params.default_payment_method !== undefined)
    patch.default_payment_method = work.get('payment_method', params.default_payment_method).id
  if (params.default_tax_rates)
    patch.default_tax_rates = params.default_tax_rates.map((one) => work.get('tax_rate', one))
  if (params.items) patch.items = withItems(work, before, params.items)
  Object.assign(patch, cancellation(work, before, params))
  const changed = { ...before, ...patch }
  const trial = params.trial_end
  if (trial !== undefined) Object.assign(patch, trialPatch(work, changed, trial))
  const after = work.change('subscription', subscriptionId, patch, 'customer.subscription.updated')
  planRenewal(work, after)
  if (trial === 'now') work.plan('subscription.renew', subscriptionId, work.now)
  if (typeof trial === 'number' && before.status !== 'trialing') billTrial(work, after)
  return work.get('subscription', subscriptionId)
}

function withItems(
  work: Work,
  before: Stripe.Subscription,
  items: { id: string; tax_rates?: string[] | undefined }[],
): Stripe.Subscription['items'] {
  const data = before.items.data.map((item) => {
    const rates = items.find((one) => one.id === item.id)?.tax_rates
    return rates ? { ...item, tax_rates: rates.map((one) => work.get('tax_rate', one)) } : item
  })
  const unknown = items.find((one) => !data.some((item) => item.id === one.id))
  if (unknown)
    throw wrongState(`No such subscription item: '${unknown.id}'`, 'resource_missing', 'items')
  return listOf(`/v1/subscription_items?subscription=${before.id}`, data)
}

function cancellation(
  work: Work,
  before: Stripe.Subscription,
  params: z.infer<typeof SubscriptionUpdate>,
): Partial<Stripe.Subscription> {
  const { cancel_at_period_end: atEnd, cancel_at: at, cancellation_details: details } = params
  if (atEnd === undefined && at === undefined && details === undefined) return {}
  const willEnd = atEnd ?? (at === undefined ? before.cancel_at_period_end : false)
  const cancelAt = willEnd
    ? periodOf(before).end
    : at === undefined && atEnd === undefined
      ? before.cancel_at
      : (at ?? null)
  const isCancelled = cancelAt !== null
  return {
    cancel_at_period_end: willEnd,
    cancel_at: cancelAt,
    canceled_at: isCancelled ? (before.canceled_at ?? work.now) : null,
    cancellation_details: {
      comment: details?.comment ?? before.cancellation_details?.comment ?? null,
      feedback: details?.feedback ?? before.cancellation_details?.feedback ?? null,
      feedback_option: null,
      reason: isCancelled ? 'cancellation_requested' : null,
    },
  }
}

/** A trial to a later moment puts the renewal off; nothing is prorated. */
function trialPatch(
  work: Work,
  subscription: Stripe.Subscription,
  end: number | 'now',
): Partial<Stripe.Subscription> {
  if (end === 'now')
    return {
      trial_end: work.now,
      items: withPeriod(subscription, periodOf(subscription).start, work.now),
    }
  if (end <= work.now)
    throw new StripeRefusal('The `trial_end` timestamp must be in the future.', {
      param: 'trial_end',
    })
  const isTrialing = subscription.status === 'trialing'
  const start = isTrialing ? periodOf(subscription).start : work.now
  return {
    status: 'trialing',
    trial_start: isTrialing ? subscription.trial_start : work.now,
    trial_end: end,
    billing_cycle_anchor: end,
    items: withPeriod(subscription, start, end),
    ...(subscription.cancel_at_period_end ? { cancel_at: end } : {}),
  }
}

/** All items with another current period. */
export function withPeriod(
  subscription: Stripe.Subscription,
  start: number,
  end: number,
): Stripe.Subscription['items'] {
  return listOf(
    `/v1/subscription_items?subscription=${subscription.id}`,
    subscription.items.data.map((item) => ({
      ...item,
      current_period_start: start,
      current_period_end: end,
    })),
  )
}

/** A trial that begins is billed at nothing. */
function billTrial(work: Work, subscription: Stripe.Subscription): void {
  const draft = draftInvoice(work, {
    customer: idOf(subscription.customer),
    lines: subscriptionLines(subscription, true),
    discounts: [],
    subscription,
    reason: 'subscription_update',
  })
  work.change('subscription', subscription.id, { latest_invoice: draft.id })
  finalizeByHand(work, draft.id)
}

export const SubscriptionCancel = z.strictObject({
  cancellation_details: z
    .strictObject({ comment: text.optional(), feedback: text.optional() })
    .optional(),
  invoice_now: z.literal('false').optional(),
  prorate: z.literal('false').optional(),
})

export function cancelSubscription(
  work: Work,
  subscriptionId: string,
  params: z.infer<typeof SubscriptionCancel>,
): Stripe.Subscription {
  const before = work.get('subscription', subscriptionId)
  if (before.status === 'canceled' || before.status === 'incomplete_expired')
    throw wrongState(`No such subscription: '${subscriptionId}'`, 'resource_missing', 'id')
  if (params.cancellation_details)
    work.change('subscription', subscriptionId, {
      cancellation_details: {
        comment: params.cancellation_details.comment ?? null,
        feedback: params.cancellation_details.feedback ?? null,
        feedback_option: null,
        reason: 'cancellation_requested',
      },
    })
  return endSubscription(work, subscriptionId, 'cancellation_requested')
}
