// A worker's hold on a batch: the conditional writes that take it, claim recipients under it,
// record what became of them, and give it back. Every one is refused to a worker that lost it.
import type { Condition, Table } from '#aws/table'
import { type Instant, instant, minuteMs } from '#kernel/time'
import {
  additions,
  definite,
  type Lease,
  leaving,
  numbersIn,
  type Outcome,
  type Progress,
} from './batch.ts'
import { deliveryLimits } from './mailing.ts'
import { type BatchId, changeProgress, getProgress } from './store-batches.ts'

/** What a worker holds: its batch, its lease, and how often it has claimed. */
export type Hold = { id: BatchId; lease: Lease; claims: number }

/** `lost`: another worker has the batch, or the tick has closed this one's lease. */
export type HoldWrite = { kind: 'written'; progress: Progress } | { kind: 'lost' }

/** A hold to begin with. Nothing is written until the first claim. */
export function newHold(id: BatchId, token: string, now: Date): Hold {
  return { id, lease: { token, until: instant(now.getTime() + deliveryLimits.leaseMs) }, claims: 0 }
}

/**
 * Claims recipients: from now on they count as called, whatever happens. The first claim takes the
 * lease in the same write; later ones also record the outcomes of the chunk before. `outcomes` may
 * hold no number that leaves `attempted`. `tracked` are those of the calls that are: known before the
 * call, so that no open comes before it.
 */
export async function claim(
  table: Table,
  hold: Hold,
  input: { calls: readonly number[]; outcomes: readonly Outcome[]; tracked?: readonly number[] },
): Promise<HoldWrite> {
  const first = hold.claims === 0
  const claimId = `${hold.lease.token}.${hold.claims}`
  const calls = Object.fromEntries(input.calls.map((number) => [`:n${number}`, number]))
  const unclaimed = Object.keys(calls).map((name) => `NOT contains(#attempted, ${name})`)
  const mine = first ? 'attribute_not_exists(#lease)' : '#lease.#token = :token'
  const condition: Condition = {
    if: [mine, ...unclaimed].join(' AND '),
    values: { ...calls, ...(first ? {} : { ':token': hold.lease.token }) },
  }
  const progress = await changeProgress(table, hold.id, {
    changes: {
      set: { claimId, ...(first ? { lease: hold.lease } : {}) },
      add: {
        ...additions(input.outcomes),
        attempted: new Set(input.calls),
        tracked: new Set(input.tracked),
      },
    },
    condition,
  })
  hold.claims += 1
  if (progress) return { kind: 'written', progress }
  // The write may have been ours, its answer lost and the client's retry refused.
  const there = await getProgress(table, hold.id)
  return there.claimId === claimId && there.lease?.token === hold.lease.token
    ? { kind: 'written', progress: there }
    : { kind: 'lost' }
}

/** Records outcomes; numbers that were surely not sent leave `attempted`. */
export async function record(
  table: Table,
  hold: Hold,
  outcomes: readonly Outcome[],
): Promise<HoldWrite> {
  if (outcomes.length === 0) return { kind: 'written', progress: await getProgress(table, hold.id) }
  const progress = await changeProgress(table, hold.id, {
    changes: {
      add: additions(outcomes),
      take: { attempted: leaving(outcomes), tracked: leaving(outcomes) },
    },
    condition: underLease(hold),
  })
  return progress ? { kind: 'written', progress } : { kind: 'lost' }
}

/**
 * Records outcomes and gives the batch back; `dueAt` is when the tick looks at it again. `waits`:
 * everyone left in it waits until then, some of them at these held domains.
 */
export async function release(
  table: Table,
  hold: Hold,
  input: { outcomes: readonly Outcome[]; tries: number; dueAt?: Instant; waits?: Waits },
): Promise<HoldWrite> {
  const { waits, dueAt = waits?.until } = input
  const progress = await changeProgress(table, hold.id, {
    changes: {
      set: {
        tries: input.tries,
        ...(dueAt === undefined ? {} : { dueAt }),
        ...(waits ? waitsAttributes(waits) : {}),
      },
      remove: ['lease', ...(dueAt === undefined ? ['dueAt'] : []), ...notWaiting(waits)],
      add: additions(input.outcomes),
      take: { attempted: leaving(input.outcomes), tracked: leaving(input.outcomes) },
    },
    condition: underLease(hold),
  })
  return progress ? { kind: 'written', progress } : { kind: 'lost' }
}

/** Until when everyone pending in a batch waits, and at which held domains some of them do. */
export type Waits = { until: Instant; at: readonly string[] }

/** Notes that a batch of whom nobody may be called yet waits. False when somebody is at it. */
export async function noteWait(table: Table, id: BatchId, waits: Waits): Promise<boolean> {
  const noted = await changeProgress(table, id, {
    changes: { set: { dueAt: waits.until, ...waitsAttributes(waits) }, remove: notWaiting(waits) },
    condition: { if: 'attribute_not_exists(#lease)' },
  })
  return noted !== undefined
}

function waitsAttributes({ until, at }: Waits): Record<string, unknown> {
  return { waitsUntil: until, ...(at.length > 0 ? { waitsAt: new Set(at) } : {}) }
}

/** What says that a batch waits, where it does not. */
function notWaiting(waits: Waits | undefined): string[] {
  if (!waits) return ['waitsUntil', 'waitsAt']
  return waits.at.length > 0 ? [] : ['waitsAt']
}

/**
 * What a worker may still say after it lost its lease: accepted and failed are facts, and outrank
 * the `uncertain` that its recipients have become. What it did not call stays `uncertain`.
 */
export async function testify(
  table: Table,
  hold: Hold,
  outcomes: readonly Outcome[],
): Promise<void> {
  const facts = definite(outcomes)
  if (facts.length === 0) return
  const known = new Set(facts.map(({ number }) => number))
  await changeProgress(table, hold.id, {
    changes: { add: additions(facts), take: { uncertain: known } },
  })
}

/**
 * Closes a lease that has run out: who was claimed under it and has no outcome becomes `uncertain`,
 * and is never called again. Undefined when somebody else did it first.
 */
export async function closeLease(
  table: Table,
  batch: { id: BatchId; progress: Progress; size: number },
): Promise<Progress | undefined> {
  const { lease } = batch.progress
  if (!lease) return batch.progress
  const lost = new Set(numbersIn(batch.progress, batch.size, 'inFlight'))
  // No call outlasts the lease it was made under.
  const minute = Math.ceil(Date.parse(lease.until) / minuteMs)
  return await changeProgress(table, batch.id, {
    changes: {
      remove: ['lease'],
      add: { uncertain: lost, [`unsure_${minute}`]: lost },
    },
    // Its worker may be alive after all: what it claimed since this was read must not be missed.
    condition: {
      if: '#lease.#token = :token AND #claimId = :claimId',
      values: { ':token': lease.token, ':claimId': batch.progress.claimId },
    },
  })
}

function underLease(hold: Hold): Condition {
  return { if: '#lease.#token = :token', values: { ':token': hold.lease.token } }
}
