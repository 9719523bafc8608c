// Whether feedback can be trusted to have told everything: how old the events are that it works on,
// what waits or has failed in its queues, and how much of what SES took around a time was heard of.
import { feedbackHealthKey } from '#aws/keys'
import type { Table } from '#aws/table'
import { type Instant, instant } from '#kernel/time'
import { deliveryLimits } from './mailing.ts'

/** How feedback stood when it last worked. */
export type FeedbackHealth = {
  at: Instant
  /** Age of the oldest event of that run. */
  lagMs: number
  /** When it last worked on an event that was too old. */
  lateAt?: Instant
}

/** What its queues hold; undefined where nobody can say. */
export type FeedbackQueues = { dead?: number; waiting?: number }

export async function recordHealth(
  table: Table,
  run: { now: Date; oldest: Instant; events: number },
): Promise<void> {
  const lagMs = Math.max(0, run.now.getTime() - Date.parse(run.oldest))
  const at = instant(run.now)
  const late = lagMs >= deliveryLimits.lagMs ? { lateAt: at } : {}
  await table.update(feedbackHealthKey(), {
    set: { at, lagMs, ...late },
    add: { events: run.events },
  })
}

export async function getHealth(table: Table): Promise<FeedbackHealth | undefined> {
  const item = await table.get(feedbackHealthKey(), { consistent: true })
  return item as FeedbackHealth | undefined
}

/** `silent`: nothing has been heard at all, or messages wait and nobody works on them. */
export type Trust = 'healthy' | 'deadLetters' | 'late' | 'silent'

/** What the present state says; the past around an attempt is `isHeardAround`'s. */
export function trustIn(
  health: FeedbackHealth | undefined,
  queues: FeedbackQueues,
  now: Date,
): Trust {
  if ((queues.dead ?? 0) > 0) return 'deadLetters'
  if (!health) return 'silent'
  const agoMs = (at: Instant) => now.getTime() - Date.parse(at)
  const { lagMs } = deliveryLimits
  if (health.lagMs >= lagMs || (health.lateAt && agoMs(health.lateAt) < lagMs)) {
    // An old run that was late says nothing about now, once nothing waits any more.
    if (!(queues.waiting === 0 && agoMs(health.at) >= lagMs)) return 'late'
  }
  if ((queues.waiting ?? 0) > 0 && agoMs(health.at) >= lagMs) return 'silent'
  return 'healthy'
}

/** Messages accepted, and those of them seen in an event, by epoch minute of the acceptance. */
export type Heard = {
  accepted: ReadonlyMap<number, number>
  seen: ReadonlyMap<number, number>
}

/** Whether enough of the messages accepted around this minute were seen; none is not enough. */
export function isHeardAround(heard: Heard, minute: number): boolean {
  const { aroundMinutes, seenShare } = deliveryLimits
  let accepted = 0
  let seen = 0
  for (let at = minute - aroundMinutes; at <= minute + aroundMinutes; at++) {
    accepted += heard.accepted.get(at) ?? 0
    seen += heard.seen.get(at) ?? 0
  }
  return accepted > 0 && seen >= accepted * seenShare
}
