// The contracts that a declaration may mean: those of the order it was made with, of the reference and
// of the address that were typed.
import type { Table } from '#aws/table'
import { type CustomerId, idSchema } from '#kernel/ids'
import type { Declaration } from './declaration.ts'
import type { Candidate } from './match-declaration.ts'
import { customerOf, findOrder, findSubscription, getCustomer, holdingsOf } from './store.ts'

export async function findCandidates(
  deps: { table: Table },
  declaration: Pick<Declaration, 'linked' | 'readerIds' | 'typed'>,
): Promise<Candidate[]> {
  const ofAddress = await customerOf(deps.table, declaration.readerIds)
  const ids = new Set<CustomerId>(ofAddress === undefined ? [] : [ofAddress])
  for (const id of await customersNamed(deps, declaration)) ids.add(id)
  const found: Candidate[] = []
  for (const id of ids)
    found.push(...(await candidatesOf(deps, { id, hasAddress: id === ofAddress })))
  return found
}

/** Whose order or subscription is named, by its id. */
async function customersNamed(
  { table }: { table: Table },
  { linked, typed }: Pick<Declaration, 'linked' | 'typed'>,
): Promise<CustomerId[]> {
  const text = (typed.reference ?? '').toLowerCase()
  const [order] = text.match(/or_[0-9a-z]+/) ?? []
  const [subscription] = text.match(/sb_[0-9a-z]+/) ?? []
  const orderId = idSchema('order').safeParse(order)
  const subscriptionId = idSchema('subscription').safeParse(subscription)
  const named = await Promise.all([
    linked === undefined ? undefined : findOrder(table, linked),
    orderId.success ? findOrder(table, orderId.data) : undefined,
    subscriptionId.success ? findSubscription(table, subscriptionId.data) : undefined,
  ])
  return named.flatMap((one) => (one ? [one.customerId] : []))
}

async function candidatesOf(
  { table }: { table: Table },
  { id, hasAddress }: { id: CustomerId; hasAddress: boolean },
): Promise<Candidate[]> {
  const [customer, { orders, subscriptions }] = await Promise.all([
    getCustomer(table, id),
    holdingsOf(table, id),
  ])
  return subscriptions.map((one) => {
    const order = orders.find((candidate) => candidate.id === one.orderId)
    const known = [order?.buyer.name, order?.buyer.company, customer?.name, customer?.company]
    const references = [one.id, one.orderId, order?.stripe.invoiceNumber]
    return {
      ...{ customerId: id, orderId: one.orderId, subscriptionId: one.id, hasAddress },
      references: references.filter((text) => text !== undefined),
      names: known.filter((text) => text !== undefined),
      hasEnded: one.status === 'ended',
    }
  })
}
