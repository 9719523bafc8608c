// What one invoice still has in deferred revenue, and what each event moves out of it: issues and days
// that were served earn a part; credit notes and lost disputes take what is left first, and only what
// goes beyond it from revenue. Whoever books any of it asks this fold. Pure (domain-rules §3.2, §3.3).
import { assert } from '#kernel/errors'
import { type Cents, share } from '#kernel/money'
import type { Instant } from '#kernel/time'

/**
 * `served`: `used` of the `owed` issues (or days) that were still to come before it. `back`: this much
 * net goes back, by a credit note or a lost dispute. `givenUp`: nothing more is asked for, all that is
 * left goes. `again`: what `of` took comes back (a voided note, a dispute won after all, an invoice
 * paid after all). `over`: nothing more is owed by anybody, the rest is earned. `id` is the source.
 */
export type DeferredEvent = { at: Instant; id: string } & (
  | { kind: 'served'; used: number; owed: number }
  | { kind: 'back'; net: Cents }
  | { kind: 'givenUp' }
  | { kind: 'again'; of: string }
  | { kind: 'over' }
)

/**
 * In cents without tax. `before`: deferred before it. `deferred`: what it takes out, below zero what it
 * puts back. `beyond`: what it takes from revenue, because more goes back than was left.
 */
export type DeferredMove = {
  event: DeferredEvent
  before: Cents
  deferred: Cents
  beyond: Cents
  /** Issues, or days, served before it. */
  servedBefore: number
}

export type Deferred = { moves: DeferredMove[]; deferred: Cents; served: number }

/**
 * Folds all events of one invoice over its `net`, in cents: by time, those of one instant in a fixed
 * order, so that it does not matter in which order they came to be known. The price of what is still
 * owed is spread evenly over it, rounded by cumulation; after a correction what is left is spread over
 * what is still owed then. Always: net = Σ moves' `deferred` + `deferred`, and never below zero.
 */
export function foldDeferred(net: Cents, events: readonly DeferredEvent[]): Deferred {
  assert(Number.isSafeInteger(net) && net >= 0, 'a net of zero or more')
  const moves: DeferredMove[] = []
  const taken = new Map<string, Taken>()
  let spread: Spread | undefined
  let [deferred, served] = [net, 0]
  for (const event of events.toSorted(inTime)) {
    const [before, servedBefore] = [deferred, served]
    let [out, beyond]: Taken = [0, 0]
    if (event.kind === 'served') {
      const used = Math.min(event.used, event.owed)
      spread = spreadFor(spread, { deferred, owed: event.owed })
      out = released(spread, used)
      spread = { ...spread, done: spread.done + used }
      served += event.used
    } else {
      ;[out, beyond] = takenBy(event, { deferred, taken })
      if (event.kind === 'again') taken.delete(event.of)
      else taken.set(event.id, [out, beyond])
      if (out !== 0) spread = undefined
    }
    deferred -= out
    assert(deferred >= 0, 'deferred revenue of zero or more')
    moves.push({ event, before, deferred: out, beyond, servedBefore })
  }
  return { moves, deferred, served }
}

/** `base` is spread over `steps`, of which `done` were released. */
type Spread = { base: Cents; steps: number; done: number }

/** Goes on as long as what is owed is what it says; else what is left is spread anew. */
function spreadFor(
  spread: Spread | undefined,
  { deferred, owed }: { deferred: Cents; owed: number },
): Spread {
  if (spread && spread.steps - spread.done === owed) return spread
  return { base: deferred, steps: owed, done: 0 }
}

function released({ base, steps, done }: Spread, used: number): Cents {
  if (used <= 0) return 0
  return share(base, done + used, steps) - share(base, done, steps)
}

/** From deferred revenue, and beyond it. */
type Taken = readonly [deferred: Cents, beyond: Cents]

function takenBy(
  event: Exclude<DeferredEvent, { kind: 'served' }>,
  { deferred, taken }: { deferred: Cents; taken: ReadonlyMap<string, Taken> },
): Taken {
  switch (event.kind) {
    case 'back': {
      const out = Math.min(event.net, deferred)
      return [out, event.net - out]
    }
    case 'givenUp':
    case 'over':
      return [deferred, 0]
    case 'again': {
      const [out, beyond] = taken.get(event.of) ?? [0, 0]
      return [0 - out, 0 - beyond]
    }
  }
}

const ranks: Readonly<Record<DeferredEvent['kind'], number>> = {
  served: 0,
  back: 1,
  givenUp: 2,
  again: 3,
  over: 4,
}

function inTime(a: DeferredEvent, b: DeferredEvent): number {
  if (a.at !== b.at) return a.at < b.at ? -1 : 1
  if (a.kind !== b.kind) return ranks[a.kind] - ranks[b.kind]
  return a.id < b.id ? -1 : a.id > b.id ? 1 : 0
}
