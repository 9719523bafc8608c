// Sends one batch: takes it by a lease, claims its recipients chunk by chunk, calls the mailer once
// for each and records what is known afterwards. Any number of workers may get the same message.
import { unreachable } from '#kernel/errors'
import { instant } from '#kernel/time'
import { nextWarmUpDay } from './allowance.ts'
import { isFinal, numbersIn, roomIn } from './batch.ts'
import { claim, noteWait, record, release, testify, type Waits } from './batch-lease.ts'
import { beginRun, type Run, type SendBatchDeps, type SendBatchOutcome } from './batch-run.ts'
import { callChunk, type Halt, isGood } from './call-chunk.ts'
import { type Callable, callable } from './callable.ts'
import { finishBatch } from './finish-batch.ts'
import { haltMailing } from './halt-mailing.ts'
import { deliveryLimits } from './mailing.ts'
import { chunkSize, takeGrant } from './pace.ts'
import { type Chunk, readChunk, trackedOf } from './recipients.ts'
import { getMailing } from './store.ts'
import type { BatchId } from './store-batches.ts'

/** @throws what the mailer threw, after recording; the queue then gives the message back. */
export async function sendBatch(deps: SendBatchDeps, id: BatchId): Promise<SendBatchOutcome> {
  const run = await beginRun(deps, id)
  if ('kind' in run) return run
  const end = await sendChunks(run)
  return await finish(run, end)
}

type End =
  | { kind: 'exhausted' | 'deadline' | 'noPace' | 'notSending' | 'lost' }
  | { kind: 'waiting'; waits: Waits }
  | { kind: 'halt'; halt: Halt }

async function sendChunks(run: Run): Promise<End> {
  for (;;) {
    if (openOf(run).length === 0) return { kind: 'exhausted' }
    if (run.deps.clock() >= run.stopBy) return { kind: 'deadline' }
    if (run.hold.claims > 0 && !(await isSending(run))) return { kind: 'notSending' }
    const open = callableOf(run)
    if (open.now.length === 0) return waitingEnd(run, open)
    const end = await sendChunk(run, open.now.slice(0, chunkSize(run.quota.perSecond)))
    if (end) return end
  }
}

/** Pause, cancel and the holding of a domain work between any two chunks. */
async function isSending(run: Run): Promise<boolean> {
  const mailing = await getMailing(run.deps.table, run.id.mailingId)
  if (mailing) run.mailing = mailing
  return mailing?.status === 'sending'
}

/** Pending numbers that this run has not put off. */
function openOf(run: Run): number[] {
  const pending = numbersIn(run.progress, run.roster.lines.length, 'pending')
  return pending.filter((number) => !run.deferred.has(number))
}

function callableOf(run: Run): Callable {
  const { heldDomains } = run.mailing
  const { lines } = run.roster
  const now = run.deps.clock()
  const found = callable({ numbers: openOf(run), lines, heldDomains, now })
  const room = roomIn(run.progress)
  if (found.now.length <= room) return found
  return { ...found, now: found.now.slice(0, room), nextAt: nextWarmUpDay(run.mailing, now) }
}

/** The batch rests only when nobody of it is to be tried again sooner than that. */
function waitingEnd(run: Run, { nextAt, heldAt }: Callable): End {
  const isRetried = run.deferred.size > 0 || run.unwritten.some(({ kind }) => kind === 'left')
  if (isRetried || nextAt === undefined) return { kind: 'exhausted' }
  return { kind: 'waiting', waits: { until: nextAt, at: heldAt } }
}

async function sendChunk(run: Run, numbers: readonly number[]): Promise<End | undefined> {
  // Paced before the readers are read: waiting must not make stale what decides on calling.
  if (!(await takePace(run))) return { kind: 'noPace' }
  const { id, roster, context, grant, stopBy } = run
  const openCount = callableOf(run).now.length
  const chunk = await readChunk(run.deps.table, { id, roster, numbers }, context)
  const claimedAt = run.deps.clock()
  if (!(await claimChunk(run, chunk))) return { kind: 'lost' }
  const result = await callChunk(
    { ...run.pace, mailer: run.deps.mailer },
    { calls: chunk.calls, claimedAt, stopBy, openCount, grant, perSecond: run.quota.perSecond },
  )
  run.grant = result.grant
  run.unwritten = result.outcomes
  run.acceptedCount += result.outcomes.filter(({ kind }) => kind === 'accepted').length
  for (const number of result.throttled) run.deferred.add(number)
  return result.halt && { kind: 'halt', halt: result.halt }
}

/** A grant may be for more than a chunk: what is left of it serves the next one. */
async function takePace(run: Run): Promise<boolean> {
  if (isGood(run.grant, run.deps.clock())) return true
  const { perSecond } = run.quota
  const count = await takeGrant(run.pace, {
    perSecond,
    want: callableOf(run).now.length,
    giveUpAt: run.stopBy,
  })
  run.grant = { count, at: run.deps.clock() }
  return count > 0
}

/** False when the lease is lost; facts not yet written are then written without it. */
async function claimChunk(run: Run, chunk: Chunk): Promise<boolean> {
  const { table } = run.deps
  if (run.unwritten.some(({ kind }) => kind === 'left')) {
    const recorded = await record(table, run.hold, run.unwritten)
    if (recorded.kind === 'lost') return false
    run.unwritten = []
  }
  const claimed = await claim(table, run.hold, {
    calls: chunk.calls.map(({ number }) => number),
    tracked: trackedOf(chunk.calls),
    outcomes: [...run.unwritten, ...chunk.outcomes],
  })
  if (claimed.kind === 'lost') return false
  run.unwritten = []
  run.progress = claimed.progress
  return true
}

/** Gives the batch back, and leads on what is left of it. */
async function finish(run: Run, end: End): Promise<SendBatchOutcome> {
  const { deps, hold } = run
  const outcome = (kind: SendBatchOutcome['kind']) => ({ kind, acceptedCount: run.acceptedCount })
  if (hold.claims > 0) {
    const released = end.kind === 'lost' ? { kind: 'lost' as const } : await giveBack(run, end)
    if (released.kind === 'lost') {
      await testify(deps.table, hold, run.unwritten)
      deps.log('warn', 'batch.leaseLost', { ...run.id })
      return outcome('lost')
    }
    run.progress = released.progress
  }
  if (end.kind === 'halt' && end.halt.kind === 'broken') throw end.halt.error
  if (isFinal(run.progress, run.roster.lines.length)) {
    await finishBatch(deps, run.id)
    return outcome('done')
  }
  switch (end.kind) {
    case 'exhausted':
    case 'deadline':
    case 'noPace':
      await requeue(run)
      return outcome('requeued')
    case 'waiting':
      // Under a lease the release has said it. Otherwise: whoever is at it now will.
      if (hold.claims === 0) await noteWait(deps.table, run.id, end.waits)
      return outcome('waiting')
    case 'notSending':
    case 'lost':
      return outcome('notSending')
    case 'halt':
      if (end.halt.kind === 'throttled' || end.halt.kind === 'broken') {
        await requeue(run)
        return outcome('requeued')
      }
      await haltMailing(deps, run.id.mailingId, end.halt)
      return outcome('halted')
    default:
      return unreachable(end)
  }
}

async function giveBack(run: Run, end: End) {
  const { deps, hold, unwritten } = run
  const now = deps.clock().getTime()
  const left = numbersIn(run.progress, run.roster.lines.length, 'pending')
  const someLeft = left.length > 0 || unwritten.some(({ kind }) => kind === 'left')
  const tries = run.deferred.size > 0 && run.acceptedCount === 0 ? run.progress.tries + 1 : 0
  const waits = end.kind === 'notSending' || (end.kind === 'halt' && end.halt.kind !== 'throttled')
  const dueMs = waits ? now : now + delayMs(run, tries) + deliveryLimits.sweepAfterMs
  const due =
    end.kind === 'waiting' ? { waits: end.waits } : someLeft ? { dueAt: instant(dueMs) } : {}
  const released = await release(deps.table, hold, { outcomes: unwritten, tries, ...due })
  if (released.kind === 'written') run.unwritten = []
  return released
}

/** Queues a new message instead of returning the old one, which would count as its failure. */
async function requeue(run: Run): Promise<void> {
  const delaySeconds = Math.ceil(delayMs(run, run.progress.tries) / 1_000)
  await run.deps.sendQueue.send([{ body: { kind: 'batch', ...run.id }, delaySeconds }])
}

function delayMs(run: Run, tries: number): number {
  if (run.deferred.size === 0) return 1_000
  const { throttleMs, throttleMaxMs } = deliveryLimits
  const pause = Math.min(throttleMs * 2 ** tries, throttleMaxMs)
  return pause * (1 + run.pace.random() / 2)
}
