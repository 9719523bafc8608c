// S3's uploads in parts: begun, given part by part, put together; nothing is there before the last of
// the three. A part but the last has 5 MiB at least, as at S3.
import { createHash, randomUUID } from 'node:crypto'
import type { AwsReply, AwsRequest } from './http.ts'
import { checksumFault } from './s3-checksum.ts'
import type { objectStore } from './s3-store.ts'

const minPartBytes = 5 * 1024 * 1024
const maxParts = 10_000

export type Multipart = {
  /** Undefined where the request is none of an upload in parts. */
  answer(key: string, request: AwsRequest): AwsReply | undefined
}

export function multipartUploads(options: {
  store: ReturnType<typeof objectStore>
  now: () => Date
  keptHeaders: (headers: AwsRequest['headers']) => Record<string, string>
  failure: (status: number, code: string, message: string) => AwsReply
}): Multipart {
  const { store, now, keptHeaders, failure } = options
  const headOf = (id: string) => `multipart/${id}`
  const partOf = (id: string, number: number) => `multipart/${id}/${number}`
  const lastModified = () => now().toUTCString()

  function begin(key: string, { headers }: AwsRequest): AwsReply {
    const id = randomUUID()
    const head = { key: headOf(id), etag: '', lastModified: lastModified() }
    store.put({ ...head, headers: keptHeaders(headers), body: Buffer.from(key) })
    return xml('InitiateMultipartUploadResult', `<UploadId>${id}</UploadId>`)
  }

  function put(id: string, { query, body, ...rest }: AwsRequest): AwsReply {
    const number = Number(query.get('partNumber'))
    if (!Number.isInteger(number) || number < 1 || number > maxParts)
      return failure(400, 'InvalidArgument', 'Part number must be between 1 and 10000.')
    const fault = checksumFault({ ...rest, query, body })
    if (fault) return failure(400, fault, 'The checksum you specified did not match the body.')
    const etag = `"${createHash('md5').update(body).digest('hex')}"`
    store.put({ key: partOf(id, number), etag, lastModified: lastModified(), headers: {}, body })
    return { kind: 'answer', status: 200, headers: { etag } }
  }

  function complete(id: string, key: string, { body }: AwsRequest): AwsReply {
    const asked = [...body.toString().matchAll(/<Part>(.*?)<\/Part>/gs)].map(([, part = '']) => ({
      number: Number(/<PartNumber>(\d+)</.exec(part)?.[1]),
      etag: /<ETag>(.*?)</.exec(part)?.[1]?.replaceAll('&quot;', '"'),
    }))
    const parts = asked.map(({ number, etag }) => {
      const part = store.get(partOf(id, number))
      return part && (etag === undefined || etag === part.etag) ? part : undefined
    })
    if (parts.length === 0 || parts.some((part) => part === undefined))
      return failure(400, 'InvalidPart', 'One or more of the specified parts could not be found.')
    if (asked.some(({ number }, at) => at > 0 && number <= (asked[at - 1]?.number ?? 0)))
      return failure(400, 'InvalidPartOrder', 'The list of parts was not in ascending order.')
    if (parts.slice(0, -1).some((part) => (part?.body.length ?? 0) < minPartBytes))
      return failure(400, 'EntityTooSmall', 'Your proposed upload is smaller than the minimum.')
    const whole = Buffer.concat(parts.map((part) => part?.body ?? Buffer.alloc(0)))
    const etag = `"${createHash('md5').update(whole).digest('hex')}-${parts.length}"`
    const headers = store.get(headOf(id))?.headers ?? {}
    store.put({ key, etag, lastModified: lastModified(), headers, body: whole })
    forget(id)
    return xml('CompleteMultipartUploadResult', `<Key>${key}</Key><ETag>${etag}</ETag>`)
  }

  function forget(id: string): void {
    store.delete(headOf(id))
    for (let number = 1; number <= maxParts && store.get(partOf(id, number)); number++)
      store.delete(partOf(id, number))
  }

  return {
    answer(key, request) {
      const { method, query } = request
      if (method === 'POST' && query.has('uploads')) return begin(key, request)
      const id = query.get('uploadId')
      if (id === null) return undefined
      if (store.get(headOf(id))?.body.toString() !== key)
        return failure(404, 'NoSuchUpload', 'The specified upload does not exist.')
      if (method === 'PUT') return put(id, request)
      if (method === 'POST') return complete(id, key, request)
      if (method !== 'DELETE') return failure(501, 'NotImplemented', 'The sandbox lists no parts.')
      forget(id)
      return { kind: 'answer', status: 204 }
    },
  }
}

function xml(name: string, inner: string): AwsReply {
  return {
    kind: 'answer',
    status: 200,
    headers: { 'content-type': 'application/xml' },
    body: `<?xml version="1.0" encoding="UTF-8"?>\n<${name}>${inner}</${name}>`,
  }
}
