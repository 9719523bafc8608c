// Moves the sandbox's clock: from one due instant to the next, running the tick and emptying the
// queues at each, so that a simulated year takes no longer than the work that falls due in it.
import { VisibleError } from '#kernel/errors'
import { type Instant, instant, minuteMs } from '#kernel/time'
import { goesBack, type SandboxClock } from './clock.ts'
import type { DueItem } from './due.ts'

export type Moved = {
  from: Instant
  to: Instant
  ticks: number
  invocations: number
  /** Items that stayed due however often the tick ran. */
  stuck: string[]
}

export type MoveClockDeps = {
  clock: SandboxClock
  /** Items due at or before `until`, earliest first, at most `perPartition` of each. */
  dueItems: (query: { until: Instant; perPartition: number }) => Promise<DueItem[]>
  /** When the next message can be had, or Stripe does something by itself (epoch ms). */
  nextQueueMs: () => number | undefined
  tick: () => Promise<void>
  /** Resolves when no message can be had and no function runs. */
  drained: () => Promise<void>
  invocations: () => number
}

/** An item that is still due after so many ticks is left alone for the rest of the move. */
const patience = 5
/** A message that is due again so soon belongs to work under way. */
const shortDelayMs = minuteMs
const longestSettlingMs = 15 * minuteMs
/** Steps of one move; more of them would take hours. */
const maxSteps = 100_000

/**
 * Moves the clock to `to`, which may be the present.
 * @throws VisibleError `invalid` when `to` has passed; `busy` when there is no end of due work.
 */
export async function moveClock(deps: MoveClockDeps, to: Instant): Promise<Moved> {
  const { clock } = deps
  const from = instant(clock.now())
  if (to < from) throw goesBack(to, from)
  const before = deps.invocations()
  const tries = new Map<string, number>()
  const exhausted = () => [...tries].filter(([, count]) => count >= patience).map(([id]) => id)
  let ticks = 0

  async function tick(): Promise<void> {
    ticks++
    await deps.tick()
    await deps.drained()
  }

  await deps.drained()
  for (let step = 0; ; step++) {
    if (step >= maxSteps) throw tooMuch(instant(clock.now()))
    const stuck = new Set(exhausted())
    const items = await deps.dueItems({ until: to, perPartition: stuck.size + 1 })
    const next = nextInstant({
      nowMs: clock.now().getTime(),
      items: items.filter(({ id }) => !stuck.has(id)),
      tries,
      queueMs: deps.nextQueueMs(),
    })
    if (next === undefined || next.atMs > Date.parse(to)) break
    clock.reach(instant(next.atMs))
    if (next.needsTick) {
      const now = instant(clock.now())
      for (const { id, at } of items) if (at <= now) tries.set(id, (tries.get(id) ?? 0) + 1)
      await tick()
    } else await deps.drained()
  }
  clock.reach(to)
  await tick()
  if (await settle(deps)) await tick()
  return {
    from,
    to: instant(clock.now()),
    ticks,
    invocations: deps.invocations() - before,
    stuck: exhausted(),
  }
}

/** The next instant at which something happens, and whether the tick has a part in it. */
function nextInstant(state: {
  nowMs: number
  items: readonly DueItem[]
  tries: ReadonlyMap<string, number>
  queueMs: number | undefined
}): { atMs: number; needsTick: boolean } | undefined {
  const { nowMs, queueMs } = state
  const nextMinuteMs = (Math.floor(nowMs / minuteMs) + 1) * minuteMs
  // What a tick has not moved on waits for the next minute, as it would in real time.
  const itemMs = state.items.map(({ id, at }) =>
    state.tries.has(id) ? Math.max(Date.parse(at), nextMinuteMs) : Math.max(Date.parse(at), nowMs),
  )
  const earliestItemMs = Math.min(...itemMs)
  if (queueMs !== undefined && queueMs < earliestItemMs)
    return { atMs: Math.max(queueMs, nowMs), needsTick: false }
  return Number.isFinite(earliestItemMs) ? { atMs: earliestItemMs, needsTick: true } : undefined
}

/**
 * What fell due may have put messages back for a few seconds (the rate of sending asks for it): they
 * are followed to their end, the clock a little ahead of where it was sent.
 */
async function settle(deps: MoveClockDeps): Promise<boolean> {
  const { clock } = deps
  const lastMs = clock.now().getTime() + longestSettlingMs
  let hasMoved = false
  for (;;) {
    const nextMs = deps.nextQueueMs()
    const soonestMs = clock.now().getTime() + shortDelayMs
    if (nextMs === undefined || nextMs > soonestMs || nextMs > lastMs) return hasMoved
    hasMoved = true
    clock.reach(instant(nextMs))
    await deps.drained()
  }
}

function tooMuch(now: Instant): VisibleError {
  return new VisibleError('busy', {
    fr: `Il reste toujours quelque chose à faire : l’horloge s’est arrêtée à ${now} après ${maxSteps} étapes. Déplacez-la de nouveau pour continuer.`,
    en: `There is no end of due work: the clock stopped at ${now} after ${maxSteps} steps. Move it again to go on.`,
  })
}
