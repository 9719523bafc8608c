// A subscription as an object: its items and periods, what bills them, and what falls due.
import type { Stripe } from 'stripe'
import type { DraftLine } from './invoice-draft.ts'
import { decimalOf, idOf, listOf } from './pieces.ts'
import { wrongState } from './refusal.ts'
import { day, nextPeriodEnd } from './times.ts'
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

/** One item, in its first period. */
export function itemOf(
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
export function planOf(price: Stripe.Price, recurring: Stripe.Price.Recurring): Stripe.Plan {
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
