// Looks at a renewal shortly before it comes, by the intent in its stream: while more than one issue
// is owed it is put off. What is asked of Stripe is written down first; a retry asks for the same.
import type { Key } from '#aws/keys'
import type { Table } from '#aws/table'
import { listIssues } from '#editorial/store'
import { type CustomerId, idSchema, type SubscriptionId } from '#kernel/ids'
import type { Intent } from '#kernel/intents'
import { type Clock, type Instant, instant, plusMs } from '#kernel/time'
import type { Publication } from '#publication/schema'
import { remainingOf } from './entitlement.ts'
import { nextLook, renewalLookMs } from './note-renewal.ts'
import type { Payments } from './ports.ts'
import { putOffTo } from './renewal.ts'
import { changeSubscription, getSubscription } from './store.ts'
import { changeStream, dispatchesUntil, getStream } from './store-streams.ts'
import { owedBy, type Stream } from './stream.ts'
import { renewsAt, type Subscription } from './subscription.ts'

export type PutOffRenewalDeps = {
  table: Table
  clock: Clock
  publication: Pick<Publication, 'zone'>
  payments: Pick<Payments, 'putOffRenewal'>
}

/** Every renewal of the stream that is near; then the intent waits for the next one. */
export async function putOffRenewal(
  deps: PutOffRenewalDeps,
  { key, intent }: { key: Key; intent: Intent },
): Promise<void> {
  const now = instant(deps.clock())
  const customerId = idSchema('customer').parse(key.pk.replace('CUSTOMER#', ''))
  const streamId = idSchema('stream').parse(key.sk.replace('STREAM#', ''))
  const stream = await getStream(deps.table, { customerId, streamId })
  if (!stream || intent.kind !== 'renewal.putOff') return
  const looked: Record<string, Instant | undefined> = {}
  for (const [id, at] of Object.entries(stream.renewals))
    if (plusMs(at, -renewalLookMs) <= now)
      looked[id] = await look(deps, { stream, id: idSchema('subscription').parse(id), at, now })
  await changeStream(deps.table, { customerId, streamId, now }, (is, open) => {
    const renewals = { ...is.renewals }
    // Stripe may have told of another date meanwhile: that one is newer.
    for (const [id, until] of Object.entries(looked))
      if (is.renewals[id] === stream.renewals[id]) {
        if (until === undefined) delete renewals[id]
        else renewals[id] = until
      }
    return { to: { ...is, renewals }, ...nextLook(renewals, { now, open }) }
  })
}

/** To when it was put off; undefined when it may come, or does not come any more. */
async function look(
  deps: PutOffRenewalDeps,
  given: { stream: Stream; id: SubscriptionId; at: Instant; now: Instant },
): Promise<Instant | undefined> {
  const { stream, id, at, now } = given
  const { customerId } = stream
  const subscription = await getSubscription(deps.table, { customerId, subscriptionId: id })
  if (!subscription?.stripe || at <= now || renewsAt(subscription) === undefined) return undefined
  const until = await wanted(deps, { stream, subscription, at, now })
  if (until === undefined) return undefined
  const asked = await writeDown(deps, { customerId, id, until, at, now })
  const { subscriptionId } = subscription.stripe
  await deps.payments.putOffRenewal({ subscriptionId, until: asked, key: `${id}:${asked}` })
  return asked
}

async function wanted(
  deps: PutOffRenewalDeps,
  given: { stream: Stream; subscription: Subscription; at: Instant; now: Instant },
): Promise<Instant | undefined> {
  const { stream, subscription, at, now } = given
  const { issues = 1, months = 12 } = subscription.terms
  const [calendar, dispatches] = await Promise.all([
    listIssues(deps.table),
    dispatchesUntil(deps.table, now),
  ])
  const last = Math.max(0, ...dispatches.map(({ number }) => number))
  const first = stream.entitlements.find((one) => remainingOf(one) > 0)?.fromIssue ?? 0
  return putOffTo({
    owed: owedBy(stream),
    renewsAt: at,
    now,
    zone: deps.publication.zone,
    coming: calendar.filter(({ number }) => number > last && number >= first),
    term: { issues, months },
  })
}

/** What was asked before and still lies ahead is asked again: the answer may have been lost. */
async function writeDown(
  deps: PutOffRenewalDeps,
  given: { customerId: CustomerId; id: SubscriptionId; until: Instant; at: Instant; now: Instant },
): Promise<Instant> {
  const { customerId, id: subscriptionId, until, at, now } = given
  const changed = await changeSubscription(deps.table, { customerId, subscriptionId }, (is) => {
    if (is.putOffUntil !== undefined && is.putOffUntil > at) return undefined
    return { to: { ...is, putOffUntil: until, updatedAt: now } }
  })
  return changed.kind === 'missing' ? until : (changed.is.putOffUntil ?? until)
}
