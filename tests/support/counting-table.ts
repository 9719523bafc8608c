// Counts a table's operations: what a mailing costs.
import type { Table } from '#aws/table'

export type OperationCounts = { reads: number; writes: number; byKind: Record<string, number> }

/** Writes by the kind of item (the first words of its key), reads as calls to the table. */
export function countingTable(table: Table): { table: Table; counts: OperationCounts } {
  const counts: OperationCounts = { reads: 0, writes: 0, byKind: {} }
  const wrote = (key: { pk: string; sk: string }) => {
    const kind = `${key.pk.split('#')[0]}/${key.sk.split('#')[0]}`
    counts.byKind[kind] = (counts.byKind[kind] ?? 0) + 1
    counts.writes += 1
  }
  const counted: Table = {
    ...table,
    async get(key, options) {
      counts.reads += 1
      return await table.get(key, options)
    },
    async getMany(keys, options) {
      counts.reads += Math.ceil(keys.length / 100)
      return await table.getMany(keys, options)
    },
    async queryPage(query) {
      counts.reads += 1
      return await table.queryPage(query)
    },
    async *query(query) {
      counts.reads += 1
      yield* table.query(query)
    },
    async put(item, condition) {
      wrote(item)
      return await table.put(item, condition)
    },
    async update(key, changes, condition) {
      wrote(key)
      return await table.update(key, changes, condition)
    },
  }
  return { table: counted, counts }
}
