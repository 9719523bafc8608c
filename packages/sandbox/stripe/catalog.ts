// What is sold and at what rate: products, prices, tax rates.
import type { Stripe } from 'stripe'
import * as z from 'zod'
import { currency, decimal, flag, id, metadata, notNegative, positive, text } from './params.ts'
import { decimalOf, mergeMetadata } from './pieces.ts'
import { StripeRefusal, wrongState } from './refusal.ts'
import type { Work } from './work.ts'

export const ProductCreate = z.strictObject({
  id: id.optional(),
  name: text.min(1),
  active: flag.optional(),
  description: text.optional(),
  metadata,
  tax_code: text.optional(),
  shippable: flag.optional(),
  statement_descriptor: text.optional(),
  unit_label: text.optional(),
  url: text.optional(),
  images: z.array(text).optional(),
})

export function createProduct(work: Work, params: z.infer<typeof ProductCreate>): Stripe.Product {
  if (params.id !== undefined && work.read('product', params.id))
    throw wrongState('Product already exists.', 'resource_already_exists', 'id')
  const product: Stripe.Product = {
    id: params.id ?? work.makeId('prod'),
    object: 'product',
    active: params.active ?? true,
    created: work.now,
    default_price: null,
    description: params.description ?? null,
    images: params.images ?? [],
    livemode: false,
    marketing_features: [],
    metadata: params.metadata ?? {},
    name: params.name,
    package_dimensions: null,
    shippable: params.shippable ?? null,
    statement_descriptor: params.statement_descriptor ?? null,
    tax_code: params.tax_code ?? null,
    tax_details: null,
    type: 'service',
    unit_label: params.unit_label ?? null,
    updated: work.now,
    url: params.url ?? null,
  }
  work.put('product', product)
  work.emit('product.created', product)
  return product
}

export const ProductUpdate = ProductCreate.omit({ id: true }).partial()

export function updateProduct(
  work: Work,
  productId: string,
  params: z.infer<typeof ProductUpdate>,
): Stripe.Product {
  const before = work.get('product', productId)
  const { metadata: meta, ...rest } = params
  return work.change(
    'product',
    productId,
    { ...rest, metadata: mergeMetadata(before.metadata, meta), updated: work.now },
    'product.updated',
  )
}

const recurring = z.strictObject({
  interval: z.enum(['day', 'week', 'month', 'year']),
  interval_count: positive.optional(),
  usage_type: z.literal('licensed').optional(),
})
const taxBehavior = z.enum(['inclusive', 'exclusive', 'unspecified'])
const productData = z.strictObject({
  id: id.optional(),
  name: text.min(1),
  description: text.optional(),
  metadata,
  tax_code: text.optional(),
  unit_label: text.optional(),
})

export const PriceCreate = z.strictObject({
  currency,
  product: id.optional(),
  product_data: productData.optional(),
  unit_amount: notNegative,
  recurring: recurring.optional(),
  lookup_key: z.string().max(200).optional(),
  transfer_lookup_key: flag.optional(),
  nickname: text.optional(),
  active: flag.optional(),
  billing_scheme: z.literal('per_unit').optional(),
  tax_behavior: taxBehavior.optional(),
  metadata,
})

export function createPrice(work: Work, params: z.infer<typeof PriceCreate>): Stripe.Price {
  if ((params.product === undefined) === (params.product_data === undefined))
    throw new StripeRefusal('You must specify either `product` or `product_data`.', {
      code: 'parameter_missing',
      param: 'product',
    })
  const key = params.lookup_key
  const holder = key ? work.all('price').find((price) => price.lookup_key === key) : undefined
  if (holder && !params.transfer_lookup_key)
    throw wrongState(
      `A price (\`${holder.id}\`) already uses that lookup key.`,
      'resource_already_exists',
      'lookup_key',
    )
  if (holder) work.change('price', holder.id, { lookup_key: null }, 'price.updated')
  const product = params.product_data
    ? createProduct(work, params.product_data)
    : work.get('product', params.product as string, 'product')
  return makePrice(work, { ...params, product: product.id })
}

/** A price, also one that a session's or invoice's `price_data` makes. */
export function makePrice(
  work: Work,
  params: Omit<z.infer<typeof PriceCreate>, 'product' | 'product_data'> & { product: string },
): Stripe.Price {
  const { recurring } = params
  const price: Stripe.Price = {
    id: work.makeId('price'),
    object: 'price',
    active: params.active ?? true,
    billing_scheme: 'per_unit',
    created: work.now,
    currency: params.currency,
    custom_unit_amount: null,
    livemode: false,
    lookup_key: params.lookup_key ?? null,
    metadata: params.metadata ?? {},
    nickname: params.nickname ?? null,
    product: params.product,
    recurring: recurring
      ? {
          interval: recurring.interval,
          interval_count: recurring.interval_count ?? 1,
          meter: null,
          trial_period_days: null,
          usage_type: 'licensed',
        }
      : null,
    tax_behavior: params.tax_behavior ?? 'unspecified',
    tiers_mode: null,
    transform_quantity: null,
    type: recurring ? 'recurring' : 'one_time',
    unit_amount: params.unit_amount,
    unit_amount_decimal: decimalOf(params.unit_amount),
  }
  work.put('price', price)
  work.emit('price.created', price)
  return price
}

export const PriceUpdate = z.strictObject({
  active: flag.optional(),
  lookup_key: z.string().max(200).optional(),
  transfer_lookup_key: flag.optional(),
  nickname: text.optional(),
  tax_behavior: taxBehavior.optional(),
  metadata,
})

export function updatePrice(
  work: Work,
  priceId: string,
  params: z.infer<typeof PriceUpdate>,
): Stripe.Price {
  const before = work.get('price', priceId)
  const { metadata: meta, transfer_lookup_key: transfer, ...rest } = params
  const key = rest.lookup_key
  const holder = key ? work.all('price').find((one) => one.lookup_key === key) : undefined
  if (holder && holder.id !== priceId) {
    if (!transfer)
      throw wrongState(
        `A price (\`${holder.id}\`) already uses that lookup key.`,
        'resource_already_exists',
        'lookup_key',
      )
    work.change('price', holder.id, { lookup_key: null }, 'price.updated')
  }
  return work.change(
    'price',
    priceId,
    { ...rest, metadata: mergeMetadata(before.metadata, meta) },
    'price.updated',
  )
}

const taxType = z.enum(['vat', 'gst', 'sales_tax', 'service_tax'])

export const TaxRateCreate = z.strictObject({
  display_name: z.string().min(1).max(50),
  inclusive: flag,
  percentage: decimal.refine((percent) => percent <= 100, 'Must be at most 100'),
  active: flag.optional(),
  country: z.string().length(2).optional(),
  description: text.optional(),
  jurisdiction: z.string().max(200).optional(),
  state: z.string().max(3).optional(),
  tax_type: taxType.optional(),
  metadata,
})

export function createTaxRate(work: Work, params: z.infer<typeof TaxRateCreate>): Stripe.TaxRate {
  const rate: Stripe.TaxRate = {
    id: work.makeId('txr'),
    object: 'tax_rate',
    active: params.active ?? true,
    country: params.country ?? null,
    created: work.now,
    description: params.description ?? null,
    display_name: params.display_name,
    effective_percentage: null,
    flat_amount: null,
    inclusive: params.inclusive,
    jurisdiction: params.jurisdiction ?? null,
    jurisdiction_level: null,
    livemode: false,
    metadata: params.metadata ?? {},
    percentage: params.percentage,
    rate_type: 'percentage',
    state: params.state ?? null,
    tax_type: params.tax_type ?? null,
  }
  work.put('tax_rate', rate)
  work.emit('tax_rate.created', rate)
  return rate
}

/** As at Stripe, neither the percentage nor `inclusive` can be changed. */
export const TaxRateUpdate = TaxRateCreate.omit({ percentage: true, inclusive: true }).partial()

export function updateTaxRate(
  work: Work,
  rateId: string,
  params: z.infer<typeof TaxRateUpdate>,
): Stripe.TaxRate {
  const before = work.get('tax_rate', rateId)
  const { metadata: meta, ...rest } = params
  return work.change(
    'tax_rate',
    rateId,
    { ...rest, metadata: mergeMetadata(before.metadata, meta) },
    'tax_rate.updated',
  )
}

/** `price` or `price_data`, as lines of sessions and subscriptions take them. */
export const priceData = z.strictObject({
  currency,
  product: id.optional(),
  product_data: productData.optional(),
  unit_amount: notNegative,
  recurring: recurring.optional(),
  tax_behavior: taxBehavior.optional(),
})

export function priceOf(
  work: Work,
  line: { price?: string | undefined; price_data?: z.infer<typeof priceData> | undefined },
  param: string,
): Stripe.Price {
  if (line.price !== undefined) {
    const price = work.get('price', line.price, `${param}[price]`)
    if (!price.active)
      throw wrongState(
        `The price specified is inactive. This field only accepts active prices.`,
        'resource_missing',
        `${param}[price]`,
      )
    return price
  }
  if (!line.price_data)
    throw new StripeRefusal(`Missing required param: ${param}[price].`, {
      code: 'parameter_missing',
      param: `${param}[price]`,
    })
  // Stripe hides the prices it makes here: they are not active.
  return { ...createPrice(work, line.price_data), active: false }
}
