// Puts a newsletter that has been sent into the public archive. Idempotent: the slug is chosen
// once, and repeating it writes the same entry.

import { newsletterKey } from '#aws/keys'
import type { Table } from '#aws/table'
import type { CompanyId, NewsletterId } from '#kernel/ids'
import type { Instant } from '#kernel/time'
import type { ArchiveEntry } from './archive.ts'
import { type Block, blockText } from './blocks.ts'
import { cutAtWord } from './draft-newsletter.ts'
import { findCompanies } from './find-companies.ts'
import { slugOf } from './slug.ts'
import { contentAt, getNewsletter, listCompanies, putArchiveEntry } from './store.ts'

export type ArchiveNewsletterOutcome =
  | { kind: 'archived' | 'already'; slug: string }
  | { kind: 'notFound' }

const slugTries = 50

/** `version` is the version that was sent, `sentAt` when its sending began. Sets status `sent`. */
export async function archiveNewsletter(
  deps: { table: Table },
  input: { newsletterId: NewsletterId; version: number; sentAt: Instant },
): Promise<ArchiveNewsletterOutcome> {
  const { table } = deps
  const newsletter = await getNewsletter(table, input.newsletterId)
  const content = await contentAt(table, input.newsletterId, input.version)
  if (!newsletter || !content) return { kind: 'notFound' }
  const already = newsletter.slug !== undefined
  const companies = await listCompanies(table)
  const entry: Omit<ArchiveEntry, 'slug'> = {
    newsletterId: newsletter.id,
    version: input.version,
    locale: content.locale,
    subject: content.subject,
    preheader: content.preheader,
    excerpt: excerptOf(content.blocks),
    companyIds: companiesOf(content.blocks, companies),
    publishedAt: newsletter.publishedAt ?? input.sentAt,
    ...(content.issueNumber === undefined ? {} : { issueNumber: content.issueNumber }),
  }
  const base = slugOf(titleOf(content.blocks) || content.subject, 100) || 'lettre'
  for (let at = 1; at <= slugTries; at++) {
    const slug = newsletter.slug ?? (at === 1 ? base : `${base}-${at}`)
    const put = await putArchiveEntry(table, { ...entry, slug })
    if (put.kind === 'conditionFailed') continue
    await table.update(
      newsletterKey(newsletter.id),
      { set: { status: 'sent' }, setIfAbsent: { slug, publishedAt: entry.publishedAt } },
      { if: 'attribute_exists(#pk)' },
    )
    return { kind: already ? 'already' : 'archived', slug }
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
