// The editorial calendar as data, for `/calendar.json` and for the site's .ics file. Pure.
import type { Locale } from '#kernel/errors'
import type { Company, Issue } from './issue.ts'

export type CalendarItem = {
  number: number
  coverDate: string
  title: string
  status: Issue['status']
  url: string
  dossier: { title: string; standfirst: string; companies: { name: string; url: string }[] }
  sections: { kind: string; title: string }[]
  updatedAt: string
}

/** Items in the order of the issues; advertising sections are not announced to readers. */
export function calendarFeed(
  issues: readonly Issue[],
  options: { companies: readonly Company[]; siteUrl: string; locale: Locale },
): CalendarItem[] {
  const base = options.locale === 'en' ? `${options.siteUrl}/en` : options.siteUrl
  const companies = new Map(options.companies.map((company) => [company.id, company]))
  return issues.map((issue) => ({
    number: issue.number,
    coverDate: issue.coverDate,
    title: issue.title,
    status: issue.status,
    url: `${base}/issues/${issue.number}`,
    dossier: {
      title: issue.dossier.title,
      standfirst: issue.dossier.standfirst,
      companies: issue.dossier.companyIds.flatMap((id) => {
        const company = companies.get(id)
        return company ? [{ name: company.name, url: `${base}/companies/${company.slug}` }] : []
      }),
    },
    sections: issue.sections
      .filter((section) => section.kind !== 'advertising')
      .map(({ kind, title }) => ({ kind, title })),
    updatedAt: issue.updatedAt,
  }))
}
