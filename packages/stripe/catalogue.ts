// Products, prices and tax rates at Stripe: made when they are first sold, and found again. Products
// have an id of ours, prices a lookup key, tax rates (which have neither) metadata.
import { createHash } from 'node:crypto'
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
  const found = await client.prices.list({
    lookup_keys: [key],
    active: true,
    limit: 1,
    expand: ['data.product'],
  })
  if (found.data[0]) return await withName(client, found.data[0], sold.name)
  const { every, part, planId } = sold
  const params: Stripe.PriceCreateParams = {
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
  }
  return (await client.prices.create(params, onceFor('price', params))).id
}

/** A plan that was renamed is called by its new name from the next sale on. */
async function withName(client: Stripe, price: Stripe.Price, name: string): Promise<string> {
  const { product } = price
  if (typeof product === 'object' && !product.deleted && product.name !== name)
    await client.products.update(product.id, { name })
  return price.id
}

/** The amount is part of it: a new price of a plan is a new object, and contracts keep the old. */
function lookupKeyOf(title: string, { planId, part, every }: Sold): string {
  const term = every ? `${every.count}${every.interval}` : 'once'
  return `${title}.${planId}.${part.supply}.${part.unitGross}.${term}`
}

/** What coupons that hold for some plans alone name. */
export function productIdOf(
  title: string,
  { planId, supply }: { planId: string; supply: StoredPart['supply'] },
): string {
  return `${title}-${planId}-${supply}`
}

async function productFor({ client, title }: CatalogueDeps, sold: Sold): Promise<string> {
  const { planId, name, part } = sold
  const id = productIdOf(title, { planId, supply: part.supply })
  const params: Stripe.ProductCreateParams = {
    id,
    name,
    metadata: { [metadataKeys.title]: title, [metadataKeys.plan]: planId },
  }
  try {
    return (await client.products.create(params, onceFor('product', params))).id
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
  const params: Stripe.TaxRateCreateParams = {
    display_name: 'TVA',
    percentage: percentOf(part.rate),
    inclusive: true,
    country: part.country,
    jurisdiction: part.country,
    tax_type: 'vat',
    metadata: { [metadataKeys.title]: title, [metadataKeys.rate]: key },
  }
  return (await client.taxRates.create(params, onceFor('rate', params))).id
}

/** Two who sell for the first time at once make one: the same request has the same key. */
function onceFor(what: string, params: object): { idempotencyKey: string } {
  const hash = createHash('sha256').update(JSON.stringify(params)).digest('hex')
  return { idempotencyKey: `${what}:${hash}` }
}

/** Basis points as the percentage that Stripe takes: 210 is 2.1. */
function percentOf(basisPoints: number): number {
  return Number((basisPoints / 100).toFixed(2))
}
