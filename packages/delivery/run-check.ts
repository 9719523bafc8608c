// Runs the pre-send check of a newsletter as it is now and keeps the result for its version, which
// scheduling asks for. Renders, so only functions that hold the rendering engine call it.
import type { Table } from '#aws/table'
import { proofread } from '#editorial/proofread'
import type { NewsletterId } from '#kernel/ids'
import { type Clock, instant } from '#kernel/time'
import type { Publication } from '#publication/schema'
import { audienceCount } from '#readers/audience'
import { audienceFilter } from './audience-filter.ts'
import { checkNewsletter } from './check-newsletter.ts'
import { loadNewsletter } from './load-newsletter.ts'
import { renderNewsletter } from './render-newsletter.ts'
import { mainVariant, putCheck, type StoredCheck } from './store.ts'

export type RunCheckOutcome = { kind: 'checked'; check: StoredCheck } | { kind: 'notFound' }

export async function runCheck(
  deps: { table: Table; clock: Clock; publication: Publication; siteUrl: string },
  input: { newsletterId: NewsletterId },
): Promise<RunCheckOutcome> {
  const source = await loadNewsletter(deps, { newsletterId: input.newsletterId })
  if (!source) return { kind: 'notFound' }
  const { newsletter, images, issues, publication } = source
  const [rendition, audience] = await Promise.all([
    renderNewsletter({ ...source, variant: mainVariant }),
    audienceFilter(deps, newsletter).then((filter) => audienceCount(deps.table, filter)),
  ])
  const findings = checkNewsletter({
    newsletter,
    rendition,
    images,
    issues,
    publication,
    audienceCount: audience.count,
    suggestions: proofread(newsletter.blocks, newsletter.locale),
  })
  const check: StoredCheck = {
    newsletterId: newsletter.id,
    version: newsletter.version,
    findings,
    checkedAt: instant(deps.clock()),
  }
  await putCheck(deps.table, check)
  return { kind: 'checked', check }
}
