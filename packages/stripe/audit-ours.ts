// The other way round: what we hold that names an object which Stripe does not have. For the whole
// comparison only: it needs all that the lists hold.
import type { Table } from '#aws/table'
import type { CustomerId } from '#kernel/ids'
import { instant } from '#kernel/time'
import { type Difference, missingAtStripe } from '#subscriptions/drift'
import { ordersOfMonth } from '#subscriptions/load-ours'
import type { Order } from '#subscriptions/order'
import type { StripeRef } from '#subscriptions/ports'
import { holdingsOf, monthsBack } from '#subscriptions/store'
import { streamsOf } from '#subscriptions/store-streams'
import { type ReadDeps, readFacts } from './read-facts.ts'

/** Years of contracts that are looked through. */
const months = 120

/** `seen`: ids at Stripe of all that was listed; what is not among them is asked for once more. */
export async function auditOurs(
  deps: ReadDeps & { table: Table },
  seen: ReadonlySet<string>,
): Promise<Difference[]> {
  const differences: Difference[] = []
  const customers = new Set<CustomerId>()
  for (const month of monthsBack(instant(deps.clock()), months))
    for await (const order of ordersOfMonth(deps.table, month)) {
      customers.add(order.customerId)
      await tell(deps, { seen, differences }, objectsOfOrder(order))
    }
  for (const customerId of customers) {
    const { subscriptions } = await holdingsOf(deps.table, customerId)
    for (const { id, stripe } of subscriptions)
      if (stripe)
        await tell(deps, { seen, differences }, [
          { name: 'subscription', id, stripe: { kind: 'subscription', id: stripe.subscriptionId } },
        ])
    for (const { entitlements } of await streamsOf(deps.table, customerId))
      await tell(
        deps,
        { seen, differences },
        entitlements.flatMap(({ id, invoiceId }) =>
          invoiceId === undefined
            ? []
            : [{ name: 'entitlement', id, stripe: { kind: 'invoice' as const, id: invoiceId } }],
        ),
      )
  }
  return differences
}

type Held = { name: string; id: string; stripe: StripeRef }

function objectsOfOrder({ id, status, checkout, stripe }: Order): Held[] {
  const isKept = status === 'provisional' || status === 'paid' || status === 'failed'
  return [
    // A page that was never used is not kept for ever at Stripe.
    ...(checkout && isKept
      ? [
          {
            name: 'order.session',
            id,
            stripe: { kind: 'session' as const, id: checkout.sessionId },
          },
        ]
      : []),
    ...(stripe.invoiceId
      ? [{ name: 'order.invoice', id, stripe: { kind: 'invoice' as const, id: stripe.invoiceId } }]
      : []),
  ]
}

async function tell(
  deps: ReadDeps,
  { seen, differences }: { seen: ReadonlySet<string>; differences: Difference[] },
  held: readonly Held[],
): Promise<void> {
  for (const one of held)
    if (!seen.has(one.stripe.id) && (await readFacts(deps, one.stripe)) === undefined)
      differences.push(missingAtStripe(one))
}
