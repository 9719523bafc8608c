// What one tick queues: as many as the window, the day and the departure let through, each batch once.
import { describe, expect, it } from 'vitest'
import { shardKey } from '#aws/keys'
import { noTotals } from '#delivery/count-shard'
import { noCounts } from '#delivery/counts'
import { feedMailing } from '#delivery/feed-mailing'
import type { Departure, Mailing } from '#delivery/mailing'
import type { SendMessage } from '#delivery/messages'
import type { Refreshed } from '#delivery/refresh-totals'
import {
  type BatchId,
  changeProgress,
  getProgress,
  getShard,
  type Shard,
} from '#delivery/store-batches'
import { getTotals, putTotals } from '#delivery/store-totals'
import type { MailingId } from '#kernel/ids'
import { dayMs, type Instant, instant, minuteMs } from '#kernel/time'
import { memoryTable } from '../../support/memory-table.ts'

const now = new Date('2026-12-01T09:00:00.000Z')
const at = (ms: number) => instant(now.getTime() + ms)
const mailingId = 'ml_01jdzzw8y0h3a5q7k9m2n4p6r8' as MailingId
/** 1,200 recipients in two minutes. */
const quota = { perSecond: 10 }

function aShard(batches: number, change: Partial<Shard> = {}): Shard {
  const prepared = batches * 100
  const cursor = { candidates: prepared, excluded: {}, prepared, batches }
  return { shard: 0, cursor, doneAt: at(-minuteMs), fed: 0, feeds: [], ...change }
}

function aMailing(departure?: Departure, change: Partial<Mailing> = {}): Mailing {
  const started = { startedAt: at(0), sendAt: at(0) }
  return { id: mailingId, ...started, ...(departure ? { departure } : {}), ...change } as Mailing
}

function feeding() {
  const table = memoryTable()
  const sent: { body: SendMessage; delaySeconds?: number }[] = []
  const deps = {
    table,
    clock: () => now,
    sendQueue: {
      send: async (messages: readonly (typeof sent)[number][]) => void sent.push(...messages),
    },
  }
  const feed = async (mailing: Mailing, change: Partial<Refreshed>) =>
    await feedMailing(deps, {
      mailing,
      quota,
      refreshed: {
        shards: [],
        counts: noCounts(),
        queuedCount: 0,
        waitingCount: 0,
        ready: [],
        heldPending: 0,
        due: [],
        firstOpen: new Map(),
        unsettled: [],
        domains: {},
        groups: {},
        heard: { accepted: new Map(), seen: new Map() },
        leftCount: 0,
        ...change,
      },
    })
  const batches = () =>
    sent.map(({ body }) => (body.kind === 'batch' ? `${body.shard}.${body.batch}` : body.kind))
  /** Batches whose wait is over, as they are in the table. */
  const ready = async (count: number, attempted = 0): Promise<Refreshed['ready']> =>
    await Promise.all(
      Array.from({ length: count }, async (_, batch) => {
        const id: BatchId = { mailingId, shard: 0, batch }
        const called = Array.from({ length: attempted }, (__, number) => number)
        const progress = await changeProgress(table, id, {
          changes: {
            set: { dueAt: at(0), waitsUntil: at(0) },
            add: { attempted: new Set(called), accepted: new Set(called) },
          },
        })
        if (!progress) throw new Error('Nothing was written')
        return { id, progress, pending: 100 - attempted, at: at(0) }
      }),
    )
  const progress = async (batch: number) => await getProgress(table, { mailingId, shard: 0, batch })
  const keep = async (shard: Shard) =>
    await table.update(shardKey(mailingId, shard.shard), { set: { ...shard } })
  return { table, keep, sent, feed, batches, ready, progress }
}

describe('a tick', () => {
  it('queues no more than the rate sends in two minutes, with what waits in the queue', async () => {
    const { feed, batches } = feeding()
    await feed(aMailing(), { shards: [aShard(50)], queuedCount: 900 })
    expect(batches()).toEqual(['0.0', '0.1', '0.2'])
    await feed(aMailing(), { shards: [aShard(50, { fed: 3 })], queuedCount: 1_200 })
    expect(batches()).toHaveLength(3)
  })

  it('queues again whose message was lost, but no batch that somebody is at by then', async () => {
    const { table, feed, batches, progress } = feeding()
    const id = (batch: number): BatchId => ({ mailingId, shard: 0, batch })
    const lost = await changeProgress(table, id(0), { changes: { set: { dueAt: at(0) } } })
    const taken = await changeProgress(table, id(1), { changes: { set: { dueAt: at(0) } } })
    const put = await changeProgress(table, id(2), { changes: { set: { dueAt: at(0) } } })
    if (!lost || !taken || !put) throw new Error('Nothing was written')
    const lease = { token: 'rq_x', until: at(minuteMs) }
    await changeProgress(table, id(1), { changes: { set: { lease } } })
    await changeProgress(table, id(2), { changes: { set: { dueAt: at(minuteMs) } } })
    const due = [lost, taken, put].map((read, batch) => ({ id: id(batch), progress: read }))
    expect(await feed(aMailing(), { due })).toBe(1)
    expect(batches()).toEqual(['0.0'])
    expect(Date.parse((await progress(0)).dueAt ?? '')).toBeGreaterThan(now.getTime())
  })

  it('keeps the times of batches that are not final, and of no others', async () => {
    const { table, keep, feed } = feeding()
    const feeds = [2, 4, 6].map((upTo) => ({ upTo, at: at(-upTo) }))
    const shard = aShard(7, { fed: 6, feeds })
    await keep(shard)
    await feed(aMailing(), { shards: [shard], firstOpen: new Map([[0, 3]]) })
    expect((await getShard(table, mailingId, 0)).feeds).toEqual([
      ...feeds.slice(1),
      { upTo: 7, at: at(0) },
    ])
  })

  it('queues nothing beyond the test before it is decided', async () => {
    const { feed, batches } = feeding()
    const test = { subjectB: 'B', share: 0.2, measure: 'opened', waitMinutes: 60, batches: [2] }
    const testing = aMailing(undefined, { test } as unknown as Partial<Mailing>)
    await feed(testing, { shards: [aShard(10)] })
    expect(batches()).toEqual(['0.0', '0.1'])
  })
})

describe('batches whose wait is over', () => {
  it('are queued as far as the window is free, and wait no longer', async () => {
    const { table, feed, batches, ready, progress } = feeding()
    const rest = { fed: 6, heldDomains: [], heldPending: 0, waitingCount: 600 }
    await putTotals(table, mailingId, { ...noTotals(0, at(-minuteMs)), rest })
    await feed(aMailing({ kind: 'localHour' }), { ready: await ready(6), queuedCount: 900 })
    expect(batches()).toEqual(['0.0', '0.1', '0.2'])
    // What was queued must be counted by the next tick.
    expect((await getTotals(table, mailingId)).get(0)?.rest).toBeUndefined()
    expect((await progress(0)).waitsUntil).toBeUndefined()
    expect((await progress(0)).callLimit).toBeUndefined()
    expect((await progress(3)).waitsUntil).toBe(at(0))
  })

  it('take from the number of the day, in parts where need be; then nothing new is begun', async () => {
    const { feed, batches, ready, progress } = feeding()
    const perDay = [50, 130]
    const yesterday = new Map([[Math.floor((now.getTime() - dayMs) / minuteMs), 50]])
    const mailing = aMailing({ kind: 'warmUp', perDay }, { startedAt: at(-dayMs - minuteMs) })
    await feed(mailing, {
      ready: await ready(2, 20),
      shards: [aShard(10, { fed: 2 })],
      heard: { accepted: yesterday, seen: new Map() },
    })
    expect(batches()).toEqual(['0.0', '0.1'])
    expect((await progress(0)).callLimit).toBe(20 + 80)
    expect((await progress(1)).callLimit).toBe(20 + 50)
  })

  it('leave the rest of the day’s number to batches that were never begun', async () => {
    const { keep, feed, batches, ready, progress } = feeding()
    const mailing = aMailing({ kind: 'warmUp', perDay: [130] })
    await keep(aShard(10, { fed: 1 }))
    await feed(mailing, { ready: await ready(1, 20), shards: [aShard(10, { fed: 1 })] })
    expect(batches()).toEqual(['0.0', '0.1'])
    expect((await progress(1)).callLimit).toBe(50)
    expect((await progress(2)).callLimit).toBeUndefined()
  })
})

describe('a mailing that is spread', () => {
  it('queues a batch only when the line reaches its end within a minute', async () => {
    const { table, keep, feed, sent } = feeding()
    await keep(aShard(100))
    const spread: Departure = { kind: 'spread', minutes: 100 }
    const feedAt = async (started: Instant) =>
      await feed(aMailing(spread, { startedAt: started }), { shards: [aShard(100)] })
    await feedAt(at(0))
    expect(sent.map(({ delaySeconds }) => delaySeconds)).toEqual([60])
    expect((await getShard(table, mailingId, 0)).fed).toBe(1)
    const part = feeding()
    await part.feed(aMailing({ kind: 'spread', minutes: 1_000 }), { shards: [aShard(100)] })
    expect(part.sent).toEqual([])
  })
})
