// An event is received before it is applied: checked, stored once, put on the queue. Stripe is
// answered as soon as it is stored.
import type { Table } from '#aws/table'
import { type Log, whatBroke } from '#kernel/log'
import { type Clock, dateOf, instant } from '#kernel/time'
import type { StripeMessage } from './message.ts'
import { countIgnored, storeEvent } from './store.ts'
import { type EventHint, isOfBooks, readWebhook } from './webhook.ts'

export type ReceiveEventDeps = {
  table: Table
  clock: Clock
  log: Log
  /** Of the endpoint, the newest first. */
  webhookSecrets: readonly string[]
  /** Our own mark, see metadata.ts. */
  title: string
  stripeQueue: { send(messages: readonly { body: StripeMessage }[]): Promise<void> }
}

/**
 * `received`: stored, now or before; answer 200. `ignored`: not ours; answer 200. `refused`: answer
 * 400: whoever sent it is not Stripe, or Stripe's clock and ours differ by minutes.
 */
export type Received = { kind: 'received' | 'ignored' | 'refused' }

/**
 * Takes one request of the webhook. A message that is lost is made good by the tick.
 * @throws when the table can't be written: Stripe sends the event again, for three days.
 */
export async function receiveEvent(
  deps: ReceiveEventDeps,
  request: { body: Uint8Array; signature: string | undefined },
): Promise<Received> {
  const now = deps.clock()
  const { webhookSecrets: secrets, title } = deps
  const reading = readWebhook({ secrets, title, now }, request)
  if (reading.kind === 'refused') {
    deps.log('warn', 'stripe.refused', { because: reading.because })
    return { kind: 'refused' }
  }
  const { event } = reading
  return isForUs(event) ? take(deps, event, now) : ignore(deps, event, now)
}

function isForUs(event: EventHint): boolean {
  return event.ref !== undefined && event.whose !== 'other'
}

async function take(deps: ReceiveEventDeps, event: EventHint, now: Date): Promise<Received> {
  await storeEvent(deps.table, event, { status: 'received', now: instant(now) })
  // Also when it was known: the message of the first time may have been lost.
  await hint(deps, event, { kind: 'event', eventId: event.id })
  return { kind: 'received' }
}

async function ignore(deps: ReceiveEventDeps, event: EventHint, now: Date): Promise<Received> {
  const stored = await storeEvent(deps.table, event, { status: 'ignored', now: instant(now) })
  if (stored === 'stored') await countIgnored(deps.table, dateOf(instant(now), 'UTC'))
  // Payouts, and what another product of the account sells, move the balance that the books hold.
  if (stored === 'stored' && isOfBooks(event.type)) await hint(deps, event, { kind: 'moneyMoved' })
  return { kind: 'ignored' }
}

/** A message that is lost is made good by the tick, or by the night. */
async function hint(deps: ReceiveEventDeps, event: EventHint, body: StripeMessage): Promise<void> {
  try {
    await deps.stripeQueue.send([{ body }])
  } catch (error) {
    deps.log('warn', 'stripe.hintLost', { eventId: event.id, ...whatBroke(error) })
  }
}
