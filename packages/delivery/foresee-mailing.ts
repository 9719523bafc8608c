// What to expect of a mailing before it is scheduled: how long it takes at its time, whether the
// daily quota suffices, and whether the domain should be warmed up first.
import type { Table } from '#aws/table'
import { type Clock, dayMs, type Instant, instant, plusMs } from '#kernel/time'
import type { Publication } from '#publication/schema'
import { type Forecast, forecastDeparture, quotaWhen } from './forecast.ts'
import type { Departure, Mailing } from './mailing.ts'
import type { Mailer } from './ports.ts'
import { sentByDay } from './sent-by-day.ts'
import { currentQuota, type Quota } from './store.ts'
import { daysOf, isLeap, perDayOf, planWarmUp } from './warm-up.ts'

/** How many go on which day; the first is the day of departure, the next 24 hours later. */
export type PlannedDay = { at: Instant; count: number }

export type Outlook = {
  forecast: Forecast
  quota: Quota
  /** What the domain is known for: the last 30 days' mailings. */
  known: { sum: number; largestDay: number }
  /** More than double of the largest day at once, though it does not depart so. */
  isLeap: boolean
  /** A plan for it; absent where one day is enough or the quota too small for any plan. */
  warmUp?: { perDay: number[]; days: PlannedDay[] }
  /** The days of the warm-up that was chosen. */
  chosenDays?: PlannedDay[]
}

export async function foreseeMailing(
  deps: {
    table: Table
    clock: Clock
    mailer: Pick<Mailer, 'quota'>
    publication: Pick<Publication, 'zone'>
  },
  input: {
    audienceCount: number
    /** When it departs; now where it is not said. */
    sendAt?: Instant | undefined
    departure?: Departure | undefined
    /** A mailing that was scheduled has said how it departs. */
    mailing?: Mailing | undefined
  },
): Promise<Outlook> {
  const now = deps.clock()
  const departure = input.mailing?.departure ?? input.departure
  const sendAt = input.mailing?.sendAt ?? input.sendAt ?? instant(now)
  const [kept, { sum, largestDay }] = await Promise.all([currentQuota(deps, now), sentByDay(deps)])
  const quota = quotaWhen(kept, Date.parse(sendAt) - now.getTime())
  const { audienceCount } = input
  const warmUpInput = { audienceCount, largestDay, quotaPerDay: quota.perDay }
  const plan = planWarmUp(warmUpInput)
  const chosen = departure?.kind === 'warmUp' ? daysOf(departure.perDay, warmUpInput) : undefined
  return {
    forecast: forecastDeparture(audienceCount, quota, departure),
    quota,
    known: { sum, largestDay },
    isLeap: isLeap(warmUpInput),
    ...(plan ? { warmUp: { perDay: perDayOf(plan), days: dated(plan, sendAt) } } : {}),
    ...(chosen ? { chosenDays: dated(chosen, sendAt) } : {}),
  }
}

function dated(counts: readonly number[], sendAt: Instant): PlannedDay[] {
  return counts.map((count, day) => ({ at: plusMs(sendAt, day * dayMs), count }))
}
