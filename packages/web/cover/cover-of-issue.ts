// The cover of a stored issue: its dossier's companies by name, the brand of the title.
import type { Company, Issue } from '#editorial/issue'
import type { Locale } from '#kernel/errors'
import type { Publication } from '#publication/schema'
import type { Cover } from './cover-svg.ts'

/** `companies` may hold more than the dossier names; those it names keep its order. */
export function coverOfIssue(options: {
  issue: Issue
  companies: readonly Company[]
  publication: Publication
  locale?: Locale
}): Cover {
  const { issue, publication } = options
  const names = new Map(options.companies.map((company) => [company.id, company.name]))
  return {
    number: issue.number,
    coverDate: issue.coverDate,
    title: issue.dossier.title || issue.title,
    companies: issue.dossier.companyIds.flatMap((id) => names.get(id) ?? []),
    brand: publication.brand,
    name: publication.name,
    locale: options.locale ?? publication.locale,
  }
}
