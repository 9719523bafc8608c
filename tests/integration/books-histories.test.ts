// For any history the books come to what Stripe and the lists of issues say; and however often, in
// whatever order and how late they are kept, they are the same.
import { describe, expect, it } from 'vitest'
import { verifyBooks } from '#finance/verify-books'
import { bookedBooks, factsFor, rawLedger } from '../support/books-facts.ts'
import {
  type BooksWorld,
  booksWorld,
  closeBooksWorld,
  keepBooks,
  keepBooksAnyhow,
  keepBooksMortal,
  liveAtRandom,
  withoutBooks,
} from '../support/books-life.ts'
import { expectedBooks } from '../support/books-oracle.ts'
import { seededRandom } from '../support/editorial.ts'
import { newFate } from '../support/mortal.ts'

/** More of them by `BOOKS_HISTORIES`, from `BOOKS_SEED` on. These have been wrong once. */
const histories = Number(process.env['BOOKS_HISTORIES'] ?? 0)
const firstSeed = Number(process.env['BOOKS_SEED'] ?? 1)
const known = [1, 101, 107]
const acts = 45

describe('books of any history', () => {
  const more = Array.from({ length: histories }, (_, at) => firstSeed + at)
  const seeds = histories > 0 ? more : known
  it.each(seeds)('add up and can be had again (history %i)', { timeout: 120_000 }, async (seed) => {
    const world = await booksWorld(seed)
    try {
      const done = await liveAtRandom(world, {
        acts,
        keep: (isNightly) => keepBooks(world, { isNightly }),
      })
      if (process.env['BOOKS_SAY']) console.info(seed, Object.fromEntries(done))
      await world.until(nextNight(world))
      await keepBooks(world, { isNightly: true })
      await expectRight(world)
      const kept = await rawLedger(world.table)

      const atOnce = await withoutBooks(world)
      await keepBooks(atOnce, { isNightly: true })
      expect(await rawLedger(atOnce.table)).toEqual(kept)

      const anyhow = await withoutBooks(world)
      await keepBooksAnyhow(anyhow, seed)
      expect(await rawLedger(anyhow.table)).toEqual(kept)
      expect((await verifyBooks(anyhow.table)).kind).toBe('ok')
    } finally {
      await closeBooksWorld(world)
    }
  })

  it('are the same whatever dies while they are kept', { timeout: 120_000 }, async () => {
    const world = await booksWorld(3)
    try {
      await liveAtRandom(world, { acts: 14, keep: async () => {} })
      await world.until(nextNight(world))
      const whole = await withoutBooks(world)
      const calls = await keepBooksMortal(whole, newFate())
      const kept = await rawLedger(whole.table)
      expect(kept.size).toBeGreaterThan(10)
      const random = seededRandom(5)
      for (let turn = 0; turn < deaths; turn++) {
        const when = (['before', 'after', 'twice'] as const)[turn % 3]
        const fate = newFate({ diesAt: 1 + Math.floor(random() * calls), when })
        const hurt = await withoutBooks(world)
        await keepBooksMortal(hurt, fate)
        expect(fate.deaths).toBe(1)
        expect(await rawLedger(hurt.table), `call ${fate.diesAt}, ${when}`).toEqual(kept)
        expect((await verifyBooks(hurt.table)).kind).toBe('ok')
      }
    } finally {
      await closeBooksWorld(world)
    }
  })
})

/** Of the some thousand calls of a run; more by `BOOKS_DEATHS`. */
const deaths = Number(process.env['BOOKS_DEATHS'] ?? 12)

/** The day after tomorrow, so that every day that was lived is over. */
function nextNight(world: BooksWorld): Date {
  const day = new Date(world.clock().getTime() + 2 * 86_400_000).toISOString().slice(0, 10)
  return new Date(`${day}T02:30:00Z`)
}

async function expectRight(world: BooksWorld): Promise<void> {
  const { table, stripe } = world
  expect((await verifyBooks(table)).kind).toBe('ok')
  const ledger = await rawLedger(table)
  expect(ledger.size).toBeGreaterThan(20)
  for (const { postings, source } of ledger.values())
    expect(
      postings.reduce((sum, { cents }) => sum + cents, 0),
      source,
    ).toBe(0)
  const facts = await factsFor({ stripe, table }, { earnedUntil: midnightBefore(world.clock()) })
  expect(bookedBooks(ledger)).toEqual(expectedBooks(facts))
}

/** In Paris. */
function midnightBefore(now: Date): number {
  const day = new Intl.DateTimeFormat('sv-SE', { timeZone: 'Europe/Paris' }).format(now)
  const utc = Date.parse(`${day}T00:00:00Z`)
  const hour = Number(
    new Intl.DateTimeFormat('en-GB', { timeZone: 'Europe/Paris', hour: '2-digit' }).format(utc),
  )
  return utc - hour * 3_600_000
}
