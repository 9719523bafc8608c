// Which of many records is due first, while records come, move and go. A heap: what was replaced lies
// in it until it comes to the top, so that neither step looks at all of them.

type Timed = { id: string; at: number }

export type Earliest<T extends Timed> = {
  add(record: T): void
  /** The first in order of time and then of coming, of those that `isThere` still knows. */
  first(isThere: (record: T) => boolean): T | undefined
}

export function earliest<T extends Timed>(): Earliest<T> {
  const heap: { record: T; turn: number }[] = []
  let turns = 0
  const isBefore = (a: number, b: number) => {
    const [one, other] = [heap[a], heap[b]]
    if (!one || !other) return false
    return one.record.at < other.record.at
      ? true
      : one.record.at === other.record.at && one.turn < other.turn
  }
  function swap(a: number, b: number): void {
    const [one, other] = [heap[a], heap[b]]
    if (one && other) [heap[a], heap[b]] = [other, one]
  }
  function rise(from: number): void {
    for (let at = from; at > 0; ) {
      const above = (at - 1) >> 1
      if (!isBefore(at, above)) return
      swap(at, above)
      at = above
    }
  }
  function sink(): void {
    for (let at = 0; ; ) {
      const [left, right] = [2 * at + 1, 2 * at + 2]
      const least = isBefore(right, left) ? right : left
      if (!isBefore(least, at)) return
      swap(at, least)
      at = least
    }
  }
  return {
    add(record) {
      heap.push({ record, turn: turns++ })
      rise(heap.length - 1)
    },
    first(isThere) {
      for (let top = heap[0]; top; top = heap[0]) {
        if (isThere(top.record)) return top.record
        swap(0, heap.length - 1)
        heap.pop()
        sink()
      }
      return undefined
    },
  }
}
