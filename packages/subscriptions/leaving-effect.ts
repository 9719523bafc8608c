// What a cancellation and a withdrawal come to, by the contract as it stands. Pure.
import { dateOf, dayMs, type Instant, plusMs } from '#kernel/time'
import { withdrawalUntil } from './deadlines.ts'
import type { DeclarationEffect, Wish } from './declaration.ts'
import { remainingOf } from './entitlement.ts'
import { givenBackAtEnd } from './given-back.ts'
import type { Order } from './order.ts'
import { givenBackOf, type StreamEntitlement } from './stream.ts'
import type { Leaving, Subscription } from './subscription.ts'

export type ContractNow = {
  subscription: Subscription
  /** Its own, oldest first. */
  entitlements: readonly StreamEntitlement[]
  /** When the last issue that is paid for is expected, `2027-06-01`; of a term. */
  lastIssueOn?: string | undefined
}

export type CancellationInput = ContractNow & {
  wish: Wish
  at: Instant
  zone: string
  /** No notice came in time before the renewal that runs (L215-1 al. 2). */
  lacksNotice: boolean
}

/**
 * A term ends with its last paid issue, a month with its month; at once, with the unserved part given
 * back, where no notice came before the renewal. A day that was wished for and lies ahead is waited
 * for where the contract would go on by itself until then.
 */
export function cancellationEffect(input: CancellationInput): DeclarationEffect {
  const { subscription, entitlements, wish, at, zone, lacksNotice, lastIssueOn } = input
  const today = dateOf(at, zone)
  const issuesLeft = owed(entitlements)
  const nothing = { issuesLeft, givesBack: 0 }
  const isMonthly = subscription.terms.kind === 'monthly'
  if (hasEnded(subscription) && (!lacksNotice || issuesLeft === 0))
    return { kind: 'already', ...nothing, ...endsOn(lastIssueOn) }
  if (wish.kind === 'day' && wish.day > today && (isMonthly || lacksNotice))
    return { kind: 'later', endsOn: wish.day, ...nothing }
  if (lacksNotice && wish.kind !== 'paid')
    return {
      ...{ kind: 'now', endsOn: today, issuesLeft: 0 },
      givesBack: backOf(entitlements, { kind: 'cancelled', at, ends: 'now' }),
    }
  const givesBack = backOf(entitlements, { kind: 'cancelled', at, ends: 'end' })
  if (isMonthly) {
    const last = lastDayOfMonth(subscription, { zone, today })
    return { kind: 'monthEnd', issuesLeft: 0, givesBack, ...endsOn(last) }
  }
  return { kind: 'end', issuesLeft, givesBack, ...endsOn(lastIssueOn) }
}

/** Of the month that is paid; one that was not paid has ended. */
function lastDayOfMonth(
  { stripe, status }: Subscription,
  { zone, today }: { zone: string; today: string },
): string | undefined {
  if (status === 'pastDue') return today
  return stripe === undefined ? undefined : dateOf(plusMs(stripe.periodEnd, -1), zone)
}

/** Nothing renews any more, and nothing will change it. */
function hasEnded({ status, leaving }: Subscription): boolean {
  return status === 'ended' || leaving?.ends === 'now'
}

export type WithdrawalInput = ContractNow & {
  order: Pick<Order, 'buyer' | 'terms' | 'paidAt'>
  at: Instant
  zone: string
  /** When its first printed issue was handed to the post. */
  firstIssueSentAt?: Instant | undefined
  /** Days after which that counts as received. */
  postDays: number
  /** A person lets them withdraw all the same. */
  isGoodwill?: boolean | undefined
}

export type Withdrawal =
  | { kind: 'right'; effect: DeclarationEffect }
  /** No right that the rules know of: a person decides. `until` is the last day there was. */
  | { kind: 'doubt'; because: 'late' | 'business'; until?: string }

/** All that was paid goes back, within the fourteen days (L221-18, L221-24); a business has no right. */
export function withdrawalEffect(input: WithdrawalInput): Withdrawal {
  const { subscription, order, entitlements, at, zone } = input
  if (subscription.leaving?.kind === 'withdrawn')
    return { kind: 'right', effect: { kind: 'already', issuesLeft: 0, givesBack: 0 } }
  const isSure = input.isGoodwill === true
  if (!isSure && order.buyer.company !== undefined) return { kind: 'doubt', because: 'business' }
  const until = lastDayToWithdraw(input)
  if (!isSure && until !== undefined && dateOf(at, zone) > until)
    return { kind: 'doubt', because: 'late', until }
  const isPrint = order.terms.edition !== 'digital'
  return {
    kind: 'right',
    effect: {
      ...{ kind: 'withdrawn', endsOn: dateOf(at, zone), issuesLeft: 0 },
      givesBack: backOf(entitlements, { kind: 'withdrawn', at, ends: 'now' }),
      ...(isPrint && entitlements.some(({ served }) => served.length > 0)
        ? { hasPrintToReturn: true }
        : {}),
    },
  }
}

/** Until 24:00 of this day; undefined while the period has not begun. */
export function lastDayToWithdraw(
  input: Pick<WithdrawalInput, 'order' | 'zone' | 'firstIssueSentAt' | 'postDays'>,
): string | undefined {
  const { order, zone, firstIssueSentAt, postDays } = input
  if (order.paidAt === undefined) return undefined
  const until = withdrawalUntil({
    concluded: dateOf(order.paidAt, zone),
    kind: order.terms.edition === 'digital' ? 'digital' : 'print',
    ...(firstIssueSentAt === undefined
      ? {}
      : { firstIssueReceived: dateOf(plusMs(firstIssueSentAt, postDays * dayMs), zone) }),
  })
  return until.kind === 'until' ? until.day : undefined
}

function owed(entitlements: readonly StreamEntitlement[]): number {
  return entitlements.reduce((sum, one) => sum + remainingOf(one), 0)
}

/** What still goes back, over all that was paid. */
function backOf(
  entitlements: readonly StreamEntitlement[],
  leaving: Pick<Leaving, 'kind' | 'at' | 'ends'>,
): number {
  return entitlements.reduce((sum, one) => {
    const back = givenBackAtEnd(one, leaving)?.gross ?? 0
    return sum + Math.max(0, back - givenBackOf(one.settlements))
  }, 0)
}

function endsOn(day: string | undefined) {
  return day === undefined ? {} : { endsOn: day }
}
