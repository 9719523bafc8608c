// When the nightly comparison with Stripe is due: one item holds the next one, how far one that runs
// has come, and what the last one found. The tick begins it; nothing here speaks to Stripe.
import * as z from 'zod'
import { openIntent } from '#aws/intent'
import { type Key, stripeAuditKey } from '#aws/keys'
import { ifAbsent, type Table } from '#aws/table'
import type { Intent } from '#kernel/intents'
import {
  type Clock,
  dateOf,
  dayMs,
  type Instant,
  instant,
  minuteMs,
  plusMs,
  readWallClock,
} from '#kernel/time'
import { AuditTally } from '#subscriptions/last-audit'
import { factLists, firstPlace } from './audit-place.ts'
import type { StripeMessage } from './message.ts'
import { putOffEvent } from './store.ts'

/**
 * `at`: by the publication's own clock, when little else happens. `sinceMs`: how far back lists are
 * compared: a debit and its return take weeks. `kept`: differences that are shown.
 */
export const auditLimits = { at: '03:20', sinceMs: 45 * dayMs, kept: 100 }

/** Between two calls of a worker that does not get on. */
const againMs = 15 * minuteMs

export const Run = AuditTally.extend({
  step: z.number().int(),
  place: z.object({ list: z.enum(factLists), after: z.string().optional() }),
})
export type Run = z.infer<typeof Run>
export type Queue = { send(messages: readonly { body: StripeMessage }[]): Promise<void> }

/** Sees to it that there is a next one. Cheap enough for the start of every tick's process. */
export async function planAudit(deps: {
  table: Table
  clock: Clock
  publication: { zone: string }
}): Promise<void> {
  const now = instant(deps.clock())
  const dueAt = nextNight(now, deps.publication.zone)
  const intent: Intent = {
    ...{ kind: 'stripe.audit', id: 'stripe-audit', createdAt: now, dueAt },
    ...{ attempts: 0, data: {} },
  }
  await deps.table.put({ ...stripeAuditKey(), v: 1, ...openIntent(intent) }, ifAbsent)
}

/** What the tick does when it is due: begins the run, unless one is under way, and calls a worker. */
export async function beginAudit(
  deps: { table: Table; clock: Clock; stripeQueue: Queue },
  { key, intent }: { key: Key; intent: Intent },
): Promise<void> {
  const now = instant(deps.clock())
  const run: Run = {
    ...{ startedAt: now, comparedCount: 0, repairedCount: 0, differenceCount: 0 },
    ...{ differences: [], repaired: [] },
    ...{ step: 0, place: firstPlace },
  }
  const begun = await deps.table.update(key, { setIfAbsent: { run } })
  await deps.stripeQueue.send([{ body: { kind: 'audit' } }])
  // Once a night: what readers subscribe to is noted anew, for what a crash left out.
  if (begun.kind === 'written' && Run.parse(begun.item['run']).startedAt === now)
    await deps.stripeQueue.send([{ body: { kind: 'standings' } }])
  await putOffEvent(deps.table, key, intent, plusMs(now, againMs))
}

/** The next night's hour after this instant; where the clock change skips it, the hour after. */
export function nextNight(now: Instant, zone: string): Instant {
  const nights = [0, 1, 2].flatMap((days) => {
    const day = dateOf(plusMs(now, days * dayMs), zone)
    const reading = readWallClock(`${day}T${auditLimits.at}`, zone)
    switch (reading.kind) {
      case 'instant':
        return [reading.at]
      case 'skipped':
        return [reading.after]
      case 'repeated':
        return [reading.first]
      default:
        return []
    }
  })
  return nights.find((at) => at > now) ?? plusMs(now, dayMs)
}
