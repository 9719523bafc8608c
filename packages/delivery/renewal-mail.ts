// Writes the notice before a renewal by what is true when it is sent: only while its window is open,
// and only if the renewal still comes on the day after the one that it names.

import { dateOf, instant } from '#kernel/time'
import { getSuppression } from '#readers/store'
import { lastDayToRefuse, Notice, noticeDays } from '#subscriptions/notice'
import type { Order } from '#subscriptions/order'
import { orderToken } from '#subscriptions/order-link'
import { renewalGross } from '#subscriptions/renewal-price'
import { getCustomer, getOrder, getSubscription } from '#subscriptions/store'
import { renewsAt, type Subscription } from '#subscriptions/subscription'
import { pageUrl } from './links.ts'
import { type RenewalToTell, renewalNote } from './renewal-notices.ts'
import type { MailCause, WriteMailDeps, Written } from './write-single-mail.ts'

/** The intent lies in the notice. */
export async function renewalNotice(deps: WriteMailDeps, cause: MailCause): Promise<Written> {
  const notice = Notice.parse(cause.item)
  const { customerId, subscriptionId } = notice
  const { table, publication, siteUrl, signingKeys } = deps
  const [customer, subscription] = await Promise.all([
    getCustomer(table, customerId),
    getSubscription(table, { customerId, subscriptionId }),
  ])
  if (!customer?.email || !subscription) return { kind: 'skipped', reason: 'erased' }
  const addressee = { readerId: customer.readerId }
  const stale = whyStale(notice, subscription, { now: cause.now, zone: publication.zone })
  if (stale) return { kind: 'skipped', reason: stale, addressee }
  const suppression = await getSuppression(table, customer.readerId)
  if (suppression?.reason === 'bounced') return { kind: 'skipped', reason: 'bounced', addressee }
  const { locale, orderId } = subscription
  const order = await getOrder(table, { customerId, orderId })
  const renewal = renewalToTell({
    notice,
    subscription,
    order,
    name: customer.name ?? customer.email,
  })
  // With the order's own token: the form is filled in, and names the contract without doubt.
  const token = orderToken(signingKeys, { customerId, orderId })
  const link = `${pageUrl({ siteUrl, locale }, '/cancel')}?order=${token}`
  const note = renewalNote(renewal, { publication, locale, link })
  const mail = { kind: 'mail.renewalNotice', note } as const
  return { kind: 'mail', mail, to: customer.email, locale, addressee }
}

/** Why it says nothing true any more. */
function whyStale(
  notice: Notice,
  subscription: Subscription,
  { now, zone }: { now: Date; zone: string },
): string | undefined {
  const today = dateOf(instant(now), zone)
  const { earliest, latest } = noticeDays(notice.lastDay)
  if (today < earliest || today > latest) return 'outOfWindow'
  const at = renewsAt(subscription)
  if (at === undefined || subscription.leaving) return 'left'
  return lastDayToRefuse(at, zone) === notice.lastDay ? undefined : 'moved'
}

/** The same for the mail and the letter. */
export function renewalToTell(given: {
  notice: Pick<Notice, 'lastDay' | 'renewsAt'>
  subscription: Subscription
  order: Order | undefined
  name: string
}): RenewalToTell {
  const { notice, subscription, order, name } = given
  const { terms, locale, quantity } = subscription
  return {
    ...{ who: name, planName: terms.name[locale], copies: quantity },
    ...{ issues: terms.issues ?? 1, months: terms.months ?? 12 },
    ...{ lastDay: notice.lastDay, renewsAt: notice.renewsAt, reference: subscription.id },
    gross: renewalGross(subscription, order?.promotion),
  }
}
