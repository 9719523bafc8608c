// Looks at the renewals of a stream that come near, by the intent in it: settles the day of each, has
// its notice sent, and puts off one that would come too early or without its notice. What is asked of
// Stripe is written down first; a retry asks for the same.
import type { Key } from '#aws/keys'
import { listIssues } from '#editorial/store'
import { type CustomerId, idSchema, type SubscriptionId } from '#kernel/ids'
import type { Intent } from '#kernel/intents'
import { type Instant, instant } from '#kernel/time'
import type { ApplyDeps } from './apply-facts.ts'
import { applySubscription } from './apply-subscription.ts'
import { remainingOf } from './entitlement.ts'
import { nextLook } from './note-renewal.ts'
import { lastDayToRefuse, type Notice, noticeIdOf } from './notice.ts'
import type { Payments } from './ports.ts'
import { firstLookAt, nextLookAt, type RenewalLook, stepOf } from './renewal.ts'
import { changeSubscription, getSubscription } from './store.ts'
import { changeStream, dispatchesUntil, getStream } from './store-streams.ts'
import { owedBy, type Stream } from './stream.ts'
import { renewsAt, type Subscription } from './subscription.ts'
import { proveNotice, type TendNoticeDeps, tendNotice } from './tend-notice.ts'

export type PutOffRenewalDeps = ApplyDeps &
  TendNoticeDeps & { payments: Pick<Payments, 'putOffRenewal'> }

/** When it renews now, and is looked at next; undefined when nothing more is to be done. */
type Looked = { at: Instant; next: Instant } | undefined

/** Every renewal of the stream; then the intent waits for the next look. */
export async function putOffRenewal(
  deps: PutOffRenewalDeps,
  { key, intent }: { key: Key; intent: Intent },
): Promise<void> {
  const now = instant(deps.clock())
  const { zone } = deps.publication
  const customerId = idSchema('customer').parse(key.pk.replace('CUSTOMER#', ''))
  const streamId = idSchema('stream').parse(key.sk.replace('STREAM#', ''))
  const stream = await getStream(deps.table, { customerId, streamId })
  if (!stream || intent.kind !== 'renewal.putOff') return
  const looked: Record<string, Looked> = {}
  for (const [id, at] of Object.entries(stream.renewals))
    looked[id] = await look(deps, { stream, id: idSchema('subscription').parse(id), at, now })
  await changeStream(deps.table, { customerId, streamId, now }, (is, open) => {
    const renewals = { ...is.renewals }
    const looks: Record<string, Instant> = {}
    // Stripe may have told of another date meanwhile: that one is newer.
    for (const [id, found] of Object.entries(looked)) {
      if (is.renewals[id] !== stream.renewals[id]) continue
      delete renewals[id]
      if (found) Object.assign(renewals, { [id]: found.at })
      if (found) looks[id] = found.next
    }
    return { to: { ...is, renewals }, ...nextLook(renewals, { now, open, zone, looks }) }
  })
}

type Looking = { stream: Stream; subscription: Subscription; at: Instant; now: Instant }

async function look(
  deps: PutOffRenewalDeps,
  given: { stream: Stream; id: SubscriptionId; at: Instant; now: Instant },
): Promise<Looked> {
  const { stream, id, at, now } = given
  const { customerId } = stream
  const subscription = await getSubscription(deps.table, { customerId, subscriptionId: id })
  if (!subscription?.stripe || at <= now || renewsAt(subscription) === undefined) return undefined
  // It ends, or will not renew, as soon as Stripe was told.
  if (subscription.leaving) return undefined
  return await take(deps, { stream, subscription, at, now })
}

async function take(deps: PutOffRenewalDeps, looking: Looking): Promise<Looked> {
  const { subscription, at, now } = looking
  const { zone } = deps.publication
  const { customerId, id } = subscription
  const lastDay = lastDayToRefuse(at, zone)
  const ref = { customerId, noticeId: noticeIdOf(id, lastDay) }
  const known = await proveNotice(deps, ref)
  const step = stepOf(await inputOf(deps, looking, known))
  const next = (notice: Notice | undefined): Looked => {
    const when = nextLookAt({ renewsAt: at, notice, now, zone })
    return when && { at, next: when }
  }
  switch (step.kind) {
    case 'comes':
      return undefined
    case 'wait':
      return next(known)
    case 'notify':
      return next(await tendNotice(deps, { subscription, renewsAt: at }))
    case 'putOff': {
      const until = await putOff(deps, { ...looking, until: step.until })
      if (step.because === 'notice')
        deps.log('warn', 'renewal.withoutNotice', { subscriptionId: id, putOffUntil: until })
      return { at: until, next: firstLookAt(until, { now, zone }) }
    }
  }
}

async function inputOf(
  deps: PutOffRenewalDeps,
  { stream, subscription, at, now }: Looking,
  notice: Notice | undefined,
): Promise<RenewalLook> {
  const { issues = 1, months = 12 } = subscription.terms
  const [calendar, dispatches] = await Promise.all([
    listIssues(deps.table),
    dispatchesUntil(deps.table, now),
  ])
  const last = Math.max(0, ...dispatches.map(({ number }) => number))
  const first = stream.entitlements.find((one) => remainingOf(one) > 0)?.fromIssue ?? 0
  return {
    ...{ owed: owedBy(stream), renewsAt: at, notice, now, zone: deps.publication.zone },
    coming: calendar.filter(({ number }) => number > last && number >= first),
    term: { issues, months },
  }
}

/** Read again at once: until we know the new day, nothing may be sent that names it. */
async function putOff(
  deps: PutOffRenewalDeps,
  given: Looking & { until: Instant },
): Promise<Instant> {
  const { subscription, at, now, until } = given
  const { customerId, id } = subscription
  const asked = await writeDown(deps, { customerId, id, until, at, now })
  const { subscriptionId } = subscription.stripe ?? { subscriptionId: '' }
  await deps.payments.putOffRenewal({ subscriptionId, until: asked, key: `${id}:${asked}` })
  const facts = await deps.payments.read({ kind: 'subscription', id: subscriptionId })
  if (facts?.kind === 'subscription') await applySubscription(deps, facts)
  return asked
}

/** What was asked before and still lies ahead is asked again: the answer may have been lost. */
async function writeDown(
  deps: Pick<PutOffRenewalDeps, 'table'>,
  given: { customerId: CustomerId; id: SubscriptionId; until: Instant; at: Instant; now: Instant },
): Promise<Instant> {
  const { customerId, id: subscriptionId, until, at, now } = given
  const changed = await changeSubscription(deps.table, { customerId, subscriptionId }, (is) => {
    if (is.putOffUntil !== undefined && is.putOffUntil > at) return undefined
    return { to: { ...is, putOffUntil: until, updatedAt: now } }
  })
  return changed.kind === 'missing' ? until : (changed.is.putOffUntil ?? until)
}
