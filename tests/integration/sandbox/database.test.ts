import { connect } from 'node:net'
import {
  CreateTableCommand,
  DescribeTableCommand,
  DynamoDBClient,
  PutItemCommand,
  waitUntilTableExists,
} from '@aws-sdk/client-dynamodb'
import dynaliteDb from 'dynalite/db/index.js'
import { afterEach, expect, it } from 'vitest'
import { tableSchema } from '#aws/table-schema'
import { startCloud } from '#sandbox/cloud'
import { openDatabase } from '#sandbox/dynamodb'
import { names } from '#sandbox/wiring'
import { clientConfig, temporaryFolder, testCloud } from '../../support/cloud.ts'

const cleanUp: (() => unknown)[] = []
afterEach(async () => {
  while (cleanUp.length > 0) await cleanUp.pop()?.()
})

it('survives a client that drops in the middle of an upload', async () => {
  const { cloud, close } = await testCloud()
  cleanUp.push(close)
  const { port } = new URL(cloud.url)
  for (const body of ['{"TableName":"', '']) {
    const socket = connect(Number(port), '127.0.0.1')
    await new Promise((done) => socket.once('connect', done))
    socket.write(
      'POST / HTTP/1.1\r\nhost: x\r\nx-amz-target: DynamoDB_20120810.PutItem\r\n' +
        `content-type: application/x-amz-json-1.0\r\ncontent-length: 5000\r\n\r\n${body}`,
    )
    await new Promise((done) => setTimeout(done, 20))
    socket.resetAndDestroy()
  }
  await cloud.table.put({ pk: 'A', sk: 'A', n: 1 })
  expect(await cloud.table.get({ pk: 'A', sk: 'A' })).toMatchObject({ n: 1 })
})

it('answers nonsense with an error and goes on', async () => {
  const { cloud, close } = await testCloud()
  cleanUp.push(close)
  for (const body of ['{', 'null', '{"TableName":null}', '{"TableName":{"a":[]},"Key":7}']) {
    const answer = await fetch(cloud.url, {
      method: 'POST',
      body,
      headers: {
        'x-amz-target': 'DynamoDB_20120810.GetItem',
        'content-type': 'application/x-amz-json-1.0',
        'x-amz-date': '20260101T000000Z',
        authorization: 'AWS4-HMAC-SHA256 Credential=a, SignedHeaders=b, Signature=c',
      },
    })
    expect(answer.status).toBeGreaterThanOrEqual(400)
  }
  expect(await cloud.table.get({ pk: 'A', sk: 'A' })).toBeUndefined()
})

it('lets no web page in but for uploads', async () => {
  const { cloud, close } = await testCloud()
  cleanUp.push(close)
  const answer = await fetch(cloud.url, {
    method: 'POST',
    headers: { origin: 'https://elsewhere.example' },
    body: new URLSearchParams({ Action: 'GetSendQuota' }),
  })
  expect(answer.status).toBe(403)
})

it('keeps its items from one start to the next', async () => {
  const { folder, remove } = temporaryFolder()
  cleanUp.push(remove)
  const options = {
    dataDir: folder,
    siteUrl: 'http://localhost:8787',
    sender: 'a@en-contact.example',
    functions: 'none' as const,
  }
  const first = await startCloud(options)
  await first.table.put({ pk: 'A', sk: 'A', gsi2pk: 'DUE', gsi2sk: '1' })
  const signingKey = first.environment['SST_RESOURCE_SigningKey']
  await first.stop()
  const second = await startCloud(options)
  cleanUp.push(() => second.stop())
  expect(await second.table.count({ index: 'gsi2', partition: 'DUE' })).toBe(1)
  expect(second.environment['SST_RESOURCE_SigningKey']).toBe(signingKey)
})

it('puts right what a kill between an index entry and its item left behind', async () => {
  const { folder, remove } = temporaryFolder()
  cleanUp.push(remove)
  const schema = tableSchema('table')
  const said: string[] = []
  const open = (stoppedUncleanly: boolean) =>
    openDatabase({ folder, schema, stoppedUncleanly, say: (text) => said.push(text) })
  const put = (database: Awaited<ReturnType<typeof open>>, item: Record<string, string>) =>
    database.handle(
      request('PutItem', {
        TableName: 'table',
        Item: Object.fromEntries(Object.entries(item).map(([name, S]) => [name, { S }])),
      }),
    )
  const first = await open(false)
  await put(first, { pk: 'A', sk: 'A', gsi2pk: 'DUE', gsi2sk: '1' })
  await put(first, { pk: 'B', sk: 'B', gsi2pk: 'DUE', gsi2sk: '2' })
  await first.close()

  // One entry lost, one for an item that was never written.
  const store = dynaliteDb.create({ path: folder })
  await store.db.open()
  const index = store.getIndexDb('Global', 'table', 'gsi2')
  const keys: string[] = []
  for await (const [key] of store.db.iterator({
    gte: 'index-global~table~gsi2~',
    lt: 'index-global~table~gsi2~\xFF',
  }))
    keys.push(key.slice('index-global~table~gsi2~'.length))
  expect(keys).toHaveLength(2)
  await new Promise<void>((done, fail) =>
    index.batch(
      [
        { type: 'del', key: keys[0] as string },
        { type: 'put', key: `${keys[1]}ghost`, value: { pk: { S: 'G' }, sk: { S: 'G' } } },
      ],
      (error) => (error ? fail(error) : done()),
    ),
  )
  await new Promise<void>((done) => store.db.close(() => done()))

  const second = await open(true)
  cleanUp.push(() => second.close())
  const found = await second.handle(
    request('Query', {
      TableName: 'table',
      IndexName: 'gsi2',
      KeyConditionExpression: 'gsi2pk = :p',
      ExpressionAttributeValues: { ':p': { S: 'DUE' } },
    }),
  )
  if (found.kind !== 'answer') throw new Error('no answer')
  const items = (JSON.parse(String(found.body)) as { Items: { pk: { S: string } }[] }).Items
  expect(items.map(({ pk }) => pk.S)).toEqual(['A', 'B'])
  expect(said).toEqual([expect.stringContaining('2 index entries')])
})

it('adds an index that the folder lacks, and keeps the items', async () => {
  const { folder, remove } = temporaryFolder()
  cleanUp.push(remove)
  const full = tableSchema(names.table)
  const old = {
    ...full,
    AttributeDefinitions: full.AttributeDefinitions?.filter(
      ({ AttributeName }) => !AttributeName?.startsWith('gsi2'),
    ),
    GlobalSecondaryIndexes: full.GlobalSecondaryIndexes?.slice(0, 1),
  }
  const said: string[] = []
  const say = (text: string) => said.push(text)
  const path = `${folder}/dynamodb`
  const first = await openDatabase({ folder: path, schema: old, stoppedUncleanly: false, say })
  await first.handle(
    request('PutItem', {
      TableName: names.table,
      Item: { pk: { S: 'A' }, sk: { S: 'A' }, gsi2pk: { S: 'DUE' }, gsi2sk: { S: '1' } },
    }),
  )
  await first.close()
  const cloud = await startCloud({
    dataDir: folder,
    siteUrl: 'http://localhost:8787',
    sender: 'a@en-contact.example',
    functions: 'none',
    say,
  })
  cleanUp.push(() => cloud.stop())
  expect(said).toEqual([expect.stringContaining('gsi2')])
  expect(await cloud.table.count({ index: 'gsi2', partition: 'DUE' })).toBe(1)
})

it('takes expired items out by the sandbox’s clock', async () => {
  const { cloud, close } = await testCloud()
  cleanUp.push(close)
  const seconds = Math.floor(cloud.clock.now().getTime() / 1000)
  await cloud.table.put({ pk: 'OLD', sk: 'OLD', expiresAt: seconds - 10 })
  await cloud.table.put({ pk: 'NEW', sk: 'NEW', expiresAt: seconds + 1_000 })
  expect(await cloud.sweepExpired()).toBe(1)
  expect(await cloud.table.get({ pk: 'OLD', sk: 'OLD' })).toBeUndefined()
  expect(await cloud.table.get({ pk: 'NEW', sk: 'NEW' })).toBeDefined()
})

it('answers the plain client too: tables beside the one of Kiosque', async () => {
  const { cloud, close } = await testCloud()
  cleanUp.push(close)
  const client = new DynamoDBClient(clientConfig(cloud))
  cleanUp.push(() => client.destroy())
  await client.send(new CreateTableCommand(tableSchema('other')))
  await waitUntilTableExists({ client, maxWaitTime: 20, minDelay: 1 }, { TableName: 'other' })
  await client.send(
    new PutItemCommand({ TableName: 'other', Item: { pk: { S: 'é' }, sk: { S: '1' } } }),
  )
  const { Table } = await client.send(new DescribeTableCommand({ TableName: 'other' }))
  expect(Table?.TableStatus).toBe('ACTIVE')
})

function request(operation: string, input: unknown) {
  return {
    method: 'POST',
    url: '/',
    path: '/',
    query: new URLSearchParams(),
    headers: {
      'content-type': 'application/x-amz-json-1.0',
      'x-amz-target': `DynamoDB_20120810.${operation}`,
      'x-amz-date': '20260101T000000Z',
      authorization: 'AWS4-HMAC-SHA256 Credential=a, SignedHeaders=b, Signature=c',
    },
    body: Buffer.from(JSON.stringify(input)),
  }
}
