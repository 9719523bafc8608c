// Orders that made no subscription, as a table: who, which issue, when, state.
import { formatEuros } from '#kernel/typography'
import type { Order } from '#subscriptions/order'
import { formatNumber, Numero } from '#web/shared/format.tsx'
import { say } from '#web/shared/locale'
import { Empty, Status } from '#web/shared/parts.tsx'
import type { ConsoleContext } from '../context.ts'
import { ConsolePage } from '../layout.tsx'
import { TableFrame, When } from '../parts.tsx'
import { orderStates } from './order-words.ts'
import { SubscriptionsTabs } from './tabs.tsx'

type Props = { c: ConsoleContext; orders: readonly Order[] }

export function OrdersPage({ c, orders, after }: Props & { after: string | undefined }) {
  const { locale } = c.get('view')
  return (
    <ConsolePage
      c={c}
      place="subscriptions"
      title={say(locale, 'Vente au numéro', 'Single issues')}
      lead={say(
        locale,
        'Les numéros achetés seuls, du plus récent au plus ancien.',
        'Issues bought by themselves, newest first.',
      )}
    >
      <SubscriptionsTabs c={c} tab="orders" />
      {orders.length > 0 ? (
        <OrderTable c={c} orders={orders} />
      ) : (
        <Empty title={say(locale, 'Rien de vendu au numéro', 'No single issue sold')}>
          {say(
            locale,
            'Un achat paraît ici dès que le paiement est accepté.',
            'A purchase appears here as soon as its payment is accepted.',
          )}
        </Empty>
      )}
      {after && (
        <nav class="pager" aria-label={say(locale, 'Pages', 'Pages')}>
          <a href="/console/subscriptions/orders">{say(locale, '← Au début', '← To the start')}</a>
          <a href={`/console/subscriptions/orders?after=${encodeURIComponent(after)}`} rel="next">
            {say(locale, 'Plus anciens →', 'Older →')}
          </a>
        </nav>
      )}
    </ConsolePage>
  )
}

export function OrderTable({ c, orders }: Props) {
  const view = c.get('view')
  const { locale } = view
  return (
    <TableFrame label={say(locale, 'Vente au numéro', 'Single issues')}>
      <table class="table stacks">
        <thead>
          <tr>
            <th scope="col">{say(locale, 'Qui', 'Who')}</th>
            <th scope="col">{say(locale, 'État', 'State')}</th>
            <th scope="col">{say(locale, 'Offre', 'Plan')}</th>
            <th scope="col">N°</th>
            <th scope="col" class="number">
              {say(locale, 'Exemplaires', 'Copies')}
            </th>
            <th scope="col" class="number">
              {say(locale, 'Prix', 'Price')}
            </th>
            <th scope="col">{say(locale, 'Depuis', 'Since')}</th>
          </tr>
        </thead>
        <tbody>
          {orders.map((order) => (
            <tr>
              <th scope="row" class="row-line">
                <a href={`/console/subscriptions/orders/${order.id}`}>
                  {order.buyer.company ?? order.buyer.name}
                </a>
                <span class="soft"> {order.buyer.email}</span>
              </th>
              <td data-label={say(locale, 'État', 'State')}>
                <Status tone={orderStates[order.status].tone}>
                  {orderStates[order.status].word[locale]}
                </Status>
              </td>
              <td data-label={say(locale, 'Offre', 'Plan')}>{order.terms.name[locale]}</td>
              <td data-label="N°">
                <Numero n={order.firstIssue} />
              </td>
              <td class="number" data-label={say(locale, 'Exemplaires', 'Copies')}>
                {formatNumber(order.quantity, locale)}
              </td>
              <td class="number" data-label={say(locale, 'Prix', 'Price')}>
                {formatEuros(order.price.gross, locale)}
              </td>
              <td data-label={say(locale, 'Depuis', 'Since')}>
                <When at={order.createdAt} view={view} />
              </td>
            </tr>
          ))}
        </tbody>
      </table>
    </TableFrame>
  )
}
