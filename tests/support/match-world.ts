// Payouts and bank lines to match: of 127.82, made on the 5th and due on the 9th, unless told otherwise.
import { decideMatches, type LineToMatch, type PayoutToMatch } from '#finance/decide-matches'

export const payout = (made: Partial<PayoutToMatch>): PayoutToMatch => ({
  ...{ id: 'po_A1b2C3d4', amount: 12_782, currency: 'eur', atStripe: 'paid', isSettled: false },
  ...{ date: '2026-11-05', arrivalDate: '2026-11-09' },
  ...made,
})

export const line = (made: Omit<Partial<LineToMatch>, 'id'> & { id: string }): LineToMatch =>
  ({
    ...{ date: '2026-11-09', cents: 12_782, currency: 'EUR', text: 'VIR STRIPE', isStripe: true },
    references: [],
    ...made,
  }) as LineToMatch

/** By line, the payout it is tied to and how. */
export const ties = (payouts: PayoutToMatch[], lines: LineToMatch[]) =>
  Object.fromEntries(
    [...decideMatches(payouts, lines)].map(([id, { payoutId, how }]) => [id, `${payoutId} ${how}`]),
  )
