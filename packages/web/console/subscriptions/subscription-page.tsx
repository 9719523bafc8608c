// One subscription: the contract, the issues served and to come, the payments, what happened.
import type { Issue } from '#editorial/issue'
import { formatEuros } from '#kernel/typography'
import { contractSummary, partiesSummary, priceSummary } from '#subscriptions/contract-summary'
import { remainingOf } from '#subscriptions/entitlement'
import type { SubscriptionView } from '#subscriptions/show-subscription'
import { ExactTime, formatDate, formatNumber } from '#web/shared/format.tsx'
import { say } from '#web/shared/locale'
import { Status } from '#web/shared/parts.tsx'
import type { View } from '#web/shared/view'
import type { ConsoleContext } from '../context.ts'
import { ConsolePage } from '../layout.tsx'
import { Part, TableFrame } from '../parts.tsx'
import { RenewalDay } from './list-page.tsx'
import { eventWords, stripeUrl, subscriptionStates } from './words.ts'

type Props = { c: ConsoleContext; shown: SubscriptionView; issues: readonly Issue[] }

export function SubscriptionPage({ c, shown, issues }: Props) {
  const view = c.get('view')
  const { locale } = view
  const { subscription, customer } = shown
  const { tone, word } = subscriptionStates[subscription.status]
  const name =
    customer?.company ?? customer?.name ?? say(locale, 'Personne effacée', 'Erased person')
  return (
    <ConsolePage
      c={c}
      place="subscriptions"
      title={name}
      back={{ href: '/console/subscriptions', name: say(locale, 'Abonnements', 'Subscriptions') }}
      kicker={subscription.terms.name[locale]}
      lead={<Status tone={tone}>{word[locale]}</Status>}
    >
      <Unpaid shown={shown} view={view} />
      <Facts shown={shown} view={view} />
      <Issues shown={shown} issues={issues} view={view} />
      <Payments shown={shown} view={view} />
      <Contract shown={shown} issues={issues} view={view} />
      <Events shown={shown} view={view} />
    </ConsolePage>
  )
}

type PartProps = { shown: SubscriptionView; view: View }

function Unpaid({ shown, view }: PartProps) {
  const { unpaid } = shown.subscription
  const { locale, publication } = view
  if (!unpaid) return null
  return (
    <div class="flash bad">
      <p>
        {say(
          locale,
          `Le renouvellement a été refusé (essai ${unpaid.attemptCount}). Le lecteur en est averti par mail\u202f; Stripe présente le paiement de nouveau.`,
          `The renewal was refused (try ${unpaid.attemptCount}). The reader was told by mail; Stripe presents the payment again.`,
        )}
      </p>
      {unpaid.nextAttemptAt && (
        <p>
          {say(locale, 'Prochain essai\u202f: ', 'Next try: ')}
          <ExactTime at={unpaid.nextAttemptAt} locale={locale} zone={publication.zone} />
        </p>
      )}
    </div>
  )
}

function Facts({ shown, view }: PartProps) {
  const { subscription, customer, order, owed, served } = shown
  const { locale } = view
  return (
    <dl class="facts">
      <dt>{say(locale, 'Numéros servis', 'Issues served')}</dt>
      <dd>{formatNumber(served.length, locale)}</dd>
      <dt>{say(locale, 'Numéros dus', 'Issues owed')}</dt>
      <dd>
        {subscription.terms.kind === 'monthly'
          ? say(locale, 'au mois', 'by month')
          : formatNumber(owed, locale)}
      </dd>
      <dt>{say(locale, 'Renouvellement', 'Renewal')}</dt>
      <dd>
        <RenewalDay row={shown} view={view} />
      </dd>
      <dt>E-mail</dt>
      <dd>{customer?.email ?? say(locale, 'effacé', 'erased')}</dd>
      <dt>{say(locale, 'Abonnement', 'Subscription')}</dt>
      <dd class="mono">{subscription.id}</dd>
      <dt>{say(locale, 'Commande', 'Order')}</dt>
      <dd class="mono">{order?.id ?? subscription.orderId}</dd>
    </dl>
  )
}

function Issues({ shown, issues, view }: PartProps & { issues: readonly Issue[] }) {
  const { locale } = view
  const { served, owed, subscription, entitlements } = shown
  const got = new Set(served.map(({ number }) => number))
  const from = Math.max(0, ...entitlements.slice(0, 1).map(({ fromIssue }) => fromIssue))
  const coming = issues.filter(({ number }) => number >= from && !got.has(number)).slice(0, owed)
  const lines = [
    ...served.map(({ number, used }) => ({ number, used })),
    ...coming.map(({ number }) => ({ number, used: undefined })),
  ]
  const beyond = owed - coming.length
  return (
    <Part title={say(locale, 'Numéros', 'Issues')} id="issues">
      {lines.length === 0 ? (
        <p class="soft">
          {subscription.terms.kind === 'monthly'
            ? say(
                locale,
                'Ce qui paraît pendant un mois payé lui est ouvert.',
                'What comes out during a month that was paid is open to them.',
              )
            : say(
                locale,
                'Rien n’est dû\u202f: les numéros viennent avec le premier paiement.',
                'Nothing is owed: issues come with the first payment.',
              )}
        </p>
      ) : (
        <TableFrame label={say(locale, 'Numéros', 'Issues')}>
          <table class="table">
            <thead>
              <tr>
                <th scope="col" class="number">
                  N°
                </th>
                <th scope="col">{say(locale, 'Dossier', 'Dossier')}</th>
                <th scope="col">{say(locale, 'Date', 'Date')}</th>
                <th scope="col">{say(locale, 'État', 'State')}</th>
              </tr>
            </thead>
            <tbody>
              {lines.map((line) => (
                <IssueLine line={line} issues={issues} view={view} />
              ))}
            </tbody>
          </table>
        </TableFrame>
      )}
      {lines.length > 0 && beyond > 0 && (
        <p class="soft">
          {say(
            locale,
            `Et ${beyond} de plus, au-delà du calendrier.`,
            `And ${beyond} more, beyond the calendar.`,
          )}
        </p>
      )}
    </Part>
  )
}

function IssueLine(props: {
  line: { number: number; used: number | undefined }
  issues: readonly Issue[]
  view: View
}) {
  const { line, issues, view } = props
  const { locale } = view
  const issue = issues.find(({ number }) => number === line.number)
  return (
    <tr>
      <td class="number">{line.number}</td>
      <th scope="row">
        {issue ? (
          <a href={`/console/issues/${line.number}`}>{issue.dossier.title || issue.title}</a>
        ) : (
          say(locale, 'hors du calendrier', 'not in the calendar')
        )}
      </th>
      <td>{issue ? formatDate(issue.coverDate, locale) : ''}</td>
      <td>
        {line.used === undefined ? (
          <Status tone="open">{say(locale, 'à venir', 'to come')}</Status>
        ) : (
          <Status tone="good">
            {line.used > 1
              ? say(locale, `servi, compte pour ${line.used}`, `served, counts as ${line.used}`)
              : say(locale, 'servi', 'served')}
          </Status>
        )}
      </td>
    </tr>
  )
}

function Payments({ shown, view }: PartProps) {
  const { locale, publication } = view
  const { entitlements, order, subscription } = shown
  const isTest = order?.checkout?.sessionId.startsWith('cs_test_') ?? false
  const stripeCustomer = subscription.stripe?.customerId ?? order?.stripe.customerId
  const stripeSubscription = subscription.stripe?.subscriptionId ?? order?.stripe.subscriptionId
  return (
    <Part
      title={say(locale, 'Paiements', 'Payments')}
      id="payments"
      aside={
        <>
          {stripeCustomer && (
            <a href={stripeUrl('customers', stripeCustomer, isTest)}>
              {say(locale, 'Client chez Stripe', 'Customer at Stripe')}
            </a>
          )}{' '}
          {stripeSubscription && (
            <a href={stripeUrl('subscriptions', stripeSubscription, isTest)}>
              {say(locale, 'Abonnement chez Stripe', 'Subscription at Stripe')}
            </a>
          )}
        </>
      }
    >
      {entitlements.length === 0 ? (
        <p class="soft">{say(locale, 'Rien n’est encore payé.', 'Nothing is paid yet.')}</p>
      ) : (
        <TableFrame label={say(locale, 'Paiements', 'Payments')}>
          <table class="table">
            <thead>
              <tr>
                <th scope="col">{say(locale, 'Facture', 'Invoice')}</th>
                <th scope="col">{say(locale, 'Le', 'On')}</th>
                <th scope="col" class="number">
                  {say(locale, 'Payé', 'Paid')}
                </th>
                <th scope="col" class="number">
                  {say(locale, 'dont TVA', 'VAT in it')}
                </th>
                <th scope="col" class="number">
                  {say(locale, 'Numéros', 'Issues')}
                </th>
                <th scope="col" class="number">
                  {say(locale, 'Dus', 'Owed')}
                </th>
                <th scope="col" class="number">
                  {say(locale, 'Remboursés', 'Refunded')}
                </th>
              </tr>
            </thead>
            <tbody>
              {entitlements.map((one) => (
                <tr>
                  <th scope="row" class="mono">
                    {one.invoiceId ? (
                      <a href={stripeUrl('invoices', one.invoiceId, isTest)}>{one.invoiceId}</a>
                    ) : (
                      one.id
                    )}
                    {one.isSuspended && (
                      <Status tone="warn">{say(locale, 'contesté', 'contested')}</Status>
                    )}
                  </th>
                  <td>
                    <ExactTime at={one.boughtAt} locale={locale} zone={publication.zone} />
                  </td>
                  <td class="number">{formatEuros(one.paid.gross, locale)}</td>
                  <td class="number">{formatEuros(one.paid.vat, locale)}</td>
                  <td class="number">{formatNumber(one.bought, locale)}</td>
                  <td class="number">{formatNumber(remainingOf(one), locale)}</td>
                  <td class="number">{formatNumber(one.refunded, locale)}</td>
                </tr>
              ))}
            </tbody>
          </table>
        </TableFrame>
      )}
    </Part>
  )
}

function Contract({ shown, issues, view }: PartProps & { issues: readonly Issue[] }) {
  const { locale, publication } = view
  const { order } = shown
  if (!order) return null
  const firstIssueDate = issues.find(({ number }) => number === order.firstIssue)?.coverDate
  const price = priceSummary(order, locale)
  const lines = [
    ...partiesSummary(order, locale),
    ...contractSummary(order, { publication, locale, firstIssueDate }),
  ]
  return (
    <Part title={say(locale, 'Contrat', 'Contract')} id="contract">
      <dl class="facts">
        {lines.map((line) => (
          <>
            <dt>{line.label}</dt>
            <dd>
              {line.texts.map((text, at) => (
                <>
                  {at > 0 && <br />}
                  {text}
                </>
              ))}
            </dd>
          </>
        ))}
        {price.lines.map((line) => (
          <>
            <dt>{line.label}</dt>
            <dd>{line.amount}</dd>
          </>
        ))}
        {order.proof && (
          <>
            <dt>{say(locale, 'Preuve de commande', 'Proof of order')}</dt>
            <dd>
              «&#x202f;{order.proof.buttonLabel}&#x202f;»,{' '}
              <ExactTime at={order.proof.at} locale={locale} zone={publication.zone} />,{' '}
              {say(locale, 'conditions', 'terms')} {order.proof.textVersion}
            </dd>
          </>
        )}
      </dl>
    </Part>
  )
}

function Events({ shown, view }: PartProps) {
  const { locale, publication } = view
  return (
    <Part title={say(locale, 'Ce qui s’est passé', 'What happened')} id="events">
      <ul class="plain-list lines">
        {shown.events.map((event) => (
          <li>
            <span>
              {eventWords[event.kind][locale]}
              {event.invoiceId && <span class="soft mono"> {event.invoiceId}</span>}
            </span>
            <span class="line-facts">
              <ExactTime at={event.at} locale={locale} zone={publication.zone} />
            </span>
          </li>
        ))}
      </ul>
    </Part>
  )
}
