// Settles uncertain recipients: any event has proven the call by itself; who was heard of by none
// for thirty minutes of healthy feedback is called a second time. Otherwise they wait, then stay
// listed as uncertain. (The promise in words: docs/decisions.md.)
import type { Table } from '#aws/table'
import type { Log } from '#kernel/log'
import { type Clock, type Instant, instant, minuteMs } from '#kernel/time'
import type { Publication } from '#publication/schema'
import { type Progress, stateOf } from './batch.ts'
import {
  type FeedbackQueues,
  getHealth,
  type Heard,
  isHeardAround,
  type Trust,
  trustIn,
} from './feedback-health.ts'
import { deliveryLimits, type Mailing } from './mailing.ts'
import type { SendMessage } from './messages.ts'
import type { Queue } from './ports.ts'
import type { BatchId } from './store-batches.ts'

export type SettleDeps = {
  table: Table
  clock: Clock
  sendQueue: Queue<SendMessage>
  publication: Pick<Publication, 'onUncertain'>
  log: Log
  /** What feedback's queues hold; without it only what the table says is looked at. */
  feedbackQueues?: () => Promise<FeedbackQueues>
}

/** Uncertain recipients of a batch who may still be called again, with the minute of the call. */
export type Unsettled = { id: BatchId; calls: { number: number; minute: number }[] }

/** Whether a second call is still open to a recipient. */
export function isUnsettled(progress: Progress, number: number): boolean {
  return (
    stateOf(progress, number).kind === 'uncertain' &&
    !progress.attempted2.has(number) &&
    !progress.givenUp.has(number)
  )
}

/**
 * The unsettled of a batch. `otherwise` is the minute for calls that an earlier version recorded
 * without one.
 */
export function unsettledIn(progress: Progress, size: number, otherwise: number) {
  const minutes = new Map<number, number>()
  for (const [minute, numbers] of progress.unsureMinutes)
    for (const number of numbers) minutes.set(number, Math.max(minute, minutes.get(number) ?? 0))
  return Array.from({ length: size }, (_, number) => number)
    .filter((number) => isUnsettled(progress, number))
    .map((number) => ({ number, minute: minutes.get(number) ?? otherwise }))
}

export type SettleOutcome = {
  /** Recipients whose second call was asked for. */
  askedCount: number
  /** When to look again; absent when nothing is left to settle by calling. */
  nextAt?: Instant
}

/** Decides about every unsettled recipient, and queues the second calls that may be made. */
export async function settleMailing(
  deps: SettleDeps,
  input: { mailing: Mailing; unsettled: readonly Unsettled[]; heard: Heard },
): Promise<SettleOutcome> {
  const { mailing, unsettled, heard } = input
  const now = deps.clock()
  const calls = unsettled.flatMap((batch) => batch.calls)
  if (!mayCallAgain(deps, mailing) || calls.length === 0) return { askedCount: 0 }
  const ready = calls.filter(({ minute }) => readyMs(minute) <= now.getTime())
  const firstMs = Math.min(...calls.map(({ minute }) => readyMs(minute)))
  if (ready.length === 0) return { askedCount: 0, nextAt: instant(firstMs) }
  const trust = await currentTrust(deps, now)
  let askedCount = 0
  if (trust === 'healthy') askedCount = await ask(deps, { unsettled, heard, now })
  if (askedCount < ready.length)
    deps.log('warn', 'mailing.unsettled', {
      mailingId: mailing.id,
      waiting: ready.length - askedCount,
      trust,
    })
  const oldestMs = Math.min(...ready.map(({ minute }) => minute * minuteMs))
  const pauseMs = askedCount > 0 ? minuteMs : Math.max(5 * minuteMs, (now.getTime() - oldestMs) / 4)
  return { askedCount, nextAt: instant(now.getTime() + pauseMs) }
}

/** Nobody is called in a mailing that was cancelled, or where the publisher forbids it. */
export function mayCallAgain(
  deps: Pick<SettleDeps, 'publication'>,
  mailing: Pick<Mailing, 'status'>,
): boolean {
  if (deps.publication.onUncertain === 'list') return false
  return mailing.status === 'sending' || mailing.status === 'sent'
}

/** Whether one of these calls is long enough ago to be thought about. */
export function isAnyReady(unsettled: readonly Unsettled[], now: Date): boolean {
  return unsettled.some(({ calls }) => calls.some(({ minute }) => readyMs(minute) <= now.getTime()))
}

/** The end of the call's minute, and thirty more. */
function readyMs(minute: number): number {
  return (minute + 1) * minuteMs + deliveryLimits.settleMs
}

async function currentTrust(deps: SettleDeps, now: Date): Promise<Trust> {
  const [health, queues] = await Promise.all([
    getHealth(deps.table),
    deps.feedbackQueues?.() ?? Promise.resolve({}),
  ])
  return trustIn(health, queues, now)
}

async function ask(
  deps: SettleDeps,
  input: { unsettled: readonly Unsettled[]; heard: Heard; now: Date },
): Promise<number> {
  const { unsettled, heard, now } = input
  const decidedAt = instant(now)
  const messages: { body: SendMessage }[] = []
  let askedCount = 0
  for (const { id, calls } of unsettled) {
    const numbers = calls
      .filter(({ minute }) => readyMs(minute) <= now.getTime() && isHeardAround(heard, minute))
      .map(({ number }) => number)
    if (numbers.length === 0) continue
    askedCount += numbers.length
    messages.push({ body: { kind: 'again', ...id, numbers, decidedAt } })
  }
  if (messages.length > 0) await deps.sendQueue.send(messages)
  return askedCount
}
