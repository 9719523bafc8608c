// `kiosque sandbox stripe …` on a data folder that nothing runs in.
import { afterAll, beforeAll, expect, test } from 'vitest'
import { startCloud } from '#sandbox/cloud'
import { kiosque, kiosqueJson, temporaryFolder } from '../support/command.ts'
import { sessionParams, stripeClientOf, yearlyPlan } from '../support/stripe.ts'

const { folder, remove } = temporaryFolder()
let session = ''

beforeAll(async () => {
  const cloud = await startCloud({
    dataDir: folder,
    siteUrl: 'http://localhost:8787',
    withoutPages: true,
    sender: 'lettre@en-contact.example',
    functions: 'none',
  })
  const stripe = stripeClientOf(cloud)
  const plan = await yearlyPlan(stripe)
  session = (await stripe.checkout.sessions.create(sessionParams(plan))).id
  await cloud.stop()
})
afterAll(remove)

type Result = { done: string; objects: { id: string; object: string; status?: string }[] }

test('a session is paid, refused when paid twice, and its charge disputed and decided', async () => {
  const paid = await kiosqueJson<Result>(folder, 'sandbox', 'stripe', 'pay', session)
  expect(paid.done).toBe('complete paid')
  const invoice = paid.objects.find(({ object }) => object === 'invoice')?.id ?? ''
  const again = await kiosque(folder, 'sandbox', 'stripe', 'pay', session, '--json')
  expect(again.code).toBe(1)
  expect(JSON.parse(again.stdout)).toMatchObject({ error: { code: 'invalid' } })
  const opened = await kiosqueJson<Result>(folder, 'sandbox', 'stripe', 'dispute', invoice)
  expect(opened.done).toBe('needs_response')
  const won = await kiosqueJson<Result>(folder, 'sandbox', 'stripe', 'dispute', invoice, '--won')
  expect(won.done).toBe('won')
  const { objects } = await kiosqueJson<{ objects: Record<string, { status: string }[]> }>(
    folder,
    'sandbox',
    'stripe',
    'objects',
  )
  expect(objects['dispute']).toMatchObject([{ status: 'won' }])
  expect(objects['subscription']).toMatchObject([{ status: 'active' }])
}, 60_000)

test('what is not there, and faults where nothing runs, are refused', async () => {
  const none = await kiosque(folder, 'sandbox', 'stripe', 'refund', 'in_none', '--json')
  expect([none.code, JSON.parse(none.stdout).error.code]).toEqual([1, 'not-found'])
  const faults = await kiosque(folder, 'sandbox', 'stripe', 'webhooks', '--drop', '0.5', '--json')
  expect(faults.code).toBe(1)
  const wrong = await kiosque(folder, 'sandbox', 'stripe', 'webhooks', '--drop', '5')
  expect(wrong.code).toBe(2)
}, 60_000)
