// A newsletter to subscribers whose issues run out, and a block that lapsed readers alone see: bought,
// served and cancelled as in life, then planned, counted, sent and told of.
import { expect, it } from 'vitest'
import type { Table } from '#aws/table'
import { audienceCount } from '#delivery/audience-count'
import { listExcluded } from '#delivery/list-excluded'
import { getMailing } from '#delivery/store'
import type { Block } from '#editorial/blocks'
import { saveNewsletter } from '#editorial/save-newsletter'
import { getNewsletter } from '#editorial/store-newsletters'
import { prefixedId, type SegmentId } from '#kernel/ids'
import { instant } from '#kernel/time'
import { exportReaders } from '#readers/export-readers'
import type { Reader } from '#readers/reader'
import { readerId } from '#readers/reader-id'
import type { Condition, Segment } from '#readers/segment'
import { putSegment } from '#readers/store-segments'
import { serveIssue } from '#subscriptions/serve-issue'
import { aReader, beforeSending, deliveryWorld } from '../support/delivery-world.ts'
import { publication } from '../support/editorial.ts'
import { memoryTable } from '../support/memory-table.ts'
import { payingWorld, shopKeys } from '../support/paying-world.ts'

const people = {
  /** One issue left, and no renewal. */
  ending: 'ending@example.org',
  /** One issue left, and it renews. */
  renewing: 'renewing@example.org',
  /** All six issues to come. */
  fresh: 'fresh@example.org',
  lapsed: 'lapsed@example.org',
  /** Got all of a gift but one issue. */
  gifted: 'gifted@example.org',
  /** Gave it. */
  giver: 'giver@example.org',
  stranger: 'stranger@example.org',
}
const readers: Reader[] = Object.values(people).map((email, at) =>
  aReader(at, { email, id: readerId(shopKeys, email) }),
)

/** Everyone buys; five issues go out, then one more for who has lapsed by it. */
async function sell(table: Table): Promise<void> {
  const shop = await payingWorld(table)
  const buy = async (email: string, options: { isCancelled?: boolean; giftTo?: string } = {}) => {
    const order = await shop.order({
      ...{ planId: 'numerique-1-an', email, name: email.split('@')[0] ?? '', country: 'FR' },
      ...(options.giftTo === undefined
        ? {}
        : { gift: { recipientName: 'Dominique', recipientEmail: options.giftTo } }),
    })
    shop.stripe.pay(order)
    if (options.isCancelled) shop.stripe.cancelAtEnd(order)
    await shop.deliver()
  }
  const serve = async (number: number) => {
    shop.clock.forward(60_000)
    await serveIssue(shop.deps, { number, by: 'test' })
  }
  await buy(people.lapsed, { isCancelled: true })
  await serve(131)
  await buy(people.ending, { isCancelled: true })
  await buy(people.renewing)
  await buy(people.giver, { giftTo: people.gifted })
  for (const number of [132, 133, 134, 135, 136]) await serve(number)
  await buy(people.fresh)
}

function aSegment(tail: string, name: string, condition: Condition): Segment {
  const updatedAt = instant(beforeSending)
  return { id: prefixedId('segment', tail), name, condition, version: 1, updatedAt, updatedBy: 'x' }
}

const endingSoon = aSegment('ending', 'Bientôt fini', {
  ...{ kind: 'runningOut', atMost: 1, renewing: 'without' },
})
const lapsed = aSegment('lapsed', 'Partis', { kind: 'lapsed', days: 0 })
const subscribers = aSegment('subscribers', 'Abonnés', { kind: 'subscriber' })

const only = (id: string, text: string, segmentId?: SegmentId): Block => ({
  ...{ id, type: 'paragraph', spans: [{ text }] },
  ...(segmentId === undefined ? {} : { segmentId }),
})

async function worldWith(options: { segment?: Segment; blocks?: Block[] }) {
  const stored = memoryTable()
  for (const segment of [endingSoon, lapsed, subscribers]) await putSegment(stored, segment)
  await sell(stored)
  const standings: string[] = []
  const watched: Table = {
    ...stored,
    async getMany(keys, how) {
      standings.push(...keys.map(({ pk }) => pk).filter((pk) => pk.startsWith('STANDING#')))
      return await stored.getMany(keys, how)
    },
  }
  const got = new Map<string, string[]>()
  const world = await deliveryWorld({
    table: watched,
    readers,
    ...(options.blocks ? { blocks: options.blocks } : {}),
    script({ to, raw }, call) {
      const text = Buffer.from(raw).toString()
      got.set(to, [...new Set(text.match(/REVENEZ|FIDELES|POUR-TOUS/g) ?? [])])
      return { kind: 'accepted', messageId: `m${call}` }
    },
  })
  if (options.segment) {
    const newsletter = await getNewsletter(watched, world.newsletterId)
    if (!newsletter) throw new Error('No newsletter')
    await saveNewsletter(world.deps(), {
      id: newsletter.id,
      content: { ...newsletter, segmentId: options.segment.id },
      expectedVersion: newsletter.version,
      by: 'x',
    })
  }
  const send = async () => {
    const scheduled = await world.schedule()
    if (scheduled.kind !== 'scheduled') throw new Error(scheduled.kind)
    await world.runUntilQuiet(scheduled.mailing.id, { minutes: 30_000 })
    const mailing = await getMailing(watched, scheduled.mailing.id)
    if (!mailing) throw new Error('No mailing')
    return mailing
  }
  return { table: watched, world, got, send, standings }
}

it('goes to those alone whose issues run out, by their own subscription or a gift', async () => {
  const { table, world, got, send } = await worldWith({ segment: endingSoon })
  const counted = await audienceCount(world.deps(), { newsletterId: world.newsletterId })
  expect(counted).toMatchObject({ count: 2, counted: 'exact' })
  const mailing = await send()
  expect([...got.keys()].sort()).toEqual([people.ending, people.gifted])
  expect(await world.report()).toMatchObject({ planned: 2, excluded: { segment: 5 } })
  const excluded = await listExcluded({ table }, { mailingId: mailing.id })
  expect(excluded?.readers.map(({ reason }) => reason)).toEqual(Array(5).fill('segment'))
})

it('shows lapsed readers the block that is for them, and nobody else', async () => {
  const blocks = [
    only('b3', 'REVENEZ', lapsed.id),
    only('b4', 'FIDELES', subscribers.id),
    only('b5', 'POUR-TOUS'),
  ]
  const { world, got, send } = await worldWith({ blocks })
  const counted = await audienceCount(world.deps(), { newsletterId: world.newsletterId })
  expect(counted?.blockSegments.map(({ count }) => count)).toEqual([1, 4])
  expect(counted?.viewers.map(({ count }) => count)).toEqual([2, 1, 4, 0])
  const mailing = await send()
  expect(mailing.blockSegments?.map(({ id }) => id)).toEqual([lapsed.id, subscribers.id])
  const fidel = ['FIDELES', 'POUR-TOUS']
  expect(Object.fromEntries(got)).toEqual({
    [people.ending]: fidel,
    [people.renewing]: fidel,
    [people.fresh]: fidel,
    [people.gifted]: fidel,
    [people.lapsed]: ['REVENEZ', 'POUR-TOUS'],
    [people.giver]: ['POUR-TOUS'],
    [people.stranger]: ['POUR-TOUS'],
  })
})

it('reads no standing for a mailing whose segments do not ask, one a reader where one does', async () => {
  const plain = await worldWith({})
  await audienceCount(plain.world.deps(), { newsletterId: plain.world.newsletterId })
  await plain.send()
  expect([plain.standings, plain.got.size]).toEqual([[], readers.length])
  const asking = await worldWith({ segment: endingSoon })
  await asking.send()
  // Once to be counted before it is scheduled, once to be planned.
  expect(asking.standings.length).toBe(2 * readers.length)
})

it('exports the readers of such a segment', async () => {
  const { table, world } = await worldWith({})
  let csv = ''
  const { condition } = endingSoon
  const deps = { table, clock: world.deps().clock, publication }
  for await (const text of exportReaders(deps, { locale: 'fr', condition })) csv += text
  const lines = csv.trim().split('\r\n').slice(1)
  expect(lines.map((line) => line.split(/[,;]/)[0]).sort()).toEqual([people.ending, people.gifted])
})
