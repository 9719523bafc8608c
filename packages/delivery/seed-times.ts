// When the rest of a mailing follows its seeds. Pure.
import { type Instant, instant, minuteMs } from '#kernel/time'
import type { Mailing } from './mailing.ts'

/** When the rest goes, if the last seed is called at `at`: on the minute, as the mail says it. */
export function goesAt(mailing: Pick<Mailing, 'seeds'>, at: Instant): Instant {
  const waitMs = (mailing.seeds?.waitMinutes ?? 0) * minuteMs
  return instant(Math.ceil((Date.parse(at) + waitMs) / minuteMs) * minuteMs)
}
