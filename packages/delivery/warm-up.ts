// Warming up a domain that mailbox providers don't know yet: how many mails go on each day. Pure.
//
// The ramp: 50 on the first day, then never more than twice the largest day so far. Sources:
// Twilio SendGrid's warm-up schedule begins at 50 and 100; SocketLabs, "Warm-Up Basics": "never more
// than 2x the previous day's volume"; Google, "Email sender guidelines" (support.google.com/a/
// answer/81126): begin low, raise slowly, watch Postmaster Tools, no sudden spikes without a history.

export const warmUpLimits = {
  /** A domain without a history begins with so many. */
  firstDay: 50,
  /** A day holds at most this many times the largest day before it. */
  growth: 2,
  /** How far back what was sent still counts as known. */
  historyDays: 30,
  /** What takes longer is no plan. */
  days: 366,
  /** Numbers in a departure; the last is repeated for all days after. */
  numbers: 60,
}

export type WarmUpInput = {
  audienceCount: number
  /** The most that went out on one day of the last 30. */
  largestDay: number
  /** Messages in 24 hours; below zero without a limit. */
  quotaPerDay: number
}

/** Whether so many at once is a leap: more than double of the largest day that went before. */
export function isLeap({ audienceCount, largestDay }: WarmUpInput): boolean {
  const { firstDay, growth } = warmUpLimits
  return audienceCount > growth * Math.max(largestDay, firstDay)
}

/**
 * How many go on each day: never fewer than the day before, at most double, within the daily quota,
 * together the audience. Undefined when one day is enough, or a year too short.
 */
export function planWarmUp(input: WarmUpInput): number[] | undefined {
  const { firstDay, growth, days } = warmUpLimits
  const cap = input.quotaPerDay < 0 ? Number.POSITIVE_INFINITY : Math.floor(input.quotaPerDay)
  if (cap < 1 || !isLeap(input)) return undefined
  const plan: number[] = []
  let rest = input.audienceCount
  let next = Math.max(firstDay, growth * input.largestDay)
  while (rest > 0) {
    if (plan.length === days) return undefined
    const count = Math.min(next, cap, rest)
    plan.push(count)
    rest -= count
    next *= growth
  }
  // The remainder finds its place among the days: none is then smaller than the one before.
  return plan.sort((one, other) => one - other)
}

/** The plan as a departure says it: the last number stands for all days after. */
export function perDayOf(plan: readonly number[]): number[] {
  const last = plan.at(-1)
  const different = plan.filter((count) => count !== last)
  return last === undefined ? [] : [...different, last].slice(0, warmUpLimits.numbers)
}

/** How many go on each day of a departure until all have gone, as the quota allows. */
export function daysOf(
  perDay: readonly number[],
  { audienceCount, quotaPerDay }: Pick<WarmUpInput, 'audienceCount' | 'quotaPerDay'>,
): number[] | undefined {
  const cap = quotaPerDay < 0 ? Number.POSITIVE_INFINITY : Math.floor(quotaPerDay)
  const days: number[] = []
  let rest = audienceCount
  while (rest > 0) {
    const count = Math.min(perDay[days.length] ?? perDay.at(-1) ?? 0, cap, rest)
    if (count < 1 || days.length === warmUpLimits.days) return undefined
    days.push(count)
    rest -= count
  }
  return days
}
