// What was paid for an order, what was given back and why, with the way to each object at Stripe.
import { formatEuros } from '#kernel/typography'
import { remainingOf } from '#subscriptions/entitlement'
import type { Order } from '#subscriptions/order'
import type { OrderView } from '#subscriptions/show-order'
import type { StaffRefund } from '#subscriptions/staff-refund'
import type { StreamEntitlement } from '#subscriptions/stream'
import type { Subscription } from '#subscriptions/subscription'
import { formatNumber } from '#web/shared/format.tsx'
import { say } from '#web/shared/locale'
import { Status } from '#web/shared/parts.tsx'
import type { View } from '#web/shared/view'
import { Part, TableFrame, When } from '../parts.tsx'
import { refundReasons, refundStates } from './refund-words.ts'
import { type StripeUrl, stripeUrls } from './words.ts'

/** What was paid; of an erased order, the subscription alone is left. */
type Paid = Pick<OrderView, 'entitlements' | 'refunds'> & {
  order: Order | undefined
  subscription: Subscription | undefined
}

export function PaymentsPart(props: { paid: Paid; view: View; elsewhere: string | undefined }) {
  const { paid, view, elsewhere } = props
  const { locale } = view
  const { entitlements, order, subscription, refunds } = paid
  const isTest = order?.checkout?.sessionId.startsWith('cs_test_') ?? false
  const urlOf = stripeUrls({ isTest, elsewhere })
  const again = order?.paidAgain ?? []
  const stripeCustomer = subscription?.stripe?.customerId ?? order?.stripe.customerId
  const stripeSubscription = subscription?.stripe?.subscriptionId ?? order?.stripe.subscriptionId
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
          )}
          {stripeCustomer && stripeSubscription && ' · '}
          {stripeSubscription && (
            <a href={urlOf('subscriptions', stripeSubscription)}>
              {say(locale, 'Abonnement chez Stripe', 'Subscription at Stripe')}
            </a>
          )}
        </>
      }
    >
      {entitlements.length === 0 && again.length === 0 ? (
        <p class="soft">{say(locale, 'Rien n’est encore payé.', 'Nothing is paid yet.')}</p>
      ) : (
        <PaymentTable order={order} entitlements={entitlements} urlOf={urlOf} view={view} />
      )}
      {refunds.length > 0 && <RefundTable refunds={refunds} urlOf={urlOf} view={view} />}
    </Part>
  )
}

type TableProps = {
  order: Order | undefined
  entitlements: readonly StreamEntitlement[]
  urlOf: StripeUrl
  view: View
}

function PaymentTable({ order, entitlements, urlOf, view }: TableProps) {
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
              {say(locale, 'Rendu', 'Given back')}
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
          {order?.paidAgain?.map((invoiceId) => (
            <PaidAgainLine order={order} invoiceId={invoiceId} urlOf={urlOf} view={view} />
          ))}
        </tbody>
      </table>
    </TableFrame>
  )
}

function PaymentLine(props: { one: StreamEntitlement; urlOf: StripeUrl; view: View }) {
  const { one, urlOf, view } = props
  const { locale } = view
  const back = Object.values(one.settlements).reduce((sum, { givenBack }) => sum + givenBack, 0)
  return (
    <tr>
      <th scope="row" class="mono">
        {one.invoiceId ? <a href={urlOf('invoices', one.invoiceId)}>{one.invoiceId}</a> : one.id}
        {one.isSuspended && <Status tone="warn">{say(locale, 'contesté', 'contested')}</Status>}
      </th>
      <td>
        <When at={one.boughtAt} view={view} />
      </td>
      <td class="number">{formatEuros(one.paid.gross, locale)}</td>
      <td class="number">{formatEuros(one.paid.vat, locale)}</td>
      <td class="number">{back === 0 ? '' : formatEuros(back, locale)}</td>
      <td class="number">{formatNumber(one.bought, locale)}</td>
      <td class="number">{formatNumber(remainingOf(one), locale)}</td>
      <td class="number">{formatNumber(one.refunded, locale)}</td>
    </tr>
  )
}

/** A second payment of the same order: it bought nothing. */
function PaidAgainLine(props: { order: Order; invoiceId: string; urlOf: StripeUrl; view: View }) {
  const { order, invoiceId, urlOf, view } = props
  const { locale } = view
  const money = order.paidAgainMoney?.[invoiceId]
  const { gross, vat } = money ?? order.price
  const isBack = money !== undefined && money.givenBack >= money.gross
  return (
    <tr>
      <th scope="row" class="mono">
        <a href={urlOf('invoices', invoiceId)}>{invoiceId}</a>{' '}
        <Status tone={isBack ? 'good' : 'bad'}>
          {say(locale, 'payé une seconde fois', 'paid a second time')}
        </Status>
      </th>
      <td />
      <td class="number">{formatEuros(gross, locale)}</td>
      <td class="number">{formatEuros(vat, locale)}</td>
      <td class="number">{money?.givenBack ? formatEuros(money.givenBack, locale) : ''}</td>
      <td class="number">0</td>
      <td class="number">0</td>
      <td class="number">0</td>
    </tr>
  )
}

function RefundTable(props: { refunds: readonly StaffRefund[]; urlOf: StripeUrl; view: View }) {
  const { refunds, urlOf, view } = props
  const { locale } = view
  const label = say(locale, 'Rendu par la maison', 'Given back by the house')
  return (
    <>
      <h3 id="refunds">{label}</h3>
      <TableFrame label={label}>
        <table class="table">
          <thead>
            <tr>
              <th scope="col">{say(locale, 'Le', 'On')}</th>
              <th scope="col" class="number">
                {say(locale, 'Somme', 'Sum')}
              </th>
              <th scope="col" class="number">
                {say(locale, 'dont TVA', 'VAT in it')}
              </th>
              <th scope="col">{say(locale, 'Pourquoi', 'Why')}</th>
              <th scope="col">{say(locale, 'État', 'State')}</th>
              <th scope="col">{say(locale, 'Facture', 'Invoice')}</th>
            </tr>
          </thead>
          <tbody>
            {refunds.map((one) => (
              <tr>
                <td>
                  <When at={one.askedAt} view={view} />
                </td>
                <td class="number">{formatEuros(one.gross, locale)}</td>
                <td class="number">{formatEuros(one.vat, locale)}</td>
                <td>
                  {one.reason === 'other' && one.note
                    ? one.note
                    : refundReasons[one.reason][locale]}
                  {one.reason !== 'other' && one.note && <span class="soft"> {one.note}</span>}
                </td>
                <td>
                  <Status tone={refundStates[one.status].tone}>
                    {refundStates[one.status].word[locale]}
                  </Status>
                  {one.refusedBecause && <span class="soft mono"> {one.refusedBecause}</span>}
                </td>
                <td class="mono">
                  <a href={urlOf('invoices', one.invoiceId)}>{one.invoiceId}</a>
                </td>
              </tr>
            ))}
          </tbody>
        </table>
      </TableFrame>
    </>
  )
}
