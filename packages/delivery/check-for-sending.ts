// The pre-send check of a newsletter as it is saved: renders it, counts its audience, proofreads it,
// and keeps the findings for this version, so that scheduling needs no MJML.
import type { Table } from '#aws/table'
import type { Newsletter } from '#editorial/newsletter'
import { proofread } from '#editorial/proofread'
import type { NewsletterId } from '#kernel/ids'
import { type Clock, instant } from '#kernel/time'
import type { Publication } from '#publication/schema'
import { type AudienceCount, audienceCount } from '#readers/audience'
import { checkNewsletter, type Finding } from './check-newsletter.ts'
import { loadNewsletter } from './load-newsletter.ts'
import { renderNewsletter } from './render-newsletter.ts'
import type { Rendition } from './rendition.ts'
import { mainVariant, putCheck } from './store.ts'

/** `passed` when no finding is an error. */
export type CheckForSendingOutcome =
  | {
      kind: 'checked'
      passed: boolean
      newsletter: Newsletter
      findings: Finding[]
      audience: AudienceCount
      rendition: Rendition
    }
  | { kind: 'notFound' }

export async function checkForSending(
  deps: { table: Table; clock: Clock; publication: Publication; siteUrl: string },
  input: { newsletterId: NewsletterId },
): Promise<CheckForSendingOutcome> {
  const { table, publication } = deps
  const source = await loadNewsletter(deps, input)
  if (!source) return { kind: 'notFound' }
  const { newsletter, images, issues } = source
  const [rendition, audience] = await Promise.all([
    renderNewsletter({ ...source, variant: mainVariant }),
    audienceCount(table, { topics: newsletter.topics }),
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
  await putCheck(table, {
    newsletterId: newsletter.id,
    version: newsletter.version,
    findings,
    checkedAt: instant(deps.clock()),
  })
  const passed = findings.every(({ level }) => level !== 'error')
  return { kind: 'checked', passed, newsletter, findings, audience, rendition }
}
