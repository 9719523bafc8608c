// The functions of the pages as they are on Lambda: bundled, in a folder with no package beside them,
// with credentials of a role in the environment, called with a function address's events. The
// endpoints are this machine's.
import { createHmac } from 'node:crypto'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { S3Client } from '@aws-sdk/client-s3'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { s3Files } from '#aws/files'
import { putImage } from '#editorial/store-images'
import { idMaker } from '#kernel/ids'
import { parsePublication } from '#publication/schema'
import config from '#publication.config'
import type { Cloud } from '#sandbox/cloud'
import { names } from '#sandbox/wiring'
import { buildAssets } from '#web/assets'
import { type BundledFunction, startBundled } from '../bench/bundled-function.ts'
import { clientConfig, testCloud } from '../support/cloud.ts'
import { sampleImage } from '../support/sample-newsletter.ts'

const id = idMaker({ nowMs: () => 1_796_000_000_000 })('image')
const folder = mkdtempSync(join(tmpdir(), 'kiosque-lone-'))
const started: BundledFunction[] = []
let cloud: Cloud
let close: () => Promise<void>
let manifest: string

beforeAll(async () => {
  const made = await testCloud()
  cloud = made.cloud
  close = made.close
  const publication = parsePublication(config)
  manifest = JSON.stringify((await buildAssets({ publication })).manifest)
  await putImage(cloud.table, { ...sampleImage, id })
  const files = s3Files({
    client: new S3Client({ ...clientConfig(cloud), forcePathStyle: true }),
    bucket: names.bucket,
    clock: () => new Date(),
  })
  const { fileKey: key, contentType } = sampleImage
  await files.put({ key, body: Buffer.from('a picture'), contentType })
})
afterAll(async () => {
  for (const bundled of started) await bundled.stop()
  await close()
  rmSync(folder, { recursive: true })
})

type Answer = { statusCode: number; headers: Record<string, string>; body: string }

async function start(name: string, changed: Record<string, string> = {}) {
  const bundled = await startBundled({
    name,
    folder: mkdtempSync(join(folder, `${name}-`)),
    environment: {
      ...cloud.environment,
      AWS_SESSION_TOKEN: 'of a role',
      SST_RESOURCE_Assets: JSON.stringify({ manifest }),
      ...changed,
    },
  })
  started.push(bundled)
  return async (method: string, path: string, given: { body?: string; headers?: object } = {}) => {
    const call = await bundled.invoke({
      name,
      timeoutMs: 60_000,
      event: {
        version: '2.0',
        rawPath: path,
        rawQueryString: '',
        headers: { host: 'localhost:8787', ...given.headers },
        requestContext: { http: { method, path, sourceIp: '203.0.113.7' } },
        body: given.body,
        isBase64Encoded: false,
      },
    })
    if (call.kind !== 'returned') throw new Error(`The function failed: ${JSON.stringify(call)}`)
    return call.value as Answer
  }
}

it('serves the site alone: pages from the table, a picture from S3, an event to its queue', async () => {
  const call = await start('site')
  for (const path of [
    '/',
    '/en',
    '/subscribe',
    '/calendar',
    '/calendar.ics',
    '/newsletters/rss.xml',
  ])
    expect([path, (await call('GET', path)).statusCode]).toEqual([path, 200])
  const picture = await call('GET', `/media/images/${id}`)
  expect([picture.statusCode, Buffer.from(picture.body, 'base64').toString()]).toEqual([
    200,
    'a picture',
  ])
  const seconds = Math.floor(cloud.clock.now().getTime() / 1000)
  const body = JSON.stringify({
    id: 'evt_lone',
    object: 'event',
    type: 'charge.succeeded',
    created: seconds,
    data: { object: { id: 'ch_lone', object: 'charge' } },
  })
  const { value: secret } = JSON.parse(cloud.environment['SST_RESOURCE_StripeWebhookSecret'] ?? '')
  const sum = createHmac('sha256', secret).update(`${seconds}.${body}`).digest('hex')
  const headers = {
    'content-type': 'application/json',
    'stripe-signature': `t=${seconds},v1=${sum}`,
  }
  expect(await call('POST', '/stripe/webhook', { body, headers })).toMatchObject({
    statusCode: 200,
    body: '{"received":true}',
  })
  expect(cloud.queues.get('kiosque-sandbox-stripe')?.readyCount()).toBe(1)
})

it('serves the console’s sign-in alone', async () => {
  const call = await start('console')
  const page = await call('GET', '/console/sign-in')
  expect([page.statusCode, page.body.includes('<form')]).toEqual([200, true])
})

it('says so where the environment has no credentials, and goes on', async () => {
  const call = await start('site', { AWS_ACCESS_KEY_ID: '', AWS_SECRET_ACCESS_KEY: '' })
  expect((await call('GET', '/calendar')).statusCode).toBe(500)
  expect((await call('GET', '/terms')).statusCode).toBe(200)
})
