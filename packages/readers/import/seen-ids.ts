// Which readers a file has named already: 64 bits of each id in one table of numbers, so that a
// million lines take 16 MB and two of them are taken for one another once in 40 million files.
import type { ReaderId } from '#kernel/ids'

const start = 1 << 12

export function seenIds(): { add: (id: ReaderId) => boolean } {
  let slots = new Uint32Array(start * 2)
  let count = 0

  /** Where this pair lies, or the free slot for it. */
  function slotOf(table: Uint32Array, high: number, low: number): number {
    const mask = table.length / 2 - 1
    let slot = (low ^ high) & mask
    for (;;) {
      const [a, b] = [table[slot * 2], table[slot * 2 + 1]]
      if ((a === 0 && b === 0) || (a === high && b === low)) return slot
      slot = (slot + 1) & mask
    }
  }

  function grow(): void {
    const larger = new Uint32Array(slots.length * 2)
    for (let at = 0; at < slots.length; at += 2) {
      const [high = 0, low = 0] = [slots[at], slots[at + 1]]
      if (high === 0 && low === 0) continue
      const slot = slotOf(larger, high, low)
      larger[slot * 2] = high
      larger[slot * 2 + 1] = low
    }
    slots = larger
  }

  return {
    /** True the first time. */
    add: (id) => {
      const tail = id.slice(-16)
      const high = Number.parseInt(tail.slice(0, 8), 16)
      const low = Number.parseInt(tail.slice(8), 16) || 1
      const slot = slotOf(slots, high, low)
      if (slots[slot * 2] === high && slots[slot * 2 + 1] === low) return false
      slots[slot * 2] = high
      slots[slot * 2 + 1] = low
      count += 1
      if (count * 4 > slots.length) grow()
      return true
    },
  }
}
