// Counts what DynamoDB would bill for a table's operations, in request units by the size of items:
// indexes hold whole items, so an entry is written again with its item, and moved when its key is.
import type { Item, Table } from '#aws/table'
import { itemBytes, readUnits, writeUnits } from './item-size.ts'

export type Meter = {
  readUnits: number
  writeUnits: number
  /** Of the write units, those for the indexes. */
  indexUnits: number
  calls: number
  /** Write units by the first words of the item's key. */
  writesByKind: Record<string, number>
  readsByKind: Record<string, number>
}

const indexes = ['gsi1', 'gsi2'] as const

/** A table that counts; a refused conditional write costs as much as one that is not. */
export function meteredTable(table: Table): { table: Table; meter: Meter } {
  const meter: Meter = {
    readUnits: 0,
    writeUnits: 0,
    indexUnits: 0,
    calls: 0,
    writesByKind: {},
    readsByKind: {},
  }
  const read = (kind: string, units: number) => {
    meter.calls += 1
    meter.readUnits += units
    meter.readsByKind[kind] = (meter.readsByKind[kind] ?? 0) + units
  }
  const wrote = (key: { pk: string; sk: string }, before: Item | undefined, after?: Item) => {
    const bytes = Math.max(before ? itemBytes(before) : 0, after ? itemBytes(after) : 0)
    let units = writeUnits(bytes)
    for (const index of indexes) {
      const moved = indexWrites(index, before, after)
      units += moved
      meter.indexUnits += moved
    }
    meter.calls += 1
    meter.writeUnits += units
    const kind = kindOf(key)
    meter.writesByKind[kind] = (meter.writesByKind[kind] ?? 0) + units
  }
  const metered: Table = {
    ...table,
    async get(key, options = {}) {
      const item = await table.get(key, options)
      read(kindOf(key), readUnits(item ? itemBytes(item) : 0, options.consistent ?? false))
      return item
    },
    async getMany(keys, options = {}) {
      const items = await table.getMany(keys, options)
      const consistent = options.consistent ?? false
      const found = items.reduce((sum, item) => sum + readUnits(itemBytes(item), consistent), 0)
      const missing = (keys.length - items.length) * readUnits(0, consistent)
      if (keys.length > 0) read(kindOf(keys[0] as { pk: string; sk: string }), found + missing)
      return items
    },
    async queryPage(query) {
      const page = await table.queryPage(query)
      const bytes = page.items.reduce((sum, item) => sum + itemBytes(item), 0)
      const isStale = query.index !== undefined || !query.consistent
      read(queryKind(query), readUnits(bytes, !isStale))
      return page
    },
    async *query(query) {
      let bytes = 0
      for await (const item of table.query(query)) {
        bytes += itemBytes(item)
        yield item
      }
      const isStale = query.index !== undefined || !query.consistent
      read(queryKind(query), readUnits(bytes, !isStale))
    },
    async put(item, condition) {
      const before = await table.get(item, { consistent: true })
      const result = await table.put(item, condition)
      wrote(item, before, result.kind === 'written' ? item : before)
      return result
    },
    async update(key, changes, condition) {
      const before = await table.get(key, { consistent: true })
      const result = await table.update(key, changes, condition)
      wrote(key, before, result.kind === 'written' ? result.item : before)
      return result
    },
    async delete(key, condition) {
      const before = await table.get(key, { consistent: true })
      const result = await table.delete(key, condition)
      wrote(key, before)
      return result
    },
  }
  return { table: metered, meter }
}

/** A changed entry is one write, a moved one two: the old one taken out, the new one put in. */
function indexWrites(index: 'gsi1' | 'gsi2', before?: Item, after?: Item): number {
  const keyIn = (item?: Item) =>
    item?.[`${index}pk`] === undefined ? undefined : `${item[`${index}pk`]} ${item[`${index}sk`]}`
  const old = keyIn(before)
  const now = keyIn(after)
  const units = (item?: Item) => writeUnits(item ? itemBytes(item) : 0)
  if (old === undefined && now === undefined) return 0
  if (before === after) return 0
  if (old === now) return Math.max(units(before), units(after))
  return (old === undefined ? 0 : units(before)) + (now === undefined ? 0 : units(after))
}

function kindOf({ pk, sk }: { pk: string; sk: string }): string {
  return `${pk.split('#')[0]}/${sk.split('#')[0]}`
}

function queryKind(query: { index?: string; partition: string; beginsWith?: string }): string {
  return `${query.partition.split('#')[0]}/${(query.beginsWith ?? query.index ?? '*').split('#')[0]}`
}
