// What can go wrong with SES, on request: for trying out how a mailing behaves, and for the crash
// tests. Shares are between 0 and 1; chance comes from a seeded source so that runs can be repeated.

export type SesFaults = {
  /** Share of calls refused with Throttling, beside what the rate refuses. */
  throttleShare: number
  /** Share of calls answered 500, nothing accepted. */
  serverErrorShare: number
  /** Share of calls that are accepted, then the connection breaks without an answer. */
  resetAfterAcceptShare: number
  /** Share of calls that are accepted, then nothing is answered for `silenceMs`. */
  timeoutAfterAcceptShare: number
  silenceMs: number
  /** The account may not send, as after too many complaints. */
  paused: boolean
}

export const noFaults: SesFaults = {
  throttleShare: 0,
  serverErrorShare: 0,
  resetAfterAcceptShare: 0,
  timeoutAfterAcceptShare: 0,
  silenceMs: 30_000,
  paused: false,
}

export type FaultPlan = {
  get(): SesFaults
  /** Changes what is named, keeps the rest. */
  set(changes: Partial<SesFaults>): void
  /** What happens to this call. */
  draw(): 'none' | 'throttle' | 'serverError' | 'resetAfterAccept' | 'timeoutAfterAccept'
}

export function faultPlan(random: () => number): FaultPlan {
  let faults = { ...noFaults }
  return {
    get: () => ({ ...faults }),
    set: (changes) => {
      faults = { ...faults, ...changes }
    },
    draw() {
      let left = random()
      const hit = (share: number) => {
        left -= share
        return left < 0
      }
      if (hit(faults.throttleShare)) return 'throttle'
      if (hit(faults.serverErrorShare)) return 'serverError'
      if (hit(faults.resetAfterAcceptShare)) return 'resetAfterAccept'
      if (hit(faults.timeoutAfterAcceptShare)) return 'timeoutAfterAccept'
      return 'none'
    },
  }
}

/** A seeded source of chance that can be begun anew with another seed. */
export function reseedable(seed: number): { random: () => number; reseed(seed: number): void } {
  let source = seededRandom(seed)
  return {
    random: () => source(),
    reseed(next) {
      source = seededRandom(next)
    },
  }
}

/** A small seeded source of chance in [0, 1) (mulberry32). */
export function seededRandom(seed: number): () => number {
  let state = seed >>> 0
  return () => {
    state = (state + 0x6d2b79f5) >>> 0
    let mixed = Math.imul(state ^ (state >>> 15), state | 1)
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61)
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32
  }
}
