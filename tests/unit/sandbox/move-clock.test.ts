import { mkdtempSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { type Instant, instant, minuteMs, plusMs } from '#kernel/time'
import { firstStartAt, openClock } from '#sandbox/clock'
import type { DueItem } from '#sandbox/due'
import { type MoveClockDeps, moveClock } from '#sandbox/move-clock'

const start = firstStartAt

/** A clock whose real time stands still, a list of due items, and a tick that works on them. */
function world(options: { work?: (item: DueItem, now: Instant) => DueItem | undefined } = {}) {
  const file = join(mkdtempSync(join(tmpdir(), 'kiosque-clock-')), 'clock.json')
  const real = { ms: Date.parse('2026-11-20T10:00:00Z') }
  const clock = openClock({ file, realNow: () => new Date(real.ms) })
  let items: DueItem[] = []
  let delayed: number[] = []
  const tickedAt: Instant[] = []
  const work = options.work ?? (() => undefined)
  const deps: MoveClockDeps = {
    clock,
    dueItems: async ({ until, perPartition }) =>
      items
        .filter(({ at }) => at <= until)
        .sort((a, b) => (a.at < b.at ? -1 : 1))
        .slice(0, perPartition),
    nextQueueMs: () => (delayed.length > 0 ? Math.min(...delayed) : undefined),
    tick: async () => {
      const now = instant(clock.now())
      tickedAt.push(now)
      items = items.flatMap((item) => (item.at <= now ? (work(item, now) ?? []) : item))
    },
    drained: async () => {
      delayed = delayed.filter((ms) => ms > clock.now().getTime())
    },
    invocations: () => 0,
  }
  const item = (what: string, at: Instant): DueItem => ({ id: `${what} ${at}`, at, what })
  return {
    file,
    real,
    clock,
    deps,
    tickedAt,
    item,
    add: (what: string, at: Instant) => items.push(item(what, at)),
    delay: (at: Instant) => delayed.push(Date.parse(at)),
    left: () => items,
  }
}

describe('moving the clock', () => {
  it('ticks at each due instant on the way and at the end, and nowhere else', async () => {
    const w = world()
    w.add('b', plusMs(start, 5 * minuteMs + 1_234))
    w.add('a', plusMs(start, 2 * minuteMs))
    w.add('beyond', plusMs(start, 90 * minuteMs))
    const to = plusMs(start, 60 * minuteMs)
    const moved = await moveClock(w.deps, to)
    expect(w.tickedAt).toEqual([
      plusMs(start, 2 * minuteMs),
      plusMs(start, 5 * minuteMs + 1_234),
      to,
    ])
    expect(moved).toMatchObject({ from: start, to, ticks: 3, stuck: [] })
    expect(w.left().map(({ what }) => what)).toEqual(['beyond'])
  })

  it('includes what is due at the very end', async () => {
    const w = world()
    const to = plusMs(start, minuteMs)
    w.add('a', to)
    await moveClock(w.deps, to)
    expect(w.left()).toEqual([])
  })

  it('wakes delayed messages without a tick, also those a little beyond the end', async () => {
    const w = world()
    w.delay(plusMs(start, 30_000))
    const to = plusMs(start, 10 * minuteMs)
    w.delay(plusMs(to, 5_000))
    w.delay(plusMs(to, 600_000))
    const moved = await moveClock(w.deps, to)
    expect(w.tickedAt).toEqual([to, plusMs(to, 5_000)])
    expect(moved.to).toBe(plusMs(to, 5_000))
  })

  it('follows an item that moves on, for a year, in as many ticks as it asks for', async () => {
    const w = world({ work: ({ what, at }) => ({ ...w.item(what, plusMs(at, 86_400_000)) }) })
    w.add('daily', plusMs(start, 1_000))
    const moved = await moveClock(w.deps, plusMs(start, 365 * 86_400_000))
    expect(moved.ticks).toBe(366)
  })

  it('leaves alone what stays due, and goes on with the rest', async () => {
    const w = world({ work: (item) => (item.what === 'stuck' ? item : undefined) })
    w.add('stuck', plusMs(start, 1_000))
    w.add('fine', plusMs(start, 3_600_000))
    const to = plusMs(start, 30 * 86_400_000)
    const moved = await moveClock(w.deps, to)
    expect(moved.stuck).toEqual([expect.stringContaining('stuck')])
    expect(moved.ticks).toBeLessThan(10)
    expect(w.left().map(({ what }) => what)).toEqual(['stuck'])
    expect(w.tickedAt[1]).toBe(plusMs(start, minuteMs))
  })

  it('refuses to go back, in words', async () => {
    const w = world()
    await expect(moveClock(w.deps, plusMs(start, -1))).rejects.toMatchObject({
      code: 'invalid',
      sentence: { fr: expect.stringContaining('ne recule jamais') },
    })
  })
})

describe('the sandbox’s clock', () => {
  it('starts on 30 November 2026 at nine in Paris and runs in real time', () => {
    const w = world()
    expect(instant(w.clock.now())).toBe('2026-11-30T08:00:00.000Z')
    w.real.ms += 90_000
    expect(instant(w.clock.now())).toBe('2026-11-30T08:01:30.000Z')
  })

  it('keeps its jumps, and never goes back when the machine’s clock does', () => {
    const w = world()
    w.clock.reach(instant(Date.parse('2027-05-01T00:00:00Z')))
    w.real.ms -= 3_600_000
    expect(instant(w.clock.now())).toBe('2027-05-01T00:00:00.000Z')
    const again = openClock({ file: w.file, realNow: () => new Date(w.real.ms) })
    expect(instant(again.now())).toBe('2027-05-01T00:00:00.000Z')
    w.real.ms += 1_000
    expect(instant(again.now())).toBe('2027-05-01T00:00:01.000Z')
  })

  it('tells its listeners the offset at once and after each jump', () => {
    const w = world()
    const heard: number[] = []
    const end = w.clock.onOffset((offsetMs) => heard.push(offsetMs))
    w.clock.reach(plusMs(start, 1_000))
    end()
    w.clock.reach(plusMs(start, 2_000))
    expect(heard).toHaveLength(2)
    expect(heard[1]).toBe((heard[0] as number) + 1_000)
  })
})
