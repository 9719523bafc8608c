// Notices before renewals in the table: kept as proof. Those that ask for a person lie in a list of
// their own while they do; the others under the month of their last day.
import { openIntent } from '#aws/intent'
import { customerKey, type Key, noticeIndex, noticeKey } from '#aws/keys'
import { type Item, ifAbsent, type Table } from '#aws/table'
import type { CustomerId, NoticeId, SubscriptionId } from '#kernel/ids'
import type { Intent } from '#kernel/intents'
import type { Instant } from '#kernel/time'
import { Notice } from './notice.ts'
import { type Change, type Changed, changeItem } from './versioned.ts'

const schema = 1

export type NoticeRef = { customerId: CustomerId; noticeId: NoticeId }

/** Where a notice's item lies, for hints. */
export function noticeItemKey({ customerId, noticeId }: NoticeRef): Key {
  return noticeKey(customerId, noticeId)
}

export async function getNotice(table: Table, ref: NoticeRef): Promise<Notice | undefined> {
  const item = await table.get(noticeItemKey(ref), { consistent: true })
  return item && Notice.parse(item)
}

/** Does nothing when it is there already. */
export async function putNotice(table: Table, notice: Notice, intent: Intent): Promise<void> {
  const { customerId, id } = notice
  await table.put(
    {
      ...noticeKey(customerId, id),
      schema,
      ...Notice.parse(notice),
      ...indexOf(notice),
      ...openIntent(intent),
    },
    ifAbsent,
  )
}

export async function changeNotice(
  table: Table,
  ref: NoticeRef,
  change: (is: Notice, open: Intent | undefined) => Omit<Change<Notice>, 'attributes'> | undefined,
): Promise<Changed<Notice>> {
  return await changeItem(table, noticeItemKey(ref), {
    parse: (item) => Notice.parse(item),
    change: (is, open) => {
      const to = change(is, open)
      return to && { ...to, attributes: indexOf(to.to) }
    },
  })
}

function indexOf({ id, lastDay, needsPerson, closed }: Notice): Item {
  const waits = needsPerson && closed === undefined
  return noticeIndex(waits ? 'waiting' : lastDay.slice(0, 7), lastDay, id)
}

/** All notices of a customer. */
export async function noticesOf(table: Table, customerId: CustomerId): Promise<Notice[]> {
  const notices: Notice[] = []
  const { pk: partition } = customerKey(customerId)
  for await (const item of table.query({ partition, beginsWith: 'NOTICE#', consistent: true }))
    notices.push(Notice.parse(item))
  return notices
}

/** Of a month of last days (`2027-03`), or those that wait for a person; the earliest day first. */
export async function listNotices(
  table: Table,
  page: { place: string | 'waiting'; cursor?: string | undefined; limit?: number },
): Promise<{ items: Notice[]; cursor?: string }> {
  const { gsi1pk: partition } = noticeIndex(page.place, '', '')
  const limit = page.limit ?? 50
  const found = await table.queryPage({ index: 'gsi1', partition, cursor: page.cursor, limit })
  const items = found.items.map((item) => Notice.parse(item))
  return found.cursor === undefined ? { items } : { items, cursor: found.cursor }
}

/** Closes the notices of a subscription whose last day is none any more: all, or all but one. */
export async function closeNotices(
  table: Table,
  which: {
    customerId: CustomerId
    subscriptionId: SubscriptionId
    /** The last day that counts now; none when it does not renew. */
    lastDay?: string | undefined
    today: string
    now: Instant
  },
): Promise<void> {
  const { customerId, subscriptionId, lastDay, today, now } = which
  for (const notice of await noticesOf(table, customerId)) {
    if (notice.subscriptionId !== subscriptionId || notice.closed) continue
    if (notice.lastDay === lastDay) continue
    const isOver = notice.lastDay < today
    const because = isOver ? 'over' : lastDay === undefined ? 'left' : 'moved'
    await changeNotice(table, { customerId, noticeId: notice.id }, (is, open) => {
      if (is.closed) return undefined
      const closed = { because, at: now } as const
      const to = { ...is, closed, needsPerson: false, updatedAt: now }
      return { to, ...(open?.kind === 'mail.renewalNotice' ? { close: open.id } : {}) }
    })
  }
}
