// Who is signed in to the account: an address, known by its reader ids, never a customer. What it may
// see is what is true now: the customer that has claimed it, and the gifts that it receives.
import type { Table } from '#aws/table'
import type { CustomerId, ReaderId } from '#kernel/ids'
import { customerOf } from './store.ts'
import { streamsReceived } from './store-recipients.ts'
import type { StreamRef } from './store-streams.ts'

/** `readerIds`: every id the address may be stored under; `readerId` is the first. */
export type AccountReader = { readerId: ReaderId; readerIds: readonly ReaderId[] }

export type Held = {
  customerId: CustomerId | undefined
  /** Streams of others that this address receives. */
  gifts: readonly StreamRef[]
}

/** What an address has here: nothing, for one that never ordered and was given nothing. */
export async function heldBy(table: Table, readerIds: readonly ReaderId[]): Promise<Held> {
  const [customerId, gifts] = await Promise.all([
    customerOf(table, readerIds),
    streamsReceived(table, readerIds),
  ])
  return { customerId, gifts: gifts.filter((gift) => gift.customerId !== customerId) }
}

/** Whether the address may act on a stream: its own customer's, or a gift to it. */
export function mayActOn({ customerId, gifts }: Held, ref: StreamRef): boolean {
  if (customerId === ref.customerId) return true
  return gifts.some((gift) => gift.customerId === ref.customerId && gift.streamId === ref.streamId)
}
