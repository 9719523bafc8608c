// Brings the indexes of the embedded database in line with its items. dynalite writes an item's
// index entries before the item, in separate steps: a kill in between can leave an entry too many
// or too few. The items are the truth; entries are computed from them anew.
import type { CreateTableCommandInput } from '@aws-sdk/client-dynamodb'
import dynaliteDb, { type Database, type Store, type TableDefinition } from 'dynalite/db/index.js'

type Operation = Parameters<Store['batch']>[0][number]

/**
 * Opens the files in `folder`, rebuilds the indexes if that is due, and closes them.
 * `noTable`: nothing is stored yet.
 */
export async function mendDatabase(options: {
  folder: string
  schema: CreateTableCommandInput
  stoppedUncleanly: boolean
  say: (sentence: string) => void
}): Promise<'noTable' | 'sound' | 'mended'> {
  const database = dynaliteDb.create({ path: options.folder })
  await database.db.open()
  try {
    const name = options.schema.TableName as string
    const table = await readTable(database, name)
    if (!table) return 'noTable'
    const added = await addMissingIndexes(database, table, options.schema)
    if (added.length > 0)
      options.say(`The local table gets the index ${added.join(', ')}; its items are kept.`)
    if (added.length === 0 && !options.stoppedUncleanly) return 'sound'
    const changed = await rebuildIndexes(database, table)
    if (changed > 0 && added.length === 0)
      options.say(`The last stop was unclean: ${changed} index entries were put right.`)
    return 'mended'
  } finally {
    await new Promise<void>((resolve, reject) =>
      database.db.close((error) => (error ? reject(error) : resolve())),
    )
  }
}

function readTable(database: Database, name: string): Promise<TableDefinition | undefined> {
  return new Promise((resolve, reject) =>
    database.tableDb.get(name, (error, value) => {
      if (error && error.name !== 'NotFoundError') reject(error)
      else resolve(value as TableDefinition | undefined)
    }),
  )
}

async function addMissingIndexes(
  database: Database,
  table: TableDefinition,
  schema: CreateTableCommandInput,
): Promise<string[]> {
  const have = table.GlobalSecondaryIndexes ?? []
  const missing = (schema.GlobalSecondaryIndexes ?? []).filter(
    (wanted) => !have.some((index) => index.IndexName === wanted.IndexName),
  )
  if (missing.length === 0) return []
  table.AttributeDefinitions = [...(schema.AttributeDefinitions ?? [])]
  table.GlobalSecondaryIndexes = [
    ...have,
    ...missing.map((index) => ({
      ...have[0],
      IndexName: index.IndexName as string,
      KeySchema: index.KeySchema,
      Projection: index.Projection,
    })),
  ]
  await apply(database.tableDb, [{ type: 'put', key: table.TableName, value: table }])
  return missing.map((index) => index.IndexName as string)
}

/** Answers with the number of index entries that were written or taken away. */
async function rebuildIndexes(database: Database, table: TableDefinition): Promise<number> {
  const indexes = table.GlobalSecondaryIndexes ?? []
  const name = table.TableName
  const wanted = new Map(indexes.map((index) => [index.IndexName, new Map<string, unknown>()]))
  for await (const [, item] of entriesUnder(database, `item-${name}~`))
    for (const put of dynaliteDb.getIndexActions(indexes, undefined, item, table).puts)
      wanted.get(put.index)?.set(put.key, put.item)

  let changed = 0
  for (const [index, entries] of wanted) {
    const operations: Operation[] = []
    for await (const [key, value] of entriesUnder(database, `index-global~${name}~${index}~`)) {
      if (!entries.has(key)) operations.push({ type: 'del', key })
      else if (JSON.stringify(entries.get(key)) === JSON.stringify(value)) entries.delete(key)
    }
    for (const [key, value] of entries) operations.push({ type: 'put', key, value })
    changed += operations.length
    for (let start = 0; start < operations.length; start += 500)
      await apply(database.getIndexDb('Global', name, index), operations.slice(start, start + 500))
  }
  return changed
}

/** The stored pairs under a prefix, in key order; keys without the prefix. */
async function* entriesUnder(database: Database, prefix: string): AsyncIterable<[string, unknown]> {
  for await (const [key, value] of database.db.iterator({ gte: prefix, lt: `${prefix}\xFF` }))
    yield [key.slice(prefix.length), value]
}

function apply(store: Store, operations: Operation[]): Promise<void> {
  return new Promise((resolve, reject) =>
    store.batch(operations, (error) => (error ? reject(error) : resolve())),
  )
}
