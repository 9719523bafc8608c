// A transaction whose month is closed is booked on a later day; its label keeps its own. Pure.
import { type Transaction, transactionLimits } from './transaction.ts'

/** Booked on a later day: its label keeps its own day (PCG 1031-4), as its piece does. */
export function movedTo(
  transaction: Transaction,
  day: string,
): { transaction: Transaction; made: { date: string; label: string } } {
  const { date, label } = transaction
  const own = ` (du ${date.slice(8)}/${date.slice(5, 7)}/${date.slice(0, 4)})`
  const moved = `${label.slice(0, transactionLimits.label - own.length)}${own}`
  return { transaction: { ...transaction, date: day, label: moved }, made: { date, label } }
}
