// What is held about a reader as a customer, and what of it may be erased: what was never paid goes;
// what was paid the law keeps, for as long as it says.
import type { Table } from '#aws/table'
import type { Sentence } from '#kernel/errors'
import type { CustomerId, ReaderId } from '#kernel/ids'
import type { Instant } from '#kernel/time'
import type { Customer } from './customer.ts'
import { remainingOf } from './entitlement.ts'
import type { Order } from './order.ts'
import { customerOf, deleteCustomer, deleteOrder, getCustomer, holdingsOf } from './store.ts'
import { streamsOf } from './store-streams.ts'
import type { Subscription } from './subscription.ts'

export type CustomerHoldings = {
  customer: Pick<Customer, 'id' | 'email' | 'name' | 'company' | 'createdAt'>
  orders: Pick<
    Order,
    | 'id'
    | 'status'
    | 'terms'
    | 'quantity'
    | 'buyer'
    | 'delivery'
    | 'gift'
    | 'price'
    | 'proof'
    | 'createdAt'
    | 'paidAt'
  >[]
  subscriptions: Pick<Subscription, 'id' | 'status' | 'planId' | 'createdAt' | 'endedAt'>[]
  /** Issues that were served and that are still to come, by entitlement. */
  issues: { orderId: string; bought: number; served: number[]; owed: number; refunded: number }[]
  retention: Sentence
}

/** Undefined when the reader has never ordered. */
export async function holdCustomer(
  table: Table,
  readerId: ReaderId,
): Promise<CustomerHoldings | undefined> {
  const customerId = await customerOf(table, [readerId])
  const customer = customerId && (await getCustomer(table, customerId))
  if (!customer) return undefined
  const { orders, subscriptions } = await holdingsOf(table, customer.id)
  const streams = await streamsOf(table, customer.id)
  const { id, email, name, company, createdAt } = customer
  return {
    customer: { id, email, name, company, createdAt },
    orders: orders.map(heldOrder),
    subscriptions: subscriptions.map((one) => ({
      ...{ id: one.id, status: one.status, planId: one.planId, createdAt: one.createdAt },
      ...(one.endedAt === undefined ? {} : { endedAt: one.endedAt }),
    })),
    issues: streams.flatMap(({ entitlements }) =>
      entitlements.map((one) => ({
        ...{ orderId: one.orderId, bought: one.bought, refunded: one.refunded },
        served: one.served.map(({ number }) => number),
        owed: remainingOf(one),
      })),
    ),
    retention: customerRetention,
  }
}

function heldOrder(order: Order): CustomerHoldings['orders'][number] {
  const { id, status, terms, quantity, buyer, delivery, gift, price, proof } = order
  const { createdAt, paidAt } = order
  return {
    ...{ id, status, terms, quantity, buyer, price, createdAt },
    ...(delivery === undefined ? {} : { delivery }),
    ...(gift === undefined ? {} : { gift }),
    ...(proof === undefined ? {} : { proof }),
    ...(paidAt === undefined ? {} : { paidAt }),
  }
}

/** For the reader's document and pages. */
export const customerRetention: Sentence = {
  fr: 'Une commande qui n’a pas été payée est effacée au bout de 30 jours, ou quand vous demandez l’effacement. Une commande payée, son contrat et ses factures sont conservés dix ans, comme la loi l’exige (code de commerce, article L123-22\u202f; code de la consommation, article L213-1)\u202f: l’effacement ne les supprime pas, et les numéros que vous avez payés vous sont servis.',
  en: 'An order that was not paid is erased after 30 days, or when you ask for erasure. A paid order, its contract and its invoices are kept for ten years, as the law demands (French commercial code, Article L123-22; consumer code, Article L213-1): erasure does not remove them, and the issues you have paid for are sent to you.',
}

/**
 * Erases what the law does not keep: orders up to `before` that nobody paid, and the customer when
 * nothing else is left. `kept`: paid orders stay.
 */
export async function eraseUnpaid(
  table: Table,
  { readerId, before, now }: { readerId: ReaderId; before: Instant; now: Instant },
): Promise<{ kind: 'none' | 'erased' | 'kept' }> {
  const customerId: CustomerId | undefined = await customerOf(table, [readerId])
  if (customerId === undefined) return { kind: 'none' }
  const { orders, subscriptions } = await holdingsOf(table, customerId)
  // A page that is still open may be paid at this moment.
  const isKept = ({ status, validUntil, createdAt }: Order) =>
    status === 'paid' ||
    status === 'provisional' ||
    (status === 'placed' && validUntil > now) ||
    createdAt > before
  for (const order of orders.filter((one) => !isKept(one))) await deleteOrder(table, order)
  if (subscriptions.some(({ paidAt }) => paidAt !== undefined) || orders.some(isKept))
    return { kind: 'kept' }
  await deleteCustomer(table, { readerId, customerId, subscriptions })
  return { kind: 'erased' }
}
