// A received event is applied by reading its object anew: what Stripe says now counts, not what the
// event said then. So order and repetition of events never matter.
import type { Table } from '#aws/table'
import type { Log } from '#kernel/log'
import { type Clock, instant } from '#kernel/time'
import type { StripeRef } from '#subscriptions/ports'
import { closeEvent, loadEvent, type StoredEvent } from './store.ts'
import { isOfBooks } from './webhook.ts'

/**
 * What applying facts came to. `applied`: all here is as they say. `foreign`: they are another
 * product's. `unknown`: they bear our ids and nothing of the kind is here. `waiting`: nothing to do
 * until more happens at Stripe.
 */
export type FactsOutcome = { kind: 'applied' | 'foreign' | 'unknown' | 'waiting' }

export type ApplyEventDeps<Facts> = {
  table: Table
  clock: Clock
  log: Log
  /** The object as Stripe has it now; undefined when there is none. */
  read(ref: StripeRef): Promise<Facts | undefined>
  /** Brings our own state up to the facts; throws when it can't yet. */
  apply(facts: Facts): Promise<FactsOutcome>
  /** Money moved, or a document was made: the books are to come soon. Losing it is harmless. */
  askForBooks?: () => Promise<void>
}

/**
 * Applies one stored event.
 * @throws whatever reading or applying throws: the event stays `received` and comes again, by its
 * message and by the tick.
 */
export async function applyEvent<Facts>(
  deps: ApplyEventDeps<Facts>,
  input: { eventId: string },
): Promise<void> {
  const event = await loadEvent(deps.table, input.eventId)
  if (!event) {
    deps.log('error', 'stripe.eventMissing', { eventId: input.eventId })
    return
  }
  if (event.status !== 'received') return
  const outcome = await outcomeOf(deps, event)
  const closed = await closeEvent(deps.table, event.id, {
    status: outcome === 'foreign' ? 'ignored' : 'applied',
    outcome,
    now: instant(deps.clock()),
  })
  if (closed === 'already') return
  if (isOfBooks(event.type)) await deps.askForBooks?.()
  // Our ids on something that we do not have: a person must look; the audit names it too.
  const level = outcome === 'unknown' ? 'error' : 'info'
  deps.log(level, 'stripe.applied', { eventId: event.id, type: event.type, outcome })
}

async function outcomeOf<Facts>(
  deps: ApplyEventDeps<Facts>,
  event: StoredEvent,
): Promise<FactsOutcome['kind'] | 'gone'> {
  if (!event.ref) return 'foreign'
  const facts = await deps.read(event.ref)
  if (facts === undefined) return 'gone'
  return (await deps.apply(facts)).kind
}
