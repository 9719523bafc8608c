// Schemes and places of VAT, in words.
import type { TaxLine } from '#finance/documents'
import type { Locale, Sentence } from '#kernel/errors'

const because: Record<NonNullable<TaxLine['because']>, Sentence> = {
  intraCommunity: { fr: 'livraison intracommunautaire', en: 'intra-Community supply' },
  reverseCharge: { fr: 'autoliquidation par le client', en: 'reverse charge' },
  export: { fr: 'exportation', en: 'export' },
  notInFrance: { fr: 'hors du territoire de la TVA', en: 'outside the scope of French VAT' },
  overseas: { fr: 'non applicable (CGI, art. 294)', en: 'not applied there (CGI, art. 294)' },
}

const overseas: Readonly<Record<string, Sentence>> = {
  FR: { fr: 'France', en: 'France' },
  GP: { fr: 'Guadeloupe', en: 'Guadeloupe' },
  MQ: { fr: 'Martinique', en: 'Martinique' },
  RE: { fr: 'La Réunion', en: 'Réunion' },
  GF: { fr: 'Guyane', en: 'French Guiana' },
  YT: { fr: 'Mayotte', en: 'Mayotte' },
}

/** A country or an overseas department by its name. */
export function placeWord(place: string, locale: Locale): string {
  const own = overseas[place]?.[locale]
  if (own) return own
  try {
    return new Intl.DisplayNames([locale], { type: 'region' }).of(place) ?? place
  } catch (error) {
    // What the formatter throws at a code that is none.
    if (error instanceof RangeError) return place
    throw error
  }
}

/** `France`, `Belgique (guichet unique)`, `Suisse, sans TVA : exportation`. */
export function taxWords(
  tax: Pick<TaxLine, 'scheme' | 'place' | 'because'>,
  locale: Locale,
): string {
  const place = placeWord(tax.place, locale)
  if (tax.scheme === 'oss')
    return locale === 'fr' ? `${place} (guichet unique)` : `${place} (one-stop shop)`
  if (tax.scheme === 'domestic') return place
  const why = tax.because === undefined ? undefined : because[tax.because][locale]
  const without = locale === 'fr' ? `${place}, sans TVA` : `${place}, no VAT`
  if (why === undefined) return without
  return locale === 'fr' ? `${without}\u202f: ${why}` : `${without}: ${why}`
}
