// Which issue an order or a renewal begins with, by what was dispatched at an instant.
import type { Table } from '#aws/table'
import type { Issue } from '#editorial/issue'
import { listIssues } from '#editorial/store'
import { dateOf, type Instant } from '#kernel/time'
import type { Publication } from '#publication/schema'
import { nextIssue } from './dispatch.ts'
import { dispatchesUntil } from './store-streams.ts'

export type IssuesAt = { calendar: Issue[]; dispatched: number[]; next: number }

/** The calendar, what of it was dispatched at `at`, and the first issue that was not. */
export async function issuesAt(
  deps: { table: Table; publication: Pick<Publication, 'zone'> },
  at: Instant,
): Promise<IssuesAt> {
  const [calendar, dispatches] = await Promise.all([
    listIssues(deps.table),
    dispatchesUntil(deps.table, at),
  ])
  const dispatched = dispatches.map(({ number }) => number)
  const day = dateOf(at, deps.publication.zone)
  return { calendar, dispatched, next: nextIssue({ dispatched, calendar, day }) }
}

/** The number of the first issue that was not dispatched at `at`. */
export async function nextIssueAt(
  deps: { table: Table; publication: Pick<Publication, 'zone'> },
  at: Instant,
): Promise<number> {
  return (await issuesAt(deps, at)).next
}
