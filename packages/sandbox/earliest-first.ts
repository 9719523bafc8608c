// A small heap of (time, id): what is due earliest comes out first.

export type Due = { at: number; id: string }

export function earliestFirst(): {
  add(at: number, id: string): void
  first(): Due | undefined
  removeFirst(): void
} {
  const heap: Due[] = []
  const at = (index: number) => heap[index] as Due

  function swap(a: number, b: number): void {
    const kept = at(a)
    heap[a] = at(b)
    heap[b] = kept
  }

  return {
    add(time, id) {
      heap.push({ at: time, id })
      for (let index = heap.length - 1; index > 0; ) {
        const parent = (index - 1) >> 1
        if (at(parent).at <= at(index).at) return
        swap(index, parent)
        index = parent
      }
    },
    first: () => heap[0],
    removeFirst() {
      const last = heap.pop()
      if (!last || heap.length === 0) return
      heap[0] = last
      for (let index = 0; ; ) {
        let least = index
        for (const child of [2 * index + 1, 2 * index + 2])
          if (child < heap.length && at(child).at < at(least).at) least = child
        if (least === index) return
        swap(index, least)
        index = least
      }
    },
  }
}
