// Takes a transaction back: another one with the sides changed, today, with a reason and a name. The
// first stays as it is.
import type { Table } from '#aws/table'
import { type Clock, dateOf, instant } from '#kernel/time'
import { onOpenDay } from './book-transaction.ts'
import { lastClose } from './store-closes.ts'
import { type Booked, putBooked, transactionOf } from './store-ledger.ts'
import { reversalOf } from './transaction.ts'

/** `already`: by somebody before; that reversal stands. `isReversal`: it takes something back itself. */
export type Reversed =
  | { kind: 'booked'; booked: Booked }
  | { kind: 'already'; booked: Booked }
  | { kind: 'unknown' }
  | { kind: 'isReversal' }

export async function reverseTransaction(
  deps: { table: Table; clock: Clock; publication: { zone: string } },
  { source, reason, by }: { source: string; reason: string; by: string },
): Promise<Reversed> {
  const { table, clock, publication } = deps
  const there = await transactionOf(table, source)
  if (!there) return { kind: 'unknown' }
  if (there.transaction.reverses !== undefined) return { kind: 'isReversal' }
  const now = instant(clock())
  const reversal = reversalOf(there.transaction, {
    date: dateOf(now, publication.zone),
    reason,
    by,
  })
  const booked = { ...onOpenDay(reversal, await lastClose(table)), bookedAt: now }
  const put = await putBooked(table, booked)
  if (put.kind === 'written') return { kind: 'booked', booked }
  return { kind: 'already', booked: put.there }
}
