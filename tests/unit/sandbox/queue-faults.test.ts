// What goes wrong with the queues on request: messages come twice, and in any order.
import { expect, it } from 'vitest'
import { queueTroubles } from '#sandbox/queue-faults'
import { seededRandom } from '#sandbox/ses-faults'
import { SandboxQueue } from '#sandbox/sqs-queue'

function queue() {
  const troubles = queueTroubles(seededRandom(3))
  const made = new SandboxQueue({
    settings: { name: 'q', visibilityTimeoutSeconds: 30 },
    append: () => {},
    nowMs: () => 0,
    deadLetters: () => {},
    troubles,
  })
  const bodies = Array.from({ length: 20 }, (_, at) => String(at))
  const received = async () => (await made.receive({ max: 100 })).map(({ body }) => body)
  return { troubles, bodies, received, send: () => made.send(bodies.map((body) => ({ body }))) }
}

it('hands everything over once and in order, unless told otherwise', async () => {
  const { bodies, received, send } = queue()
  expect(send()).toHaveLength(20)
  expect(await received()).toEqual(bodies)
})

it('repeats a share of the messages, and says of each only once that it was sent', async () => {
  const { troubles, bodies, received, send } = queue()
  troubles.set({ repeatShare: 0.5 })
  expect(send()).toHaveLength(20)
  const all = await received()
  expect(all.length).toBeGreaterThan(22)
  expect(new Set(all)).toEqual(new Set(bodies))
})

it('shuffles them', async () => {
  const { troubles, bodies, received, send } = queue()
  troubles.set({ shuffle: true })
  send()
  const all = await received()
  expect(all).not.toEqual(bodies)
  expect([...all].sort()).toEqual([...bodies].sort())
})
