// Begins an order: from the form to a recap. Every amount comes from the plan and the territory,
// never from the form; nothing is promised and Stripe is not asked yet.
import { getIssue } from '#editorial/store'
import type { Locale } from '#kernel/errors'
import type { CustomerId, OrderId } from '#kernel/ids'
import type { Intent } from '#kernel/intents'
import { dateOf, hourMs, type Instant, instant, plusMs } from '#kernel/time'
import type { Publication } from '#publication/schema'
import { readerId } from '#readers/reader-id'
import { territoryOf } from '#tax/territory'
import { type FindCustomerDeps, findOrMakeCustomer } from './find-customer.ts'
import { nextIssueAt } from './next-issue-at.ts'
import { type Gift, type Order, type OrderBuyer, orderLimits, termsOf } from './order.ts'
import { orderFaults } from './order-faults.ts'
import { type OrderChoice, type OrderFaults, type OrderForm, readOrderForm } from './order-form.ts'
import { isDelivered, type Price, priceOf } from './price.ts'
import { putOrder } from './store.ts'

export type BeginOrderDeps = FindCustomerDeps & {
  publication: Publication
  /** Whether VIES knows the number now. Without it a business pays VAT like everyone. */
  isVatNumberValid?: ((vatNumber: string) => Promise<boolean>) | undefined
}

export type BeginOrderOutcome =
  | { kind: 'begun'; order: Order }
  /** A sentence for each field that must change. */
  | { kind: 'refused'; fields: OrderFaults }
  /** The title sells nothing. */
  | { kind: 'closed' }

export async function beginOrder(
  deps: BeginOrderDeps,
  input: { locale: Locale; form: OrderForm },
): Promise<BeginOrderOutcome> {
  const { publication } = deps
  const offer = publication.subscriptions
  if (!offer) return { kind: 'closed' }
  const now = instant(deps.clock())
  const read = readOrderForm(offer, input.form, dateOf(now, publication.zone))
  if (read.kind === 'refused') return read
  const { choice } = read
  if (choice.issueNumber !== undefined && !(await getIssue(deps.table, choice.issueNumber)))
    return { kind: 'refused', fields: { issueNumber: orderFaults.noIssue } }
  const buyer = { ...choice.buyer, hasValidVatNumber: await hasValidNumber(deps, choice) }
  const priced = priceFor(publication, { choice, buyer, now })
  if (priced.kind === 'refused') return priced
  const customerId = await findOrMakeCustomer(deps, { ...buyer, locale: input.locale })
  const order = await orderFrom(deps, { ...input, choice, buyer, ...priced, customerId, now })
  await putOrder(deps.table, order, expiryOf(order))
  return { kind: 'begun', order }
}

/** When an order that is not paid comes to its end; also the check that it is paid at last. */
export function expiryOf(order: Pick<Order, 'id' | 'validUntil' | 'updatedAt'>): Intent {
  const { id, validUntil: dueAt, updatedAt: createdAt } = order
  return { kind: 'order.expire', id: `${id}:${dueAt}`, createdAt, dueAt, attempts: 0, data: {} }
}

async function hasValidNumber(deps: BeginOrderDeps, { buyer }: OrderChoice): Promise<boolean> {
  if (buyer.vatNumber === undefined || !deps.isVatNumberValid) return false
  return await deps.isVatNumberValid(buyer.vatNumber)
}

type Pricing = { kind: 'price'; price: Price } | { kind: 'refused'; fields: OrderFaults }

function priceFor(
  publication: Publication,
  given: { choice: OrderChoice; buyer: OrderBuyer; now: Instant },
): Pricing {
  const { choice, buyer, now } = given
  const { plan, quantity } = choice
  const place = placeOf(choice)
  const priced = priceOf({
    plan,
    quantity,
    territory: territoryOf(place),
    buyer: buyer.hasValidVatNumber
      ? { kind: 'business', hasValidVatNumber: true }
      : { kind: 'consumer' },
    date: dateOf(now, publication.zone),
    cppap: publication.identity.cppap,
    union: publication.subscriptions?.union ?? { isAboveThreshold: false, rates: {} },
  })
  if (priced.kind === 'price') return priced
  const field = isDelivered(plan.edition) ? 'delivery.country' : 'country'
  return { kind: 'refused', fields: { [field]: orderFaults.noRate } }
}

/** Print is taxed where it is sent, digital where the buyer lives (domain-rules §2.1). */
function placeOf({ plan, delivery, buyer }: OrderChoice): { country: string; postcode?: string } {
  const place = isDelivered(plan.edition) && delivery ? delivery : buyer
  const { country, postcode } = place
  return { country, ...(postcode === undefined ? {} : { postcode }) }
}

async function orderFrom(
  deps: BeginOrderDeps,
  given: {
    locale: Locale
    choice: OrderChoice
    buyer: OrderBuyer
    price: Price
    customerId: CustomerId
    now: Instant
  },
): Promise<Order> {
  const { locale, choice, buyer, price, customerId, now } = given
  const { plan, quantity, delivery, gift, issueNumber } = choice
  const id: OrderId = deps.makeId('order')
  return {
    ...{ id, customerId, status: 'recapped', locale, planId: plan.id, quantity, buyer, price },
    terms: termsOf(plan, { isGift: gift !== undefined }),
    ...(delivery === undefined ? {} : { delivery }),
    ...(gift === undefined ? {} : { gift: withReader(deps, gift) }),
    firstIssue: issueNumber ?? (await nextIssueAt(deps, now)),
    territory: territoryOf(placeOf(choice)),
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
