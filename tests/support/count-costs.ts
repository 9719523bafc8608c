// Counts what a mailing asks of DynamoDB, SQS, SNS and SES, by running it over a table that is
// metered: full batches, twenty workers at once, events a thousand at a time, as in the cloud.
import { audienceShardOf } from '#readers/store'
import { aReader, deliveryWorld } from './delivery-world.ts'
import { memoryTable } from './memory-table.ts'
import { type Meter, meteredTable } from './metered-table.ts'

export type Costs = Meter & {
  recipients: number
  sesCalls: number
  /** Events that SES publishes, each through SNS into a queue. */
  events: number
  /** Requests of our own queues: sent, received, deleted. */
  queueRequests: number
}

/** Runs a mailing to so many recipients of two audience shards, and a day of looking after it. */
export async function countCosts(recipients: number): Promise<Costs> {
  const { table, meter } = meteredTable(memoryTable())
  const world = await deliveryWorld({
    table,
    readers: readersOfTwoShards(recipients),
    feedback: {},
    heardAtOnce: 1_000,
    interleaved: true,
    quota: { perSecond: 500, perDay: -1, sentLastDay: 0 },
  })
  const scheduled = await world.schedule()
  if (scheduled.kind !== 'scheduled') throw new Error(scheduled.kind)
  Object.assign(meter, {
    readUnits: 0,
    writeUnits: 0,
    indexUnits: 0,
    calls: 0,
    writesByKind: {},
    readsByKind: {},
  } satisfies Meter)
  let events = 0
  await world.runUntilQuiet(scheduled.mailing.id, {
    workers: 20,
    each: async () => {
      events = Math.max(events, world.calls.length * 2)
    },
  })
  await world.runMinutes(10, 20)
  const report = await world.report()
  if (report?.accepted !== recipients || report.delivered !== recipients)
    throw new Error(`${report?.accepted} accepted of ${recipients}`)
  const { requests, messages } = world.queueCounts
  return {
    ...meter,
    recipients,
    sesCalls: world.calls.length,
    events,
    queueRequests: requests + 2 * messages,
  }
}

function readersOfTwoShards(count: number) {
  const readers = []
  for (let at = 0; readers.length < count; at++) {
    const reader = aReader(at)
    if (audienceShardOf(reader.id) < 2) readers.push(reader)
  }
  return readers
}

/**
 * What each thousand more recipients cost: the difference of two runs, so that what a mailing costs
 * whatever its size (its ticks, its empty shards) is not counted in.
 */
export async function costsOfAThousand(): Promise<{ each: Costs; fixed: Costs }> {
  const small = await countCosts(1_000)
  const large = await countCosts(4_000)
  const per = (of: (costs: Costs) => number) => (of(large) - of(small)) / 3
  const kinds = (of: (costs: Costs) => Record<string, number>) =>
    Object.fromEntries(
      Object.keys(of(large)).map((kind) => [
        kind,
        ((of(large)[kind] ?? 0) - (of(small)[kind] ?? 0)) / 3,
      ]),
    )
  const each: Costs = {
    recipients: 1_000,
    readUnits: per((costs) => costs.readUnits),
    writeUnits: per((costs) => costs.writeUnits),
    indexUnits: per((costs) => costs.indexUnits),
    calls: per((costs) => costs.calls),
    sesCalls: per((costs) => costs.sesCalls),
    events: per((costs) => costs.events),
    queueRequests: per((costs) => costs.queueRequests),
    writesByKind: kinds((costs) => costs.writesByKind),
    readsByKind: kinds((costs) => costs.readsByKind),
  }
  return { each, fixed: small }
}
