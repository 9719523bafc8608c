// Watches the sales to consumers in other member states: at 80 % of the yearly threshold and at the
// threshold itself (directive 2006/112 art. 59c) a person is told, once a calendar year and level.
import type { Table } from '#aws/table'
import type { Cents } from '#kernel/money'
import { type Clock, dateOf } from '#kernel/time'
import type { Publication } from '#publication/schema'
import { unionThresholdCents } from '#tax/vat'
import type { RunPhase } from './books-run.ts'
import { dayAfter } from './day-after.ts'
import { exceptionId } from './exception.ts'
import { unionSales } from './exports/export-oss.ts'
import { exceptionOf, raiseException } from './store-exceptions.ts'

export const unionLevels = { near: share(80), reached: unionThresholdCents } as const

function share(percent: number): Cents {
  return (unionThresholdCents * percent) / 100
}

/** The highest level that sales of a year, in cents without tax, have come to. */
export function unionLevelOf(net: Cents): Cents | undefined {
  if (net >= unionLevels.reached) return unionLevels.reached
  return net >= unionLevels.near ? unionLevels.near : undefined
}

/** A year is looked at for a month more: its last sales are read when it is over. */
const lateDays = 31

/** Raises `unionThreshold`; its amount is the level, so that another sale raises no other one. */
export function checkUnionPhase(deps: {
  table: Table
  clock: Clock
  publication: Pick<Publication, 'zone'>
}): RunPhase {
  return async ({ startedAt }) => {
    const { table, publication } = deps
    const today = dateOf(startedAt, publication.zone)
    const years = new Set([dayAfter(today, -lateDays), today].map((day) => day.slice(0, 4)))
    for (const year of years) {
      const { net, left } = await unionSales(table, { year, to: today })
      const level = unionLevelOf(net)
      if (level === undefined) continue
      const of = { kind: 'unionThreshold' as const, about: `union:${year}` }
      // Who knows that it was reached need not hear that it is near, when something is taken back.
      const reached = exceptionId({ ...of, cents: unionLevels.reached })
      if (level === unionLevels.near && (await exceptionOf(table, reached))) continue
      const refs = { year, unionSales: String(net), left: String(left) }
      await raiseException(deps, { ...of, cents: level, date: today, refs })
    }
    return {}
  }
}
