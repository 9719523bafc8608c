import { describe, expect, it } from 'vitest'
import type { Mailing } from '#delivery/mailing'
import { releaseDomains } from '#delivery/release-domains'
import { resumeMailing } from '#delivery/resume-mailing'
import { getMailing } from '#delivery/store'
import type { MailingId } from '#kernel/ids'
import type { Reader } from '#readers/reader'
import { scheduledWorld } from '../../support/crowded-world.ts'
import { aReader, type DeliveryWorld } from '../../support/delivery-world.ts'

// A tick queues a thousand of them.
const slow = { perSecond: 5, perDay: -1, sentLastDay: 0 }
const brake = { minCount: 100, bounceShare: 0.05, complaintShare: 0.003 }

/** So many readers at a domain, every `each`th of whom bounces or complains. */
function readersAt(
  domain: string,
  count: number,
  bad?: { each: number; as: 'bounce' | 'complaint' },
): Reader[] {
  return Array.from({ length: count }, (_, at) => {
    const isBad = bad && at % bad.each === 0
    return aReader(at, { email: `lectrice.${at}${isBad ? `+${bad.as}` : ''}@${domain}` })
  })
}

async function brakingWorld(readers: readonly Reader[]) {
  return await scheduledWorld({ readers, brake, feedback: {}, quota: { ...slow } })
}
const mailingOf = async (world: DeliveryWorld, id: MailingId) =>
  (await getMailing(world.table, id)) as Mailing

function expectEachOnce(world: DeliveryWorld, count: number): void {
  expect(world.delivered.size).toBe(count)
  expect(Math.max(...world.delivered.values())).toBe(1)
}

async function runUntilPaused(world: DeliveryWorld, id: MailingId): Promise<Mailing> {
  for (let minute = 0; minute < 60; minute++) {
    await world.runMinutes(1)
    const mailing = await mailingOf(world, id)
    if (mailing.status === 'paused' || mailing.status === 'sent') return mailing
  }
  return await mailingOf(world, id)
}

describe('a mailing that bounces', () => {
  it('pauses itself with its figures, goes on once resumed, and is not braked by the same again', async () => {
    const { world, mailingId } = await brakingWorld(
      readersAt('example.org', 2_000, { each: 8, as: 'bounce' }),
    )
    const paused = await runUntilPaused(world, mailingId)
    expect(paused).toMatchObject({ status: 'paused', pausedBy: 'brake', braked: 'mailing' })
    expect(paused.pausedBecause?.fr).toMatch(/des .* messages acceptés \(.*\) ont été refusés/)
    const before = world.calls.length
    expect(before).toBeLessThan(2_000)
    await world.runMinutes(60)
    expect(world.calls.length).toBe(before)
    await resumeMailing(world.deps(), { mailingId })
    await world.tick()
    expect(await mailingOf(world, mailingId)).toMatchObject({ status: 'sending' })
    expect((await mailingOf(world, mailingId)).pausedBecause).toBeUndefined()
    // As bad as before: the next hundred brake it again, and so on to the end.
    for (let times = 0; times < 10; times++) {
      const next = await runUntilPaused(world, mailingId)
      if (next.status === 'sent') break
      await resumeMailing(world.deps(), { mailingId })
    }
    expectEachOnce(world, 2_000)
  })

  it('lets the rest go when it is one receiving domain, then waits for a person', async () => {
    const { world, mailingId } = await brakingWorld([
      ...readersAt('bad.example', 700, { each: 5, as: 'complaint' }),
      ...readersAt('good.example', 1_400),
    ])
    const paused = await runUntilPaused(world, mailingId)
    expect(paused).toMatchObject({ status: 'paused', braked: 'domains' })
    expect([...(paused.heldDomains ?? [])]).toEqual(['bad.example'])
    expect(paused.pausedBecause?.fr).toContain('bad.example')
    const good = world.calls.filter(({ to }) => to.endsWith('@good.example'))
    expect(good.length).toBe(1_400)
    expect(world.calls.length).toBeLessThan(2_100)
    await resumeMailing(world.deps(), { mailingId })
    for (let times = 0; times < 10; times++) {
      const next = await runUntilPaused(world, mailingId)
      if (next.status === 'sent') break
      await resumeMailing(world.deps(), { mailingId })
    }
    expectEachOnce(world, 2_100)
  })

  it('calls a domain again that a person lets go, while it is being sent', async () => {
    const { world, mailingId } = await brakingWorld([
      ...readersAt('bad.example', 700, { each: 5, as: 'complaint' }),
      ...readersAt('good.example', 2_000),
    ])
    let held: Mailing | undefined
    for (let minute = 0; minute < 40 && !held?.heldDomains; minute++) {
      await world.runMinutes(1)
      held = await mailingOf(world, mailingId)
    }
    expect(held?.status).toBe('sending')
    const release = () => releaseDomains(world.deps(), { mailingId, domains: ['bad.example'] })
    expect((await release()).kind).toBe('released')
    expect((await release()).kind).toBe('already')
    await world.tick()
    const now = await mailingOf(world, mailingId)
    expect(now.heldDomains).toBeUndefined()
    expect(now.heardAnew).toBeUndefined()
    expect(now.brakeBaseline?.['bad.example']?.complained).toBeGreaterThan(0)
  })
})
