// How a person is reached whom subscriptions know, and readers perhaps do not: a customer, who receives
// a gift, or who made a declaration.
import type { Table } from '#aws/table'
import type { Locale } from '#kernel/errors'
import type { ReaderId } from '#kernel/ids'
import { customerOf, getCustomer } from './store.ts'
import { declarationsOf } from './store-declarations.ts'
import { streamsReceived } from './store-recipients.ts'
import { getStream } from './store-streams.ts'

export type Contact = { email: string; locale: Locale }

/** Undefined when nothing here has this address, or it was erased. */
export async function contactOf(table: Table, readerId: ReaderId): Promise<Contact | undefined> {
  const customerId = await customerOf(table, [readerId])
  const customer = customerId && (await getCustomer(table, customerId))
  // An address that the customer has left is another's now, or nobody's.
  if (customer?.email !== undefined && customer.readerId === readerId)
    return { email: customer.email, locale: customer.locale }
  for (const ref of await streamsReceived(table, [readerId])) {
    const { recipient } = (await getStream(table, ref)) ?? {}
    if (recipient?.readerId === readerId && recipient.email !== undefined)
      return { email: recipient.email, locale: 'fr' }
  }
  for (const { typed, locale, readerIds } of await declarationsOf(table, readerId))
    if (typed.email !== undefined && readerIds.includes(readerId))
      return { email: typed.email, locale }
  return undefined
}
