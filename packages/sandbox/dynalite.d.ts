declare module 'dynalite' {
  import type { Server } from 'node:http'
  export default function dynalite(options?: {
    path?: string
    createTableMs?: number
    deleteTableMs?: number
    updateTableMs?: number
    maxItemSizeKb?: number
  }): Server
}

declare module 'dynalite/db/index.js' {
  export type Callback<T = void> = (error: Error | null, value?: T) => void
  export type TableDefinition = {
    TableName: string
    AttributeDefinitions: unknown[]
    GlobalSecondaryIndexes?: { IndexName: string; KeySchema: unknown; Projection: unknown }[]
  }
  export type Store = {
    get(key: string, callback: Callback<unknown>): void
    batch(
      operations: ({ type: 'put'; key: string; value: unknown } | { type: 'del'; key: string })[],
      callback: Callback,
    ): void
  }
  export type Database = {
    db: {
      open(): Promise<void>
      close(callback: Callback): void
      iterator(range: { gte: string; lt: string }): AsyncIterable<[string, unknown]>
    }
    tableDb: Store
    getIndexDb(kind: 'Global', table: string, index: string): Store
  }
  const db: {
    create(options: { path: string }): Database
    getIndexActions(
      indexes: NonNullable<TableDefinition['GlobalSecondaryIndexes']>,
      existing: unknown,
      item: unknown,
      table: TableDefinition,
    ): { puts: { index: string; key: string; item: unknown }[] }
  }
  export default db
}
