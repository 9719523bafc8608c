// What comes to one place, as its reader sees it: the next issue, those that came and those to come,
// copies left, and the contracts behind. Pure.
import type { Issue } from '#editorial/issue'
import type { Sentence } from '#kernel/errors'
import type { Cents } from '#kernel/money'
import { dateOf, type Instant, plusMs } from '#kernel/time'
import type { Edition, Subscriptions } from '#publication/plans'
import { type Claim, claimableFrom, isPosted } from './claim.ts'
import { type WithdrawalUntil, withdrawalUntil } from './deadlines.ts'
import type { Dispatch } from './dispatch.ts'
import { remainingOf } from './entitlement.ts'
import type { Order } from './order.ts'
import type { PostalAddress } from './postal-address.ts'
import { renewalGross } from './renewal-price.ts'
import type { StreamRef } from './store-streams.ts'
import { owedBy, type ServedLine, type Stream, type StreamEntitlement } from './stream.ts'
import { graceEnd, renewsAt, type Subscription, statusOf } from './subscription.ts'

export const overviewLimits = { coming: 6, received: 24 }

/** `coverDate` and title where the calendar knows them. */
export type ComingIssue = { number: number; issue: Issue | undefined }

export type ReceivedIssue = {
  number: number
  issue: Issue | undefined
  /** When it was served to this stream. */
  at: Instant | undefined
  copies: number
  edition: Edition
  /** A reader who did not get it. */
  claim: Claim | undefined
  /** From when on it may be claimed; undefined where nothing came by post. */
  claimableFrom: Instant | undefined
}

export type ContractState =
  | { kind: 'renews'; at: Instant; gross: Cents }
  /** Paid to its end, and not renewed; `at` where Stripe names a day. */
  | { kind: 'ends'; at: Instant | undefined; because: 'cancelled' | 'gift' | 'once' }
  | { kind: 'unpaid'; since: Instant; endsAt: Instant | undefined; gross: Cents }
  | { kind: 'provisional' }
  | { kind: 'ended'; at: Instant | undefined; because: Subscription['endedBecause'] }

/** `none`: nothing was concluded at a distance that could be withdrawn from any more. */
export type Withdrawal = WithdrawalUntil | { kind: 'over' }

export type Contract = {
  order: Order
  /** Absent of a single issue, which is bought once. */
  subscription: Subscription | undefined
  state: ContractState
  withdrawal: Withdrawal
  /** Its issues still owed, a copy each. */
  owed: number
}

export type Holding = {
  ref: StreamRef
  name: Sentence
  edition: Edition
  copies: number
  delivery: PostalAddress | undefined
  /** Of a gift: who receives it has said where it goes, and its giver is not told. */
  isPlaceHidden?: boolean
  recipient: Stream['recipient']
  /** Issues still to come over the whole queue, a copy each. */
  owed: number
  /** Served so far, over all of its entitlements. */
  servedCount: number
  /** A monthly plan: whatever comes out until then. */
  openUntil: Instant | undefined
  /** The first of them is the next issue. */
  coming: ComingIssue[]
  received: ReceivedIssue[]
  contracts: Contract[]
  isSuspended: boolean
}

export type HoldingInput = {
  stream: Stream
  /** All of the stream's customer. */
  orders: readonly Order[]
  subscriptions: readonly Subscription[]
  claims: readonly Claim[]
  lines: ReadonlyMap<number, ServedLine>
  calendar: readonly Issue[]
  dispatches: readonly Dispatch[]
  offer: Pick<Subscriptions, 'unpaid' | 'postDays'>
  zone: string
  now: Instant
}

export function holdingOf(input: HoldingInput): Holding {
  const { stream } = input
  const { id: streamId, customerId, edition, delivery, recipient, entitlements } = stream
  const contracts = contractsOf(input)
  const current = currentEntitlement(stream, input.now)
  const name = contracts.find(({ order }) => order.id === current?.orderId)?.order.terms.name
  return {
    ...{ ref: { customerId, streamId }, edition, delivery, recipient, contracts },
    name: name ?? contracts[0]?.order.terms.name ?? { fr: '', en: '' },
    copies: current?.copies ?? 1,
    owed: owedBy(stream),
    servedCount: entitlements.reduce((sum, { served }) => sum + served.length, 0),
    openUntil: openUntil(stream, input.now),
    coming: comingTo(input),
    received: receivedBy(input),
    isSuspended: entitlements.some((one) => one.isSuspended && remainingOf(one) > 0),
  }
}

/** The one that is served from, else the last. */
function currentEntitlement({ entitlements }: Stream, now: Instant): StreamEntitlement | undefined {
  const isOpen = ({ period }: StreamEntitlement) =>
    period !== undefined && period.from <= now && now < period.until
  return entitlements.find((one) => remainingOf(one) > 0 || isOpen(one)) ?? entitlements.at(-1)
}

function openUntil({ entitlements }: Stream, now: Instant): Instant | undefined {
  const ends = entitlements.flatMap(({ period }) => (period ? [period.until] : []))
  return ends.sort().findLast((until) => until > now)
}

/** The calendar's next issues, as many as are owed; each entitlement has its own first one. */
function comingTo({ stream, calendar, dispatches, now, zone }: HoldingInput): ComingIssue[] {
  const last = Math.max(0, ...dispatches.map(({ number }) => number))
  const got = new Set(stream.entitlements.flatMap(({ served }) => served.map((s) => s.number)))
  const isNew = (number: number) => number > last && !got.has(number)
  const known = calendar.filter(({ number }) => isNew(number)).sort((a, b) => a.number - b.number)
  const coming: ComingIssue[] = []
  for (const one of stream.entitlements) {
    if (one.kind !== 'issues') continue
    let left = remainingOf(one)
    const single = one.toIssue === undefined ? undefined : one.fromIssue
    if (single !== undefined && left > 0 && !known.some(({ number }) => number === single))
      coming.push({ number: single, issue: calendar.find(({ number }) => number === single) })
    for (const issue of known) {
      if (left === 0) break
      const { number } = issue
      if (number < one.fromIssue || coming.some((it) => it.number === number)) continue
      if (one.toIssue !== undefined && number > one.toIssue) continue
      coming.push({ number, issue })
      left -= 1
    }
  }
  const until = openUntil(stream, now)
  if (coming.length === 0 && until !== undefined) {
    const day = dateOf(until, zone)
    for (const issue of known.filter(({ coverDate }) => coverDate < day))
      coming.push({ number: issue.number, issue })
  }
  return coming.slice(0, overviewLimits.coming)
}

function receivedBy(input: HoldingInput): ReceivedIssue[] {
  const { stream, lines, claims, calendar, offer } = input
  const numbers = servedNumbers(stream)
  return numbers.map((number) => {
    const line = lines.get(number)
    const by = stream.entitlements.find(({ served }) => served.some((s) => s.number === number))
    return {
      ...{ number, issue: calendar.find((one) => one.number === number), at: line?.at },
      copies: line?.copies ?? by?.copies ?? 1,
      edition: line?.edition ?? stream.edition,
      claim: claims.find((one) => one.streamId === stream.id && one.number === number),
      claimableFrom: line && isPosted(line) ? claimableFrom(line, offer) : undefined,
    }
  })
}

/** Newest first, as many as an overview shows. */
export function servedNumbers({ entitlements }: Pick<Stream, 'entitlements'>): number[] {
  const numbers = entitlements.flatMap(({ served }) => served.map(({ number }) => number))
  return [...new Set(numbers)].sort((a, b) => b - a).slice(0, overviewLimits.received)
}

function contractsOf(input: HoldingInput): Contract[] {
  const { stream, orders, subscriptions } = input
  const ids = new Set(stream.entitlements.map(({ orderId }) => orderId))
  const own = subscriptions.filter(({ streamId }) => streamId === stream.id)
  for (const { orderId } of own) ids.add(orderId)
  return orders
    .filter(({ id }) => ids.has(id))
    .map((order) => {
      const subscription = own.find(({ orderId }) => orderId === order.id)
      const bought = stream.entitlements.filter(({ orderId }) => orderId === order.id)
      return {
        ...{ order, subscription },
        state: stateOf(input, { order, subscription }),
        withdrawal: withdrawalOf(input, { order, bought }),
        owed: bought.reduce((sum, one) => sum + remainingOf(one), 0),
      }
    })
    .sort((a, b) => b.order.createdAt.localeCompare(a.order.createdAt))
}

function stateOf(
  { offer }: HoldingInput,
  { order, subscription }: Pick<Contract, 'order' | 'subscription'>,
): ContractState {
  if (!subscription) return { kind: 'ends', at: undefined, because: 'once' }
  const { unpaid, endedAt, endedBecause, stripe } = subscription
  const gross = renewalGross(subscription, order.promotion)
  switch (statusOf(subscription)) {
    case 'ended':
      return { kind: 'ended', at: endedAt, because: endedBecause }
    case 'provisional':
      return { kind: 'provisional' }
    case 'pastDue': {
      const since = unpaid?.since ?? subscription.updatedAt
      const endsAt = graceEnd(since, offer.unpaid.graceDays)
      return { kind: 'unpaid', since, endsAt, gross }
    }
    case 'active': {
      const at = renewsAt(subscription)
      const isLeaving = subscription.leaving !== undefined
      if (at !== undefined && !isLeaving) return { kind: 'renews', at, gross }
      const end = stripe?.cancelAt ?? stripe?.periodEnd
      const because = order.gift ? 'gift' : order.terms.renews ? 'cancelled' : 'once'
      return { kind: 'ends', at: order.terms.renews ? end : undefined, because }
    }
  }
}

/** By the first issue that came; of print it is open until then (L221-18). */
function withdrawalOf(
  input: HoldingInput,
  { order, bought }: { order: Order; bought: readonly StreamEntitlement[] },
): Withdrawal {
  const { lines, offer, zone, now } = input
  const numbers = bought.flatMap(({ served }) => served.map(({ number }) => number))
  const first = Math.min(...numbers)
  const at = numbers.length === 0 ? undefined : lines.get(first)?.at
  const concluded = dateOf(order.proof?.at ?? order.createdAt, zone)
  // A first issue that is no longer in the list came long ago.
  if (numbers.length > 0 && at === undefined) return { kind: 'over' }
  const isDigital = order.terms.edition === 'digital'
  const received = at === undefined ? undefined : plusMs(at, offer.postDays * 86_400_000)
  const until = withdrawalUntil({
    ...{ concluded, kind: isDigital ? 'digital' : 'print' },
    ...(received === undefined ? {} : { firstIssueReceived: dateOf(received, zone) }),
  })
  return until.kind === 'until' && until.day < dateOf(now, zone) ? { kind: 'over' } : until
}
