// How fast SES's events are applied: the feedback function's own work, over a table in memory and
// through the real client to the database of this machine.

import type { Table } from '#aws/table'
import { applyFeedback } from '#delivery/apply-feedback'
import { testCloud } from '../support/cloud.ts'
import { aReader, deliveryWorld } from '../support/delivery-world.ts'
import { memoryTable } from '../support/memory-table.ts'
import { type BenchReport, shown } from './report.ts'

const recipients = 5_000
/** What Lambda hands the function at once, and the order events come in from so many workers. */
const atOnce = 1_000
const workers = 20

export async function benchFeedback(report: BenchReport): Promise<void> {
  const { print } = report
  print(`Feedback: the events of ${shown(recipients)} messages, ${shown(atOnce)} at once`)
  await measure(report, { name: 'table in memory', key: 'memory', table: memoryTable() })
  const { cloud, close } = await testCloud()
  try {
    await measure(report, { name: 'database here', key: 'database', table: cloud.table })
  } finally {
    await close()
  }
}

async function measure(
  { print, figure }: BenchReport,
  { name, key, table }: { name: string; key: string; table: Table },
): Promise<void> {
  const world = await deliveryWorld({
    table,
    readers: Array.from({ length: recipients }, (_, at) => aReader(at)),
    feedback: {},
    interleaved: true,
  })
  const scheduled = await world.schedule()
  if (scheduled.kind !== 'scheduled') throw new Error(scheduled.kind)
  world.clock.forward(600_000)
  await world.tick()
  await world.drain(workers)
  await world.tick()
  await world.drain(workers)
  const events = world.events.map(({ id, body }) => ({ id, body }))
  if (events.length !== 2 * recipients) throw new Error(`${events.length} events`)
  const deps = world.deps()
  const from = performance.now()
  for (let at = 0; at < events.length; at += atOnce) {
    const { failed } = await applyFeedback(deps, events.slice(at, at + atOnce))
    if (failed.length > 0) throw new Error(`${failed.length} events failed`)
  }
  const rate = (events.length * 1_000) / (performance.now() - from)
  print(`  ${name.padEnd(18)} ${shown(rate).padStart(9)} events/s`)
  figure(`feedback.${key}.eventsPerSecond`, rate)
}
