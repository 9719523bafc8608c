// A worker's run over a batch: what it is begun with, and whether it may begin at all.
import type { Table } from '#aws/table'
import type { MakeId } from '#kernel/ids'
import type { Log } from '#kernel/log'
import { type Clock, instant } from '#kernel/time'
import type { SigningKeys } from '#kernel/tokens'
import { isFinal, type Outcome, type Progress } from './batch.ts'
import { closeLease, type Hold, newHold } from './batch-lease.ts'
import type { Grant } from './call-chunk.ts'
import { finishBatch } from './finish-batch.ts'
import { deliveryLimits, type Mailing } from './mailing.ts'
import type { MailingMessage, SendMessage } from './messages.ts'
import type { PaceDeps } from './pace.ts'
import type { Mailer, Queue } from './ports.ts'
import type { MessageContext } from './recipients.ts'
import { type CutCache, currentQuota, getCut, getMailing, type Quota } from './store.ts'
import { type BatchId, getProgress, getRoster, type Roster } from './store-batches.ts'
import { subjectOf, subjectText } from './test-groups.ts'

export type SendBatchDeps = {
  table: Table
  clock: Clock
  makeId: MakeId
  mailer: Mailer
  sendQueue: Queue<SendMessage>
  mailingQueue: Queue<MailingMessage>
  signingKeys: SigningKeys
  siteUrl: string
  log: Log
  /** When the function is killed; the rest of the batch is queued again before. */
  deadline?: Date
  /** Cut renditions, kept between messages. */
  cuts?: CutCache
  random?: () => number
  wait?: (ms: number) => Promise<void>
}

/**
 * How a run ended. `done`: every recipient is final. `requeued`: a message for the rest is on its
 * way. `waiting`: none of the rest may be called yet; the tick queues it when one may. `leased`:
 * another worker has the batch. `lost`: this worker lost its lease and stopped.
 */
export type SendBatchOutcome = {
  kind: 'done' | 'requeued' | 'waiting' | 'leased' | 'lost' | 'notSending' | 'halted' | 'unknown'
  acceptedCount: number
}

export type Run = {
  deps: SendBatchDeps
  pace: PaceDeps
  id: BatchId
  roster: Roster
  /** As it was when last read: before every chunk. */
  mailing: Mailing
  context: MessageContext
  quota: Quota
  hold: Hold
  progress: Progress
  /** Nothing new is begun from then on. */
  stopBy: Date
  grant: Grant
  /** Outcomes that are not written yet; the next claim or the release takes them along. */
  unwritten: Outcome[]
  /** Throttled in this run: they wait for the next message. */
  deferred: Set<number>
  acceptedCount: number
}

/** The outcome instead where nothing is to be sent now. Nothing of the run is written yet. */
export async function beginRun(deps: SendBatchDeps, id: BatchId): Promise<Run | SendBatchOutcome> {
  const { table } = deps
  const mailing = await getMailing(table, id.mailingId)
  // What is left after a subject test has no subject before it is decided.
  if (mailing?.status !== 'sending' || !subjectOf(mailing, id))
    return { kind: 'notSending', acceptedCount: 0 }
  const [roster, stored] = await Promise.all([getRoster(table, id), getProgress(table, id)])
  if (!roster) {
    deps.log('error', 'batch.unknown', { ...id })
    return { kind: 'unknown', acceptedCount: 0 }
  }
  const now = deps.clock()
  const size = roster.lines.length
  if (stored.lease && stored.lease.until > instant(now)) return { kind: 'leased', acceptedCount: 0 }
  const progress = await closeLease(table, { id, progress: stored, size })
  if (!progress) return { kind: 'leased', acceptedCount: 0 }
  if (isFinal(progress, size)) {
    await finishBatch(deps, id)
    return { kind: 'done', acceptedCount: 0 }
  }
  const hold = newHold(id, deps.makeId('request'), now)
  const stopMs = Math.min(
    Date.parse(hold.lease.until),
    deps.deadline?.getTime() ?? Number.POSITIVE_INFINITY,
  )
  return {
    deps,
    pace: {
      table,
      clock: deps.clock,
      wait: deps.wait ?? ((ms) => new Promise((resolve) => setTimeout(resolve, ms))),
      random: deps.random ?? Math.random,
    },
    id,
    roster,
    mailing,
    context: await contextOf(deps, mailing, { id, roster }),
    quota: await currentQuota(deps, now),
    hold,
    progress,
    stopBy: new Date(stopMs - deliveryLimits.spareMs),
    grant: { count: 0, at: now },
    unwritten: [],
    deferred: new Set(),
    acceptedCount: 0,
  }
}

/** Renditions, with the batch's subject, and keys that the messages of a roster are composed with. */
export async function contextOf(
  deps: Pick<SendBatchDeps, 'table' | 'clock' | 'cuts' | 'signingKeys' | 'siteUrl'>,
  mailing: Mailing,
  { id, roster }: { id: BatchId; roster: Roster },
): Promise<MessageContext> {
  const cache = deps.cuts ?? new Map()
  const cuts = new Map()
  const group = subjectOf(mailing, id)
  if (!group) throw new Error('A batch is sending before its subject is known')
  const other = group === 'b' ? { subject: subjectText(mailing, group) } : {}
  for (const variant of new Set(roster.lines.map((line) => line.variant))) {
    const cut = await getCut(deps.table, { mailingId: mailing.id, variant, cache, ...other })
    if (!cut) throw new Error('A mailing is sending without its rendition')
    cuts.set(variant, cut)
  }
  const { clock, signingKeys, siteUrl } = deps
  return { mailing, cuts, clock, signingKeys, siteUrl }
}
