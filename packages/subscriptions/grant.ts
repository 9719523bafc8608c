// What a paid invoice buys: the entitlement, put into its stream once.
import type { SubscriptionId } from '#kernel/ids'
import { dateOf, type Instant } from '#kernel/time'
import type { Publication } from '#publication/schema'
import { streamIdOf } from './make-subscription.ts'
import { nextIssueAt } from './next-issue-at.ts'
import type { Gift, Order } from './order.ts'
import type { InvoiceFacts } from './ports.ts'
import { serveStreamOf } from './serve-stream.ts'
import { standAloneOf } from './stand-alone.ts'
import { putRecipient } from './store-recipients.ts'
import { changeStream, getDispatch, putStream, type StreamRef } from './store-streams.ts'
import { putReleases } from './store-to-recognise.ts'
import {
  renewalEntitlementId,
  type Stream,
  type StreamEntitlement,
  withEntitlement,
} from './stream.ts'
import { firstEntitlementId, type Subscription } from './subscription.ts'
import type { TellDeps } from './tell-served.ts'
import { plusMonths } from './working-days.ts'

export type GrantDeps = TellDeps & {
  publication: Pick<Publication, 'zone'> & Partial<Pick<Publication, 'subscriptions'>>
}

/** Grants what the invoice paid for; the same invoice again changes nothing. */
export async function grant(
  deps: GrantDeps,
  given: { order: Order; subscription?: Subscription; invoice: InvoiceFacts; now: Instant },
): Promise<StreamRef> {
  const { order, subscription, now } = given
  const { customerId } = order
  const streamId = subscription?.streamId ?? (await streamIdOf(deps, order))
  const ref = { customerId, streamId }
  await putStream(
    deps.table,
    {
      ...{ id: streamId, customerId, edition: order.terms.edition },
      ...(order.delivery === undefined ? {} : { delivery: order.delivery }),
      ...(order.gift === undefined ? {} : { recipient: recipientOf(order.gift) }),
      ...{ entitlements: [], unrecorded: [], renewals: {} },
      ...{ createdAt: now, updatedAt: now, version: 1 },
    },
    now,
  )
  const entitlement = await entitlementOf(deps, given)
  await askRelease(deps, { ref, entitlement, now })
  const changed = await changeStream(deps.table, { ...ref, now }, (stream) => {
    const to = withEntitlement(stream, entitlement)
    return to === stream ? undefined : { to }
  })
  // By the stream, not by the order: the recipient may have been erased since.
  const readerId = changed.kind === 'missing' ? undefined : changed.is.recipient?.readerId
  if (readerId !== undefined) await putRecipient(deps.table, { ...ref, readerId })
  await serveWhatIsOut(deps, { ref, entitlement, now })
  return ref
}

function recipientOf(gift: Gift): Stream['recipient'] {
  const { recipientName: name, recipientEmail: email, recipientId } = gift
  return {
    name,
    ...(email === undefined ? {} : { email }),
    ...(recipientId === undefined ? {} : { readerId: recipientId }),
  }
}

/** What the invoice of this reason is the entitlement of. */
export function entitlementIdOf(
  order: Pick<Order, 'id'>,
  invoice: Pick<InvoiceFacts, 'id' | 'reason'>,
): StreamEntitlement['id'] {
  return invoice.reason === 'renewal'
    ? renewalEntitlementId(invoice.id)
    : firstEntitlementId(order.id)
}

async function entitlementOf(
  deps: GrantDeps,
  given: { order: Order; subscription?: Subscription; invoice: InvoiceFacts; now: Instant },
): Promise<StreamEntitlement> {
  const { order, subscription, invoice, now } = given
  const { terms, planId, quantity: copies } = order
  const boughtAt = invoice.paidAt ?? now
  return {
    id: entitlementIdOf(order, invoice),
    ...{ orderId: order.id, planId, copies, edition: terms.edition, boughtAt },
    ...(invoice.reason === 'renewal' ? { renewedAt: renewedAt(invoice) } : {}),
    ...subscriptionOf(subscription?.id),
    ...(await boughtBy(deps, { order, invoice, boughtAt })),
    ...{ served: [], refunded: 0, transferred: 0, writtenOff: 0, isSuspended: false },
    doubleUses: terms.doubleUses,
    hasSpecials: terms.hasSpecials || terms.kind === 'single',
    invoiceId: invoice.id,
    paid: { gross: invoice.gross, vat: invoice.vat },
    ...standAlone(deps, order),
    settlements: {},
  }
}

function standAlone({ publication }: GrantDeps, { terms, planId }: Order) {
  const plans = publication.subscriptions?.plans ?? []
  const alone = standAloneOf(terms, { planId, plans })
  return alone === undefined ? {} : { standAlone: alone }
}

/** What is sold by time is earned by the books day by day: they find it by its months. */
async function askRelease(
  deps: GrantDeps,
  { ref, entitlement, now }: { ref: StreamRef; entitlement: StreamEntitlement; now: Instant },
): Promise<void> {
  const { id: entitlementId, period, invoiceId, paid, boughtAt } = entitlement
  if (!period || invoiceId === undefined || paid.gross === 0) return
  const { zone } = deps.publication
  const last = [dateOf(period.until, zone), dateOf(boughtAt, zone)].sort().at(-1) ?? ''
  const months = monthsFrom(dateOf(period.from, zone), last)
  await putReleases(deps.table, { ...ref, entitlementId, invoiceId, months, now })
}

/** The months of the days from one to another, `2026-11`. */
function monthsFrom(from: string, until: string): string[] {
  const months: string[] = []
  for (let day = `${from.slice(0, 7)}-01`; day <= until; day = plusMonths(day, 1))
    months.push(day.slice(0, 7))
  return months
}

/** Of a new period the invoice's lines say when it began. */
function renewedAt({ period, createdAt }: InvoiceFacts): Instant {
  return period?.from ?? createdAt
}

function subscriptionOf(subscriptionId: SubscriptionId | undefined) {
  return subscriptionId === undefined ? {} : { subscriptionId }
}

type Bought = Pick<StreamEntitlement, 'kind' | 'bought' | 'fromIssue' | 'toIssue' | 'period'>

/**
 * A renewal begins with the first issue that was not out when it fell due, so that who pays late gets
 * from a supplementary list what came out meanwhile.
 */
async function boughtBy(
  deps: GrantDeps,
  given: { order: Order; invoice: InvoiceFacts; boughtAt: Instant },
): Promise<Bought> {
  const { order, invoice, boughtAt } = given
  const { terms, firstIssue } = order
  if (terms.kind === 'single')
    return { kind: 'issues', bought: 1, fromIssue: firstIssue, toIssue: firstIssue }
  if (terms.kind === 'monthly') {
    const period = invoice.period ?? { from: boughtAt, until: monthAfter(boughtAt) }
    return { kind: 'period', bought: 0, fromIssue: 0, period }
  }
  const bought = terms.issues ?? 0
  const isRenewal = invoice.reason === 'renewal'
  const fromIssue = isRenewal ? await nextIssueAt(deps, invoice.createdAt) : firstIssue
  return { kind: 'issues', bought, fromIssue }
}

function monthAfter(at: Instant): Instant {
  return `${plusMonths(dateOf(at, 'UTC'), 1)}${at.slice(10)}` as Instant
}

/** A digital issue that is out already is not kept waiting for a supplementary list. */
async function serveWhatIsOut(
  deps: GrantDeps,
  given: { ref: StreamRef; entitlement: StreamEntitlement; now: Instant },
): Promise<void> {
  const { ref, entitlement, now } = given
  if (entitlement.edition !== 'digital' || entitlement.kind !== 'issues') return
  const dispatch = await getDispatch(deps.table, entitlement.fromIssue)
  if (dispatch) await serveStreamOf(deps, ref, { dispatch, now })
}
