// Planning a million readers. The planner runs over an audience that is made up page by page as it is
// asked for, and rosters that are counted and let go: what memory it needs is then its own alone, and
// the rate is that of the planner without a database.
import type { Item, Table } from '#aws/table'
import type { MailingMessage } from '#delivery/messages'
import { planShards } from '#delivery/plan-shards'
import { changeMailing, getMailing } from '#delivery/store'
import { silentLog } from '#kernel/log'
import { readerItem } from '#readers/store'
import { aReader, deliveryWorld } from '../support/delivery-world.ts'
import { memoryTable } from '../support/memory-table.ts'
import { type BenchReport, megabytes, shown } from './report.ts'

const shards = 64

export async function benchPlanning(report: BenchReport): Promise<void> {
  const { print, figure } = report
  print('Planning: audience to rosters, without a database (its memory is not counted)')
  print('    readers    readers/s   heap over the start   RSS at most')
  const small = await plan(report, 100_000)
  const large = await plan(report, 1_000_000)
  const growth = large.heap - small.heap
  print(`  ten times the readers take ${megabytes(Math.max(0, growth))} more heap`)
  figure('planning.readersPerSecond', large.rate)
  figure('planning.heapBytes', large.heap)
  figure('planning.rssBytes', large.rss)
  if (growth > 64_000_000) report.fault(`planning's memory grows: ${megabytes(growth)}`)
}

async function plan({ print }: BenchReport, readers: number) {
  const world = await deliveryWorld({ table: memoryTable(), readers: [] })
  const scheduled = await world.schedule()
  if (scheduled.kind !== 'scheduled') throw new Error(scheduled.kind)
  const { id } = scheduled.mailing
  await changeMailing(world.table, id, { from: ['scheduled'], set: { status: 'planning' } })
  const { table, written } = madeUpAudience(world.table, readers / shards)
  globalThis.gc?.()
  const before = process.memoryUsage().heapUsed
  const peak = { heap: 0, rss: 0 }
  const look = () => {
    // Garbage is not memory that is needed.
    globalThis.gc?.()
    const { heapUsed, rss } = process.memoryUsage()
    peak.heap = Math.max(peak.heap, heapUsed - before)
    peak.rss = Math.max(peak.rss, rss)
  }
  const queue: MailingMessage[] = []
  const deps = {
    ...world.deps(),
    table,
    clock: world.clock,
    log: silentLog,
    mailingQueue: {
      send: async (messages: readonly { body: MailingMessage }[]) => {
        queue.push(...messages.map(({ body }) => body))
      },
    },
  }
  let ms = 0
  for (let shard = 0; shard < shards; shard++) {
    const from = performance.now()
    const outcome = await planShards(deps, { mailingId: id, fromShard: shard, toShard: shard })
    ms += performance.now() - from
    if (outcome.kind !== 'planned') throw new Error(outcome.kind)
    look()
  }
  const mailing = await getMailing(table, id)
  if (mailing?.plannedShards?.size !== shards) throw new Error('Not every shard is planned')
  const expected = Math.floor(readers / shards) * shards
  if (written.lines !== expected) throw new Error(`${written.lines} planned of ${expected}`)
  const rate = (written.lines * 1_000) / ms
  print(
    `  ${shown(written.lines).padStart(9)} ${shown(rate).padStart(12)} ${megabytes(peak.heap).padStart(21)} ${megabytes(peak.rss).padStart(13)}`,
  )
  return { rate, ...peak }
}

/** Pages of readers by the cursor that is asked for; every roster is counted, the rest is kept. */
function madeUpAudience(table: Table, perShard: number) {
  const written = { lines: 0 }
  const template = readerItem(aReader(1))
  const made: Table = {
    ...table,
    async queryPage(query) {
      if (query.index !== 'gsi1' || !query.partition.startsWith('AUDIENCE#'))
        return await table.queryPage(query)
      const shard = query.partition.split('#')[1]
      const last = Math.floor(perShard) - 1
      if (query.newestFirst) return { items: [item(shard, last)] }
      const [after = ''] = query.between ?? []
      const from = /(\d{8})!$/.exec(after)
      const first = from ? Number(from[1]) + 1 : 0
      const count = Math.max(0, Math.min(query.limit ?? 1_000, last + 1 - first))
      const items = Array.from({ length: count }, (_, at) => item(shard, first + at))
      return first + count <= last ? { items, cursor: 'more' } : { items }
    },
    async getMany(keys, options) {
      const suppressions = keys.every(({ pk }) => pk.startsWith('SUPPRESSED#'))
      return suppressions ? [] : await table.getMany(keys, options)
    },
    async put(row, condition) {
      if (!row.sk.startsWith('ROSTER#')) return await table.put(row, condition)
      written.lines += (row['lines'] as readonly unknown[]).length
      return { kind: 'written' }
    },
  }
  function item(shard: string | undefined, at: number): Item {
    const id = `rd_${shard}${String(at).padStart(8, '0')}`
    return { ...template, id, email: `lectrice.${at}@example.org`, gsi1sk: id }
  }
  return { table: made, written }
}
