// Looks up what the effect of a declaration depends on (the contract, its issues, its notices, the
// calendar) and works it out by the rules.
import type { Table } from '#aws/table'
import { listIssues } from '#editorial/store'
import type { Instant } from '#kernel/time'
import type { Publication } from '#publication/schema'
import type { Declaration, DeclarationEffect, WaitingReason } from './declaration.ts'
import { remainingOf } from './entitlement.ts'
import { ofSubscription } from './give-back.ts'
import { hasProperNotice, lastRenewalOf } from './has-proper-notice.ts'
import { cancellationEffect, lastDayToWithdraw, withdrawalEffect } from './leaving-effect.ts'
import type { Order } from './order.ts'
import { dueDays } from './renewal.ts'
import { getOrder, getSubscription, type SubscriptionRef } from './store.ts'
import { dispatchesUntil, getDispatch, getStream } from './store-streams.ts'
import type { Stream, StreamEntitlement } from './stream.ts'
import type { Subscription } from './subscription.ts'

export type DecideDeps = Parameters<typeof hasProperNotice>[0] & {
  table: Table
  publication: Publication
}

export type Decision =
  | { kind: 'effect'; effect: DeclarationEffect }
  | { kind: 'doubt'; because: WaitingReason }

/** A contract with all that a declaration's effect depends on. */
export type ContractWhole = {
  subscription: Subscription
  order: Order
  stream: Stream | undefined
  /** Its own, oldest first. */
  entitlements: StreamEntitlement[]
}

export async function contractNow(
  { table }: { table: Table },
  ref: SubscriptionRef,
): Promise<ContractWhole | undefined> {
  const subscription = await getSubscription(table, ref)
  if (!subscription) return undefined
  const { customerId, orderId, streamId } = subscription
  const [order, stream] = await Promise.all([
    getOrder(table, { customerId, orderId }),
    getStream(table, { customerId, streamId }),
  ])
  const entitlements = stream ? ofSubscription(stream, subscription) : []
  return order && { subscription, order, stream, entitlements }
}

/** `at`: when it was made, or the day that was wished for. */
export async function decideEffect(
  deps: DecideDeps,
  given: {
    declaration: Pick<Declaration, 'kind' | 'typed' | 'isGoodwill'>
    contract: ContractWhole
    at: Instant
  },
): Promise<Decision> {
  const { declaration, contract, at } = given
  if (declaration.kind === 'cancellation')
    return { kind: 'effect', effect: await cancellation(deps, { ...contract, at, declaration }) }
  const withdrawal = withdrawalEffect({
    ...contract,
    ...(await withdrawalFacts(deps, contract)),
    at,
    isGoodwill: declaration.isGoodwill === true,
  })
  return withdrawal.kind === 'right'
    ? { kind: 'effect', effect: withdrawal.effect }
    : { kind: 'doubt', because: withdrawal.because }
}

/** Until when the reader may withdraw, for the account and the console; undefined: no end yet. */
export async function withdrawalDay(
  deps: DecideDeps,
  contract: ContractWhole,
): Promise<string | undefined> {
  return lastDayToWithdraw({ ...contract, ...(await withdrawalFacts(deps, contract)) })
}

async function withdrawalFacts(deps: DecideDeps, { entitlements }: ContractWhole) {
  const { zone, subscriptions } = deps.publication
  const served = entitlements.flatMap((one) => one.served.map(({ number }) => number))
  const sent = await Promise.all(served.map((number) => getDispatch(deps.table, number)))
  const [first] = sent.flatMap((one) => (one ? [one.firstAt] : [])).sort()
  return {
    ...{ zone, postDays: subscriptions?.postDays ?? 0 },
    ...(first === undefined ? {} : { firstIssueSentAt: first }),
  }
}

async function cancellation(
  deps: DecideDeps,
  given: ContractWhole & { at: Instant; declaration: Pick<Declaration, 'typed'> },
): Promise<DeclarationEffect> {
  const { subscription, stream, entitlements, at, declaration } = given
  const { zone } = deps.publication
  const renewal = stream && lastRenewalOf(stream, subscription.id)
  const lacksNotice =
    renewal !== undefined &&
    renewal.renewedAt <= at &&
    !(await hasProperNotice(deps, { subscription, renewedAt: renewal.renewedAt }))
  const lastIssueOn = await lastIssueDay(deps, { subscription, entitlements, at })
  return cancellationEffect({
    ...{ subscription, entitlements, at, zone, lacksNotice, wish: declaration.typed.wish },
    lastIssueOn,
  })
}

/** When the last paid issue of a term is expected, by the calendar and then at the term's pace. */
async function lastIssueDay(
  deps: DecideDeps,
  given: { subscription: Subscription; entitlements: readonly StreamEntitlement[]; at: Instant },
): Promise<string | undefined> {
  const { subscription, entitlements, at: now } = given
  const owed = entitlements.reduce((sum, one) => sum + remainingOf(one), 0)
  if (subscription.terms.kind !== 'term' || owed === 0) return undefined
  const { issues = 1, months = 12 } = subscription.terms
  const [calendar, dispatches] = await Promise.all([
    listIssues(deps.table),
    dispatchesUntil(deps.table, now),
  ])
  const last = Math.max(0, ...dispatches.map(({ number }) => number))
  const first = entitlements.find((one) => remainingOf(one) > 0)?.fromIssue ?? 0
  const coming = calendar.filter(({ number }) => number > last && number >= first)
  const { zone } = deps.publication
  return dueDays({ owed, now, zone, coming, term: { issues, months } }, owed).at(-1)
}
