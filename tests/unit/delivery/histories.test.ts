// Random histories of whole mailings: several workers at once, their calls interleaved, messages
// twice and out of order, processes dying, the mailer throttling and breaking off, readers leaving.
import fc from 'fast-check'
import { expect, it } from 'vitest'
import type { SendOutcome } from '#delivery/ports'
import { audienceShardOf, changeReader } from '#readers/store'
import { judge } from '../../support/delivery-checks.ts'
import { aReader, deliveryWorld, type Script } from '../../support/delivery-world.ts'
import { seededRandom } from '../../support/editorial.ts'
import { memoryTable } from '../../support/memory-table.ts'
import { newFate } from '../../support/mortal.ts'

/** Readers of two shards, so that batches are full and have several chunks. */
const crowded = Array.from({ length: 9_000 }, (_, at) => aReader(at)).filter(
  ({ id }) => audienceShardOf(id) < 2,
)

type Weather = {
  seed: number
  readerCount: number
  workers: number
  duplicates: number
  throttled: number
  uncertain: number
  failed: number
  mortality: number
  when: 'before' | 'after' | 'twice'
  leaving: number
  frost: number
}

const part = fc.double({ min: 0, max: 0.5, noNaN: true })
const weather: fc.Arbitrary<Weather> = fc.record({
  seed: fc.integer({ min: 1, max: 1_000_000 }),
  readerCount: fc.integer({ min: 0, max: 250 }),
  workers: fc.integer({ min: 1, max: 4 }),
  duplicates: part,
  throttled: part,
  uncertain: fc.double({ min: 0, max: 0.2, noNaN: true }),
  failed: fc.double({ min: 0, max: 0.2, noNaN: true }),
  mortality: fc.double({ min: 0, max: 0.02, noNaN: true }),
  when: fc.constantFrom('before' as const, 'after' as const, 'twice' as const),
  leaving: fc.double({ min: 0, max: 0.2, noNaN: true }),
  frost: fc.double({ min: 0, max: 0.01, noNaN: true }),
})

function scriptOf(w: Weather, random: () => number): Script {
  return (_, call): ReturnType<Script> => {
    const dice = random()
    if (dice < w.throttled) return { kind: 'throttled' }
    if (dice < w.throttled + w.uncertain / 2) return { kind: 'uncertain', cause: 'reset' }
    if (dice < w.throttled + w.uncertain)
      return { kind: 'uncertain', cause: 'timeout', delivers: true }
    if (dice < w.throttled + w.uncertain + w.failed) return { kind: 'failed', reason: 'address' }
    return { kind: 'accepted', messageId: `m${call}` } satisfies SendOutcome
  }
}

it('loses nobody and sends to nobody twice in any history', async () => {
  await fc.assert(
    fc.asyncProperty(weather, async (w) => {
      const random = seededRandom(w.seed)
      const fate = newFate({ when: w.when, chance: () => random() < w.mortality })
      const readers = crowded.slice(0, w.readerCount)
      const world = await deliveryWorld({
        table: memoryTable(),
        readers,
        fate: newFate(),
        script: scriptOf(w, seededRandom(w.seed + 1)),
        seed: w.seed,
        duplicates: w.duplicates,
        shuffled: true,
        interleaved: true,
        frost: w.frost,
      })
      const scheduled = await world.schedule()
      if (scheduled.kind !== 'scheduled') throw new Error(scheduled.kind)
      const mailingId = scheduled.mailing.id
      Object.assign(world.fate, fate)
      let asked = 0
      await world.runUntilQuiet(mailingId, {
        workers: w.workers,
        minutes: 3_000,
        each: async () => {
          const report = await world.report() // throws unless it adds up at this moment
          expect(report?.planned).toBeLessThanOrEqual(w.readerCount)
          for (const reader of readers)
            if (asked++ < 500 && random() < w.leaving) {
              const set = { status: 'unsubscribed' as const }
              await changeReader(world.table, reader.id, { changes: { set } })
            }
        },
      })
      const verdict = await judge(world, mailingId)
      expect(verdict).toMatchObject({ lost: [], doubled: [], untrue: [] })
      expect(verdict.report.status).toBe('sent')
      expect(verdict.report.pending).toBe(0)
      const sentTo = [...world.delivered.keys()].length
      expect(sentTo).toBeLessThanOrEqual(verdict.report.accepted + verdict.report.uncertain)
    }),
    { numRuns: 40, seed: 131, endOnFailure: true },
  )
}, 120_000)
