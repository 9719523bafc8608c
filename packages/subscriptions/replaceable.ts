// Whether a subscription may be replaced by a new order: a change of plan. Of one's own alone, while it
// runs; what of it would go back today is worked out for the summary, and again when it ends.
import type { Table } from '#aws/table'
import type { CustomerId, SubscriptionId } from '#kernel/ids'
import type { Cents } from '#kernel/money'
import { type Clock, instant } from '#kernel/time'
import { remainingOf } from './entitlement.ts'
import { givenBackAtEnd } from './given-back.ts'
import type { orderFaults } from './order-faults.ts'
import { findSubscription } from './store.ts'
import { getStream } from './store-streams.ts'
import { type Subscription, statusOf } from './subscription.ts'

export type Replaceable =
  | { kind: 'replaceable'; subscription: Subscription }
  | { kind: 'refused'; because: 'notYours' | 'notReplaceable' | 'samePlan' }

/** `account` is the customer who is signed in; nobody else learns whether there is such a contract. */
export async function replaceable(
  deps: { table: Table },
  given: { id: SubscriptionId; planId: string; account: CustomerId | undefined },
): Promise<Replaceable> {
  const { id, planId, account } = given
  const no = (
    because: Extract<keyof typeof orderFaults, 'notYours' | 'notReplaceable' | 'samePlan'>,
  ) => ({ kind: 'refused', because }) as const
  if (account === undefined) return no('notYours')
  const subscription = await findSubscription(deps.table, id)
  if (!subscription || subscription.customerId !== account) return no('notYours')
  const isOpen = statusOf(subscription) === 'active' || statusOf(subscription) === 'pastDue'
  if (!isOpen || subscription.isGift || subscription.leaving) return no('notReplaceable')
  return subscription.planId === planId ? no('samePlan') : { kind: 'replaceable', subscription }
}

/** What goes back of a contract that a new order takes the place of. */
export type Replaced = { planName: Subscription['terms']['name']; issues: number; gross: Cents }

/** As it would be if it ended now; `gross` in cents with VAT, less what went back before. */
export async function replacedNow(
  deps: { table: Table; clock: Clock },
  subscription: Subscription,
): Promise<Replaced> {
  const { customerId, streamId, id, terms } = subscription
  const stream = await getStream(deps.table, { customerId, streamId })
  const own = (stream?.entitlements ?? []).filter((one) => one.subscriptionId === id)
  const leaving = { kind: 'replaced', at: instant(deps.clock()), ends: 'now' } as const
  let gross = 0
  for (const one of own) {
    const before = Object.values(one.settlements).reduce((sum, of) => sum + of.givenBack, 0)
    gross += Math.max(0, (givenBackAtEnd(one, leaving)?.gross ?? 0) - before)
  }
  const issues = own.reduce((sum, one) => sum + remainingOf(one), 0)
  return { planName: terms.name, issues, gross }
}
