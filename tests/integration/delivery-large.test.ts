// A mailing to 2,000 readers over the embedded database, through the real client: several workers,
// messages twice and out of order, half the calls throttled for a while; counted in operations.
import { afterAll, beforeAll, expect, it } from 'vitest'
import { audienceShardOf } from '#readers/store'
import { countingTable } from '../support/counting-table.ts'
import { aReader, deliveryWorld } from '../support/delivery-world.ts'
import { testTable } from '../support/table.ts'

/** Full batches, as in a large audience: 2,000 readers of two shards. */
const crowded = Array.from({ length: 68_000 }, (_, at) => aReader(at)).filter(
  ({ id }) => audienceShardOf(id) < 2,
)
/** The other shards are planned too, each by one write. */
const empty = 62

let made: Awaited<ReturnType<typeof testTable>>
beforeAll(async () => {
  made = await testTable()
})
afterAll(() => made.close())

it('sends to 2,000 readers, each once, whatever the queue does', async () => {
  const readers = Array.from({ length: 2_000 }, (_, at) => aReader(at))
  const { table } = made
  const world = await deliveryWorld({
    table,
    readers,
    shuffled: true,
    duplicates: 0.2,
    script: (_, call) =>
      call < 600 && call % 2 === 1
        ? { kind: 'throttled' }
        : { kind: 'accepted', messageId: `m${call}` },
  })
  const scheduled = await world.schedule()
  if (scheduled.kind !== 'scheduled') throw new Error(scheduled.kind)
  await world.runUntilQuiet(scheduled.mailing.id, { workers: 4 })
  const report = await world.report()
  expect(report).toMatchObject({ status: 'sent', planned: 2_000, accepted: 2_000, uncertain: 0 })
  expect(world.delivered.size).toBe(2_000)
  expect(world.calls.filter(({ outcome }) => outcome === 'accepted')).toHaveLength(2_000)
})

it('spends at most 100 writes a thousand recipients, pace apart', async () => {
  const fresh = await testTable()
  const { table, counts } = countingTable(fresh.table)
  const world = await deliveryWorld({ table, readers: crowded.slice(0, 2_000) })
  const scheduled = await world.schedule()
  if (scheduled.kind !== 'scheduled') throw new Error(scheduled.kind)
  Object.assign(counts, { reads: 0, writes: 0, byKind: {} })
  await world.runUntilQuiet(scheduled.mailing.id)
  expect(world.delivered.size).toBe(2_000)
  const { byKind } = counts
  const batches = (byKind['MAILING/ROSTER'] ?? 0) + (byKind['MAILING/PROGRESS'] ?? 0)
  const shards = (byKind['MAILING/SHARD'] ?? 0) - empty
  console.log('for 2,000 recipients:', JSON.stringify(counts))
  expect((batches + shards) / 2).toBeLessThanOrEqual(100)
  await fresh.close()
})
