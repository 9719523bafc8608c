// One subscription whole: its contract, who has it, the issues it was served and those to come, what
// was paid, and what happened when.
import type { Table } from '#aws/table'
import type { DeclarationId, SubscriptionId } from '#kernel/ids'
import type { Instant } from '#kernel/time'
import { owedTo } from './browse-subscriptions.ts'
import type { Claim } from './claim.ts'
import type { Customer } from './customer.ts'
import type { Declaration } from './declaration.ts'
import type { Notice } from './notice.ts'
import type { Order } from './order.ts'
import type { StaffRefund } from './staff-refund.ts'
import { findSubscription, getCustomer, getOrder } from './store.ts'
import { claimsOf } from './store-claims.ts'
import { declarationsOf } from './store-declarations.ts'
import { noticesOf } from './store-notices.ts'
import { refundsOf } from './store-refunds.ts'
import { getStream } from './store-streams.ts'
import type { Stream, StreamEntitlement } from './stream.ts'
import { renewsAt, type Subscription } from './subscription.ts'

export type SubscriptionEvent = {
  at: Instant
  kind:
    | 'begun'
    | 'placed'
    | 'paid'
    | 'bought'
    | 'unpaid'
    | 'noticed'
    | 'cancelled'
    | 'withdrawn'
    | 'refunded'
    | 'copyClaimed'
    | 'copySent'
    | 'ended'
  /** Of a `bought`, `unpaid` or `refunded`: Stripe's invoice. */
  invoiceId?: string | undefined
  /** Of a `cancelled` or `withdrawn` one: what was declared. */
  declarationId?: DeclarationId | undefined
  /** Of a copy: the issue that did not come. */
  issue?: number | undefined
}

export type SubscriptionView = {
  subscription: Subscription
  order: Order | undefined
  customer: Customer | undefined
  stream: Stream | undefined
  /** Its own, oldest first. */
  entitlements: StreamEntitlement[]
  /** By staff, oldest first. */
  refunds: StaffRefund[]
  /** Cancellations and withdrawals that were declared, newest first. */
  declarations: Declaration[]
  /** Copies that did not come. */
  claims: Claim[]
  /** Notices before its renewals. */
  notices: Notice[]
  served: { number: number; used: number }[]
  owed: number
  renewsAt: Instant | undefined
  /** Newest first. */
  events: SubscriptionEvent[]
}

/** Undefined when there is none of this id. */
export async function showSubscription(
  deps: { table: Table },
  id: SubscriptionId,
): Promise<SubscriptionView | undefined> {
  const subscription = await findSubscription(deps.table, id)
  if (!subscription) return undefined
  const { customerId, orderId, streamId } = subscription
  const [order, customer, stream, refunds, declarations, claims, notices] = await Promise.all([
    getOrder(deps.table, { customerId, orderId }),
    getCustomer(deps.table, customerId),
    getStream(deps.table, { customerId, streamId }),
    refundsOf(deps.table, customerId),
    declarationsOf(deps.table, id),
    claimsOf(deps.table, customerId),
    noticesOf(deps.table, customerId),
  ])
  const entitlements = (stream?.entitlements ?? []).filter(
    (one) => one.subscriptionId === id || one.orderId === orderId,
  )
  const held = {
    refunds: refunds.filter((one) => one.orderId === orderId),
    claims: claims.filter((one) => one.streamId === streamId),
    notices: notices.filter((one) => one.subscriptionId === id),
    declarations,
  }
  return {
    ...{ subscription, order, customer, stream, entitlements },
    ...held,
    served: entitlements.flatMap((one) => one.served),
    owed: owedTo(subscription, stream),
    renewsAt: renewsAt(subscription),
    events: eventsOf(subscription, { order, entitlements, ...held }),
  }
}

type Held = Pick<
  SubscriptionView,
  'order' | 'entitlements' | 'refunds' | 'claims' | 'notices' | 'declarations'
>

function eventsOf(subscription: Subscription, held: Held): SubscriptionEvent[] {
  const { order, entitlements } = held
  const events: SubscriptionEvent[] = entitlements.map(({ boughtAt, invoiceId }) => ({
    at: boughtAt,
    kind: 'bought',
    invoiceId,
  }))
  if (order) events.push({ at: order.createdAt, kind: 'begun' })
  if (order?.proof) events.push({ at: order.proof.at, kind: 'placed' })
  if (order?.paidAt) events.push({ at: order.paidAt, kind: 'paid' })
  const { unpaid, endedAt } = subscription
  if (unpaid) events.push({ at: unpaid.since, kind: 'unpaid', invoiceId: unpaid.invoiceId })
  if (endedAt) events.push({ at: endedAt, kind: 'ended' })
  return [...events, ...servicesOf(held)].sort((a, b) => b.at.localeCompare(a.at))
}

/** What was declared, told, given back and sent again. */
function servicesOf({ refunds, claims, notices, declarations }: Held): SubscriptionEvent[] {
  return [
    ...declarations.map(
      ({ id, kind, at }): SubscriptionEvent => ({
        at,
        kind: kind === 'cancellation' ? 'cancelled' : 'withdrawn',
        declarationId: id,
      }),
    ),
    ...refunds.flatMap(({ status, doneAt, invoiceId }): SubscriptionEvent[] =>
      status === 'given' && doneAt ? [{ at: doneAt, kind: 'refunded', invoiceId }] : [],
    ),
    ...notices.flatMap(({ mails }) =>
      mails.flatMap(({ outcome, at }): SubscriptionEvent[] =>
        outcome === 'accepted' && at ? [{ at, kind: 'noticed' }] : [],
      ),
    ),
    ...claims.flatMap(({ claimedAt, sentAt, number: issue }): SubscriptionEvent[] => [
      { at: claimedAt, kind: 'copyClaimed', issue },
      ...(sentAt ? [{ at: sentAt, kind: 'copySent' as const, issue }] : []),
    ]),
  ]
}
