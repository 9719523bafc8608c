// Counts follow the events, also after a mailing has stopped moving.
import { expect, it } from 'vitest'
import { pauseMailing } from '#delivery/pause-mailing'
import { reportMailing } from '#delivery/report-mailing'
import { getMailing } from '#delivery/store'
import { dayMs, minuteMs } from '#kernel/time'
import { crowd, planned, scheduledWorld } from '../../support/crowded-world.ts'
import type { Script } from '../../support/delivery-world.ts'

it('goes on counting what is heard of a paused mailing, ever more slowly, for two weeks', async () => {
  const feedback = { late: 1, lateMs: 60 * minuteMs }
  const { world, mailingId } = await scheduledWorld({ readers: crowd.slice(0, 130), feedback })
  await planned(world)
  // The first batch goes out, the second never: it is paused before.
  const accepts: Script = (_, call) => ({ kind: 'accepted', messageId: `m${call}` })
  world.setScript(accepts)
  const [first] = world.messages.splice(0)
  if (!first) throw new Error('No batch was queued')
  await world.handle(first)
  const paused = await pauseMailing(world.deps(), { mailingId, by: 'sf_marion' })
  expect(paused.kind).toBe('paused')
  const kept = async () => await reportMailing(world, { newsletterId: world.newsletterId })
  await world.runMinutes(2)
  const before = (await kept())?.delivered ?? 0
  expect(before).toBeLessThan(100)
  await world.runMinutes(130)
  expect(await kept()).toMatchObject({
    status: 'paused',
    accepted: 100,
    delivered: 100,
    pending: 30,
  })
  const next = (await getMailing(world.table, mailingId))?.nextActionAt ?? ''
  expect(Date.parse(next) - world.clock().getTime()).toBeGreaterThan(10 * minuteMs)
  world.clock.forward(15 * dayMs)
  await world.runMinutes(1)
  expect((await getMailing(world.table, mailingId))?.nextActionAt).toBe(undefined)
})
