// What DynamoDB refuses, our database refuses by the same name: a bug shows here, not at a publisher's.
import { PutItemCommand } from '@aws-sdk/client-dynamodb'
import {
  BatchGetCommand,
  BatchWriteCommand,
  PutCommand,
  QueryCommand,
  UpdateCommand,
} from '@aws-sdk/lib-dynamodb'
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import type { Changes, Table } from '#aws/table'
import { type Database, databases } from '../support/conformance.ts'

describe.each(databases)('refusals of $name', ({ open }) => {
  let database: Database
  let table: Table
  let pk: string
  let testNumber = 0
  beforeAll(async () => {
    database = await open()
    table = database.table
  })
  afterAll(() => database.close())
  beforeEach(() => {
    pk = `R#${testNumber++}`
  })

  const key = () => ({ pk, sk: 'A' })
  const cursor = (position: object) => Buffer.from(JSON.stringify(position)).toString('base64url')
  const refused = async (call: Promise<unknown>) => {
    await expect(call).rejects.toMatchObject({ name: 'ValidationException' })
    expect(await table.get(key(), { consistent: true })).toBeUndefined()
  }

  it('an item above 400 KB, counted with its names; one at the limit passes', async () => {
    const room = 400 * 1_024 - Buffer.byteLength(`pk${pk}skAt`)
    await refused(table.put({ ...key(), t: 'x'.repeat(room + 1) }))
    expect(await table.put({ ...key(), t: 'x'.repeat(room) })).toEqual({ kind: 'written' })
  })

  it('an update that makes an item grow above 400 KB, and leaves the item as it was', async () => {
    await table.put({ ...key(), t: 'x'.repeat(300_000) })
    await expect(table.update(key(), { set: { u: 'x'.repeat(200_000) } })).rejects.toMatchObject({
      name: 'ValidationException',
    })
    expect(Object.keys((await table.get(key(), { consistent: true })) ?? {})).toHaveLength(3)
  })

  it('two changes whose paths overlap', async () => {
    await refused(table.update(key(), { set: { a: 1 }, remove: ['a'] }))
    await refused(table.update(key(), { set: { a: 1 }, setIfAbsent: { a: 2 } }))
    await refused(table.update(key(), { add: { a: new Set([1]) }, take: { a: new Set([2]) } }))
  })

  it('a value or a name that no expression uses, and a value that is not given', async () => {
    await refused(
      table.update(key(), { set: { a: 1 } }, { if: '#a = :a', values: { ':a': 1, ':unused': 2 } }),
    )
    await refused(table.update(key(), { set: { a: 1 } }, { if: '#a = :missing' }))
    await refused(
      database.client.send(
        new PutCommand({
          TableName: database.tableName,
          Item: key(),
          ConditionExpression: 'attribute_not_exists(pk)',
          ExpressionAttributeNames: { '#unused': 'x' },
        }),
      ),
    )
  })

  it('expressions that can only be mistakes', async () => {
    for (const condition of [
      '#a = #a',
      'contains(#a, #a)',
      '((attribute_exists(#a)))',
      'attribute_exists(#a) AND',
      'attribute_exits(#a)',
    ])
      await refused(table.update(key(), { set: { a: 1 } }, { if: condition }))
  })

  it('an empty key of the table, and a change of the key', async () => {
    await refused(table.put({ pk, sk: '' }))
    await refused(table.put({ pk: '', sk: 'A' }))
    await refused(table.update(key(), { set: { sk: 'B' } }))
    await refused(table.put({ pk, sk: 'x'.repeat(1_025) }))
  })

  it('an index key that is no text', async () => {
    await refused(table.put({ ...key(), gsi1pk: 5, gsi1sk: 'x' }))
  })

  it('to add to a text, or to take members of another type', async () => {
    await table.put({ ...key(), text: 'x', set: new Set(['a']) })
    const mistakes: Changes[] = [
      { add: { text: 1 } },
      { add: { set: 1 } },
      { add: { set: new Set([1]) } },
      { take: { set: new Set([1]) } },
    ]
    for (const changes of mistakes)
      await expect(table.update(key(), changes)).rejects.toMatchObject({
        name: 'ValidationException',
      })
  })

  it('to set inside a map that is not there', async () => {
    await refused(
      database.client.send(
        new UpdateCommand({
          TableName: database.tableName,
          Key: key(),
          UpdateExpression: 'SET a.b = :x',
          ExpressionAttributeValues: { ':x': 1 },
        }),
      ),
    )
  })

  it('an empty set, and a set with a member twice', async () => {
    for (const members of [[], ['a', 'a']])
      await refused(
        database.client.send(
          new PutItemCommand({
            TableName: database.tableName,
            Item: { pk: { S: pk }, sk: { S: 'A' }, set: { SS: members } },
          }),
        ),
      )
  })

  it('a batch with a key twice, and batches above 25 and 100', async () => {
    await refused(table.putMany([key(), key()]))
    await refused(table.getMany([key(), key()]))
    const many = (count: number) => Array.from({ length: count }, (_, n) => ({ pk, sk: `${n}` }))
    const { tableName, client } = database
    const puts = many(26).map((Item) => ({ PutRequest: { Item } }))
    await refused(client.send(new BatchWriteCommand({ RequestItems: { [tableName]: puts } })))
    const Keys = many(101)
    await refused(client.send(new BatchGetCommand({ RequestItems: { [tableName]: { Keys } } })))
  })

  it('a range upside down, and a consistent read of an index', async () => {
    await refused(table.queryPage({ partition: pk, between: ['b', 'a'] }))
    await refused(
      database.client.send(
        new QueryCommand({
          TableName: database.tableName,
          IndexName: 'gsi1',
          ConsistentRead: true,
          KeyConditionExpression: 'gsi1pk = :p',
          ExpressionAttributeValues: { ':p': pk },
        }),
      ),
    )
  })

  it('a cursor of another partition, of half a key, or without the index’s key', async () => {
    const none = (page: Promise<unknown>) => expect(page).rejects.toMatchObject({ code: 'invalid' })
    await none(table.queryPage({ partition: pk, cursor: cursor({ pk: 'OTHER', sk: 'A' }) }))
    await none(table.queryPage({ partition: pk, cursor: cursor({ pk }) }))
    await none(table.queryPage({ index: 'gsi1', partition: pk, cursor: cursor(key()) }))
  })
})
