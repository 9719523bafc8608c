// The second call to recipients of whom nothing was heard. It is decided by the tick and claimed
// here one by one: an event or another worker that came first wins, and there is never a third.
import type { Condition, Table } from '#aws/table'
import type { MailingId } from '#kernel/ids'
import type { Outcome, Progress } from './batch.ts'
import { contextOf, type SendBatchDeps } from './batch-run.ts'
import { callChunk, type Halt } from './call-chunk.ts'
import { callable } from './callable.ts'
import { deliveryLimits, type Mailing } from './mailing.ts'
import type { SendMessage } from './messages.ts'
import { type PaceDeps, takeGrant } from './pace.ts'
import { type Chunk, type MessageContext, readChunk, trackedOf } from './recipients.ts'
import { isUnsettled } from './settle-mailing.ts'
import { currentQuota, getMailing } from './store.ts'
import {
  type BatchId,
  changeProgress,
  getProgress,
  getRoster,
  type Roster,
} from './store-batches.ts'

/** Claimed together: five conditions each stay under DynamoDB's 300 operators. */
const chunk = 10

/** `stale`: the decision has expired; the tick decides anew. */
export type SendAgainOutcome = {
  kind: 'done' | 'stale' | 'notSending' | 'unknown'
  acceptedCount: number
}

export type AgainMessage = Extract<SendMessage, { kind: 'again' }>

/** @throws what the mailer threw, after recording; nobody is called a third time for it. */
export async function sendAgain(
  deps: SendBatchDeps,
  message: AgainMessage,
): Promise<SendAgainOutcome> {
  const { table } = deps
  const { mailingId, shard, batch } = message
  const id: BatchId = { mailingId, shard, batch }
  const now = deps.clock()
  const age = now.getTime() - Date.parse(message.decidedAt)
  if (age > deliveryLimits.decisionMs) return { kind: 'stale', acceptedCount: 0 }
  const mailing = await mayGoOn(deps, mailingId)
  if (!mailing) return { kind: 'notSending', acceptedCount: 0 }
  const roster = await getRoster(table, id)
  if (!roster) return { kind: 'unknown', acceptedCount: 0 }
  const run: Run = {
    deps,
    pace: {
      table,
      clock: deps.clock,
      wait: deps.wait ?? ((ms) => new Promise((resolve) => setTimeout(resolve, ms))),
      random: deps.random ?? Math.random,
    },
    id,
    roster,
    context: { ...(await contextOf(deps, mailing, { id, roster })), isSecond: true },
    perSecond: (await currentQuota(deps, now)).perSecond,
    token: deps.makeId('request'),
    stopBy: new Date(
      (deps.deadline?.getTime() ?? now.getTime() + deliveryLimits.leaseMs) - deliveryLimits.spareMs,
    ),
  }
  // At a held domain nobody is called a second time either; the tick decides anew once it is free.
  const { now: numbers } = callable({
    numbers: message.numbers,
    lines: roster.lines,
    heldDomains: mailing.heldDomains,
    now,
  })
  let acceptedCount = 0
  for (let at = 0; at < numbers.length; at += chunk) {
    const result = await callSome(run, numbers.slice(at, at + chunk), at)
    acceptedCount += result.acceptedCount
    if (result.halt?.kind === 'broken') throw result.halt.error
    if (result.halt || deps.clock() >= run.stopBy) break
  }
  deps.log('info', 'mailing.sentAgain', { ...id, acceptedCount })
  return { kind: 'done', acceptedCount }
}

/** The mailing, unless somebody paused or cancelled it. */
async function mayGoOn({ table }: SendBatchDeps, id: MailingId): Promise<Mailing | undefined> {
  const mailing = await getMailing(table, id)
  return mailing?.status === 'sending' || mailing?.status === 'sent' ? mailing : undefined
}

type Run = {
  deps: SendBatchDeps
  pace: PaceDeps
  id: BatchId
  roster: Roster
  context: MessageContext
  perSecond: number
  token: string
  stopBy: Date
}

async function callSome(
  run: Run,
  asked: readonly number[],
  at: number,
): Promise<{ acceptedCount: number; halt?: Halt }> {
  const { table } = run.deps
  const progress = await getProgress(table, run.id)
  const numbers = asked.filter((number) => isUnsettled(progress, number))
  if (numbers.length === 0) return { acceptedCount: 0 }
  const { perSecond, stopBy } = run
  const count = await takeGrant(run.pace, { perSecond, want: numbers.length, giveUpAt: stopBy })
  if (count === 0) return { acceptedCount: 0, halt: { kind: 'throttled' } }
  const grant = { count, at: run.deps.clock() }
  // The readers are read after the wait: who has left since is not called.
  const read = await readChunk(table, { id: run.id, roster: run.roster, numbers }, run.context)
  const claimedAt = run.deps.clock()
  if (!(await claimAgain(table, run, { read, claimId: `${run.token}.${at}` })))
    return { acceptedCount: 0 }
  const result = await callChunk(
    { ...run.pace, mailer: run.deps.mailer },
    { calls: read.calls, claimedAt, stopBy, openCount: numbers.length, grant, perSecond },
  )
  await recordAgain(table, run.id, result.outcomes)
  const acceptedCount = result.outcomes.filter(({ kind }) => kind === 'accepted').length
  return { acceptedCount, ...(result.halt ? { halt: result.halt } : {}) }
}

/** From now on they count as sent again, whatever happens; false when one of them has moved on. */
async function claimAgain(
  table: Table,
  run: Pick<Run, 'id'>,
  claim: { read: Chunk; claimId: string },
): Promise<boolean> {
  const { read, claimId } = claim
  const numbers = read.calls.map(({ number }) => number)
  const claimed = await changeProgress(table, run.id, {
    changes: {
      set: { claimId2: claimId },
      add: {
        attempted2: new Set(numbers),
        givenUp: new Set(read.outcomes.map(({ number }) => number)),
        tracked: new Set(trackedOf(read.calls)),
      },
    },
    condition: allUnsettled(numbers),
  })
  if (claimed) return true
  // The write may have been ours, its answer lost and the client's retry refused.
  return (await getProgress(table, run.id)).claimId2 === claimId
}

function allUnsettled(numbers: readonly number[]): Condition {
  const settled = ['accepted', 'seen', 'attempted2', 'givenUp']
  const conditions = numbers.flatMap((number) => [
    `contains(#uncertain, :n${number})`,
    ...settled.map((name) => `NOT contains(#${name}, :n${number})`),
  ])
  return {
    if: ['attribute_exists(#pk)', ...conditions].join(' AND '),
    values: Object.fromEntries(numbers.map((number) => [`:n${number}`, number])),
  }
}

/** Who was surely not reached leaves `attempted2` again; a refusal for good ends it. */
async function recordAgain(
  table: Table,
  id: BatchId,
  outcomes: readonly Outcome[],
): Promise<Progress | undefined> {
  const add: Record<string, Set<number>> = {}
  const put = (name: string, number: number) => {
    add[name] ??= new Set()
    add[name].add(number)
  }
  const left = new Set<number>()
  for (const outcome of outcomes) {
    if (outcome.kind === 'accepted') {
      put('accepted', outcome.number)
      put(`minute_${outcome.minute}`, outcome.number)
    }
    if (outcome.kind === 'failed') put('givenUp', outcome.number)
    if (outcome.kind === 'left') left.add(outcome.number)
  }
  if (Object.keys(add).length === 0 && left.size === 0) return undefined
  return await changeProgress(table, id, { changes: { add, take: { attempted2: left } } })
}
