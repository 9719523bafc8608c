// Uncertain recipients: settled by events, called a second time when feedback is proven healthy,
// and listed otherwise.
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { listRecipients } from '#delivery/list-recipients'
import type { SendOutcome } from '#delivery/ports'
import { sendAgain } from '#delivery/send-again'
import { changeMailing } from '#delivery/store'
import { changeProgress } from '#delivery/store-batches'
import type { MailingId } from '#kernel/ids'
import { instant, minuteMs } from '#kernel/time'
import { changeReader } from '#readers/store'
import { crowd, scheduledWorld } from '../../support/crowded-world.ts'
import { judge } from '../../support/delivery-checks.ts'
import { type DeliveryWorld, deliveryWorld, type Script } from '../../support/delivery-world.ts'
import { seededRandom } from '../../support/editorial.ts'
import { memoryTable } from '../../support/memory-table.ts'
import { newFate } from '../../support/mortal.ts'

const accepted = (call: number): SendOutcome => ({ kind: 'accepted', messageId: `m${call}` })
const brokenOff = { kind: 'uncertain', cause: 'timeout' } as const

/** The first call to every tenth recipient breaks off; `delivers` says whether SES took it. */
function tenth(delivers: boolean): Script {
  const called = new Set<string>()
  return ({ to }, call) => {
    const isFirst = !called.has(to)
    called.add(to)
    if (!isFirst || called.size % 10 !== 0) return accepted(call)
    return delivers ? { ...brokenOff, delivers } : brokenOff
  }
}

async function sent(world: DeliveryWorld, minutes = 60) {
  world.clock.forward(10 * minuteMs)
  await world.runMinutes(minutes)
}

describe('who is uncertain', () => {
  it('is settled by an event when SES had taken the message: nobody is called again', async () => {
    const { world, mailingId } = await scheduledWorld({ script: tenth(true), feedback: {} })
    await sent(world)
    const verdict = await judge(world, mailingId)
    expect(verdict).toMatchObject({ lost: [], doubled: [], untrue: [], uncertain: 0 })
    expect(verdict.report).toMatchObject({ accepted: 100, delivered: 100, sentAgain: 0 })
  })

  it('is called a second time after thirty minutes when nothing was heard', async () => {
    const { world, mailingId } = await scheduledWorld({ script: tenth(false), feedback: {} })
    await sent(world, 29)
    expect((await judge(world, mailingId)).report).toMatchObject({ accepted: 90, uncertain: 10 })
    await world.runMinutes(11)
    const verdict = await judge(world, mailingId)
    expect(verdict).toMatchObject({ lost: [], doubled: [], untrue: [], uncertain: 0 })
    expect(verdict.report).toMatchObject({ accepted: 100, delivered: 100, sentAgain: 10 })
    expect(verdict.sentAgain).toHaveLength(10)
    expect(world.calls).toHaveLength(110)
  })

  it('is only listed where the publisher forbids the second call', async () => {
    const { world, mailingId } = await scheduledWorld({
      script: tenth(false),
      feedback: {},
      onUncertain: 'list',
    })
    await sent(world, 120)
    expect((await judge(world, mailingId)).report).toMatchObject({ uncertain: 10, sentAgain: 0 })
    expect(world.calls).toHaveLength(100)
  })

  it('is not called again while feedback has lost events, and stays listed', async () => {
    const { world, mailingId } = await scheduledWorld({
      script: tenth(false),
      feedback: { lost: 0.5 },
    })
    await sent(world, 24 * 60)
    const verdict = await judge(world, mailingId)
    expect(verdict).toMatchObject({ doubled: [], uncertain: 10, sentAgain: [] })
    expect(world.calls).toHaveLength(100)
  })

  it('is not called again where there is no feedback at all', async () => {
    const { world, mailingId } = await scheduledWorld({ script: tenth(true) })
    await sent(world, 24 * 60)
    expect(await judge(world, mailingId)).toMatchObject({ doubled: [], uncertain: 10 })
    expect(world.calls).toHaveLength(100)
  })

  it('waits while events are late, and is settled when they are not any more', async () => {
    const { world, mailingId } = await scheduledWorld({
      script: tenth(false),
      feedback: { late: 1, lateMs: 90 * minuteMs },
    })
    await sent(world, 60)
    expect((await judge(world, mailingId)).report).toMatchObject({ uncertain: 10, sentAgain: 0 })
    await world.runMinutes(24 * 60)
    expect(await judge(world, mailingId)).toMatchObject({ doubled: [], uncertain: 0 })
  })

  it('is called no third time when the second call breaks off too', async () => {
    const script: Script = ({ to }, call) => (to === crowd[3]?.email ? brokenOff : accepted(call))
    const { world, mailingId } = await scheduledWorld({ script, feedback: {} })
    await sent(world, 24 * 60)
    const verdict = await judge(world, mailingId)
    expect(verdict).toMatchObject({ uncertain: 1, sentAgain: [crowd[3]?.email] })
    expect(world.calls.filter(({ to }) => to === crowd[3]?.email)).toHaveLength(2)
  })

  it('is tried again when the second call was throttled: that was surely none', async () => {
    let calls = 0
    const script: Script = ({ to }, call) => {
      if (to !== crowd[3]?.email) return accepted(call)
      calls += 1
      if (calls === 1) return brokenOff
      return calls < 4 ? { kind: 'throttled' } : accepted(call)
    }
    const { world, mailingId } = await scheduledWorld({ script, feedback: {} })
    await sent(world, 120)
    expect((await judge(world, mailingId)).report).toMatchObject({ accepted: 100, sentAgain: 1 })
  })

  it('is not called again once the reader has unsubscribed', async () => {
    const { world, mailingId } = await scheduledWorld({ script: tenth(false), feedback: {} })
    await sent(world, 20)
    for (const { id } of crowd.slice(0, 100))
      await changeReader(world.table, id, { changes: { set: { status: 'unsubscribed' } } })
    await world.runMinutes(120)
    expect((await judge(world, mailingId)).report).toMatchObject({ uncertain: 10, sentAgain: 0 })
    expect(world.calls).toHaveLength(100)
  })

  it('is told by the events of a crash as well: who died in mid-call loses nobody', async () => {
    const clean = await crashed()
    for (let diesAt = clean.begun + 1; diesAt <= clean.world.fate.calls; diesAt += 3) {
      const { verdict } = await crashed(newFate({ diesAt, when: 'after' }))
      expect(verdict, `call ${diesAt}`).toMatchObject({ lost: [], doubled: [], uncertain: 0 })
    }
  })
})

describe('a second call', () => {
  async function decided(world: DeliveryWorld, mailingId: MailingId) {
    const page = await listRecipients(world, { mailingId, state: 'uncertain' })
    const [first] = page?.recipients ?? []
    if (!first) throw new Error('Nobody is uncertain')
    const { shard, batch } = first
    const numbers = (page?.recipients ?? []).map(({ number }) => number)
    const decidedAt = instant(world.clock())
    return { kind: 'again' as const, mailingId, shard, batch, numbers, decidedAt }
  }
  const uncertainWorld = async () => {
    const made = await scheduledWorld({ script: tenth(false), feedback: {}, interleaved: true })
    await sent(made.world, 20)
    return { ...made, message: await decided(made.world, made.mailingId) }
  }

  it('is made once when its message comes to two workers at the same time', async () => {
    const { world, mailingId, message } = await uncertainWorld()
    await Promise.all([1, 2, 3].map(() => sendAgain(world.deps(), message)))
    expect(world.calls).toHaveLength(110)
    expect(await judge(world, mailingId)).toMatchObject({ doubled: [], uncertain: 0 })
  })

  it('is not made when an event came after the decision', async () => {
    const { world, mailingId, message } = await uncertainWorld()
    const { shard, batch, numbers } = message
    const add = { seen: new Set(numbers) }
    await changeProgress(world.table, { mailingId, shard, batch }, { changes: { add } })
    expect(await sendAgain(world.deps(), message)).toMatchObject({ acceptedCount: 0 })
    expect(world.calls).toHaveLength(100)
  })

  it('is not made on a decision that is old, nor in a mailing that was cancelled', async () => {
    const { world, mailingId, message } = await uncertainWorld()
    world.clock.forward(6 * minuteMs)
    expect(await sendAgain(world.deps(), message)).toMatchObject({ kind: 'stale' })
    const fresh = { ...message, decidedAt: instant(world.clock()) }
    await changeMailing(world.table, mailingId, { from: ['sent'], set: { status: 'cancelled' } })
    expect(await sendAgain(world.deps(), fresh)).toMatchObject({ kind: 'notSending' })
    expect(world.calls).toHaveLength(100)
  })

  it('carries a tag of its own, so that its events tell it from the first', async () => {
    const tags: string[] = []
    const script: Script = (message, call) => {
      if (message.to !== crowd[3]?.email) return accepted(call)
      tags.push(message.tags['attempt'] ?? 'first')
      return tags.length === 1 ? brokenOff : accepted(call)
    }
    const { world } = await scheduledWorld({ script, feedback: {} })
    await sent(world)
    expect(tags).toEqual(['first', '2'])
  })
})

async function crashed(fate = newFate()) {
  const readers = crowd.slice(0, 30)
  const world = await deliveryWorld({ table: memoryTable(), readers, fate, feedback: {} })
  const scheduled = await world.schedule()
  if (scheduled.kind !== 'scheduled') throw new Error(scheduled.kind)
  const begun = fate.calls
  await sent(world, 55)
  return { world, begun, verdict: await judge(world, scheduled.mailing.id) }
}

it('doubles at most who is listed as sent again, whatever the weather of calls and events', async () => {
  const share = (max: number) => fc.double({ min: 0, max, noNaN: true })
  const weather = fc.record({
    seed: fc.integer({ min: 1, max: 1_000_000 }),
    workers: fc.integer({ min: 1, max: 3 }),
    uncertain: share(0.3),
    throttled: share(0.3),
    lost: fc.oneof(fc.constant(0), share(0.2)),
    twice: share(0.5),
    late: fc.oneof(fc.constant(0), share(1)),
    mortality: share(0.01),
    when: fc.constantFrom('before' as const, 'after' as const, 'twice' as const),
  })
  const sums = { runs: 0, doubled: 0, sentAgain: 0, uncertain: 0 }
  await fc.assert(
    fc.asyncProperty(weather, async (w) => {
      const dice = seededRandom(w.seed)
      const death = seededRandom(w.seed + 1)
      const script: Script = (_, call) => {
        const thrown = dice()
        if (thrown < w.throttled) return { kind: 'throttled' }
        if (thrown < w.throttled + w.uncertain / 2) return brokenOff
        if (thrown < w.throttled + w.uncertain) return { ...brokenOff, delivers: true }
        return accepted(call)
      }
      const world = await deliveryWorld({
        table: memoryTable(),
        readers: crowd.slice(0, 120),
        script,
        seed: w.seed,
        duplicates: 0.2,
        shuffled: true,
        interleaved: true,
        feedback: { lost: w.lost, twice: w.twice, late: w.late, lateMs: 80 * minuteMs },
      })
      const scheduled = await world.schedule()
      if (scheduled.kind !== 'scheduled') throw new Error(scheduled.kind)
      Object.assign(world.fate, { when: w.when, chance: () => death() < w.mortality })
      world.clock.forward(10 * minuteMs)
      await world.runMinutes(400, w.workers)
      const verdict = await judge(world, scheduled.mailing.id)
      expect(verdict).toMatchObject({ lost: [], untrue: [] })
      expect(verdict.sentAgain).toEqual(expect.arrayContaining(verdict.doubled))
      for (const [, times] of world.delivered) expect(times).toBeLessThanOrEqual(2)
      // No event came later than the window, none was lost: then nobody has it twice.
      if (w.lost === 0 && w.late === 0) expect(verdict.doubled).toEqual([])
      sums.runs += 1
      sums.doubled += verdict.doubled.length
      sums.sentAgain += verdict.sentAgain.length
      sums.uncertain += verdict.uncertain
    }),
    { numRuns: 25, seed: 131, endOnFailure: true },
  )
  console.log('settled:', JSON.stringify(sums))
}, 120_000)
