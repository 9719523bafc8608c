// When the functions' process dies on request: at the exact call, once, and for no other's calls.
import { expect, it } from 'vitest'
import { deathPlan, functionsAppId, labelOf } from '#sandbox/death-plan'
import type { AwsRequest } from '#sandbox/http'

function request(
  change: Partial<AwsRequest> & { target?: string; json?: object } = {},
): AwsRequest {
  const { target = 'DynamoDB_20120810.UpdateItem', json, ...rest } = change
  return {
    method: 'POST',
    url: '/',
    path: '/',
    query: new URLSearchParams(),
    headers: { 'x-amz-target': target, 'user-agent': `aws-sdk-js app/${functionsAppId}` },
    body: Buffer.from(JSON.stringify(json ?? updateOf('MAILING#ml_1', 'PROGRESS#1'))),
    ...rest,
  }
}

function updateOf(pk: string, sk: string, more: object = {}) {
  return { Key: { pk: { S: pk }, sk: { S: sk } }, ...more }
}

function world() {
  const state = { pid: 1 as number | undefined, handled: 0, killed: [] as (number | undefined)[] }
  const plan = deathPlan({
    pid: () => state.pid,
    kill: () => state.killed.push(state.pid),
  })
  const handle = plan.watch(async () => {
    state.handled += 1
    return { kind: 'answer', status: 200 }
  })
  return { state, plan, handle }
}

const moment = { name: 'm', call: 'dynamodb UpdateItem MAILING/PROGRESS', at: 2 }

it('kills before the call does anything, or after it did', async () => {
  for (const [when, handled] of [
    ['before', 1],
    ['after', 2],
  ] as const) {
    const { state, plan, handle } = world()
    plan.set({ moments: [{ ...moment, when }] })
    expect(await handle(request())).toEqual({ kind: 'answer', status: 200 })
    expect(await handle(request())).toEqual({ kind: 'reset' })
    expect(state).toMatchObject({ handled, killed: [1] })
    expect(plan.deaths()).toMatchObject([{ moment: 'm', when, pid: 1 }])
    expect(plan.waiting()).toEqual([])
  }
})

it('counts only the functions’ own calls that fit', async () => {
  const { state, plan, handle } = world()
  plan.set({ moments: [{ ...moment, at: 1, holds: 'claimId', when: 'before' }] })
  await handle(request({ headers: { 'x-amz-target': 'DynamoDB_20120810.UpdateItem' } }))
  await handle(request())
  await handle(request({ json: updateOf('MAILING#ml_1', 'SHARD#1', { x: 'claimId' }) }))
  expect(state.killed).toEqual([])
  await handle(request({ json: updateOf('MAILING#ml_1', 'PROGRESS#1', { x: 'claimId' }) }))
  expect(state.killed).toEqual([1])
})

it('lets calls of the dead process arrive, and waits for the next one', async () => {
  const { state, plan, handle } = world()
  plan.set({ moments: [1, 1].map((at) => ({ ...moment, at, when: 'before' as const })) })
  await handle(request())
  await handle(request())
  state.pid = undefined
  await handle(request())
  expect(state).toMatchObject({ handled: 2, killed: [1] })
  state.pid = 2
  await handle(request())
  expect(state.killed).toEqual([1, 2])
})

it('kills by chance as often as it may, the same with the same seed', async () => {
  const run = async () => {
    const { state, plan, handle } = world()
    plan.set({ chance: 0.3, most: 2, seed: 5, among: 'PROGRESS' })
    for (let at = 0; at < 40; at++) {
      state.pid = 100 + at
      await handle(request())
      await handle(request({ json: updateOf('READER#rd_1', 'READER') }))
    }
    return state.killed
  }
  const first = await run()
  expect(first).toHaveLength(2)
  expect(await run()).toEqual(first)
})

it('names calls by service, action and what they act on', () => {
  expect(labelOf(request())).toBe('dynamodb UpdateItem MAILING/PROGRESS')
  const query = { IndexName: 'gsi2', ExpressionAttributeValues: { ':p': { S: 'PENDING#3' } } }
  const target = 'DynamoDB_20120810.Query'
  expect(labelOf(request({ target, json: query }))).toBe('dynamodb Query gsi2:PENDING')
  const queue = { QueueUrl: 'http://127.0.0.1/0/kiosque-sandbox-send' }
  expect(labelOf(request({ target: 'AmazonSQS.SendMessageBatch', json: queue }))).toBe(
    'sqs SendMessageBatch send',
  )
  const ses = request({ headers: {}, body: Buffer.from('Action=SendRawEmail&Version=2010-12-01') })
  expect(labelOf(ses)).toBe('ses SendRawEmail')
})
