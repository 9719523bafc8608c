import * as fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import type { Table } from '#aws/table'
import { cancelMailing } from '#delivery/cancel-mailing'
import { findRecipient } from '#delivery/find-recipient'
import { countFollowUp, type FollowUpKind } from '#delivery/follow-up'
import { followUpMailing } from '#delivery/follow-up-mailing'
import type { Mailing } from '#delivery/mailing'
import { addsUp } from '#delivery/plan-shards'
import { changeMailing, getMailing, getRendition } from '#delivery/store'
import { changeProgress, getShards } from '#delivery/store-batches'
import { archivePage } from '#editorial/store-archive'
import { getNewsletter } from '#editorial/store-newsletters'
import type { MailingId } from '#kernel/ids'
import { type Instant, instant, minuteMs } from '#kernel/time'
import type { Reader } from '#readers/reader'
import { changeReader, putSuppression, readerItem } from '#readers/store'
import { aReader, type DeliveryWorld, deliveryWorld } from '../../support/delivery-world.ts'
import { memoryTable } from '../../support/memory-table.ts'
import { newFate } from '../../support/mortal.ts'

const by = 'marketing@en-contact.example'
const longAgo = '2026-11-01T08:00:00.000Z' as Instant
const people = (from: number, to: number) =>
  Array.from({ length: to - from }, (_, at) =>
    aReader(from + at, { createdAt: longAgo, confirmedAt: longAgo }),
  )

type Options = Partial<Parameters<typeof deliveryWorld>[0]>

/** A newsletter that went to `readers`; full mailboxes give a soft bounce once it is over. */
async function sentWorld(readers: readonly Reader[], options: Options = {}) {
  const full = new Set<string>()
  const stuck = new Set<string>()
  const received = new Map<string, number>()
  const bounces: string[] = []
  const world = await deliveryWorld({
    table: memoryTable(),
    readers,
    onUncertain: 'list',
    ...options,
    script: ({ to }, call) => {
      if (full.has(to)) bounces.push(to)
      else received.set(to, (received.get(to) ?? 0) + 1)
      if (stuck.has(to)) return { kind: 'uncertain', cause: 'timeout', delivers: true }
      return { kind: 'accepted', messageId: `m${call}` }
    },
  })
  const run = async (mailingId: MailingId) => {
    await world.runUntilQuiet(mailingId)
    for (const to of bounces.splice(0)) await bounceSoftly(world, mailingId, to)
  }
  const join = async (...late: Reader[]) => {
    const at = instant(world.clock())
    const confirmed = late.map((one) => ({ ...one, createdAt: at, confirmedAt: at }))
    await world.table.putMany(confirmed.map(readerItem))
  }
  const follow = async (kind: FollowUpKind, mailingId?: MailingId) =>
    await followUpMailing(world.deps(), { newsletterId: world.newsletterId, mailingId, kind, by })
  const made = async (kind: FollowUpKind, mailingId?: MailingId): Promise<Mailing> => {
    const outcome = await follow(kind, mailingId)
    if (outcome.kind !== 'made') throw new Error(outcome.kind)
    return outcome.mailing
  }
  const count = async (kind: FollowUpKind, mailingId?: MailingId) => {
    const { table, newsletterId } = world
    return await countFollowUp({ table }, { newsletterId, kind, mailingId })
  }
  const first = async () => {
    const scheduled = await world.schedule()
    if (scheduled.kind !== 'scheduled') throw new Error(scheduled.kind)
    return scheduled.mailing.id
  }
  return { world, full, stuck, received, run, join, follow, made, count, first }
}

async function bounceSoftly(world: DeliveryWorld, mailingId: MailingId, to: string) {
  const { id: readerId } = aReader(0, { email: to })
  const found = await findRecipient(world.table, { mailingId, readerId })
  if (!found) throw new Error('A bounce of nobody’s mail')
  const add = { bouncedSoft: new Set([found.number]), seen: new Set([found.number]) }
  await changeProgress(world.table, found.id, { changes: { add } })
}

async function planOf(world: DeliveryWorld, id: MailingId) {
  const shards = await getShards(world.table, id)
  expect(shards.every(({ cursor }) => addsUp(cursor))).toBe(true)
  const excluded: Record<string, number> = {}
  for (const { cursor } of shards)
    for (const [reason, count] of Object.entries(cursor.excluded))
      excluded[reason] = (excluded[reason] ?? 0) + count
  return { prepared: shards.reduce((sum, { cursor }) => sum + cursor.prepared, 0), excluded }
}

describe('late confirmers', () => {
  it('get what the others have, and nobody gets it twice', async () => {
    const { world, run, join, made, count, first, received } = await sentWorld(people(0, 30))
    await run(await first())
    world.clock.forward(minuteMs)
    await join(...people(30, 36), ...people(0, 2))
    await putSuppression(world.table, {
      readerId: aReader(35).id,
      reason: 'staff',
      at: instant(world.clock()),
    })
    expect(await count('lateConfirmers')).toMatchObject({ count: 5, counted: 'exact' })
    const mailing = await made('lateConfirmers')
    await run(mailing.id)
    expect([...received.values()]).toEqual(Array(35).fill(1))
    expect(await planOf(world, mailing.id)).toEqual({
      prepared: 5,
      excluded: { suppressed: 1, alreadyPlanned: 2 },
    })
    expect(await count('lateConfirmers')).toMatchObject({ count: 0 })
  })

  it('are those who rejoined too, when they had left before their turn', async () => {
    const { world, run, join, made, first, received } = await sentWorld(people(0, 5))
    const id = await first()
    world.clock.forward(10 * minuteMs)
    await world.tick()
    const leaver = aReader(2)
    // Planned, then gone before the call.
    for (const body of ['render', 'plan'] as const) {
      const at = world.messages.findIndex((one) => one.body.kind === body)
      const message = world.messages.splice(at, 1)[0]
      if (message) await world.handle(message)
    }
    await changeReader(world.table, leaver.id, { changes: { set: { status: 'unsubscribed' } } })
    await run(id)
    expect(received.get(leaver.email)).toBeUndefined()
    await join(leaver)
    await run((await made('lateConfirmers')).id)
    expect([...received.values()]).toEqual(Array(5).fill(1))
  })
})

describe('a retry', () => {
  it('is for full mailboxes alone: not for who has it, who may have it, who was refused', async () => {
    const all = people(0, 12)
    const { world, run, made, count, first, full, stuck, received } = await sentWorld(all)
    for (const { email } of all.slice(0, 5)) full.add(email)
    for (const { email } of all.slice(5, 7)) stuck.add(email)
    const id = await first()
    await run(id)
    const [barred, left, lied] = all as [Reader, Reader, Reader]
    const found = await findRecipient(world.table, { mailingId: id, readerId: barred.id })
    if (found)
      await changeProgress(world.table, found.id, {
        changes: { add: { bounced: new Set([found.number]) } },
      })
    await changeReader(world.table, left.id, { changes: { set: { status: 'unsubscribed' } } })
    const delivered = await findRecipient(world.table, { mailingId: id, readerId: lied.id })
    if (delivered)
      await changeProgress(world.table, delivered.id, {
        changes: { add: { delivered: new Set([delivered.number]) } },
      })
    full.clear()
    stuck.clear()
    expect(await count('retry')).toMatchObject({ count: 2, counted: 'exact' })
    const mailing = await made('retry')
    await run(mailing.id)
    expect(await planOf(world, mailing.id)).toEqual({ prepared: 2, excluded: { notConfirmed: 1 } })
    for (const { email } of all.slice(3)) expect(received.get(email)).toBe(1)
    expect(await count('retry')).toMatchObject({ count: 0 })
    expect(await planOf(world, mailing.id)).toMatchObject({ prepared: 2 })
  })

  it('can be repeated for those who failed again', async () => {
    const all = people(0, 4)
    const { run, made, follow, first, full, received } = await sentWorld(all)
    full.add(all[0]?.email ?? '')
    full.add(all[1]?.email ?? '')
    await run(await first())
    full.delete(all[0]?.email ?? '')
    await run((await made('retry')).id)
    full.clear()
    await run((await made('retry')).id)
    expect([...received.values()]).toEqual(Array(4).fill(1))
    expect(await follow('retry')).toEqual({ kind: 'nobody' })
  })
})

describe('a retry after a follow-up', () => {
  it('is for whom the follow-up failed, once nobody is left of the first mailing', async () => {
    const { world, run, join, made, count, first, full, received } = await sentWorld(people(0, 4))
    const [late, another] = people(10, 12) as [Reader, Reader]
    await run(await first())
    world.clock.forward(minuteMs)
    await join(late, another)
    full.add(late.email)
    const followUp = await made('lateConfirmers')
    await run(followUp.id)
    for (let minute = 0; minute < 10; minute++) {
      world.clock.forward(minuteMs)
      await world.tick()
    }
    expect(await count('retry')).toMatchObject({ count: 1, base: { id: followUp.id } })
    full.clear()
    const retry = await made('retry')
    expect(retry.followUp).toEqual({ kind: 'retry', mailingId: followUp.id })
    await run(retry.id)
    expect(received.get(late.email)).toBe(1)
    expect(received.get(another.email)).toBe(1)
    expect(await count('retry')).toMatchObject({ count: 0 })
  })
})

describe('a follow-up and its newsletter', () => {
  it('leaves it sent, its archive page and date as they are', async () => {
    const { world, run, join, made, first } = await sentWorld(people(0, 3))
    const id = await first()
    await run(id)
    const before = await getNewsletter(world.table, world.newsletterId)
    const archived = await archivePage(world.table)
    await join(aReader(9))
    const mailing = await made('lateConfirmers')
    expect((await getNewsletter(world.table, world.newsletterId))?.status).toBe('sent')
    await run(mailing.id)
    const after = await getNewsletter(world.table, world.newsletterId)
    expect(after).toEqual({ ...before, mailingIds: [id, mailing.id] })
    expect(await archivePage(world.table)).toEqual(archived)
    expect((await getMailing(world.table, mailing.id))?.archiveSlug).toBe(before?.slug)
    expect(await world.report()).toMatchObject({ status: 'sent', planned: 4, accepted: 4 })
  })

  it('stays sent when the follow-up is cancelled before it reached anyone', async () => {
    const { world, run, join, made, first, received } = await sentWorld(people(0, 3))
    await run(await first())
    await join(aReader(9))
    const mailing = await made('lateConfirmers')
    const cancelled = await cancelMailing(world.deps(), { mailingId: mailing.id, by })
    expect(cancelled).toMatchObject({ kind: 'cancelled', mailing: { closedAt: expect.anything() } })
    expect((await getNewsletter(world.table, world.newsletterId))?.status).toBe('sent')
    expect(await world.report()).toMatchObject({ status: 'sent', planned: 3 })
    // Nobody was called, so that the next one is for the same reader.
    await run((await made('lateConfirmers')).id)
    expect([...received.values()]).toEqual(Array(4).fill(1))
  })

  it('bears the subject that did better, and the segment as it was', async () => {
    const { world, run, join, made, first } = await sentWorld(people(0, 3))
    const id = await first()
    await run(id)
    const test = {
      subjectB: 'L’autre <objet>',
      share: 1,
      waitMinutes: 15,
      measure: 'opened',
    } as const
    const segment = {
      id: 'sg_0123456789abcdefghijkl',
      name: 'Marqués',
      condition: { kind: 'tag', anyOf: ['marque'] },
      at: instant(world.clock()),
      zone: 'Europe/Paris',
    } as unknown as NonNullable<Mailing['segment']>
    await changeMailing(world.table, id, {
      from: ['sent'],
      set: { test: { ...test, winner: 'b' }, segment },
    })
    await join(aReader(8), aReader(9, { tags: ['marque'] }))
    const mailing = await made('lateConfirmers')
    expect(mailing).toMatchObject({ subject: test.subjectB, segment })
    expect(mailing.test).toBeUndefined()
    await run(mailing.id)
    const rendition = await getRendition(world.table, mailing.id, 'main')
    expect(rendition?.subject).toBe(test.subjectB)
    expect(await planOf(world, mailing.id)).toEqual({ prepared: 1, excluded: { segment: 1 } })
  })

  it('is refused with its reason', async () => {
    const { world, run, join, follow, made, first } = await sentWorld(people(0, 3))
    expect(await follow('retry')).toEqual({ kind: 'notSent' })
    const id = await first()
    expect(await follow('retry')).toEqual({ kind: 'notSent' })
    await run(id)
    expect(await follow('retry')).toEqual({ kind: 'nobody' })
    expect(await follow('lateConfirmers', 'ml_00000000000000000000000000' as MailingId)).toEqual({
      kind: 'notFound',
    })
    await join(aReader(9))
    const { newsletterId } = world
    const past = { wallClock: '2026-11-01T08:00', zone: 'Europe/Paris' }
    expect(
      await followUpMailing(world.deps(), { newsletterId, kind: 'lateConfirmers', at: past, by }),
    ).toEqual({ kind: 'past' })
    const mailing = await made('lateConfirmers')
    expect(await follow('lateConfirmers')).toMatchObject({
      kind: 'underWay',
      mailing: { id: mailing.id },
    })
  })

  it('is not made when another was made between the look and the act', async () => {
    const { world, run, join, made, first } = await sentWorld(people(0, 3))
    await run(await first())
    await join(aReader(9))
    const { newsletterId, table } = world
    let other: Mailing | undefined
    const overtaken: Table = {
      ...table,
      async put(...words) {
        other ??= await made('lateConfirmers')
        return await table.put(...words)
      },
    }
    const deps = { ...world.deps(), table: overtaken }
    const outcome = await followUpMailing(deps, { newsletterId, kind: 'lateConfirmers', by })
    expect(outcome).toEqual({ kind: 'changed' })
    expect((await getNewsletter(table, newsletterId))?.mailingIds.at(-1)).toBe(other?.id)
  })

  it('is made once when two people ask at the same moment', async () => {
    const { run, join, follow, first, world } = await sentWorld(people(0, 3), {
      interleaved: true,
    })
    await run(await first())
    await join(aReader(9))
    const outcomes = await Promise.all([follow('lateConfirmers'), follow('lateConfirmers')])
    expect(outcomes.filter(({ kind }) => kind === 'made').length).toBe(1)
    expect((await getNewsletter(world.table, world.newsletterId))?.mailingIds.length).toBe(2)
  })
})

it('dies at any call of making and planning, and reaches each late or failed reader once', async () => {
  for (const kind of ['lateConfirmers', 'retry'] as const) {
    for (let nth = 1; nth < 400; nth += 7) {
      const fate = newFate()
      const all = people(0, 8)
      const { world, run, join, follow, first, full, received } = await sentWorld(all, {
        fate,
        duplicates: 0.3,
        shuffled: true,
        seed: nth,
      })
      full.add(all[0]?.email ?? '')
      await run(await first())
      full.clear()
      await join(aReader(20), aReader(21))
      Object.assign(fate, { diesAt: fate.calls + nth, when: nth % 2 ? 'before' : 'after' })
      const outcome = await follow(kind).catch(() => undefined)
      // Whoever got no answer asks again; what broke off goes on or is withdrawn by the tick.
      await world.runMinutes(5)
      if (outcome?.kind !== 'made') await follow(kind)
      const last = (await getNewsletter(world.table, world.newsletterId))?.mailingIds.at(-1)
      if (last) await run(last)
      const expected = kind === 'retry' ? all : [...all.slice(1), aReader(20), aReader(21)]
      for (const { email } of expected)
        expect([nth, email, received.get(email)]).toEqual([nth, email, 1])
      expect(Math.max(...received.values())).toBe(1)
    }
  }
})

it('gives it to nobody twice, whatever the history of follow-ups', async () => {
  const act = fc.oneof(
    fc.record({ do: fc.constant('join' as const), who: fc.nat(11) }),
    fc.record({ do: fc.constant('leave' as const), who: fc.nat(11) }),
    fc.record({ do: fc.constant('fill' as const), who: fc.nat(11) }),
    fc.record({ do: fc.constant('empty' as const), who: fc.nat(11) }),
    fc.record({ do: fc.constant('late' as const), cancelAfter: fc.option(fc.nat(3)) }),
    fc.record({ do: fc.constant('retry' as const), cancelAfter: fc.option(fc.nat(3)) }),
  )
  await fc.assert(
    fc.asyncProperty(fc.array(act, { maxLength: 12 }), async (acts) => {
      const { world, run, join, follow, first, full, stuck, received } = await sentWorld(
        people(0, 6),
      )
      full.add(aReader(0).email)
      stuck.add(aReader(1).email)
      await run(await first())
      for (const one of acts) {
        world.clock.forward(minuteMs)
        if (one.do === 'join') await join(aReader(one.who))
        else if (one.do === 'leave')
          await changeReader(world.table, aReader(one.who).id, {
            changes: { set: { status: 'unsubscribed' } },
            condition: { if: '#status = :c', values: { ':c': 'confirmed' } },
          })
        else if (one.do === 'fill') full.add(aReader(one.who).email)
        else if (one.do === 'empty') full.delete(aReader(one.who).email)
        else {
          const outcome = await follow(one.do === 'late' ? 'lateConfirmers' : 'retry')
          if (outcome.kind !== 'made') continue
          const { id } = outcome.mailing
          if (one.cancelAfter !== null) {
            await world.runMinutes(one.cancelAfter ?? 0)
            await cancelMailing(world.deps(), { mailingId: id, by })
          }
          await run(id)
          await planOf(world, id)
        }
      }
      expect(Math.max(...received.values())).toBe(1)
      expect((await getNewsletter(world.table, world.newsletterId))?.status).toBe('sent')
    }),
    { numRuns: 30, seed: 11 },
  )
})
