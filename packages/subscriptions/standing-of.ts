// The standing of a reader, derived from the streams and subscriptions of the customer who has claimed
// the address, and from the gifts it receives. Pure: the same facts always make the same standing.
import type { ReaderId } from '#kernel/ids'
import type { Instant } from '#kernel/time'
import { type Standing, type StandingPart, standingLimits } from '#readers/standing'
import { remainingOf } from './entitlement.ts'
import { isGivenBack, type Stream, type StreamEntitlement } from './stream.ts'
import { renewsAt, type Subscription } from './subscription.ts'

/** `issueOut`: when an issue was dispatched. */
export type StandingFacts = {
  readerId: ReaderId
  /** Of the customer who has claimed the address; nothing of one who was erased. */
  own: { streams: readonly Stream[]; subscriptions: readonly Subscription[] }
  /** Streams that other customers send to this address as gifts. */
  received: readonly Stream[]
  issueOut: (issue: number) => Instant | undefined
}

/** Undefined for who never subscribed, nor gave or got a gift. */
export function standingOf(facts: StandingFacts): Standing | undefined {
  const { readerId, own, received, issueOut } = facts
  const parts = [
    ...own.streams
      .filter(({ recipient }) => recipient === undefined)
      .flatMap((stream) =>
        partOf(stream, { role: 'own', subscriptions: own.subscriptions, issueOut }),
      ),
    ...received
      .filter(({ recipient }) => recipient?.readerId === readerId)
      .flatMap((stream) => partOf(stream, { role: 'received', subscriptions: [], issueOut })),
  ]
  const giftsGiven = own.streams.filter(
    (stream) => stream.recipient !== undefined && termsOf(stream).some(isKept),
  ).length
  if (parts.length === 0 && giftsGiven === 0) return undefined
  const order = ({ lastAt, streamId }: StandingPart) => `${lastAt}#${streamId}`
  const newest = parts.sort((a, b) => (order(a) > order(b) ? -1 : 1))
  return { readerId, parts: newest.slice(0, standingLimits.parts), giftsGiven }
}

/** Single issues are no subscription: a stream of nothing else is no part. */
function termsOf({ entitlements }: Stream): StreamEntitlement[] {
  return entitlements.filter(({ subscriptionId }) => subscriptionId !== undefined)
}

/** A gift whose money all goes back was none. */
function isKept(entitlement: StreamEntitlement): boolean {
  const { paid, left } = entitlement
  const goesBack = left !== undefined && paid.gross > 0 && left.gross >= paid.gross
  return !goesBack && !isGivenBack(entitlement)
}

/** A period that was left is open no more. */
function isOpen(entitlement: StreamEntitlement): boolean {
  return entitlement.left === undefined && isKept(entitlement)
}

function partOf(
  stream: Stream,
  by: {
    role: StandingPart['role']
    subscriptions: readonly Subscription[]
    issueOut: StandingFacts['issueOut']
  },
): StandingPart[] {
  const terms = termsOf(stream)
  const last = terms.at(-1)
  if (!last) return []
  const contracts = by.subscriptions.filter(({ id }) =>
    terms.some(({ subscriptionId }) => subscriptionId === id),
  )
  const renewing = contracts.filter((one) => renewsAt(one) !== undefined)
  const counted = terms.filter(({ kind }) => kind === 'issues')
  const openUntil = latest(terms.filter(isOpen).map(({ period }) => period?.until))
  const lastIssue = lastIssueOf(terms, by.issueOut)
  const goesOn = [
    ...terms.filter((one) => remainingOf(one) > 0 || isLastPeriod(one, openUntil)),
    ...renewing,
  ].map(({ planId }) => planId)
  const planIds = goesOn.length > 0 ? [...new Set(goesOn)] : [last.planId]
  return [
    {
      ...{ streamId: stream.id, role: by.role, renews: renewing.length > 0 },
      planIds: planIds.slice(0, standingLimits.plans),
      ...(counted.length === 0
        ? {}
        : { issuesLeft: counted.reduce((sum, one) => sum + remainingOf(one), 0) }),
      ...(lastIssue === undefined ? {} : { lastIssue }),
      ...(openUntil === undefined ? {} : { openUntil }),
      lastAt:
        latest([
          lastIssue?.at,
          ...terms.flatMap(happened),
          ...contracts.map(({ endedAt }) => endedAt),
        ]) ?? last.boughtAt,
    },
  ]
}

function isLastPeriod({ period }: StreamEntitlement, openUntil: Instant | undefined): boolean {
  return period !== undefined && period.until === openUntil
}

/** The highest number that was served, where its dispatch is known. */
function lastIssueOf(
  terms: readonly StreamEntitlement[],
  issueOut: StandingFacts['issueOut'],
): StandingPart['lastIssue'] {
  const number = lastServed(terms)
  const at = number === undefined ? undefined : issueOut(number)
  return number === undefined || at === undefined ? undefined : { number, at }
}

/** The number of the last issue that a stream's terms were served. */
export function lastServed(
  terms: readonly Pick<StreamEntitlement, 'served'>[],
): number | undefined {
  const numbers = terms.flatMap(({ served }) => served.map(({ number }) => number))
  return numbers.length === 0 ? undefined : Math.max(...numbers)
}

/** When it was bought, left, and when money for it was last seen to be given back. */
function happened({ boughtAt, left, settlements }: StreamEntitlement): Instant[] {
  const back = Object.values(settlements).filter(({ givenBack }) => givenBack > 0)
  return [boughtAt, ...(left ? [left.at] : []), ...back.map(({ readAt }) => readAt)]
}

function latest(instants: readonly (Instant | undefined)[]): Instant | undefined {
  return instants
    .filter((at) => at !== undefined)
    .sort()
    .at(-1)
}
