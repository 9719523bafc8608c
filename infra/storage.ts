// The table, the files and the secrets. The table's shape is packages/aws/table-schema.ts.
import { router } from './site'

export const table = new sst.aws.Dynamo('Main', {
  fields: {
    pk: 'string',
    sk: 'string',
    gsi1pk: 'string',
    gsi1sk: 'string',
    gsi2pk: 'string',
    gsi2sk: 'string',
  },
  primaryIndex: { hashKey: 'pk', rangeKey: 'sk' },
  globalIndexes: {
    gsi1: { hashKey: 'gsi1pk', rangeKey: 'gsi1sk', projection: 'all' },
    gsi2: { hashKey: 'gsi2pk', rangeKey: 'gsi2sk', projection: 'all' },
  },
  ttl: 'expiresAt',
  deletionProtection: $app.stage === 'production',
})

/** Pictures and exports. The console's pages may PUT to a signed link; nobody else's may. */
export const files = new sst.aws.Bucket('Files', {
  cors: {
    allowOrigins: [router.url],
    allowMethods: ['PUT'],
    allowHeaders: ['content-type'],
    maxAge: '1 hour',
  },
  // Files of the books go when what is said of them goes (books-export.ts).
  lifecycle: [{ id: 'exports-go', prefix: 'books/exports/', expiresIn: '31 days' }],
  transform: {
    lifecycle: (args) => {
      args.rules = $resolve([args.rules ?? []]).apply(([rules]) => [
        ...rules,
        {
          id: 'unfinished-uploads-go',
          status: 'Enabled',
          filter: { prefix: '' },
          abortIncompleteMultipartUpload: { daysAfterInitiation: 1 },
        },
      ])
    },
  },
})

/** `id:secret` entries, newest first (packages/runtime/links.ts). */
export const signingKey = new sst.Secret('SigningKey')
/** `version:secret` entries, the current one first. */
export const readerKey = new sst.Secret('ReaderKey')
