// Events from the door to what they change: repeated, shuffled, lost, and with processes that die at
// any of their calls.
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { intentOf } from '#aws/intent'
import { stripeEventKey } from '#aws/keys'
import { type Log, silentLog } from '#kernel/log'
import { dayMs, instant, minuteMs } from '#kernel/time'
import { applyEvent, type FactsOutcome } from '#stripe/apply-event'
import type { StripeMessage } from '#stripe/message'
import { receiveEvent } from '#stripe/receive-event'
import { loadEvent, loadIgnoredCount } from '#stripe/store'
import { sweepEvent } from '#stripe/sweep-event'
import type { StripeRef } from '#subscriptions/ports'
import { memoryTable } from '../../support/memory-table.ts'
import { Death, newFate, newProcess } from '../../support/mortal.ts'
import { anEvent, now, secret, signed, title } from './event-builder.ts'

/** What Stripe has now of each object, and what we have, with when it was read. */
type Facts = { id: string; state: number; readAt: number }

function aWorld() {
  const table = memoryTable()
  const atStripe = new Map<string, number>()
  const here = new Map<string, Facts>()
  const queued: StripeMessage[] = []
  const logged: string[] = []
  let clockMs = now.getTime()
  const clock = () => new Date(clockMs)
  const log: Log = (_, event) => void logged.push(event)
  const ports = {
    stripe: {
      read: async (ref: StripeRef): Promise<Facts | undefined> => {
        const readAt = clockMs++
        const state = atStripe.get(ref.id)
        return state === undefined ? undefined : { id: ref.id, state, readAt }
      },
    },
    ours: {
      apply: async (facts: Facts): Promise<FactsOutcome> => {
        const known = here.get(facts.id)
        if (known && known.readAt >= facts.readAt) return { kind: 'applied' }
        here.set(facts.id, facts)
        return { kind: 'applied' }
      },
    },
    queue: {
      send: async (messages: readonly { body: StripeMessage }[]) =>
        void queued.push(...messages.map(({ body }) => body)),
    },
  }
  const deps = (process = newProcess(newFate())) => {
    const mortal = process.mortal
    const stripe = mortal(ports.stripe)
    const ours = mortal(ports.ours)
    return {
      ...{ table: mortal(table), clock, log, webhookSecrets: [secret], title },
      stripeQueue: mortal(ports.queue),
      read: stripe.read,
      apply: ours.apply,
    }
  }
  return {
    ...{ table, atStripe, here, queued, logged, deps, clock },
    forward: (ms: number) => {
      clockMs += ms
    },
    /** What the tick does: every open event that is due. */
    async sweep() {
      const due = instant(clock())
      for await (const item of table.scan()) {
        const intent = intentOf(item)
        if (!intent || intent.dueAt > due) continue
        await sweepEvent(deps(), { key: { pk: String(item['pk']), sk: 'EVENT' }, intent })
      }
    },
    /** Works off the queue; a message whose worker dies comes again. */
    async work() {
      for (let message = queued.shift(); message; message = queued.shift())
        if (message.kind === 'event') await applyEvent(deps(), message)
    },
  }
}

const about = (id: string) => ({
  id,
  object: 'invoice',
  metadata: { kiosque: title },
})

describe('an event', () => {
  it('is stored, queued, applied from what Stripe has by then, and done', async () => {
    const world = aWorld()
    world.atStripe.set('in_1', 1)
    expect(await receiveEvent(world.deps(), signed(anEvent()))).toEqual({ kind: 'received' })
    expect(await loadEvent(world.table, 'evt_1')).toMatchObject({ status: 'received' })
    world.atStripe.set('in_1', 2)
    await world.work()
    expect(world.here.get('in_1')?.state).toBe(2)
    expect(await loadEvent(world.table, 'evt_1')).toMatchObject({
      status: 'applied',
      outcome: 'applied',
      ref: { kind: 'invoice', id: 'in_1' },
    })
    const item = await world.table.get(stripeEventKey('evt_1'))
    expect(item).not.toHaveProperty('gsi2pk')
    expect(item?.['expiresAt']).toBe(Math.floor((now.getTime() + 90 * dayMs) / 1_000))
  })

  it('that comes twice is stored once and changes nothing the second time', async () => {
    const world = aWorld()
    world.atStripe.set('in_1', 1)
    await receiveEvent(world.deps(), signed(anEvent()))
    await world.work()
    const before = await world.table.get(stripeEventKey('evt_1'))
    world.atStripe.set('in_1', 5)
    world.forward(dayMs)
    const again = signed(anEvent(), { at: world.clock() })
    expect(await receiveEvent(world.deps(), again)).toEqual({ kind: 'received' })
    await world.work()
    expect(await world.table.get(stripeEventKey('evt_1'))).toEqual(before)
    expect(world.here.get('in_1')?.state).toBe(1)
  })

  it('of another product is answered, counted once, never read, and told to the books as money', async () => {
    const world = aWorld()
    const foreign = signed(anEvent({ object: { ...about('in_9'), metadata: {} } }))
    for (let times = 0; times < 3; times++)
      expect(await receiveEvent(world.deps(), foreign)).toEqual({ kind: 'ignored' })
    expect(world.queued).toEqual([{ kind: 'moneyMoved' }])
    expect(await loadEvent(world.table, 'evt_1')).toMatchObject({ status: 'ignored' })
    expect(await loadIgnoredCount(world.table, '2026-11-30')).toBe(1)
  })

  it('that money moved is told to the books, once, by what ours and by what others do', async () => {
    const world = aWorld()
    const asked: string[] = []
    const deps = { ...world.deps(), askForBooks: async () => void asked.push('books') }
    for (const [id, type] of [
      ['evt_1', 'invoice.paid'],
      ['evt_2', 'checkout.session.completed'],
    ] as const) {
      await receiveEvent(deps, signed({ ...anEvent({ object: about('in_1') }), id, type }))
      await applyEvent(deps, { eventId: id })
      await applyEvent(deps, { eventId: id })
    }
    expect(asked).toEqual(['books'])
    const payout = { ...anEvent({ object: { id: 'po_1', object: 'payout' } }), type: 'payout.paid' }
    world.queued.splice(0)
    for (let times = 0; times < 2; times++)
      expect(await receiveEvent(deps, signed({ ...payout, id: 'evt_3' }))).toEqual({
        kind: 'ignored',
      })
    expect(world.queued).toEqual([{ kind: 'moneyMoved' }])
  })

  it('that nobody signed leaves nothing behind', async () => {
    const world = aWorld()
    const forged = signed(anEvent(), { secret: 'whsec_guessed' })
    expect(await receiveEvent(world.deps(), forged)).toEqual({ kind: 'refused' })
    expect(await loadEvent(world.table, 'evt_1')).toBeUndefined()
    expect(world.logged).toEqual(['stripe.refused'])
  })

  it('about a charge is read to tell whose it is', async () => {
    const world = aWorld()
    world.atStripe.set('ch_1', 1)
    const charge = { id: 'ch_1', object: 'charge', metadata: {} }
    await receiveEvent(world.deps(), signed(anEvent({ object: charge })))
    const deps = { ...world.deps(), apply: async () => ({ kind: 'foreign' as const }) }
    await applyEvent(deps, { eventId: 'evt_1' })
    expect(await loadEvent(world.table, 'evt_1')).toMatchObject({
      status: 'ignored',
      outcome: 'foreign',
    })
  })

  it('about an object that is no more is done with', async () => {
    const world = aWorld()
    await receiveEvent(world.deps(), signed(anEvent()))
    await world.work()
    expect(await loadEvent(world.table, 'evt_1')).toMatchObject({ outcome: 'gone' })
  })

  it('whose application fails stays open, and the failure is the worker’s to report', async () => {
    const world = aWorld()
    world.atStripe.set('in_1', 1)
    await receiveEvent(world.deps(), signed(anEvent()))
    const broken = { ...world.deps(), apply: () => Promise.reject(new Error('not yet')) }
    await expect(applyEvent(broken, { eventId: 'evt_1' })).rejects.toThrow('not yet')
    expect(await loadEvent(world.table, 'evt_1')).toMatchObject({ status: 'received' })
    await world.work()
    expect(world.here.get('in_1')?.state).toBe(1)
  })

  it('whose message is lost is found by the tick, ever more slowly', async () => {
    const world = aWorld()
    world.atStripe.set('in_1', 1)
    await receiveEvent(world.deps(), signed(anEvent()))
    world.queued.length = 0
    await world.sweep()
    expect(world.queued).toEqual([])
    const waits: number[] = []
    for (let round = 0; round < 9; round++) {
      let waitedMs = 0
      while (world.queued.length === 0) {
        world.forward(minuteMs)
        waitedMs += minuteMs
        await world.sweep()
      }
      waits.push(waitedMs / minuteMs)
      if (round < 8) world.queued.length = 0
    }
    expect(waits).toEqual([2, 5, 10, 20, 40, 80, 160, 320, 360])
    await world.work()
    expect(world.here.get('in_1')?.state).toBe(1)
    world.forward(dayMs)
    await world.sweep()
    expect(world.queued).toEqual([])
  })
})

describe('processes that die', () => {
  it.each(['before', 'after', 'twice'] as const)(
    'lose no event, whichever call is the last one (%s)',
    async (when) => {
      let calls = Number.POSITIVE_INFINITY
      for (let diesAt = 1; diesAt <= calls; diesAt++) {
        const world = aWorld()
        world.atStripe.set('in_1', 7)
        const fate = newFate({ diesAt, when })
        const request = signed(anEvent())
        // Stripe sends again what it got no answer to.
        for (let tries = 0; tries < 2; tries++)
          await survive(() => receiveEvent(world.deps(newProcess(fate)), request))
        for (let tries = 0; tries < 3; tries++) {
          await survive(async () => {
            const deps = world.deps(newProcess(fate))
            for (const message of world.queued)
              if (message.kind === 'event') await applyEvent(deps, message)
          })
        }
        expect(world.here.get('in_1')?.state, `dies at ${diesAt}`).toBe(7)
        expect(await loadEvent(world.table, 'evt_1')).toMatchObject({ status: 'applied' })
        if (fate.deaths === 0) calls = 0
      }
    },
  )

  it('need no second delivery once the event is stored: the tick is enough', async () => {
    const world = aWorld()
    world.atStripe.set('in_1', 7)
    const fate = newFate({ diesAt: 1, when: 'after' })
    await survive(() => receiveEvent(world.deps(newProcess(fate)), signed(anEvent())))
    expect(world.queued).toEqual([])
    world.forward(3 * minuteMs)
    await world.sweep()
    await world.work()
    expect(world.here.get('in_1')?.state).toBe(7)
  })
})

it('ends with what Stripe has, in whatever order, however often and with whichever losses', async () => {
  await fc.assert(
    fc.asyncProperty(
      fc.array(fc.record({ object: fc.nat(2), state: fc.nat(50) }), {
        minLength: 1,
        maxLength: 12,
      }),
      fc.infiniteStream(fc.nat(99)),
      async (history, chance) => {
        const world = aWorld()
        const pick = () => chance.next().value as number
        const mail: { at: number; id: string; object: string }[] = []
        for (const [at, { object, state }] of history.entries()) {
          const id = `in_${object}`
          world.atStripe.set(id, state)
          const copies = 1 + (pick() % 3)
          for (let copy = 0; copy < copies; copy++)
            mail.push({ at: pick(), id: `evt_${at}`, object: id })
          // Some arrive, and some are worked on, while Stripe's state still changes.
          await deliver(world, mail, pick)
        }
        while (mail.length > 0) await deliver(world, mail, pick)
        for (let day = 0; day < 3; day++) {
          world.forward(dayMs)
          await world.sweep()
          await world.work()
        }
        for (const [id, state] of world.atStripe) expect(world.here.get(id)?.state).toBe(state)
      },
    ),
    { numRuns: 60, seed: 4 },
  )
})

async function deliver(
  world: ReturnType<typeof aWorld>,
  mail: { at: number; id: string; object: string }[],
  pick: () => number,
): Promise<void> {
  mail.sort((a, b) => a.at - b.at)
  const next = mail.splice(0, 1 + (pick() % 3))
  for (const { id, object } of next)
    await receiveEvent(
      world.deps(),
      signed(anEvent({ id, object: about(object) }), { at: world.clock() }),
    )
  if (pick() < 30) world.queued.length = 0
  if (pick() < 50) world.queued.reverse()
  if (pick() < 60) await world.work()
}

/** A process that dies takes nobody with it. */
async function survive(live: () => Promise<unknown>): Promise<void> {
  try {
    await live()
  } catch (error) {
    if (!(error instanceof Death)) throw error
  }
}

it('is quiet in its logs: ids and words alone', async () => {
  const lines: unknown[] = []
  const world = aWorld()
  world.atStripe.set('in_1', 1)
  const log: Log = (...line) => void lines.push(line)
  await receiveEvent({ ...world.deps(), log }, signed(anEvent()))
  await applyEvent({ ...world.deps(), log }, { eventId: 'evt_1' })
  await applyEvent({ ...world.deps(), log: silentLog }, { eventId: 'evt_2' })
  expect(lines).toEqual([
    ['info', 'stripe.applied', { eventId: 'evt_1', type: 'invoice.paid', outcome: 'applied' }],
  ])
})
