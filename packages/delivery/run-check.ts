// Runs the pre-send check of a newsletter as it is now and keeps the result for its version, which
// scheduling asks for. Renders, so only functions that hold the rendering engine call it.
import type { Table } from '#aws/table'
import { proofread } from '#editorial/proofread'
import type { NewsletterId } from '#kernel/ids'
import { type Clock, instant } from '#kernel/time'
import type { Publication } from '#publication/schema'
import { checkNewsletter } from './check-newsletter.ts'
import type { CheckedVariant } from './check-variants.ts'
import { countAudience } from './count-audience.ts'
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
  const audience = await countAudience(deps, newsletter)
  const variants: CheckedVariant[] = []
  for (const { count, ...viewer } of audience.viewers) {
    const { inside } = viewer
    // Nobody is in a segment that was deleted; the blocks that name it are told anyway.
    if (audience.blockSegments.some(({ id, name }) => name === undefined && inside.has(id)))
      continue
    const rendition = await renderNewsletter({ ...source, variant: mainVariant, inside })
    const isUnread = audience.counted === 'exact' && count === 0 && audience.count > 0
    variants.push({ viewer, rendition, isRead: !isUnread })
  }
  const findings = checkNewsletter({
    newsletter,
    variants,
    blockSegments: audience.blockSegments.map(({ id, name, count }) => ({
      id,
      name,
      isEmpty: audience.counted === 'exact' && audience.count > 0 && count === 0,
    })),
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
