// S3 as the `Files` port: pictures, exports and imports. Large files go by signed link, never
// through a function.
import {
  DeleteObjectCommand,
  GetObjectCommand,
  NoSuchKey,
  PutObjectCommand,
  S3Client,
} from '@aws-sdk/client-s3'
import { getSignedUrl } from '@aws-sdk/s3-request-presigner'
import { type Clock, type Instant, instant } from '#kernel/time'

/** A real client; path style, since bucket names with dots and the sandbox both need it. */
export function s3Client(): S3Client {
  return new S3Client({ forcePathStyle: true, requestChecksumCalculation: 'WHEN_REQUIRED' })
}

const uploadLinkSeconds = 15 * 60
/** Long enough to begin a download on a slow line; it ends by itself. */
const downloadLinkSeconds = 5 * 60

type File = { body: Uint8Array; contentType: string }

/** Files of one bucket. */
export function s3Files(options: { client: S3Client; bucket: string; clock: Clock }): {
  put(file: File & { key: string }): Promise<void>
  get(key: string): Promise<File | undefined>
  delete(key: string): Promise<void>
  uploadLink(file: { key: string; contentType: string; bytes: number }): Promise<{
    url: string
    expiresAt: Instant
  }>
  downloadLink(file: {
    key: string
    contentType: string
    fileName: string
    opens: 'inBrowser' | 'asDownload'
  }): Promise<{ url: string; expiresAt: Instant }>
} {
  const { client, bucket: Bucket } = options
  return {
    async put({ key, body, contentType }) {
      await client.send(
        new PutObjectCommand({ Bucket, Key: key, Body: body, ContentType: contentType }),
      )
    },
    async get(key) {
      try {
        const found = await client.send(new GetObjectCommand({ Bucket, Key: key }))
        if (!found.Body) return undefined
        return {
          body: await found.Body.transformToByteArray(),
          contentType: found.ContentType ?? 'application/octet-stream',
        }
      } catch (error) {
        if (error instanceof NoSuchKey) return undefined
        throw error
      }
    },
    async delete(key) {
      await client.send(new DeleteObjectCommand({ Bucket, Key: key }))
    },
    async uploadLink({ key, contentType, bytes }) {
      const url = await getSignedUrl(
        client,
        new PutObjectCommand({
          Bucket,
          Key: key,
          ContentType: contentType,
          ContentLength: bytes,
        }),
        {
          expiresIn: uploadLinkSeconds,
          signableHeaders: new Set(['content-type', 'content-length', 'host']),
        },
      )
      return { url, expiresAt: instant(options.clock().getTime() + uploadLinkSeconds * 1000) }
    },
    async downloadLink({ key, contentType, fileName, opens }) {
      const url = await getSignedUrl(
        client,
        new GetObjectCommand({
          Bucket,
          Key: key,
          ResponseContentType: contentType,
          ResponseContentDisposition: disposition(fileName, opens),
          ResponseCacheControl: 'private, no-store',
        }),
        { expiresIn: downloadLinkSeconds },
      )
      return { url, expiresAt: instant(options.clock().getTime() + downloadLinkSeconds * 1000) }
    },
  }
}

/** RFC 6266: the name twice, for programs that read letters of ASCII alone and for all others. */
function disposition(fileName: string, opens: 'inBrowser' | 'asDownload'): string {
  const plain = fileName.normalize('NFD').replace(/[^\w. -]/g, '')
  const kind = opens === 'inBrowser' ? 'inline' : 'attachment'
  return `${kind}; filename="${plain}"; filename*=UTF-8''${encodeURIComponent(fileName)}`
}
