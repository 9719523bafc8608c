// Writes the mail that tells the recipient of a gift, by what is true on the day that the giver chose.
import { getIssue } from '#editorial/store'
import { dateOf, instant } from '#kernel/time'
import { getSuppression } from '#readers/store'
import { remainingOf } from '#subscriptions/entitlement'
import { getOrder } from '#subscriptions/store'
import { getStream } from '#subscriptions/store-streams'
import { Subscription, statusOf } from '#subscriptions/subscription'
import { giftNote } from './gift-notices.ts'
import type { MailCause, WriteMailDeps, Written } from './write-single-mail.ts'

/** The intent lies in the gift's subscription. A gift that was taken back is told to nobody. */
export async function giftGiven(deps: WriteMailDeps, cause: MailCause): Promise<Written> {
  const { table, publication, siteUrl } = deps
  const subscription = Subscription.parse(cause.item)
  const { customerId, orderId, streamId } = subscription
  const [order, stream] = await Promise.all([
    getOrder(table, { customerId, orderId }),
    getStream(table, { customerId, streamId }),
  ])
  if (!order?.gift || !stream?.recipient) return { kind: 'skipped', reason: 'noGift' }
  const { email, readerId } = stream.recipient
  if (email === undefined || readerId === undefined) return { kind: 'skipped', reason: 'erased' }
  const addressee = { readerId }
  const bought = stream.entitlements.filter((one) => one.orderId === orderId)
  const isOver = statusOf(subscription) !== 'active' || subscription.leaving?.ends === 'now'
  if (isOver || !bought.some((one) => remainingOf(one) > 0))
    return { kind: 'skipped', reason: 'takenBack', addressee }
  const suppression = await getSuppression(table, readerId)
  if (suppression?.reason === 'bounced') return { kind: 'skipped', reason: 'suppressed', addressee }
  const { locale } = order
  const issue = await getIssue(table, order.firstIssue)
  // A day that is past is no plan any more.
  const today = dateOf(instant(cause.now), publication.zone)
  const isToCome = issue !== undefined && issue.coverDate >= today
  const firstIssueDate = isToCome ? issue.coverDate : undefined
  const given = { order, firstIssueDate, delivery: stream.delivery }
  const note = giftNote({ ...given, gift: order.gift, email }, { publication, siteUrl, locale })
  const mail = { kind: 'mail.giftGiven', note } as const
  return { kind: 'mail', mail, to: email, locale, addressee }
}
