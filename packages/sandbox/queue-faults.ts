// What can go wrong with the queues on request: messages come twice, in any order. SQS promises
// neither once nor in order; a sandbox that always does both would prove little.

/** `repeatShare`: between 0 and 1, of the messages sent. */
export type QueueFaults = { repeatShare: number; shuffle: boolean }

const noQueueFaults: QueueFaults = { repeatShare: 0, shuffle: false }

export type QueueTroubles = {
  get(): QueueFaults
  /** Changes what is named, keeps the rest. */
  set(changes: Partial<QueueFaults>): void
  /** How often this message lies in the queue. */
  copies(): number
  /** Those of `ids` that come first. */
  ordered(ids: Iterable<string>): string[]
}

export function queueTroubles(random: () => number): QueueTroubles {
  let faults = { ...noQueueFaults }
  return {
    get: () => ({ ...faults }),
    set(changes) {
      faults = { ...faults, ...changes }
    },
    copies: () => (faults.repeatShare > 0 && random() < faults.repeatShare ? 2 : 1),
    ordered(ids) {
      const list = [...ids]
      if (!faults.shuffle) return list
      for (let last = list.length - 1; last > 0; last--) {
        const other = Math.floor(random() * (last + 1))
        const kept = list[last] as string
        list[last] = list[other] as string
        list[other] = kept
      }
      return list
    },
  }
}
