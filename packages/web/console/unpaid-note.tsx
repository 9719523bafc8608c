// Home's word on renewals that were not paid: who, and where to look.
import type { Table } from '#aws/table'
import { rowsOf, type SubscriptionRow } from '#subscriptions/browse-subscriptions'
import { getSubscription } from '#subscriptions/store'
import { listUnpaid } from '#subscriptions/store-unpaid'
import { say } from '#web/shared/locale'
import { Status } from '#web/shared/parts.tsx'
import type { ConsoleContext } from './context.ts'
import { Part, When } from './parts.tsx'

/** So many are named; the list has the rest. */
const namedOnHome = 5

/** Those that are unpaid now; the short list may lag behind. */
export async function unpaidRenewals(deps: { table: Table }): Promise<SubscriptionRow[]> {
  const listed = await listUnpaid(deps.table, { limit: namedOnHome + 1 })
  const found = await Promise.all(listed.map((ref) => getSubscription(deps.table, ref)))
  return await rowsOf(
    deps,
    found.flatMap((one) => (one?.status === 'pastDue' ? [one] : [])),
  )
}

export function UnpaidNote(props: { c: ConsoleContext; rows: readonly SubscriptionRow[] }) {
  const { c, rows } = props
  const view = c.get('view')
  const { locale } = view
  if (rows.length === 0) return null
  return (
    <Part
      title={say(locale, 'Paiements refusés', 'Payments refused')}
      aside={
        <a href="/console/subscriptions?state=pastDue">{say(locale, 'Tous', 'All of them')}</a>
      }
    >
      <ul class="plain-list lines">
        {rows.slice(0, namedOnHome).map(({ subscription, customer }) => (
          <li>
            <a href={`/console/subscriptions/${subscription.id}`}>
              {customer?.company ??
                customer?.name ??
                say(locale, 'personne effacée', 'erased person')}
            </a>
            <span class="line-facts">
              {subscription.unpaid && <When at={subscription.unpaid.since} view={view} />}
              <Status tone="bad">{say(locale, 'renouvellement impayé', 'renewal unpaid')}</Status>
            </span>
          </li>
        ))}
      </ul>
    </Part>
  )
}
