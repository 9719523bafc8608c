// Books what a day released, as the difference to what was booked of it: evidence first, so that who
// dies on the way books neither twice nor never.
import type { Table } from '#aws/table'
import type { Clock } from '#kernel/time'
import { bookTransaction } from './book-transaction.ts'
import {
  addSums,
  type DayOf,
  isNothing,
  noSums,
  putRecognised,
  type Recognised,
  recognisedOf,
  type Sums,
} from './store-recognition.ts'
import type { Transaction } from './transaction.ts'

/** `post` makes the transaction of the `booking`-th difference, from 1. */
export async function bookSums(
  deps: { table: Table; clock: Clock },
  about: DayOf & { sums: Sums },
  post: (difference: { booking: number; sums: Sums }) => Transaction,
): Promise<void> {
  const { table } = deps
  for (;;) {
    const from = await recognisedOf(table, about)
    const { pending } = from
    if (pending) {
      // Differences between months of sale alone book nothing.
      if (pending.print !== 0 || pending.digital !== 0)
        await bookTransaction(deps, post({ booking: from.bookings, sums: pending }))
      await putRecognised(table, about, { from, to: settled(from, pending) })
      continue
    }
    const difference: Sums = noSums()
    addSums(difference, about.sums)
    addSums(difference, from, -1)
    if (isNothing(difference)) return
    const to = { ...from, bookings: from.bookings + 1, pending: difference }
    await putRecognised(table, about, { from, to })
  }
}

function settled({ pending: _, ...from }: Recognised, pending: Sums): Recognised {
  const sums: Sums = { print: from.print, digital: from.digital, bySold: { ...from.bySold } }
  addSums(sums, pending)
  return { ...from, ...sums }
}
