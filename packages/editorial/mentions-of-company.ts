// The issues and newsletters that speak, or will speak, of a company.
import type { Table } from '#aws/table'
import type { CompanyId } from '#kernel/ids'
import type { ArchiveEntry } from './archive.ts'
import type { Issue } from './issue.ts'
import { listIssues } from './store.ts'
import { archivePage } from './store-archive.ts'

export type MentionsOfCompany = {
  /** Issues whose dossier names it, by cover date; `planned` ones are not public. */
  issues: Issue[]
  /** Sent newsletters that name it, newest first. */
  newsletters: ArchiveEntry[]
}

/** How many archive pages are read; older newsletters are found through their issues. */
const maxArchivePages = 5

export async function mentionsOfCompany(
  table: Table,
  companyId: CompanyId,
): Promise<MentionsOfCompany> {
  const newsletters: ArchiveEntry[] = []
  let cursor: string | undefined
  for (let page = 0; page < maxArchivePages; page++) {
    const result = await archivePage(table, { limit: 200, ...(cursor ? { cursor } : {}) })
    newsletters.push(...result.items.filter((entry) => entry.companyIds.includes(companyId)))
    cursor = result.cursor
    if (cursor === undefined) break
  }
  return { issues: issuesOfCompany(await listIssues(table), companyId, newsletters), newsletters }
}

/** Issues whose dossier names the company or whose sent newsletter does. Pure. */
export function issuesOfCompany(
  issues: readonly Issue[],
  companyId: CompanyId,
  newsletters: readonly ArchiveEntry[] = [],
): Issue[] {
  const numbers = new Set(newsletters.map((entry) => entry.issueNumber))
  return issues.filter(
    (issue) => issue.dossier.companyIds.includes(companyId) || numbers.has(issue.number),
  )
}
