// How long a mailing will take at the account's quota, by how it departs. Pure.
import { dayMs, hourMs, minuteMs } from '#kernel/time'
import type { Departure } from './mailing.ts'
import { leftToday } from './pace.ts'
import type { Quota } from './store.ts'
import { daysOf } from './warm-up.ts'

/**
 * `durationMs` from the first call to the last. `limitedBy`: the rate; the number of messages in 24
 * hours: `todayCount` go out at once, the rest as the quota allows; or its departure, which takes
 * longer than the account needs.
 */
export type Forecast = {
  durationMs: number
  limitedBy: 'rate' | 'day' | 'departure'
  todayCount: number
}

type QuotaOfDay = Pick<Quota, 'perSecond' | 'perDay' | 'sentLastDay'>

/** A wall-clock time goes round the earth, from UTC+14 to UTC−12, in this time. */
const aroundTheEarthMs = 26 * hourMs

/**
 * The quota as it will be when the mailing begins: what was sent by now has then left the last 24
 * hours, or still counts. What else will be sent until then is not foreseen.
 */
export function quotaWhen<Q extends QuotaOfDay>(quota: Q, leadMs: number): Q {
  return leadMs >= dayMs ? { ...quota, sentLastDay: 0 } : quota
}

/** How long it takes by its departure. An account that may send nothing waits for ever. */
export function forecastDeparture(
  recipientCount: number,
  quota: QuotaOfDay,
  departure: Departure | undefined,
): Forecast {
  const atOnce = forecast(recipientCount, quota)
  const atLeast = (durationMs: number): Forecast =>
    recipientCount > 0 && atOnce.durationMs < durationMs
      ? { ...atOnce, durationMs, limitedBy: 'departure' }
      : atOnce
  switch (departure?.kind) {
    case 'spread':
      return atLeast(departure.minutes * minuteMs)
    case 'localHour':
      return atLeast(aroundTheEarthMs)
    case 'warmUp':
      return forecastWarmUp(departure.perDay, { recipientCount, quota, atOnce })
    default:
      return atOnce
  }
}

function forecastWarmUp(
  perDay: readonly number[],
  from: { recipientCount: number; quota: QuotaOfDay; atOnce: Forecast },
): Forecast {
  const { recipientCount, quota, atOnce } = from
  const days = daysOf(perDay, { audienceCount: recipientCount, quotaPerDay: quota.perDay })
  if (!days) return { durationMs: Number.POSITIVE_INFINITY, limitedBy: 'departure', todayCount: 0 }
  if (days.length <= 1) return atOnce
  const lastMs = forecast(days.at(-1) ?? 0, { ...quota, perDay: -1 }).durationMs
  return {
    durationMs: (days.length - 1) * dayMs + lastMs,
    limitedBy: 'departure',
    todayCount: Math.min(days[0] ?? 0, atOnce.todayCount),
  }
}

/** The account's other mail is not foreseen. An account that may send nothing waits for ever. */
export function forecast(
  recipientCount: number,
  quota: Pick<Quota, 'perSecond' | 'perDay' | 'sentLastDay'>,
): Forecast {
  const atRateMs = (count: number) =>
    quota.perSecond > 0 || count === 0
      ? Math.ceil((count / quota.perSecond || 0) * 1_000)
      : Number.POSITIVE_INFINITY
  const todayCount = Math.max(0, Math.min(recipientCount, Math.floor(leftToday(quota))))
  const rest = recipientCount - todayCount
  if (rest === 0) return { durationMs: atRateMs(recipientCount), limitedBy: 'rate', todayCount }
  if (quota.perDay <= 0)
    return { durationMs: Number.POSITIVE_INFINITY, limitedBy: 'day', todayCount }
  const days = Math.ceil(rest / quota.perDay)
  const onLastDay = rest - (days - 1) * quota.perDay
  return { durationMs: days * dayMs + atRateMs(onLastDay), limitedBy: 'day', todayCount }
}
