// Where a buyer is for VAT, from country and postal code. A French postal code decides over the
// country, because people write "France" for places that lie outside its VAT territory. Pure.

/**
 * `france`: mainland, Corsica and Monaco. `overseas`: Guadeloupe, Martinique, Réunion, at rates of
 * their own. `untaxedOverseas`: Guyane and Mayotte, where VAT does not apply (CGI art. 294).
 * `outside`: neither France's VAT territory nor the EU's.
 */
export type Territory =
  | { kind: 'france' | 'overseas' | 'untaxedOverseas' }
  | { kind: 'eu'; country: string }
  | { kind: 'outside'; country: string }

/** ISO 3166-1 codes of the member states but France; Greece is `GR` here, `EL` in VAT numbers. */
export const otherMemberStates = [
  'AT',
  'BE',
  'BG',
  'HR',
  'CY',
  'CZ',
  'DK',
  'EE',
  'FI',
  'DE',
  'GR',
  'HU',
  'IE',
  'IT',
  'LV',
  'LT',
  'LU',
  'MT',
  'NL',
  'PL',
  'PT',
  'RO',
  'SK',
  'SI',
  'ES',
  'SE',
] as const

/** French places that have an ISO code of their own. */
const ofFrance: Readonly<Record<string, Territory['kind']>> = {
  MC: 'france',
  GP: 'overseas',
  MQ: 'overseas',
  RE: 'overseas',
  GF: 'untaxedOverseas',
  YT: 'untaxedOverseas',
  BL: 'outside',
  MF: 'outside',
  PM: 'outside',
  TF: 'outside',
  WF: 'outside',
  PF: 'outside',
  NC: 'outside',
}

/** By the first digits of a French postal code; the longest match counts. */
const byPostcode: readonly (readonly [digits: string, country: string])[] = [
  ['97133', 'BL'],
  ['97150', 'MF'],
  ['971', 'GP'],
  ['972', 'MQ'],
  ['973', 'GF'],
  ['974', 'RE'],
  ['975', 'PM'],
  ['976', 'YT'],
  ['977', 'BL'],
  ['978', 'MF'],
  ['980', 'MC'],
  ['984', 'TF'],
  ['986', 'WF'],
  ['987', 'PF'],
  ['988', 'NC'],
]

/** Parts of member states that lie outside the EU's VAT territory (directive 2006/112, art. 6). */
const outsideTheUnion: Readonly<Record<string, RegExp>> = {
  /** Canary Islands, Ceuta, Melilla. */
  ES: /^(35|38|51|52)/,
  /** Åland. */
  FI: /^22/,
  /** Helgoland, Büsingen. */
  DE: /^(27498|78266)$/,
  /** Livigno. */
  IT: /^23041$/,
  /** Mount Athos. */
  GR: /^63086$/,
}

/** `country` is ISO 3166-1 alpha-2 in either case, `postcode` as it was typed. */
export function territoryOf(place: { country: string; postcode?: string }): Territory {
  const country = countryOf(place)
  if (country === 'FR') return { kind: 'france' }
  const french = ofFrance[country]
  if (french === 'outside') return { kind: 'outside', country }
  if (french !== undefined) return { kind: french as 'france' | 'overseas' | 'untaxedOverseas' }
  const postcode = digitsOf(place.postcode)
  const isMember = otherMemberStates.some((state) => state === country)
  return isMember && !outsideTheUnion[country]?.test(postcode)
    ? { kind: 'eu', country }
    : { kind: 'outside', country }
}

/** The country or French collectivity: `97133` in `FR` is Saint-Barthélemy, not Guadeloupe. */
export function countryOf(place: { country: string; postcode?: string }): string {
  const country = place.country.trim().toUpperCase()
  if (country !== 'FR' && country !== 'GP') return country
  const postcode = digitsOf(place.postcode)
  return byPostcode.find(([digits]) => postcode.startsWith(digits))?.[1] ?? country
}

function digitsOf(postcode: string | undefined): string {
  return (postcode ?? '').replace(/\D/g, '')
}
