// An order that made no subscription: a single issue, or one that was not paid.
import type { Issue } from '#editorial/issue'
import { hasRole } from '#staff/member'
import type { OrderView } from '#subscriptions/show-order'
import { ExactTime } from '#web/shared/format.tsx'
import { say } from '#web/shared/locale'
import { Flash, type FlashMessage, Status } from '#web/shared/parts.tsx'
import { type ConsoleContext, refundRoles } from '../context.ts'
import { ConsolePage } from '../layout.tsx'
import { ActList } from './acts-part.tsx'
import { ContractPart } from './contract-part.tsx'
import { OwedIssues } from './issues-part.tsx'
import { orderStates, personOf } from './order-words.ts'
import { PaymentsPart } from './payments-part.tsx'
import { placeOfRefund } from './refund-page.tsx'

type Props = {
  c: ConsoleContext
  shown: OrderView
  issues: readonly Issue[]
  stripeObjectUrl: string | undefined
  flash: FlashMessage | undefined
}

export function OrderPage({ c, shown, issues, stripeObjectUrl, flash }: Props) {
  const view = c.get('view')
  const { locale, publication } = view
  const { order, customer } = shown
  const { tone, word } = orderStates[order.status]
  const mayRefund = hasRole(c.get('staff'), ...refundRoles)
  return (
    <ConsolePage
      c={c}
      place="subscriptions"
      title={personOf(shown, locale)}
      back={{
        href: '/console/subscriptions/orders',
        name: say(locale, 'Vente au numéro', 'Single issues'),
      }}
      kicker={order.terms.name[locale]}
      lead={<Status tone={tone}>{word[locale]}</Status>}
    >
      <Flash message={flash} locale={locale} />
      <dl class="facts">
        <dt>{say(locale, 'Commencée', 'Begun')}</dt>
        <dd>
          <ExactTime at={order.createdAt} locale={locale} zone={publication.zone} />
        </dd>
        {order.paidAt && (
          <>
            <dt>{say(locale, 'Payée', 'Paid')}</dt>
            <dd>
              <ExactTime at={order.paidAt} locale={locale} zone={publication.zone} />
            </dd>
          </>
        )}
        <dt>E-mail</dt>
        <dd>{customer?.email ?? say(locale, 'effacé', 'erased')}</dd>
        <dt>{say(locale, 'Commande', 'Order')}</dt>
        <dd class="mono">{order.id}</dd>
        {order.stripe.invoiceNumber && (
          <>
            <dt>{say(locale, 'Facture', 'Invoice')}</dt>
            <dd class="mono">{order.stripe.invoiceNumber}</dd>
          </>
        )}
      </dl>
      {order.status === 'paid' && mayRefund && (
        <ActList
          c={c}
          acts={[
            {
              href: placeOfRefund(shown),
              name: say(locale, 'Rembourser', 'Give money back'),
              what: say(locale, 'tout ou partie du paiement', 'all or part of the payment'),
            },
          ]}
        />
      )}
      {order.status === 'paid' && (
        <OwedIssues entitlements={shown.entitlements} issues={issues} view={view} />
      )}
      <PaymentsPart paid={shown} view={view} elsewhere={stripeObjectUrl} />
      <ContractPart order={order} issues={issues} view={view} />
    </ConsolePage>
  )
}
