// S3 as the `Files` port: pictures, exports and imports. Large files go by signed link, never
// through a function.
import { type Clock, type Instant, instant } from '#kernel/time'
import { type S3Client, s3Error } from './s3-client.ts'

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
  const { client, bucket, clock } = options
  const linked = async (call: Omit<Parameters<S3Client['link']>[0], 'bucket'>, seconds: number) => {
    const now = clock()
    const url = await client.link({ ...call, bucket }, { now, seconds })
    return { url, expiresAt: instant(now.getTime() + seconds * 1000) }
  }
  return {
    async put({ key, body, contentType }) {
      const headers = { 'content-type': contentType }
      const answer = await client.send({ method: 'PUT', bucket, key, headers, body }, clock())
      if (answer.status !== 200) throw s3Error(answer)
    },
    async get(key) {
      const answer = await client.send({ method: 'GET', bucket, key }, clock())
      if (answer.code === 'NoSuchKey') return undefined
      if (answer.status !== 200) throw s3Error(answer)
      return {
        body: answer.body,
        contentType: answer.headers['content-type'] ?? 'application/octet-stream',
      }
    },
    async delete(key) {
      const answer = await client.send({ method: 'DELETE', bucket, key }, clock())
      if (answer.status !== 204) throw s3Error(answer)
    },
    uploadLink({ key, contentType, bytes }) {
      const headers = { 'content-type': contentType, 'content-length': String(bytes) }
      return linked({ method: 'PUT', key, headers }, uploadLinkSeconds)
    },
    downloadLink({ key, contentType, fileName, opens }) {
      const query = {
        'response-cache-control': 'private, no-store',
        'response-content-disposition': disposition(fileName, opens),
        'response-content-type': contentType,
      }
      return linked({ method: 'GET', key, query }, downloadLinkSeconds)
    },
  }
}

/** RFC 6266: the name twice, for programs that read letters of ASCII alone and for all others. */
function disposition(fileName: string, opens: 'inBrowser' | 'asDownload'): string {
  const plain = fileName.normalize('NFD').replace(/[^\w. -]/g, '')
  const kind = opens === 'inBrowser' ? 'inline' : 'attachment'
  return `${kind}; filename="${plain}"; filename*=UTF-8''${encodeURIComponent(fileName)}`
}
