// The account of an address: what comes to it and by which contracts, the gifts it gives and gets, and
// orders whose payment is under way.
import type { Table } from '#aws/table'
import { listIssues } from '#editorial/store'
import type { CustomerId } from '#kernel/ids'
import { type Clock, type Instant, instant } from '#kernel/time'
import type { Publication } from '#publication/schema'
import { type Holding, holdingOf, servedNumbers } from './account-holding.ts'
import { type AccountReader, heldBy } from './account-reader.ts'
import type { Customer } from './customer.ts'
import { isPlaceOfRecipient } from './delivery-change.ts'
import { stripeCustomersOf } from './finish-email-change.ts'
import type { Order } from './order.ts'
import type { InvoiceLine, Payments } from './ports.ts'
import { getCustomer, holdingsOf } from './store.ts'
import { claimsOf, servedLinesOf } from './store-claims.ts'
import { dispatchesUntil, getStream, streamsOf } from './store-streams.ts'
import type { Stream } from './stream.ts'

export type AccountOverviewDeps = {
  table: Table
  clock: Clock
  publication: Pick<Publication, 'subscriptions' | 'zone'>
}

export type AccountOverview = {
  customer: Customer | undefined
  /** The address that is signed in, where something here says it. */
  email: string | undefined
  /** What comes to oneself, what still comes first. */
  own: Holding[]
  /** Gifts to others, which go to them. */
  given: Holding[]
  /** Gifts from others; `giver` is their name. */
  received: { holding: Holding; giver: string }[]
  /** Paid by a debit that takes days: nothing comes of them yet. */
  underWay: Order[]
}

/** Nothing but empty lists for an address that has nothing here. */
export async function accountOverview(
  deps: AccountOverviewDeps,
  reader: AccountReader,
): Promise<AccountOverview> {
  const { table } = deps
  const { customerId, gifts } = await heldBy(table, reader.readerIds)
  const now = instant(deps.clock())
  const [calendar, dispatches] = await Promise.all([listIssues(table), dispatchesUntil(table, now)])
  const around = { deps, now, calendar, dispatches }
  const mine = customerId === undefined ? undefined : await loadCustomer(table, customerId)
  const all = mine ? await holdingsFrom(around, mine.streams, mine) : []
  const received: AccountOverview['received'] = []
  for (const ref of gifts) {
    const stream = await getStream(table, ref)
    const giver = stream && (await loadCustomer(table, ref.customerId))
    if (!stream || !giver) continue
    const [holding] = await holdingsFrom(around, [stream], giver)
    const name = holding?.contracts[0]?.order.buyer.name ?? giver.customer?.name ?? ''
    if (holding) received.push({ holding, giver: name })
  }
  const isGiven = ({ recipient, contracts }: Holding) =>
    recipient !== undefined || contracts.some(({ order }) => order.gift !== undefined)
  const given = inOrder(all.filter(isGiven))
  for (const one of given)
    if (await isPlaceOfRecipient(table, one.ref)) {
      one.delivery = undefined
      one.isPlaceHidden = true
    }
  return {
    customer: mine?.customer,
    email: mine?.customer?.email ?? received[0]?.holding.recipient?.email,
    own: inOrder(all.filter((one) => !isGiven(one))),
    given,
    received,
    underWay: (mine?.orders ?? []).filter(({ status }) => status === 'provisional'),
  }
}

/** The invoices of the customer who has this address, newest first; Stripe is asked. */
export async function accountInvoices(
  deps: { table: Table; payments: Pick<Payments, 'invoices'> },
  reader: AccountReader,
): Promise<InvoiceLine[]> {
  const { customerId } = await heldBy(deps.table, reader.readerIds)
  if (customerId === undefined) return []
  const ids = await stripeCustomersOf(deps, customerId)
  const lists = await Promise.all(
    ids.map((stripeCustomerId) => deps.payments.invoices({ stripeCustomerId })),
  )
  return lists.flat().sort((a, b) => b.createdAt.localeCompare(a.createdAt))
}

type Loaded = Awaited<ReturnType<typeof loadCustomer>>

async function loadCustomer(table: Table, customerId: CustomerId) {
  const [customer, { orders, subscriptions }, streams, claims] = await Promise.all([
    getCustomer(table, customerId),
    holdingsOf(table, customerId),
    streamsOf(table, customerId),
    claimsOf(table, customerId),
  ])
  return { customer, orders, subscriptions, streams, claims }
}

async function holdingsFrom(
  around: {
    deps: AccountOverviewDeps
    now: Instant
    calendar: Parameters<typeof holdingOf>[0]['calendar']
    dispatches: Parameters<typeof holdingOf>[0]['dispatches']
  },
  streams: readonly Stream[],
  { orders, subscriptions, claims }: Loaded,
): Promise<Holding[]> {
  const { deps, now, calendar, dispatches } = around
  const { subscriptions: offer, zone } = deps.publication
  const rules = offer ?? soldNoMore
  return await Promise.all(
    streams.map(async (stream) => {
      const numbers = servedNumbers(stream)
      const lines = await servedLinesOf(deps.table, { streamId: stream.id }, numbers)
      return holdingOf({
        ...{ stream, orders, subscriptions, claims, lines, calendar, dispatches, zone, now },
        offer: rules,
      })
    }),
  )
}

/** Where nothing is sold any more, what was sold is still shown. */
const soldNoMore = {
  postDays: 7,
  unpaid: { graceDays: 14, keepsAccess: false, remindAfterDays: [] },
}

/** What still comes before what is over, the newest first. */
function inOrder(holdings: readonly Holding[]): Holding[] {
  const isOver = (one: Holding) => one.owed === 0 && one.openUntil === undefined
  return [...holdings].sort(
    (a, b) =>
      Number(isOver(a)) - Number(isOver(b)) ||
      (b.contracts[0]?.order.createdAt ?? '').localeCompare(a.contracts[0]?.order.createdAt ?? ''),
  )
}
