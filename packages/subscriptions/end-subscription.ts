// Ends a subscription: what was decided is written into it first, then Stripe is told, then the money
// goes back. Every step looks at what is there, so that a repeated one, after a death or of two at
// once, changes nothing more.
import { instant } from '#kernel/time'
import type { ApplyDeps } from './apply-facts.ts'
import { applySession } from './apply-session.ts'
import { applySubscription } from './apply-subscription.ts'
import { giveBack, type LeavingRefund } from './give-back.ts'
import { noteRefund } from './note-refund.ts'
import { noteStanding } from './note-standing.ts'
import type { Order } from './order.ts'
import type { OurIds } from './ports.ts'
import { changeSubscription, getOrder, getSubscription, type SubscriptionRef } from './store.ts'
import { type Leaving, type Subscription, statusOf, subscriptionIdOf } from './subscription.ts'

export type EndSubscriptionDeps = ApplyDeps

export type EndSubscriptionOutcome =
  /** Stripe knows; `refund` says how far the money is. */
  { kind: 'ended'; subscription: Subscription; refund: LeavingRefund } | { kind: 'notFound' }

/**
 * Ends a subscription as `leaving` says; again, it goes on where it was. `ends: 'end'`: no renewal
 * any more, what is paid is served to the last. `'now'`: it ends at Stripe at once, and of `cancelled`
 * and `replaced` the unserved part goes back, of `withdrawn` everything, of `unpaid` nothing (what was
 * paid before is served). A stronger reason takes a weaker one's place; a weaker one changes nothing.
 * @throws whatever Stripe throws: call it again, its steps are all repeatable.
 */
export async function endSubscription(
  deps: EndSubscriptionDeps,
  input: { ref: SubscriptionRef; leaving: Leaving },
): Promise<EndSubscriptionOutcome> {
  const { ref } = input
  const now = instant(deps.clock())
  const changed = await changeSubscription(deps.table, ref, (is) =>
    is.leaving && strengthOf(is.leaving) >= strengthOf(input.leaving)
      ? undefined
      : { to: { ...is, leaving: input.leaving, updatedAt: now } },
  )
  if (changed.kind === 'missing') return { kind: 'notFound' }
  const { leaving = input.leaving } = changed.is
  const order = await getOrder(deps.table, { ...ref, orderId: changed.is.orderId })
  const ended = await endAtStripe(deps, { subscription: changed.is, order, leaving })
  const refund = await giveBack(deps, { subscription: ended, leaving })
  await noteRefund(deps, { leaving, refund })
  // Renewed before Stripe was told: what it began goes back, and nothing of it is left to run.
  const isOver = leaving.ends === 'end' && refund.kind !== 'none'
  const subscription = isOver ? await cancelNow(deps, ended) : ended
  await noteStanding(deps, { customerId: ref.customerId, now })
  return { kind: 'ended', subscription, refund }
}

/** What facts may have changed about a subscription that is left: paid since, or contested no more. */
export async function goOnLeaving(deps: EndSubscriptionDeps, ids: OurIds): Promise<void> {
  const { customerId, orderId } = ids
  const ref = { customerId, subscriptionId: subscriptionIdOf(orderId) }
  const subscription = await getSubscription(deps.table, ref)
  if (!subscription?.leaving) return
  await endSubscription(deps, { ref, leaving: subscription.leaving })
}

/** Everything goes back; then what ends at once; then what only is not renewed. */
function strengthOf({ kind, ends }: Pick<Leaving, 'kind' | 'ends'>): number {
  if (kind === 'withdrawn') return 4
  if (kind === 'unpaid') return 2
  return ends === 'now' ? 3 : 1
}

type Ending = { subscription: Subscription; order: Order | undefined; leaving: Leaving }

async function endAtStripe(deps: EndSubscriptionDeps, ending: Ending): Promise<Subscription> {
  const { leaving } = ending
  const subscription = await withStripe(deps, ending)
  const { stripe } = subscription
  // A gift, and whatever does not renew: nothing of it lasts at Stripe.
  if (!stripe)
    return leaving.ends === 'now' ? await endHere(deps, subscription, leaving) : subscription
  if (stripe.status === 'canceled' || stripe.status === 'incompleteExpired') return subscription
  // Of a renewal that was not paid nothing is left to run.
  const isUnpaid = stripe.status === 'pastDue' || stripe.status === 'unpaid'
  if (leaving.ends === 'now' || isUnpaid) return await cancelNow(deps, subscription)
  if (stripe.cancelAtPeriodEnd || stripe.cancelAt !== undefined) return subscription
  const { subscriptionId } = stripe
  await deps.payments.cancelAtPeriodEnd({ subscriptionId, key: `${subscription.id}:end` })
  return await readAgain(deps, subscription, subscriptionId)
}

/** At Stripe, at once; what has ended there is left alone. */
async function cancelNow(deps: EndSubscriptionDeps, is: Subscription): Promise<Subscription> {
  if (!is.stripe || is.stripe.status === 'canceled') return is
  const { subscriptionId } = is.stripe
  await deps.payments.cancelNow({ subscriptionId, key: `${is.id}:now` })
  return await readAgain(deps, is, subscriptionId)
}

/** The subscription with what Stripe says of it, also when nobody has told us of it yet. */
async function withStripe(deps: EndSubscriptionDeps, ending: Ending): Promise<Subscription> {
  const { subscription, order } = ending
  if (subscription.stripe || !order) return subscription
  if (order.stripe.subscriptionId !== undefined)
    return await readAgain(deps, subscription, order.stripe.subscriptionId)
  if (!subscription.terms.renews || !order.checkout) return subscription
  const session = await deps.payments.read({ kind: 'session', id: order.checkout.sessionId })
  if (session?.kind === 'session') await applySession(deps, session)
  return await current(deps, subscription)
}

async function readAgain(
  deps: EndSubscriptionDeps,
  subscription: Subscription,
  stripeSubscriptionId: string,
): Promise<Subscription> {
  const facts = await deps.payments.read({ kind: 'subscription', id: stripeSubscriptionId })
  if (facts?.kind === 'subscription') await applySubscription(deps, facts)
  return await current(deps, subscription)
}

async function current(deps: EndSubscriptionDeps, known: Subscription): Promise<Subscription> {
  const { customerId, id: subscriptionId } = known
  return (await getSubscription(deps.table, { customerId, subscriptionId })) ?? known
}

async function endHere(
  deps: EndSubscriptionDeps,
  { customerId, id: subscriptionId }: Subscription,
  leaving: Leaving,
): Promise<Subscription> {
  const now = instant(deps.clock())
  const changed = await changeSubscription(deps.table, { customerId, subscriptionId }, (is) => {
    if (is.endedAt !== undefined) return undefined
    const to = { ...is, endedAt: now, endedBecause: leaving.kind, updatedAt: now }
    return { to: { ...to, status: statusOf(to) } }
  })
  if (changed.kind === 'missing') throw new Error(`A subscription went away: ${subscriptionId}`)
  return changed.is
}
