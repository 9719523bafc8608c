import { expect, it } from 'vitest'
import { audienceCount } from '#delivery/audience-count'
import { runCheck } from '#delivery/run-check'
import { getMailing, getRendition } from '#delivery/store'
import { segmentsOfVariant, variantsOf } from '#delivery/variants'
import type { Block } from '#editorial/blocks'
import { archivedBySlug } from '#editorial/store-archive'
import { getNewsletter } from '#editorial/store-newsletters'
import { prefixedId } from '#kernel/ids'
import { instant } from '#kernel/time'
import type { Reader } from '#readers/reader'
import type { Condition, Segment } from '#readers/segment'
import { deleteSegment, putSegment } from '#readers/store-segments'
import {
  aReader,
  beforeSending,
  deliveryWorld,
  type WorldOptions,
} from '../support/delivery-world.ts'
import { memoryTable } from '../support/memory-table.ts'
import { newFate } from '../support/mortal.ts'

const vips: Segment = aSegment('vips', 'VIP', { kind: 'tag', anyOf: ['vip'] })
const english: Segment = aSegment('english', 'Anglophones', { kind: 'language', is: 'en' })

function aSegment(tail: string, name: string, condition: Condition): Segment {
  const updatedAt = instant(beforeSending)
  return { id: prefixedId('segment', tail), name, condition, version: 1, updatedAt, updatedBy: 'x' }
}

const only = (id: string, text: string, segment?: Segment): Block => ({
  id,
  type: 'paragraph',
  spans: [{ text }],
  ...(segment ? { segmentId: segment.id } : {}),
})
const blocks = [
  only('b3', 'POUR-VIP', vips),
  only('b4', 'FOR-EN', english),
  only('b5', 'POUR-TOUS'),
]

const readers: readonly Reader[] = Array.from({ length: 24 }, (_, at) =>
  aReader(at, { ...(at % 3 === 0 ? { tags: ['vip'] } : {}), locale: at % 2 ? 'fr' : 'en' }),
)
const isVip = (reader: Reader) => reader.tags?.includes('vip') === true
const marksFor = (reader: Reader) => [
  ...(isVip(reader) ? ['POUR-VIP'] : []),
  ...(reader.locale === 'en' ? ['FOR-EN'] : []),
  'POUR-TOUS',
]

async function worldWith(options: Partial<WorldOptions> = {}) {
  const table = memoryTable()
  for (const segment of [vips, english]) await putSegment(table, segment)
  const got = new Map<string, string[]>()
  const world = await deliveryWorld({
    table,
    readers,
    blocks,
    ...options,
    script({ to, raw }, call) {
      const text = Buffer.from(raw).toString()
      got.set(to, [...new Set(text.match(/POUR-VIP|FOR-EN|POUR-TOUS/g) ?? [])])
      return { kind: 'accepted', messageId: `m${call}` }
    },
  })
  return { table, world, got }
}

const theirs = new Map(readers.map((reader) => [reader.email, marksFor(reader)]))

it('each reader gets the blocks for everyone and those for the segments they are in', async () => {
  const { table, world, got } = await worldWith()
  const scheduled = await world.schedule()
  if (scheduled.kind !== 'scheduled') throw new Error(scheduled.kind)
  expect(scheduled.mailing.blockSegments?.map(({ id }) => id)).toEqual([vips.id, english.id])
  // What becomes of the segments after that touches nothing.
  await putSegment(table, { ...vips, version: 2, condition: { kind: 'and', all: [] } })
  await deleteSegment(table, english.id)
  await world.runUntilQuiet(scheduled.mailing.id, { minutes: 30_000 })
  expect(got).toEqual(theirs)
  expect(await world.report()).toMatchObject({ planned: 24, accepted: 24 })
  const archived = await archivedBySlug(table, (await slugOf(world, table)) ?? '')
  expect(archived?.content.blocks.map(({ id }) => id)).toEqual(['b1', 'b2', 'b5'])
})

async function slugOf(
  world: { newsletterId: Parameters<typeof getNewsletter>[1] },
  table: Parameters<typeof getNewsletter>[0],
) {
  return (await getNewsletter(table, world.newsletterId))?.slug
}

it('every variant is rendered once, and differs by its blocks alone', async () => {
  const { table, world } = await worldWith()
  const scheduled = await world.schedule()
  if (scheduled.kind !== 'scheduled') throw new Error(scheduled.kind)
  await world.runUntilQuiet(scheduled.mailing.id, { minutes: 30_000 })
  const mailing = await getMailing(table, scheduled.mailing.id)
  if (!mailing) throw new Error('No mailing')
  expect(variantsOf(mailing)).toEqual(['v00', 'v10', 'v01', 'v11'])
  const bare = new Set<string>()
  for (const variant of variantsOf(mailing)) {
    const rendition = await getRendition(table, mailing.id, variant)
    const inside = segmentsOfVariant(mailing, variant)
    expect(rendition?.text.includes('POUR-VIP')).toBe(inside.has(vips.id))
    expect(rendition?.text.includes('FOR-EN')).toBe(inside.has(english.id))
    bare.add(rendition?.text.replaceAll(/(POUR-VIP|FOR-EN)\n\n/g, '') ?? '')
  }
  expect(bare.size).toBe(1)
})

it.each(['before', 'after', 'twice'] as const)(
  'a process that dies %s any call of the rendering leaves nobody with the wrong blocks',
  async (when) => {
    const clean = newFate()
    const { world } = await worldWith({ fate: clean })
    const from = clean.calls
    await world.schedule()
    const scheduledAt = clean.calls
    expect(scheduledAt).toBeGreaterThan(from)
    // The tick, the rendering of four variants and the first steps of planning.
    for (let diesAt = scheduledAt + 1; diesAt <= scheduledAt + 34; diesAt++) {
      const fate = newFate({ diesAt, when })
      const { world: dying, got } = await worldWith({ fate })
      const scheduled = await dying.schedule()
      if (scheduled.kind !== 'scheduled') throw new Error(scheduled.kind)
      await dying.runUntilQuiet(scheduled.mailing.id, { minutes: 30_000 })
      expect(fate.deaths, `call ${diesAt}`).toBe(1)
      expect(got, `call ${diesAt}`).toEqual(theirs)
    }
  },
  60_000,
)

it('counts who is in each segment, and refuses a segment that is gone', async () => {
  const { table, world } = await worldWith()
  const counted = await audienceCount(world.deps(), { newsletterId: world.newsletterId })
  expect(counted).toMatchObject({
    count: 24,
    blockSegments: [
      { id: vips.id, name: 'VIP', count: 8 },
      { id: english.id, name: 'Anglophones', count: 12 },
    ],
  })
  expect(counted?.viewers.map(({ value, count }) => [value, count])).toEqual([
    ['', readers.filter((one) => !isVip(one) && one.locale === 'fr').length],
    [vips.id, readers.filter((one) => isVip(one) && one.locale === 'fr').length],
    [english.id, readers.filter((one) => !isVip(one) && one.locale === 'en').length],
    [`${vips.id},${english.id}`, readers.filter((one) => isVip(one) && one.locale === 'en').length],
  ])
  const before = await runCheck(world.deps(), { newsletterId: world.newsletterId })
  if (before.kind !== 'checked') throw new Error(before.kind)
  expect(before.check.findings.filter(({ level }) => level === 'error')).toEqual([])
  await deleteSegment(table, vips.id)
  const after = await runCheck(world.deps(), { newsletterId: world.newsletterId })
  if (after.kind !== 'checked') throw new Error(after.kind)
  expect(after.check.findings).toContainEqual(
    expect.objectContaining({ level: 'error', code: 'block.segmentGone', blockId: 'b3' }),
  )
  expect(await world.schedule()).toEqual({ kind: 'noBlockSegment', blockId: 'b3' })
  expect((await getNewsletter(table, world.newsletterId))?.status).toBe('draft')
})
