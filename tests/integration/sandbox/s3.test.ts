import {
  type CompletedPart,
  CompleteMultipartUploadCommand,
  CreateMultipartUploadCommand,
  DeleteObjectCommand,
  GetObjectCommand,
  HeadObjectCommand,
  PutObjectCommand,
  S3Client,
  UploadPartCommand,
} from '@aws-sdk/client-s3'
import { getSignedUrl } from '@aws-sdk/s3-request-presigner'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { s3Files } from '#aws/files'
import { instant } from '#kernel/time'
import type { Cloud } from '#sandbox/cloud'
import { names } from '#sandbox/wiring'
import { clientConfig, testCloud } from '../../support/cloud.ts'

let cloud: Cloud
let close: () => Promise<void>
let s3: S3Client
const Bucket = names.bucket
const site = 'http://localhost:8787'

beforeAll(async () => {
  const made = await testCloud()
  cloud = made.cloud
  close = made.close
  s3 = new S3Client({
    ...clientConfig(cloud),
    forcePathStyle: true,
    requestChecksumCalculation: 'WHEN_REQUIRED',
  })
})
afterAll(async () => {
  s3.destroy()
  await close()
})

const uploadLink = (signingDate: Date) =>
  getSignedUrl(
    s3,
    new PutObjectCommand({
      Bucket,
      Key: 'images/im_1 é.png',
      ContentType: 'image/png',
      ContentLength: 4,
    }),
    {
      expiresIn: 900,
      signingDate,
      signableHeaders: new Set(['content-type', 'content-length', 'host']),
    },
  )
const upload = (url: string, body = 'png!', type = 'image/png') =>
  fetch(url, { method: 'PUT', body, headers: { 'content-type': type, origin: site } })

it('keeps what the client puts, with its type, and forgets what it deletes', async () => {
  const object = { Bucket, Key: 'exports/a/b c.csv' }
  await s3.send(
    new PutObjectCommand({ ...object, Body: Buffer.from([1, 2, 255]), ContentType: 'text/csv' }),
  )
  const head = await s3.send(new HeadObjectCommand(object))
  expect(head).toMatchObject({ ContentLength: 3, ContentType: 'text/csv' })
  const got = await s3.send(new GetObjectCommand(object))
  expect([...((await got.Body?.transformToByteArray()) ?? [])]).toEqual([1, 2, 255])
  await s3.send(new DeleteObjectCommand(object))
  await expect(s3.send(new GetObjectCommand(object))).rejects.toMatchObject({ name: 'NoSuchKey' })
})

it('takes an upload by signed link from the site’s pages, preflight and all', async () => {
  const url = await uploadLink(cloud.clock.now())
  const preflight = await fetch(url, {
    method: 'OPTIONS',
    headers: { origin: site, 'access-control-request-method': 'PUT' },
  })
  expect(preflight.headers.get('access-control-allow-origin')).toBe(site)
  const uploaded = await upload(url)
  expect([uploaded.status, await uploaded.text()]).toEqual([200, ''])
  expect(uploaded.headers.get('access-control-allow-origin')).toBe(site)
  const got = await s3.send(new GetObjectCommand({ Bucket, Key: 'images/im_1 é.png' }))
  expect(got.ContentType).toBe('image/png')
})

it('refuses another type, another length, another key and a foreign page', async () => {
  const url = await uploadLink(cloud.clock.now())
  expect((await upload(url, 'png!', 'text/html')).status).toBe(403)
  expect((await upload(url, 'longer')).status).toBe(403)
  expect((await upload(url.replace('im_1', 'im_2'))).status).toBe(403)
  const foreign = await fetch(url, {
    method: 'OPTIONS',
    headers: { origin: 'https://elsewhere.example', 'access-control-request-method': 'PUT' },
  })
  expect(foreign.status).toBe(403)
  expect((await fetch(`${cloud.url}/${Bucket}/%zz`)).status).toBe(400)
  expect((await fetch(`${cloud.url}/${Bucket}/images/im_1%20%C3%A9.png`)).status).toBe(403)
})

it('refuses a link that has expired on the sandbox’s clock', async () => {
  const url = await uploadLink(cloud.clock.now())
  cloud.clock.reach(instant(cloud.clock.now().getTime() + 901_000))
  const late = await upload(url)
  expect(late.status).toBe(403)
  expect(await late.text()).toContain('Request has expired')
  // A link that was signed in real time is good in real time, whatever the sandbox's clock says.
  expect((await upload(await uploadLink(new Date()))).status).toBe(200)
})

it('gives a private file by a signed link alone, under a name of ours, for some minutes', async () => {
  const files = s3Files({ client: s3, bucket: Bucket, clock: () => new Date() })
  const key = 'issues/131/if_1.pdf'
  await files.put({ key, body: Buffer.from('%PDF-1.7'), contentType: 'application/pdf' })
  const asked = { key, contentType: 'application/pdf', fileName: 'Été N° 131.pdf' }
  const { url, expiresAt } = await files.downloadLink({ ...asked, opens: 'asDownload' })
  const got = await fetch(url)
  expect([got.status, await got.text()]).toEqual([200, '%PDF-1.7'])
  expect(got.headers.get('content-disposition')).toBe(
    `attachment; filename="Ete N 131.pdf"; filename*=UTF-8''%C3%89t%C3%A9%20N%C2%B0%20131.pdf`,
  )
  expect(got.headers.get('cache-control')).toBe('private, no-store')
  const minutes = (Date.parse(expiresAt) - Date.now()) / 60_000
  expect(minutes).toBeGreaterThan(3)
  expect(minutes).toBeLessThanOrEqual(5)
  const shown = await files.downloadLink({ ...asked, opens: 'inBrowser' })
  expect((await fetch(shown.url)).headers.get('content-disposition')).toMatch(/^inline; /)
  expect((await fetch(url.split('?')[0] ?? '')).status).toBe(403)
  expect((await fetch(url.replace('if_1', 'if_2'))).status).toBe(403)
  expect((await fetch(url.replace('attachment', 'inline'))).status).toBe(403)
})

it('refuses a body that does not fit its checksum', async () => {
  const url = await getSignedUrl(
    new S3Client({ ...clientConfig(cloud), forcePathStyle: true }),
    new PutObjectCommand({ Bucket, Key: 'sum', ChecksumCRC32: 'AAAAAA==' }),
    { signingDate: cloud.clock.now() },
  )
  const answer = await fetch(url, { method: 'PUT', body: 'not empty' })
  expect(answer.status).toBe(400)
  expect(await answer.text()).toContain('BadDigest')
})

describe('a file that comes piece by piece', () => {
  const files = () => s3Files({ client: s3, bucket: Bucket, clock: () => new Date() })
  const piece = Buffer.alloc(1024 * 1024, 'kiosque;')

  async function* pieces(count: number, breaksAt = Number.POSITIVE_INFINITY) {
    for (let at = 0; at < count; at++) {
      if (at === breaksAt) throw new Error('broke off')
      yield piece
    }
  }
  const put = (key: string, given: AsyncIterable<Uint8Array>) =>
    files().putPieces({ key, contentType: 'text/plain', pieces: given })

  it.each([0, 1, 8, 9, 21])('is there whole, of %i MiB', async (count) => {
    const key = `books/exports/${count}`
    await put(key, pieces(count))
    const got = await files().get(key)
    expect(got?.contentType).toBe('text/plain')
    expect(got && Buffer.compare(got.body, Buffer.concat(Array(count).fill(piece)))).toBe(0)
  })

  it('is not there when it broke off, and is what it was before', async () => {
    await expect(put('broken', pieces(21, 18))).rejects.toThrow('broke off')
    expect(await files().get('broken')).toBeUndefined()
    await put('broken', pieces(1))
    await expect(put('broken', pieces(21, 18))).rejects.toThrow('broke off')
    expect((await files().get('broken'))?.body.length).toBe(piece.length)
  })

  it('is put together of parts that are there alone', async () => {
    const upload = { Bucket, Key: 'parts' }
    const { UploadId } = await s3.send(new CreateMultipartUploadCommand(upload))
    const part = await s3.send(
      new UploadPartCommand({ ...upload, UploadId, PartNumber: 1, Body: Buffer.from('a') }),
    )
    const complete = (id: string | undefined, Parts: CompletedPart[]) =>
      s3.send(
        new CompleteMultipartUploadCommand({
          ...{ ...upload, UploadId: id, MultipartUpload: { Parts } },
        }),
      )
    const one = { PartNumber: 1, ETag: part.ETag }
    await expect(complete(UploadId, [one, { ...one, PartNumber: 2 }])).rejects.toMatchObject({
      name: 'InvalidPart',
    })
    await expect(complete('none', [one])).rejects.toMatchObject({ name: 'NoSuchUpload' })
    const next = await s3.send(
      new UploadPartCommand({ ...upload, UploadId, PartNumber: 2, Body: Buffer.from('b') }),
    )
    const two = { PartNumber: 2, ETag: next.ETag }
    await expect(complete(UploadId, [one, two])).rejects.toMatchObject({ name: 'EntityTooSmall' })
    await complete(UploadId, [two])
    const got = await files().get('parts')
    expect(String.fromCharCode(...(got?.body ?? []))).toBe('b')
    await expect(complete(UploadId, [two])).rejects.toMatchObject({ name: 'NoSuchUpload' })
  })
})
