// Pace: mailings and workers together use the account's sending rate and no more. The item of the
// current second counts what has been granted in it; a grant is a conditional addition.
import { paceKey } from '#aws/keys'
import type { Table } from '#aws/table'
import { type Clock, type Instant, minuteMs } from '#kernel/time'
import { deliveryLimits } from './mailing.ts'
import type { Quota } from './store.ts'

export const paceLimits = {
  /** A grant is this part of a second's messages, so that many workers share it evenly. */
  partOfRate: 20,
  /** Messages granted in a second are sent in it or the next. */
  goodForMs: 1_000,
  /** A worker that got nothing for this long hands its batch back. */
  patienceMs: 20_000,
  jitterMs: 250,
}

export type PaceDeps = {
  table: Table
  clock: Clock
  wait: (ms: number) => Promise<void>
  random: () => number
}

/** Messages in one grant at this rate (messages a second). */
export function grantSize(perSecond: number): number {
  return Math.max(1, Math.floor(perSecond / paceLimits.partOfRate))
}

/** Recipients to claim together: what the account sends in a quarter of a second. */
export function chunkSize(perSecond: number): number {
  const { chunk, chunkMin } = deliveryLimits
  return Math.max(chunkMin, Math.min(chunk, Math.ceil(perSecond / 4)))
}

/**
 * Takes a grant of at most `want` messages, waiting for the next seconds while this one is used
 * up. 0 when `giveUpAt` or patience came first.
 */
export async function takeGrant(
  deps: PaceDeps,
  options: { perSecond: number; want: number; giveUpAt: Date },
): Promise<number> {
  const count = Math.min(grantSize(options.perSecond), options.want)
  const room = Math.max(1, Math.floor(options.perSecond)) - count
  const began = deps.clock().getTime()
  const patience = Math.min(options.giveUpAt.getTime(), began + paceLimits.patienceMs)
  for (;;) {
    const now = deps.clock().getTime()
    if (now >= patience) return 0
    const second = Math.floor(now / 1_000)
    const granted = await deps.table.update(
      paceKey(second),
      { add: { granted: count }, set: { expiresAt: second + 3_600 } },
      { if: 'attribute_not_exists(#granted) OR #granted <= :room', values: { ':room': room } },
    )
    if (granted.kind === 'written') return count
    await deps.wait((second + 1) * 1_000 - now + deps.random() * paceLimits.jitterMs)
  }
}

/** A single mail never waits, but mailings leave room for it. */
export async function countSingle(deps: { table: Table; clock: Clock }): Promise<void> {
  const second = Math.floor(deps.clock().getTime() / 1_000)
  await deps.table.update(paceKey(second), {
    add: { granted: 1 },
    set: { expiresAt: second + 3_600 },
  })
}

/** Messages the account may still send today; Infinity without a limit. */
export function leftToday(quota: Pick<Quota, 'perDay' | 'sentLastDay'>): number {
  return quota.perDay < 0 ? Number.POSITIVE_INFINITY : quota.perDay - quota.sentLastDay
}

/** How many recipients may lie on the send queue. */
export function windowSize(quota: Pick<Quota, 'perSecond'>, window: { ms: number; min: number }) {
  return Math.max(window.min, Math.floor((quota.perSecond * window.ms) / 1_000))
}

/** When a mailing that was refused for the daily quota looks again. */
export function lookAgainAt(now: Date, waitMs: number): Instant {
  return new Date(
    Math.ceil((now.getTime() + waitMs) / minuteMs) * minuteMs,
  ).toISOString() as Instant
}
