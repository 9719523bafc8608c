// Places an order: the button was pressed. First the proof of what the reader saw, then Stripe's page
// with the order's id as the idempotency key; a double click and a crash lead to the same page.
import type { Table } from '#aws/table'
import { type Clock, hourMs, type Instant, instant, plusMs } from '#kernel/time'
import { expiryOf } from './begin-order.ts'
import { type Order, type OrderProof, orderLimits } from './order.ts'
import type { Payments } from './ports.ts'
import { isPromotionStill } from './price-order.ts'
import { replaceable } from './replaceable.ts'
import { changeOrder, getOrder, type OrderRef } from './store.ts'

export type PlaceOrderDeps = {
  table: Table
  clock: Clock
  payments: Pick<Payments, 'checkout' | 'promotion'>
  /** Where Stripe sends the reader back to; always the same for one order. */
  orderUrls: (order: Order) => { successUrl: string; cancelUrl: string }
}

export type PlaceOrderOutcome =
  /** Go to Stripe's page. */
  | { kind: 'placed'; order: Order; url: string }
  /** It is paid, or a debit is under way: its page says so. */
  | { kind: 'already'; order: Order }
  /** Too late: begin again. */
  | { kind: 'expired'; order: Order }
  /** The price on the page was another one: show the recap again. */
  | { kind: 'otherPrice'; order: Order }
  /** The contract that it was to replace runs no more, or was replaced by another order. */
  | { kind: 'replacedGone'; order: Order }
  /** The promotion code is good no more: nothing was ordered, the form must be corrected. */
  | { kind: 'promotionGone'; order: Order }
  | { kind: 'notFound' }

/** `proof.gross`: the price that stood on the button, in cents, as the form gives it back. */
export async function placeOrder(
  deps: PlaceOrderDeps,
  input: OrderRef & { proof: Omit<OrderProof, 'at'> },
): Promise<PlaceOrderOutcome> {
  const now = instant(deps.clock())
  const shown = await getOrder(deps.table, input)
  if (shown?.status === 'recapped' && !(await isPromotionStill(deps, shown)))
    return { kind: 'promotionGone', order: shown }
  if (shown?.status === 'recapped' && !(await isReplacedStill(deps, shown)))
    return { kind: 'replacedGone', order: shown }
  const changed = await changeOrder(deps.table, input, (order) => {
    if (order.status !== 'recapped' || order.validUntil <= now) return undefined
    if (input.proof.gross !== order.price.gross) return undefined
    const validUntil = plusMs(now, orderLimits.checkoutHours * hourMs)
    const proof = { ...input.proof, at: now }
    const to: Order = { ...order, status: 'placed', proof, validUntil, updatedAt: now }
    return { to, intent: expiryOf(to) }
  })
  if (changed.kind === 'missing') return { kind: 'notFound' }
  const order = changed.is
  switch (order.status) {
    case 'paid':
    case 'provisional':
      return { kind: 'already', order }
    case 'expired':
    case 'failed':
      return { kind: 'expired', order }
    case 'recapped':
      return { kind: order.validUntil <= now ? 'expired' : 'otherPrice', order }
    default:
      return order.validUntil <= now ? { kind: 'expired', order } : await page(deps, order, now)
  }
}

/** Two summaries of a change of plan may lie open: what one has replaced is not replaced again. */
async function isReplacedStill(
  deps: PlaceOrderDeps,
  { replaces, planId, customerId }: Order,
): Promise<boolean> {
  if (replaces === undefined) return true
  const found = await replaceable(deps, { id: replaces, planId, account: customerId })
  return found.kind === 'replaceable'
}

/** The order's payment page: known, or asked for (again) under the order's key. */
async function page(deps: PlaceOrderDeps, order: Order, now: Instant): Promise<PlaceOrderOutcome> {
  if (order.checkout) return { kind: 'placed', order, url: order.checkout.url }
  const expiresAt = order.validUntil
  const checkout = await deps.payments.checkout({ order, expiresAt, ...deps.orderUrls(order) })
  const ref = { customerId: order.customerId, orderId: order.id }
  if ('kind' in checkout) return await giveUp(deps, order, now)
  const changed = await changeOrder(deps.table, ref, (is) =>
    is.checkout ? undefined : { to: { ...is, checkout, updatedAt: now } },
  )
  const written = changed.kind === 'missing' ? order : changed.is
  return { kind: 'placed', order: written, url: checkout.url }
}

/** Between the look and the page somebody was faster: what was placed comes to its end, unpaid. */
async function giveUp(
  deps: PlaceOrderDeps,
  { customerId, id: orderId, ...order }: Order,
  now: Instant,
): Promise<PlaceOrderOutcome> {
  const changed = await changeOrder(deps.table, { customerId, orderId }, (is, open) => {
    if (is.status !== 'placed' || is.checkout) return undefined
    const to: Order = { ...is, status: 'expired', validUntil: now, updatedAt: now }
    return { to, ...(open?.kind === 'order.expire' ? { close: open.id } : {}) }
  })
  const is = changed.kind === 'missing' ? { ...order, customerId, id: orderId } : changed.is
  return { kind: 'promotionGone', order: is }
}
