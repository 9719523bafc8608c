// Notes in a stream when each of its subscriptions renews, and opens the intent that looks at it
// shortly before: whether the renewal must be put off.
import type { Table } from '#aws/table'
import type { Intent } from '#kernel/intents'
import { dayMs, type Instant, plusMs } from '#kernel/time'
import { changeStream } from './store-streams.ts'
import type { Stream } from './stream.ts'
import { renewsAt, type Subscription } from './subscription.ts'

/** How long before a renewal it is looked at. */
export const renewalLookMs = 3 * dayMs

export async function noteRenewal(
  deps: { table: Table },
  subscription: Subscription,
  now: Instant,
): Promise<void> {
  const { customerId, streamId, id, terms } = subscription
  // A month is a month: nothing is owed by issues, nothing is put off.
  if (terms.kind !== 'term' || subscription.paidAt === undefined) return
  const at = renewsAt(subscription)
  await changeStream(deps.table, { customerId, streamId, now }, (stream, open) => {
    const { [id]: noted, ...others } = stream.renewals
    if (noted === at) return undefined
    const renewals = at === undefined ? others : { ...others, [id]: at }
    return { to: { ...stream, renewals }, ...nextLook(renewals, { now, open }) }
  })
}

/** The intent for the earliest renewal; closes the open one when there is none any more. */
export function nextLook(
  renewals: Stream['renewals'],
  { now, open }: { now: Instant; open: Intent | undefined },
): { intent?: Intent; close?: string } {
  const [first] = Object.entries(renewals).sort(([, a], [, b]) => (a < b ? -1 : 1))
  if (!first) return open?.kind === 'renewal.putOff' ? { close: open.id } : {}
  const [subscriptionId, at] = first
  return {
    intent: {
      ...{ kind: 'renewal.putOff', id: `${subscriptionId}:${at}`, createdAt: now },
      ...{ dueAt: plusMs(at, -renewalLookMs), attempts: 0, data: { subscriptionId } },
    },
  }
}
