// Loads a newsletter, at a version, with all that its blocks name: what rendering and checking need.
import type { Table } from '#aws/table'
import type { Block } from '#editorial/blocks'
import type { Newsletter } from '#editorial/newsletter'
import { getCompanies, getIssue } from '#editorial/store'
import { contentAt } from '#editorial/store-archive'
import { getImages } from '#editorial/store-images'
import { getNewsletter } from '#editorial/store-newsletters'
import type { CompanyId, ImageId, NewsletterId } from '#kernel/ids'
import type { Publication } from '#publication/schema'
import type { NewsletterSource } from './render-newsletter.ts'

/** `version`: the one it had then; the current one when left out. Undefined when there is none. */
export async function loadNewsletter(
  deps: { table: Table; publication: Publication; siteUrl: string },
  input: { newsletterId: NewsletterId; version?: number },
): Promise<NewsletterSource | undefined> {
  const { table } = deps
  const current = await getNewsletter(table, input.newsletterId)
  if (!current) return undefined
  const newsletter = await atVersion(table, current, input.version ?? current.version)
  return newsletter && (await withNamed(deps, newsletter))
}

/** A newsletter that is not stored as it is (the composer's preview), with all that its blocks name. */
export async function withNamed(
  deps: { table: Table; publication: Publication; siteUrl: string },
  newsletter: Newsletter,
): Promise<NewsletterSource> {
  const { table, publication, siteUrl } = deps
  const named = namedBy(newsletter)
  const [found, images] = await Promise.all([
    Promise.all(named.issues.map((number) => getIssue(table, number))),
    getImages(table, named.images),
  ])
  const issues = found.flatMap((issue) => issue ?? [])
  const inDossiers = issues.flatMap((issue) => issue.dossier.companyIds)
  const companies = await getCompanies(table, [...new Set([...named.companies, ...inDossiers])])
  return {
    newsletter,
    issues: new Map(issues.map((issue) => [issue.number, issue])),
    companies: new Map(companies.map((company) => [company.id, company])),
    images: new Map(images.map((image) => [image.id, image])),
    publication,
    siteUrl,
  }
}

async function atVersion(
  table: Table,
  current: Newsletter,
  version: number,
): Promise<Newsletter | undefined> {
  if (current.version === version) return current
  const content = await contentAt(table, current.id, version)
  return content && { ...current, ...content, version }
}

type Named = { issues: number[]; companies: CompanyId[]; images: ImageId[] }

function namedBy(newsletter: Newsletter): Named {
  const named: Named = { issues: [], companies: [], images: [] }
  if (newsletter.issueNumber !== undefined) named.issues.push(newsletter.issueNumber)
  for (const block of newsletter.blocks) addNamed(named, block)
  return {
    issues: [...new Set(named.issues)],
    companies: [...new Set(named.companies)],
    images: [...new Set(named.images)],
  }
}

function addNamed(named: Named, block: Block): void {
  if (block.type === 'dossierCard' || block.type === 'issueCard')
    named.issues.push(block.issueNumber)
  if (block.type === 'companies') named.companies.push(...block.companyIds)
  if (block.type === 'image') named.images.push(block.imageId)
}
