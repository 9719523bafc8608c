// Notices as a list for staff: those that wait for a person, or those of a month, each with whom it is
// for and what is known of it by now.
import type { Table } from '#aws/table'
import { type Clock, dateOf, instant } from '#kernel/time'
import type { Publication } from '#publication/schema'
import type { Customer } from './customer.ts'
import { type Notice, type NoticeStanding, standingOf } from './notice.ts'
import type { Order } from './order.ts'
import type { MailState } from './ports.ts'
import { getCustomer, getOrder, getSubscription } from './store.ts'
import { getNotice, listNotices, type NoticeRef } from './store-notices.ts'
import { getStream } from './store-streams.ts'
import type { Stream } from './stream.ts'
import type { Subscription } from './subscription.ts'
import { withMailStates } from './tend-notice.ts'

export type BrowseNoticesDeps = {
  table: Table
  clock: Clock
  publication: Pick<Publication, 'zone'>
  mailState: MailState
}

export type NoticeRow = {
  notice: Notice
  standing: NoticeStanding
  subscription: Subscription | undefined
  customer: Customer | undefined
}

/** `place`: a month of last days (`2027-03`), or `waiting`. The earliest last day first. */
export async function browseNotices(
  deps: BrowseNoticesDeps,
  page: { place: string | 'waiting'; cursor?: string | undefined },
): Promise<{ rows: NoticeRow[]; cursor?: string }> {
  const { items, cursor } = await listNotices(deps.table, page)
  const rows = await Promise.all(items.map((notice) => rowOf(deps, notice)))
  return cursor === undefined ? { rows } : { rows, cursor }
}

async function rowOf(deps: BrowseNoticesDeps, stored: Notice): Promise<NoticeRow> {
  const { customerId, subscriptionId } = stored
  const [notice, subscription, customer] = await Promise.all([
    withMailStates(deps, stored),
    getSubscription(deps.table, { customerId, subscriptionId }),
    getCustomer(deps.table, customerId),
  ])
  const today = dateOf(instant(deps.clock()), deps.publication.zone)
  return { notice, standing: standingOf(notice, today), subscription, customer }
}

export type NoticeShown = NoticeRow & { order: Order | undefined; stream: Stream | undefined }

/** One notice with all that a letter needs. */
export async function showNotice(
  deps: BrowseNoticesDeps,
  ref: NoticeRef,
): Promise<NoticeShown | undefined> {
  const stored = await getNotice(deps.table, ref)
  if (!stored) return undefined
  const row = await rowOf(deps, stored)
  const { subscription } = row
  if (!subscription) return { ...row, order: undefined, stream: undefined }
  const { customerId, orderId, streamId } = subscription
  const [order, stream] = await Promise.all([
    getOrder(deps.table, { customerId, orderId }),
    getStream(deps.table, { customerId, streamId }),
  ])
  return { ...row, order, stream }
}
