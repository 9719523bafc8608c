// How much the account may send: a rate with a burst of one second, and a quota over 24 hours, both
// on the sandbox's clock.
import type { Clock } from '#kernel/time'
import { minuteMs } from '#kernel/time'
import type { AcceptedMail } from './ses-journal.ts'

/** Messages a second; recipients in 24 hours (-1: no limit). */
export type SendingLimits = { perSecond: number; perDay: number }

/** An account that SES has let out of its trial, with a comfortable rate. */
export const defaultLimits: SendingLimits = { perSecond: 200, perDay: 200_000 }

export type SendingMeter = {
  take(recipients: number): 'granted' | 'rate' | 'quota'
  limits(): SendingLimits
  setLimits(changes: Partial<SendingLimits>): void
  sentLastDay(): number
}

const minutesADay = 24 * 60

export function sendingMeter(options: {
  now: Clock
  limits: SendingLimits
  sent: readonly AcceptedMail[]
}): SendingMeter {
  const { now } = options
  let limits = { ...options.limits }
  const burst = () => Math.max(1, limits.perSecond)
  let tokens = burst()
  let filledMs = now().getTime()
  const byMinute = new Map<number, number>()
  let sum = 0
  let summedMinute = -1
  const minuteOf = (atMs: number) => Math.floor(atMs / minuteMs)
  const count = (atMs: number, recipients: number) => {
    byMinute.set(minuteOf(atMs), (byMinute.get(minuteOf(atMs)) ?? 0) + recipients)
    sum += recipients
  }
  for (const mail of options.sent) count(Date.parse(mail.receivedAt), mail.to.length)

  function sentLastDay(): number {
    const minute = minuteOf(now().getTime())
    if (minute === summedMinute) return sum
    summedMinute = minute
    sum = 0
    for (const [counted, recipients] of byMinute)
      if (counted <= minute - minutesADay) byMinute.delete(counted)
      else sum += recipients
    return sum
  }

  return {
    take(recipients) {
      const atMs = now().getTime()
      const earned = ((atMs - filledMs) / 1000) * limits.perSecond
      tokens = Math.min(burst(), tokens + earned)
      filledMs = atMs
      if (tokens < 1) return 'rate'
      if (limits.perDay >= 0 && sentLastDay() + recipients > limits.perDay) return 'quota'
      tokens -= recipients
      count(atMs, recipients)
      return 'granted'
    },
    limits: () => ({ ...limits }),
    setLimits(changes) {
      limits = { ...limits, ...changes }
      tokens = Math.min(tokens, burst())
    },
    sentLastDay,
  }
}
