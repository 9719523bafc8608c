// The table's shape, for the sandbox and tests; infra/storage.ts declares the same to AWS.
import type { CreateTableCommandInput } from '@aws-sdk/client-dynamodb'

/** Two sparse indexes, all attributes projected, on demand. TTL on `expiresAt`. */
export function tableSchema(TableName: string): CreateTableCommandInput {
  const names = ['pk', 'sk', 'gsi1pk', 'gsi1sk', 'gsi2pk', 'gsi2sk']
  const index = (IndexName: string) => ({
    IndexName,
    KeySchema: [
      { AttributeName: `${IndexName}pk`, KeyType: 'HASH' as const },
      { AttributeName: `${IndexName}sk`, KeyType: 'RANGE' as const },
    ],
    Projection: { ProjectionType: 'ALL' as const },
  })
  return {
    TableName,
    BillingMode: 'PAY_PER_REQUEST',
    AttributeDefinitions: names.map((AttributeName) => ({ AttributeName, AttributeType: 'S' })),
    KeySchema: [
      { AttributeName: 'pk', KeyType: 'HASH' },
      { AttributeName: 'sk', KeyType: 'RANGE' },
    ],
    GlobalSecondaryIndexes: [index('gsi1'), index('gsi2')],
  }
}
