import { expect, it } from 'vitest'
import { cancelMailing } from '#delivery/cancel-mailing'
import { listRecipients } from '#delivery/list-recipients'
import { deliveryLimits } from '#delivery/mailing'
import { resumeMailing } from '#delivery/resume-mailing'
import { getMailing } from '#delivery/store'
import { getNewsletter } from '#editorial/store-newsletters'
import { minuteMs } from '#kernel/time'
import { planned, scheduledWorld } from '../../support/crowded-world.ts'
import { judge } from '../../support/delivery-checks.ts'

const by = 'marketing@en-contact.example'

it('pauses ever longer while everything is throttled', async () => {
  const { world, mailingId } = await scheduledWorld({ script: () => ({ kind: 'throttled' }) })
  await planned(world)
  let last = 0
  const pauses: number[] = []
  for (let run = 0; run < 8; run++) {
    world.clock.forward(15 * minuteMs)
    await world.drain()
    const next = world.messages[0]
    pauses.push(next ? next.atMs - world.clock().getTime() : 0)
    last = world.calls.length
    if (next) world.clock.forward(next.atMs - world.clock().getTime())
  }
  expect(last).toBeLessThan(400)
  expect(pauses.at(-1)).toBeGreaterThan(pauses[0] as number)
  expect(pauses.at(-1)).toBeLessThanOrEqual(deliveryLimits.throttleMaxMs * 1.5)
  world.setScript((_, call) => ({ kind: 'accepted', messageId: `m${call}` }))
  await world.runUntilQuiet(mailingId)
  expect(world.delivered.size).toBe(100)
})

it('cancels in the middle: who was called stays accepted, the rest is skipped', async () => {
  const { world, mailingId } = await scheduledWorld()
  world.setScript((_, call) => {
    if (call === 25) void cancelMailing({ ...world.deps() }, { mailingId, by })
    return { kind: 'accepted', messageId: `m${call}` }
  })
  await world.runUntilQuiet(mailingId)
  const report = await world.report()
  expect(report).toMatchObject({ status: 'cancelled', planned: 100, pending: 0, uncertain: 0 })
  expect(report?.accepted).toBe(world.delivered.size)
  expect(report?.accepted).toBeLessThanOrEqual(2 * deliveryLimits.chunk)
  expect(report?.skipped['cancelled']).toBe(100 - (report?.accepted ?? 0))
  const names = await listRecipients(world, { mailingId, state: 'skipped', reason: 'cancelled' })
  expect(names?.recipients).toHaveLength(100 - (report?.accepted ?? 0))
  // Some readers have it: it stays sent, with its page in the archive.
  expect((await getNewsletter(world.table, world.newsletterId))?.status).toBe('sent')
  expect((await cancelMailing(world.deps(), { mailingId, by })).kind).toBe('already')
})

it('cancels while it is planned, and everybody planned is skipped', async () => {
  const { world, mailingId } = await scheduledWorld()
  await planned(world)
  await cancelMailing(world.deps(), { mailingId, by })
  await world.runUntilQuiet(mailingId)
  expect(await world.report()).toMatchObject({
    status: 'cancelled',
    planned: 100,
    pending: 0,
    accepted: 0,
    skipped: { cancelled: 100 },
  })
  expect(world.calls).toHaveLength(0)
  expect((await getNewsletter(world.table, world.newsletterId))?.status).toBe('draft')
})

it('waits for quota, says when it goes on, and then goes on', async () => {
  const quota = { perSecond: 500, perDay: 60, sentLastDay: 0 }
  const { world, mailingId } = await scheduledWorld({ quota })
  world.setScript((_, call) =>
    quota.sentLastDay >= quota.perDay
      ? { kind: 'quotaUsedUp' }
      : { kind: 'accepted', messageId: `m${call}` },
  )
  world.clock.forward(10 * minuteMs)
  await world.tick()
  await world.drain()
  const waiting = await getMailing(world.table, mailingId)
  expect(waiting?.status).toBe('waitingForQuota')
  const goesOnAt = Date.parse(waiting?.nextActionAt ?? '')
  expect(goesOnAt).toBeGreaterThan(world.clock().getTime())
  expect(await world.report()).toMatchObject({ accepted: 60, pending: 40 })
  world.clock.forward(goesOnAt - world.clock().getTime())
  await world.tick()
  await world.drain()
  expect((await getMailing(world.table, mailingId))?.status).toBe('waitingForQuota')
  quota.sentLastDay = 0
  await world.runUntilQuiet(mailingId)
  expect(await judge(world, mailingId)).toMatchObject({ lost: [], doubled: [], uncertain: 0 })
  expect(world.delivered.size).toBe(100)
})

it('stops with a sentence that says what to do, and resumes', async () => {
  const { world, mailingId } = await scheduledWorld()
  world.setScript((_, call) =>
    call < 30
      ? { kind: 'accepted', messageId: `m${call}` }
      : { kind: 'stopped', reason: 'senderNotVerified' },
  )
  await world.runUntilQuiet(mailingId)
  const stopped = await getMailing(world.table, mailingId)
  expect(stopped?.status).toBe('stopped')
  expect(stopped?.stoppedBecause?.fr).toContain('reprenez l’envoi')
  expect(await world.report()).toMatchObject({ accepted: 30, pending: 70 })
  world.setScript((_, call) => ({ kind: 'accepted', messageId: `m${call}` }))
  expect((await resumeMailing(world.deps(), { mailingId })).kind).toBe('resumed')
  await world.runUntilQuiet(mailingId)
  expect(await judge(world, mailingId)).toMatchObject({ lost: [], doubled: [], uncertain: 0 })
  expect(await resumeMailing(world.deps(), { mailingId })).toMatchObject({ kind: 'notResumable' })
})
