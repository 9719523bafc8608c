// The subscription that an order makes, and the stream its copies go in. Made once, whichever fact of
// Stripe's comes first.
import { createHash } from 'node:crypto'
import type { Table } from '#aws/table'
import { prefixedId, type StreamId } from '#kernel/ids'
import type { Instant } from '#kernel/time'
import type { Order } from './order.ts'
import { isSamePlace, placeKey } from './postal-address.ts'
import { renewalPriceOf } from './promotion.ts'
import { getSubscription, putSubscription, subscriptionItemKey } from './store.ts'
import { streamsOf } from './store-streams.ts'
import type { Stream } from './stream.ts'
import { type Subscription, subscriptionIdOf } from './subscription.ts'

/** Whether the order is a contract that lasts; a single issue is an entitlement alone. */
export function makesSubscription(order: Pick<Order, 'terms'>): boolean {
  return order.terms.kind !== 'single'
}

/** The order's subscription, made if it is not there yet. */
export async function makeSubscription(
  deps: { table: Table },
  order: Order,
  now: Instant,
): Promise<Subscription> {
  const ref = { customerId: order.customerId, subscriptionId: subscriptionIdOf(order.id) }
  const known = await getSubscription(deps.table, ref)
  if (known) return known
  const { customerId, id: orderId, planId, terms, quantity, locale } = order
  await putSubscription(deps.table, {
    ...{ id: ref.subscriptionId, customerId, orderId, planId, terms, quantity, locale },
    price: renewalPriceOf(order),
    streamId: await streamIdOf(deps, order),
    isGift: order.gift !== undefined,
    status: 'provisional',
    createdAt: now,
    updatedAt: now,
    version: 1,
  })
  const made = await getSubscription(deps.table, ref)
  if (!made) throw new Error(`A subscription that was written is not there: ${ref.subscriptionId}`)
  return made
}

/** Where a subscription's item lies, for intents and hints. */
export function keyOfSubscription({ customerId, id }: Pick<Subscription, 'customerId' | 'id'>) {
  return subscriptionItemKey({ customerId, subscriptionId: id })
}

/**
 * Terms that go to one place are one stream, so that a renewal by a new order queues behind what is
 * owed. A month and a single issue are streams of their own.
 */
export async function streamIdOf(deps: { table: Table }, order: Order): Promise<StreamId> {
  const own = prefixedId('stream', order.id.slice(order.id.indexOf('_') + 1))
  if (order.terms.kind !== 'term') return own
  const { delivery } = order
  const shared = sharedStreamId(order)
  if (!delivery) return shared
  const streams = await streamsOf(deps.table, order.customerId)
  const there = streams.find(
    (stream) => isTermOf(stream) && goesTo(stream, delivery) && isFor(stream, order.gift),
  )
  if (there) return there.id
  // The stream that once went to this place may have moved since.
  return streams.some(({ id }) => id === shared) ? own : shared
}

function isTermOf({ entitlements }: Stream): boolean {
  return entitlements.some(({ kind, toIssue }) => kind === 'issues' && toIssue === undefined)
}

/** A gift is read by who receives it: it never shares a stream with the giver's own copies. */
function isFor({ recipient }: Stream, gift: Order['gift']): boolean {
  return (
    recipient?.name === gift?.recipientName &&
    recipient?.email === gift?.recipientEmail &&
    (recipient === undefined) === (gift === undefined)
  )
}

function goesTo(stream: Stream, delivery: NonNullable<Order['delivery']>): boolean {
  return stream.delivery !== undefined && isSamePlace(stream.delivery, delivery)
}

/** Made from customer, recipient and place, so that two orders at once meet in one stream. */
function sharedStreamId({ customerId, delivery, gift }: Order): StreamId {
  const place = [
    ...(gift ? ['gift', gift.recipientName, gift.recipientEmail ?? ''] : []),
    delivery === undefined ? 'digital' : placeKey(delivery),
  ].join('\n')
  const hash = createHash('sha256').update(`${customerId}\n${place}`).digest('hex')
  return prefixedId('stream', hash.slice(0, 32))
}
