import { join, resolve } from 'node:path'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { instant } from '#kernel/time'
import type { Cloud } from '#sandbox/cloud'
import { type FunctionHost, startFunctionHost } from '#sandbox/functions-host'
import { type Pump, startPump } from '#sandbox/pump'
import { testCloud } from '../../support/cloud.ts'

let cloud: Cloud
let host: FunctionHost
let pump: Pump
let close: () => Promise<void>
const queueName = 'pumped'

beforeAll(async () => {
  const made = await testCloud()
  cloud = made.cloud
  host = startFunctionHost({
    environment: cloud.environment,
    clock: cloud.clock,
    logFile: join(cloud.dataDir, 'functions.log'),
    functionsFolder: resolve('tests/fixtures/functions'),
  })
  const queue = {
    name: queueName,
    visibilityTimeoutSeconds: 60,
    maxReceiveCount: 3,
    deadLetterQueue: 'pumped-dead',
  }
  pump = startPump({
    queues: cloud.queues,
    host,
    wires: [
      {
        resource: 'SendQueue',
        queue,
        functionName: 'worker',
        batchSize: 5,
        concurrency: 2,
        functionTimeoutMs: 30_000,
      },
    ],
  })
  close = async () => {
    await host.stop()
    await pump.stop()
    await made.close()
  }
})
afterAll(() => close())

const call = (event: unknown, timeoutMs = 30_000) => host.invoke({ name: 'echo', event, timeoutMs })

it('calls the handler in another process, with the environment of the stage', async () => {
  const result = await call({ hello: 1 })
  expect(result).toMatchObject({
    kind: 'returned',
    value: {
      event: { hello: 1 },
      table: cloud.environment['SST_RESOURCE_Main'],
      functionName: 'kiosque-sandbox-echo',
    },
  })
  if (result.kind !== 'returned') return
  const value = result.value as { pid: number; remainingMs: number }
  expect(value.pid).not.toBe(process.pid)
  expect(value.remainingMs).toBeGreaterThan(20_000)
})

it('tells a function the sandbox’s time, also after a jump', async () => {
  cloud.clock.reach(instant(Date.parse('2027-03-01T12:00:00Z')))
  expect(await call({ order: 'time' })).toMatchObject({
    value: expect.stringMatching(/^2027-03-01T12:/),
  })
})

it('tells a thrown error from a death and from running over time, and starts anew', async () => {
  expect(await call({ order: 'throw' })).toEqual({ kind: 'failed', error: 'RangeError' })
  expect(await call({ order: 'die' })).toEqual({ kind: 'crashed' })
  expect(await call({})).toMatchObject({ kind: 'returned' })
  expect(await call({ order: 'hang' }, 200)).toEqual({ kind: 'timedOut' })
  expect(await call({})).toMatchObject({ kind: 'returned' })
  expect(await host.invoke({ name: 'missing', event: {}, timeoutMs: 30_000 })).toMatchObject({
    kind: 'failed',
  })
})

it('deletes what was done and gives back what failed, until the dead letters take it', async () => {
  const queue = cloud.queues.get(queueName)
  const dead = () => cloud.queues.get('pumped-dead')?.readyCount() ?? 0
  queue?.send(['good', 'bad', 'good'].map((body) => ({ body })))
  await pump.drained()
  expect(queue?.counts()).toEqual({ visible: 0, inFlight: 1, delayed: 0 })
  for (let attempt = 0; attempt < 3; attempt++) {
    cloud.clock.reach(instant(queue?.nextReadyMs() ?? Number.NaN))
    await pump.drained()
    if (dead() > 0) break
  }
  expect(dead()).toBe(1)
  expect(queue?.counts()).toEqual({ visible: 0, inFlight: 0, delayed: 0 })
})

it('gets a message back when the process died over it', async () => {
  const queue = cloud.queues.get(queueName)
  queue?.send([{ body: 'deadly once' }])
  await pump.drained()
  expect(queue?.counts().inFlight).toBe(1)
  cloud.clock.reach(instant(queue?.nextReadyMs() ?? Number.NaN))
  await pump.drained()
  expect(queue?.counts()).toEqual({ visible: 0, inFlight: 0, delayed: 0 })
})
