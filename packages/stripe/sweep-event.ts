// What the tick does for an event that is still open after its time: its message was lost, or
// applying it keeps failing. It is put on the queue again, ever more slowly.
import type { Key } from '#aws/keys'
import type { Table } from '#aws/table'
import type { Intent } from '#kernel/intents'
import { type Clock, hourMs, instant, minuteMs, plusMs } from '#kernel/time'
import type { StripeMessage } from './message.ts'
import { putOffEvent } from './store.ts'

/** From minutes to hours: an outage of Stripe's is not made worse, and nothing is ever given up. */
export const sweepLimits = { firstMs: 5 * minuteMs, slowestMs: 6 * hourMs }

export async function sweepEvent(
  deps: {
    table: Table
    clock: Clock
    stripeQueue: { send(messages: readonly { body: StripeMessage }[]): Promise<void> }
  },
  { key, intent }: { key: Key; intent: Intent },
): Promise<void> {
  await deps.stripeQueue.send([{ body: { kind: 'event', eventId: intent.id } }])
  const { firstMs, slowestMs } = sweepLimits
  const waitMs = Math.min(firstMs * 2 ** Math.min(intent.attempts, 20), slowestMs)
  await putOffEvent(deps.table, key, intent, plusMs(instant(deps.clock()), waitMs))
}
