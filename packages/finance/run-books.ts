// Brings the books up to date: one item holds when the next run is due, how far one that runs has
// come, and how the last one ended. A run goes on where it stopped, however often its worker ends.
import * as z from 'zod'
import { intentOf, openIntent } from '#aws/intent'
import { booksKey } from '#aws/keys'
import { type Condition, type Item, ifAbsent, type Table } from '#aws/table'
import type { Intent } from '#kernel/intents'
import { type Log, whatBroke } from '#kernel/log'
import { type Clock, type Instant, instant, minuteMs, plusMs } from '#kernel/time'
import { type BooksPhase, booksPhases, type RunPhase } from './books-run.ts'
import { nextRunAt } from './next-run.ts'

/**
 * `at`: by the publication's own clock. `soonMs`: after Stripe said that money moved. `againMs`:
 * between two calls of a worker that does not get on. `attempts`: of one step, before the run goes on
 * without that phase and says so.
 */
export const booksLimits = { at: '03:40', soonMs: minuteMs, againMs: 15 * minuteMs, attempts: 5 }

/** Phases that only nightly runs have. */
const nightly: ReadonlySet<BooksPhase> = new Set<BooksPhase>(['check', 'seal'])

const At = z.custom<Instant>((value) => typeof value === 'string')
const Phase = z.enum(booksPhases)

export const BooksRun = z.object({
  startedAt: At,
  isNightly: z.boolean(),
  /** Phases that were asked to be left out. */
  without: z.array(Phase).optional(),
  phase: Phase,
  place: z.string().max(2_000).optional(),
  /** Counts up with every step, so that of two workers one gets on. */
  step: z.number().int(),
  /** Of this step. */
  attempts: z.number().int(),
  /** Phases that were given up. */
  failed: z.array(Phase),
})
export type BooksRun = z.infer<typeof BooksRun>

export const LastRun = z.object({
  startedAt: At,
  finishedAt: At,
  isNightly: z.boolean(),
  failed: z.array(Phase),
})
export type LastRun = z.infer<typeof LastRun>

/** What a page shows of the runs. `since`: the start of the last run without a failure. */
export type BooksState = {
  run: BooksRun | undefined
  last: LastRun | undefined
  since: Instant | undefined
  nextAt: Instant | undefined
}

export type PlanDeps = { table: Table; clock: Clock; publication: { zone: string } }
export type RunDeps = PlanDeps & {
  log: Log
  phases: Readonly<Record<BooksPhase, RunPhase>>
}

/** Sees to it that there is a next run. Cheap enough for the start of every tick's process. */
export async function planBooks(deps: PlanDeps): Promise<void> {
  const now = instant(deps.clock())
  const nightlyAt = nextRunAt(now, deps.publication.zone, booksLimits.at)
  const item = { ...booksKey(), v: 1, nightlyAt, ...openIntent(intentAt(now, nightlyAt)) }
  await deps.table.put(item, ifAbsent)
}

/** Money moved, or a page lacks a document: the next run comes in a minute. Losing it is harmless. */
export async function askForBooks(deps: PlanDeps): Promise<void> {
  await planBooks(deps)
  const now = instant(deps.clock())
  const soon = plusMs(now, booksLimits.soonMs)
  const sooner = await deps.table.update(
    booksKey(),
    { set: openIntent(intentAt(now, soon)) },
    {
      if: 'attribute_not_exists(#run) AND #intent.#dueAt > :soon',
      values: { ':soon': soon },
    },
  )
  if (sooner.kind === 'written') return
  // One that runs may be past what was just said: another follows it.
  await deps.table.update(booksKey(), { set: { askedAt: now } }, { if: 'attribute_exists(#run)' })
}

export async function booksState(table: Table): Promise<BooksState> {
  const item = await table.get(booksKey(), { consistent: true })
  return { ...readState(item), nextAt: item && intentOf(item)?.dueAt }
}

/** A run now. `without`: phases it leaves out, however nightly it is. */
export type Force = { isNightly: boolean; without?: BooksPhase[] }

/** `done`: no run is left to go on with. `more`: time is up. `elsewhere`: another worker is ahead. */
export type WentOn = { kind: 'done' | 'more' | 'elsewhere' }

/**
 * Goes on with the run there is, or begins the one that is due (`force`: one now), until it is through
 * or time is up; then whoever called lets the next message go on.
 */
export async function goOnWithBooks(
  deps: RunDeps,
  options: { deadline: Date; force?: Force },
): Promise<WentOn> {
  await planBooks(deps)
  const begun = await runToGoOnWith(deps, options.force)
  if (!begun) return { kind: 'done' }
  let { run } = begun
  for (;;) {
    const tried = await countAttempt(deps, run)
    if (!tried) return { kind: 'elsewhere' }
    const next = await takeStep(deps, tried, begun.since, options.deadline)
    if (next.kind === 'through') {
      const finished = await finish(deps, tried, next.failed)
      return { kind: finished ? 'done' : 'elsewhere' }
    }
    const saved = await save(deps, tried, next.run)
    if (!saved) return { kind: 'elsewhere' }
    run = saved
    if (deps.clock() >= options.deadline) return { kind: 'more' }
  }
}

async function runToGoOnWith(deps: RunDeps, force: Force | undefined) {
  const now = instant(deps.clock())
  const item = await deps.table.get(booksKey(), { consistent: true })
  const { run, since } = readState(item)
  if (run) return { run, since }
  const dueAt = item && intentOf(item)?.dueAt
  if (!force && (dueAt === undefined || dueAt > now)) return undefined
  const fresh: BooksRun = {
    startedAt: now,
    isNightly: force?.isNightly ?? String(item?.['nightlyAt']) <= now,
    ...(force?.without ? { without: force.without } : {}),
    phase: booksPhases[0],
    ...{ step: 0, attempts: 0, failed: [] },
  }
  const begun = await deps.table.update(booksKey(), {
    setIfAbsent: { run: fresh },
    remove: ['askedAt'],
  })
  if (begun.kind !== 'written') return undefined
  const there = readState(begun.item)
  return there.run && { run: there.run, since: there.since }
}

/** Also keeps the tick from calling again while this step is taken. */
async function countAttempt(deps: RunDeps, run: BooksRun): Promise<BooksRun | undefined> {
  return await save(deps, run, { ...run, step: run.step + 1, attempts: run.attempts + 1 })
}

type Step = { kind: 'next'; run: BooksRun } | { kind: 'through'; failed: BooksPhase[] }

async function takeStep(
  deps: RunDeps,
  run: BooksRun,
  since: Instant | undefined,
  deadline: Date,
): Promise<Step> {
  const { startedAt, isNightly, phase, place } = run
  if (run.without?.includes(phase) || (!isNightly && nightly.has(phase)))
    return after(run, run.failed)
  // Its worker died every time.
  if (run.attempts > booksLimits.attempts) return after(run, [...run.failed, phase])
  try {
    const input = { startedAt, since, place, deadline, isNightly }
    const { place: next } = await deps.phases[phase](input)
    if (next === undefined) return after(run, run.failed)
    return { kind: 'next', run: { ...run, place: next, step: run.step + 1, attempts: 0 } }
  } catch (error) {
    deps.log('error', 'books.phaseFailed', { phase, attempts: run.attempts, ...whatBroke(error) })
    if (run.attempts < booksLimits.attempts) throw error
    // What does not depend on it goes on; the next run reads all of it again.
    return after(run, [...run.failed, phase])
  }
}

function after(run: BooksRun, failed: BooksPhase[]): Step {
  const { place: _, ...rest } = run
  const phase = booksPhases[booksPhases.indexOf(run.phase) + 1]
  if (phase === undefined) return { kind: 'through', failed }
  return { kind: 'next', run: { ...rest, phase, failed, step: run.step + 1, attempts: 0 } }
}

async function save(deps: RunDeps, before: BooksRun, run: BooksRun): Promise<BooksRun | undefined> {
  const now = instant(deps.clock())
  const again = openIntent(intentAt(now, plusMs(now, booksLimits.againMs)))
  const set = { run: BooksRun.parse(run), ...again }
  const written = await deps.table.update(booksKey(), { set }, ifAt(before))
  return written.kind === 'written' ? run : undefined
}

async function finish(deps: RunDeps, run: BooksRun, failed: BooksPhase[]): Promise<boolean> {
  const now = instant(deps.clock())
  const { startedAt } = run
  const isNightly = run.isNightly && !run.without
  const last: LastRun = { startedAt, finishedAt: now, isNightly, failed }
  const nightlyAt = nextRunAt(now, deps.publication.zone, booksLimits.at)
  const item = await deps.table.get(booksKey(), { consistent: true })
  const planned = String(item?.['nightlyAt'])
  const wasAsked = item?.['askedAt'] !== undefined
  // A night that came while a run of another kind was under way is still to be had.
  const isMissed = !isNightly && planned <= now
  const dueAt = isMissed || wasAsked ? plusMs(now, booksLimits.soonMs) : nightlyAt
  const done = await deps.table.update(
    booksKey(),
    {
      set: {
        last,
        nightlyAt: isMissed ? planned : nightlyAt,
        ...(failed.length === 0 ? { since: startedAt } : {}),
        ...openIntent(intentAt(now, dueAt)),
      },
      remove: ['run', 'askedAt'],
    },
    ifAt(run),
  )
  if (done.kind !== 'written') return false
  deps.log(failed.length > 0 ? 'error' : 'info', 'books.run', { isNightly, failed: failed.join() })
  return true
}

function ifAt(run: BooksRun): Condition {
  return { if: '#run.#step = :step', values: { ':step': run.step } }
}

function intentAt(now: Instant, dueAt: Instant): Intent {
  return { kind: 'books.run', id: 'books-run', createdAt: now, dueAt, attempts: 0, data: {} }
}

function readState(item: Item | undefined) {
  return {
    run: item?.['run'] === undefined ? undefined : BooksRun.parse(item['run']),
    last: item?.['last'] === undefined ? undefined : LastRun.parse(item['last']),
    since: item?.['since'] as Instant | undefined,
  }
}
