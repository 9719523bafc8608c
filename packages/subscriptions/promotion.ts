// What a promotion code makes of a price: which part goes, for how long, and what the next payment is.
// Worked out as Stripe does, in whole cents, half up, line by line. Pure.
import { allocate, type Cents, share } from '#kernel/money'
import { type BasisPoints, splitGross } from '#tax/vat'
import type { Order, Promotion, StoredPrice, Terms } from './order.ts'
import { orderFaults } from './order-faults.ts'

/** Less than this Stripe cannot charge; nothing at all it can. */
export const leastChargeCents: Cents = 50

/** A code as it stands at Stripe now. */
export type OfferedPromotion = {
  /** As it was made, whatever the reader's capitals. */
  code: string
  promotionCodeId: string
  /** One of the two. */
  percentOff?: BasisPoints | undefined
  centsOff?: Cents | undefined
  lasts: { kind: 'once' } | { kind: 'forever' } | { kind: 'months'; months: number }
  /** The order must come to this before the code. */
  leastGross?: Cents | undefined
  /** Of who has never paid anything. */
  isForNewcomers: boolean
}

/** Why a code that was typed is not taken. `otherPlan`: it is good, for another offer. */
export type PromotionRefusal = 'unknown' | 'over' | 'usedUp' | 'otherPlan'

export type PromotionAnswer =
  | { kind: 'promotion'; promotion: OfferedPromotion }
  | { kind: PromotionRefusal }

export type Reduced =
  | { kind: 'reduced'; price: StoredPrice; promotion: Promotion }
  | { kind: 'refused'; because: keyof typeof promotionFaults }

/** Beside the field of the code. */
export const promotionFaults = {
  unknown: orderFaults.codeUnknown,
  over: orderFaults.codeOver,
  usedUp: orderFaults.codeUsedUp,
  otherPlan: orderFaults.codeOtherPlan,
  tooLittle: orderFaults.codeTooLittle,
  almostNothing: orderFaults.codeAlmostNothing,
  newcomers: orderFaults.codeNewcomers,
  tooMany: orderFaults.codesTooMany,
} as const

/** `renews`: whether there are later payments at all. */
export function reducedBy(
  offered: OfferedPromotion,
  { full, terms }: { full: StoredPrice; terms: Pick<Terms, 'kind' | 'months' | 'renews'> },
): Reduced {
  const { code, promotionCodeId, percentOff, centsOff } = offered
  if (full.gross < (offered.leastGross ?? 0)) return { kind: 'refused', because: 'tooLittle' }
  const lasting = lastingOf(offered.lasts, terms)
  if (!lasting) return { kind: 'refused', because: 'otherPlan' }
  const price = lessThan(full, offered)
  if (price.gross > 0 && price.gross < leastChargeCents)
    return { kind: 'refused', because: 'almostNothing' }
  const promotion: Promotion = {
    ...{ code, promotionCodeId, ...lasting, full },
    ...(percentOff === undefined ? { centsOff: centsOff ?? 0 } : { percentOff }),
    renewalGross: lasting.lasts === 'forever' ? price.gross : full.gross,
  }
  return { kind: 'reduced', price, promotion }
}

/** The price of each renewal: with a promotion of the first payment alone, the whole one. */
export function renewalPriceOf({ price, promotion }: Pick<Order, 'price' | 'promotion'>) {
  return promotion === undefined || promotion.lasts === 'forever' ? price : promotion.full
}

/** What the catalogue says: Stripe takes the promotion off by itself. */
export function fullPriceOf({ price, promotion }: Pick<Order, 'price' | 'promotion'>): StoredPrice {
  return promotion?.full ?? price
}

/** Months that end before the next payment are of the first alone; of a year and more nobody knows. */
function lastingOf(
  lasts: OfferedPromotion['lasts'],
  terms: Pick<Terms, 'kind' | 'months' | 'renews'>,
): Pick<Promotion, 'lasts' | 'months'> | undefined {
  if (!terms.renews || lasts.kind === 'once') return { lasts: 'once' }
  if (lasts.kind === 'forever') return { lasts: 'forever' }
  if (terms.kind === 'monthly') return { lasts: 'months', months: lasts.months }
  return lasts.months < (terms.months ?? 0) ? { lasts: 'once' } : undefined
}

function lessThan(
  full: StoredPrice,
  { percentOff, centsOff = 0 }: Pick<OfferedPromotion, 'percentOff' | 'centsOff'>,
): StoredPrice {
  const grosses = full.parts.map(({ gross }) => gross)
  const offs =
    percentOff === undefined
      ? allocate(Math.min(centsOff, full.gross), grosses)
      : grosses.map((gross) => share(gross, percentOff, 10_000))
  const parts = full.parts.map((part, at) => {
    const gross = part.gross - (offs[at] ?? 0)
    return part.scheme === 'exempt'
      ? { ...part, gross, net: gross }
      : { ...part, ...splitGross(gross, part.rate) }
  })
  const sum = (of: (part: StoredPrice['parts'][number]) => number) =>
    parts.reduce((total, part) => total + of(part), 0)
  return {
    ...full,
    gross: sum(({ gross }) => gross),
    net: sum(({ net }) => net),
    vat: sum(({ vat }) => vat),
    parts,
  }
}
