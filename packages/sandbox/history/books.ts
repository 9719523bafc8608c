// The books of the six months: brought up to date twice a month, reconciled with the bank's statement when
// a month is over, and closed. In November the bank has kept twelve euros of one payout: nobody has
// looked at that yet.

import { importStatement } from '#finance/bank/import-statement'
import { closeMonth } from '#finance/close-month'
import { lastDayOf } from '#finance/month'
import { resolveBy } from '#finance/resolve-by'
import { openExceptions } from '#finance/store-exceptions'
import { waysFor } from '#finance/ways'
import { assert } from '#kernel/errors'
import { runBooksNow } from '#runtime/books-worker'
import { arrivalsOf, camtFile, closingOf, type Movement, type Statement } from './bank.ts'
import type { HistoryWorld } from './world.ts'

const finance = 'finance@en-contact.example'
const iban = 'FR7630001007941234567890185'
const firstOpening = 1_842_650
/** What the bank kept of the last payout of November. */
const kept = 1_200

/** Days on which the books are kept; `closes`: the month that is over. */
export const bookDays: readonly { day: string; closes?: string }[] = [
  ...['2026-06-15', '2026-06-29'].map((day) => ({ day })),
  { day: '2026-07-03', closes: '2026-06' },
  { day: '2026-07-20' },
  { day: '2026-08-04', closes: '2026-07' },
  { day: '2026-08-19' },
  { day: '2026-09-03', closes: '2026-08' },
  { day: '2026-09-17' },
  { day: '2026-10-05', closes: '2026-09' },
  { day: '2026-10-20' },
  { day: '2026-11-04', closes: '2026-10' },
  ...['2026-11-17', '2026-11-28', '2026-11-30'].map((day) => ({ day })),
]

/** Keeps the books as `bookDays` says; holds what the account had at the bank. */
export function newBookkeeper(world: HistoryWorld) {
  let openingCents = firstOpening

  async function run(): Promise<void> {
    await runBooksNow({ ...world, stripe: world.stripeDeps }, { isNightly: true })
    await world.drain()
  }

  async function takeStatement(days: { from: string; to: string }, short = 0): Promise<void> {
    const payouts = world.stripe.look((work) => work.all('payout'))
    const movements = [...arrivalsOf(payouts, days), ...ownMovements(days)]
    const last = movements.findLast(({ text }) => text.includes('STRIPE'))
    if (last) last.cents -= short
    const statement: Statement = {
      ...{ id: `EC-${days.from}`, iban, ...days, openingCents, movements },
    }
    const taken = await importStatement(world, {
      fileName: `releve-${days.from.slice(0, 7)}.xml`,
      bytes: Buffer.from(camtFile(statement)),
      by: finance,
    })
    assert(taken.kind === 'imported', `a statement of the sample: ${JSON.stringify(taken)}`)
    openingCents = closingOf(statement)
  }

  return {
    run,
    async close(month: string): Promise<void> {
      await takeStatement({ from: `${month}-01`, to: lastDayOf(month) })
      await run()
      await settleAll(world, month)
      const asked = await closeMonth(world, { month, by: finance })
      assert(asked.kind === 'closing', `a close of the sample: ${JSON.stringify(asked)}`)
      await world.until(new Date(world.clock().getTime() + 90_000))
      await world.drain()
    },
    /** The bank's statement so far, in which one payout is short. */
    async lookAtNovember(): Promise<void> {
      await takeStatement({ from: '2026-11-01', to: '2026-11-27' }, kept)
      await run()
    },
  }
}

/** What a person settled at the end of a month, each in the likeliest way that needs nothing else. */
async function settleAll(world: HistoryWorld, month: string): Promise<void> {
  for (const exception of await openExceptions(world.table)) {
    if (exception.date.slice(0, 7) > month) continue
    const ways = waysFor(exception, { books: world.publication.books })
    const way = ways.find(({ kind, asks }) => kind !== 'wait' && asks === undefined)
    assert(way, `a way to settle ${exception.kind} of the sample`)
    const settled = await resolveBy(world, {
      ...{ exceptionId: exception.id, way: way.id, by: finance },
      reason: 'Vu avec la banque et la rédaction à la clôture du mois.',
    })
    assert(settled.kind === 'resolved', `${exception.kind} of the sample is settled`)
  }
}

/** Of the account itself, every month: the printer, and what the bank asks for. */
function ownMovements({ from, to }: { from: string; to: string }): Movement[] {
  const month = from.slice(0, 7)
  return [
    {
      ...{ date: `${month}-05`, cents: -412_000, text: 'VIR IMPRIMERIE DE L EXEMPLE' },
      reference: `IMP-${month}`,
    },
    { date: `${month}-25`, cents: -980, text: 'COTISATION COMPTE', reference: `COT-${month}` },
  ].filter(({ date }) => date <= to)
}
