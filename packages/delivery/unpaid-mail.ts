// Writes the mails about a renewal that stays unpaid, by what is true when they are sent: who has paid
// meanwhile is told nothing.
import { getSuppression } from '#readers/store'
import { orderToken, orderUrl } from '#subscriptions/order-link'
import { getCustomer, getSubscription } from '#subscriptions/store'
import { graceEnd, type Subscription } from '#subscriptions/subscription'
import { fallbackRules, UnpaidMail } from '#subscriptions/unpaid'
import { pageUrl } from './links.ts'
import type { Note } from './note.ts'
import { endedTexts, reminderBox, reminderTexts, type UnpaidToTell } from './unpaid-notices.ts'
import type { MailCause, WriteMailDeps, Written } from './write-single-mail.ts'

/** The intent lies in an item of its own beside the steps. */
export async function unpaidMail(deps: WriteMailDeps, cause: MailCause): Promise<Written> {
  const asked = UnpaidMail.parse(cause.item)
  const { customerId, subscriptionId } = asked
  const [customer, subscription] = await Promise.all([
    getCustomer(deps.table, customerId),
    getSubscription(deps.table, { customerId, subscriptionId }),
  ])
  if (!customer?.email || !subscription) return { kind: 'skipped', reason: 'erased' }
  const addressee = { readerId: customer.readerId }
  const stale = whyStale(asked, subscription)
  if (stale) return { kind: 'skipped', reason: stale, addressee }
  const suppression = await getSuppression(deps.table, customer.readerId)
  if (suppression?.reason === 'bounced') return { kind: 'skipped', reason: 'bounced', addressee }
  const note = noteOf(deps, asked, subscription)
  const mail = { kind: 'mail.unpaid', note } as const
  return { kind: 'mail', mail, to: customer.email, locale: subscription.locale, addressee }
}

function whyStale({ says, invoiceId }: UnpaidMail, subscription: Subscription) {
  if (says === 'ended') return subscription.status === 'ended' ? undefined : 'notEnded'
  if (subscription.unpaid?.invoiceId !== invoiceId) return 'paid'
  return subscription.status === 'pastDue' ? undefined : 'ended'
}

function noteOf(deps: WriteMailDeps, asked: UnpaidMail, subscription: Subscription): Note {
  const { publication, siteUrl, signingKeys } = deps
  const { locale, terms, customerId, orderId } = subscription
  const { graceDays } = publication.subscriptions?.unpaid ?? fallbackRules
  const unpaid: UnpaidToTell = {
    ...{ planName: terms.name[locale], gross: asked.gross, isMonthly: terms.kind === 'monthly' },
    endsAt: graceEnd(asked.since, graceDays),
    nextAttemptAt: subscription.unpaid?.nextAttemptAt,
  }
  const context = { name: publication.name, zone: publication.zone, locale }
  if (asked.says === 'ended')
    return { texts: endedTexts(unpaid, context), link: pageUrl({ siteUrl, locale }, '/subscribe') }
  const token = orderToken(signingKeys, { customerId, orderId })
  return {
    texts: reminderTexts(unpaid, context),
    link: orderUrl({ siteUrl, locale, token }),
    box: reminderBox(unpaid, context),
  }
}
