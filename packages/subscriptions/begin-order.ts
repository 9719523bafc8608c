// Begins an order: from the form to a recap. Every amount comes from the plan, the territory and
// Stripe's codes, never from the form; nothing is promised and no payment page is asked for yet.
import type { Locale } from '#kernel/errors'
import type { CustomerId, OrderId } from '#kernel/ids'
import type { Intent } from '#kernel/intents'
import { dateOf, dayMs, hourMs, type Instant, instant, plusMs } from '#kernel/time'
import type { Publication } from '#publication/schema'
import { networkOf } from '#readers/network'
import { readerId } from '#readers/reader-id'
import { takeInWindow } from '#readers/store-counters'
import { type FindCustomerDeps, findOrMakeCustomer } from './find-customer.ts'
import { issuesOnSale, mayBeginWith } from './issue-choice.ts'
import { issuesAt } from './next-issue-at.ts'
import { type Gift, type Order, type OrderBuyer, orderLimits, termsOf } from './order.ts'
import { orderFaults } from './order-faults.ts'
import { type OrderChoice, type OrderFaults, type OrderForm, readOrderForm } from './order-form.ts'
import type { Payments } from './ports.ts'
import { isDelivered } from './price.ts'
import { type PricedOrder, placeOf, priceOrder, territoryAt } from './price-order.ts'
import { promotionFaults } from './promotion.ts'
import { replaceable } from './replaceable.ts'
import { getCustomer, holdingsOf, putOrder } from './store.ts'

export type BeginOrderDeps = FindCustomerDeps & {
  publication: Publication
  payments: Pick<Payments, 'promotion'>
  /** Whether VIES knows the number now. Without it a business pays VAT like everyone. */
  isVatNumberValid?: ((vatNumber: string) => Promise<boolean>) | undefined
}

export type BeginOrderInput = {
  locale: Locale
  form: OrderForm
  /** Of the visitor, who may begin so many an hour; absent where nobody visits. */
  ip?: string | undefined
  /** Who is signed in to the account: they alone may replace a contract of theirs. */
  account?: CustomerId | undefined
}

export type BeginOrderOutcome =
  | { kind: 'begun'; order: Order }
  /** A sentence for each field that must change. */
  | { kind: 'refused'; fields: OrderFaults }
  /** From this network, or for this address, too many were begun. */
  | { kind: 'tooMany' }
  /** The title sells nothing. */
  | { kind: 'closed' }

export async function beginOrder(
  deps: BeginOrderDeps,
  input: BeginOrderInput,
): Promise<BeginOrderOutcome> {
  const { publication } = deps
  const offer = publication.subscriptions
  if (!offer) return { kind: 'closed' }
  const now = instant(deps.clock())
  const read = readOrderForm(offer, input.form, dateOf(now, publication.zone))
  if (read.kind === 'refused') return read
  const { choice } = read
  if (!(await mayBegin(deps, input, choice))) return { kind: 'tooMany' }
  const first = await firstIssueOf(deps, choice, now)
  if (first.kind === 'refused') return first
  const fault = await faultOfReplaced(deps, input, choice)
  if (fault) return { kind: 'refused', fields: fault }
  const buyer = { ...choice.buyer, hasValidVatNumber: await hasValidNumber(deps, choice) }
  const priced = await pricedFor(deps, input, { choice, buyer })
  if (priced.kind === 'refused') return priced
  const customerId = await findOrMakeCustomer(deps, { ...buyer, locale: input.locale })
  if (priced.isForNewcomers && (await hasPaid(deps, customerId)))
    return { kind: 'refused', fields: { promotionCode: promotionFaults.newcomers } }
  const made = { choice, buyer, priced, customerId, firstIssue: first.number, now }
  const order = orderFrom(deps, input.locale, made)
  await putOrder(deps.table, order, expiryOf(order))
  return { kind: 'begun', order }
}

/** When an order that is not paid comes to its end; also the check that it is paid at last. */
export function expiryOf(order: Pick<Order, 'id' | 'validUntil' | 'updatedAt'>): Intent {
  const { id, validUntil: dueAt, updatedAt: createdAt } = order
  return { kind: 'order.expire', id: `${id}:${dueAt}`, createdAt, dueAt, attempts: 0, data: {} }
}

/** Each order begun is an item that stays for weeks: who begins without end is stopped. */
async function mayBegin(
  deps: BeginOrderDeps,
  { ip }: BeginOrderInput,
  { buyer }: OrderChoice,
): Promise<boolean> {
  if (ip === undefined) return true
  const now = deps.clock()
  const network = { scope: 'order', subject: networkOf(ip), windowMs: hourMs, now }
  const address = { scope: 'orderFor', subject: buyer.email, windowMs: dayMs, now }
  const { begunPerNetworkAndHour, begunPerAddressAndDay } = orderLimits
  const taken = await Promise.all([
    takeInWindow(deps.table, { ...network, limit: begunPerNetworkAndHour }),
    takeInWindow(deps.table, { ...address, limit: begunPerAddressAndDay }),
  ])
  return taken.every((one) => one === 'taken')
}

type FirstIssue = { kind: 'issue'; number: number } | { kind: 'refused'; fields: OrderFaults }

/** Of a single issue one that is on sale; of all others one that is still to come. */
async function firstIssueOf(
  deps: BeginOrderDeps,
  { plan, issueNumber }: OrderChoice,
  now: Instant,
): Promise<FirstIssue> {
  const { calendar, dispatched, next } = await issuesAt(deps, now)
  if (issueNumber === undefined) return { kind: 'issue', number: next }
  const no = (sentence: OrderFaults[string]): FirstIssue => ({
    kind: 'refused',
    fields: { issueNumber: sentence },
  })
  if (plan.kind !== 'single')
    return mayBeginWith(calendar, { number: issueNumber, next })
      ? { kind: 'issue', number: issueNumber }
      : no(orderFaults.notOffered)
  if (!calendar.some(({ number }) => number === issueNumber)) return no(orderFaults.noIssue)
  const onSale = issuesOnSale(calendar, { next, dispatched, edition: plan.edition })
  return onSale.some(({ number }) => number === issueNumber)
    ? { kind: 'issue', number: issueNumber }
    : no(orderFaults.notOnSale)
}

/** The contract to be replaced is the account's, and so is the address of the new one. */
async function faultOfReplaced(
  deps: BeginOrderDeps,
  { account }: BeginOrderInput,
  { replaces, plan, buyer }: OrderChoice,
): Promise<OrderFaults | undefined> {
  if (replaces === undefined) return undefined
  const found = await replaceable(deps, { id: replaces, planId: plan.id, account })
  if (found.kind === 'refused') return { replaces: orderFaults[found.because] }
  const customer = await getCustomer(deps.table, found.subscription.customerId)
  return customer?.email === buyer.email ? undefined : { email: orderFaults.otherAddress }
}

async function hasValidNumber(deps: BeginOrderDeps, { buyer }: OrderChoice): Promise<boolean> {
  if (buyer.vatNumber === undefined || !deps.isVatNumberValid) return false
  return await deps.isVatNumberValid(buyer.vatNumber)
}

type Priced = Extract<PricedOrder, { kind: 'price' }>

async function pricedFor(
  deps: BeginOrderDeps,
  { ip }: BeginOrderInput,
  { choice, buyer }: { choice: OrderChoice; buyer: OrderBuyer },
): Promise<Priced | { kind: 'refused'; fields: OrderFaults }> {
  const { plan, quantity, gift, code } = choice
  const { hasValidVatNumber } = buyer
  const order = { plan, quantity, place: placeOf(choice), isGift: gift !== undefined, code, ip }
  const priced = await priceOrder(deps, { ...order, hasValidVatNumber })
  switch (priced.kind) {
    case 'price':
      return priced
    case 'noPromotion':
      return { kind: 'refused', fields: { promotionCode: promotionFaults[priced.because] } }
    case 'noRate': {
      const field = isDelivered(plan.edition) ? 'delivery.country' : 'country'
      return { kind: 'refused', fields: { [field]: orderFaults.noRate } }
    }
  }
}

async function hasPaid({ table }: BeginOrderDeps, customerId: CustomerId): Promise<boolean> {
  const { orders } = await holdingsOf(table, customerId)
  return orders.some(({ status }) => status === 'paid' || status === 'provisional')
}

function orderFrom(
  deps: BeginOrderDeps,
  locale: Locale,
  given: {
    choice: OrderChoice
    buyer: OrderBuyer
    priced: Priced
    customerId: CustomerId
    firstIssue: number
    now: Instant
  },
): Order {
  const { choice, buyer, priced, customerId, firstIssue, now } = given
  const { plan, quantity, delivery, gift, replaces } = choice
  const { price, promotion } = priced
  const id: OrderId = deps.makeId('order')
  return {
    ...{ id, customerId, status: 'recapped', locale, planId: plan.id, quantity, buyer, price },
    terms: termsOf(plan, { isGift: gift !== undefined }),
    ...(delivery === undefined ? {} : { delivery }),
    ...(gift === undefined ? {} : { gift: withReader(deps, gift) }),
    ...(promotion === undefined ? {} : { promotion }),
    ...(replaces === undefined ? {} : { replaces }),
    firstIssue,
    territory: territoryAt(placeOf(choice)),
    stripe: {},
    createdAt: now,
    updatedAt: now,
    validUntil: plusMs(now, orderLimits.recapHours * hourMs),
    version: 1,
  }
}

function withReader({ readerKeys }: BeginOrderDeps, gift: Gift): Gift {
  const { recipientEmail } = gift
  if (recipientEmail === undefined) return gift
  return { ...gift, recipientId: readerId(readerKeys, recipientEmail) }
}
