// Asks who may read an issue: the streams that an address has or receives, or the one stream that a
// signed link names, and the subscriptions that feed them.
import type { Table } from '#aws/table'
import type { CustomerId, ReaderId } from '#kernel/ids'
import { type Clock, instant } from '#kernel/time'
import type { Publication } from '#publication/schema'
import { accessTo, type ReadingAccess } from './access.ts'
import { customerOf, holdingsOf } from './store.ts'
import { streamsReceived } from './store-recipients.ts'
import { getDispatch, getStream, type StreamRef, streamsOf } from './store-streams.ts'
import type { Stream } from './stream.ts'
import type { Subscription } from './subscription.ts'

export type AccessDeps = {
  table: Table
  clock: Clock
  publication: Pick<Publication, 'subscriptions'>
}

/** What an address may read by: its own streams that are not another's gift, and gifts it receives. */
export type ReadingRights = { streams: Stream[]; subscriptions: Subscription[] }

/** By a signed-in address: all the ids it may be stored under. */
export async function rightsOfReader(
  deps: { table: Table },
  readerIds: readonly ReaderId[],
): Promise<ReadingRights> {
  const { table } = deps
  const [customerId, received] = await Promise.all([
    customerOf(table, readerIds),
    streamsReceived(table, readerIds),
  ])
  const [own, gifts] = await Promise.all([
    customerId === undefined ? [] : streamsOf(table, customerId),
    Promise.all(received.map((ref) => getStream(table, ref))),
  ])
  const isReadBy = ({ recipient }: Stream) =>
    recipient?.readerId === undefined || readerIds.includes(recipient.readerId)
  const streams = new Map(
    [...own, ...gifts]
      .filter((stream): stream is Stream => stream !== undefined)
      .filter(isReadBy)
      .map((stream) => [stream.id, stream]),
  )
  return await withSubscriptions(table, [...streams.values()])
}

/** By a link that names one stream; nothing when there is none. */
export async function rightsOfStream(
  deps: { table: Table },
  ref: StreamRef,
): Promise<ReadingRights> {
  const stream = await getStream(deps.table, ref)
  return await withSubscriptions(deps.table, stream ? [stream] : [])
}

/** Whether they may read this issue now. */
export async function accessBy(
  deps: AccessDeps,
  asked: { number: number; rights: ReadingRights },
): Promise<ReadingAccess> {
  const { number, rights } = asked
  const dispatch = await getDispatch(deps.table, number)
  const unpaid = deps.publication.subscriptions?.unpaid ?? nothingOverdue
  const now = instant(deps.clock())
  return accessTo(dispatch, rights.streams, rights.subscriptions, { unpaid }, now)
}

/** Where nothing is sold any more, what was served stays readable. */
const nothingOverdue = { graceDays: 0, keepsAccess: false, remindAfterDays: [] }

async function withSubscriptions(table: Table, streams: Stream[]): Promise<ReadingRights> {
  const customers = new Set<CustomerId>(streams.map(({ customerId }) => customerId))
  const held = await Promise.all([...customers].map((id) => holdingsOf(table, id)))
  return { streams, subscriptions: held.flatMap(({ subscriptions }) => subscriptions) }
}
