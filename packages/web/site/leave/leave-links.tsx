// The ways to leave one contract, filled in for it, on the page of its order.

import { leaveLabels } from '#subscriptions/leave-labels'
import type { Order } from '#subscriptions/order'
import type { Subscription } from '#subscriptions/subscription'
import { say } from '../../shared/locale.ts'
import type { View } from '../../shared/view.ts'
import { doorOf } from './form-page.tsx'

export function LeaveLinks(props: {
  view: View
  order: Order
  token: string
  subscription: Subscription | undefined
}) {
  const { view, order, token, subscription } = props
  const { locale } = view
  if (order.status !== 'paid' || !subscription) return null
  const { leaving, status } = subscription
  const kinds = (['cancellation', 'withdrawal'] as const).filter((kind) =>
    kind === 'cancellation'
      ? !leaving && status !== 'ended' && order.terms.renews
      : leaving?.kind !== 'withdrawn',
  )
  return (
    <>
      {leaving && status !== 'ended' && (
        <p class="small">
          {say(
            locale,
            'La résiliation est enregistrée\u202f: rien ne se reconduit, les numéros payés sont servis.',
            'The cancellation is recorded: nothing renews, the issues that are paid are served.',
          )}
        </p>
      )}
      {kinds.length > 0 && (
        <ul class="plain small leave-facts">
          {kinds.map((kind) => (
            <li>
              <a href={`${doorOf(kind, locale)}?order=${token}`}>
                {leaveLabels[kind].door[locale]}
              </a>
            </li>
          ))}
        </ul>
      )}
    </>
  )
}
