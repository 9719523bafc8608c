// Random histories of everything a mailing can go through: departures, seeds, approval, two subjects,
// the brake, pauses, resumes, cancels, mailings that follow, with processes dying all the while. The
// report adds up at every minute; nobody is lost, and nobody gets it twice but by name.
import fc from 'fast-check'
import { expect, it } from 'vitest'
import type { Departure } from '#delivery/mailing'
import { type History, runHistory } from '../../support/whole-history.ts'

const departures: fc.Arbitrary<Departure>[] = [
  fc.constant({ kind: 'atOnce' }),
  fc.integer({ min: 10, max: 90 }).map((minutes) => ({ kind: 'spread', minutes })),
  fc.constant({ kind: 'warmUp', perDay: [60, 200] }),
]
const departure = fc
  .integer({ min: 0, max: 5 })
  .chain((at) => departures[Math.max(0, at - 3)] as fc.Arbitrary<Departure>)

const share = (max: number) => fc.double({ min: 0, max, noNaN: true })
const history: fc.Arbitrary<History> = fc.record({
  seed: fc.integer({ min: 1, max: 1_000_000 }),
  readerCount: fc.integer({ min: 0, max: 220 }),
  departure,
  seeds: fc.boolean(),
  approval: fc.boolean(),
  test: fc.boolean(),
  brake: fc.boolean(),
  throttled: share(0.4),
  uncertain: share(0.15),
  mortality: share(0.01),
  when: fc.constantFrom('before' as const, 'after' as const, 'twice' as const),
  acting: share(0.25),
  cancelling: fc.boolean(),
  follow: fc.boolean(),
  duplicates: share(0.4),
})

it('adds up at every minute, loses nobody, and doubles nobody but by name', async () => {
  const acts: Record<string, number> = {}
  const ends: Record<string, number> = {}
  await fc.assert(
    fc.asyncProperty(history, async (h) => {
      const verdict = await runHistory(h)
      expect(verdict).toMatchObject({ lost: [], doubled: [], untrue: [] })
      for (const end of verdict.ends) {
        expect(['sent', 'cancelled']).toContain(end)
        ends[end] = (ends[end] ?? 0) + 1
      }
      for (const [act, times] of Object.entries(verdict.acts)) acts[act] = (acts[act] ?? 0) + times
    }),
    { numRuns: 28, seed: 312, endOnFailure: true },
  )
  // A history in which nothing of this happened would show nothing.
  for (const act of ['pause: paused', 'resume: resumed', 'approve: approved', 'cancel: cancelled'])
    expect(acts[act] ?? 0, act).toBeGreaterThan(0)
  expect(ends['sent'] ?? 0).toBeGreaterThan(5)
}, 240_000)
