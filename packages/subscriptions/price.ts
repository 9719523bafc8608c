// What a plan costs a buyer: price, VAT and what the invoice must say, by territory and date. Pure.
import { assert, type Sentence } from '#kernel/errors'
import type { Cents } from '#kernel/money'
import type { Edition, Plan, Subscriptions } from '#publication/plans'
import type { Territory } from '#tax/territory'
import {
  type BasisPoints,
  type Buyer,
  type Exemption,
  exemptionMentions,
  splitGross,
  type Vat,
  vatOn,
} from '#tax/vat'

/** One line of the invoice. `net + vat = gross`; `gross = unitGross × quantity`. */
export type PricePart = {
  supply: 'print' | 'digital'
  unitGross: Cents
  gross: Cents
  net: Cents
  vat: Cents
  /** 0 when exempt. */
  rate: BasisPoints
  /** Where the VAT is due (ISO 3166-1); of an exempt part, the seller's country. */
  country: string
  scheme: 'domestic' | 'oss' | 'exempt'
  because?: Exemption | undefined
}

export type Price = {
  currency: 'eur'
  quantity: number
  unitGross: Cents
  gross: Cents
  net: Cents
  vat: Cents
  /** Of the first part, which is the only one but where print and digital are taxed apart. */
  rate: BasisPoints
  parts: PricePart[]
  /** What the invoice must say where no French VAT is due. */
  mentions: Exemption[]
}

export type Priced = { kind: 'price'; price: Price } | { kind: 'noRate'; country: string }

export type PriceInput = {
  plan: Pick<Plan, 'edition' | 'priceCents' | 'digitalPartCents'>
  quantity: number
  territory: Territory
  buyer: Buyer
  /** Of the order, `2026-12-31`. */
  date: string
  cppap?: string | undefined
  union: Subscriptions['union']
}

/**
 * The price of a plan. With VAT it is one for all, whatever the rate; who owes no VAT pays it without
 * the VAT that it holds in mainland France. `noRate`: taxable in a country whose rate is not
 * configured; the sale must be refused.
 */
export function priceOf(input: PriceInput): Priced {
  const { quantity } = input
  assert(Number.isSafeInteger(quantity) && quantity > 0, 'a whole number of copies')
  const parts: PricePart[] = []
  for (const { supply, gross } of suppliesOf(input)) {
    const vat = vatOf(input, supply)
    if (vat.kind === 'noRate') return vat
    parts.push(partOf({ supply, vat, quantity, unitGross: unitOf(input, { supply, gross, vat }) }))
  }
  const sum = (of: (part: PricePart) => number) => parts.reduce((total, one) => total + of(one), 0)
  const price: Price = {
    currency: 'eur',
    quantity,
    unitGross: sum(({ unitGross }) => unitGross),
    gross: sum(({ gross }) => gross),
    net: sum(({ net }) => net),
    vat: sum(({ vat }) => vat),
    rate: parts[0]?.rate ?? 0,
    parts,
    mentions: mentionsOf(input, parts),
  }
  return { kind: 'price', price }
}

/** The mentions as sentences, for pages, mails and invoices. */
export function mentionSentences(price: Pick<Price, 'mentions'>): Sentence[] {
  return price.mentions.map((mention) => exemptionMentions[mention])
}

type SupplyPart = { supply: 'print' | 'digital'; gross: Cents }

/**
 * Print and digital are one supply wherever one rate taxes both (BOI-TVA-SECT-40-40 §20), and where
 * neither bears French VAT; where a member state's rates differ, the price is split.
 */
function suppliesOf(input: PriceInput): SupplyPart[] {
  const { edition, priceCents, digitalPartCents } = input.plan
  if (edition !== 'both') return [{ supply: edition, gross: priceCents }]
  const [print, digital] = [vatOf(input, 'print'), vatOf(input, 'digital')]
  const areTaxedApart =
    (print.kind === 'taxed' && digital.kind === 'taxed' && print.rate !== digital.rate) ||
    print.kind === 'noRate' ||
    digital.kind === 'noRate'
  if (!areTaxedApart || digitalPartCents === undefined)
    return [{ supply: 'print', gross: priceCents }]
  return [
    { supply: 'print', gross: priceCents - digitalPartCents },
    { supply: 'digital', gross: digitalPartCents },
  ]
}

function vatOf(input: PriceInput, supply: 'print' | 'digital'): Vat {
  const { buyer, territory, date, cppap, union } = input
  // Without the split that different rates need, the whole has no rate.
  const { edition, digitalPartCents } = input.plan
  const vat = vatOn({ supply, buyer, territory, date, cppap, union })
  if (edition !== 'both' || digitalPartCents !== undefined || vat.kind !== 'taxed') return vat
  const other = vatOn({ supply: otherOf(supply), buyer, territory, date, cppap, union })
  if (other.kind === 'taxed' && other.rate === vat.rate) return vat
  return { kind: 'noRate', country: vat.country }
}

function otherOf(supply: 'print' | 'digital'): 'print' | 'digital' {
  return supply === 'print' ? 'digital' : 'print'
}

/** Without VAT: less the VAT that the price holds in mainland France. */
function unitOf(
  input: PriceInput,
  { supply, gross, vat }: SupplyPart & { vat: Exclude<Vat, { kind: 'noRate' }> },
): Cents {
  if (vat.kind === 'taxed') return gross
  const mainland = vatOn({
    ...input,
    supply,
    buyer: { kind: 'consumer' },
    territory: { kind: 'france' },
  })
  return mainland.kind === 'taxed' ? splitGross(gross, mainland.rate).net : gross
}

function partOf(part: {
  supply: 'print' | 'digital'
  vat: Exclude<Vat, { kind: 'noRate' }>
  quantity: number
  unitGross: Cents
}): PricePart {
  const { supply, vat, quantity, unitGross } = part
  const gross = unitGross * quantity
  if (vat.kind === 'exempt')
    return {
      ...{ supply, unitGross, gross, net: gross, vat: 0, rate: 0, country: 'FR' },
      scheme: 'exempt',
      because: vat.because,
    }
  const { rate, country, scheme } = vat
  return { supply, unitGross, ...splitGross(gross, rate), rate, country, scheme }
}

/** Of print with digital each supply may say its own. */
function mentionsOf(input: PriceInput, parts: readonly PricePart[]): Exemption[] {
  const supplies: readonly ('print' | 'digital')[] =
    input.plan.edition === 'both' ? ['print', 'digital'] : parts.map(({ supply }) => supply)
  const reasons = supplies.flatMap((supply) => {
    const vat = vatOf(input, supply)
    return vat.kind === 'exempt' ? [vat.because] : []
  })
  return [...new Set(reasons)]
}

/** What a plan of this edition is for VAT's place of supply: where it is sent, or where one lives. */
export function isDelivered(edition: Edition): boolean {
  return edition !== 'digital'
}
