// A subscription's price from its next renewal on: the items at Stripe are made those of the new
// price, each with its tax rate. Nothing is prorated.
import type { Stripe } from 'stripe'
import type { Payments } from '#subscriptions/ports'
import { priceFor, taxRateFor } from './catalogue.ts'
import { rhythmOf } from './checkout-params.ts'

type RepriceDeps = { client: Stripe; title: string; titleName: string }

export async function reprice(
  deps: RepriceDeps,
  input: Parameters<Payments['reprice']>[0],
): Promise<void> {
  const { subscriptionId, planId, terms, price, key } = input
  const { client } = deps
  const wanted: { price: string; quantity: number; tax_rates: string[] | '' }[] = []
  for (const part of price.parts) {
    const name = `${deps.titleName} – ${terms.name.fr}`
    const priceId = await priceFor(deps, { planId, name, part, every: rhythmOf(terms) })
    const rate = await taxRateFor(deps, part)
    wanted.push({
      price: priceId,
      quantity: price.quantity,
      tax_rates: rate === undefined ? '' : [rate],
    })
  }
  const { items, status } = await client.subscriptions.retrieve(subscriptionId)
  // What has ended renews no more.
  if (status === 'canceled' || status === 'incomplete_expired') return
  const there = items.data.map(({ id }) => id)
  const changed = wanted.map((item, at) => {
    const id = there[at]
    return id === undefined ? item : { id, ...item }
  })
  const gone = there.slice(wanted.length).map((id) => ({ id, deleted: true }))
  await client.subscriptions.update(
    subscriptionId,
    { items: [...changed, ...gone], proration_behavior: 'none' },
    { idempotencyKey: key },
  )
}
