import fc from 'fast-check'
import { expect, it } from 'vitest'
import { earliestFirst } from '#sandbox/earliest-first'

it('gives back whatever was put in, in order of time', () => {
  fc.assert(
    fc.property(fc.array(fc.integer()), (times) => {
      const heap = earliestFirst()
      for (const [index, time] of times.entries()) heap.add(time, String(index))
      const out: number[] = []
      for (let due = heap.first(); due; due = heap.first()) {
        out.push(due.at)
        heap.removeFirst()
      }
      expect(out).toEqual([...times].sort((a, b) => a - b))
    }),
  )
})
