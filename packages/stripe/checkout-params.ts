// What Stripe's page is asked for, from an order alone. Pure: the same order makes the same request,
// byte by byte, which an idempotency key demands.
import type { Stripe } from 'stripe'
import type { Locale } from '#kernel/errors'
import { unreachable } from '#kernel/errors'
import { isSubscribed, type Order } from '#subscriptions/order'
import type { CheckoutOrder } from '#subscriptions/ports'
import { mentionSentences } from '#subscriptions/price'
import { metadataKeys } from './metadata.ts'

export type StoredPart = Order['price']['parts'][number]

/** What a part of an order is called and how often it is paid; one entry for each of its parts. */
export type Line = { priceId: string; taxRateId: string | undefined }

/** Card and SEPA debit, of what the account has switched on (a filter, since endive). */
const methods = ['card', 'sepa_debit']

/** Our ids, for every object at Stripe. */
export function metadataOf(order: Pick<Order, 'id' | 'customerId' | 'planId'>, title: string) {
  return {
    [metadataKeys.title]: title,
    [metadataKeys.order]: order.id,
    [metadataKeys.customer]: order.customerId,
    [metadataKeys.plan]: order.planId,
  }
}

/** How often a subscription is paid; undefined for what is paid once. */
export function rhythmOf(
  terms: Order['terms'],
): { interval: 'month' | 'year'; count: number } | undefined {
  if (!isSubscribed(terms)) return undefined
  switch (terms.kind) {
    case 'monthly':
      return { interval: 'month', count: 1 }
    case 'term':
      return { interval: 'year', count: (terms.months ?? 12) / 12 }
    case 'single':
      return undefined
    default:
      return unreachable(terms.kind)
  }
}

export function checkoutParams(
  { order, expiresAt, successUrl, cancelUrl }: CheckoutOrder,
  made: { title: string; stripeCustomerId: string; lines: readonly Line[] },
): Stripe.Checkout.SessionCreateParams {
  const metadata = metadataOf(order, made.title)
  const description = order.terms.name[order.locale]
  const footer = footerOf(order)
  const common: Stripe.Checkout.SessionCreateParams = {
    customer: made.stripeCustomerId,
    client_reference_id: order.id,
    line_items: made.lines.map(({ priceId, taxRateId }) => ({
      price: priceId,
      quantity: order.quantity,
      ...(taxRateId === undefined ? {} : { tax_rates: [taxRateId] }),
    })),
    success_url: successUrl,
    cancel_url: cancelUrl,
    expires_at: Math.floor(Date.parse(expiresAt) / 1_000),
    locale: order.locale,
    allowed_payment_method_types: methods,
    // Codes are typed on our form: the price on the button is the price that is paid.
    ...(order.promotion
      ? { discounts: [{ promotion_code: order.promotion.promotionCodeId }] }
      : {}),
    // The dashboard's default may be on; a price in euros is a price in euros.
    adaptive_pricing: { enabled: false },
    // Rates are ours, by territory.
    automatic_tax: { enabled: false },
    metadata,
  }
  if (!isSubscribed(order.terms))
    return {
      ...common,
      mode: 'payment',
      // Without it a single payment has no invoice.
      invoice_creation: { enabled: true, invoice_data: { metadata, description, ...footer } },
      payment_intent_data: { metadata, description },
    }
  return {
    ...common,
    mode: 'subscription',
    // Also where a code makes the first term free: the next one must be payable.
    payment_method_collection: 'always',
    subscription_data: {
      metadata,
      description,
      billing_mode: { type: 'flexible' },
      ...(footer ? { invoice_settings: footer } : {}),
    },
  }
}

/** The buyer as invoices name them: company first, and the address that decides the VAT. */
export function customerParams(
  order: Pick<Order, 'id' | 'customerId' | 'planId' | 'buyer' | 'delivery' | 'gift' | 'locale'>,
  title: string,
): Stripe.CustomerCreateParams {
  const { buyer, delivery, gift, locale } = order
  const name = buyer.company ?? buyer.name
  const own = gift ? undefined : delivery
  return {
    email: buyer.email,
    name,
    preferred_locales: [locale],
    address: {
      country: own?.country ?? buyer.country,
      ...optional('postal_code', own?.postcode ?? buyer.postcode),
      ...optional('city', own?.town),
      ...optional('line1', own && streetOf(own)),
      ...optional('line2', own?.detail),
    },
    metadata: {
      [metadataKeys.title]: title,
      [metadataKeys.customer]: order.customerId,
    },
  }
}

/** Of a delivery address the lines between the person and the town. */
function streetOf(address: NonNullable<Order['delivery']>): string | undefined {
  const lines = [address.building, address.street, address.place].filter((line) => line)
  return lines.length > 0 ? lines.join(', ') : undefined
}

/** What an invoice without French VAT must say, in the reader's language. */
function footerOf(order: Order): { footer: string } | undefined {
  const sentences = mentionSentences(order.price)
  const locale: Locale = order.locale
  return sentences.length > 0
    ? { footer: sentences.map((sentence) => sentence[locale]).join('\n') }
    : undefined
}

function optional<Name extends string>(name: Name, value: string | undefined) {
  return (value ? { [name]: value } : {}) as { [N in Name]?: string }
}
