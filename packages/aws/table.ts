// The table: the few operations Kiosque uses of DynamoDB, over lib-dynamodb. Pages and batches are
// followed to their end here (LastEvaluatedKey, UnprocessedItems, UnprocessedKeys), nowhere else.
import type { DynamoDBDocumentClient } from '@aws-sdk/lib-dynamodb'
import {
  BatchGetCommand,
  BatchWriteCommand,
  DeleteCommand,
  GetCommand,
  PutCommand,
  QueryCommand,
  ScanCommand,
  UpdateCommand,
} from '@aws-sdk/lib-dynamodb'
import { decodeCursor, encodeCursor } from './cursor.ts'
import type { Key } from './keys.ts'

/** An item as stored: attributes by name; sets are JavaScript Sets. */
export type Item = Record<string, unknown>

/**
 * A condition in DynamoDB's expression language. Each `#name` in it stands for the attribute
 * `name`; each `:value` is looked up in `values`. Example:
 * `{ if: '#status IN (:a, :b)', values: { ':a': 'scheduled', ':b': 'paused' } }`.
 */
export type Condition = { if: string; values?: Record<string, unknown> }

/** What an update changes. A set attribute that would become empty vanishes, as in DynamoDB. */
export type Changes = {
  set?: Record<string, unknown>
  /** Set only where the attribute is absent. */
  setIfAbsent?: Record<string, unknown>
  remove?: readonly string[]
  /** Numbers are added, Sets are united. */
  add?: Record<string, number | Set<number> | Set<string>>
  /** Members taken out of sets. */
  take?: Record<string, Set<number> | Set<string>>
}

export type Written = { kind: 'written'; item: Item } | { kind: 'conditionFailed' }

export type Query = {
  index?: 'gsi1' | 'gsi2'
  partition: string
  /** Restricts the sort key; inclusive. */
  between?: readonly [string, string]
  beginsWith?: string
  newestFirst?: boolean
  /** Items a page (at most 1,000). */
  limit?: number
  cursor?: string | undefined
  consistent?: boolean
  /** Attributes to return; all when absent. */
  only?: readonly string[]
}

export type Page = { items: Item[]; cursor?: string }

/** The storage port of every context's `store.ts`. */
export interface Table {
  get(key: Key, options?: { consistent?: boolean }): Promise<Item | undefined>
  /** In any order; missing keys are left out. Keys must differ. */
  getMany(keys: readonly Key[], options?: { consistent?: boolean }): Promise<Item[]>
  put(item: Item & Key, condition?: Condition): Promise<{ kind: 'written' | 'conditionFailed' }>
  /** Answers with the item as it is after the write. */
  update(key: Key, changes: Changes, condition?: Condition): Promise<Written>
  delete(key: Key, condition?: Condition): Promise<{ kind: 'written' | 'conditionFailed' }>
  queryPage(query: Query): Promise<Page>
  /** Every item of the partition, page by page. */
  query(query: Query): AsyncIterable<Item>
  count(query: Query): Promise<number>
  /** Unconditional; for items that only one writer makes. */
  putMany(items: readonly (Item & Key)[]): Promise<void>
  /** The whole table; for backups and rebuilds, never in a request. */
  scan(): AsyncIterable<Item>
}

/** The condition that nothing is stored under the key yet. */
export const ifAbsent: Condition = { if: 'attribute_not_exists(#pk)' }
/** The condition that something is stored under the key. */
export const ifPresent: Condition = { if: 'attribute_exists(#pk)' }

export const tableLimits = {
  batchWrite: 25,
  batchGet: 100,
  pageItems: 1_000,
  batchAttempts: 8,
}

/**
 * The table over a document client. `wait` pauses between tries of a batch that came back with
 * work left (ms).
 */
export function dynamoTable(options: {
  client: DynamoDBDocumentClient
  name: string
  wait?: (ms: number) => Promise<void>
}): Table {
  const { client, name: TableName } = options
  const wait = options.wait ?? ((ms) => new Promise((resolve) => setTimeout(resolve, ms)))

  async function conditional<T>(send: () => Promise<T>): Promise<T | 'conditionFailed'> {
    try {
      return await send()
    } catch (error) {
      if (error instanceof Error && error.name === 'ConditionalCheckFailedException')
        return 'conditionFailed'
      throw error
    }
  }

  async function queryPage(query: Query): Promise<Page> {
    const result = await client.send(new QueryCommand({ TableName, ...queryInput(query) }))
    const items = (result.Items ?? []) as Item[]
    return result.LastEvaluatedKey
      ? { items, cursor: encodeCursor(result.LastEvaluatedKey) }
      : { items }
  }

  return {
    async get(key, { consistent = false } = {}) {
      const result = await client.send(
        new GetCommand({ TableName, Key: key, ConsistentRead: consistent }),
      )
      return result.Item
    },

    async getMany(keys, { consistent = false } = {}) {
      const items: Item[] = []
      for (let start = 0; start < keys.length; start += tableLimits.batchGet) {
        let left: Key[] = keys.slice(start, start + tableLimits.batchGet).map(({ pk, sk }) => ({
          pk,
          sk,
        }))
        for (let attempt = 0; left.length > 0; attempt++) {
          if (attempt > 0) await wait(backoffMs(attempt))
          if (attempt >= tableLimits.batchAttempts) throw new Error('BatchGet kept keys back')
          const result = await client.send(
            new BatchGetCommand({
              RequestItems: { [TableName]: { Keys: left, ConsistentRead: consistent } },
            }),
          )
          const got = (result.Responses?.[TableName] ?? []) as Item[]
          items.push(...got)
          left = (result.UnprocessedKeys?.[TableName]?.Keys ?? []) as Key[]
          if (got.length > 0) attempt = 0
        }
      }
      return items
    },

    async put(item, condition) {
      const result = await conditional(() =>
        client.send(new PutCommand({ TableName, Item: item, ...conditionInput(condition) })),
      )
      return { kind: result === 'conditionFailed' ? 'conditionFailed' : 'written' }
    },

    async update(key, changes, condition) {
      const result = await conditional(() =>
        client.send(
          new UpdateCommand({
            TableName,
            Key: key,
            ReturnValues: 'ALL_NEW',
            ...updateInput(changes, condition),
          }),
        ),
      )
      if (result === 'conditionFailed') return { kind: 'conditionFailed' }
      return { kind: 'written', item: result.Attributes ?? {} }
    },

    async delete(key, condition) {
      const result = await conditional(() =>
        client.send(new DeleteCommand({ TableName, Key: key, ...conditionInput(condition) })),
      )
      return { kind: result === 'conditionFailed' ? 'conditionFailed' : 'written' }
    },

    queryPage,

    async *query(query) {
      let cursor = query.cursor
      do {
        const page = await queryPage({ ...query, cursor })
        yield* page.items
        cursor = page.cursor
      } while (cursor !== undefined)
    },

    async count(query) {
      let total = 0
      let start: Record<string, unknown> | undefined
      do {
        const result = await client.send(
          new QueryCommand({
            TableName,
            ...queryInput({ ...query, only: undefined } as Query),
            Select: 'COUNT',
            ExclusiveStartKey: start,
          }),
        )
        total += result.Count ?? 0
        start = result.LastEvaluatedKey
      } while (start)
      return total
    },

    async putMany(items) {
      for (let start = 0; start < items.length; start += tableLimits.batchWrite) {
        let left = items.slice(start, start + tableLimits.batchWrite).map((Item) => ({
          PutRequest: { Item },
        }))
        for (let attempt = 0; left.length > 0; attempt++) {
          if (attempt > 0) await wait(backoffMs(attempt))
          if (attempt >= tableLimits.batchAttempts) throw new Error('BatchWrite kept items back')
          const before = left.length
          const result = await client.send(
            new BatchWriteCommand({ RequestItems: { [TableName]: left } }),
          )
          left = (result.UnprocessedItems?.[TableName] ?? []) as typeof left
          if (left.length < before) attempt = 0
        }
      }
    },

    async *scan() {
      let start: Record<string, unknown> | undefined
      do {
        const result = await client.send(
          new ScanCommand({ TableName, ExclusiveStartKey: start, ConsistentRead: true }),
        )
        yield* (result.Items ?? []) as Item[]
        start = result.LastEvaluatedKey
      } while (start)
    },
  }
}

function backoffMs(attempt: number): number {
  return Math.min(50 * 2 ** attempt, 3_000)
}

function conditionInput(condition: Condition | undefined) {
  if (!condition) return {}
  return {
    ConditionExpression: condition.if,
    ...optionalNames(namesIn(condition.if)),
    ...(condition.values ? { ExpressionAttributeValues: condition.values } : {}),
  }
}

function updateInput(changes: Changes, condition: Condition | undefined) {
  const names: Record<string, string> = condition ? namesIn(condition.if) : {}
  const values: Record<string, unknown> = { ...condition?.values }
  const clauses: string[] = []
  let counter = 0
  const entries = (changed: Record<string, unknown> | undefined) =>
    Object.entries(changed ?? {}).filter(([, value]) => value !== undefined)
  const place = (name: string, value: unknown) => {
    names[`#${name}`] = name
    const placeholder = `:v${counter++}`
    values[placeholder] = value
    return placeholder
  }
  const sets = entries(changes.set).map(([name, value]) => `#${name} = ${place(name, value)}`)
  for (const [name, value] of entries(changes.setIfAbsent))
    sets.push(`#${name} = if_not_exists(#${name}, ${place(name, value)})`)
  if (sets.length > 0) clauses.push(`SET ${sets.join(', ')}`)
  const removed = (changes.remove ?? []).map((name) => {
    names[`#${name}`] = name
    return `#${name}`
  })
  if (removed.length > 0) clauses.push(`REMOVE ${removed.join(', ')}`)
  const notEmpty = ([, value]: [string, unknown]) => !(value instanceof Set && value.size === 0)
  const added = entries(changes.add).filter(notEmpty)
  if (added.length > 0)
    clauses.push(`ADD ${added.map(([name, value]) => `#${name} ${place(name, value)}`).join(', ')}`)
  const taken = entries(changes.take).filter(notEmpty)
  if (taken.length > 0)
    clauses.push(
      `DELETE ${taken.map(([name, value]) => `#${name} ${place(name, value)}`).join(', ')}`,
    )
  return {
    ...(clauses.length > 0 ? { UpdateExpression: clauses.join(' ') } : {}),
    ...(condition ? { ConditionExpression: condition.if } : {}),
    ...optionalNames(names),
    ...(Object.keys(values).length > 0 ? { ExpressionAttributeValues: values } : {}),
  }
}

function queryInput(query: Query) {
  const index = query.index ?? ''
  const sortKey = `${index}sk`
  const names: Record<string, string> = { '#pk': `${index}pk` }
  const values: Record<string, unknown> = { ':pk': query.partition }
  let expression = '#pk = :pk'
  if (query.between) {
    names['#sk'] = sortKey
    values[':from'] = query.between[0]
    values[':to'] = query.between[1]
    expression += ' AND #sk BETWEEN :from AND :to'
  } else if (query.beginsWith !== undefined) {
    names['#sk'] = sortKey
    values[':prefix'] = query.beginsWith
    expression += ' AND begins_with(#sk, :prefix)'
  }
  const projection = query.only?.map((name, at) => {
    names[`#p${at}`] = name
    return `#p${at}`
  })
  return {
    ...(query.index ? { IndexName: query.index } : { ConsistentRead: query.consistent ?? false }),
    KeyConditionExpression: expression,
    ExpressionAttributeNames: names,
    ExpressionAttributeValues: values,
    ScanIndexForward: !query.newestFirst,
    Limit: Math.min(query.limit ?? tableLimits.pageItems, tableLimits.pageItems),
    ...(projection ? { ProjectionExpression: projection.join(', ') } : {}),
    ...(query.cursor ? { ExclusiveStartKey: decodeCursor(query.cursor, query) } : {}),
  }
}

function namesIn(expression: string): Record<string, string> {
  return Object.fromEntries(
    [...expression.matchAll(/#([A-Za-z][A-Za-z0-9]*)/g)].map(([placeholder, name]) => [
      placeholder,
      name as string,
    ]),
  )
}

function optionalNames(names: Record<string, string>) {
  return Object.keys(names).length > 0 ? { ExpressionAttributeNames: names } : {}
}
