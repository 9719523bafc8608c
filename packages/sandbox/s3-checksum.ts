// The checksums that a client sends with an upload, in a header or in a signed link.
import { createHash } from 'node:crypto'
import type { AwsRequest } from './http.ts'

/** The code of S3's error when a checksum is given and does not fit the body. */
export function checksumFault(request: AwsRequest): 'BadDigest' | undefined {
  const { body } = request
  const given = (name: string) => {
    const header = request.headers[name]
    return typeof header === 'string' ? header : (request.query.get(name) ?? undefined)
  }
  const digest = (algorithm: string) => () => createHash(algorithm).update(body).digest('base64')
  const checks: [string, () => string][] = [
    ['content-md5', digest('md5')],
    ['x-amz-checksum-crc32', () => crc32(body)],
    ['x-amz-checksum-sha1', digest('sha1')],
    ['x-amz-checksum-sha256', digest('sha256')],
  ]
  for (const [name, compute] of checks) {
    const value = given(name)
    if (value !== undefined && value !== compute()) return 'BadDigest'
  }
  return undefined
}

const table = Uint32Array.from({ length: 256 }, (_, index) => {
  let value = index
  for (let bit = 0; bit < 8; bit++) value = value & 1 ? (value >>> 1) ^ 0xedb88320 : value >>> 1
  return value >>> 0
})

/** CRC-32 in base64, as S3 writes it (Node 20.0 to 20.14 has none in zlib). */
function crc32(body: Uint8Array): string {
  let value = 0xffffffff
  for (const byte of body) value = (value >>> 8) ^ (table[(value ^ byte) & 0xff] as number)
  const bytes = Buffer.alloc(4)
  bytes.writeUInt32BE((value ^ 0xffffffff) >>> 0)
  return bytes.toString('base64')
}
