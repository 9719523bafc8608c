// Brings an earlier version of a newsletter back, as a new version: undo can itself be undone.
import type { Table } from '#aws/table'
import type { NewsletterId } from '#kernel/ids'
import type { Clock } from '#kernel/time'
import { contentOf } from './newsletter.ts'
import { type SaveNewsletterOutcome, saveNewsletter } from './save-newsletter.ts'
import { getNewsletterVersion } from './store-newsletters.ts'

export async function restoreNewsletter(
  deps: { table: Table; clock: Clock },
  input: { id: NewsletterId; version: number; expectedVersion: number; by: string },
): Promise<SaveNewsletterOutcome> {
  const kept = await getNewsletterVersion(deps.table, input.id, input.version)
  if (!kept) return { kind: 'notFound' }
  return await saveNewsletter(deps, {
    id: input.id,
    content: contentOf(kept),
    expectedVersion: input.expectedVersion,
    by: input.by,
  })
}
