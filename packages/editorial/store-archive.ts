// The archive in the table: what was sent, as it is read online.
import { archiveIndex, archiveKey } from '#aws/keys'
import type { Table } from '#aws/table'
import type { NewsletterId } from '#kernel/ids'
import { ArchiveEntry } from './archive.ts'
import { blocksForEveryone } from './block-segments.ts'
import { contentOf, type NewsletterContent } from './newsletter.ts'
import { getNewsletter, getNewsletterVersion } from './store-newsletters.ts'
import { type PageOf, readPage } from './store-pages.ts'

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
