// Makes lots: what was sealed in a fiscal year and is in none yet becomes the next. Asked for twice at
// once, or by one that ends in between, there is one lot all the same: its number is written once.
import type { Table } from '#aws/table'
import { assert } from '#kernel/errors'
import { type Clock, instant } from '#kernel/time'
import type { Accounts } from '#publication/books'
import { daysOfYear, monthOf } from '../month.ts'
import { isOfWholeMonths, type Period } from '../period.ts'
import type { Seal } from '../seal.ts'
import { lastSeal, sealPage, sealsFrom } from '../store-seals.ts'
import { type Lot, lotsOf, putLot } from './store-lots.ts'

/** Tries while others make lots of the same year. */
const attempts = 10

export type LotDeps = {
  table: Table
  clock: Clock
  publication: { books: { yearEnds: string; accounts: Accounts } }
}

/** All lots of a fiscal year, by its closing day `20261231`, up to the newest seal. */
export async function makeLots(
  deps: LotDeps,
  { year, isYearOpen }: { year: string; isYearOpen: boolean },
): Promise<Lot[]> {
  const { table, clock, publication } = deps
  const { yearEnds, accounts } = publication.books
  const newest = (await lastSeal(table))?.number ?? 0
  for (let attempt = 0; attempt < attempts; attempt++) {
    const lots = await lotsOf(table, year)
    const seals = { from: (lots.at(-1)?.seals.to ?? 0) + 1, to: newest }
    if (seals.from > seals.to) return lots
    const entries = await summedUp(table, { year, yearEnds, seals })
    if (entries.count === 0) return lots
    const lot = {
      ...{ year, lot: lots.length + 1, seals, entries },
      ...{ madeAt: instant(clock()), isYearOpen, accounts },
    }
    if (await putLot(table, lot)) return [...lots, lot]
  }
  throw new Error('Others kept making lots of this fiscal year')
}

/**
 * What the seals hold of a fiscal year, by their pages and totals, without reading the entries. The
 * total is known where the year is one of whole months.
 */
export async function summedUp(
  table: Table,
  { year, yearEnds, seals }: { year: string; yearEnds: string; seals?: Lot['seals'] },
): Promise<Lot['entries']> {
  const sum = { count: 0, first: 0, last: 0, debit: 0 }
  const days = daysOfYear(year, yearEnds)
  for await (const seal of sealsFrom(table, seals?.from)) {
    if (seals && seal.number > seals.to) break
    const debit = debitOfDays(seal, days)
    if (debit === undefined) continue
    sum.debit += debit
    for (const page of seal.pages.keys()) {
      const lines = await sealPage(table, seal, page)
      assert(lines, `page ${page} of seal ${seal.number}`)
      for (const { number } of lines.filter((line) => line.year === year)) {
        sum.count++
        sum.first = sum.first === 0 ? number : Math.min(sum.first, number)
        sum.last = Math.max(sum.last, number)
      }
    }
  }
  const { debit, ...numbers } = sum
  return isOfWholeMonths(days) ? { ...numbers, debit } : numbers
}

/** Undefined where nothing of the seal is booked in these months. */
function debitOfDays({ totals }: Seal, { from, to }: Period): number | undefined {
  let sum: number | undefined
  for (const months of Object.values(totals))
    for (const [month, [debit]] of Object.entries(months))
      if (month >= monthOf(from) && month <= monthOf(to)) sum = (sum ?? 0) + debit
  return sum
}
