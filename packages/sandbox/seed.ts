// The sample publication, put in on the first start: companies, issues, one newsletter in the
// archive, three digital issues, 200 confirmed readers, the staff. Each step may be repeated: nothing comes twice.
import { readFile } from 'node:fs/promises'
import { ifAbsent, type Table } from '#aws/table'
import type { Files } from '#delivery/ports'
import { archiveNewsletter } from '#editorial/archive-newsletter'
import { importNewsletter } from '#editorial/import-newsletter'
import { saveCompany } from '#editorial/save-company'
import { getIssue, listCompanies, putIssue } from '#editorial/store'
import { archivePage } from '#editorial/store-archive'
import { getIssueFile } from '#editorial/store-issue-files'
import { addIssueFile } from '#editorial/take-issue-file'
import { assert } from '#kernel/errors'
import { type CompanyId, idMaker, type MakeId } from '#kernel/ids'
import { type Clock, type Instant, instant, parseInstant } from '#kernel/time'
import type { Publication } from '#publication/schema'
import { addSampleReaders } from '#readers/add-sample-readers'
import type { ReaderKeys } from '#readers/reader-id'
import { listStaff } from '#staff/store'
import { type SampleArticle, sampleArticles } from './sample/articles.ts'
import { sampleCompanies } from './sample/companies.ts'
import { type SampleIssue, sampleIssues } from './sample/issues.ts'

export type SeedDeps = {
  table: Table
  clock: Clock
  makeId: MakeId
  publication: Publication
  readerKeys: ReaderKeys
  siteUrl: string
  files: Files
}

/** Readers of the sample; the generator's seed makes them the same everywhere. */
const sampleReaders = { count: 200, seed: 131 }

const seededBy = 'marketing@en-contact.example'
/** The newsletter in the archive announced issue 130; it went out on this morning. */
const pastNewsletter = { issueNumber: 130, sentAt: sentAt('2026-10-13T08:30:00+02:00') }

export async function seedSample(deps: SeedDeps): Promise<void> {
  const companies = await seedCompanies(deps)
  await seedIssues(deps, companies, sampleIssues)
  await seedIssueFiles(deps, sampleArticles)
  await seedPastNewsletter(deps)
  await addSampleReaders(deps, sampleReaders)
  await listStaff(deps)
}

/** Ids by slug; a company that is there already keeps its id. */
export async function seedCompanies(deps: SeedDeps): Promise<Map<string, CompanyId>> {
  const ids = new Map<string, CompanyId>()
  for (const { slug, ...company } of sampleCompanies) {
    const outcome = await saveCompany(deps, { ...company, expectedVersion: 0 })
    assert(outcome.kind === 'saved' || outcome.kind === 'nameTaken', `company ${slug} is seeded`)
    ids.set(slug, outcome.kind === 'saved' ? outcome.company.id : outcome.companyId)
  }
  return ids
}

/** Issues that are there stay as they are. */
export async function seedIssues(
  deps: Pick<SeedDeps, 'table' | 'clock'>,
  companies: ReadonlyMap<string, CompanyId>,
  issues: readonly SampleIssue[],
): Promise<void> {
  for (const { dossier, ...issue } of issues) {
    const { companySlugs, ...text } = dossier
    const companyIds = companySlugs.map((slug) => {
      const id = companies.get(slug)
      assert(id, `the company ${slug} of issue ${issue.number} is in the sample`)
      return id
    })
    const stored = {
      ...issue,
      dossier: { ...text, companyIds },
      version: 1,
      updatedAt: instant(deps.clock()),
      updatedBy: seededBy,
    }
    await putIssue(deps.table, stored, ifAbsent)
  }
}

/** What readers of the digital edition get. */
export async function seedIssueFiles(
  deps: Omit<SeedDeps, 'readerKeys' | 'siteUrl'>,
  articles: readonly SampleArticle[],
): Promise<void> {
  if (!deps.publication.subscriptions) return
  const { sampleIssuePdf } = await import('./sample/issue-pdf.ts')
  const companies = await listCompanies(deps.table)
  for (const article of articles) {
    const { number } = article
    const issue = await getIssue(deps.table, number)
    if (!issue || (await getIssueFile(deps.table, number))) continue
    const { publication } = deps
    const body = await sampleIssuePdf({ issue, companies, publication, article })
    const added = await addIssueFile(deps, { number, body, by: seededBy })
    assert(added.kind === 'taken', `the PDF of issue ${number} is taken`)
  }
}

async function seedPastNewsletter(deps: SeedDeps): Promise<void> {
  const { issueNumber, sentAt: at } = pastNewsletter
  const there = await archivePage(deps.table, { limit: 1 })
  if (there.items.length > 0) return
  const file = new URL('./sample/newsletter-130.txt', import.meta.url)
  const then: Clock = () => new Date(at)
  const past = { ...deps, clock: then, makeId: idMaker({ nowMs: () => then().getTime() }) }
  const imported = await importNewsletter(past, {
    text: await readFile(file, 'utf8'),
    format: 'text',
    by: seededBy,
    issueNumber,
  })
  assert(imported.kind === 'imported', 'the sample newsletter is imported')
  const { id: newsletterId, version } = imported.newsletter
  await archiveNewsletter(past, { newsletterId, version, sentAt: at })
}

function sentAt(text: string): Instant {
  const at = parseInstant(text)
  assert(at, `${text} is an instant`)
  return at
}
