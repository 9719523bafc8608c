// Issues, companies and their names in the table. Items are parsed after reading, asserted before
// writing.
import { calendarIndex, companyIndex, companyKey, companyNameKey, issueKey } from '#aws/keys'
import type { Condition, Table } from '#aws/table'
import type { CompanyId } from '#kernel/ids'
import { Company, Issue } from './issue.ts'
import { slugOf } from './slug.ts'
import { listLimits } from './store-pages.ts'

// — Issues —

export async function getIssue(table: Table, number: number): Promise<Issue | undefined> {
  const item = await table.get(issueKey(number), { consistent: true })
  return item && Issue.parse(item)
}

/** Issues in the order of their cover dates; `from` and `to` are dates, inclusive. */
export async function listIssues(
  table: Table,
  range: { from?: string; to?: string } = {},
): Promise<Issue[]> {
  const issues: Issue[] = []
  for await (const item of table.query({
    index: 'gsi1',
    partition: 'CALENDAR',
    between: [range.from ?? '0', `${range.to ?? '9999-12-31'}~`],
  })) {
    issues.push(Issue.parse(item))
    if (issues.length >= listLimits.issues) break
  }
  return issues
}

/** Writes an issue whole; for a new one (`ifAbsent`) and for seeding. */
export async function putIssue(table: Table, issue: Issue, condition?: Condition) {
  const item = Issue.parse(issue)
  return await table.put(
    { ...item, ...issueKey(item.number), ...calendarIndex(item.coverDate, item.number) },
    condition,
  )
}

// — Companies —

export async function getCompany(table: Table, id: CompanyId): Promise<Company | undefined> {
  const item = await table.get(companyKey(id), { consistent: true })
  return item && Company.parse(item)
}

/** In the order asked; ids that name nothing are left out. */
export async function getCompanies(table: Table, ids: readonly CompanyId[]): Promise<Company[]> {
  const items = await table.getMany([...new Set(ids)].map(companyKey))
  const byId = new Map(items.map((item) => [item['id'], Company.parse(item)]))
  return ids.flatMap((id) => byId.get(id) ?? [])
}

/** All companies, in the order of their slugs. */
export async function listCompanies(table: Table): Promise<Company[]> {
  const companies: Company[] = []
  for await (const item of table.query({ index: 'gsi1', partition: 'COMPANIES' })) {
    companies.push(Company.parse(item))
    if (companies.length >= listLimits.companies) break
  }
  return companies
}

/** By its slug or the slug of a former name; compare `slug` to redirect to the present one. */
export async function companyBySlug(table: Table, slug: string): Promise<Company | undefined> {
  return (await companiesByName(table, [slug])).get(slug)
}

/** Companies that bear, or bore, these names (however they are accented or capitalised). */
export async function companiesByName(
  table: Table,
  names: readonly string[],
): Promise<Map<string, Company>> {
  const wanted = [...new Set(names.map((name) => slugOf(name)))].filter((name) => name !== '')
  const claims = await table.getMany(wanted.map(companyNameKey), { consistent: true })
  const idOf = new Map(claims.map((item) => [item['name'], item['companyId'] as CompanyId]))
  const companies = await getCompanies(table, [...new Set(idOf.values())])
  const byId = new Map(companies.map((company) => [company.id, company]))
  return new Map(
    names.flatMap((name) => {
      const company = byId.get(idOf.get(slugOf(name)) as CompanyId)
      return company ? [[name, company] as const] : []
    }),
  )
}

/** Writes a company's item alone; names are claimed by save-company. */
export async function putCompany(table: Table, company: Company, condition?: Condition) {
  const item = Company.parse(company)
  return await table.put({ ...item, ...companyKey(item.id), ...companyIndex(item.slug) }, condition)
}
