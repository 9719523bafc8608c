// Subscriptions as a list: newest first, by state, by plan, or those of one person. Each with its
// customer and what is still owed to it.
import type { Table } from '#aws/table'
import { unreachable } from '#kernel/errors'
import { type CustomerId, idSchema } from '#kernel/ids'
import { type Clock, type Instant, instant } from '#kernel/time'
import { parseAddress } from '#readers/address'
import type { ReaderKeys } from '#readers/reader-id'
import type { Customer } from './customer.ts'
import { remainingOf } from './entitlement.ts'
import { findCustomer } from './find-customer.ts'
import { findOrders } from './find-orders.ts'
import type { Order } from './order.ts'
import {
  findSubscription,
  getCustomer,
  getSubscription,
  holdingsOf,
  listSubscriptions,
  monthsBack,
} from './store.ts'
import { streamsOf } from './store-streams.ts'
import { givenBackOf, type Stream, type StreamEntitlement } from './stream.ts'
import {
  renewsAt,
  type Subscription,
  type SubscriptionStatus,
  subscriptionIdOf,
} from './subscription.ts'

/** `looked`: how many a filter or a name looks at in one page before it says how far it came. */
export const browseLimits = { page: 50, looked: 400, months: 120, query: 254 }

export type BrowseDeps = { table: Table; clock: Clock; readerKeys: ReaderKeys }

/** `owed`: issues that this subscription's own terms still have to come, a copy each. */
export type SubscriptionRow = {
  subscription: Subscription
  customer: Customer | undefined
  owed: number
  renewsAt: Instant | undefined
  /** Its own, oldest first. */
  entitlements: readonly StreamEntitlement[]
}

/**
 * What of subscriptions is looked for. `leaving`: no renewal comes, or it ends. `runningOut`: a term
 * of which one issue is left at most. `contested`: the bank decides about a payment. `refunded`: some
 * of its money went back.
 */
export const subscriptionFilters = [
  'gift',
  'leaving',
  'runningOut',
  'contested',
  'refunded',
] as const
export type SubscriptionFilter = (typeof subscriptionFilters)[number]

export type BrowseInput = {
  /** An address, a number (order, invoice), words of a name or a place. */
  query?: string | undefined
  status?: SubscriptionStatus | undefined
  planId?: string | undefined
  filter?: SubscriptionFilter | undefined
  /** Where the page before ended. */
  after?: string | undefined
}

/**
 * `orders`: what a search found that made no subscription, such as a single issue. `after`: where to
 * go on.
 */
export async function browseSubscriptions(
  deps: BrowseDeps,
  input: BrowseInput,
): Promise<{ rows: SubscriptionRow[]; orders?: Order[]; after?: string }> {
  const query = (input.query ?? '').trim().slice(0, browseLimits.query)
  const one = idSchema('subscription').safeParse(query)
  if (one.success) {
    const found = await findSubscription(deps.table, one.data)
    return { rows: await filtered(deps, found ? [found] : [], input) }
  }
  const address = query.includes('@') ? parseAddress(query) : undefined
  if (address?.kind === 'address') {
    const customerId = await findCustomer(deps, address.email)
    return { rows: customerId ? await rowsOfCustomer(deps, customerId, input) : [] }
  }
  if (query === '') return await walk(deps, { ...input, query })
  const found = await rowsOfOrders(deps, await findOrders(deps, query), input)
  return found.rows.length > 0 || found.orders.length > 0
    ? found
    : await walk(deps, { ...input, query })
}

/** What a search over everything finds of subscriptions: it walks through no list. */
export async function searchSubscriptions(
  deps: BrowseDeps,
  query: string,
): Promise<{ rows: SubscriptionRow[]; orders: Order[] }> {
  const address = query.includes('@') ? parseAddress(query) : undefined
  if (address?.kind !== 'address')
    return await rowsOfOrders(deps, await findOrders(deps, query), {})
  const customerId = await findCustomer(deps, address.email)
  return { rows: customerId ? await rowsOfCustomer(deps, customerId, {}) : [], orders: [] }
}

/** Their subscriptions; an order that made none is an order alone. */
async function rowsOfOrders(deps: BrowseDeps, orders: readonly Order[], input: BrowseInput) {
  const found = await Promise.all(
    orders.map(({ customerId, id }) =>
      getSubscription(deps.table, { customerId, subscriptionId: subscriptionIdOf(id) }),
    ),
  )
  const wanted = found.flatMap((one) => (one && isWanted(one, input) ? [one] : []))
  const alone = orders.filter((_, at) => found[at] === undefined)
  return { rows: await filtered(deps, wanted, input), orders: input.filter ? [] : alone }
}

async function rowsOfCustomer(deps: BrowseDeps, id: CustomerId, input: BrowseInput) {
  const { subscriptions } = await holdingsOf(deps.table, id)
  const newest = subscriptions.filter((one) => isWanted(one, input)).reverse()
  return await filtered(deps, newest, input)
}

async function filtered(deps: BrowseDeps, found: readonly Subscription[], input: BrowseInput) {
  return (await rowsOf(deps, found)).filter((row) => passes(row, input.filter))
}

function isWanted({ status, planId }: Subscription, input: BrowseInput): boolean {
  if (input.status !== undefined && status !== input.status) return false
  return input.planId === undefined || planId === input.planId
}

/** Month by month back, until a page is full or enough was looked at. */
async function walk(
  deps: BrowseDeps,
  input: BrowseInput & { query: string },
): Promise<{ rows: SubscriptionRow[]; after?: string }> {
  const months = monthsBack(instant(deps.clock()), browseLimits.months)
  let { at, cursor } = placeOf(input.after, months)
  const rows: SubscriptionRow[] = []
  let looked = 0
  while (at < months.length) {
    const limit = browseLimits.page - rows.length
    const page = await listSubscriptions(deps.table, { month: months[at] ?? '', cursor, limit })
    looked += page.items.length
    const wanted = page.items.filter((one) => isWanted(one, input))
    rows.push(...(await filtered(deps, wanted, input)).filter((row) => isNamed(row, input.query)))
    cursor = page.cursor
    if (cursor === undefined) at += 1
    if (rows.length >= browseLimits.page || looked >= browseLimits.looked) break
  }
  const month = months[at]
  if (month === undefined) return { rows }
  return { rows, after: cursor === undefined ? month : `${month}~${cursor}` }
}

/** A month that is none of the last ones begins anew. */
function placeOf(after: string | undefined, months: readonly string[]) {
  const [month = '', cursor] = (after ?? '').split('~')
  const at = Math.max(0, months.indexOf(month))
  return { at, cursor: months[at] === month ? cursor || undefined : undefined }
}

function isNamed({ customer }: SubscriptionRow, query: string): boolean {
  if (query === '') return true
  const plain = (text: string | undefined) =>
    (text ?? '').normalize('NFD').replace(/\p{M}/gu, '').toLowerCase()
  return [customer?.name, customer?.company].some((name) => plain(name).includes(plain(query)))
}

/** Each with its customer and stream. */
export async function rowsOf(
  deps: Pick<BrowseDeps, 'table'>,
  subscriptions: readonly Subscription[],
): Promise<SubscriptionRow[]> {
  return await Promise.all(
    subscriptions.map(async (subscription) => {
      const { customerId, streamId } = subscription
      const [customer, streams] = await Promise.all([
        getCustomer(deps.table, customerId),
        streamsOf(deps.table, customerId),
      ])
      const stream = streams.find(({ id }) => id === streamId)
      return {
        subscription,
        customer,
        owed: owedTo(subscription, stream),
        renewsAt: renewsAt(subscription),
        entitlements: ownOf(subscription, stream),
      }
    }),
  )
}

/** Of the subscription's own entitlements alone: others may share its stream. */
export function owedTo(subscription: Subscription, stream: Stream | undefined): number {
  return ownOf(subscription, stream).reduce((sum, one) => sum + remainingOf(one), 0)
}

function ownOf(
  { id, orderId }: Pick<Subscription, 'id' | 'orderId'>,
  stream: Stream | undefined,
): StreamEntitlement[] {
  return (stream?.entitlements ?? []).filter(
    (one) => one.subscriptionId === id || one.orderId === orderId,
  )
}

function passes(row: SubscriptionRow, filter: SubscriptionFilter | undefined): boolean {
  const { subscription, owed, entitlements } = row
  const { status, terms, stripe, leaving, isGift } = subscription
  switch (filter) {
    case undefined:
      return true
    case 'gift':
      return isGift
    case 'leaving':
      return (
        status !== 'ended' &&
        (leaving !== undefined ||
          stripe?.cancelAtPeriodEnd === true ||
          stripe?.cancelAt !== undefined)
      )
    case 'runningOut':
      return status !== 'ended' && terms.kind === 'term' && owed <= 1
    case 'contested':
      return entitlements.some(({ isSuspended }) => isSuspended)
    case 'refunded':
      return entitlements.some(({ settlements }) => givenBackOf(settlements) > 0)
    default:
      return unreachable(filter)
  }
}
