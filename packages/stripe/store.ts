// Events of Stripe as they lie in the table: stored once, open until applied, then kept for a while.
import * as z from 'zod'
import { closedIntent, openIntent } from '#aws/intent'
import { type Key, stripeCountsKey, stripeEventKey } from '#aws/keys'
import { ifAbsent, type Table } from '#aws/table'
import type { Intent } from '#kernel/intents'
import { dayMs, type Instant, minuteMs, plusMs } from '#kernel/time'
import type { EventHint } from './webhook.ts'

/** How long an event is kept that is done with: well beyond the days that Stripe sends it again. */
const keptMs = 90 * dayMs
/** Its message is given this long before the tick takes the event for forgotten. */
const patienceMs = 2 * minuteMs

/**
 * `received`: stored, and to be applied. `applied`: its object was read and is known. `ignored`:
 * another product's, or about nothing that is read.
 */
export type EventStatus = 'received' | 'applied' | 'ignored'

const At = z.custom<Instant>((value) => typeof value === 'string')
export const StoredEvent = z.object({
  id: z.string(),
  type: z.string(),
  createdAt: At,
  receivedAt: At,
  whose: z.enum(['ours', 'other', 'unknown']),
  ref: z
    .object({
      kind: z.enum(['session', 'subscription', 'invoice', 'charge', 'refund', 'dispute']),
      id: z.string(),
    })
    .optional(),
  status: z.enum(['received', 'applied', 'ignored']),
  appliedAt: At.optional(),
  /** What applying it came to, in a word. */
  outcome: z.string().optional(),
})
export type StoredEvent = z.infer<typeof StoredEvent>

/** Stores an event unless it is there already; tells which. */
export async function storeEvent(
  table: Table,
  event: EventHint,
  { status, now }: { status: 'received' | 'ignored'; now: Instant },
): Promise<'stored' | 'known'> {
  const intent: Intent = {
    kind: 'stripe.event',
    id: event.id,
    createdAt: now,
    dueAt: plusMs(now, patienceMs),
    attempts: 0,
    data: {},
  }
  const written = await table.put(
    {
      ...stripeEventKey(event.id),
      v: 1,
      ...event,
      receivedAt: now,
      status,
      ...(status === 'received' ? openIntent(intent) : { expiresAt: expiryOf(now) }),
    },
    ifAbsent,
  )
  return written.kind === 'written' ? 'stored' : 'known'
}

export async function loadEvent(table: Table, id: string): Promise<StoredEvent | undefined> {
  const item = await table.get(stripeEventKey(id), { consistent: true })
  return item && StoredEvent.parse(item)
}

/** Closes an event. Harmless when another worker has done so. */
export async function closeEvent(
  table: Table,
  id: string,
  done: { status: 'applied' | 'ignored'; outcome: string; now: Instant },
): Promise<'closed' | 'already'> {
  const { status, outcome, now } = done
  const written = await table.update(
    stripeEventKey(id),
    {
      set: { status, outcome, appliedAt: now, expiresAt: expiryOf(now) },
      ...closedIntent,
    },
    { if: '#status = :received', values: { ':received': 'received' } },
  )
  return written.kind === 'written' ? 'closed' : 'already'
}

/** Moves the time at which the tick looks again, unless something else has moved it meanwhile. */
export async function putOffEvent(table: Table, key: Key, intent: Intent, dueAt: Instant) {
  await table.update(
    key,
    { set: openIntent({ ...intent, attempts: intent.attempts + 1, dueAt }) },
    {
      if: '#intent.#id = :id AND #intent.#dueAt = :dueAt',
      values: { ':id': intent.id, ':dueAt': intent.dueAt },
    },
  )
}

/** Adds one to a day's count of events that were ignored. A count for people, not for the books. */
export async function countIgnored(table: Table, day: string): Promise<void> {
  await table.update(stripeCountsKey(day), { add: { ignoredCount: 1 } })
}

export async function loadIgnoredCount(table: Table, day: string): Promise<number> {
  const item = await table.get(stripeCountsKey(day))
  return Number(item?.['ignoredCount'] ?? 0)
}

/** Epoch seconds, as TTL wants them. */
function expiryOf(now: Instant): number {
  return Math.floor(Date.parse(plusMs(now, keptMs)) / 1_000)
}
