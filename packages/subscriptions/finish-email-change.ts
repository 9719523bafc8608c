// After a customer's new address was confirmed: Stripe is told, the old address is freed, and told
// too. Any retry repeats it harmlessly.
import { closedIntent, intentOf } from '#aws/intent'
import { customerKey, type Key } from '#aws/keys'
import type { Table } from '#aws/table'
import { type CustomerId, idSchema } from '#kernel/ids'
import { type Clock, type Instant, instant } from '#kernel/time'
import { Customer } from './customer.ts'
import { noteStanding, noteStandingOf } from './note-standing.ts'
import type { Payments } from './ports.ts'
import { freeAddress, holdingsOf } from './store.ts'
import { putAddressLeft } from './store-accounts.ts'
import { deleteRecipient, putRecipient, streamsReceived } from './store-recipients.ts'
import { changeStream } from './store-streams.ts'

export type FinishEmailDeps = {
  table: Table
  clock: Clock
  payments: Pick<Payments, 'changeCustomer'>
  hint: (key: Key) => Promise<void>
}

export async function finishEmailChange(
  deps: FinishEmailDeps,
  customerId: CustomerId,
): Promise<void> {
  const item = await deps.table.get(customerKey(customerId), { consistent: true })
  const intent = item && intentOf(item)
  if (!item || intent?.kind !== 'customer.moved') return
  const customer = Customer.parse(item)
  const { email, movedFrom, locale } = customer
  if (movedFrom && email !== undefined) {
    for (const stripeCustomerId of await stripeCustomersOf(deps, customerId))
      await deps.payments.changeCustomer({
        ...{ stripeCustomerId, email },
        key: `${stripeCustomerId}:${movedFrom.changeId}`,
      })
    await freeOldAddress(deps, customer)
    const now = instant(deps.clock())
    await moveGifts(deps, customer, now)
    for (const readerId of movedFrom.readerIds) await noteStandingOf(deps, { readerId, now })
    await noteStanding(deps, { customerId, now })
    const [readerId] = movedFrom.readerIds
    if (movedFrom.email !== undefined && readerId)
      await deps.hint(
        await putAddressLeft(deps.table, {
          left: {
            ...{ readerId, email: movedFrom.email, at: movedFrom.at },
            locale: movedFrom.locale ?? locale,
          },
          id: `${movedFrom.changeId}-left`,
        }),
      )
  }
  await deps.table.update(customerKey(customerId), closedIntent, {
    if: '#intent.#id = :id',
    values: { ':id': intent.id },
  })
}

/** The address before this one opens the account no more. It may have come back to where it was. */
export async function freeOldAddress(
  deps: Pick<FinishEmailDeps, 'table'>,
  { id: customerId, readerId: current, movedFrom }: Customer,
): Promise<void> {
  for (const readerId of movedFrom?.readerIds ?? [])
    if (readerId !== current) await freeAddress(deps.table, { readerId, customerId })
}

/** Gifts that came to the address before come to the new one: it shows them, their giver is told nothing. */
async function moveGifts(
  { table }: Pick<FinishEmailDeps, 'table'>,
  { readerId, email, movedFrom }: Customer,
  now: Instant,
): Promise<void> {
  const before = movedFrom?.readerIds ?? []
  for (const ref of await streamsReceived(table, before)) {
    await putRecipient(table, { ...ref, readerId })
    await changeStream(table, { ...ref, now }, (is) => {
      const { recipient } = is
      if (!recipient?.readerId || !before.includes(recipient.readerId)) return undefined
      const there = email === undefined ? {} : { email }
      return { to: { ...is, recipient: { name: recipient.name, ...there, readerId } } }
    })
    for (const old of before)
      if (old !== readerId) await deleteRecipient(table, { readerId: old, streamId: ref.streamId })
  }
}

/** Each order may have made one of its own. */
export async function stripeCustomersOf(
  deps: Pick<FinishEmailDeps, 'table'>,
  customerId: CustomerId,
): Promise<string[]> {
  const { orders, subscriptions } = await holdingsOf(deps.table, customerId)
  const ids = [
    ...orders.map(({ stripe }) => stripe.customerId),
    ...subscriptions.map(({ stripe }) => stripe?.customerId),
  ]
  return [...new Set(ids.flatMap((id) => (id === undefined ? [] : [id])))]
}

/** Which customer an item is of, by where it lies. */
export function customerOfKey({ pk }: Key): CustomerId {
  return idSchema('customer').parse(pk.replace('CUSTOMER#', ''))
}
