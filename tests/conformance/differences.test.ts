// Where our database differs from DynamoDB: each difference as it is on either side. Whoever relies
// on one of these finds it here; docs/sandbox.md lists them. A test that turns red because the two
// have become alike is good news: it moves to the other files.
import { UpdateTimeToLiveCommand } from '@aws-sdk/client-dynamodb'
import {
  BatchGetCommand,
  BatchWriteCommand,
  PutCommand,
  TransactWriteCommand,
} from '@aws-sdk/lib-dynamodb'
import { afterAll, beforeAll, beforeEach, expect, it } from 'vitest'
import type { Table } from '#aws/table'
import { deliveryLimits } from '#delivery/mailing'
import { type Database, openDynamodbLocal, openEmbedded } from '../support/conformance.ts'

let ours: Database
let aws: Database
let key: { pk: string; sk: string }
let testNumber = 0
beforeAll(async () => {
  ours = await openEmbedded()
  aws = await openDynamodbLocal()
})
afterAll(async () => {
  await ours.close()
  await aws.close()
})
beforeEach(() => {
  key = { pk: `D#${testNumber++}`, sk: 'A' }
})

/** What the same call came to on both: an answer, or the name of the refusal. */
async function onBoth<T>(call: (database: Database) => Promise<T>) {
  const outcome = (database: Database) => call(database).catch((error: Error) => error.name)
  return { ours: await outcome(ours), aws: await outcome(aws) }
}
const written = (call: (table: Table) => Promise<{ kind: string }>) =>
  onBoth(async ({ table }) => (await call(table)).kind)
const refusedByAwsAlone = (kind: string) => ({ ours: kind, aws: 'ValidationException' })

it('takes an empty text as a key of an index', async () => {
  expect(await written((table) => table.put({ ...key, gsi1pk: '', gsi1sk: 'x' }))).toEqual(
    refusedByAwsAlone('written'),
  )
  expect(await written((table) => table.put({ ...key, gsi1pk: 'x', gsi1sk: '' }))).toEqual(
    refusedByAwsAlone('written'),
  )
  expect(await written((table) => table.update(key, { set: { gsi2pk: '', gsi2sk: 'x' } }))).toEqual(
    refusedByAwsAlone('written'),
  )
})

it('takes a key of an index that is too long', async () => {
  const gsi1pk = 'x'.repeat(2_049)
  expect(await written((table) => table.put({ ...key, gsi1pk, gsi1sk: 'x' }))).toEqual(
    refusedByAwsAlone('written'),
  )
})

it('takes values nested deeper than 32 levels', async () => {
  const nested = (levels: number) => {
    let value: unknown = 1
    for (let level = 0; level < levels; level++) value = [value]
    return value
  }
  expect(await written((table) => table.put({ ...key, value: nested(31) }))).toEqual({
    ours: 'written',
    aws: 'written',
  })
  expect(await written((table) => table.put({ ...key, value: nested(33) }))).toEqual(
    refusedByAwsAlone('written'),
  )
})

it('takes a condition with more than 300 operators', async () => {
  const claim = (count: number) => (table: Table) =>
    table.update(
      key,
      { add: { attempted: new Set([-1]) } },
      {
        if: Array.from({ length: count }, (_, n) => `NOT contains(#attempted, :n${n})`).join(
          ' AND ',
        ),
        values: Object.fromEntries(Array.from({ length: count }, (_, n) => [`:n${n}`, n])),
      },
    )
  // 100 terms: 100 NOT, 100 contains, 99 AND.
  expect(await written(claim(100))).toEqual({ ours: 'written', aws: 'written' })
  expect(await written(claim(101))).toEqual(refusedByAwsAlone('written'))
  // A claim of the send function stays far below: one term a recipient of a chunk, and the lease.
  expect(deliveryLimits.chunk).toBeLessThanOrEqual(99)
})

it('takes an expression longer than 4 KB', async () => {
  const texts = Array.from({ length: 90 }, (_, n) => `:${'v'.repeat(60)}${n}`)
  const condition = {
    if: `NOT #a IN (${texts.join(', ')})`,
    values: Object.fromEntries(texts.map((name) => [name, name])),
  }
  expect(await written((table) => table.update(key, { set: { a: 1 } }, condition))).toEqual(
    refusedByAwsAlone('written'),
  )
})

it('compares a boolean by order as false, instead of refusing the question', async () => {
  expect(
    await written((table) => table.put(key, { if: '#pk < :x', values: { ':x': true } })),
  ).toEqual(refusedByAwsAlone('conditionFailed'))
})

it('holds lists and maps for unequal, whatever they hold', async () => {
  const compare = async (table: Table, value: unknown) => {
    await table.put({ ...key, value })
    const condition = { if: '#value = :value', values: { ':value': value } }
    return await table.update(key, { set: { x: 1 } }, condition)
  }
  for (const value of [{ a: 1 }, {}, [1], ['a']])
    expect(await written((table) => compare(table, value))).toEqual({
      ours: 'conditionFailed',
      aws: 'written',
    })
  for (const value of ['a', 1, true, null, new Set([1, 2]), new Set(['a'])])
    expect(await written((table) => compare(table, value))).toEqual({
      ours: 'written',
      aws: 'written',
    })
})

it('counts the characters of an item for its 400 KB, where DynamoDB counts bytes', async () => {
  const room = 400 * 1_024 - Buffer.byteLength(`pk${key.pk}skAt`)
  const put = (t: string) => written((table) => table.put({ ...key, t }))
  expect(await put('é'.repeat(Math.floor(room / 2)))).toEqual({ ours: 'written', aws: 'written' })
  expect(await put('é'.repeat(room / 2 + 1))).toEqual(refusedByAwsAlone('written'))
  expect(await put('é'.repeat(room + 1))).toEqual({
    ours: 'ValidationException',
    aws: 'ValidationException',
  })
})

it('does not say what was there when a condition failed (ReturnValuesOnConditionCheckFailure)', async () => {
  const there = await onBoth(async ({ table, client, tableName }) => {
    await table.put({ ...key, n: 1 })
    return await client
      .send(
        new PutCommand({
          TableName: tableName,
          Item: key,
          ConditionExpression: 'attribute_not_exists(pk)',
          ReturnValuesOnConditionCheckFailure: 'ALL_OLD',
        }),
      )
      .catch((error: Error & { Item?: Record<string, unknown> }) => [error.name, error.Item?.['n']])
  })
  expect(there).toEqual({
    ours: ['ConditionalCheckFailedException', undefined],
    aws: ['ConditionalCheckFailedException', { N: '1' }],
  })
})

it('gives up a batch get sooner; the table asks for the rest on both', async () => {
  const items = Array.from({ length: 50 }, (_, n) => ({
    pk: key.pk,
    sk: String(n),
    text: 'x'.repeat(390_000),
  }))
  const Keys = items.map(({ pk, sk }) => ({ pk, sk }))
  const got = await onBoth(async ({ table, client, tableName }) => {
    await table.putMany(items)
    const first = await client.send(
      new BatchGetCommand({ RequestItems: { [tableName]: { Keys } } }),
    )
    return {
      first: first.Responses?.[tableName]?.length,
      unprocessed: first.UnprocessedKeys?.[tableName]?.Keys?.length,
      all: (await table.getMany(Keys)).length,
    }
  })
  expect(got).toEqual({
    ours: { first: 3, unprocessed: 47, all: 50 },
    aws: { first: 43, unprocessed: 7, all: 50 },
  })
})

it('knows no transactions and no TTL setting (the sandbox sweeps expired items itself)', async () => {
  const transaction = await onBoth(async ({ client, tableName }) => {
    const Put = { TableName: tableName, Item: key }
    await client.send(new TransactWriteCommand({ TransactItems: [{ Put }] }))
    return 'written'
  })
  expect(transaction).toEqual({ ours: 'UnknownOperationException', aws: 'written' })
  const ttl = await onBoth(async ({ client, tableName }) => {
    const TimeToLiveSpecification = { AttributeName: 'expiresAt', Enabled: true }
    await client.send(
      new UpdateTimeToLiveCommand({ TableName: tableName, TimeToLiveSpecification }),
    )
    return 'enabled'
  })
  expect(ttl).toEqual({ ours: 'UnknownOperationException', aws: 'enabled' })
})

it('never leaves part of a batch write undone, nor does DynamoDB Local', async () => {
  const items = Array.from({ length: 25 }, (_, n) => ({
    pk: key.pk,
    sk: String(n),
    text: 'x'.repeat(390_000),
  }))
  const puts = items.map((Item) => ({ PutRequest: { Item } }))
  // On AWS they come back; tests/unit/aws/table.test.ts sends the rest again.
  const left = await onBoth(async ({ client, tableName }) => {
    const answer = await client.send(new BatchWriteCommand({ RequestItems: { [tableName]: puts } }))
    return Object.keys(answer.UnprocessedItems ?? {})
  })
  expect(left).toEqual({ ours: [], aws: [] })
})
