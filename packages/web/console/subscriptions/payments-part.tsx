// What was paid for a subscription, with the way to each object at Stripe.
import { formatEuros } from '#kernel/typography'
import { remainingOf } from '#subscriptions/entitlement'
import type { SubscriptionView } from '#subscriptions/show-subscription'
import type { StreamEntitlement } from '#subscriptions/stream'
import { ExactTime, formatNumber } from '#web/shared/format.tsx'
import { say } from '#web/shared/locale'
import { Status } from '#web/shared/parts.tsx'
import type { View } from '#web/shared/view'
import { Part, TableFrame } from '../parts.tsx'
import { type StripeUrl, stripeUrls } from './words.ts'

type PartProps = { shown: SubscriptionView; view: View }

export function PaymentsPart({
  shown,
  view,
  elsewhere,
}: PartProps & { elsewhere: string | undefined }) {
  const { locale } = view
  const { entitlements, order, subscription } = shown
  const isTest = order?.checkout?.sessionId.startsWith('cs_test_') ?? false
  const urlOf = stripeUrls({ isTest, elsewhere })
  const stripeCustomer = subscription.stripe?.customerId ?? order?.stripe.customerId
  const stripeSubscription = subscription.stripe?.subscriptionId ?? order?.stripe.subscriptionId
  return (
    <Part
      title={say(locale, 'Paiements', 'Payments')}
      id="payments"
      aside={
        <>
          {stripeCustomer && (
            <a href={urlOf('customers', stripeCustomer)}>
              {say(locale, 'Client chez Stripe', 'Customer at Stripe')}
            </a>
          )}{' '}
          {stripeSubscription && (
            <a href={urlOf('subscriptions', stripeSubscription)}>
              {say(locale, 'Abonnement chez Stripe', 'Subscription at Stripe')}
            </a>
          )}
        </>
      }
    >
      {entitlements.length === 0 ? (
        <p class="soft">{say(locale, 'Rien n’est encore payé.', 'Nothing is paid yet.')}</p>
      ) : (
        <PaymentTable entitlements={entitlements} urlOf={urlOf} view={view} />
      )}
    </Part>
  )
}

type TableProps = { entitlements: readonly StreamEntitlement[]; urlOf: StripeUrl; view: View }

function PaymentTable({ entitlements, urlOf, view }: TableProps) {
  const { locale } = view
  return (
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
            <PaymentLine one={one} urlOf={urlOf} view={view} />
          ))}
        </tbody>
      </table>
    </TableFrame>
  )
}

function PaymentLine(props: { one: StreamEntitlement; urlOf: StripeUrl; view: View }) {
  const { one, urlOf, view } = props
  const { locale, publication } = view
  return (
    <tr>
      <th scope="row" class="mono">
        {one.invoiceId ? <a href={urlOf('invoices', one.invoiceId)}>{one.invoiceId}</a> : one.id}
        {one.isSuspended && <Status tone="warn">{say(locale, 'contesté', 'contested')}</Status>}
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
  )
}
