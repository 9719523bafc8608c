import { expect, it } from 'vitest'
import { plannedDomainsKey } from '#aws/keys'
import { callAt } from '#delivery/call-at'
import { deliveryLimits, type Mailing } from '#delivery/mailing'
import { planShards } from '#delivery/plan-shards'
import { domainLimits, keepShardDomains, topDomainsOf } from '#delivery/planned-domains'
import { changeMailing, getMailing } from '#delivery/store'
import { getRoster, getShard, putRoster, saveCursor } from '#delivery/store-batches'
import { type Instant, instant } from '#kernel/time'
import type { Reader } from '#readers/reader'
import { audienceShardOf } from '#readers/store'
import { aReader, deliveryWorld } from '../../support/delivery-world.ts'
import { memoryTable } from '../../support/memory-table.ts'
import { Death, newFate } from '../../support/mortal.ts'

const shard = 0
const domains = [
  'grand.example',
  'grand.example',
  'grand.example',
  'moyen.example',
  'petit.example',
]
const crowd = Array.from({ length: 16_000 }, (_, at) =>
  aReader(at, {
    email: `lectrice.${at}@${domains[Math.floor(at / 64) % domains.length]}`,
    country: at % 2 === 0 ? 'FR' : 'JP',
    ...(at % 3 === 0 ? { tags: ['marque'] } : {}),
  }),
).filter(({ id }) => audienceShardOf(id) === shard)

async function planning(
  readers: readonly Reader[],
  {
    fate = newFate(),
    set = {},
  }: { fate?: ReturnType<typeof newFate>; set?: Partial<Mailing> } = {},
) {
  const world = await deliveryWorld({ table: memoryTable(), readers, fate })
  const scheduled = await world.schedule()
  if (scheduled.kind !== 'scheduled') throw new Error(scheduled.kind)
  const { id } = scheduled.mailing
  const { plannedShards: _p, finishedShards: _f, heldDomains: _h, heardAnew: _a, ...fields } = set
  await changeMailing(world.table, id, {
    from: ['scheduled'],
    set: { ...fields, status: 'planning' },
  })
  const plan = () => planShards(world.deps(), { mailingId: id, fromShard: shard, toShard: shard })
  const kept = async () => await world.table.get(plannedDomainsKey(id, shard))
  return { world, id, plan, kept }
}

function countOf(readers: readonly Reader[]): Record<string, number> {
  const counts: Record<string, number> = {}
  for (const { email } of readers) {
    const domain = email.slice(email.indexOf('@') + 1)
    counts[domain] = (counts[domain] ?? 0) + 1
  }
  return counts
}

it('counts a shard’s recipients by domain the same, wherever planning dies', async () => {
  const readers = crowd.slice(0, 230)
  const clean = await planning(readers)
  const begun = clean.world.fate.calls
  await clean.plan()
  const expected = countOf(readers)
  expect(await clean.kept()).toMatchObject({ domains: expected, others: 0 })
  for (let diesAt = begun + 1; diesAt <= clean.world.fate.calls; diesAt++)
    for (const when of ['before', 'after'] as const) {
      const { plan, kept, world, id } = await planning(readers, { fate: newFate({ diesAt, when }) })
      await expect(plan()).rejects.toThrow(Death)
      // A mailing never names a shard as planned whose domains are not counted.
      if ((await getMailing(world.table, id))?.plannedShards?.has(shard))
        expect(await kept()).toBeDefined()
      await plan()
      expect((await kept())?.['domains']).toEqual(expected)
    }
})

it('names the largest domains over all shards, in their order, once planning is over', async () => {
  const { world, id } = await planning(crowd.slice(0, 5))
  const { table } = world
  const putShard = async (at: number, counts: Record<string, number>) =>
    await table.put({ ...plannedDomainsKey(id, at), domains: counts, others: 3 })
  const many = Object.fromEntries(
    Array.from({ length: 80 }, (_, at) => [`d${String(at).padStart(2, '0')}.example`, 1]),
  )
  await putShard(1, { 'a.example': 4, 'b.example': 5, ...many })
  await putShard(2, { 'a.example': 4, 'b.example': 2 })
  const top = await topDomainsOf(table, id)
  expect(top.length).toBe(domainLimits.named)
  expect(top.slice(0, 3)).toEqual(['a.example', 'b.example', 'd00.example'])
})

it('keeps 200 domains of a shard by name, and leaves out a roster that is never sent', async () => {
  const { world, id } = await planning([])
  const [reader] = crowd
  if (!reader) throw new Error('nobody')
  const line = (domain: string) => ({
    readerId: reader.id,
    variant: 'main',
    domain,
    trackingConsent: false,
  })
  const cursor = { candidates: 300, excluded: {}, prepared: 300, batches: 3 }
  for (let batch = 0; batch < 4; batch++) {
    const names = Array.from({ length: 100 }, (_, at) => `d${batch * 100 + at}.example`)
    const roster = { lines: names.map(line), cursor, last: batch === 2 }
    await putRoster(world.table, { mailingId: id, shard, batch }, roster)
  }
  await keepShardDomains(world.table, id, { shard, cursor })
  const item = await world.table.get(plannedDomainsKey(id, shard))
  expect(Object.keys(item?.['domains'] ?? {}).length).toBe(domainLimits.kept)
  expect(item?.['others']).toBe(100)
})

it('goes on with a shard that an earlier version planned without counting', async () => {
  const { world, id } = await planning(crowd.slice(0, 3))
  const cursor = { candidates: 0, excluded: {}, prepared: 0, batches: 0 }
  for (let at = 1; at < deliveryLimits.planShards; at++)
    await saveCursor(world.table, id, { shard: at, cursor, doneAt: instant(world.clock()) })
  const others = Array.from({ length: deliveryLimits.planShards - 1 }, (_, at) => at + 1)
  await changeMailing(world.table, id, {
    from: ['planning'],
    add: { plannedShards: new Set(others) },
  })
  world.clock.forward(11 * 60_000)
  await world.runUntilQuiet(id)
  const mailing = await getMailing(world.table, id)
  expect(mailing).toMatchObject({ status: 'sent', planned: 3 })
  expect(new Set(mailing?.topDomains)).toEqual(new Set(Object.keys(countOf(crowd.slice(0, 3)))))
})

it('writes each reader’s variant and, at everyone’s own hour, when they may be called', async () => {
  const tagged = {
    id: 'sg_0123456789abcdefghijkl',
    name: 'Marqués',
    condition: { kind: 'tag', anyOf: ['marque'] },
    at: '2026-12-01T07:30:00.000Z' as Instant,
    zone: 'Europe/Paris',
  } as unknown as NonNullable<Mailing['segment']>
  const readers = crowd.slice(0, 12)
  const set: Partial<Mailing> = { departure: { kind: 'localHour' }, blockSegments: [tagged] }
  const { world, id, plan } = await planning(readers, { set })
  await plan()
  expect((await getShard(world.table, id, shard)).cursor.prepared).toBe(12)
  const roster = await getRoster(world.table, { mailingId: id, shard, batch: 0 })
  const byId = new Map(readers.map((one) => [one.id, one]))
  for (const line of roster?.lines ?? []) {
    const reader = byId.get(line.readerId)
    expect(line.variant).toBe(reader?.tags ? 'v1' : 'v0')
    const at = { wallClock: '2026-12-01T08:30', defaultZone: 'Europe/Paris' }
    expect(line.callAt).toBe(callAt({ ...at, reader: { country: reader?.country } }))
  }
  expect(new Set(roster?.lines.map((line) => line.callAt)).size).toBe(2)
})
