// A price with its VAT, beside the form of an order.
import { formatEuros } from '#kernel/typography'
import { countryName } from '#readers/country'
import type { Order } from '#subscriptions/order'
import { priceSummary, promotionLines } from '#subscriptions/price-summary'
import { say } from '../shared/locale.ts'
import type { View } from '../shared/view.ts'
import type { Quote } from './quote.ts'

export function QuotePart(props: { view: View; quote: Quote; terms: Order['terms'] }) {
  const { view, quote, terms } = props
  const { locale, publication } = view
  const place = countryName(quote.country, locale)
  const { priced } = quote
  if (priced.kind === 'noRate')
    return (
      <p role="alert">
        {say(
          locale,
          `Nous ne pouvons pas encore vendre cette offre en ligne pour ce pays (${place})\u202f: écrivez à ${publication.identity.email}, nous vous répondrons avec un prix.`,
          `We cannot sell this offer online for this country yet (${place}): write to ${publication.identity.email} and we will answer with a price.`,
        )}
      </p>
    )
  const { price } = priced
  const promotion = priced.kind === 'price' ? priced.promotion : undefined
  return (
    <>
      <p class="price">
        {promotion && (
          <s class="price-before">
            <span class="visually-hidden">{say(locale, 'Au lieu de ', 'Instead of ')}</span>
            {formatEuros(promotion.full.gross, locale)}
          </s>
        )}
        {formatEuros(price.gross, locale)}
      </p>
      <PriceTable view={view} price={price} promotion={promotion} />
      {promotion &&
        promotionLines({ promotion, terms }, locale).map(({ texts }) => (
          <p class="small">{texts.join(' ')}</p>
        ))}
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

/** Net, VAT and total, with what a code takes off and why there is no VAT. */
export function PriceTable(props: {
  view: View
  price: Order['price']
  promotion?: Order['promotion']
}) {
  const { view, price, promotion } = props
  const { lines, mentions } = priceSummary({ price, promotion }, view.locale)
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
