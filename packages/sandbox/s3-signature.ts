// Checks a signed link (AWS Signature Version 4 in the query): who made it, for what, and until when.
import { createHash, createHmac, timingSafeEqual } from 'node:crypto'
import type { Clock } from '#kernel/time'
import type { AwsRequest } from './http.ts'

/** AWS accepts a link made this much ahead of its own clock. */
const skewMs = 15 * 60_000
const longestSeconds = 7 * 24 * 3600

/** S3's objection to a link, or nothing. */
export function linkFault(
  request: AwsRequest,
  options: { secret: string; clocks: readonly Clock[] },
): { code: string; message: string } | undefined {
  const { query } = request
  const seconds = Number(query.get('X-Amz-Expires'))
  const signedMs = readDate(query.get('X-Amz-Date') ?? '')
  const scope = (query.get('X-Amz-Credential') ?? '').split('/').slice(1)
  const malformed =
    query.get('X-Amz-Algorithm') !== 'AWS4-HMAC-SHA256' ||
    signedMs === undefined ||
    scope.length !== 4 ||
    !(seconds >= 1 && seconds <= longestSeconds)
  if (malformed)
    return {
      code: 'AuthorizationQueryParametersError',
      message: 'The parameters of the signature are missing or malformed.',
    }
  const good = options.clocks.some((clock) => {
    const now = clock().getTime()
    return now >= signedMs - skewMs && now <= signedMs + seconds * 1000
  })
  if (!good) return { code: 'AccessDenied', message: 'Request has expired' }
  const expected = Buffer.from(signature(request, { secret: options.secret, scope }))
  const given = Buffer.from(query.get('X-Amz-Signature') ?? '')
  if (given.length !== expected.length || !timingSafeEqual(given, expected))
    return {
      code: 'SignatureDoesNotMatch',
      message:
        'The request does not match its signature: method, key, type, length or another signed part differs.',
    }
  return undefined
}

function signature(request: AwsRequest, { secret, scope }: { secret: string; scope: string[] }) {
  const { query, headers } = request
  const signedHeaders = query.get('X-Amz-SignedHeaders') ?? ''
  const pairs = [...query]
    .filter(([name]) => name !== 'X-Amz-Signature')
    .map(([name, value]) => `${encode(name)}=${encode(value)}`)
    .sort()
  const canonical = [
    request.method,
    request.url.split('?')[0],
    pairs.join('&'),
    ...signedHeaders.split(';').map((name) => `${name}:${String(headers[name] ?? '').trim()}`),
    '',
    signedHeaders,
    query.get('X-Amz-Content-Sha256') ?? 'UNSIGNED-PAYLOAD',
  ].join('\n')
  const toSign = [
    'AWS4-HMAC-SHA256',
    query.get('X-Amz-Date'),
    scope.join('/'),
    createHash('sha256').update(canonical).digest('hex'),
  ].join('\n')
  const key = scope.reduce<string | Buffer>(
    (secretSoFar, part) => mac(secretSoFar, part),
    `AWS4${secret}`,
  )
  return mac(key, toSign).toString('hex')
}

function mac(key: string | Buffer, text: string): Buffer {
  return createHmac('sha256', key).update(text).digest()
}

/** RFC 3986, as AWS wants it. */
function encode(text: string): string {
  return encodeURIComponent(text).replace(
    /[!'()*]/g,
    (character) => `%${character.charCodeAt(0).toString(16).toUpperCase()}`,
  )
}

/** `20261130T080000Z` in epoch milliseconds. */
function readDate(text: string): number | undefined {
  const match = /^(\d{4})(\d\d)(\d\d)T(\d\d)(\d\d)(\d\d)Z$/.exec(text)
  if (!match) return undefined
  const [, year, month, day, hour, minute, second] = match
  return Date.parse(`${year}-${month}-${day}T${hour}:${minute}:${second}Z`)
}
