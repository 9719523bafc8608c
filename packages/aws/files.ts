// S3 as the `Files` port: pictures, exports and imports. Large files go by signed link, never
// through a function.
import {
  AbortMultipartUploadCommand,
  CompleteMultipartUploadCommand,
  CreateMultipartUploadCommand,
  DeleteObjectCommand,
  GetObjectCommand,
  NoSuchKey,
  PutObjectCommand,
  S3Client,
  UploadPartCommand,
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

/** Of a file that is written piece by piece; S3 takes parts of 5 MiB and more but for the last. */
const partBytes = 8 * 1024 * 1024

type File = { body: Uint8Array; contentType: string }

/** Files of one bucket. */
export function s3Files(options: { client: S3Client; bucket: string; clock: Clock }): {
  put(file: File & { key: string }): Promise<void>
  get(key: string): Promise<File | undefined>
  delete(key: string): Promise<void>
  putPieces(file: PiecesOf): Promise<void>
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
    putPieces: (file) => putPieces({ client, Bucket }, file),
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

type PiecesOf = { key: string; contentType: string; pieces: AsyncIterable<Uint8Array> }

/** Holds one part in memory. What breaks off leaves no file, and no parts that cost money. */
async function putPieces(
  { client, Bucket }: { client: S3Client; Bucket: string },
  { key: Key, contentType: ContentType, pieces }: PiecesOf,
): Promise<void> {
  const parts: { PartNumber: number; ETag: string | undefined }[] = []
  let upload: { Bucket: string; Key: string; UploadId: string | undefined } | undefined
  try {
    for await (const { body, isLast } of partsOf(pieces)) {
      if (!upload && isLast) {
        await client.send(new PutObjectCommand({ Bucket, Key, Body: body, ContentType }))
        return
      }
      if (!upload) {
        const begun = await client.send(
          new CreateMultipartUploadCommand({ Bucket, Key, ContentType }),
        )
        upload = { Bucket, Key, UploadId: begun.UploadId }
      }
      const PartNumber = parts.length + 1
      const put = await client.send(new UploadPartCommand({ ...upload, PartNumber, Body: body }))
      parts.push({ PartNumber, ETag: put.ETag })
    }
    if (upload)
      await client.send(
        new CompleteMultipartUploadCommand({ ...upload, MultipartUpload: { Parts: parts } }),
      )
  } catch (error) {
    if (upload) await client.send(new AbortMultipartUploadCommand(upload))
    throw error
  }
}

async function* partsOf(
  pieces: AsyncIterable<Uint8Array>,
): AsyncGenerator<{ body: Uint8Array; isLast: boolean }> {
  let waiting: Uint8Array[] = []
  let length = 0
  for await (const piece of pieces) {
    if (length >= partBytes) {
      yield { body: Buffer.concat(waiting), isLast: false }
      waiting = []
      length = 0
    }
    waiting.push(piece)
    length += piece.length
  }
  yield { body: Buffer.concat(waiting), isLast: true }
}

/** RFC 6266: the name twice, for programs that read letters of ASCII alone and for all others. */
function disposition(fileName: string, opens: 'inBrowser' | 'asDownload'): string {
  const plain = fileName.normalize('NFD').replace(/[^\w. -]/g, '')
  const kind = opens === 'inBrowser' ? 'inline' : 'attachment'
  return `${kind}; filename="${plain}"; filename*=UTF-8''${encodeURIComponent(fileName)}`
}
