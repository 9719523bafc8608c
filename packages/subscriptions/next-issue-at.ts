// Which issue an order or a renewal begins with, by what was dispatched at an instant.
import type { Table } from '#aws/table'
import { listIssues } from '#editorial/store'
import { dateOf, type Instant } from '#kernel/time'
import type { Publication } from '#publication/schema'
import { nextIssue } from './dispatch.ts'
import { dispatchesUntil } from './store-streams.ts'

/** The number of the first issue that was not dispatched at `at`. */
export async function nextIssueAt(
  deps: { table: Table; publication: Pick<Publication, 'zone'> },
  at: Instant,
): Promise<number> {
  const [calendar, dispatches] = await Promise.all([
    listIssues(deps.table),
    dispatchesUntil(deps.table, at),
  ])
  const dispatched = dispatches.map(({ number }) => number)
  return nextIssue({ dispatched, calendar, day: dateOf(at, deps.publication.zone) })
}
