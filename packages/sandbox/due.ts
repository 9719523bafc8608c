// What the table says is due: unfinished mailings and open intents, in the index that the tick reads.
import { pendingPartition, pendingShards } from '#aws/keys'
import type { Table } from '#aws/table'
import { type Instant, parseInstant } from '#kernel/time'

/** `id` differs whenever the item has moved on; `what` names the item and what it waits for. */
export type DueItem = { id: string; at: Instant; what: string }

const partitions = [
  'DUE',
  ...Array.from({ length: pendingShards }, (_, shard) => pendingPartition(shard)),
]

/** The earliest due items, at most `perPartition` of each partition, in order of time. */
export async function dueItems(
  table: Table,
  options: { until?: Instant; perPartition: number },
): Promise<DueItem[]> {
  const pages = await Promise.all(
    partitions.map((partition) =>
      table.queryPage({
        index: 'gsi2',
        partition,
        limit: options.perPartition,
        only: ['pk', 'sk', 'gsi2sk', 'intent'],
        // Every sort key begins with an instant; `~` sorts after what follows it.
        ...(options.until ? { between: ['0', `${options.until}~`] as const } : {}),
      }),
    ),
  )
  return pages
    .flatMap(({ items }) => items)
    .flatMap((item) => {
      const sortKey = String(item['gsi2sk'])
      const at = parseInstant(sortKey.split('#')[0] ?? '')
      const kind = (item['intent'] as { kind?: string } | undefined)?.kind ?? item['sk']
      const id = `${item['pk']} ${item['sk']} ${sortKey}`
      return at ? [{ id, at, what: `${item['pk']} ${kind}` }] : []
    })
    .sort((a, b) => (a.at < b.at ? -1 : 1))
}
