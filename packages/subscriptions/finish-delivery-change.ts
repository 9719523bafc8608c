// Carries a change of delivery out: the stream first, then what the next renewal costs at Stripe where
// copies go to another territory for VAT. Any retry repeats it harmlessly; the newest wish counts.
import { closedIntent } from '#aws/intent'
import { deliveryChangeKey } from '#aws/keys'
import type { Table } from '#aws/table'
import { type Clock, dateOf, instant } from '#kernel/time'
import type { Publication } from '#publication/schema'
import { type DeliveryChange, getDeliveryChange } from './delivery-change.ts'
import type { Order } from './order.ts'
import type { Payments } from './ports.ts'
import type { Price } from './price.ts'
import { renewalPriceAt } from './renewal-price.ts'
import { changeSubscription, getOrder, holdingsOf } from './store.ts'
import { addOrderPlace } from './store-order-search.ts'
import { changeStream, type StreamRef } from './store-streams.ts'
import { renewsAt, type Subscription } from './subscription.ts'

export type FinishDeliveryDeps = {
  table: Table
  clock: Clock
  publication: Publication
  payments: Pick<Payments, 'reprice' | 'changeCustomer'>
}

export async function finishDeliveryChange(
  deps: FinishDeliveryDeps,
  ref: StreamRef,
): Promise<void> {
  const found = await getDeliveryChange(deps.table, ref)
  if (found?.open?.kind !== 'delivery.changed') return
  const { open } = found
  const { customerId, streamId } = ref
  let { change } = found
  let changeId = open.id
  for (let wishes = 0; wishes < mostWishesAtOnce; wishes++) {
    await carryOut(deps, change, changeId)
    const newest = await getDeliveryChange(deps.table, ref)
    if (!newest || isSamePlace(newest.change.delivery, change.delivery)) break
    // Wished for meanwhile, and perhaps carried out before this older one was: said again, by
    // another key, for of one that was used Stripe repeats the answer and does nothing.
    change = newest.change
    changeId = `${changeId}:${newest.open?.id ?? 'again'}`
  }
  await deps.table.update(deliveryChangeKey(customerId, streamId), closedIntent, {
    if: '#intent.#id = :id',
    values: { ':id': open.id },
  })
}

async function carryOut(
  deps: FinishDeliveryDeps,
  change: DeliveryChange,
  changeId: string,
): Promise<void> {
  const { customerId, streamId } = change
  await moveStream(deps, change)
  const { subscriptions, orders } = await holdingsOf(deps.table, customerId)
  for (const order of orders)
    if (subscriptions.some((one) => one.orderId === order.id && one.streamId === streamId))
      await addOrderPlace(deps.table, order, change.delivery)
  for (const subscription of subscriptions)
    if (subscription.streamId === streamId)
      await repriceOne(deps, { subscription, change, changeId })
}

/**
 * The part that needs nobody: issues to come go there. Done at once, and again by whoever finishes.
 * Looks at the newest wish afterwards: whoever comes late with an older one leaves the stream with it.
 */
export async function moveStream(
  deps: Pick<FinishDeliveryDeps, 'table' | 'clock'>,
  change: DeliveryChange,
): Promise<void> {
  const { customerId, streamId } = change
  const now = instant(deps.clock())
  let { delivery } = change
  for (let wishes = 0; wishes < mostWishesAtOnce; wishes++) {
    await changeStream(deps.table, { customerId, streamId, now }, (stream) => {
      const isThere = isSamePlace(stream.delivery, delivery)
      return isThere || stream.edition === 'digital' ? undefined : { to: { ...stream, delivery } }
    })
    const newest = await getDeliveryChange(deps.table, { customerId, streamId })
    if (!newest || isSamePlace(newest.change.delivery, delivery)) return
    delivery = newest.change.delivery
  }
}

/** Nobody presses as often while one is carried out; the intent carries the rest. */
const mostWishesAtOnce = 5

/** Whatever order a store gives the lines in. */
function isSamePlace(a: DeliveryChange['delivery'] | undefined, b: DeliveryChange['delivery']) {
  const text = (place: object) => JSON.stringify(Object.entries(place).sort())
  return a !== undefined && text(a) === text(b)
}

async function repriceOne(
  deps: FinishDeliveryDeps,
  given: { subscription: Subscription; change: DeliveryChange; changeId: string },
): Promise<void> {
  const { subscription, change, changeId } = given
  const { customerId, orderId, id: subscriptionId, stripe } = subscription
  const order = await getOrder(deps.table, { customerId, orderId })
  if (!order || !stripe || renewsAt(subscription) === undefined) return
  const price = newPriceOf(deps, { order, subscription, delivery: change.delivery })
  const key = `${subscriptionId}:${changeId}`
  if (price) {
    await changeSubscription(deps.table, { customerId, subscriptionId }, (is) => ({
      to: { ...is, renewalPrice: price, updatedAt: instant(deps.clock()) },
    }))
    const { planId, terms } = order
    await deps.payments.reprice({
      ...{ subscriptionId: stripe.subscriptionId, planId, terms, price, key },
    })
  }
  if (order.gift) return
  const { street, place, building, postcode, town, country } = change.delivery
  await deps.payments.changeCustomer({
    stripeCustomerId: stripe.customerId,
    address: { lines: [street ?? place ?? '', building ?? ''], postcode, town, country },
    key: `${key}:address`,
  })
}

/** Undefined where the price is what it was: the VAT of the new place is that of the old one. */
export function newPriceOf(
  deps: Pick<FinishDeliveryDeps, 'publication' | 'clock'>,
  given: {
    order: Order
    subscription: Pick<Subscription, 'renewalPrice'>
    delivery: DeliveryChange['delivery']
  },
): Price | undefined {
  const { order, subscription, delivery } = given
  const { publication } = deps
  const offer = publication.subscriptions
  if (!offer) return undefined
  const date = dateOf(instant(deps.clock()), publication.zone)
  const input = { order, offer, date, cppap: publication.identity.cppap }
  const there = renewalPriceAt({ ...input, delivery })
  if (there.kind === 'noRate') return undefined
  const before = renewalPriceAt({ ...input, delivery: order.delivery ?? delivery })
  const isSame = before.kind === 'price' && isSamePrice(before.price, there.price)
  return isSame && subscription.renewalPrice === undefined ? undefined : there.price
}

function isSamePrice(a: Price, b: Price): boolean {
  const text = ({ parts }: Price) =>
    JSON.stringify(parts.map((part) => [part.supply, part.unitGross, part.rate, part.country]))
  return text(a) === text(b)
}
