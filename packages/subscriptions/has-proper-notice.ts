// Whether a reader was informed in time before a renewal that took place: where not, the contract can
// be ended at any time and the unserved part goes back (Code de la consommation, L215-1 al. 2 and 3).
import type { Table } from '#aws/table'
import type { Instant } from '#kernel/time'
import type { Publication } from '#publication/schema'
import { isProper, lastDayToRefuse, noticeIdOf } from './notice.ts'
import { getNotice } from './store-notices.ts'
import type { Stream, StreamEntitlement } from './stream.ts'
import type { Subscription } from './subscription.ts'

/** `renewedAt`: when it fell due (`lastRenewalOf`). A month is no term, so it asks for no notice. */
export async function hasProperNotice(
  deps: { table: Table; publication: Pick<Publication, 'zone'> },
  renewal: {
    subscription: Pick<Subscription, 'id' | 'customerId' | 'terms'>
    renewedAt: Instant
  },
): Promise<boolean> {
  const { subscription, renewedAt } = renewal
  if (subscription.terms.kind !== 'term') return true
  const { zone } = deps.publication
  const noticeId = noticeIdOf(subscription.id, lastDayToRefuse(renewedAt, zone))
  const notice = await getNotice(deps.table, { customerId: subscription.customerId, noticeId })
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
