// Requests for a freshly mailed link, under their reader's key: each holds the intent of its mail, and
// the link is good for as long as its request is there.
import { openIntent } from '#aws/intent'
import { dataRequestKey, type Key, readerKey } from '#aws/keys'
import { ifAbsent, type Table } from '#aws/table'
import type { ReaderId } from '#kernel/ids'
import type { Intent } from '#kernel/intents'
import type { Instant } from '#kernel/time'

const schema = 1

export type DataRequest = {
  id: string
  readerId: ReaderId
  purpose: 'export' | 'erase'
  at: Instant
  purgeAt: Instant
  intent: Intent
}

/** Writes the request and answers with its key, for the hint. */
export async function putDataRequest(table: Table, request: DataRequest): Promise<Key> {
  const { intent, purgeAt, ...rest } = request
  const key = dataRequestKey(request.readerId, request.id)
  const expiresAt = Math.ceil(Date.parse(purgeAt) / 1000)
  await table.put({ ...key, schema, ...rest, expiresAt, ...openIntent(intent) }, ifAbsent)
  return key
}

export async function getDataRequest(
  table: Table,
  request: Pick<DataRequest, 'readerId' | 'id'>,
): Promise<Pick<DataRequest, 'id' | 'readerId' | 'purpose' | 'at'> | undefined> {
  const item = await table.get(dataRequestKey(request.readerId, request.id), { consistent: true })
  if (item === undefined) return undefined
  const { id, readerId, purpose, at } = item as DataRequest
  return { id, readerId, purpose, at }
}

/** Those made up to `before`; of who came back afterwards none. */
export async function deleteDataRequests(
  table: Table,
  id: ReaderId,
  options: { before: Instant },
): Promise<void> {
  const partition = readerKey(id).pk
  for await (const item of table.query({ partition, beginsWith: 'REQUEST#', consistent: true }))
    if (String(item['at']) <= options.before)
      await table.delete({ pk: String(item['pk']), sk: String(item['sk']) })
}
