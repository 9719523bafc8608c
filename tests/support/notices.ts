// Builders for notices before renewals.
import type { CustomerId, NoticeId, SubscriptionId } from '#kernel/ids'
import { type Instant, parseInstant } from '#kernel/time'
import type { Notice, NoticeMail } from '#subscriptions/notice'

const at = (text: string) => parseInstant(text) as Instant

/** Of a renewal on 2027-03-15, nothing sent yet. */
export function aNotice(change: Partial<Notice> = {}): Notice {
  return {
    id: 'nt_1' as NoticeId,
    customerId: 'cu_1' as CustomerId,
    subscriptionId: 'sb_1' as SubscriptionId,
    lastDay: '2027-03-14',
    renewsAt: at('2027-03-15T09:00:00Z'),
    mails: [],
    needsPerson: false,
    createdAt: at('2027-01-14T08:00:00Z'),
    updatedAt: at('2027-01-14T08:00:00Z'),
    version: 1,
    ...change,
  }
}

/** Asked for in the morning of a day and, unless told otherwise, accepted at once. */
export function aNoticeMail(day: string, change: Partial<NoticeMail> = {}): NoticeMail {
  const morning = at(`${day}T08:00:00Z`)
  return {
    id: `mm_${day}`,
    askedAt: morning,
    outcome: 'accepted',
    at: morning,
    facts: [],
    ...change,
  }
}
