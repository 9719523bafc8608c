// Who is in the set `tracked`: whoever consented when called and may have the mail, whatever died or
// was refused on the way.
import fc from 'fast-check'
import { expect, it } from 'vitest'
import { stateOf } from '#delivery/batch'
import { marks } from '#delivery/batch-counts'
import type { OutgoingMessage, SendOutcome } from '#delivery/ports'
import { getRoster, progressOfShard } from '#delivery/store-batches'
import { changeReader } from '#readers/store'
import { aReader, deliveryWorld, type Script } from '../../support/delivery-world.ts'
import { seededRandom } from '../../support/editorial.ts'
import { memoryTable } from '../../support/memory-table.ts'
import { newFate } from '../../support/mortal.ts'

const readers = Array.from({ length: 24 }, (_, at) =>
  aReader(at, { trackingConsent: at % 3 === 0 }),
)

type Chances = { timeout: number; throttled: number; failed: number }

function randomScript(seed: number, chances: Chances, seen: OutgoingMessage[]): Script {
  const random = seededRandom(seed)
  return (message, call): SendOutcome => {
    seen.push(message)
    const drawn = random()
    if (drawn < chances.timeout) return { kind: 'uncertain', cause: 'timeout' }
    if (drawn < chances.timeout + chances.throttled) return { kind: 'throttled' }
    if (drawn < chances.timeout + chances.throttled + chances.failed)
      return { kind: 'failed', reason: 'rejected' }
    return { kind: 'accepted', messageId: `m${call}` }
  }
}

it('is who consented and was called, accepted or uncertain, whatever died on the way', async () => {
  const chances = fc.record({
    timeout: fc.constantFrom(0, 0.1, 0.3),
    throttled: fc.constantFrom(0, 0.2),
    failed: fc.constantFrom(0, 0.2),
  })
  const history = fc.record({
    seed: fc.nat(9_999),
    chances,
    mortality: fc.constantFrom(0, 0.003, 0.01),
  })
  await fc.assert(
    fc.asyncProperty(history, async ({ seed, chances: script, mortality }) => {
      const table = memoryTable()
      const seen: OutgoingMessage[] = []
      const world = await deliveryWorld({
        table,
        readers,
        seed,
        script: randomScript(seed, script, seen),
        fate: newFate(),
        duplicates: 0.2,
        shuffled: true,
        onUncertain: 'list',
      })
      const scheduled = await world.schedule()
      if (scheduled.kind !== 'scheduled') throw new Error(scheduled.kind)
      const random = seededRandom(seed + 1)
      const chance = () => random() < mortality
      Object.assign(world.fate, newFate({ chance, when: seed % 2 ? 'before' : 'after' }))
      await world.runUntilQuiet(scheduled.mailing.id, { minutes: 3_000 })
      const consents = new Map(readers.map(({ id, trackingConsent }) => [id, trackingConsent]))
      const emails = new Map(readers.map(({ email, trackingConsent }) => [email, trackingConsent]))
      for (const message of seen) {
        const isTracked = Buffer.from(message.raw).toString('latin1').includes('/o/')
        expect(isTracked).toBe(emails.get(message.to))
      }
      for (let shard = 0; shard < 64; shard++)
        for (const [batch, progress] of await progressOfShard(table, scheduled.mailing.id, shard)) {
          const roster = await getRoster(table, { mailingId: scheduled.mailing.id, shard, batch })
          roster?.lines.forEach(({ readerId }, number) => {
            const { kind } = stateOf(progress, number)
            const mayHaveIt = kind === 'accepted' || kind === 'uncertain'
            const expected = mayHaveIt && consents.get(readerId) === true
            expect([kind, marks.tracked(progress, number)]).toEqual([kind, expected])
          })
        }
    }),
    { numRuns: 10 },
  )
}, 60_000)

it('goes by the consent at the moment of the call, not by that of the planning', async () => {
  const table = memoryTable()
  const seen: OutgoingMessage[] = []
  const [first, second] = [aReader(0, { trackingConsent: true }), aReader(1)]
  const world = await deliveryWorld({
    table,
    readers: [first, second],
    script: randomScript(1, { timeout: 0, throttled: 0, failed: 0 }, seen),
  })
  const scheduled = await world.schedule()
  if (scheduled.kind !== 'scheduled') throw new Error(scheduled.kind)
  let isPlanned = false
  await world.runUntilQuiet(scheduled.mailing.id, {
    each: async () => {
      if (isPlanned) return
      isPlanned = true
      await changeReader(table, first.id, { changes: { set: { trackingConsent: false } } })
      await changeReader(table, second.id, { changes: { set: { trackingConsent: true } } })
    },
  })
  const tracked = seen.filter(({ raw }) => Buffer.from(raw).toString('latin1').includes('/o/'))
  expect(tracked.map(({ to }) => to)).toEqual([second.email])
  expect(await world.report()).toMatchObject({ tracked: 1, accepted: 2 })
})
