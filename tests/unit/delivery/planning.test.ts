import { expect, it } from 'vitest'
import { handleMailingMessage } from '#delivery/handle-mailing-message'
import type { Mailing } from '#delivery/mailing'
import { addsUp, planShards, reasonToExclude } from '#delivery/plan-shards'
import { changeMailing, getMailing } from '#delivery/store'
import { getRoster, getShard } from '#delivery/store-batches'
import type { Instant } from '#kernel/time'
import type { Reader } from '#readers/reader'
import { audienceShardOf, changeReader, putSuppression, readerItem } from '#readers/store'
import { aReader, deliveryWorld } from '../../support/delivery-world.ts'
import { memoryTable } from '../../support/memory-table.ts'
import { Death, newFate } from '../../support/mortal.ts'

const shard = 0
const crowd = Array.from({ length: 30_000 }, (_, at) => aReader(at))
  .filter(({ id }) => audienceShardOf(id) === shard)
  .sort((a, b) => (a.id < b.id ? -1 : 1))

/** A mailing that is being planned; `late` readers join while it is. */
async function planning(readers: readonly Reader[], fate = newFate()) {
  const world = await deliveryWorld({ table: memoryTable(), readers, fate })
  const scheduled = await world.schedule()
  if (scheduled.kind !== 'scheduled') throw new Error(scheduled.kind)
  const { id } = scheduled.mailing
  await changeMailing(world.table, id, { from: ['scheduled'], set: { status: 'planning' } })
  const rosters = async () => {
    const { cursor } = await getShard(world.table, id, shard)
    const batches = Array.from({ length: cursor.batches }, (_, batch) => batch)
    const found = await Promise.all(
      batches.map((batch) => getRoster(world.table, { mailingId: id, shard, batch })),
    )
    return found.map((roster) => roster?.lines.map(({ readerId }) => readerId) ?? [])
  }
  const plan = () => planShards(world.deps(), { mailingId: id, fromShard: shard, toShard: shard })
  return { world, id, plan, rosters }
}

it('writes full rosters but for the last, each reader once, in the order of ids', async () => {
  const { plan, rosters, world, id } = await planning(crowd.slice(0, 350))
  expect(await plan()).toEqual({ kind: 'planned' })
  const lists = await rosters()
  expect(lists.map(({ length }) => length)).toEqual([100, 100, 100, 50])
  expect(lists.flat()).toEqual(crowd.slice(0, 350).map(({ id }) => id))
  expect((await getMailing(world.table, id))?.plannedShards).toEqual(new Set([shard]))
})

it('tells apart who is prepared and who is excluded, by reason', async () => {
  const readers = crowd.slice(0, 120)
  const { world, id, plan } = await planning(readers)
  const [bounced, chooser, broken] = readers as [Reader, Reader, Reader]
  await putSuppression(world.table, {
    readerId: bounced.id,
    reason: 'bounced',
    at: '2026-11-01T00:00:00.000Z' as Instant,
  })
  await world.table.putMany([
    readerItem({ ...chooser, topics: ['technologies'] }),
    readerItem({ ...broken, email: 'no\u00a0address@example.org' }),
  ])
  await changeMailing(world.table, id, { from: ['planning'], set: { topics: ['dossiers'] } })
  await plan()
  const { cursor } = await getShard(world.table, id, shard)
  expect(cursor).toMatchObject({
    candidates: 120,
    prepared: 117,
    excluded: { suppressed: 1, topics: 1, invalidAddress: 1 },
  })
  expect(addsUp(cursor)).toBe(true)
})

it('resumes where it was killed, at any call, and rewrites nothing although readers changed', async () => {
  const readers = crowd.slice(10, 260)
  const clean = await planning(readers)
  const begun = clean.world.fate.calls
  await clean.plan()
  for (let diesAt = begun + 1; diesAt <= clean.world.fate.calls; diesAt++) {
    for (const when of ['before', 'after'] as const) {
      const { plan, rosters, world, id } = await planning(readers, newFate({ diesAt, when }))
      await expect(plan()).rejects.toThrow(Death)
      const before = new Map<number, string>()
      for (const batch of [0, 1, 2]) {
        const roster = await getRoster(world.table, { mailingId: id, shard, batch })
        if (roster) before.set(batch, JSON.stringify(roster))
      }
      // Meanwhile some leave and some join, before and between the readers already prepared.
      for (const reader of readers.slice(0, 30))
        await changeReader(world.table, reader.id, { changes: { set: { status: 'unsubscribed' } } })
      await world.table.putMany(crowd.slice(0, 10).map(readerItem))
      await world.table.putMany(crowd.slice(260, 300).map(readerItem))
      await plan()
      for (const [batch, roster] of before)
        expect(JSON.stringify(await getRoster(world.table, { mailingId: id, shard, batch }))).toBe(
          roster,
        )
      const lists = await rosters()
      expect(new Set(lists.flat()).size).toBe(lists.flat().length)
      expect(lists.slice(0, -1).every(({ length }) => length === 100)).toBe(true)
      // Nobody who was there all the time is missing.
      const planned = new Set(lists.flat())
      expect(readers.slice(30).filter(({ id }) => !planned.has(id))).toEqual([])
      const { cursor } = await getShard(world.table, id, shard)
      expect(addsUp(cursor)).toBe(true)
      expect(cursor.prepared).toBe(lists.flat().length)
    }
  }
})

it('lets two workers plan the same shard at once', async () => {
  const { plan, rosters } = await planning(crowd.slice(0, 350))
  await Promise.all([plan(), plan()])
  expect((await rosters()).flat()).toEqual(crowd.slice(0, 350).map(({ id }) => id))
})

it('stops planning when the mailing was cancelled, and hands over before its deadline', async () => {
  const { world, id, plan } = await planning(crowd.slice(0, 50))
  const deps = { ...world.deps(), deadline: world.clock() }
  const late = await planShards(deps, { mailingId: id, fromShard: 0, toShard: 3 })
  expect(late).toEqual({ kind: 'requeued' })
  expect(world.messages.at(-1)?.body).toEqual({
    kind: 'plan',
    mailingId: id,
    fromShard: 0,
    toShard: 3,
  })
  await changeMailing(world.table, id, { from: ['planning'], set: { status: 'cancelled' } })
  expect(await plan()).toEqual({ kind: 'notPlanning' })
  await handleMailingMessage(world.deps(), { kind: 'render', mailingId: id })
  expect((await getMailing(world.table, id))?.status).toBe('cancelled')
})

it('excludes by the first reason that holds', () => {
  const mailing: Pick<Mailing, 'topics'> = { topics: ['dossiers'] }
  const reader = aReader(1)
  expect(reasonToExclude({ ...reader, status: 'unsubscribed' }, true, mailing)).toBe('notConfirmed')
  expect(reasonToExclude(reader, true, mailing)).toBe('suppressed')
  expect(reasonToExclude({ ...reader, topics: ['technologies'] }, false, mailing)).toBe('topics')
  expect(reasonToExclude(reader, false, mailing)).toBeUndefined()
})
