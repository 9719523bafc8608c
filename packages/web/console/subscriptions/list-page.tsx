// The subscriptions as a table: state, who, plan, issues left, next renewal.
import { dateOf } from '#kernel/time'
import {
  type SubscriptionFilter,
  type SubscriptionRow,
  subscriptionFilters,
} from '#subscriptions/browse-subscriptions'
import type { Order } from '#subscriptions/order'
import { SubscriptionStatus } from '#subscriptions/subscription'
import { formatDate, formatNumber } from '#web/shared/format.tsx'
import { say } from '#web/shared/locale'
import { Empty, Status } from '#web/shared/parts.tsx'
import type { View } from '#web/shared/view'
import type { ConsoleContext } from '../context.ts'
import { ConsolePage } from '../layout.tsx'
import { Part, TableFrame, When } from '../parts.tsx'
import { OrderTable } from './orders-page.tsx'
import { SubscriptionsTabs } from './tabs.tsx'
import { filterWords, stateOf, subscriptionStates } from './words.ts'

type Props = {
  c: ConsoleContext
  query: string
  status: SubscriptionStatus | undefined
  planId: string | undefined
  filter: SubscriptionFilter | undefined
  rows: readonly SubscriptionRow[]
  /** Found by the query; they made no subscription. */
  orders: readonly Order[]
  after: string | undefined
  isFirst: boolean
}

export function SubscriptionsPage(props: Props) {
  const { c, rows, orders } = props
  const { locale, publication } = c.get('view')
  const isSold = publication.subscriptions !== undefined
  return (
    <ConsolePage c={c} place="subscriptions" title={say(locale, 'Abonnements', 'Subscriptions')}>
      <SubscriptionsTabs c={c} tab="list" />
      {isSold || rows.length > 0 ? <Filters {...props} /> : null}
      {rows.length > 0 && <SubscriptionTable c={c} rows={rows} />}
      {rows.length === 0 && orders.length === 0 && <Nothing {...props} />}
      {orders.length > 0 && (
        <Part title={say(locale, 'Vente au numéro', 'Single issues')}>
          <OrderTable c={c} orders={orders} />
        </Part>
      )}
      <More {...props} />
    </ConsolePage>
  )
}

function Filters({ c, query, status, planId, filter }: Props) {
  const { locale, publication } = c.get('view')
  const plans = publication.subscriptions?.plans ?? []
  return (
    <form class="bar" method="get" action="/console/subscriptions">
      <div class="field">
        <label for="f-sub-q">{say(locale, 'Qui ou quoi', 'Who or what')}</label>
        <input
          id="f-sub-q"
          name="q"
          type="search"
          value={query}
          maxlength={254}
          placeholder={say(
            locale,
            'nom, e-mail, ville, commande, facture',
            'name, e-mail, town, order, invoice',
          )}
        />
      </div>
      <div class="field">
        <label for="f-sub-state">{say(locale, 'État', 'State')}</label>
        <select id="f-sub-state" name="state">
          <option value="">{say(locale, 'tous', 'all')}</option>
          {SubscriptionStatus.options.map((value) => (
            <option value={value} selected={value === status}>
              {subscriptionStates[value].word[locale]}
            </option>
          ))}
        </select>
      </div>
      <div class="field">
        <label for="f-sub-plan">{say(locale, 'Offre', 'Plan')}</label>
        <select id="f-sub-plan" name="plan">
          <option value="">{say(locale, 'toutes', 'all')}</option>
          {plans.map((plan) => (
            <option value={plan.id} selected={plan.id === planId}>
              {plan.name[locale]}
            </option>
          ))}
        </select>
      </div>
      <div class="field">
        <label for="f-sub-filter">{say(locale, 'Cas', 'Case')}</label>
        <select id="f-sub-filter" name="filter">
          <option value="">{say(locale, 'tous', 'all')}</option>
          {subscriptionFilters.map((value) => (
            <option value={value} selected={value === filter}>
              {filterWords[value][locale]}
            </option>
          ))}
        </select>
      </div>
      <button class="button" type="submit">
        {say(locale, 'Chercher', 'Search')}
      </button>
      {isFiltered({ query, status, planId, filter }) && (
        <a href="/console/subscriptions">
          {say(locale, 'Tous les abonnements', 'All subscriptions')}
        </a>
      )}
    </form>
  )
}

function isFiltered(by: Pick<Props, 'query' | 'status' | 'planId' | 'filter'>): boolean {
  const { query, status, planId, filter } = by
  return query !== '' || [status, planId, filter].some((one) => one !== undefined)
}

export function SubscriptionTable({ c, rows }: Pick<Props, 'c' | 'rows'>) {
  const view = c.get('view')
  const { locale } = view
  return (
    <TableFrame label={say(locale, 'Abonnements', 'Subscriptions')}>
      <table class="table stacks">
        <thead>
          <tr>
            <th scope="col">{say(locale, 'Qui', 'Who')}</th>
            <th scope="col">{say(locale, 'État', 'State')}</th>
            <th scope="col">{say(locale, 'Offre', 'Plan')}</th>
            <th scope="col" class="number">
              {say(locale, 'Numéros dus', 'Issues owed')}
            </th>
            <th scope="col">{say(locale, 'Renouvellement', 'Renewal')}</th>
            <th scope="col">{say(locale, 'Depuis', 'Since')}</th>
          </tr>
        </thead>
        <tbody>
          {rows.map((row) => (
            <SubscriptionLine row={row} view={view} />
          ))}
        </tbody>
      </table>
    </TableFrame>
  )
}

function SubscriptionLine({ row, view }: { row: SubscriptionRow; view: View }) {
  const { subscription, customer, owed } = row
  const { locale } = view
  const { tone, word } = stateOf(subscription)
  const name = customer?.company ?? customer?.name
  const copies =
    subscription.quantity > 1 ? ` × ${formatNumber(subscription.quantity, locale)}` : ''
  return (
    <tr>
      <th scope="row" class="row-line">
        <a href={`/console/subscriptions/${subscription.id}`}>
          {name ?? say(locale, 'personne effacée', 'erased person')}
        </a>
        {customer?.email && <span class="soft"> {customer.email}</span>}
      </th>
      <td data-label={say(locale, 'État', 'State')}>
        <Status tone={tone}>{word[locale]}</Status>
      </td>
      <td data-label={say(locale, 'Offre', 'Plan')}>{subscription.terms.name[locale] + copies}</td>
      <td class="number" data-label={say(locale, 'Numéros dus', 'Issues owed')}>
        {subscription.terms.kind === 'monthly'
          ? say(locale, 'au mois', 'by month')
          : formatNumber(owed, locale)}
      </td>
      <td class="labelled" data-label={say(locale, 'Renouvellement', 'Renewal')}>
        <RenewalDay row={row} view={view} />
      </td>
      <td class="labelled" data-label={say(locale, 'Depuis', 'Since')}>
        <When at={subscription.createdAt} view={view} />
      </td>
    </tr>
  )
}

/** The day, or why there is none. */
export function RenewalDay({
  row,
  view,
}: {
  row: Pick<SubscriptionRow, 'subscription' | 'renewsAt'>
  view: View
}) {
  const { locale, publication } = view
  if (row.renewsAt) return <>{formatDate(dateOf(row.renewsAt, publication.zone), locale)}</>
  const { status, terms, stripe } = row.subscription
  if (status === 'ended' || !terms.renews) return <>{say(locale, 'non', 'none')}</>
  if (stripe?.cancelAtPeriodEnd || stripe?.cancelAt) return <>{say(locale, 'refusé', 'refused')}</>
  return <>{say(locale, 'pas encore connu', 'not known yet')}</>
}

function Nothing(props: Props) {
  const { c, after } = props
  const { locale, publication } = c.get('view')
  if (isFiltered(props) || !props.isFirst)
    return (
      <Empty
        title={
          after
            ? say(locale, 'Rien parmi les plus récents', 'Nothing among the newest')
            : say(locale, 'Aucun abonnement ne correspond', 'No subscription matches')
        }
      >
        {say(
          locale,
          'Un e-mail, un numéro de commande ou de facture se cherchent en entier\u202f; un nom, une ville, le destinataire d’un cadeau, par leurs premières lettres.',
          'An e-mail address and the number of an order or invoice are searched whole; a name, a town or who a gift is for by their first letters.',
        )}
      </Empty>
    )
  if (!publication.subscriptions)
    return (
      <Empty title={say(locale, 'Rien n’est en vente', 'Nothing is for sale')}>
        {say(
          locale,
          'Décrivez vos offres dans publication.config.ts, sous «\u202fsubscriptions\u202f», puis déployez\u202f: la page «\u202fS’abonner\u202f» paraît alors sur le site.',
          'Describe your plans in publication.config.ts under “subscriptions”, then deploy: the page “Subscribe” then appears on the site.',
        )}
      </Empty>
    )
  return (
    <Empty
      title={say(locale, 'Personne n’est encore abonné', 'Nobody subscribes yet')}
      action={
        <a class="button" href={locale === 'fr' ? '/subscribe' : '/en/subscribe'}>
          {say(locale, 'Voir les offres sur le site', 'See the offers on the site')}
        </a>
      }
    >
      {say(
        locale,
        'Un abonnement paraît ici dès que Stripe a confirmé son paiement.',
        'A subscription appears here as soon as Stripe has confirmed its payment.',
      )}
    </Empty>
  )
}

function More({ c, query, status, planId, filter, after, isFirst }: Props) {
  const { locale } = c.get('view')
  if (after === undefined && isFirst) return null
  const by = new URLSearchParams()
  if (query) by.set('q', query)
  if (status) by.set('state', status)
  if (planId) by.set('plan', planId)
  if (filter) by.set('filter', filter)
  const first = by.size > 0 ? `?${by}` : ''
  if (after) by.set('after', after)
  return (
    <nav class="pager" aria-label={say(locale, 'Pages', 'Pages')}>
      {isFirst ? (
        <span />
      ) : (
        <a href={`/console/subscriptions${first}`}>{say(locale, '← Au début', '← To the start')}</a>
      )}
      {after && (
        <a href={`/console/subscriptions?${by}`} rel="next">
          {say(locale, 'Plus anciens →', 'Older →')}
        </a>
      )}
    </nav>
  )
}
