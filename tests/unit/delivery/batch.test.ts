import fc from 'fast-check'
import { expect, it } from 'vitest'
import { additions, isFinal, numbersIn, readProgress, stateOf, untouched } from '#delivery/batch'
import { countBatch } from '#delivery/batch-counts'
import { addCounts, countsAddUp, noCounts } from '#delivery/counts'
import { FailReason, SkipReason } from '#delivery/mailing'

const names = [
  'attempted',
  'accepted',
  'uncertain',
  'unsubscribed',
  ...SkipReason.options.map((reason) => `skipped_${reason}`),
  ...FailReason.options.map((reason) => `failed_${reason}`),
  'minute_29412345',
]
const size = 30
const set = fc.uniqueArray(fc.integer({ min: 0, max: size - 1 })).map((numbers) => new Set(numbers))
const item = fc.dictionary(fc.constantFrom(...names), set)

it('gives every recipient exactly one state, whatever the sets hold, and always adds up', () => {
  fc.assert(
    fc.property(item, fc.boolean(), (stored, cancelled) => {
      const progress = readProgress(stored)
      const counts = countBatch(progress, size, { cancelled })
      expect(countsAddUp(counts)).toBe(true)
      expect(counts.accepted).toBe(progress.accepted.size)
      const states = ['pending', 'inFlight', 'accepted', 'uncertain', 'skipped', 'failed'] as const
      const listed = states.flatMap((kind) => numbersIn(progress, size, kind))
      expect(listed.sort((a, b) => a - b)).toEqual(Array.from({ length: size }, (_, n) => n))
      const open = counts.pending + (cancelled ? (counts.skipped['cancelled'] ?? 0) : 0)
      if (isFinal(progress, size)) expect(counts.pending).toBe(0)
      else expect(open).toBeGreaterThan(0)
    }),
  )
})

it('believes what is known over what was once unknown', () => {
  const progress = readProgress({
    attempted: new Set([0, 1, 2, 3]),
    accepted: new Set([0]),
    uncertain: new Set([0, 1, 2]),
    failed_address: new Set([1]),
  })
  expect([0, 1, 2, 3, 4].map((number) => stateOf(progress, number).kind)).toEqual([
    'accepted',
    'failed',
    'uncertain',
    'inFlight',
    'pending',
  ])
})

it('counts who is pending as skipped once the mailing is cancelled, but not who is in flight', () => {
  const progress = readProgress({ attempted: new Set([0]) })
  expect(countBatch(progress, 3, { cancelled: true })).toMatchObject({
    pending: 1,
    inFlight: 1,
    skipped: { cancelled: 2 },
  })
  expect(countBatch(untouched, 3, { cancelled: false })).toMatchObject({ planned: 3, pending: 3 })
})

it('records outcomes as additions, so that recording twice changes nothing', () => {
  expect(
    additions([
      { number: 1, kind: 'accepted', minute: 29_412_345 },
      { number: 2, kind: 'failed', reason: 'address' },
      { number: 3, kind: 'skipped', reason: 'erased' },
      { number: 4, kind: 'uncertain', minute: 29_412_345 },
      { number: 5, kind: 'left' },
    ]),
  ).toEqual({
    accepted: new Set([1]),
    minute_29412345: new Set([1]),
    failed_address: new Set([2]),
    skipped_erased: new Set([3]),
    uncertain: new Set([4]),
    unsure_29412345: new Set([4]),
  })
})

it('sums counts by reason', () => {
  const sum = noCounts()
  for (const stored of [{ skipped_erased: new Set([0]) }, { skipped_erased: new Set([1, 2]) }])
    addCounts(sum, countBatch(readProgress(stored), 3, { cancelled: false }))
  expect(sum).toMatchObject({ planned: 6, pending: 3, skipped: { erased: 3 } })
})
