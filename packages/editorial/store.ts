// Editorial's items in the table: issues, companies and their names, newsletters and their earlier
// versions, the archive, images, approvals. Items are parsed after reading, asserted before writing.
import {
  approvalKey,
  archiveIndex,
  archiveKey,
  calendarIndex,
  companyIndex,
  companyKey,
  companyNameKey,
  imageIndex,
  imageKey,
  issueKey,
  newsletterIndex,
  newsletterKey,
  newsletterVersionKey,
} from '#aws/keys'
import { type Condition, type Item, ifAbsent, type Table } from '#aws/table'
import type { ApprovalId, CompanyId, ImageId, MailingId, NewsletterId } from '#kernel/ids'
import type { Instant } from '#kernel/time'
import { Approval } from './approval.ts'
import { ArchiveEntry } from './archive.ts'
import { blocksForEveryone } from './block-segments.ts'
import { Company, Image, Issue } from './issue.ts'
import {
  contentOf,
  Newsletter,
  type NewsletterContent,
  type NewsletterStatus,
  NewsletterVersion,
} from './newsletter.ts'
import { packBlocks, unpackBlocks } from './packed-blocks.ts'
import { slugOf } from './slug.ts'

/** Bounds of the lists that are read whole. A monthly title reaches them after a century. */
export const listLimits = { issues: 2_000, companies: 10_000, page: 50, pageMax: 200 }

export type PageOf<T> = { items: T[]; cursor?: string }

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

// — Newsletters —

export async function getNewsletter(
  table: Table,
  id: NewsletterId,
): Promise<Newsletter | undefined> {
  const item = await table.get(newsletterKey(id), { consistent: true })
  return item && Newsletter.parse({ ...item, blocks: unpackBlocks(item) })
}

/** Newest first. */
export async function listNewsletters(
  table: Table,
  page: { cursor?: string; limit?: number } = {},
): Promise<PageOf<Newsletter>> {
  return await readPage(table, 'NEWSLETTERS', page, (item) =>
    Newsletter.parse({ ...item, blocks: unpackBlocks(item) }),
  )
}

/**
 * The mailings of all newsletters, a page of newsletters at a time, oldest first: what is made
 * meanwhile comes last and is not missed.
 */
export async function mailingIdsPage(
  table: Table,
  page: { cursor?: string | undefined; limit: number },
): Promise<{ mailingIds: MailingId[]; next?: string }> {
  const { items, cursor } = await table.queryPage({
    index: 'gsi1',
    partition: 'NEWSLETTERS',
    limit: page.limit,
    cursor: page.cursor,
  })
  const mailingIds = items.flatMap((item) => (item['mailingIds'] ?? []) as MailingId[])
  return cursor === undefined ? { mailingIds } : { mailingIds, next: cursor }
}

/** `tooLarge` when the text does not fit an item even packed. */
export async function putNewsletter(
  table: Table,
  newsletter: Newsletter,
  condition?: Condition,
): Promise<{ kind: 'written' | 'conditionFailed' | 'tooLarge' }> {
  const item = Newsletter.parse(newsletter)
  const stored = packBlocks(item.blocks)
  if (!stored) return { kind: 'tooLarge' }
  const { blocks: _, ...rest } = item
  return await table.put(
    { ...rest, ...stored, ...newsletterKey(item.id), ...newsletterIndex(item.createdAt, item.id) },
    condition,
  )
}

/** New content over the version `from`, if nobody changed it and it is a draft. */
export async function replaceContent(
  table: Table,
  id: NewsletterId,
  change: { content: NewsletterContent; from: number; at: Instant; by: string },
): Promise<{ kind: 'written'; newsletter: Newsletter } | { kind: 'conditionFailed' | 'tooLarge' }> {
  const content = contentOf(change.content)
  const stored = packBlocks(content.blocks)
  if (!stored) return { kind: 'tooLarge' }
  const { blocks: _, ...fields } = content
  const optional = ['issueNumber', 'senderName', 'replyTo', 'segmentId'] as const
  const written = await table.update(
    newsletterKey(id),
    {
      set: {
        ...fields,
        ...stored,
        version: change.from + 1,
        updatedAt: change.at,
        updatedBy: change.by,
      },
      remove: [
        ...optional.filter((name) => fields[name] === undefined),
        'packedBlocks' in stored ? 'blocks' : 'packedBlocks',
      ],
    },
    {
      if: '#version = :from AND #status = :draft',
      values: { ':from': change.from, ':draft': 'draft' },
    },
  )
  if (written.kind === 'conditionFailed') return written
  const newsletter = Newsletter.parse({ ...written.item, blocks: unpackBlocks(written.item) })
  return { kind: 'written', newsletter }
}

/**
 * A change of status that names the states it may come from. `addMailing` appends a mailing's id
 * (once) and holds the write to the version that the mailing was made from.
 */
export async function changeNewsletterStatus(
  table: Table,
  id: NewsletterId,
  change: {
    from: readonly NewsletterStatus[]
    to: NewsletterStatus
    addMailing?: { id: MailingId; version: number }
    /** Only while this is the newsletter's last mailing. */
    lastMailing?: MailingId
  },
): Promise<{ kind: 'changed'; newsletter: Newsletter } | { kind: 'conditionFailed' }> {
  const values = Object.fromEntries(change.from.map((status, at) => [`:s${at}`, status]))
  const states = `#status IN (${Object.keys(values).join(', ')})`
  const { addMailing, lastMailing } = change
  const guarded = addMailing !== undefined || lastMailing !== undefined
  const before = guarded ? await getNewsletter(table, id) : undefined
  if (guarded && !before) return { kind: 'conditionFailed' }
  if (lastMailing !== undefined && before?.mailingIds.at(-1) !== lastMailing)
    return { kind: 'conditionFailed' }
  const mailingIds = before && addMailing && [...new Set([...before.mailingIds, addMailing.id])]
  const written = await table.update(
    newsletterKey(id),
    { set: { status: change.to, ...(mailingIds ? { mailingIds } : {}) } },
    {
      if: [
        states,
        ...(addMailing ? ['#version = :version'] : []),
        // The list only grows: its size tells whether it is still the one that was read.
        ...(guarded ? ['size(#mailingIds) = :count'] : []),
      ].join(' AND '),
      values: {
        ...values,
        ...(addMailing ? { ':version': addMailing.version } : {}),
        ...(guarded ? { ':count': before?.mailingIds.length } : {}),
      },
    },
  )
  if (written.kind === 'conditionFailed') return written
  return {
    kind: 'changed',
    newsletter: Newsletter.parse({ ...written.item, blocks: unpackBlocks(written.item) }),
  }
}

export async function getNewsletterVersion(
  table: Table,
  id: NewsletterId,
  version: number,
): Promise<NewsletterVersion | undefined> {
  const item = await table.get(newsletterVersionKey(id, version), { consistent: true })
  return item && NewsletterVersion.parse({ ...item, blocks: unpackBlocks(item) })
}

/** Keeps a version; keeping it again changes nothing. */
export async function keepVersion(table: Table, version: NewsletterVersion): Promise<void> {
  const item = NewsletterVersion.parse(version)
  const stored = packBlocks(item.blocks)
  if (!stored) throw new Error('A stored newsletter no longer fits its version')
  const { blocks: _, ...rest } = item
  const key = newsletterVersionKey(item.newsletterId, item.version)
  await table.put({ ...rest, ...stored, ...key }, ifAbsent)
}

/** Earlier versions, newest first. */
export async function versionsPage(
  table: Table,
  id: NewsletterId,
  page: { cursor?: string; limit?: number } = {},
): Promise<PageOf<NewsletterVersion>> {
  const result = await table.queryPage({
    partition: newsletterKey(id).pk,
    beginsWith: 'VERSION#',
    newestFirst: true,
    limit: Math.min(page.limit ?? listLimits.page, listLimits.pageMax),
    cursor: page.cursor,
    consistent: true,
  })
  return asPage(result, (item) => NewsletterVersion.parse({ ...item, blocks: unpackBlocks(item) }))
}

// — Archive —

/** Newest first. */
export async function archivePage(
  table: Table,
  page: { cursor?: string; limit?: number } = {},
): Promise<PageOf<ArchiveEntry>> {
  return await readPage(table, 'ARCHIVE', page, (item) => ArchiveEntry.parse(item))
}

/** The entry and the content as it was sent, without the blocks that were for some segment. */
export async function archivedBySlug(
  table: Table,
  slug: string,
): Promise<{ entry: ArchiveEntry; content: NewsletterContent } | undefined> {
  const item = await table.get(archiveKey(slug))
  if (!item) return undefined
  const entry = ArchiveEntry.parse(item)
  const content = await contentAt(table, entry.newsletterId, entry.version)
  return content && { entry, content: { ...content, blocks: blocksForEveryone(content.blocks) } }
}

/** The content of a newsletter as it was at a version. */
export async function contentAt(
  table: Table,
  id: NewsletterId,
  version: number,
): Promise<NewsletterContent | undefined> {
  const newsletter = await getNewsletter(table, id)
  if (newsletter?.version === version) return contentOf(newsletter)
  const kept = await getNewsletterVersion(table, id, version)
  return kept && contentOf(kept)
}

/**
 * Puts the entry unless another newsletter has the slug. One that is not `listed` is found by its
 * address alone: the archive and its feed don't name it.
 */
export async function putArchiveEntry(
  table: Table,
  entry: ArchiveEntry,
  options: { listed: boolean } = { listed: true },
) {
  const item = ArchiveEntry.parse(entry)
  const index = options.listed ? archiveIndex(item.publishedAt, item.slug) : {}
  return await table.put(
    { ...item, ...archiveKey(item.slug), ...index },
    {
      if: 'attribute_not_exists(#pk) OR #newsletterId = :id',
      values: { ':id': item.newsletterId },
    },
  )
}

// — Images and approvals —

/** In the order asked; ids that name nothing are left out. */
export async function getImages(table: Table, ids: readonly ImageId[]): Promise<Image[]> {
  const items = await table.getMany([...new Set(ids)].map(imageKey))
  const byId = new Map(items.map((item) => [item['id'], Image.parse(item)]))
  return ids.flatMap((id) => byId.get(id) ?? [])
}

/** Newest first. */
export async function listImages(
  table: Table,
  page: { cursor?: string; limit?: number } = {},
): Promise<PageOf<Image>> {
  return await readPage(table, 'IMAGES', page, (item) => Image.parse(item))
}

export async function putImage(table: Table, image: Image) {
  const item = Image.parse(image)
  return await table.put({ ...item, ...imageKey(item.id), ...imageIndex(item.createdAt, item.id) })
}

/** In the order they came. */
export async function listApprovals(table: Table, id: NewsletterId): Promise<Approval[]> {
  const page = await table.queryPage({
    partition: newsletterKey(id).pk,
    beginsWith: 'APPROVAL#',
    consistent: true,
  })
  return page.items.map((item) => Approval.parse(item))
}

export async function putApproval(table: Table, approval: Approval) {
  const item = Approval.parse(approval)
  const key = approvalKey(item.newsletterId, item.id as ApprovalId)
  return await table.put({ ...item, ...key }, ifAbsent)
}

async function readPage<T>(
  table: Table,
  partition: string,
  page: { cursor?: string; limit?: number },
  parse: (item: Item) => T,
): Promise<PageOf<T>> {
  const result = await table.queryPage({
    index: 'gsi1',
    partition,
    newestFirst: true,
    limit: Math.min(page.limit ?? listLimits.page, listLimits.pageMax),
    cursor: page.cursor,
  })
  return asPage(result, parse)
}

function asPage<T>(page: { items: Item[]; cursor?: string }, parse: (item: Item) => T): PageOf<T> {
  const items = page.items.map(parse)
  return page.cursor === undefined ? { items } : { items, cursor: page.cursor }
}
