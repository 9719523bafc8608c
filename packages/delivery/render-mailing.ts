// Renders a mailing once, before it is planned, in each of its variants: checks the size, reserves the
// page in the archive, lists the links, keeps the renditions, and queues the planning of the shards.
// Repeating it changes nothing.
import type { Table } from '#aws/table'
import { reserveArchivePage } from '#editorial/archive-newsletter'
import type { MailingId } from '#kernel/ids'
import type { Log } from '#kernel/log'
import { type Clock, instant } from '#kernel/time'
import type { Publication } from '#publication/schema'
import { stopMailing, stopSentences } from './halt-mailing.ts'
import { loadNewsletter } from './load-newsletter.ts'
import { freezeLinks } from './mail-links.ts'
import type { Mailing } from './mailing.ts'
import type { MailingMessage } from './messages.ts'
import { planMessages } from './plan-messages.ts'
import type { Queue } from './ports.ts'
import { renderNewsletter } from './render-newsletter.ts'
import type { Rendition } from './rendition.ts'
import { changeMailing, getMailing, getRendition, hasRenditions, putRendition } from './store.ts'
import { segmentsOfVariant, variantsOf } from './variants.ts'
import { withSubject } from './with-subject.ts'

export type RenderMailingDeps = {
  table: Table
  clock: Clock
  publication: Publication
  siteUrl: string
  mailingQueue: Queue<MailingMessage>
  log: Log
}

export type RenderMailingOutcome = { kind: 'rendered' | 'notPlanning' | 'stopped' }

export async function renderMailing(
  deps: RenderMailingDeps,
  input: { mailingId: MailingId },
): Promise<RenderMailingOutcome> {
  const { table } = deps
  const mailing = await getMailing(table, input.mailingId)
  if (mailing?.status !== 'planning') return { kind: 'notPlanning' }
  if (!(await hasRenditions(table, mailing.id, variantsOf(mailing)))) {
    const fault = await render(deps, mailing)
    if (fault) {
      await stopMailing(deps, mailing.id, { from: ['planning'], because: stopSentences[fault] })
      return { kind: 'stopped' }
    }
  }
  await deps.mailingQueue.send((await planMessages(table, mailing)).map((body) => ({ body })))
  return { kind: 'rendered' }
}

/** Renders what is missing. The last step keeps the renditions: they say that all else is done. */
async function render(
  deps: RenderMailingDeps,
  mailing: Mailing,
): Promise<'newsletterMissing' | 'tooLarge' | undefined> {
  const { newsletterId, newsletterVersion: version } = mailing
  const source = await loadNewsletter(deps, { newsletterId, version })
  if (!source) return 'newsletterMissing'
  const renditions: Rendition[] = []
  for (const variant of variantsOf(mailing)) {
    const inside = segmentsOfVariant(mailing, variant)
    const kept = await getRendition(deps.table, mailing.id, variant)
    renditions.push(kept ?? worded(await renderNewsletter({ ...source, variant, inside }), mailing))
  }
  const sizes = renditions.map(({ html }) => Buffer.byteLength(html))
  const htmlBytes = Math.max(...sizes)
  if (htmlBytes > deps.publication.limits.mailHtmlBytes) return 'tooLarge'
  const page = await reserveArchivePage(deps, { newsletterId, version, sentAt: mailing.sendAt })
  if (page.kind === 'notFound') return 'newsletterMissing'
  const named = await changeMailing(deps.table, mailing.id, {
    from: ['planning'],
    set: { archiveSlug: page.slug },
  })
  // Paused or cancelled meanwhile: whoever resumes it has it rendered anew, with its page.
  if (!named) return undefined
  await freezeLinks(deps.table, mailing.id, renditions)
  for (const rendition of renditions) await putRendition(deps.table, mailing.id, rendition)
  deps.log('info', 'mailing.rendered', {
    mailingId: mailing.id,
    variants: renditions.length,
    htmlBytes,
    at: instant(deps.clock()),
  })
  return undefined
}

/** A follow-up bears the subject that did better in the test of the mailing it follows. */
function worded(rendition: Rendition, { subject }: Mailing): Rendition {
  return rendition.subject === subject ? rendition : withSubject(rendition, subject)
}
