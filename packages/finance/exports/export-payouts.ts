// Payouts of a period between Stripe and the bank: what left, what came, what was explained, and what
// nobody has explained.
import type { Table } from '#aws/table'
import type { Locale } from '#kernel/errors'
import { allPayouts, type PayoutRow } from '../payout-report.ts'
import type { Period } from '../period.ts'
import { type Cell, cents, type Head } from './csv.ts'

export const payoutsName: Head = { fr: 'virements', en: 'payouts' }

export const payoutsHeads: readonly Head[] = [
  { fr: 'Virement', en: 'Payout' },
  { fr: 'Fait le', en: 'Made on' },
  { fr: 'Attendu le', en: 'Expected on' },
  { fr: 'Devise', en: 'Currency' },
  { fr: 'Montant', en: 'Amount' },
  { fr: 'Chez Stripe', en: 'At Stripe' },
  { fr: 'Mouvements', en: 'Moves' },
  { fr: 'Somme des mouvements', en: 'Sum of moves' },
  { fr: 'Reçu en banque le', en: 'At the bank on' },
  { fr: 'Reçu', en: 'Received' },
  { fr: 'Expliqué', en: 'Explained' },
  { fr: 'Écart', en: 'Difference' },
  { fr: 'État', en: 'Status' },
]

const statuses: Record<PayoutRow['status'], Head> = {
  matched: { fr: 'rapproché', en: 'matched' },
  short: { fr: 'trop peu reçu', en: 'short' },
  over: { fr: 'trop reçu', en: 'over' },
  waiting: { fr: 'attendu', en: 'waiting' },
}

export async function* payoutsRows(
  deps: { table: Table },
  { period, locale }: { period: Period; locale: Locale },
): AsyncGenerator<Cell[]> {
  const sums = { amount: 0, received: 0, settled: 0, difference: 0 }
  for await (const payout of allPayouts(deps, period)) {
    const { id, date, arrivalDate, currency, amount, atStripe, moves, received, status } = payout
    const { receivedCents, settledCents, differenceCents } = payout
    if (currency === 'eur') sums.amount += amount
    sums.received += receivedCents
    sums.settled += settledCents
    sums.difference += differenceCents
    yield [
      ...[id, date, arrivalDate, currency.toUpperCase(), cents(amount), atStripe],
      ...[moves?.count, moves && cents(moves.cents), received.map((one) => one.date).join(' ')],
      ...[cents(receivedCents), cents(settledCents), cents(differenceCents)],
      statuses[status][locale],
    ]
  }
  const none = undefined
  yield [
    ...['Total', none, none, 'EUR', cents(sums.amount), none, none, none, none],
    ...[cents(sums.received), cents(sums.settled), cents(sums.difference), none],
  ]
}
