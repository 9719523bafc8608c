// The earlier versions of a newsletter, newest first, for the page that brings one back.
import type { Table } from '#aws/table'
import type { NewsletterId } from '#kernel/ids'
import type { NewsletterVersion } from './newsletter.ts'
import { versionsPage } from './store-newsletters.ts'
import type { PageOf } from './store-pages.ts'

export async function newsletterVersions(
  deps: { table: Table },
  input: { id: NewsletterId; cursor?: string; limit?: number },
): Promise<PageOf<NewsletterVersion>> {
  return await versionsPage(deps.table, input.id, {
    limit: input.limit ?? 30,
    ...(input.cursor === undefined ? {} : { cursor: input.cursor }),
  })
}
