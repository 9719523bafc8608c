// Kills a process at every call it makes to the table, the mailer or a queue, before the call and
// just after it, and lets the tick put things right. `twice`: the answer of the call is lost and the
// client below sends it again, so that a conditional write of ours meets itself.
import { expect, it } from 'vitest'
import { audienceShardOf } from '#readers/store'
import { judge } from '../support/delivery-checks.ts'
import { aReader, deliveryWorld } from '../support/delivery-world.ts'
import { memoryTable } from '../support/memory-table.ts'
import { newFate } from '../support/mortal.ts'

/** Readers of two shards, so that there is more than one chunk in a batch. */
const readers = Array.from({ length: 2_000 }, (_, at) => aReader(at))
  .filter(({ id }) => audienceShardOf(id) < 2)
  .slice(0, 50)

async function run(fate = newFate()) {
  const world = await deliveryWorld({ table: memoryTable(), readers, fate })
  const scheduled = await world.schedule()
  if (scheduled.kind !== 'scheduled') throw new Error(scheduled.kind)
  const begun = fate.calls
  await world.runUntilQuiet(scheduled.mailing.id)
  return { world, begun, verdict: await judge(world, scheduled.mailing.id) }
}

it.each(['before', 'after', 'twice'] as const)(
  'loses nobody and sends to nobody twice when any call dies: %s',
  async (when) => {
    const clean = await run()
    const sums = { runs: 0, lost: 0, doubled: 0, untrue: 0, uncertain: 0 }
    for (let diesAt = clean.begun + 1; diesAt <= clean.world.fate.calls; diesAt++) {
      const { verdict, world } = await run(newFate({ diesAt, when }))
      const where = `${when}, call ${diesAt}`
      expect(world.fate.deaths, where).toBe(1)
      expect(verdict.lost, where).toEqual([])
      expect(verdict.doubled, where).toEqual([])
      expect(verdict.untrue, where).toEqual([])
      expect(verdict.report, where).toMatchObject({ status: 'sent', planned: 50, pending: 0 })
      sums.runs += 1
      sums.uncertain += verdict.uncertain
    }
    expect(sums).toMatchObject({ runs: clean.world.fate.calls - clean.begun })
    if (when === 'twice') expect(sums.uncertain).toBe(0)
    console.log(`killed ${when}:`, JSON.stringify(sums))
  },
)
