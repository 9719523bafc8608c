// The books of a year in the life: kept every other week, reconciled with the bank's file when a month is
// over, and closed; what a person must settle is settled in the likeliest way.
import { importStatement } from '#finance/bank/import-statement'
import { closeMonth } from '#finance/close-month'
import { resolveBy } from '#finance/resolve-by'
import { openExceptions } from '#finance/store-exceptions'
import { waysFor } from '#finance/ways'
import { dayMs, hourMs } from '#kernel/time'
import { runBooksNow, takeBooksStep } from '#runtime/books-worker'
import { arrivalsOf, camtFile, closingOf } from '#sandbox/history/bank'
import type { YearWorld } from './year-world.ts'

const by = 'finance@en-contact.example'
const endOfTime = new Date(8.64e15)

/** What was settled by hand: kind, and the way that was taken. */
export type Settled = { month: string; kind: string; about: string; way: string }

export function yearBooks(world: YearWorld) {
  const { clock, table } = world
  const deps = { ...world.all, stripe: world.stripeDeps }
  const settled: Settled[] = []
  const closed: string[] = []
  let openingCents = 100_000

  const run = () => runBooksNow(deps, { isNightly: true })

  async function takeStatement(month: string): Promise<void> {
    const days = { from: `${month}-01`, to: lastDay(month) }
    const payouts = world.stripe.look((work) => work.all('payout'))
    const statement = {
      ...{ id: `EC-${month}`, iban: 'FR7630001007941234567890185', ...days, openingCents },
      movements: arrivalsOf(payouts, days),
    }
    openingCents = closingOf(statement)
    const taken = await importStatement(deps, {
      ...{ fileName: `${month}.xml`, bytes: Buffer.from(camtFile(statement)), by },
    })
    if (taken.kind !== 'imported') throw new Error(JSON.stringify(taken))
  }

  async function settle(month: string): Promise<void> {
    for (const exception of await openExceptions(table)) {
      if (exception.date.slice(0, 7) > month) continue
      const ways = waysFor(exception, { books: world.all.publication.books })
      const way = ways.find(({ kind, asks }) => kind !== 'wait' && asks === undefined)
      if (!way) throw new Error(`No way to settle ${exception.kind}`)
      const reason = 'Seen with the bank and the readers at the close of the month.'
      const outcome = await resolveBy(deps, { exceptionId: exception.id, way: way.id, by, reason })
      if (outcome.kind !== 'resolved') throw new Error(JSON.stringify(outcome))
      settled.push({ month, kind: exception.kind, about: exception.about, way: way.id })
    }
  }

  async function close(month: string): Promise<void> {
    await takeStatement(month)
    await run()
    await settle(month)
    const asked = await closeMonth(deps, { month, by })
    if (asked.kind !== 'closing') throw new Error(`${month}: ${JSON.stringify(asked)}`)
    world.forward(2 * 60_000)
    await takeBooksStep(deps, { pk: 'CLOSES', sk: month }, endOfTime)
    closed.push(month)
  }

  return {
    ...{ run, close, settle, settled, closed },
    /** Every fourteenth night; on the fourth of a month that of the month before is closed. */
    async night(day: number): Promise<void> {
      const now = new Date(clock().getTime() + 2 * hourMs)
      // Nothing was sold before December.
      if (now.getUTCDate() === 4 && day > 7)
        await close(new Date(now.getTime() - 5 * dayMs).toISOString().slice(0, 7))
      else if (day % 14 === 0) await run()
    },
  }
}

function lastDay(month: string): string {
  const [year = 0, at = 0] = month.split('-').map(Number)
  return new Date(Date.UTC(year, at, 0)).toISOString().slice(0, 10)
}
