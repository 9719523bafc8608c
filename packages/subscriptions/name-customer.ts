// What a customer is called: as the order says that they paid last. Before that anybody may have begun
// an order with their address, under whatever name.
import type { Table } from '#aws/table'
import type { Instant } from '#kernel/time'
import type { Order } from './order.ts'
import { changeCustomer } from './store.ts'

export async function nameCustomer(
  { table }: { table: Table },
  { customerId, buyer }: Pick<Order, 'customerId' | 'buyer'>,
  now: Instant,
): Promise<void> {
  const { name, company } = buyer
  await changeCustomer(table, customerId, (is) => {
    const isErased = is.erasedAt !== undefined || is.erasureAskedAt !== undefined
    if (isErased || (is.name === name && is.company === company)) return undefined
    const { company: _, ...rest } = is
    return { to: { ...rest, name, ...(company === undefined ? {} : { company }), updatedAt: now } }
  })
}
