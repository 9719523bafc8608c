// Erases what subscriptions hold of a person and the law does not keep. What was never paid goes, and
// the account with it; what was paid stays for its years, and the name and address of who paid for as
// long as something is still owed to them. Steps, each harmless when repeated.
import { accountLinkKey, customerKey, orderNumberKey } from '#aws/keys'
import type { Table } from '#aws/table'
import type { CustomerId, ReaderId } from '#kernel/ids'
import type { Instant } from '#kernel/time'
import { coarseNetwork } from '#readers/network'
import { type CustomerItems, customerItems, isOver, lastOf } from './customer-items.ts'
import { noteStandingOf } from './note-standing.ts'
import type { Order } from './order.ts'
import { searchNumber } from './order-search.ts'
import { changeCustomer, changeOrder, customerOf, deleteOrder, freeAddress } from './store.ts'
import { nextGenerationOf } from './store-accounts.ts'
import { changeDeclaration, declarationsOf } from './store-declarations.ts'
import { orderSearchItems } from './store-order-search.ts'
import { deleteRecipient, streamsReceived } from './store-recipients.ts'
import { changeStream, getStream, type StreamRef } from './store-streams.ts'
import { noteUnpaid } from './store-unpaid.ts'

/** `kept`: what was paid stays. `waiting`: so do name and address, until what is owed was served. */
export type EraseCustomerOutcome = { kind: 'none' | 'erased' | 'kept' | 'waiting' }

/** Everything of one address. Orders made after `before` are not touched. */
export async function eraseCustomer(
  table: Table,
  input: { readerId: ReaderId; before: Instant; now: Instant },
): Promise<EraseCustomerOutcome> {
  const { readerId, before, now } = input
  await endAccount(table, { readerId, now })
  for (const ref of await streamsReceived(table, [readerId]))
    await leaveGift(table, { ref, readerId, now })
  for (const { id } of await declarationsOf(table, readerId))
    await changeDeclaration(table, id, (is) => {
      const { ip, userAgent } = is.proof
      const coarse = coarseNetwork(ip)
      if (userAgent === '' && coarse === ip) return undefined
      return { to: { ...is, proof: { ...is.proof, ip: coarse, userAgent: '' }, updatedAt: now } }
    })
  const customerId = await customerOf(table, [readerId])
  const outcome =
    customerId === undefined
      ? ({ kind: 'none' } as const)
      : await eraseOwn(table, { customerId, before, now })
  await noteStandingOf({ table }, { readerId, now })
  return outcome
}

async function eraseOwn(
  table: Table,
  { customerId, before, now }: { customerId: CustomerId; before: Instant; now: Instant },
): Promise<EraseCustomerOutcome> {
  const items = await customerItems(table, customerId)
  const gone = items.orders.filter((order) => !mayStay(order, { before, now }))
  for (const order of gone) await deleteOrder(table, order)
  const left = { ...items, orders: items.orders.filter((order) => !gone.includes(order)) }
  if (isNothing(left)) {
    await deleteAll(table, left)
    return { kind: 'erased' }
  }
  if (isOver(left, now)) {
    await retireCustomer(table, left, now)
    return { kind: 'kept' }
  }
  await changeCustomer(table, customerId, (is) =>
    is.erasureAskedAt === undefined ? { to: { ...is, erasureAskedAt: now } } : undefined,
  )
  return { kind: 'waiting' }
}

/** A page that is still open may be paid at this moment. */
export function mayStay(order: Order, { before, now }: { before: Instant; now: Instant }): boolean {
  const { status, validUntil, createdAt } = order
  if (status === 'paid' || status === 'provisional') return true
  return (status === 'placed' && validUntil > now) || createdAt > before
}

/** Whether no order is left, and nothing was ever bought. */
export function isNothing({ orders, subscriptions, streams }: CustomerItems): boolean {
  return (
    orders.length === 0 &&
    streams.length === 0 &&
    subscriptions.every(({ paidAt }) => paidAt === undefined)
  )
}

/**
 * Takes name and address off a customer of whom all has ended, and off the places where copies went.
 * Orders, contracts and notices stay as the law wants them; they are found by number alone.
 */
export async function retireCustomer(
  table: Table,
  items: CustomerItems,
  now: Instant,
): Promise<void> {
  const { customer, orders, streams, others } = items
  if (!customer) return
  const { id: customerId } = customer
  const lastAt = lastOf(items)
  for (const order of orders) await forgetSearch(table, order, { streams, all: false })
  for (const { id: streamId } of streams) await forgetPlace(table, { customerId, streamId, now })
  for (const { pk, sk } of others)
    if (sk.startsWith('CLAIM#') || sk.startsWith('DELIVERY#')) await table.delete({ pk, sk })
  await changeCustomer(table, customerId, (is) => {
    if (is.erasedAt !== undefined) return undefined
    const { email: _, name: __, company: ___, emailChange: ____, movedFrom: _____, ...rest } = is
    return { to: { ...rest, erasedAt: now, lastAt, updatedAt: now } }
  })
  await freeAddress(table, { readerId: customer.readerId, customerId })
  await noteStandingOf({ table }, { readerId: customer.readerId, now })
}

/** Everything under a customer's key, the claim on the address last. */
export async function deleteAll(table: Table, items: CustomerItems): Promise<void> {
  const { customer, orders, subscriptions, streams, others, customerId } = items
  for (const order of orders) await forgetSearch(table, order, { streams, all: true })
  for (const subscription of subscriptions)
    await noteUnpaid(table, { ...subscription, status: 'ended' })
  for (const { recipient, id: streamId } of streams)
    if (recipient?.readerId)
      await deleteRecipient(table, { readerId: recipient.readerId, streamId })
  const { pk } = customerKey(customerId)
  const keys = [
    ...orders.map(({ id }) => `ORDER#${id}`),
    ...subscriptions.map(({ id }) => `SUBSCRIPTION#${id}`),
    ...streams.map(({ id }) => `STREAM#${id}`),
    ...others.map(({ sk }) => sk),
    'CUSTOMER',
  ]
  for (const sk of keys) await table.delete({ pk, sk })
  if (customer) await freeAddress(table, { readerId: customer.readerId, customerId })
}

/** The names and addresses by which staff would find an order; with `all`, its numbers too. */
async function forgetSearch(
  table: Table,
  order: Order,
  options: { streams: CustomerItems['streams']; all: boolean },
): Promise<void> {
  const places = options.streams.map(({ delivery }) => delivery)
  for (const { pk, sk } of orderSearchItems(order, places)) {
    const isNumber = pk.startsWith('ORDERSEARCH#=') && !pk.includes('@')
    if (options.all || !isNumber) await table.delete({ pk, sk })
  }
}

/** Of an ended stream: nothing goes there any more. That it was a gift stays, not whose. */
async function forgetPlace(table: Table, at: StreamRef & { now: Instant }): Promise<void> {
  let recipient: ReaderId | undefined
  await changeStream(table, at, (is) => {
    recipient = is.recipient?.readerId
    if (!is.delivery && !is.recipient?.name && !recipient) return undefined
    const { delivery: _, ...rest } = is
    return { to: { ...rest, ...(is.recipient ? { recipient: { name: '' } } : {}) } }
  })
  if (recipient === undefined) return
  await deleteRecipient(table, { readerId: recipient, streamId: at.streamId })
  await noteStandingOf({ table }, { readerId: recipient, now: at.now })
}

/** Its links and every session; the address that was left is forgotten with them. */
async function endAccount(
  table: Table,
  { readerId, now }: { readerId: ReaderId; now: Instant },
): Promise<void> {
  const { pk } = accountLinkKey(readerId)
  const keys: string[] = []
  for await (const item of table.query({ partition: pk, consistent: true }))
    keys.push(String(item['sk']))
  if (keys.length === 0) return
  await nextGenerationOf(table, { readerId, now: new Date(now) })
  for (const sk of keys) if (sk !== 'GENERATION') await table.delete({ pk, sk })
}

/** Who receives a gift is erased: copies still go where the giver sends them, and no address is kept. */
async function leaveGift(
  table: Table,
  { ref, readerId, now }: { ref: StreamRef; readerId: ReaderId; now: Instant },
): Promise<void> {
  const stream = await getStream(table, ref)
  // Since it was ordered they may have come to another address, which the stream alone knows.
  const isTheirs = stream?.recipient?.readerId === readerId
  for (const { orderId } of stream?.entitlements ?? []) {
    let email: string | undefined
    await changeOrder(table, { customerId: ref.customerId, orderId }, (is) => {
      if (!is.gift?.recipientId) return undefined
      if (!isTheirs && is.gift.recipientId !== readerId) return undefined
      email = is.gift.recipientEmail
      const { recipientEmail: _, recipientId: __, ...gift } = is.gift
      return { to: { ...is, gift, updatedAt: now } }
    })
    if (email !== undefined) await table.delete(orderNumberKey(searchNumber(email), orderId))
  }
  // The orders first: whoever dies in between finds by the stream whose gift it was.
  await changeStream(table, { ...ref, now }, (is) =>
    is.recipient?.readerId === readerId
      ? { to: { ...is, recipient: { name: is.recipient.name } } }
      : undefined,
  )
  await deleteRecipient(table, { readerId, streamId: ref.streamId })
}
