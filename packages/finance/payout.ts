// A payout: money that left the balance at Stripe for the bank. What Stripe says of it, what the bank
// got for it, and what a person explained of the difference; how it stands follows from these. Pure.
import * as z from 'zod'
import type { Cents } from '#kernel/money'
import type { Instant } from '#kernel/time'

const At = z.custom<Instant>((value) => typeof value === 'string')
const Day = z.iso.date()

/** In the books' money; another one is looked at by a person. */
export const booksCurrency = 'eur'

/** Working out whether a payout is late, and where its bank line may lie. In days. */
export const payoutLimits = {
  /** After the day of arrival that Stripe names; the bank's statement must reach that far. */
  lateAfterDays: 5,
  /** How far from the day of arrival its line may be booked. */
  windowAfterDays: 10,
  windowBeforeDays: 2,
  /** A difference that the books settle by themselves, in cents. Never more. */
  roundingCents: 1,
}

/** What the bank got for a payout by one of its lines. */
export const Received = z.object({ lineId: z.string(), cents: z.number().int(), date: Day })
export type Received = z.infer<typeof Received>

/** A difference that was explained: by a person (an exception), or by the books (`rounding`). */
export const Settled = z.object({ by: z.string().max(120), cents: z.number().int() })
export type Settled = z.infer<typeof Settled>

export const Payout = z.object({
  id: z.string().regex(/^po_[A-Za-z0-9_]{1,90}$/),
  /** Signed: below zero Stripe takes money from the bank. In cents (or the currency's smallest). */
  amount: z.number().int(),
  currency: z.string().min(3).max(10),
  createdAt: At,
  /** When it was made, and when it should arrive, as days in the publication's zone. */
  date: Day,
  arrivalDate: Day,
  isAutomatic: z.boolean(),
  /** As Stripe says; what it invents tomorrow is `other`. */
  atStripe: z.enum(['pending', 'in_transit', 'paid', 'canceled', 'failed', 'other']),
  /** Whether Stripe has said for good which moves are in it; only of automatic ones. */
  isItemised: z.boolean(),
  /** The bank's own reference, where Stripe knows it. */
  traceId: z.string().max(100).optional(),
  /** What the bank's line says, where Stripe was told what to write. */
  statementText: z.string().max(100).optional(),
  failureCode: z.string().max(100).optional(),
  readAt: At,
  /** Its moves, once they were read whole: how many, and their sum. */
  moves: z.object({ count: z.number().int().min(0), cents: z.number().int() }).optional(),
  received: z.array(Received).default([]),
  settled: z.array(Settled).default([]),
  /** Counts changes. */
  version: z.number().int().min(0).default(0),
})
export type Payout = z.infer<typeof Payout>

/** A balance transaction that an automatic payout holds. Amounts in cents; net = amount − fee. */
export const PayoutMove = z.object({
  id: z.string().max(100),
  category: z.string().max(100),
  /** What it is about: `ch_…`, `re_…`, `dp_…`; empty for Stripe's own. */
  about: z.string().max(100),
  amount: z.number().int(),
  fee: z.number().int(),
  net: z.number().int(),
  date: Day,
})
export type PayoutMove = z.infer<typeof PayoutMove>

/**
 * `matched`: what the bank got, with what was explained, is what was paid out. `short`, `over`: it is
 * not. `waiting`: the bank has not got it yet.
 */
export type PayoutStatus = 'matched' | 'short' | 'over' | 'waiting'

export type PayoutStanding = {
  status: PayoutStatus
  /** What the bank should get: nothing of one that failed or was canceled. */
  expectedCents: Cents
  receivedCents: Cents
  settledCents: Cents
  /** What nobody has explained: below zero the bank got too little. 0 while it waits. */
  differenceCents: Cents
}

/** How a payout stands between Stripe and the bank. */
export function standingOf(
  payout: Pick<Payout, 'amount' | 'currency' | 'atStripe' | 'received' | 'settled'>,
): PayoutStanding {
  const { amount, currency, received, settled } = payout
  const expectedCents = comesBack(payout) ? 0 : amount
  const receivedCents = received.reduce((sum, { cents }) => sum + cents, 0)
  const settledCents = settled.reduce((sum, { cents }) => sum + cents, 0)
  const figures = { expectedCents, receivedCents, settledCents }
  const isWaiting = received.length === 0 && settled.length === 0 && expectedCents !== 0
  if (isWaiting) return { status: 'waiting', ...figures, differenceCents: 0 }
  // Cents of two currencies don't compare: a line that a person gave it is what it came to.
  if (currency !== booksCurrency) return { status: 'matched', ...figures, differenceCents: 0 }
  const differenceCents = receivedCents - expectedCents - settledCents
  const status = differenceCents === 0 ? 'matched' : differenceCents < 0 ? 'short' : 'over'
  return { status, ...figures, differenceCents }
}

/** Whether its money is back on the balance at Stripe. */
export function comesBack({ atStripe }: Pick<Payout, 'atStripe'>): boolean {
  return atStripe === 'failed' || atStripe === 'canceled'
}

/** Whether Stripe may still change it: then it is read again. */
export function isOpenAtStripe({ atStripe, isAutomatic, isItemised, moves }: Payout): boolean {
  if (atStripe === 'pending' || atStripe === 'in_transit' || atStripe === 'other') return true
  return isAutomatic && (!isItemised || moves === undefined)
}
