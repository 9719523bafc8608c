// One subscription: the contract, the issues served and to come, the payments, what happened.
import type { Issue } from '#editorial/issue'
import type { SubscriptionView } from '#subscriptions/show-subscription'
import { ExactTime, formatNumber } from '#web/shared/format.tsx'
import { say } from '#web/shared/locale'
import { Flash, type FlashMessage, Status } from '#web/shared/parts.tsx'
import type { View } from '#web/shared/view'
import type { ConsoleContext } from '../context.ts'
import { ConsolePage } from '../layout.tsx'
import { Part } from '../parts.tsx'
import { ActsPart } from './acts-part.tsx'
import { ContractPart } from './contract-part.tsx'
import { OwedIssues } from './issues-part.tsx'
import { RenewalDay } from './list-page.tsx'
import { PaymentsPart } from './payments-part.tsx'
import { eventWords, stateOf } from './words.ts'

type Props = {
  c: ConsoleContext
  shown: SubscriptionView
  issues: readonly Issue[]
  /** Where Stripe's objects are looked at, when not on its dashboard. */
  stripeObjectUrl: string | undefined
  flash: FlashMessage | undefined
}

export function SubscriptionPage({ c, shown, issues, stripeObjectUrl, flash }: Props) {
  const view = c.get('view')
  const { locale } = view
  const { subscription, customer } = shown
  const { tone, word } = stateOf(subscription)
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
      <Flash message={flash} locale={locale} />
      <Unpaid shown={shown} view={view} />
      <Facts shown={shown} view={view} opensPeople={mayOpenPeople(c)} />
      <ActsPart c={c} shown={shown} />
      <OwedIssues
        entitlements={shown.entitlements}
        issues={issues}
        view={view}
        isMonthly={subscription.terms.kind === 'monthly'}
      />
      <PaymentsPart paid={shown} view={view} elsewhere={stripeObjectUrl} />
      {shown.order && <ContractPart order={shown.order} issues={issues} view={view} />}
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

/** The story of a person and their data are for those who work with readers. */
function mayOpenPeople(c: ConsoleContext): boolean {
  return c.get('staff').roles.some((role) => role === 'marketing' || role === 'admin')
}

function Facts({ shown, view, opensPeople }: PartProps & { opensPeople: boolean }) {
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
      <dd>
        {customer?.email === undefined ? (
          say(locale, 'effacé', 'erased')
        ) : opensPeople ? (
          <a href={`/console/readers/${customer.readerId}`}>{customer.email}</a>
        ) : (
          customer.email
        )}
      </dd>
      <dt>{say(locale, 'Abonnement', 'Subscription')}</dt>
      <dd class="mono">{subscription.id}</dd>
      <dt>{say(locale, 'Commande', 'Order')}</dt>
      <dd class="mono">{order?.id ?? subscription.orderId}</dd>
    </dl>
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
              {event.declarationId ? (
                <a href={`/console/subscriptions/declarations/${event.declarationId}`}>
                  {eventWords[event.kind][locale]}
                </a>
              ) : (
                eventWords[event.kind][locale]
              )}
              {event.issue && <span class="soft"> N° {event.issue}</span>}
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
