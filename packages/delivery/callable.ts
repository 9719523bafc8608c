// Who of a batch may be called now: neither before their own hour nor at a receiving domain that is
// held. Pure.
import { type Instant, instant, minuteMs } from '#kernel/time'
import type { RosterLine } from './store-batches.ts'

export const callableLimits = {
  /** Recipients at a held domain are looked at again after this; sooner when it is released. */
  heldMs: 15 * minuteMs,
}

export type Callable = {
  /** Of the numbers asked for, those that may be called now, in the same order. */
  now: number[]
  /** When the next of the others may be, or is to be looked at; absent when none waits. */
  nextAt?: Instant
  /** The held domains at which some wait whose hour has come. */
  heldAt: string[]
}

/** Parts pending numbers of a batch by what the roster says and the mailing holds at `now`. */
export function callable(input: {
  numbers: readonly number[]
  lines: readonly Pick<RosterLine, 'domain' | 'callAt'>[]
  heldDomains?: ReadonlySet<string> | undefined
  now: Date
}): Callable {
  const { lines, heldDomains, now } = input
  const at = instant(now)
  const found: Callable = { now: [], heldAt: [] }
  let nextAt: Instant | undefined
  const wait = (until: Instant) => {
    if (nextAt === undefined || until < nextAt) nextAt = until
  }
  for (const number of input.numbers) {
    const line = lines[number]
    if (!line) throw new Error('A number beyond its roster')
    if (line.callAt !== undefined && line.callAt > at) wait(line.callAt)
    else if (heldDomains?.has(line.domain)) {
      wait(instant(now.getTime() + callableLimits.heldMs))
      if (!found.heldAt.includes(line.domain)) found.heldAt.push(line.domain)
    } else found.now.push(number)
  }
  return nextAt === undefined ? found : { ...found, nextAt }
}
