// Applies what Stripe says of a subscription: its period, whether it is cancelled, that it has ended.
// Issues that are paid for are served all the same.
import { instant } from '#kernel/time'
import type { Applied, ApplyDeps } from './apply-facts.ts'
import { makeSubscription, makesSubscription } from './make-subscription.ts'
import { noteRenewal } from './note-renewal.ts'
import { orderOfFacts } from './order-of-facts.ts'
import type { SubscriptionFacts } from './ports.ts'
import { changeSubscription } from './store.ts'
import { type Subscription, statusOf } from './subscription.ts'

export async function applySubscription(
  deps: ApplyDeps,
  facts: SubscriptionFacts,
): Promise<Applied> {
  const found = await orderOfFacts(deps, facts)
  if (found.kind !== 'order') return found
  const { order } = found
  if (!makesSubscription(order)) return { kind: 'applied' }
  const now = instant(deps.clock())
  const made = await makeSubscription(deps, order, now)
  const ref = { customerId: made.customerId, subscriptionId: made.id }
  const changed = await changeSubscription(deps.table, ref, (is) => {
    if (is.stripe !== undefined && is.stripe.readAt > facts.readAt) return undefined
    const to: Subscription = { ...is, stripe: stripeOf(facts), ...endOf(is, facts), updatedAt: now }
    return { to: { ...to, status: statusOf(to) } }
  })
  if (changed.kind !== 'missing') await noteRenewal(deps, changed.is, now)
  return { kind: 'applied' }
}

function stripeOf(facts: SubscriptionFacts): NonNullable<Subscription['stripe']> {
  const { readAt, status, periodEnd, cancelAtPeriodEnd, cancelAt, endedAt } = facts
  return {
    ...{ subscriptionId: facts.id, customerId: facts.stripeCustomerId },
    ...{ readAt, status, periodEnd, cancelAtPeriodEnd },
    ...(cancelAt === undefined ? {} : { cancelAt }),
    ...(endedAt === undefined ? {} : { endedAt }),
  }
}

/** Why it ended stays as it was first known. */
function endOf(is: Subscription, facts: SubscriptionFacts) {
  const hasEnded = facts.status === 'canceled' || facts.status === 'incompleteExpired'
  if (!hasEnded || is.endedAt !== undefined) return {}
  const isUnpaid = is.paidAt === undefined || is.unpaid !== undefined
  const unknown = isUnpaid ? ('unpaid' as const) : ('cancelled' as const)
  const endedBecause = is.leaving?.kind ?? unknown
  return { endedAt: facts.endedAt ?? facts.readAt, endedBecause }
}
