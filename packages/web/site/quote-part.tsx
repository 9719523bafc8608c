// A price with its VAT, beside the form of an order.
import { formatEuros } from '#kernel/typography'
import { countryName } from '#readers/country'
import { priceSummary } from '#subscriptions/contract-summary'
import { say } from '../shared/locale.ts'
import type { View } from '../shared/view.ts'
import type { Quote } from './quote.ts'

export function QuotePart({ view, quote }: { view: View; quote: Quote }) {
  const { locale, publication } = view
  const place = countryName(quote.country, locale)
  if (quote.priced.kind === 'noRate')
    return (
      <p role="alert">
        {say(
          locale,
          `Nous ne pouvons pas encore vendre cette offre en ligne pour ce pays (${place})\u202f: écrivez à ${publication.identity.email}, nous vous répondrons avec un prix.`,
          `We cannot sell this offer online for this country yet (${place}): write to ${publication.identity.email} and we will answer with a price.`,
        )}
      </p>
    )
  const { price } = quote.priced
  return (
    <>
      <p class="price">{formatEuros(price.gross, locale)}</p>
      <PriceTable view={view} price={price} />
      <p class="small">
        {say(
          locale,
          `Prix pour ce pays\u202f: ${place}. Un autre pays peut le changer.`,
          `Price for this country: ${place}. Another country may change it.`,
        )}
      </p>
    </>
  )
}

/** Net, VAT and total, with why there is no VAT. */
export function PriceTable(props: {
  view: View
  price: Parameters<typeof priceSummary>[0]['price']
}) {
  const { locale } = props.view
  const { lines, mentions } = priceSummary({ price: props.price }, locale)
  return (
    <>
      <dl class="sums">
        {lines.map((line) => (
          <div class={line.id === 'total' ? 'sum-total' : undefined}>
            <dt>{line.label}</dt>
            <dd>{line.amount}</dd>
          </div>
        ))}
      </dl>
      {mentions.map((mention) => (
        <p class="small">{mention}</p>
      ))}
    </>
  )
}
