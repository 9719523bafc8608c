// A contract as it was agreed: what, for whom, at which price, and the proof that it was ordered.
import type { Issue } from '#editorial/issue'
import { contractSummary, partiesSummary } from '#subscriptions/contract-summary'
import type { Order } from '#subscriptions/order'
import { priceSummary } from '#subscriptions/price-summary'
import { ExactTime } from '#web/shared/format.tsx'
import { say } from '#web/shared/locale'
import type { View } from '#web/shared/view'
import { Part } from '../parts.tsx'

export function ContractPart(props: { order: Order; issues: readonly Issue[]; view: View }) {
  const { order, issues, view } = props
  const { locale, publication } = view
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
