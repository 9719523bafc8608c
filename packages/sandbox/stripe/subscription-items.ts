// The items of a subscription changed without proration: another price, quantity or tax rates from the
// next period on, one more, one less.
import type { Stripe } from 'stripe'
import * as z from 'zod'
import { flag, id, metadata, positive, taxRates } from './params.ts'
import { listOf } from './pieces.ts'
import { StripeRefusal, wrongState } from './refusal.ts'
import { itemOf, periodOf, planOf } from './subscription-object.ts'
import type { Work } from './work.ts'

const Item = z.strictObject({
  id: id.optional(),
  price: id.optional(),
  quantity: positive.optional(),
  tax_rates: taxRates,
  deleted: flag.optional(),
  metadata,
})

export const SubscriptionItems = z.array(Item).max(20).optional()

export function withItems(
  work: Work,
  before: Stripe.Subscription,
  items: readonly z.infer<typeof Item>[],
): Stripe.Subscription['items'] {
  const there = before.items.data
  const unknown = items.find((one) => one.id && !there.some((item) => item.id === one.id))
  if (unknown)
    throw wrongState(`No such subscription item: '${unknown.id}'`, 'resource_missing', 'items')
  const kept = there.flatMap((item) => {
    const asked = items.find((one) => one.id === item.id)
    if (!asked) return [item]
    return asked.deleted ? [] : [changed(work, item, asked)]
  })
  const added = items.filter((one) => one.id === undefined).map((one) => newItem(work, before, one))
  const data = [...kept, ...added]
  if (data.length === 0)
    throw wrongState('A subscription must have at least one active plan.', undefined, 'items')
  return listOf(`/v1/subscription_items?subscription=${before.id}`, data)
}

function changed(
  work: Work,
  item: Stripe.SubscriptionItem,
  asked: z.infer<typeof Item>,
): Stripe.SubscriptionItem {
  const after = { ...item }
  if (asked.tax_rates) after.tax_rates = asked.tax_rates.map((one) => work.get('tax_rate', one))
  if (asked.quantity !== undefined) after.quantity = asked.quantity
  if (asked.price === undefined) return after
  const price = work.get('price', asked.price)
  const { recurring } = price
  if (!recurring) throw wrongState('The price specified is not recurring.', undefined, 'items')
  const old = item.price.recurring
  // Another rhythm begins a new period at once, which nothing here asks for.
  if (old?.interval !== recurring.interval || old?.interval_count !== recurring.interval_count)
    throw new StripeRefusal('The sandbox changes no billing interval.', { param: 'items' })
  return { ...after, price, plan: planOf(price, recurring) }
}

function newItem(
  work: Work,
  before: Stripe.Subscription,
  asked: z.infer<typeof Item>,
): Stripe.SubscriptionItem {
  if (asked.price === undefined)
    throw new StripeRefusal('Missing required param: items[0][price].', { param: 'items' })
  const { start, end } = periodOf(before)
  const line = {
    price: work.get('price', asked.price),
    quantity: asked.quantity ?? 1,
    taxRates: (asked.tax_rates ?? []).map((one) => work.get('tax_rate', one)),
  }
  const item = itemOf(work, before.id, line, start, end)
  return { ...item, current_period_start: start }
}
