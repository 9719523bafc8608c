// How long a mailing will take at the account's quota. Pure.
import { dayMs } from '#kernel/time'
import { leftToday } from './pace.ts'
import type { Quota } from './store.ts'

/**
 * `durationMs` from the first call to the last. `limitedBy`: the rate, or the number of messages
 * in 24 hours; then `todayCount` go out at once, the rest as the quota allows.
 */
export type Forecast = {
  durationMs: number
  limitedBy: 'rate' | 'day'
  todayCount: number
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
