// Saves a newsletter under optimistic locking: a save names the version it was made from. The
// earlier version is kept first, so that every saved state can be brought back.
import * as z from 'zod'
import { ifAbsent, type Table } from '#aws/table'
import { idSchema, type MakeId, type NewsletterId } from '#kernel/ids'
import { type Clock, instant } from '#kernel/time'
import { hasTooManySegments } from './block-segments.ts'
import { contentOf, type Newsletter, NewsletterContent } from './newsletter.ts'
import { getNewsletter, keepVersion, putNewsletter, replaceContent } from './store-newsletters.ts'

export const NewsletterInput = z.object({
  id: idSchema('newsletter'),
  content: NewsletterContent,
  expectedVersion: z.number().int().min(1),
  by: z.string().max(254),
})
export type NewsletterInput = z.infer<typeof NewsletterInput>

/**
 * `unchanged`: the content equals what is stored, no version was made. `conflict` carries both
 * texts; `theirs.updatedBy` and `theirs.updatedAt` say who and when. `locked`: a mailing has been
 * scheduled from it; its text can't change under it. `tooLarge`: it doesn't fit the database.
 * `tooManySegments`: its blocks are for more different segments than one newsletter may have.
 */
export type SaveNewsletterOutcome =
  | { kind: 'saved'; newsletter: Newsletter }
  | { kind: 'unchanged'; newsletter: Newsletter }
  | { kind: 'conflict'; theirs: Newsletter; mine: NewsletterContent }
  | { kind: 'locked'; newsletter: Newsletter }
  | { kind: 'tooLarge' | 'tooManySegments' }
  | { kind: 'notFound' }

export async function saveNewsletter(
  deps: { table: Table; clock: Clock },
  input: NewsletterInput,
): Promise<SaveNewsletterOutcome> {
  const { table } = deps
  const { id, content, expectedVersion, by } = NewsletterInput.parse(input)
  const before = await getNewsletter(table, id)
  if (!before) return { kind: 'notFound' }
  if (sameContent(before, content)) return { kind: 'unchanged', newsletter: before }
  if (before.status !== 'draft') return { kind: 'locked', newsletter: before }
  if (before.version !== expectedVersion) return { kind: 'conflict', theirs: before, mine: content }
  if (hasTooManySegments(content.blocks)) return { kind: 'tooManySegments' }
  await keepVersion(table, {
    ...contentOf(before),
    newsletterId: id,
    version: before.version,
    savedAt: before.updatedAt,
    savedBy: before.updatedBy,
  })
  const at = instant(deps.clock())
  const result = await replaceContent(table, id, { content, from: expectedVersion, at, by })
  if (result.kind === 'written') return { kind: 'saved', newsletter: result.newsletter }
  if (result.kind === 'tooLarge') return { kind: 'tooLarge' }
  const theirs = await getNewsletter(table, id)
  if (!theirs) return { kind: 'notFound' }
  if (theirs.status !== 'draft') return { kind: 'locked', newsletter: theirs }
  return { kind: 'conflict', theirs, mine: content }
}

/** Whether two contents are equal, whatever the order of their attributes. */
export function sameContent(a: NewsletterContent, b: NewsletterContent): boolean {
  return canonical(contentOf(a)) === canonical(contentOf(b))
}

function canonical(value: unknown): string {
  return JSON.stringify(value, (_, part: unknown) =>
    part !== null && typeof part === 'object' && !Array.isArray(part)
      ? Object.fromEntries(Object.entries(part).sort(([a], [b]) => (a < b ? -1 : 1)))
      : part,
  )
}

/** A newsletter that no announcement drafted: from given content, version 1. */
export async function createNewsletter(
  deps: { table: Table; clock: Clock; makeId: MakeId },
  input: { content: NewsletterContent; by: string; id?: NewsletterId },
): Promise<
  { kind: 'created'; newsletter: Newsletter } | { kind: 'tooLarge' | 'tooManySegments' | 'exists' }
> {
  if (hasTooManySegments(input.content.blocks)) return { kind: 'tooManySegments' }
  const at = instant(deps.clock())
  const newsletter: Newsletter = {
    ...contentOf(NewsletterContent.parse(input.content)),
    id: input.id ?? deps.makeId('newsletter'),
    status: 'draft',
    version: 1,
    mailingIds: [],
    createdAt: at,
    updatedAt: at,
    updatedBy: input.by,
  }
  const put = await putNewsletter(deps.table, newsletter, ifAbsent)
  if (put.kind === 'tooLarge') return { kind: 'tooLarge' }
  return put.kind === 'written' ? { kind: 'created', newsletter } : { kind: 'exists' }
}
