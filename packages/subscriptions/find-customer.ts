// The customer of an address: found, or made with a random id. Two orders of a new address at once
// make one customer, because the address is claimed first.
import type { Table } from '#aws/table'
import type { Locale } from '#kernel/errors'
import type { CustomerId, MakeId } from '#kernel/ids'
import { type Clock, instant } from '#kernel/time'
import { type ReaderKeys, readerId, readerIds } from '#readers/reader-id'
import { claimAddress, customerOf, getCustomer, putCustomer } from './store.ts'

export type FindCustomerDeps = {
  table: Table
  clock: Clock
  makeId: MakeId
  readerKeys: ReaderKeys
}

/** `email` comes from `parseAddress`. Whoever asks learns nothing of what the customer has. */
export async function findOrMakeCustomer(
  deps: FindCustomerDeps,
  who: { email: string; name: string; company?: string | undefined; locale: Locale },
): Promise<CustomerId> {
  const { table, readerKeys } = deps
  const known = await customerOf(table, readerIds(readerKeys, who.email))
  const reader = readerId(readerKeys, who.email)
  const id =
    known ?? (await claimAddress(table, { readerId: reader, customerId: deps.makeId('customer') }))
  // Claimed by a process that died before it made the customer: made here.
  if (await getCustomer(table, id)) return id
  const now = instant(deps.clock())
  const { company, ...rest } = who
  await putCustomer(table, {
    id,
    readerId: reader,
    ...rest,
    ...(company === undefined ? {} : { company }),
    createdAt: now,
    updatedAt: now,
    version: 1,
  })
  return id
}

/** The customer of an address, if it has ever ordered. */
export async function findCustomer(
  deps: Pick<FindCustomerDeps, 'table' | 'readerKeys'>,
  email: string,
): Promise<CustomerId | undefined> {
  return await customerOf(deps.table, readerIds(deps.readerKeys, email))
}
