// Calls the mailer for the recipients of a claimed chunk, at the pace granted, each exactly once.
import { minuteMs } from '#kernel/time'
import type { Outcome } from './batch.ts'
import { deliveryLimits } from './mailing.ts'
import { type PaceDeps, paceLimits, takeGrant } from './pace.ts'
import type { Mailer, SendOutcome } from './ports.ts'
import type { Call } from './recipients.ts'

/** Why nothing more should be called now. */
export type Halt =
  | { kind: 'throttled' }
  | { kind: 'quotaUsedUp' }
  | { kind: 'stopped'; reason: Extract<SendOutcome, { kind: 'stopped' }>['reason'] }
  /** The mailer threw, which it must not: recorded as uncertain, then thrown on. */
  | { kind: 'broken'; error: unknown }

/** Messages that may still be sent of those granted at `at`. */
export type Grant = { count: number; at: Date }

export type ChunkResult = { outcomes: Outcome[]; throttled: number[]; grant: Grant; halt?: Halt }

export type ChunkInput = {
  calls: readonly Call[]
  claimedAt: Date
  /** Nothing is called from then on. */
  stopBy: Date
  perSecond: number
  /** Recipients of the batch who are still to be called, this chunk's among them. */
  openCount: number
  /** Taken before the claim; what is left of it after the chunk is given back. */
  grant: Grant
}

/**
 * One outcome for each call: who was not called, or was throttled, is `left`. A chunk claimed too
 * long ago is abandoned before the next call.
 */
export async function callChunk(
  deps: PaceDeps & { mailer: Pick<Mailer, 'send'> },
  input: ChunkInput,
): Promise<ChunkResult> {
  const result: ChunkResult = { outcomes: [], throttled: [], grant: input.grant }
  const limit = Math.min(input.claimedAt.getTime() + deliveryLimits.chunkMs, input.stopBy.getTime())
  let at = 0
  while (at < input.calls.length && !result.halt) {
    if (!isGood(result.grant, deps.clock())) {
      const { perSecond } = input
      const want = Math.max(input.openCount, input.calls.length) - at
      const count = await takeGrant(deps, { perSecond, want, giveUpAt: new Date(limit) })
      result.grant = { count, at: deps.clock() }
    }
    const { count, at: grantedAt } = result.grant
    if (count === 0 || deps.clock().getTime() >= limit) break
    const group = input.calls.slice(at, at + Math.min(count, deliveryLimits.parallelCalls))
    at += group.length
    result.grant = { count: count - group.length, at: grantedAt }
    const answers = await Promise.all(group.map((call) => callOne(deps, call)))
    for (const answer of answers) take(result, answer)
    if (!result.halt && result.throttled.length * 2 > at && at >= group.length * 2)
      result.halt = { kind: 'throttled' }
  }
  for (const { number } of input.calls.slice(at)) result.outcomes.push({ number, kind: 'left' })
  return result
}

/** Whether something is left of a grant, and its second has not long passed. */
export function isGood(grant: Grant, now: Date): boolean {
  return grant.count > 0 && now.getTime() - grant.at.getTime() <= paceLimits.goodForMs
}

type Answer = { number: number; minute: number; outcome: SendOutcome | { kind: 'broken' } } & {
  error?: unknown
}

async function callOne(
  deps: Pick<PaceDeps, 'clock'> & { mailer: Pick<Mailer, 'send'> },
  { number, message }: Call,
): Promise<Answer> {
  const minute = () => Math.floor(deps.clock().getTime() / minuteMs)
  try {
    const outcome = await deps.mailer.send(message)
    return { number, minute: minute(), outcome }
  } catch (error) {
    // Not swallowed: the worker throws it on once the outcomes of the others are recorded.
    return { number, minute: minute(), outcome: { kind: 'broken' }, error }
  }
}

function take(result: ChunkResult, { number, minute, outcome, error }: Answer): void {
  switch (outcome.kind) {
    case 'accepted':
      result.outcomes.push({ number, kind: 'accepted', minute })
      return
    case 'failed':
      result.outcomes.push({ number, kind: 'failed', reason: outcome.reason })
      return
    case 'uncertain':
      result.outcomes.push({ number, kind: 'uncertain', minute })
      return
    case 'broken':
      result.outcomes.push({ number, kind: 'uncertain', minute })
      result.halt = { kind: 'broken', error }
      return
    case 'throttled':
      result.outcomes.push({ number, kind: 'left' })
      result.throttled.push(number)
      return
    case 'quotaUsedUp':
    case 'stopped':
      result.outcomes.push({ number, kind: 'left' })
      if (result.halt?.kind !== 'broken') result.halt = outcome
  }
}
