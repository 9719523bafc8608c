// Newsletters and their earlier versions in the table, parsed after reading, asserted before writing.
import { newsletterIndex, newsletterKey, newsletterVersionKey } from '#aws/keys'
import { type Condition, ifAbsent, type Table } from '#aws/table'
import type { MailingId, NewsletterId } from '#kernel/ids'
import type { Instant } from '#kernel/time'
import {
  contentOf,
  Newsletter,
  type NewsletterContent,
  type NewsletterStatus,
  NewsletterVersion,
} from './newsletter.ts'
import { packBlocks, unpackBlocks } from './packed-blocks.ts'
import { asPage, listLimits, type PageOf, readPage } from './store-pages.ts'

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
