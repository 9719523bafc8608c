// Where Stripe and we differ, by name: facts read at Stripe beside what we hold of the same. Pure. It
// shares nothing with what applies facts, so that a fault there shows here.
import type { Instant } from '#kernel/time'
import type { Order } from './order.ts'
import type {
  InvoiceFacts,
  PaymentFacts,
  SessionFacts,
  StripeFacts,
  StripeRef,
  SubscriptionFacts,
} from './ports.ts'
import type { Stream, StreamEntitlement } from './stream.ts'
import type { Subscription } from './subscription.ts'

/**
 * One difference. `name` says what of what (`subscription.status`); `stripe` is the object there,
 * `ours` the id here; a value that one side does not have is null.
 */
export type Difference = {
  name: string
  stripe: StripeRef | null
  ours: string | null
  atStripe: Value
  here: Value
}
export type Value = string | number | boolean | null

/** What we hold of one customer and order. */
export type Ours = {
  order: Order | undefined
  subscription: Subscription | undefined
  /** All of the customer's. */
  streams: readonly Stream[]
}

/** What facts and our own items disagree about. */
export function driftOf(facts: StripeFacts, ours: Ours): Difference[] {
  if (!facts.ids) return []
  if (!ours.order)
    return [difference('order', facts, { ours: null, atStripe: facts.ids.orderId, here: null })]
  const known = { ...ours, order: ours.order }
  switch (facts.kind) {
    case 'session':
      return driftOfSession(facts, known)
    case 'subscription':
      return driftOfSubscription(facts, known)
    case 'invoice':
      return driftOfInvoice(facts, known)
    case 'payment':
      return driftOfPayment(facts, known)
  }
}

type Known = Ours & { order: Order }

function driftOfSession(facts: SessionFacts, { order }: Known): Difference[] {
  const compare = comparer(facts, order.id)
  if (order.checkout && order.checkout.sessionId !== facts.id)
    return compare('order.session', facts.id, order.checkout.sessionId)
  const { status } = order
  if (facts.status === 'expired') return compare('order.status', 'expired', status)
  if (facts.status !== 'complete') return []
  const isOpen = status === 'recapped' || status === 'placed' || status === 'expired'
  return [
    ...compare('order.status', 'complete', isOpen ? status : 'complete'),
    ...compare('order.stripeCustomer', facts.stripeCustomerId, order.stripe.customerId),
    ...compare('order.stripeSubscription', facts.stripeSubscriptionId, order.stripe.subscriptionId),
  ]
}

function driftOfSubscription(facts: SubscriptionFacts, { order, subscription }: Known) {
  if (!subscription) {
    // An attempt that came to nothing needs none.
    const isNothing = facts.status === 'incomplete' || facts.status === 'incompleteExpired'
    return isNothing ? [] : comparer(facts, order.id)('subscription', facts.id, undefined)
  }
  const compare = comparer(facts, subscription.id)
  const { stripe } = subscription
  return [
    ...compare('subscription.stripeSubscription', facts.id, stripe?.subscriptionId),
    ...compare('subscription.stripeCustomer', facts.stripeCustomerId, stripe?.customerId),
    ...compare('subscription.status', facts.status, stripe?.status),
    ...compare('subscription.periodEnd', facts.periodEnd, stripe?.periodEnd),
    ...compare(
      'subscription.cancelAtPeriodEnd',
      facts.cancelAtPeriodEnd,
      stripe?.cancelAtPeriodEnd,
    ),
    ...compare('subscription.cancelAt', facts.cancelAt, stripe?.cancelAt),
    ...compare('subscription.endedAt', facts.endedAt, stripe?.endedAt),
    ...compare('subscription.hasEnded', hasEnded(facts), subscription.status === 'ended'),
  ]
}

function hasEnded({ status }: SubscriptionFacts): boolean {
  return status === 'canceled' || status === 'incompleteExpired'
}

function driftOfInvoice(facts: InvoiceFacts, known: Known): Difference[] {
  if (facts.reason === 'other') return []
  const { order, subscription } = known
  const entitlement = entitlementPaidBy(known.streams, facts.id)
  if (facts.status !== 'paid')
    return [
      ...comparer(facts, entitlement?.id ?? order.id)(
        'invoice.isPaid',
        false,
        entitlement !== undefined,
      ),
      ...driftOfUnpaid(facts, known),
    ]
  const compare = comparer(facts, order.id)
  // Paid a second time: it buys nothing, and a person gives the money back.
  if (order.paidAgain?.includes(facts.id)) return []
  const isFirst = facts.reason === 'first'
  return [
    ...driftOfEntitlement(facts, entitlement, order),
    ...(isFirst
      ? [
          ...compare('order.status', 'paid', order.status),
          ...compare('order.invoice', facts.id, order.stripe.invoiceId),
          ...compare('order.invoiceNumber', facts.number, order.stripe.invoiceNumber),
          ...compare('order.paidAt', facts.paidAt, order.paidAt),
        ]
      : []),
    ...comparer(facts, subscription?.id ?? null)(
      'subscription.unpaid',
      null,
      subscription?.unpaid?.invoiceId === facts.id ? facts.id : null,
    ),
  ]
}

function driftOfEntitlement(
  facts: InvoiceFacts,
  entitlement: StreamEntitlement | undefined,
  order: Order,
): Difference[] {
  if (!entitlement) return comparer(facts, order.id)('entitlement', facts.id, undefined)
  const compare = comparer(facts, entitlement.id)
  const { terms, quantity } = order
  const issues = { term: terms.issues, single: 1, monthly: 0 }[terms.kind]
  return [
    ...compare('entitlement.gross', facts.gross, entitlement.paid.gross),
    ...compare('entitlement.vat', facts.vat, entitlement.paid.vat),
    ...compare('entitlement.bought', issues, entitlement.bought),
    ...compare('entitlement.copies', facts.copies ?? quantity, entitlement.copies),
    ...(terms.kind === 'monthly'
      ? [
          ...compare('entitlement.from', facts.period?.from, entitlement.period?.from),
          ...compare('entitlement.until', facts.period?.until, entitlement.period?.until),
        ]
      : []),
  ]
}

/** A renewal that was refused is noted with its tries, until it is paid or given up. */
function driftOfUnpaid(facts: InvoiceFacts, { order, subscription }: Known): Difference[] {
  const compare = comparer(facts, subscription?.id ?? order.id)
  const isAsked = facts.status === 'open' && facts.payment === 'failed'
  const noted = subscription?.unpaid?.invoiceId === facts.id ? subscription.unpaid : undefined
  if (!isAsked || facts.reason === 'first')
    return facts.status === 'open'
      ? []
      : compare('subscription.unpaid', null, noted === undefined ? null : facts.id)
  // Two at once: the note is of the later one.
  if (!noted && subscription?.unpaid !== undefined) return []
  return [
    ...compare('subscription.unpaid', facts.id, noted?.invoiceId),
    ...(noted
      ? [
          ...compare('subscription.attempts', facts.attemptCount, noted.attemptCount),
          ...compare('subscription.nextAttempt', facts.nextAttemptAt, noted.nextAttemptAt),
        ]
      : []),
  ]
}

function driftOfPayment(facts: PaymentFacts, { streams, order }: Known): Difference[] {
  if (facts.invoiceId === undefined) return []
  const entitlement = entitlementPaidBy(streams, facts.invoiceId)
  if (order.paidAgain?.includes(facts.invoiceId)) {
    const here = order.paidAgainMoney?.[facts.invoiceId]?.givenBack ?? 0
    return comparer(facts, order.id)('payment.givenBack', givenBackBy(facts), here)
  }
  // What was never granted gives nothing back; whether it should have been is the invoice's to say.
  if (!entitlement) return []
  const settlement = entitlement.settlements[facts.id]
  const compare = comparer(facts, entitlement.id ?? order.id)
  const isContested = facts.disputes.some(({ status }) => status === 'open')
  return [
    ...compare('payment.givenBack', givenBackBy(facts), settlement?.givenBack ?? 0),
    ...compare('payment.isContested', isContested, settlement?.isContested ?? false),
    ...compare(
      'entitlement.isSuspended',
      isContested || isContestedElsewhere(entitlement, facts.id),
      entitlement.isSuspended,
    ),
  ]
}

/** Refunds that were not refused, and disputes that were lost; never more than was paid. */
function givenBackBy({ gross, refunds, disputes }: PaymentFacts): number {
  let sum = 0
  for (const { status, gross: amount } of refunds)
    if (status === 'succeeded' || status === 'pending') sum += amount
  for (const { status, gross: amount } of disputes) if (status === 'lost') sum += amount
  return Math.min(sum, gross)
}

function isContestedElsewhere({ settlements }: StreamEntitlement, but: string): boolean {
  return Object.entries(settlements).some(([id, one]) => id !== but && one.isContested)
}

function entitlementPaidBy(
  streams: readonly Stream[],
  invoiceId: string,
): StreamEntitlement | undefined {
  for (const { entitlements } of streams) {
    const found = entitlements.find((one) => one.invoiceId === invoiceId)
    if (found) return found
  }
  return undefined
}

/** Of a kind of ours what names an object that Stripe does not have (any more). */
export function missingAtStripe(ours: { name: string; id: string; stripe: StripeRef }): Difference {
  const { name, id, stripe } = ours
  return { name, stripe, ours: id, atStripe: null, here: stripe.id }
}

function comparer(facts: StripeFacts, ours: string | null) {
  return (
    name: string,
    atStripe: Value | Instant | undefined,
    here: Value | Instant | undefined,
  ): Difference[] =>
    (atStripe ?? null) === (here ?? null)
      ? []
      : [difference(name, facts, { ours, atStripe: atStripe ?? null, here: here ?? null })]
}

function difference(
  name: string,
  facts: StripeFacts,
  sides: Pick<Difference, 'ours' | 'atStripe' | 'here'>,
): Difference {
  return { name, stripe: refOf(facts), ...sides }
}

/** How to ask for the same facts again. */
export function refOf(facts: StripeFacts): StripeRef {
  return { kind: facts.kind === 'payment' ? 'charge' : facts.kind, id: facts.id }
}
