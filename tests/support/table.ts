// A fresh table for a test: the embedded database in memory, through the real client.
import type { AddressInfo } from 'node:net'
import { CreateTableCommand, DescribeTableCommand, DynamoDBClient } from '@aws-sdk/client-dynamodb'
import { DynamoDBDocumentClient } from '@aws-sdk/lib-dynamodb'
import dynalite from 'dynalite'
import { dynamoTable, type Table } from '#aws/table'
import { tableSchema } from '#aws/table-schema'

export async function testTable(): Promise<{ table: Table; close: () => Promise<void> }> {
  const server = dynalite({ createTableMs: 0, deleteTableMs: 0, updateTableMs: 0 })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const { port } = server.address() as AddressInfo
  const base = new DynamoDBClient({
    endpoint: `http://127.0.0.1:${port}`,
    region: 'eu-west-3',
    credentials: { accessKeyId: 'test', secretAccessKey: 'test' },
  })
  await base.send(new CreateTableCommand(tableSchema('test')))
  await untilActive(base)
  const client = DynamoDBDocumentClient.from(base, {
    marshallOptions: { removeUndefinedValues: true },
  })
  return {
    table: dynamoTable({ client, name: 'test', wait: async () => {} }),
    close: async () => {
      base.destroy()
      await new Promise<void>((resolve) => server.close(() => resolve()))
    },
  }
}

/** A table is there a moment after it was created, here as in AWS. */
async function untilActive(base: DynamoDBClient): Promise<void> {
  for (;;) {
    const { Table } = await base.send(new DescribeTableCommand({ TableName: 'test' }))
    if (Table?.TableStatus === 'ACTIVE') return
    await new Promise((resolve) => setTimeout(resolve, 1))
  }
}
