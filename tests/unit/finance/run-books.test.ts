// Runs of the books: when they are due, that they go on where they stopped, that one phase that keeps
// failing does not stop the others, and that two workers do not undo each other.
import { describe, expect, it } from 'vitest'
import { intentOf } from '#aws/intent'
import { booksKey } from '#aws/keys'
import { type BooksPhase, booksPhases, type PhaseInput, type RunPhase } from '#finance/books-run'
import { nextRunAt } from '#finance/next-run'
import { askForBooks, booksLimits, booksState, goOnWithBooks, planBooks } from '#finance/run-books'
import { dayMs, hourMs, type Instant, instant, minuteMs } from '#kernel/time'
import { memoryTable } from '../../support/memory-table.ts'
import { lifeOf, newFate, newProcess } from '../../support/mortal.ts'

const start = '2026-12-03T12:00:00.000Z'
const tonight = '2026-12-04T02:40:00.000Z'

/** `pages`: how often a phase comes back before it is through. */
function newWorld(options: { pages?: number; breaks?: BooksPhase } = {}) {
  let nowMs = Date.parse(start)
  const world = { breaks: options.breaks }
  const done: { phase: BooksPhase; input: PhaseInput }[] = []
  const phaseOf =
    (phase: BooksPhase): RunPhase =>
    async (input) => {
      nowMs += 1_000
      if (world.breaks === phase) throw new Error('Stripe does not answer')
      done.push({ phase, input })
      const page = Number(input.place ?? 0) + 1
      return page < (options.pages ?? 1) ? { place: String(page) } : {}
    }
  const phases = Object.fromEntries(booksPhases.map((phase) => [phase, phaseOf(phase)]))
  const deps = {
    table: memoryTable(),
    clock: () => new Date(nowMs),
    publication: { zone: 'Europe/Paris' },
    log: () => {},
    phases: phases as Record<BooksPhase, RunPhase>,
  }
  const soon = (ms = hourMs) => ({ deadline: new Date(nowMs + ms) })
  return {
    ...{ deps, done, world, soon },
    to: (at: string) => {
      nowMs = Date.parse(at)
    },
    forward: (ms: number) => {
      nowMs += ms
    },
    go: (ms?: number) => goOnWithBooks(deps, soon(ms)),
    phasesDone: () => done.map(({ phase }) => phase),
    dueAt: async () => {
      const item = await deps.table.get(booksKey())
      return item && intentOf(item)?.dueAt
    },
  }
}

describe('a nightly run', () => {
  it('is due at its hour of the publication’s clock, also when clocks change', () => {
    const at = (now: string) => nextRunAt(now as Instant, 'Europe/Paris', '03:40')
    expect(at('2026-12-03T12:00:00.000Z')).toBe('2026-12-04T02:40:00.000Z')
    expect(at('2026-12-04T02:40:00.000Z')).toBe('2026-12-05T02:40:00.000Z')
    expect(at('2026-06-03T12:00:00.000Z')).toBe('2026-06-04T01:40:00.000Z')
    expect(nextRunAt('2027-03-27T12:00:00.000Z' as Instant, 'Europe/Paris', '02:30')).toBe(
      '2027-03-28T01:30:00.000Z',
    )
  })

  it('takes every phase once, in order, and plans the next', async () => {
    const world = newWorld()
    await planBooks(world.deps)
    expect(await world.dueAt()).toBe(tonight)
    expect(await world.go()).toEqual({ kind: 'done' })
    expect(world.done).toEqual([])
    world.to(tonight)
    expect(await world.go()).toEqual({ kind: 'done' })
    expect(world.phasesDone()).toEqual([...booksPhases])
    expect(world.done.every(({ input }) => input.isNightly && input.since === undefined)).toBe(true)
    expect(await world.dueAt()).toBe('2026-12-05T02:40:00.000Z')
    expect(await booksState(world.deps.table)).toMatchObject({
      ...{ run: undefined, since: tonight, last: { isNightly: true, failed: [] } },
    })
    world.to('2026-12-05T02:40:00.000Z')
    await world.go()
    expect(world.done.at(-1)?.input.since).toBe(tonight)
  })

  it('goes on where it stopped when time is up, page by page', async () => {
    const world = newWorld({ pages: 3 })
    await planBooks(world.deps)
    world.to(tonight)
    let calls = 0
    while ((await world.go(500)).kind === 'more') calls++
    expect(calls).toBe(booksPhases.length * 3 - 1)
    expect(world.phasesDone()).toEqual(booksPhases.flatMap((one) => [one, one, one]))
    expect(world.done.map(({ input }) => input.place).slice(0, 3)).toEqual([undefined, '1', '2'])
  })

  it('ends whatever dies on the way: every phase is taken, and none is skipped', async () => {
    const counting = newFate()
    const run = async (fate: ReturnType<typeof newFate>) => {
      const world = newWorld()
      await planBooks(world.deps)
      world.to(tonight)
      for (let life = 0; ; life++) {
        expect(life).toBeLessThan(5)
        const { mortal } = newProcess(fate)
        const deps = { ...world.deps, table: mortal(world.deps.table) }
        const outcome = await lifeOf(() => goOnWithBooks(deps, world.soon()))
        // Whose answer was lost thinks that another is ahead; the tick calls again.
        if (outcome !== 'died' && (await booksState(world.deps.table)).since) break
      }
      expect([...new Set(world.phasesDone())]).toEqual([...booksPhases])
      expect((await booksState(world.deps.table)).since).toBe(tonight)
    }
    await run(counting)
    for (const when of ['before', 'after', 'twice'] as const)
      for (let diesAt = 1; diesAt <= counting.calls; diesAt++) await run(newFate({ diesAt, when }))
  })

  it('goes on without a phase that keeps failing, says so, and reads all of it again next time', async () => {
    const world = newWorld({ breaks: 'moves' })
    await planBooks(world.deps)
    world.to(tonight)
    for (let attempt = 1; attempt < booksLimits.attempts; attempt++)
      await expect(world.go()).rejects.toThrow('Stripe does not answer')
    expect(await world.go()).toEqual({ kind: 'done' })
    expect(world.phasesDone()).toEqual(booksPhases.filter((phase) => phase !== 'moves'))
    expect(await booksState(world.deps.table)).toMatchObject({
      ...{ since: undefined, last: { failed: ['moves'] } },
    })
    world.world.breaks = undefined
    world.to('2026-12-05T02:40:00.000Z')
    await world.go()
    expect(world.done.at(-1)?.input.since).toBeUndefined()
  })

  it('is one when two workers are at it', async () => {
    const world = newWorld({ pages: 2 })
    await planBooks(world.deps)
    world.to(tonight)
    const ends = await Promise.all([world.go(), world.go(), world.go()])
    expect(ends.filter(({ kind }) => kind === 'done').length).toBeGreaterThanOrEqual(1)
    expect((await booksState(world.deps.table)).run).toBeUndefined()
    expect([...new Set(world.phasesDone())]).toEqual([...booksPhases])
  })
})

describe('a run that Stripe’s events ask for', () => {
  it('comes in a minute, without check and seal, and leaves the night its own', async () => {
    const world = newWorld()
    await askForBooks(world.deps)
    expect(await world.dueAt()).toBe(instant(Date.parse(start) + minuteMs))
    world.forward(30_000)
    await askForBooks(world.deps)
    expect(await world.dueAt()).toBe(instant(Date.parse(start) + minuteMs))
    world.forward(30_000)
    await world.go()
    expect(world.phasesDone()).toEqual(booksPhases.slice(0, -2))
    expect(await world.dueAt()).toBe(tonight)
  })

  it('follows one that was under way when it was asked for', async () => {
    const world = newWorld()
    await askForBooks(world.deps)
    world.forward(minuteMs)
    expect((await world.go(500)).kind).toBe('more')
    await askForBooks(world.deps)
    expect((await world.go()).kind).toBe('done')
    const { nextAt, last } = await booksState(world.deps.table)
    expect(nextAt).toBe(instant(Date.parse(last?.finishedAt ?? '') + minuteMs))
  })

  it('is followed by the night that came meanwhile', async () => {
    const world = newWorld()
    await askForBooks(world.deps)
    world.forward(minuteMs)
    await world.go(500)
    world.forward(dayMs)
    await world.go()
    world.forward(minuteMs)
    await world.go()
    expect(world.phasesDone().slice(-2)).toEqual(['check', 'seal'])
  })
})

describe('a run that a person asks for', () => {
  it('leaves out what it was told to', async () => {
    const world = newWorld()
    const force = { isNightly: true, without: ['seal' as const] }
    await goOnWithBooks(world.deps, { ...world.soon(), force })
    expect(world.phasesDone()).toEqual(booksPhases.filter((phase) => phase !== 'seal'))
    expect(await world.dueAt()).toBe(tonight)
  })
})
