// The two databases of the conformance tests, behind one door each: ours (dynalite behind the
// sandbox's port) and AWS's own DynamoDB Local. `npm run test:conformance` starts the latter.
import { randomUUID } from 'node:crypto'
import { CreateTableCommand, DynamoDBClient, waitUntilTableExists } from '@aws-sdk/client-dynamodb'
import { DynamoDBDocumentClient } from '@aws-sdk/lib-dynamodb'
import { dynamoTable, type Table } from '#aws/table'
import { tableSchema } from '#aws/table-schema'
import { clientConfig, testCloud } from './cloud.ts'

export type Database = {
  name: 'embedded' | 'dynamodbLocal'
  /** Kiosque's table, empty at first, as every package uses it. */
  table: Table
  tableName: string
  /** For what the table's own operations never send. */
  client: DynamoDBDocumentClient
  close(): Promise<void>
}

/** The cases of `describe.each`: the same tests for both. */
export const databases = [
  { name: 'the embedded database', open: () => openEmbedded() },
  { name: 'DynamoDB Local', open: () => openDynamodbLocal() },
] as const

export async function openEmbedded(): Promise<Database> {
  const { cloud, close } = await testCloud()
  return await openTable('embedded', cloud.url, close)
}

export async function openDynamodbLocal(): Promise<Database> {
  return await openTable('dynamodbLocal', startedAt('CONFORMANCE_DYNAMODB'), async () => {})
}

/** The address of a server that `scripts/test-conformance.mjs` has started. */
export function startedAt(
  name: 'CONFORMANCE_DYNAMODB' | 'CONFORMANCE_SQS' | 'CONFORMANCE_SES',
): string {
  const url = process.env[name]
  if (url === undefined) throw new Error('Run these tests by `npm run test:conformance`')
  return url
}

async function openTable(
  name: Database['name'],
  url: string,
  closeServer: () => Promise<void>,
): Promise<Database> {
  const base = new DynamoDBClient({ ...clientConfig({ url }), maxAttempts: 1 })
  const tableName = `kiosque-${randomUUID()}`
  await base.send(new CreateTableCommand(tableSchema(tableName)))
  await waitUntilTableExists(
    { client: base, maxWaitTime: 30, minDelay: 1 },
    { TableName: tableName },
  )
  const client = DynamoDBDocumentClient.from(base, {
    marshallOptions: { removeUndefinedValues: true },
  })
  return {
    name,
    client,
    tableName,
    table: dynamoTable({ client, name: tableName, wait: async () => {} }),
    close: async () => {
      base.destroy()
      await closeServer()
    },
  }
}
