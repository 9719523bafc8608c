// Whether a reader was informed in time before a renewal that took place: where not, the contract can
// be ended at any time and the unserved part goes back (Code de la consommation, L215-1 al. 2 and 3).
import type { Table } from '#aws/table'
import type { Clock, Instant } from '#kernel/time'
import type { Publication } from '#publication/schema'
import { isProper, lastDayToRefuse, noticeIdOf } from './notice.ts'
import type { MailState } from './ports.ts'
import { getNotice } from './store-notices.ts'
import type { Stream, StreamEntitlement } from './stream.ts'
import type { Subscription } from './subscription.ts'
import { proveNotice } from './tend-notice.ts'

/**
 * `renewedAt`: when it fell due (`lastRenewalOf`). A month is no term, so it asks for no notice. With
 * `mailState` what was heard of its mails since the last look counts too.
 */
export async function hasProperNotice(
  deps: {
    table: Table
    clock: Clock
    publication: Pick<Publication, 'zone'>
    mailState?: MailState | undefined
  },
  renewal: {
    subscription: Pick<Subscription, 'id' | 'customerId' | 'terms'>
    renewedAt: Instant
  },
): Promise<boolean> {
  const { subscription, renewedAt } = renewal
  if (subscription.terms.kind !== 'term') return true
  const { zone } = deps.publication
  const noticeId = noticeIdOf(subscription.id, lastDayToRefuse(renewedAt, zone))
  const ref = { customerId: subscription.customerId, noticeId }
  const { mailState } = deps
  const notice = mailState
    ? await proveNotice({ ...deps, mailState }, ref)
    : await getNotice(deps.table, ref)
  return notice !== undefined && isProper(notice, zone)
}

/** What the newest renewal of a subscription bought, and when it fell due; none in its first term. */
export function lastRenewalOf(
  stream: Pick<Stream, 'entitlements'>,
  subscriptionId: Subscription['id'],
): { entitlement: StreamEntitlement; renewedAt: Instant } | undefined {
  const renewals = stream.entitlements.flatMap((entitlement) =>
    entitlement.subscriptionId === subscriptionId && entitlement.renewedAt !== undefined
      ? [{ entitlement, renewedAt: entitlement.renewedAt }]
      : [],
  )
  return renewals.sort((a, b) => (a.renewedAt < b.renewedAt ? 1 : -1))[0]
}
