// How objects leave the house: what is worked out when they are looked at, what `expand` puts in, and
// lists.
import type { Stripe } from 'stripe'
import { lineItemsOf } from './basket.ts'
import { isInForce, isValid } from './discounts.ts'
import { isAvailable } from './ledger.ts'
import { isWithin, type Range } from './params.ts'
import { listOf } from './pieces.ts'
import { noSuch, StripeRefusal } from './refusal.ts'
import type { ObjectKind, Objects, StoredEvent } from './store.ts'
import type { Work } from './work.ts'

type Shown = Record<string, unknown>

/** An object as it is now: some fields depend on the time or on other objects. */
export function present(work: Work, object: unknown): unknown {
  if (typeof object !== 'object' || object === null) return object
  const kind = (object as { object?: unknown }).object
  if (kind === 'balance_transaction') {
    const one = object as Stripe.BalanceTransaction
    return { ...one, status: isAvailable(one, work.now) ? 'available' : 'pending' }
  }
  if (kind === 'coupon') {
    const one = object as Stripe.Coupon
    // Hidden unless it is asked for.
    const { applies_to: _, ...shown } = one
    return { ...shown, valid: isValid(one, work.now) }
  }
  if (kind === 'promotion_code') {
    const one = object as Stripe.PromotionCode
    return { ...one, active: isInForce(work, one) }
  }
  if (kind === 'event') {
    const one = object as StoredEvent
    return { ...one, pending_webhooks: work.referring('delivery', one.id).length }
  }
  return object
}

/** Fields that are only there when asked for. */
const includable: Partial<Record<ObjectKind, Record<string, (work: Work, id: string) => unknown>>> =
  {
    invoice: {
      payments: (work, id) =>
        listOf(`/v1/invoice_payments?invoice=${id}`, work.referring('invoice_payment', id)),
      confirmation_secret: () => null,
    },
    coupon: {
      applies_to: (work, id) => work.get('coupon', id).applies_to,
    },
    charge: {
      refunds: (work, id) =>
        listOf(`/v1/charges/${id}/refunds`, work.referring('refund', id).reverse()),
    },
    customer: {
      subscriptions: (work, id) =>
        listOf(
          `/v1/customers/${id}/subscriptions`,
          work.referring('subscription', id).filter(({ status }) => status !== 'canceled'),
        ),
    },
    'checkout.session': {
      line_items: (work, id) => {
        const basket = work.read('basket', id)
        return listOf(
          `/v1/checkout/sessions/${id}/line_items`,
          basket ? lineItemsOf(work, basket) : [],
        )
      },
    },
  }

const deepestExpansion = 4

/**
 * Puts what `expand` names in the place of ids.
 * @throws StripeRefusal for a field that can't be expanded.
 */
export function expand(work: Work, body: unknown, paths: readonly string[]): unknown {
  if (paths.length === 0) return body
  let shown = structuredClone(body)
  for (const path of paths) {
    const parts = path.split('.')
    if (parts.length > deepestExpansion)
      throw new StripeRefusal(
        `You cannot expand more than ${deepestExpansion} levels of a property`,
      )
    shown = expandIn(work, shown, parts, path)
  }
  return shown
}

function expandIn(work: Work, value: unknown, parts: readonly string[], path: string): unknown {
  const [name, ...rest] = parts
  if (name === undefined) return whole(work, value)
  if (Array.isArray(value)) return value.map((one) => expandIn(work, one, parts, path))
  if (typeof value === 'string') return expandIn(work, whole(work, value), parts, path)
  if (typeof value !== 'object' || value === null) return value
  const object = value as Shown & { object?: ObjectKind; id?: string }
  const include = object.object ? includable[object.object]?.[name] : undefined
  if (include && object[name] === undefined && object.id)
    object[name] = structuredClone(include(work, object.id))
  if (!(name in object)) {
    // Fields that Stripe leaves out when they are empty.
    if (optional.includes(name)) return object
    throw new StripeRefusal(`This property cannot be expanded (${path}).`)
  }
  object[name] = expandIn(work, object[name], rest, path)
  return object
}

const optional = [
  'failure_balance_transaction',
  'payment_intent',
  'charge',
  'default_tax_rates',
  'applies_to',
]

/** The object behind an id, or each of a list of ids. */
function whole(work: Work, value: unknown): unknown {
  if (Array.isArray(value)) return value.map((one) => whole(work, one))
  if (typeof value !== 'string') return value
  const kind = work.kindOf(value)
  const found = kind ? work.read(kind, value) : undefined
  return found ? structuredClone(present(work, found)) : value
}

export type Listing = {
  limit?: number | undefined
  starting_after?: string | undefined
  ending_before?: string | undefined
  created?: Range
}

/** One page of a list, newest first. */
export function listPage<K extends ObjectKind>(
  work: Work,
  options: {
    kind: K
    url: string
    /** Oldest first. */
    records: readonly Objects[K][]
    listing: Listing
  },
): { object: 'list'; url: string; has_more: boolean; data: unknown[] } {
  const { kind, listing, url } = options
  const { limit = 10, starting_after: after, ending_before: before, created } = listing
  const all = options.records
    .filter((one) => isWithin((one as { created?: number }).created ?? 0, created))
    .toReversed()
  const indexOf = (id: string, param: string) => {
    if (!work.read(kind, id)) throw noSuch(kind.replace(/[._]/g, ' '), id, param)
    return all.findIndex((one) => (one as { id: string }).id === id)
  }
  let page: readonly Objects[K][]
  let hasMore: boolean
  if (before !== undefined) {
    const until = indexOf(before, 'ending_before')
    const from = Math.max(0, until - limit)
    page = all.slice(from, Math.max(0, until))
    hasMore = from > 0
  } else {
    const from = after === undefined ? 0 : indexOf(after, 'starting_after') + 1
    page = all.slice(from, from + limit)
    hasMore = all.length > from + limit
  }
  return { object: 'list', url, has_more: hasMore, data: page.map((one) => present(work, one)) }
}
