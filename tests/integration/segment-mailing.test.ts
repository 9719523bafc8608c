import { afterAll, beforeAll, beforeEach, expect, it } from 'vitest'
import type { Table } from '#aws/table'
import { audienceCount } from '#delivery/audience-count'
import { runCheck } from '#delivery/run-check'
import { getMailing } from '#delivery/store'
import { saveNewsletter } from '#editorial/save-newsletter'
import { getNewsletter } from '#editorial/store-newsletters'
import type { SegmentId } from '#kernel/ids'
import type { Reader } from '#readers/reader'
import { saveSegment } from '#readers/save-segment'
import type { Condition } from '#readers/segment'
import { deleteSegment } from '#readers/store-segments'
import { aReader, deliveryWorld } from '../support/delivery-world.ts'
import { testTable } from '../support/table.ts'

let table: Table
let close: () => Promise<void>
beforeAll(async () => {
  const made = await testTable()
  table = made.table
  close = made.close
})
afterAll(() => close())

const vip: Condition = { kind: 'tag', anyOf: ['vip'] }
const readers: readonly Reader[] = Array.from({ length: 60 }, (_, at) =>
  aReader(at, { ...(at % 3 === 0 ? { tags: ['vip'] } : {}), locale: at % 2 ? 'fr' : 'en' }),
)
const vips = readers.filter(({ tags }) => tags?.includes('vip')).map(({ email }) => email)

let world: Awaited<ReturnType<typeof deliveryWorld>>
let segmentId: SegmentId
beforeEach(async () => {
  for await (const item of table.scan())
    await table.delete({ pk: String(item['pk']), sk: String(item['sk']) })
  world = await deliveryWorld({ table, readers })
  const saved = await saveSegment(world.deps(), { name: 'VIP', condition: vip, by: 'x' })
  if (saved.kind !== 'saved') throw new Error(saved.kind)
  segmentId = saved.segment.id
  const newsletter = await getNewsletter(table, world.newsletterId)
  if (!newsletter) throw new Error('No newsletter')
  await saveNewsletter(world.deps(), {
    id: newsletter.id,
    content: { ...newsletter, segmentId },
    expectedVersion: newsletter.version,
    by: 'x',
  })
})

it('a mailing to a segment reaches its readers alone and counts the others as excluded', async () => {
  const before = await audienceCount(world.deps(), { newsletterId: world.newsletterId })
  expect(before).toMatchObject({ count: vips.length, counted: 'exact', read: readers.length })
  const scheduled = await world.schedule()
  if (scheduled.kind !== 'scheduled') throw new Error(scheduled.kind)
  await world.runUntilQuiet(scheduled.mailing.id, { minutes: 30_000 })
  expect([...world.delivered.keys()].sort()).toEqual([...vips].sort())
  expect(await world.report()).toMatchObject({
    planned: vips.length,
    accepted: vips.length,
    excluded: { segment: readers.length - vips.length },
  })
})

it('a scheduled mailing keeps its copy, whatever becomes of the segment', async () => {
  const scheduled = await world.schedule()
  if (scheduled.kind !== 'scheduled') throw new Error(scheduled.kind)
  await saveSegment(world.deps(), {
    id: segmentId,
    expectedVersion: 1,
    name: 'Tous',
    condition: { kind: 'and', all: [] },
    by: 'x',
  })
  await deleteSegment(table, segmentId)
  expect((await getMailing(table, scheduled.mailing.id))?.segment).toMatchObject({
    name: 'VIP',
    condition: vip,
    at: scheduled.mailing.sendAt,
    zone: 'Europe/Paris',
  })
  await world.runUntilQuiet(scheduled.mailing.id, { minutes: 30_000 })
  expect([...world.delivered.keys()].sort()).toEqual([...vips].sort())
})

it('a segment that holds nobody is said before scheduling; one that is gone stops it', async () => {
  await saveSegment(world.deps(), {
    id: segmentId,
    expectedVersion: 1,
    name: 'Personne',
    condition: { kind: 'tag', anyOf: ['absent'] },
    by: 'x',
  })
  const checked = await runCheck(world.deps(), { newsletterId: world.newsletterId })
  if (checked.kind !== 'checked') throw new Error(checked.kind)
  expect(checked.check.findings.map(({ code }) => code)).toContain('audience.empty')
  await deleteSegment(table, segmentId)
  expect(await world.schedule()).toEqual({ kind: 'noSegment' })
  expect((await getNewsletter(table, world.newsletterId))?.status).toBe('draft')
})
