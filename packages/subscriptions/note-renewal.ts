// Notes in a stream when each of its subscriptions renews, and opens the intent that looks at it: when
// its notice is due, and shortly before it comes.
import type { Table } from '#aws/table'
import type { Intent } from '#kernel/intents'
import { dateOf, type Instant } from '#kernel/time'
import type { Publication } from '#publication/schema'
import { lastDayToRefuse } from './notice.ts'
import { firstLookAt } from './renewal.ts'
import { closeNotices } from './store-notices.ts'
import { changeStream, getStream } from './store-streams.ts'
import type { Stream } from './stream.ts'
import { renewsAt, type Subscription } from './subscription.ts'

export type NoteRenewalDeps = { table: Table; publication: Pick<Publication, 'zone'> }

export async function noteRenewal(
  deps: NoteRenewalDeps,
  subscription: Subscription,
  now: Instant,
): Promise<void> {
  const { customerId, streamId, id, terms } = subscription
  // A month is a month: nothing is owed by issues, nothing is put off, no term ends.
  if (terms.kind !== 'term' || subscription.paidAt === undefined) return
  const { zone } = deps.publication
  const at = renewsAt(subscription)
  const known = await getStream(deps.table, { customerId, streamId })
  if (known?.renewals[id] === at) return
  // Before the stream says so: whoever dies in between does it again.
  await closeNotices(deps.table, {
    ...{ customerId, subscriptionId: id, today: dateOf(now, zone), now },
    lastDay: at && lastDayToRefuse(at, zone),
  })
  await changeStream(deps.table, { customerId, streamId, now }, (stream, open) => {
    const { [id]: noted, ...others } = stream.renewals
    if (noted === at) return undefined
    const renewals = at === undefined ? others : { ...others, [id]: at }
    return { to: { ...stream, renewals }, ...nextLook(renewals, { now, open, zone }) }
  })
}

/**
 * The intent for the earliest look, or for the one that is open if that is earlier: too early is
 * harmless. Closes it when nothing renews any more. `looks` are those that are known better than by
 * the renewal's day alone.
 */
export function nextLook(
  renewals: Stream['renewals'],
  given: {
    now: Instant
    open: Intent | undefined
    zone: string
    looks?: Readonly<Record<string, Instant>>
  },
): { intent?: Intent; close?: string } {
  const { now, open, zone, looks } = given
  const due = Object.entries(renewals)
    .map(([id, at]) => ({ id, at, look: looks?.[id] ?? firstLookAt(at, { now, zone }) }))
    .sort((a, b) => (a.look < b.look ? -1 : 1))
  const [first] = due
  if (!first) return open?.kind === 'renewal.putOff' ? { close: open.id } : {}
  const isOpen = looks === undefined && open?.kind === 'renewal.putOff'
  const dueAt = isOpen && open.dueAt < first.look ? open.dueAt : first.look
  return {
    intent: {
      ...{ kind: 'renewal.putOff', id: `${first.id}:${first.at}`, createdAt: now },
      ...{ dueAt, attempts: 0, data: { subscriptionId: first.id } },
    },
  }
}
