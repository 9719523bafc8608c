// A person's story as a customer: what they ordered, paid and got, what they declared, what they were
// told and what came to an end.
import type { Table } from '#aws/table'
import type { DeclarationId, OrderId, ReaderId, SubscriptionId } from '#kernel/ids'
import type { Instant } from '#kernel/time'
import type { Claim } from '#subscriptions/claim'
import type { Declaration } from '#subscriptions/declaration'
import type { Order } from '#subscriptions/order'
import { customerOf, holdingsOf } from '#subscriptions/store'
import { claimsOf } from '#subscriptions/store-claims'
import { declarationsOf } from '#subscriptions/store-declarations'
import { streamsReceived } from '#subscriptions/store-recipients'
import { getDispatch, getStream, streamsOf } from '#subscriptions/store-streams'
import type { Stream } from '#subscriptions/stream'
import type { Subscription } from '#subscriptions/subscription'

export type CustomerEntry =
  | {
      kind: 'order'
      at: Instant
      orderId: OrderId
      order: Pick<Order, 'terms' | 'quantity' | 'status' | 'gift'>
    }
  /** An invoice that was paid, in cents. */
  | { kind: 'payment'; at: Instant; planId: string; gross: number; givenBack: number }
  /** At the issue's dispatch. `isReceived`: by a gift of somebody else's. */
  | { kind: 'issue'; at: Instant; number: number; copies: number; isReceived: boolean }
  | { kind: 'claim'; at: Instant; number: number; status: Claim['status'] }
  | {
      kind: 'declaration'
      at: Instant
      declarationId: DeclarationId
      declared: Pick<Declaration, 'kind' | 'status'>
    }
  | {
      kind: 'ended'
      at: Instant
      subscriptionId: SubscriptionId
      because: Subscription['endedBecause']
    }

/** In no order. */
export async function customerEntries(table: Table, readerId: ReaderId): Promise<CustomerEntry[]> {
  const customerId = await customerOf(table, [readerId])
  const refs = await streamsReceived(table, [readerId])
  const [held, own, claims, declarations, received] = await Promise.all([
    customerId ? holdingsOf(table, customerId) : { orders: [], subscriptions: [] },
    customerId ? streamsOf(table, customerId) : [],
    customerId ? claimsOf(table, customerId) : [],
    declarationsOf(table, readerId),
    Promise.all(refs.map((ref) => getStream(table, ref))),
  ])
  const theirs = received.filter((stream) => stream?.recipient?.readerId === readerId)
  const outOf = await dispatched(table, [...own, ...theirs.filter((one) => one !== undefined)])
  return [
    ...held.orders.map((order) => orderEntry(order)),
    ...own.flatMap((stream) => paymentEntries(stream)),
    ...own.flatMap((stream) => issueEntries(stream, { outOf, isReceived: false })),
    ...theirs.flatMap((stream) =>
      stream ? issueEntries(stream, { outOf, isReceived: true }) : [],
    ),
    ...claims.map(({ claimedAt: at, number, status }) => ({
      ...{ kind: 'claim' as const, at, number, status },
    })),
    ...declarations.map(({ id: declarationId, at, kind, status }) => ({
      ...{ kind: 'declaration' as const, at, declarationId, declared: { kind, status } },
    })),
    ...held.subscriptions.flatMap(({ id: subscriptionId, endedAt: at, endedBecause: because }) =>
      at === undefined ? [] : [{ kind: 'ended' as const, at, subscriptionId, because }],
    ),
  ]
}

function orderEntry({ id: orderId, createdAt: at, ...order }: Order): CustomerEntry {
  const { terms, quantity, status, gift } = order
  const said = { terms, quantity, status, ...(gift === undefined ? {} : { gift }) }
  return { kind: 'order', at, orderId, order: said }
}

function paymentEntries({ entitlements }: Stream): CustomerEntry[] {
  return entitlements.map(({ boughtAt: at, planId, paid, settlements }) => ({
    ...{ kind: 'payment', at, planId, gross: paid.gross },
    givenBack: Object.values(settlements).reduce((sum, one) => sum + one.givenBack, 0),
  }))
}

function issueEntries(
  { entitlements }: Stream,
  { outOf, isReceived }: { outOf: ReadonlyMap<number, Instant>; isReceived: boolean },
): CustomerEntry[] {
  return entitlements.flatMap(({ served, copies }) =>
    served.flatMap(({ number }) => {
      const at = outOf.get(number)
      return at === undefined ? [] : [{ kind: 'issue' as const, at, number, copies, isReceived }]
    }),
  )
}

async function dispatched(
  table: Table,
  streams: readonly Stream[],
): Promise<ReadonlyMap<number, Instant>> {
  const numbers = new Set(
    streams.flatMap(({ entitlements }) =>
      entitlements.flatMap(({ served }) => served.map(({ number }) => number)),
    ),
  )
  const found = await Promise.all([...numbers].map((number) => getDispatch(table, number)))
  return new Map(found.flatMap((one) => (one ? [[one.number, one.firstAt] as const] : [])))
}
