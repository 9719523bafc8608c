// The oracle of what is signed is AWS's own generated client, with the same clock and credentials.
import { createServer, type RequestListener } from 'node:http'
import type { AddressInfo } from 'node:net'
import {
  DeleteObjectCommand,
  GetObjectCommand,
  PutObjectCommand,
  S3Client as SdkClient,
} from '@aws-sdk/client-s3'
import { getSignedUrl } from '@aws-sdk/s3-request-presigner'
import { HttpRequest } from '@smithy/core/protocols'
import { afterEach, beforeEach, expect, it, vi } from 'vitest'
import { s3Files } from '#aws/files'
import { s3Client } from '#aws/s3-client'

const now = new Date('2026-11-30T08:00:00Z')
const bucket = 'kiosque.files'
const keys = ['issues/131/if_1.pdf', "images/im_1 é(1)'*!.png", 'exports/a+b&c=d%20~.csv']
const body = Buffer.from('%PDF-1.7')

beforeEach(() => {
  vi.stubEnv('AWS_REGION', 'eu-west-3')
  vi.stubEnv('AWS_ACCESS_KEY_ID', 'AKIDEXAMPLE')
  vi.stubEnv('AWS_SECRET_ACCESS_KEY', 'secret')
  // As on Lambda, whose credentials are of a role.
  vi.stubEnv('AWS_SESSION_TOKEN', 'a/session+token==')
})
const closing: (() => void)[] = []
afterEach(() => {
  vi.unstubAllEnvs()
  vi.unstubAllGlobals()
  for (const close of closing.splice(0)) close()
})

/** The generated client, without the names that it adds to addresses for AWS's statistics. */
function sdk(): SdkClient {
  const client = new SdkClient({
    forcePathStyle: true,
    requestChecksumCalculation: 'WHEN_REQUIRED',
    responseChecksumValidation: 'WHEN_REQUIRED',
  })
  client.middlewareStack.add(
    (next) => (call) => {
      if (HttpRequest.isInstance(call.request)) delete call.request.query?.['x-id']
      return next(call)
    },
    { step: 'build', priority: 'low' },
  )
  return client
}

/** Name and value of each query parameter, in no order. */
const read = (url: string) => {
  const { origin, pathname, searchParams } = new URL(url)
  return { origin, pathname, query: Object.fromEntries(searchParams) }
}

it.each(keys)('signs the links that the generated client signs: %s', async (key) => {
  const files = s3Files({ client: s3Client(), bucket, clock: () => now })
  const up = await files.uploadLink({ key, contentType: 'application/pdf', bytes: 8 })
  expect(read(up.url)).toEqual(
    read(
      await getSignedUrl(
        sdk(),
        new PutObjectCommand({
          Bucket: bucket,
          Key: key,
          ContentType: 'application/pdf',
          ContentLength: 8,
        }),
        {
          expiresIn: 900,
          signingDate: now,
          signableHeaders: new Set(['content-type', 'content-length', 'host']),
        },
      ),
    ),
  )
  expect(up.expiresAt).toBe('2026-11-30T08:15:00.000Z')
  const down = await files.downloadLink({
    key,
    contentType: 'application/pdf',
    fileName: 'N° 131.pdf',
    opens: 'inBrowser',
  })
  expect(read(down.url)).toEqual(
    read(
      await getSignedUrl(
        sdk(),
        new GetObjectCommand({
          Bucket: bucket,
          Key: key,
          ResponseContentType: 'application/pdf',
          ResponseContentDisposition: `inline; filename="N 131.pdf"; filename*=UTF-8''N%C2%B0%20131.pdf`,
          ResponseCacheControl: 'private, no-store',
        }),
        { expiresIn: 300, signingDate: now },
      ),
    ),
  )
})

it.each(keys)('sends what the generated client sends, to the same address: %s', async (key) => {
  const sent: Request[] = []
  vi.stubGlobal('fetch', async (url: string, init: RequestInit) => {
    sent.push(new Request(url, init))
    return new Response(null, { status: init.method === 'DELETE' ? 204 : 200 })
  })
  const files = s3Files({ client: s3Client(), bucket, clock: () => now })
  await files.put({ key, body, contentType: 'application/pdf' })
  await files.get(key)
  await files.delete(key)
  const object = { Bucket: bucket, Key: key }
  const theirs = [
    await signedBySdk((client) =>
      client.send(new PutObjectCommand({ ...object, Body: body, ContentType: 'application/pdf' })),
    ),
    await signedBySdk((client) => client.send(new GetObjectCommand(object))),
    await signedBySdk((client) => client.send(new DeleteObjectCommand(object))),
  ]
  expect(sent).toHaveLength(3)
  for (const [at, ours] of sent.entries()) {
    const other = theirs[at]
    expect(ours.method).toBe(other?.method)
    const url = new URL(ours.url)
    expect([url.host, url.pathname, url.search]).toEqual([other?.hostname, other?.path, ''])
    for (const name of ['x-amz-content-sha256', 'x-amz-security-token', 'content-type'])
      expect(ours.headers.get(name) ?? undefined, name).toBe(other?.headers[name])
    // Signed at another second, and over headers that only the SDK sends: here by the same hand.
    expect(ours.headers.get('authorization')).toMatch(
      /^AWS4-HMAC-SHA256 Credential=AKIDEXAMPLE\/20261130\/eu-west-3\/s3\/aws4_request, SignedHeaders=(content-length;)?(content-type;)?host;x-amz-content-sha256;x-amz-date;x-amz-security-token, Signature=[0-9a-f]{64}$/,
    )
  }
})

it('goes where the environment says, S3’s own address before the common one', async () => {
  const address = async () =>
    (await s3Client().link({ method: 'GET', bucket, key: 'a' }, { now, seconds: 60 })).split('?')[0]
  expect(await address()).toBe(`https://s3.eu-west-3.amazonaws.com/${bucket}/a`)
  vi.stubEnv('AWS_ENDPOINT_URL', 'http://127.0.0.1:9000/')
  expect(await address()).toBe(`http://127.0.0.1:9000/${bucket}/a`)
  vi.stubEnv('AWS_ENDPOINT_URL_S3', 'https://files.example.org/s3')
  expect(await address()).toBe(`https://files.example.org/s3/${bucket}/a`)
})

it('tries again where S3 or the line fails, three times in all', async () => {
  const answers = [503, 'reset', 200] as const
  let calls = 0
  await serve((request, response) => {
    const answer = answers[calls++ % answers.length]
    if (answer === 'reset') request.socket.destroy()
    else response.writeHead(answer ?? 500, { 'content-type': 'text/plain' }).end('hello')
  })
  const files = s3Files({ client: s3Client(), bucket, clock: () => now })
  const got = await files.get('a')
  expect([calls, got?.contentType, Buffer.from(got?.body ?? []).toString()]).toEqual([
    3,
    'text/plain',
    'hello',
  ])
})

it('gives up after the third failure, and names it', async () => {
  let calls = 0
  await serve((_request, response) => {
    calls++
    response.writeHead(503).end('<Error><Code>SlowDown</Code></Error>')
  })
  const files = s3Files({ client: s3Client(), bucket, clock: () => now })
  await expect(files.put({ key: 'a', body, contentType: 'text/plain' })).rejects.toMatchObject({
    name: 'SlowDown',
    message: 'S3 answered 503 SlowDown',
  })
  expect(calls).toBe(3)
})

it('tells a file that is not there from a call that is refused, without a second try', async () => {
  let calls = 0
  let answer: [number, string] = [404, 'NoSuchKey']
  await serve((_request, response) => {
    calls++
    response.writeHead(answer[0]).end(`<Error><Code>${answer[1]}</Code></Error>`)
  })
  const files = s3Files({ client: s3Client(), bucket, clock: () => now })
  expect(await files.get('a')).toBeUndefined()
  answer = [404, 'NoSuchBucket']
  await expect(files.get('a')).rejects.toThrow('S3 answered 404 NoSuchBucket')
  answer = [403, 'AccessDenied']
  await expect(files.get('a')).rejects.toMatchObject({ name: 'AccessDenied' })
  await expect(files.delete('a')).rejects.toMatchObject({ name: 'AccessDenied' })
  expect(calls).toBe(4)
})

it('refuses a key whose address would be another one’s', async () => {
  const files = s3Files({ client: s3Client(), bucket, clock: () => now })
  for (const key of ['issues/../secret', './a', 'a//b', '/a', ''])
    await expect(files.get(key), key).rejects.toThrow()
})

/** What the generated client would send, caught before it is sent. */
async function signedBySdk(
  call: (client: SdkClient) => Promise<unknown>,
): Promise<HttpRequest | undefined> {
  let seen: HttpRequest | undefined
  const client = sdk()
  client.middlewareStack.add(
    () => async (last) => {
      seen = last.request as HttpRequest
      throw new Error('not sent')
    },
    { step: 'finalizeRequest', priority: 'low' },
  )
  await call(client).catch(() => undefined)
  return seen
}

async function serve(listener: RequestListener): Promise<void> {
  const server = createServer(listener)
  await new Promise<void>((done) => server.listen(0, '127.0.0.1', done))
  closing.push(() => server.close())
  closing.push(() => server.closeAllConnections())
  vi.stubEnv('AWS_ENDPOINT_URL', `http://127.0.0.1:${(server.address() as AddressInfo).port}`)
}
