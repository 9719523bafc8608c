// The embedded database: dynalite in this process, behind a front door of our own. dynalite brings
// the process down when a client drops in mid-upload, so it never sees a socket: requests reach it
// read to the end, and what it answers is collected.
import { EventEmitter, once } from 'node:events'
import { mkdirSync } from 'node:fs'
import type { CreateTableCommandInput } from '@aws-sdk/client-dynamodb'
import dynalite from 'dynalite'
import { mendDatabase } from './dynamodb-mend.ts'
import type { AwsReply, AwsRequest } from './http.ts'

export type EmbeddedDatabase = {
  handle(request: AwsRequest): Promise<AwsReply>
  /** Waits for what is under way, then closes the files. */
  close(): Promise<void>
}

/**
 * Opens the database in `folder` and makes the table if it isn't there. After an unclean stop, and
 * when the schema has an index that the folder lacks, the indexes are rebuilt from the items first:
 * `say` gets one sentence about it.
 */
export async function openDatabase(options: {
  folder: string
  schema: CreateTableCommandInput
  stoppedUncleanly: boolean
  say: (sentence: string) => void
}): Promise<EmbeddedDatabase> {
  mkdirSync(options.folder, { recursive: true })
  const mended = await mendDatabase(options)
  const server = dynalite({
    path: options.folder,
    createTableMs: 0,
    deleteTableMs: 0,
    updateTableMs: 0,
  })
  const underWay = new Set<Promise<unknown>>()
  let closed = false

  const handle = async (request: AwsRequest): Promise<AwsReply> => {
    if (closed) return { kind: 'reset' }
    const reply = inject(server, request)
    underWay.add(reply)
    return reply.finally(() => underWay.delete(reply))
  }

  if (mended === 'noTable') {
    const made = await handle(ownRequest('CreateTable', options.schema))
    if (made.kind !== 'answer' || made.status !== 200)
      throw new Error(`The local table could not be made: ${JSON.stringify(made)}`)
    await untilActive(handle, options.schema.TableName as string)
  }
  return {
    handle,
    close: async () => {
      if (closed) return
      closed = true
      await Promise.allSettled(underWay)
      // dynalite closes its files only together with a listening server.
      server.listen(0, '127.0.0.1')
      await once(server, 'listening')
      await new Promise<void>((resolve) => server.close(() => resolve()))
    },
  }
}

/** dynalite answers before the table can be used. */
async function untilActive(handle: EmbeddedDatabase['handle'], TableName: string): Promise<void> {
  for (;;) {
    const reply = await handle(ownRequest('DescribeTable', { TableName }))
    if (reply.kind === 'answer' && String(reply.body).includes('"TableStatus":"ACTIVE"')) return
    await new Promise((resolve) => setTimeout(resolve, 1))
  }
}

/** Hands dynalite a whole request; a request that makes it throw answers 500. */
function inject(server: EventEmitter, request: AwsRequest): Promise<AwsReply> {
  return new Promise((resolve) => {
    const incoming = Object.assign(new EventEmitter(), {
      method: request.method,
      url: request.url,
      headers: request.headers,
    })
    const headers: Record<string, string> = {}
    const outgoing = {
      statusCode: 200,
      setHeader: (name: string, value: unknown) => {
        headers[name.toLowerCase()] = String(value)
      },
      end: (body?: string) => {
        const { 'transfer-encoding': _, 'content-length': __, ...kept } = headers
        resolve({ kind: 'answer', status: outgoing.statusCode, headers: kept, body: body ?? '' })
      },
    }
    try {
      server.emit('request', incoming, outgoing)
      if (request.body.length > 0) incoming.emit('data', request.body)
      incoming.emit('end')
    } catch {
      const body = '{"__type":"com.amazonaws.dynamodb.v20120810#InternalServerError"}'
      const type = { 'content-type': 'application/x-amz-json-1.0' }
      resolve({ kind: 'answer', status: 500, headers: type, body })
    }
  })
}

function ownRequest(operation: string, input: unknown): AwsRequest {
  return {
    method: 'POST',
    url: '/',
    path: '/',
    query: new URLSearchParams(),
    headers: {
      'content-type': 'application/x-amz-json-1.0',
      'x-amz-target': `DynamoDB_20120810.${operation}`,
      'x-amz-date': '20260101T000000Z',
      authorization: 'AWS4-HMAC-SHA256 Credential=sandbox, SignedHeaders=host, Signature=sandbox',
    },
    body: Buffer.from(JSON.stringify(input)),
  }
}
