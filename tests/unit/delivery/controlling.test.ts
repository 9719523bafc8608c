import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { approveMailing } from '#delivery/approve-mailing'
import { cancelMailing } from '#delivery/cancel-mailing'
import type { Mailing, MailingStatus } from '#delivery/mailing'
import { pauseMailing } from '#delivery/pause-mailing'
import { resumeMailing } from '#delivery/resume-mailing'
import { changeMailing, getMailing } from '#delivery/store'
import { getNewsletter } from '#editorial/store-newsletters'
import type { MailingId } from '#kernel/ids'
import { minuteMs } from '#kernel/time'
import { planned, scheduledWorld } from '../../support/crowded-world.ts'
import { judge } from '../../support/delivery-checks.ts'
import type { DeliveryWorld } from '../../support/delivery-world.ts'

const by = 'marketing@en-contact.example'
const another = 'admin@en-contact.example'

type Scene = { world: DeliveryWorld; mailingId: MailingId }

async function mailingOf({ world, mailingId }: Scene): Promise<Mailing> {
  const mailing = await getMailing(world.table, mailingId)
  if (!mailing) throw new Error('No mailing')
  return mailing
}
const pause = ({ world, mailingId }: Scene) => pauseMailing(world.deps(), { mailingId, by })
const resume = ({ world, mailingId }: Scene) => resumeMailing(world.deps(), { mailingId })

/** Sets options that scheduling would have set. */
async function withOptions(scene: Scene, set: Partial<Mailing>): Promise<Scene> {
  const { heldDomains: _, heardAnew: _1, plannedShards: _2, finishedShards: _3, ...rest } = set
  await changeMailing(scene.world.table, scene.mailingId, { from: ['scheduled'], set: rest })
  return scene
}

async function expectEverybodyOnce({ world, mailingId }: Scene, count = 100) {
  const verdict = await judge(world, mailingId)
  expect(verdict).toMatchObject({ lost: [], doubled: [], untrue: [], uncertain: 0 })
  expect(verdict.report).toMatchObject({ status: 'sent', accepted: count })
}

/** Brings a mailing into this state, as far as it goes by itself. */
async function bringTo(scene: Scene, status: MailingStatus): Promise<void> {
  const { world } = scene
  if (status === 'scheduled') return
  if (status === 'planning') {
    world.clock.forward(10 * minuteMs)
    await world.tick()
    return
  }
  if (status === 'held') await withOptions(scene, { approvalAbove: 50 })
  await planned(world)
  if (status !== 'waitingForQuota') return
  world.quota.perDay = 0
  world.clock.forward(6 * minuteMs)
  await world.tick()
}

describe('pausing', () => {
  it.each(['scheduled', 'planning', 'held', 'sending', 'waitingForQuota'] as const)(
    'stops a mailing that is %s, for hours, and resuming brings it where it was',
    async (status) => {
      const scene = await scheduledWorld()
      const { world, mailingId } = scene
      await bringTo(scene, status)
      expect((await mailingOf(scene)).status).toBe(status)
      expect((await pause(scene)).kind).toBe('paused')
      expect((await pause(scene)).kind).toBe('already')
      expect(await mailingOf(scene)).toMatchObject({ status: 'paused', pausedFrom: status })
      await world.runMinutes(180)
      expect(world.calls).toEqual([])
      expect((await getNewsletter(world.table, world.newsletterId))?.status).not.toBe('draft')
      world.quota.perDay = -1
      const resumed = await resume(scene)
      expect(resumed).toMatchObject({
        kind: 'resumed',
        mailing: { status: status === 'waitingForQuota' ? 'sending' : status },
      })
      expect((await resume(scene)).kind).toBe('already')
      await approveMailing(world.deps(), { mailingId, by: another })
      await world.runUntilQuiet(mailingId)
      await expectEverybodyOnce(scene)
    },
  )

  it('stops workers between two chunks, and closes what they had begun', async () => {
    const scene = await scheduledWorld()
    const { world, mailingId } = scene
    let paused: Promise<unknown> | undefined
    world.setScript((_, call) => {
      if (call === 5) paused = pause(scene)
      return { kind: 'accepted', messageId: `m${call}` }
    })
    await world.runMinutes(30)
    await paused
    expect(world.calls.length).toBe(20)
    expect(await world.report()).toMatchObject({ planned: 100, accepted: 20, pending: 80 })
    await resume(scene)
    await world.runUntilQuiet(mailingId)
    await expectEverybodyOnce(scene)
  })

  it('is over by itself when everybody had been called by then', async () => {
    const scene = await scheduledWorld()
    const { world, mailingId } = scene
    let paused: Promise<unknown> | undefined
    world.setScript((_, call) => {
      if (call === 99) paused = pause(scene)
      return { kind: 'accepted', messageId: `m${call}` }
    })
    await world.runUntilQuiet(mailingId)
    await paused
    await expectEverybodyOnce(scene)
    expect((await pause(scene)).kind).toBe('tooLate')
    expect((await resume(scene)).kind).toBe('notResumable')
  })

  it('calls nobody again while it is paused, and does afterwards', async () => {
    const scene = await scheduledWorld({ feedback: {} })
    const { world, mailingId } = scene
    let paused: Promise<unknown> | undefined
    world.setScript((_, call) => {
      if (call === 99) paused = pause(scene)
      if (call === 3) return { kind: 'uncertain', cause: 'timeout' }
      return { kind: 'accepted', messageId: `m${call}` }
    })
    await world.runMinutes(120)
    await paused
    expect(world.calls.length).toBe(100)
    expect((await mailingOf(scene)).status).toBe('paused')
    await resume(scene)
    await world.runMinutes(60)
    expect(world.calls.length).toBe(101)
    await world.runUntilQuiet(mailingId)
    const verdict = await judge(world, mailingId)
    expect(verdict).toMatchObject({ lost: [], doubled: [], uncertain: 0 })
    expect(verdict.sentAgain.length).toBe(1)
  })

  it('can be cancelled, once and for all', async () => {
    const scene = await scheduledWorld()
    const { world, mailingId } = scene
    await planned(world)
    await pause(scene)
    expect((await cancelMailing(world.deps(), { mailingId, by })).kind).toBe('cancelled')
    expect((await cancelMailing(world.deps(), { mailingId, by })).kind).toBe('already')
    expect((await resume(scene)).kind).toBe('notResumable')
    expect((await pause(scene)).kind).toBe('tooLate')
    await world.runUntilQuiet(mailingId)
    expect(world.calls).toEqual([])
    expect(await world.report()).toMatchObject({ skipped: { cancelled: 100 }, pending: 0 })
    expect((await getNewsletter(world.table, world.newsletterId))?.status).toBe('draft')
  })

  it('adds up at every moment and doubles nobody, however often it is paused and resumed', async () => {
    const step = fc.constantFrom('pause', 'resume', 'tick', 'work', 'minute' as const)
    await fc.assert(
      fc.asyncProperty(fc.array(step, { maxLength: 40 }), fc.nat(), async (steps, seed) => {
        const scene = await scheduledWorld({ seed, duplicates: 0.3, shuffled: true })
        const { world, mailingId } = scene
        world.clock.forward(10 * minuteMs)
        for (const one of steps) {
          if (one === 'pause') await pause(scene)
          else if (one === 'resume') await resume(scene)
          else if (one === 'tick') await world.tick()
          else if (one === 'work') await workOne(world)
          else world.clock.forward(minuteMs)
          const report = await world.report()
          const { planned: all = 0, pending = 0, accepted = 0, uncertain = 0 } = report ?? {}
          expect(all).toBe(pending + accepted + uncertain)
        }
        await resume(scene)
        await world.runUntilQuiet(mailingId)
        await expectEverybodyOnce(scene)
      }),
      { numRuns: 40 },
    )
  })
})

async function workOne(world: DeliveryWorld): Promise<void> {
  const at = world.messages.findIndex(({ atMs }) => atMs <= world.clock().getTime())
  const [message] = at < 0 ? [] : world.messages.splice(at, 1)
  if (message) await world.handle(message)
}

describe('a second person', () => {
  it('is waited for above the size, and lets it go; the one who scheduled it cannot', async () => {
    const scene = await withOptions(await scheduledWorld(), { approvalAbove: 99 })
    const { world, mailingId } = scene
    await planned(world)
    await world.runMinutes(600)
    expect(world.calls).toEqual([])
    expect(await mailingOf(scene)).toMatchObject({ status: 'held', heldFor: 'approval' })
    const approve = (who: string) => approveMailing(world.deps(), { mailingId, by: who })
    const { createdBy } = await mailingOf(scene)
    expect((await approve(createdBy)).kind).toBe('samePerson')
    expect((await approve(another)).kind).toBe('approved')
    expect((await approve('someone@else.example')).kind).toBe('already')
    await world.runUntilQuiet(mailingId)
    await expectEverybodyOnce(scene)
    expect(await mailingOf(scene)).toMatchObject({ approvedBy: another })
    expect((await mailingOf(scene)).heldFor).toBeUndefined()
  })

  it('may approve ahead of time, and is not asked for what is small enough', async () => {
    const scene = await withOptions(await scheduledWorld(), { approvalAbove: 5 })
    const { world, mailingId } = scene
    const input = { mailingId, by: another }
    expect((await approveMailing(world.deps(), input)).kind).toBe('approved')
    await world.runUntilQuiet(mailingId)
    await expectEverybodyOnce(scene)
    const small = await withOptions(await scheduledWorld(), { approvalAbove: 100 })
    await small.world.runUntilQuiet(small.mailingId)
    await expectEverybodyOnce(small)
  })

  it('is not passed by pausing, resuming, or a stop', async () => {
    const scene = await withOptions(await scheduledWorld(), { approvalAbove: 5 })
    const { world, mailingId } = scene
    await planned(world)
    await pause(scene)
    await resume(scene)
    await changeMailing(world.table, mailingId, { from: ['held'], set: { status: 'stopped' } })
    await resume(scene)
    await world.runMinutes(90)
    expect(world.calls).toEqual([])
    expect((await mailingOf(scene)).status).toBe('held')
    expect((await cancelMailing(world.deps(), { mailingId, by })).kind).toBe('cancelled')
  })
})
