import * as fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { earliest } from '#sandbox/stripe/earliest'

describe('what is due first', () => {
  it('is the first in time and then of coming, whatever came, moved and went', () => {
    const step = fc.record({
      id: fc.constantFrom('a', 'b', 'c', 'd', 'e', 'f'),
      at: fc.nat({ max: 5 }),
      goes: fc.boolean(),
    })
    fc.assert(
      fc.property(fc.array(step, { maxLength: 60 }), (steps) => {
        const queue = earliest<{ id: string; at: number }>()
        const there = new Map<string, { id: string; at: number }>()
        for (const { id, at, goes } of steps) {
          const record = { id, at }
          // What moves comes anew.
          there.delete(id)
          if (!goes) {
            there.set(id, record)
            queue.add(record)
          }
          const [first] = [...there.values()].sort((one, other) => one.at - other.at)
          expect(queue.first((one) => there.get(one.id) === one)).toBe(first)
        }
      }),
    )
  })
})
