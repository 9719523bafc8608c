// The price of an order in words: what a code takes off, net, VAT and total, the button that binds, and
// what is paid later. Pure.
import type { Locale } from '#kernel/errors'
import { formatEuros, formatRate } from '#kernel/typography'
import { countryName } from '#readers/country'
import type { SummaryLine } from './contract-summary.ts'
import type { Order } from './order.ts'
import { mentionSentences } from './price.ts'

export type PriceLine = {
  id: 'full' | 'discount' | 'net' | 'vat' | 'total'
  label: string
  amount: string
}

/** What a promotion takes off, net, VAT by rate, total; `mentions` says why no VAT is due. */
export function priceSummary(
  order: Pick<Order, 'price' | 'promotion'>,
  locale: Locale,
): { lines: PriceLine[]; mentions: string[] } {
  const say = (fr: string, en: string) => (locale === 'fr' ? fr : en)
  const { price } = order
  const byRate = new Map<string, number>()
  for (const part of price.parts) {
    if (part.scheme === 'exempt') continue
    const place = part.country === 'FR' ? '' : ` (${countryName(part.country, locale)})`
    const label = `${say('TVA', 'VAT')} ${formatRate(part.rate, locale)}${place}`
    byRate.set(label, (byRate.get(label) ?? 0) + part.vat)
  }
  const vat: PriceLine[] = [...byRate].map(([label, amount]) => ({
    id: 'vat',
    label,
    amount: formatEuros(amount, locale),
  }))
  const total = say('Prix total', 'Total price')
  const net: PriceLine = {
    id: 'net',
    label: say('Prix hors taxe', 'Price without tax'),
    amount: formatEuros(price.net, locale),
  }
  return {
    lines: [
      ...discountLines(order, locale),
      ...(vat.length > 0 ? [net] : []),
      ...vat,
      {
        id: 'total',
        label: vat.length > 0 ? say(`${total}, TVA comprise`, `${total}, VAT included`) : total,
        amount: formatEuros(price.gross, locale),
      },
    ],
    mentions: mentionSentences(price).map((sentence) => sentence[locale]),
  }
}

function discountLines(
  { price, promotion }: Pick<Order, 'price' | 'promotion'>,
  locale: Locale,
): PriceLine[] {
  if (promotion === undefined) return []
  const { full, code } = promotion
  return [
    {
      id: 'full',
      label: locale === 'fr' ? 'Prix de l’offre' : 'Price of the offer',
      amount: formatEuros(full.gross, locale),
    },
    {
      id: 'discount',
      label: `Code ${code}`,
      amount: `−\u00a0${formatEuros(full.gross - price.gross, locale)}`,
    },
  ]
}

/** The words that bind to pay (L221-14): `Commander et payer 99,00 €`. */
export function orderButton(order: Pick<Order, 'price' | 'terms'>, locale: Locale): string {
  const { price, terms } = order
  const amount = formatEuros(price.gross, locale)
  if (price.gross > 0)
    return locale === 'fr' ? `Commander et payer ${amount}` : `Order and pay ${amount}`
  // Nothing is due today; what renews will be.
  if (terms.renews)
    return locale === 'fr'
      ? 'Commander avec obligation de paiement'
      : 'Order with obligation to pay'
  return locale === 'fr' ? 'Commander, rien à payer' : 'Order, nothing to pay'
}

/** What a code takes off, and what is paid after it. */
export function promotionLines(
  order: Pick<Order, 'promotion' | 'terms'>,
  locale: Locale,
): SummaryLine[] {
  const { promotion, terms } = order
  if (promotion === undefined) return []
  const say = (fr: string, en: string) => (locale === 'fr' ? fr : en)
  const { percentOff, centsOff = 0, code } = promotion
  const off =
    percentOff === undefined
      ? formatEuros(centsOff, locale)
      : `${formatRate(percentOff, locale).replace(/[,.]00/, '')}`
  const what = say(`${code}\u202f: ${off} de moins`, `${code}: ${off} less`)
  const label = say('Code promotionnel', 'Promotion code')
  return [{ id: 'promotion', label, texts: [`${what}${lastingText(promotion, terms, locale)}`] }]
}

function lastingText(
  { lasts, months = 1, renewalGross }: NonNullable<Order['promotion']>,
  terms: Order['terms'],
  locale: Locale,
): string {
  const say = (fr: string, en: string) => (locale === 'fr' ? fr : en)
  if (!terms.renews) return '.'
  const then = formatEuros(renewalGross, locale)
  if (lasts === 'forever')
    return say(
      `, à chaque échéance\u202f: ${then} chaque fois.`,
      `, on every payment: ${then} each time.`,
    )
  if (lasts === 'months')
    return say(
      ` pendant ${months} mois. Ensuite, ${then} par mois.`,
      ` for ${months} months. Then ${then} a month.`,
    )
  return terms.kind === 'monthly'
    ? say(
        ` le premier mois. Ensuite, ${then} par mois.`,
        ` in the first month. Then ${then} a month.`,
      )
    : say(
        ` sur le premier paiement. Ensuite, le prix entier, ${then} aujourd’hui.`,
        ` on the first payment. Then the whole price, ${then} today.`,
      )
}
