// What staff can do for somebody who subscribes: each act with what it does, in a line.
import { hasRole } from '#staff/member'
import type { SubscriptionView } from '#subscriptions/show-subscription'
import { say } from '#web/shared/locale'
import type { ConsoleContext } from '../context.ts'
import { Part } from '../parts.tsx'

export function ActsPart({ c, shown }: { c: ConsoleContext; shown: SubscriptionView }) {
  const locale = c.get('locale')
  const { order, entitlements } = shown
  const mayRefund = hasRole(c.get('staff'), 'finance', 'admin')
  const acts = [
    ...(order && mayRefund && entitlements.length > 0
      ? [
          {
            href: `/console/subscriptions/orders/${order.id}/refund`,
            name: say(locale, 'Rembourser', 'Give money back'),
            what: say(
              locale,
              'tout ou partie d’un paiement, avec un avoir',
              'all or part of a payment, with a credit note',
            ),
          },
        ]
      : []),
  ]
  if (acts.length === 0) return null
  return (
    <Part title={say(locale, 'Pour cette personne', 'For this person')} id="acts">
      <ul class="plain-list lines">
        {acts.map((act) => (
          <li>
            <a href={act.href}>{act.name}</a>
            <span class="line-facts soft">{act.what}</span>
          </li>
        ))}
      </ul>
    </Part>
  )
}
