// What papers call things. A paper is French, as its tax office is; a buyer who reads English finds
// the English beside it.
import { type Locale, type Sentence, unreachable } from '#kernel/errors'
import { formatDate, formatEuros, formatRate } from '#kernel/typography'
import { exemptionMentions } from '#tax/vat'
import type { TaxLine } from '../documents.ts'
import type { Seller } from '../seller.ts'

/** `Facture`, or `Facture / Invoice`. */
export function label(locale: Locale, { fr, en }: Sentence): string {
  return locale === 'fr' || fr === en ? fr : `${fr} / ${en}`
}

/** The French sentence, and the English one after it where it is read. */
export function bothOf(locale: Locale, { fr, en }: Sentence): string[] {
  return locale === 'fr' ? [fr] : [fr, en]
}

export const words = {
  invoice: { fr: 'Facture', en: 'Invoice' },
  note: { fr: 'Avoir', en: 'Credit note' },
  issued: { fr: 'Émise le', en: 'Issued' },
  noteIssued: { fr: 'Émis le', en: 'Issued' },
  due: { fr: 'À payer avant le', en: 'Due by' },
  paid: { fr: 'Payée le', en: 'Paid' },
  order: { fr: 'Commande', en: 'Order' },
  customer: { fr: 'Client', en: 'Customer' },
  customerSiren: { fr: 'SIREN du client', en: 'Customer’s SIREN' },
  customerVat: { fr: 'TVA du client', en: 'Customer’s VAT number' },
  ofInvoice: { fr: 'Sur la facture', en: 'For invoice' },
  delivered: { fr: 'Livré à', en: 'Delivered to' },
  what: { fr: 'Désignation', en: 'Description' },
  quantity: { fr: 'Qté', en: 'Qty' },
  unit: { fr: 'Prix unit. HT', en: 'Unit net' },
  rate: { fr: 'TVA', en: 'VAT' },
  net: { fr: 'Total HT', en: 'Net' },
  gross: { fr: 'Total TTC', en: 'Gross' },
  discount: { fr: 'Remise', en: 'Discount' },
  toPay: { fr: 'Reste à payer', en: 'To be paid' },
} as const satisfies Record<string, Sentence>

export const categories = {
  goods: { fr: 'Livraison de biens', en: 'Supply of goods' },
  services: { fr: 'Prestation de services', en: 'Supply of services' },
  both: {
    fr: 'Livraison de biens et prestation de services',
    en: 'Supply of goods and services',
  },
} as const satisfies Record<string, Sentence>

export const euros = (cents: number) => formatEuros(cents, 'fr')

export const day = (date: string) => formatDate(date, 'fr')

/** `16,16 €`; of a price that is no whole number of cents, to the hundredth of a cent. */
export function unitPrice(cents: number, quantity: number): string {
  if (cents % quantity === 0) return euros(cents / quantity)
  return `${(cents / quantity / 100).toFixed(4).replace('.', ',')}\u00a0€`
}

/** What stands in the column of VAT. */
export function taxText(tax: TaxLine): string {
  return tax.scheme === 'exempt' ? '—' : formatRate(tax.rate, 'fr')
}

/** The line of the totals: rate, place if it is not here, and what it is taken of. */
export function taxLabel(locale: Locale, tax: TaxLine): string {
  const place = tax.scheme === 'oss' ? ` (${countryName(tax.place)})` : ''
  if (tax.scheme === 'exempt') return label(locale, { fr: 'TVA non facturée', en: 'No VAT' })
  return `${label(locale, words.rate)} ${formatRate(tax.rate, 'fr')}${place}, base ${euros(tax.net)}`
}

/** What the law wants to be said of the VAT, each sentence once. */
export function taxMentions(
  locale: Locale,
  taxes: readonly TaxLine[],
  seller: Pick<Seller, 'cppap'>,
): string[] {
  const said = taxes.flatMap((tax) => mentionsOf(locale, tax, seller))
  return [...new Set(said)]
}

function mentionsOf(locale: Locale, tax: TaxLine, seller: Pick<Seller, 'cppap'>): string[] {
  switch (tax.scheme) {
    case 'exempt':
      return tax.because ? bothOf(locale, exemptionMentions[tax.because]) : []
    case 'oss':
      return bothOf(locale, {
        fr: `TVA du pays de livraison (${countryName(tax.place)}), déclarée au guichet unique de l’Union européenne.`,
        en: `VAT of the country of delivery (${countryName(tax.place, 'en')}), declared in the Union’s one-stop shop.`,
      })
    case 'domestic':
      return pressRates.includes(tax.rate) && seller.cppap !== undefined
        ? bothOf(locale, {
            fr: `TVA ${formatRate(tax.rate, 'fr')} – CPPAP n°\u00a0${seller.cppap} (CGI art. 298 septies), exigible à l’encaissement (art. 298 nonies).`,
            en: 'VAT at the French press rate, due when paid.',
          })
        : []
    default:
      return unreachable(tax.scheme)
  }
}

/** Bases and VAT, one sum a scheme, rate, place and reason; in the order in which they come. */
export function sumTaxes(taxes: readonly TaxLine[]): TaxLine[] {
  const sums = new Map<string, TaxLine>()
  for (const tax of taxes) {
    const key = [tax.scheme, tax.rate, tax.place, tax.because].join()
    const sum = sums.get(key)
    sums.set(key, sum ? { ...sum, net: sum.net + tax.net, vat: sum.vat + tax.vat } : tax)
  }
  return [...sums.values()]
}

const pressRates: readonly number[] = [210, 105]

export function countryName(code: string, locale: Locale = 'fr'): string {
  const names = new Intl.DisplayNames(locale, { type: 'region', fallback: 'code' })
  return names.of(code) ?? code
}
