// VAT on what a French press publisher sells: by supply, buyer, territory and date, and the
// arithmetic in cents. Pure. Sources stand beside each rule (domain-rules §2).
import { type Sentence, unreachable } from '#kernel/errors'
import { type Cents, share } from '#kernel/money'
import { isCppapValidOn } from './cppap.ts'
import type { Territory } from './territory.ts'

/**
 * `print`: copies, goods. `digital`: an online edition, a service by electronic means. `standard`:
 * what is no press. Print and digital in one price are `print` within France (one rate for the whole:
 * BOI-TVA-SECT-40-40 §20); elsewhere the price is split first.
 */
export type Supply = 'print' | 'digital' | 'standard'

/** A business counts as one with a VAT number that VIES knows; without it, it is a consumer. */
export type Buyer = { kind: 'consumer' } | { kind: 'business'; hasValidVatNumber: boolean }

/** Rates in basis points: 2.10 % is 210. */
export type BasisPoints = number

export const rates = {
  /** CGI art. 298 septies; overseas rates: CGI art. 296. */
  press: { france: 210, overseas: 105 },
  standard: { france: 2_000, overseas: 850 },
} as const

export type Sale = {
  supply: Supply
  buyer: Buyer
  territory: Territory
  /** Of the supply, `2026-12-31`: the CPPAP certificate must hold on it. */
  date: string
  cppap?: string | undefined
  /**
   * Sales to consumers in other member states. Above 10,000 euros a year without tax they are taxed
   * there, at rates from the EU's TEDB by country (never written into code: they differ and change).
   */
  union: {
    isAboveThreshold: boolean
    rates: Readonly<Record<string, Partial<Record<Supply, BasisPoints>>>>
  }
}

/** Why a sale bears no French VAT, as its invoice must say. */
export type Exemption = 'intraCommunity' | 'reverseCharge' | 'export' | 'notInFrance' | 'overseas'

export type Vat =
  | { kind: 'taxed'; rate: BasisPoints; country: string; scheme: 'domestic' | 'oss' }
  | { kind: 'exempt'; because: Exemption }
  /** Taxable in a country whose rate is not configured: the sale must be refused, and staff told. */
  | { kind: 'noRate'; country: string }

/** The VAT of one sale. */
export function vatOn(sale: Sale): Vat {
  const { territory } = sale
  switch (territory.kind) {
    case 'france':
      return domestic(rateIn(sale, 'france'))
    case 'overseas':
      return domestic(rateIn(sale, 'overseas'))
    case 'untaxedOverseas':
      // CGI art. 294: VAT does not apply in Guyane and Mayotte.
      return { kind: 'exempt', because: 'overseas' }
    case 'eu':
      return inUnion(sale, territory.country)
    case 'outside':
      // CGI art. 262 I for goods; 259 B and 259 D for services: taxed where the customer is.
      return { kind: 'exempt', because: sale.supply === 'digital' ? 'notInFrance' : 'export' }
    default:
      return unreachable(territory)
  }
}

function domestic(rate: BasisPoints): Vat {
  return { kind: 'taxed', rate, country: 'FR', scheme: 'domestic' }
}

/** Without a valid certificate a title is no press: standard rate (CGI ann. III art. 72). */
function rateIn(sale: Pick<Sale, 'supply' | 'cppap' | 'date'>, place: 'france' | 'overseas') {
  const isPress =
    sale.supply !== 'standard' && sale.cppap !== undefined && isCppapValidOn(sale.cppap, sale.date)
  return (isPress ? rates.press : rates.standard)[place]
}

function inUnion(sale: Sale, country: string): Vat {
  if (sale.buyer.kind === 'business' && sale.buyer.hasValidVatNumber)
    // CGI art. 262 ter I for goods; 283-2 with « Autoliquidation » for services.
    return {
      kind: 'exempt',
      because: sale.supply === 'digital' ? 'reverseCharge' : 'intraCommunity',
    }
  // CGI art. 258 A and 259 D: French rates up to the threshold of 10,000 euros.
  if (!sale.union.isAboveThreshold) return domestic(rateIn(sale, 'france'))
  const rate = sale.union.rates[country]?.[sale.supply]
  return rate === undefined
    ? { kind: 'noRate', country }
    : { kind: 'taxed', rate, country, scheme: 'oss' }
}

/** What an invoice without French VAT must say. */
export const exemptionMentions = {
  intraCommunity: {
    fr: 'Exonération de TVA, article 262 ter, I du CGI',
    en: 'VAT exempt intra-Community supply, article 262 ter, I of the French tax code',
  },
  reverseCharge: { fr: 'Autoliquidation', en: 'Reverse charge' },
  export: {
    fr: 'Exonération de TVA, article 262, I du CGI',
    en: 'VAT exempt export, article 262, I of the French tax code',
  },
  notInFrance: {
    fr: 'TVA non applicable, article 259 B ou 259 D du CGI',
    en: 'Not subject to French VAT, article 259 B or 259 D of the French tax code',
  },
  overseas: {
    fr: 'TVA non applicable, article 294 du CGI',
    en: 'VAT not applicable, article 294 of the French tax code',
  },
} as const satisfies Record<Exemption, Sentence>

/** A price with tax (TTC) and what it is made of; `net + vat = gross`. */
export type Split = { gross: Cents; net: Cents; vat: Cents }

/**
 * Splits a price that includes tax: `VAT = halfUp(gross × rate / (100 % + rate))`, the net is the
 * rest (domain-rules §2.6: normative for us; where a Stripe invoice exists, its lines are).
 */
export function splitGross(gross: Cents, rate: BasisPoints): Split {
  const vat = share(gross, rate, 10_000 + rate)
  return { gross, net: gross - vat, vat }
}

/**
 * VAT of one more partial refund of an invoice, by cumulation, so that all refunds together give
 * back exactly its VAT (domain-rules §3.3). `before`: refunded up to now, both with tax and of VAT.
 */
export function vatOfRefund(
  invoice: { gross: Cents; vat: Cents },
  refund: {
    grossBefore: Cents
    vatBefore: Cents
    gross: Cents
  },
): Cents {
  return share(invoice.vat, refund.grossBefore + refund.gross, invoice.gross) - refund.vatBefore
}

/** The yearly limit of sales to consumers in other member states, in cents without tax. */
export const unionThresholdCents = 1_000_000

/**
 * Whether this sale is taxed in the buyer's country: the year before was above the threshold, or
 * this year is with it; the sale that crosses counts (directive 2006/112 art. 59c).
 */
export function isAboveThreshold(sold: { lastYear: Cents; thisYear: Cents; sale: Cents }): boolean {
  return sold.lastYear > unionThresholdCents || sold.thisYear + sold.sale > unionThresholdCents
}
