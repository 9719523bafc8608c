// S3 for uploads and exports: objects by path-style address, by the real client or by a signed link
// from a browser. A link works as long as it says, for the method, type and length it was made for.
import { createHash, randomUUID } from 'node:crypto'
import type { Clock } from '#kernel/time'
import type { AwsReply, AwsRequest } from './http.ts'
import { checksumFault } from './s3-checksum.ts'
import { multipartUploads } from './s3-multipart.ts'
import { linkFault } from './s3-signature.ts'
import { objectStore, type StoredObject } from './s3-store.ts'

export type SandboxS3 = { answer(request: AwsRequest): Promise<AwsReply> }

/** `clocks`: a signed link is good while it is good on any of them (the sandbox's and real time). */
export function sandboxS3(options: {
  folder: string
  bucket: string
  allowedOrigin: string
  clocks: readonly Clock[]
}): SandboxS3 {
  const store = objectStore(options.folder)
  const now = () => (options.clocks[0] as Clock)()
  const uploads = multipartUploads({ store, now, keptHeaders, failure })

  function act(request: AwsRequest): AwsReply {
    const [, bucket = '', ...rest] = request.path.split('/')
    const key = decoded(rest.join('/'))
    if (key === undefined) return failure(400, 'InvalidURI', 'The address cannot be parsed.')
    if (bucket !== options.bucket)
      return failure(404, 'NoSuchBucket', 'The specified bucket does not exist.')
    if (key === '')
      return failure(501, 'NotImplemented', 'The sandbox keeps objects; it does not list them.')
    const denied = accessFault(request, options.clocks)
    if (denied) return denied
    const inParts = uploads.answer(key, request)
    if (inParts) return inParts
    switch (request.method) {
      case 'PUT':
        return put(key, request)
      case 'GET':
      case 'HEAD':
        return get(key, request)
      case 'DELETE':
        store.delete(key)
        return { kind: 'answer', status: 204 }
      default:
        return failure(405, 'MethodNotAllowed', `${request.method} is not allowed here.`)
    }
  }

  function put(key: string, request: AwsRequest): AwsReply {
    const { headers, body } = request
    if (String(headers['content-encoding']).includes('aws-chunked'))
      return failure(501, 'NotImplemented', 'Give the body as bytes: the sandbox takes no stream.')
    if (headers['x-amz-copy-source'] !== undefined)
      return failure(501, 'NotImplemented', 'The sandbox does not copy objects.')
    if (Buffer.byteLength(key) > 1_024)
      return failure(400, 'KeyTooLongError', 'Your key is too long.')
    const fault = checksumFault(request)
    if (fault) return failure(400, fault, 'The checksum you specified did not match the body.')
    const etag = `"${createHash('md5').update(body).digest('hex')}"`
    store.put({
      key,
      etag,
      lastModified: now().toUTCString(),
      headers: keptHeaders(headers),
      body,
    })
    return { kind: 'answer', status: 200, headers: { etag } }
  }

  function get(key: string, request: AwsRequest): AwsReply {
    const object = store.get(key)
    if (!object) return failure(404, 'NoSuchKey', 'The specified key does not exist.')
    return {
      kind: 'answer',
      status: 200,
      headers: { ...answerHeaders(object), ...askedHeaders(request.query) },
      body: object.body,
    }
  }

  return {
    async answer(request) {
      const origin = request.headers.origin
      const cors: Record<string, string> =
        origin === options.allowedOrigin
          ? { 'access-control-allow-origin': origin, vary: 'origin' }
          : {}
      if (request.method === 'OPTIONS') return preflight(cors)
      const reply = act(request)
      if (reply.kind !== 'answer') return reply
      const exposed = { 'access-control-expose-headers': 'etag' }
      return {
        ...reply,
        headers: {
          ...reply.headers,
          ...cors,
          ...(origin === undefined ? {} : exposed),
          'x-amz-request-id': randomUUID(),
        },
      }
    },
  }
}

function decoded(text: string): string | undefined {
  try {
    return decodeURIComponent(text)
  } catch {
    return undefined
  }
}

function preflight(cors: Record<string, string>): AwsReply {
  if (!cors['access-control-allow-origin'])
    return failure(403, 'AccessForbidden', 'CORSResponse: This CORS request is not allowed.')
  return {
    kind: 'answer',
    status: 200,
    headers: {
      ...cors,
      'access-control-allow-methods': 'PUT, GET, HEAD',
      'access-control-allow-headers': 'content-type, content-length, x-amz-*, *',
      'access-control-max-age': '3000',
    },
  }
}

/** Nobody gets in without a signature; one in the address is checked in full. */
function accessFault(request: AwsRequest, clocks: readonly Clock[]): AwsReply | undefined {
  if (request.query.has('X-Amz-Signature')) {
    const fault = linkFault(request, { secret: 'sandbox', clocks })
    return fault && failure(403, fault.code, fault.message)
  }
  return request.headers.authorization?.startsWith('AWS4-HMAC-SHA256')
    ? undefined
    : failure(403, 'AccessDenied', 'Access Denied')
}

const kept = ['content-type', 'content-disposition', 'content-language', 'cache-control']

function keptHeaders(headers: AwsRequest['headers']): Record<string, string> {
  return Object.fromEntries(
    Object.entries(headers).flatMap(([name, value]) =>
      typeof value === 'string' && (kept.includes(name) || name.startsWith('x-amz-meta-'))
        ? [[name, value]]
        : [],
    ),
  )
}

function answerHeaders(object: StoredObject): Record<string, string> {
  return {
    'content-type': 'binary/octet-stream',
    ...object.headers,
    etag: object.etag,
    'last-modified': object.lastModified,
    'accept-ranges': 'none',
  }
}

/** `response-content-type` and its sisters in a signed link. */
function askedHeaders(query: URLSearchParams): Record<string, string> {
  return Object.fromEntries(
    kept.flatMap((name) => {
      const value = query.get(`response-${name}`)
      return value === null ? [] : [[name, value]]
    }),
  )
}

function failure(status: number, code: string, message: string): AwsReply {
  return {
    kind: 'answer',
    status,
    headers: { 'content-type': 'application/xml' },
    body:
      '<?xml version="1.0" encoding="UTF-8"?>\n' +
      `<Error><Code>${code}</Code><Message>${message}</Message></Error>`,
  }
}
