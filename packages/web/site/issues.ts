// Issues as the public sees them: the next one, those to come, and what may be told of each.
import type { Table } from '#aws/table'
import type { Company, Issue } from '#editorial/issue'
import { getCompanies, listIssues } from '#editorial/store'
import { dateOf, instant } from '#kernel/time'
import { siteLimits } from './context.ts'

/**
 * What may be told of an issue: of one that is only planned the subject, not yet the companies
 * and sections, which its announcement makes public.
 */
export function publicIssue(issue: Issue): Issue {
  if (issue.status !== 'planned') return issue
  return { ...issue, sections: [], dossier: { ...issue.dossier, companyIds: [] } }
}

/** Issues from `today` (a date) on, by cover date; the first is the next one. */
export function upcomingIssues(issues: readonly Issue[], today: string): Issue[] {
  return issues
    .filter((issue) => issue.coverDate >= today)
    .slice(0, siteLimits.upcomingIssues)
    .map(publicIssue)
}

/** The issues before and after one, by cover date. */
export function neighbours(issues: readonly Issue[], number: number) {
  const at = issues.findIndex((issue) => issue.number === number)
  return { before: issues[at - 1], after: at < 0 ? undefined : issues[at + 1] }
}

/** All issues, by cover date, as the public sees them. */
export async function publicIssues(table: Table): Promise<Issue[]> {
  return (await listIssues(table)).map(publicIssue)
}

/** Companies of some issues' dossiers. */
export async function companiesOf(table: Table, issues: readonly Issue[]): Promise<Company[]> {
  return await getCompanies(table, [...new Set(issues.flatMap((i) => i.dossier.companyIds))])
}

/** Today in the publication's zone. */
export function todayIn(zone: string, now: Date): string {
  return dateOf(instant(now), zone)
}
