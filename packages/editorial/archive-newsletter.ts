// Puts a newsletter that has been sent into the public archive. Idempotent: the slug is chosen
// once, and repeating it writes the same entry.

import { newsletterKey } from '#aws/keys'
import type { Table } from '#aws/table'
import type { CompanyId, NewsletterId } from '#kernel/ids'
import type { Instant } from '#kernel/time'
import type { ArchiveEntry } from './archive.ts'
import { blocksForEveryone } from './block-segments.ts'
import { type Block, blockText } from './blocks.ts'
import { cutAtWord } from './draft-newsletter.ts'
import { findCompanies } from './find-companies.ts'
import type { Newsletter } from './newsletter.ts'
import { slugOf } from './slug.ts'
import { listCompanies } from './store.ts'
import { contentAt, putArchiveEntry } from './store-archive.ts'
import { getNewsletter } from './store-newsletters.ts'

export type ArchiveNewsletterOutcome =
  | { kind: 'archived' | 'already'; slug: string }
  | { kind: 'notFound' }

const slugTries = 50

/**
 * `version`: the version that was sent; `sentAt`: when its sending began; `subject`: the one that most
 * readers got, the version's own unless given.
 */
export type ArchiveInput = {
  newsletterId: NewsletterId
  version: number
  sentAt: Instant
  subject?: string | undefined
}

/** Sets status `sent`. */
export async function archiveNewsletter(
  deps: { table: Table },
  input: ArchiveInput,
): Promise<ArchiveNewsletterOutcome> {
  const found = await entryFor(deps.table, input)
  if (!found) return { kind: 'notFound' }
  const { newsletter, entry, base } = found
  const slug = await putUnderFreeSlug(deps.table, { newsletter, entry, base, listed: true })
  await deps.table.update(
    newsletterKey(newsletter.id),
    { set: { status: 'sent' }, setIfAbsent: { slug, publishedAt: entry.publishedAt } },
    { if: 'attribute_exists(#pk)' },
  )
  return { kind: newsletter.publishedAt === undefined ? 'archived' : 'already', slug }
}

/**
 * Gives a newsletter that is about to be sent its page, so that the link in the mail works from the
 * first minute. The archive and its feed name it once it has been sent.
 */
export async function reserveArchivePage(
  deps: { table: Table },
  input: ArchiveInput,
): Promise<{ kind: 'reserved'; slug: string } | { kind: 'notFound' }> {
  const found = await entryFor(deps.table, input)
  if (!found) return { kind: 'notFound' }
  const { newsletter, entry, base } = found
  if (newsletter.slug !== undefined && newsletter.publishedAt !== undefined)
    return { kind: 'reserved', slug: newsletter.slug }
  const slug = await putUnderFreeSlug(deps.table, { newsletter, entry, base, listed: false })
  await deps.table.update(
    newsletterKey(newsletter.id),
    { setIfAbsent: { slug } },
    { if: 'attribute_exists(#pk)' },
  )
  return { kind: 'reserved', slug }
}

type Unplaced = { newsletter: Newsletter; entry: Omit<ArchiveEntry, 'slug'>; base: string }

async function entryFor(table: Table, input: ArchiveInput): Promise<Unplaced | undefined> {
  const newsletter = await getNewsletter(table, input.newsletterId)
  const content = await contentAt(table, input.newsletterId, input.version)
  if (!newsletter || !content) return undefined
  const companies = await listCompanies(table)
  const blocks = blocksForEveryone(content.blocks)
  const entry: Omit<ArchiveEntry, 'slug'> = {
    newsletterId: newsletter.id,
    version: input.version,
    locale: content.locale,
    subject: input.subject ?? content.subject,
    preheader: content.preheader,
    excerpt: excerptOf(blocks),
    companyIds: companiesOf(blocks, companies),
    publishedAt: newsletter.publishedAt ?? input.sentAt,
    ...(content.issueNumber === undefined ? {} : { issueNumber: content.issueNumber }),
  }
  const base = slugOf(titleOf(blocks) || content.subject, 100) || 'lettre'
  return { newsletter, entry, base }
}

async function putUnderFreeSlug(
  table: Table,
  { newsletter, entry, base, listed }: Unplaced & { listed: boolean },
): Promise<string> {
  for (let at = 1; at <= slugTries; at++) {
    const slug = newsletter.slug ?? (at === 1 ? base : `${base}-${at}`)
    const put = await putArchiveEntry(table, { ...entry, slug }, { listed })
    if (put.kind === 'written') return slug
  }
  throw new Error('No free slug for the archive')
}

function titleOf(blocks: readonly Block[]): string {
  return blocks.find((block) => block.type === 'title')?.text ?? ''
}

/** The standfirst, or the first paragraph. */
function excerptOf(blocks: readonly Block[]): string {
  const block =
    blocks.find((candidate) => candidate.type === 'standfirst') ??
    blocks.find((candidate) => candidate.type === 'paragraph')
  return block ? cutAtWord(blockText(block).replace(/\s+/g, ' ').trim(), 300) : ''
}

/** Companies in its cards and those its text names, in that order, each once. */
export function companiesOf(
  blocks: readonly Block[],
  companies: readonly { id: CompanyId; name: string; aliases: readonly string[] }[],
): CompanyId[] {
  const listed = blocks.flatMap((block) => (block.type === 'companies' ? block.companyIds : []))
  const text = blocks.map(blockText).join('\n')
  const named = findCompanies(text, companies)
  return [...new Set([...listed, ...named])].slice(0, 200)
}
