// One worker with one message of a batch: whom it calls, whom it leaves, and what it says afterwards.
import { describe, expect, it } from 'vitest'
import { closeLease } from '#delivery/batch-lease'
import { deliveryLimits } from '#delivery/mailing'
import { sendBatch } from '#delivery/send-batch'
import { changeMailing } from '#delivery/store'
import { type BatchId, changeProgress, getProgress, getShard } from '#delivery/store-batches'
import { instant, minuteMs } from '#kernel/time'
import { crowd, planned, scheduledWorld } from '../../support/crowded-world.ts'
import type { Script } from '../../support/delivery-world.ts'

const accepted: Script = (_, call) => ({ kind: 'accepted', messageId: `m${call}` })
const domain = crowd[0]?.email.split('@')[1] ?? ''

async function queued(script: Script = accepted) {
  const { world, mailingId } = await scheduledWorld({ script })
  await planned(world)
  world.messages.length = 0
  const id: BatchId = { mailingId, shard: 0, batch: 0 }
  const run = async () => await sendBatch(world.deps(), id)
  const progress = async () => await getProgress(world.table, id)
  return { world, mailingId, id, run, progress }
}

describe('a message of a batch', () => {
  it.each(['paused', 'cancelled', 'held', 'waitingForQuota'] as const)(
    'calls nobody of a mailing that is %s',
    async (status) => {
      const { world, mailingId, run } = await queued()
      await changeMailing(world.table, mailingId, { from: ['sending'], set: { status } })
      expect((await run()).kind).toBe('notSending')
      expect(world.calls).toEqual([])
    },
  )

  it('closes a batch whose last worker died before it said that all are final', async () => {
    const { world, mailingId, id, run } = await queued()
    const everyone = new Set(Array.from({ length: 100 }, (_, number) => number))
    const add = { attempted: everyone, accepted: everyone }
    await changeProgress(world.table, id, { changes: { add } })
    expect((await run()).kind).toBe('done')
    expect(world.calls).toEqual([])
    expect((await getShard(world.table, mailingId, 0)).finished).toEqual(new Set([0]))
  })

  it('leaves a batch to the worker that has it', async () => {
    const { world, id, run } = await queued()
    const until = instant(world.clock().getTime() + minuteMs)
    const set = { lease: { token: 'rq_x', until }, claimId: 'rq_x.0' }
    await changeProgress(world.table, id, { changes: { set } })
    expect((await run()).kind).toBe('leased')
    expect(world.calls).toEqual([])
  })

  it('calls nobody more at a domain that is held after a chunk, and waits', async () => {
    const { world, mailingId, run, progress } = await queued()
    world.setScript((message, call) => {
      if (call === 5)
        void changeMailing(world.table, mailingId, {
          from: ['sending'],
          add: { heldDomains: new Set([domain]) },
        })
      return accepted(message, call)
    })
    expect((await run()).kind).toBe('waiting')
    expect(world.calls.length).toBe(deliveryLimits.chunk)
    expect((await progress()).waitsAt).toEqual(new Set([domain]))
    expect(world.messages).toEqual([])
  })

  it('notes until when everybody waits, also when it calls nobody', async () => {
    const { world, mailingId, run, progress } = await queued()
    const add = { heldDomains: new Set([domain]) }
    await changeMailing(world.table, mailingId, { from: ['sending'], add })
    expect((await run()).kind).toBe('waiting')
    expect((await progress()).waitsUntil).toBe(instant(world.clock().getTime() + 15 * minuteMs))
  })

  it('tries nobody twice in one run who was throttled, and asks for another one', async () => {
    const refused: string[] = []
    const { world, run, progress } = await queued((message, call) => {
      if (call % 20 !== 3) return accepted(message, call)
      refused.push(message.to)
      return { kind: 'throttled' }
    })
    expect((await run()).kind).toBe('requeued')
    expect(refused).toHaveLength(5)
    expect(new Set(refused).size).toBe(5)
    expect(world.calls).toHaveLength(100)
    expect((await progress()).attempted.size).toBe(95)
    expect(world.messages).toHaveLength(1)
  })

  it.each([5, 25])(
    'comes back for whom it was refused although all others wait (%i)',
    async (held) => {
      const { world, mailingId, run, progress } = await queued()
      world.setScript((message, call) => {
        if (call === held)
          void changeMailing(world.table, mailingId, {
            from: ['sending'],
            add: { heldDomains: new Set([domain]) },
          })
        return call === 7 ? { kind: 'throttled' } : accepted(message, call)
      })
      expect((await run()).kind).toBe('requeued')
      expect((await progress()).waitsUntil).toBeUndefined()
      expect(world.messages).toHaveLength(1)
    },
  )

  it('comes back for whom it had no time for although all others wait', async () => {
    const { world, mailingId, run, progress } = await queued()
    world.setScript((message, call) => {
      if (call === 0) {
        void changeMailing(world.table, mailingId, {
          from: ['sending'],
          add: { heldDomains: new Set([domain]) },
        })
        // Of the chunk that was claimed only the calls under way are made.
        world.clock.forward(deliveryLimits.chunkMs + 1)
      }
      return accepted(message, call)
    })
    expect((await run()).kind).toBe('requeued')
    const { attempted } = await progress()
    expect(attempted.size).toBe(world.calls.length)
    expect(attempted.size).toBeLessThan(deliveryLimits.chunk)
    expect((await progress()).waitsUntil).toBeUndefined()
  })

  it('says what it knows when it has lost its lease, and calls nobody more', async () => {
    const { world, id, run, progress } = await queued()
    let closing: Promise<unknown> | undefined
    world.setScript((message, call) => {
      if (call === 0)
        closing = getProgress(world.table, id).then((read) =>
          closeLease(world.table, { id, progress: read, size: 100 }),
        )
      return accepted(message, call)
    })
    expect((await run()).kind).toBe('lost')
    await closing
    const { accepted: known, uncertain } = await progress()
    expect(known.size).toBe(deliveryLimits.chunk)
    expect(uncertain.size).toBe(0)
    expect(world.calls).toHaveLength(deliveryLimits.chunk)
  })

  it('waits longer each time nobody was accepted', async () => {
    const { world, run, progress } = await queued(() => ({ kind: 'throttled' }))
    const delays: number[] = []
    for (let time = 0; time < 4; time++) {
      expect((await run()).kind).toBe('requeued')
      const [message] = world.messages.splice(0)
      delays.push((message?.atMs ?? 0) - world.clock().getTime())
      world.clock.forward(10 * minuteMs)
    }
    expect((await progress()).tries).toBe(4)
    for (const [at, delay] of delays.entries())
      if (at > 0) expect(delay).toBeGreaterThan(delays[at - 1] ?? 0)
  })

  it('says when the tick is to look again', async () => {
    const { world, run, progress } = await queued(() => ({ kind: 'throttled' }))
    await run()
    const dueAt = Date.parse((await progress()).dueAt ?? '')
    expect(dueAt).toBeGreaterThan(world.clock().getTime())
    expect(dueAt).toBeLessThan(world.clock().getTime() + 30 * minuteMs)
  })
})
