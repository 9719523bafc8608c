// The sample publication holds together: its issues can be stored, refer to companies that exist,
// keep the page budget (but for one, on purpose), and say nothing about a real company.
import { describe, expect, it } from 'vitest'
import { Company, Issue } from '#editorial/issue'
import { pageBudget } from '#editorial/page-budget'
import type { CompanyId } from '#kernel/ids'
import { frenchSpaces } from '#kernel/typography'
import { parsePublication } from '#publication/schema'
import { sampleCompanies } from '#sandbox/sample/companies'
import { sampleIssues } from '#sandbox/sample/issues'
import config from '../../../publication.config.ts'

const added = { version: 1, updatedAt: '2026-11-30T08:00:00.000Z', updatedBy: 'seed' }
const slugs = sampleCompanies.map(({ slug }) => slug)
const { pageBudget: bounds } = parsePublication(config)

describe('the sample companies', () => {
  it.each(sampleCompanies)('$name can be stored', (company) => {
    const parsed = Company.safeParse({
      ...company,
      id: `co_${company.slug.replaceAll('-', '')}`,
      ...added,
    })
    expect(parsed.error).toBeUndefined()
  })

  it.each(sampleCompanies)('$name says that it is invented, at a reserved address', (company) => {
    expect(company.description).toMatch(/^Société inventée pour l’échantillon\./)
    expect(new URL(company.website ?? '').hostname).toMatch(/\.example$/)
    expect(frenchSpaces(company.description)).toBe(company.description)
  })

  it('are sixteen, each name and alias belonging to one', () => {
    const names = sampleCompanies.flatMap(({ name, aliases }) => [name, ...aliases])
    expect(sampleCompanies).toHaveLength(16)
    expect(new Set(slugs).size).toBe(16)
    expect(new Set(names.map((name) => name.toLowerCase())).size).toBe(names.length)
  })
})

describe('the sample issues', () => {
  it.each(sampleIssues)('issue $number can be stored, in French spacing', (issue) => {
    const { companySlugs, ...dossier } = issue.dossier
    const companyIds = companySlugs.map((slug) => `co_${slug.replaceAll('-', '')}` as CompanyId)
    const parsed = Issue.safeParse({ ...issue, dossier: { ...dossier, companyIds }, ...added })
    expect(parsed.error).toBeUndefined()
    expect(slugs).toEqual(expect.arrayContaining([...companySlugs]))
    const texts = [issue.title, dossier.title, dossier.standfirst]
    const titles = issue.sections.map(({ title }) => title)
    for (const text of [...texts, ...titles]) expect(frenchSpaces(text)).toBe(text)
    expect(issue.sections[0]).toMatchObject({ kind: 'dossier', title: dossier.title })
  })

  it('run from 129 to 136, in order of date; two are out', () => {
    expect(sampleIssues.map(({ number }) => number)).toEqual([
      129, 130, 131, 132, 133, 134, 135, 136,
    ])
    const dates = sampleIssues.map(({ coverDate }) => coverDate)
    expect(dates).toEqual([...dates].sort())
    expect(
      sampleIssues.filter(({ status }) => status === 'published').map(({ number }) => number),
    ).toEqual([129, 130])
    expect(sampleIssues.filter(({ status }) => status === 'announced')).toEqual([])
  })

  it('keep the page budget, but for one that still lacks news', () => {
    const warned = sampleIssues.filter(
      ({ sections }) => pageBudget(sections, bounds).warnings.length > 0,
    )
    expect(warned.map(({ number }) => number)).toEqual([134])
    expect(pageBudget(warned[0]?.sections ?? [], bounds).warnings.map(({ code }) => code)).toEqual([
      'tooLittleNews',
    ])
  })
})
