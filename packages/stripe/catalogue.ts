// Products, prices and tax rates at Stripe: made when they are first sold, and found again. Products
// have an id of ours, prices a lookup key, tax rates (which have neither) metadata.
import type { Stripe } from 'stripe'
import type { StoredPart } from './checkout-params.ts'
import { isTaken } from './client.ts'
import { metadataKeys } from './metadata.ts'

export type CatalogueDeps = { client: Stripe; title: string }

/** What a price is of. `name` is what Stripe's page and invoices call it. */
export type Sold = {
  planId: string
  name: string
  part: StoredPart
  /** Of a subscription; absent: paid once. */
  every?: { interval: 'month' | 'year'; count: number } | undefined
}

/** The id of the price of one copy, with its product. */
export async function priceFor(deps: CatalogueDeps, sold: Sold): Promise<string> {
  const { client, title } = deps
  const key = lookupKeyOf(title, sold)
  const found = await client.prices.list({ lookup_keys: [key], active: true, limit: 1 })
  if (found.data[0]) return found.data[0].id
  const { every, part, planId } = sold
  const price = await client.prices.create(
    {
      product: await productFor(deps, sold),
      currency: 'eur',
      unit_amount: part.unitGross,
      // Prices are with tax (TTC): the rate never changes what a reader pays.
      tax_behavior: 'inclusive',
      lookup_key: key,
      // One that was archived by hand may still hold the key.
      transfer_lookup_key: true,
      ...(every ? { recurring: { interval: every.interval, interval_count: every.count } } : {}),
      metadata: { [metadataKeys.title]: title, [metadataKeys.plan]: planId },
    },
    { idempotencyKey: `price:${key}:${sold.name}` },
  )
  return price.id
}

/** The amount is part of it: a new price of a plan is a new object, and contracts keep the old. */
function lookupKeyOf(title: string, { planId, part, every }: Sold): string {
  const term = every ? `${every.count}${every.interval}` : 'once'
  return `${title}.${planId}.${part.supply}.${part.unitGross}.${term}`
}

async function productFor({ client, title }: CatalogueDeps, sold: Sold): Promise<string> {
  const { planId, name, part } = sold
  const id = `${title}-${planId}-${part.supply}`
  try {
    const product = await client.products.create(
      {
        id,
        name,
        metadata: { [metadataKeys.title]: title, [metadataKeys.plan]: planId },
      },
      { idempotencyKey: `product:${id}:${name}` },
    )
    return product.id
  } catch (error) {
    if (isTaken(error)) return id
    throw error
  }
}

/** The id of the tax rate of one part; undefined where no VAT is due. */
export async function taxRateFor(
  { client, title }: CatalogueDeps,
  part: StoredPart,
): Promise<string | undefined> {
  if (part.scheme === 'exempt') return undefined
  const key = `${part.scheme}.${part.country}.${part.rate}`
  for await (const rate of client.taxRates.list({ active: true, inclusive: true, limit: 100 })) {
    const { metadata, percentage } = rate
    if (metadata?.[metadataKeys.title] !== title || metadata[metadataKeys.rate] !== key) continue
    if (percentage === percentOf(part.rate)) return rate.id
  }
  const rate = await client.taxRates.create(
    {
      display_name: 'TVA',
      percentage: percentOf(part.rate),
      inclusive: true,
      country: part.country,
      jurisdiction: part.country,
      tax_type: 'vat',
      metadata: { [metadataKeys.title]: title, [metadataKeys.rate]: key },
    },
    { idempotencyKey: `rate:${title}:${key}` },
  )
  return rate.id
}

/** Basis points as the percentage that Stripe takes: 210 is 2.1. */
function percentOf(basisPoints: number): number {
  return Number((basisPoints / 100).toFixed(2))
}
