// The time as everything sees it: real time, moved by an offset that only the sandbox ever sets.
import type { Clock } from '#kernel/time'

let offsetMs = 0

export const clock: Clock = () => new Date(Date.now() + offsetMs)

/** Moves the clock of this process; the sandbox calls it, a deployed stage never does. */
export function setClockOffset(ms: number): void {
  offsetMs = ms
}
