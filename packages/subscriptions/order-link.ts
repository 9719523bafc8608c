// The link to an order's own page: the summary before it is placed, then where it stands. It opens
// this one order alone, and is what a mail and Stripe's way back carry.
import type { Locale } from '#kernel/errors'
import { type CustomerId, idSchema, type OrderId } from '#kernel/ids'
import { readToken, type SigningKeys, signToken } from '#kernel/tokens'

export type OrderRef = { customerId: CustomerId; orderId: OrderId }

/** Never expires: it is the reader's way back to the contract. */
export function orderToken(keys: SigningKeys, { customerId, orderId }: OrderRef): string {
  return signToken(keys, { purpose: 'order', subject: orderId, data: { c: customerId } })
}

/** The order that a token opens; undefined when it was not signed by us. */
export function readOrderToken(
  keys: SigningKeys,
  { token, now }: { token: string; now: Date },
): OrderRef | undefined {
  const reading = readToken(keys, { purpose: 'order', token, now })
  if (reading.kind !== 'valid') return undefined
  const orderId = idSchema('order').safeParse(reading.subject)
  const customerId = idSchema('customer').safeParse(reading.data['c'])
  if (!orderId.success || !customerId.success) return undefined
  return { customerId: customerId.data, orderId: orderId.data }
}

/** The address of the order's page; English pages live under `/en`. */
export function orderUrl(options: { siteUrl: string; locale: Locale; token: string }): string {
  const prefix = options.locale === 'en' ? '/en' : ''
  return `${options.siteUrl}${prefix}/order/${options.token}`
}
