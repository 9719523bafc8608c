// Dead letters as a person meets them: shown by kind and ids, put back, and never twice lost; over
// the real client and the sandbox's SQS.
import { SQSClient } from '@aws-sdk/client-sqs'
import { afterEach, beforeEach, expect, it } from 'vitest'
import { sqsDesk } from '#aws/queue-desk'
import { lookAtQueues, type QueueDesk, queueNames } from '#delivery/queue-desk'
import type { Cloud } from '#sandbox/cloud'
import { clientConfig, testCloud } from '../support/cloud.ts'
import { testConsole, visitorAs } from '../support/console.ts'
import { memoryTable } from '../support/memory-table.ts'

const mailingId = 'ml_01m8nqfj00z7tjd8m0hrb1pgb7'
const batch = (number: number) =>
  JSON.stringify({ kind: 'batch', mailingId, shard: 3, batch: number })

let cloud: Cloud
let desk: QueueDesk
let close: () => Promise<void>
beforeEach(async () => {
  const opened = await testCloud()
  cloud = opened.cloud
  const client = new SQSClient(clientConfig(cloud))
  close = async () => {
    client.destroy()
    await opened.close()
  }
  const links = JSON.parse(cloud.environment['SST_RESOURCE_Queues'] ?? '{}')
  expect(Object.keys(links).sort()).toEqual([...queueNames].sort())
  desk = sqsDesk({ client, queues: links })
})
afterEach(() => close())

const live = (name: string) => cloud.queues.get(`kiosque-sandbox-${name}`)
const dead = (name: string) => cloud.queues.get(`kiosque-sandbox-${name}-dead`)
const bodies = (queue: ReturnType<typeof live>) =>
  [...(queue?.lines() ?? [])].map(({ message }) => message?.body).sort()

it('counts what waits, is in flight, is delayed and is dead', async () => {
  live('send')?.send([{ body: batch(0) }, { body: batch(1) }, { body: batch(2), delaySeconds: 60 }])
  await live('send')?.receive({ max: 1 })
  dead('send')?.send([{ body: batch(9) }])
  expect(await desk.counts('send')).toEqual({ waiting: 1, inFlight: 1, delayed: 1, dead: 1 })
  expect(await desk.counts('mail')).toEqual({ waiting: 0, inFlight: 0, delayed: 0, dead: 0 })
})

it('tells of each dead letter what it is about, and leaves it where it is', async () => {
  const event = {
    eventType: 'Bounce',
    mail: {
      messageId: 'abc-1',
      destination: ['lectrice@example.org'],
      tags: {
        mailing: [mailingId],
        'ses:from-domain': ['en-contact.example'],
        odd: ['a@b.example'],
      },
    },
    bounce: { bouncedRecipients: [{ emailAddress: 'lectrice@example.org' }] },
  }
  dead('send')?.send([{ body: batch(7) }])
  dead('mail')?.send([
    { body: JSON.stringify({ kind: 'mail', pk: 'READER#rd_1', sk: 'lectrice@example.org' }) },
  ])
  dead('plan')?.send([{ body: 'not JSON, from lectrice@example.org' }])
  dead('feedback')?.send([{ body: JSON.stringify(event) }])
  dead('stripe')?.send([{ body: JSON.stringify({ kind: 'event', eventId: 'evt_1' }) }])
  const look = () => lookAtQueues({ queueDesk: desk, clock: cloud.clock.now }, { letters: 20 })
  const first = await look()
  const about = first.map(({ name, letters }) => [name, letters[0]?.kind, letters[0]?.ids])
  expect(about).toEqual([
    ['send', 'batch', { mailingId, shard: '3', batch: '7' }],
    ['mail', 'mail', { pk: 'READER#rd_1' }],
    ['plan', 'unreadable', {}],
    ['feedback', 'Bounce', { messageId: 'abc-1', mailing: mailingId }],
    ['stripe', 'event', { eventId: 'evt_1' }],
  ])
  expect(JSON.stringify(first)).not.toContain('@')
  expect(first[0]?.letters[0]).toMatchObject({ receivedCount: 1 })
  // A second look sees the same: the first let go of what it held.
  expect((await look())[0]?.letters[0]).toMatchObject({ receivedCount: 2 })
})

it('puts back all, or as many as asked for, each once in the live queue', async () => {
  const all = Array.from({ length: 34 }, (_, at) => batch(at))
  dead('send')?.send(all.map((body) => ({ body })))
  expect(await desk.redrive('send', 12)).toBe(12)
  expect([...bodies(live('send')), ...bodies(dead('send'))].sort()).toEqual([...all].sort())
  expect(await desk.redrive('send', 1_000)).toBe(22)
  expect(bodies(dead('send'))).toEqual([])
  expect(bodies(live('send'))).toEqual([...all].sort())
  expect(await desk.redrive('send', 1_000)).toBe(0)
})

it('shows an administrator the page, asks once, puts back and writes it in the trail', async () => {
  dead('send')?.send([{ body: batch(7) }])
  const world = testConsole(memoryTable())
  Object.assign(world.deps, { queueDesk: desk })
  const alix = await visitorAs(world, 'admin')
  const page = await alix.get('/console/settings/queues')
  expect(page.text).toContain(mailingId)
  expect(page.text).toContain('Remettre en file…')
  expect((await alix.get('/console')).text).toContain('/console/settings/queues')
  const path = '/console/settings/queues/send/redrive'
  expect((await alix.get(path)).text).toContain('Oui, les remettre')
  expect(bodies(dead('send'))).toHaveLength(1)
  expect((await alix.post(path)).location).toBe('/console/settings/queues?moved=1')
  expect(bodies(live('send'))).toEqual([batch(7)])
  expect((await alix.get('/console/settings/audit')).text).toContain('a remis en file')
  expect((await alix.get('/console')).text).not.toContain('/console/settings/queues')
  const marion = await visitorAs(world, 'marketing')
  expect((await marion.get('/console/settings/queues')).status).toBe(403)
  expect((await marion.post(path)).status).toBe(403)
  expect((await alix.get('/console/settings/queues/none/redrive')).status).toBe(404)
})
