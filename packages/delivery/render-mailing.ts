// Renders a mailing once, before it is planned: checks the size, keeps the rendition, reserves the
// page in the archive, and queues the planning of the shards. Repeating it changes nothing.
import type { Table } from '#aws/table'
import { reserveArchivePage } from '#editorial/archive-newsletter'
import type { MailingId } from '#kernel/ids'
import type { Log } from '#kernel/log'
import { type Clock, instant } from '#kernel/time'
import type { Publication } from '#publication/schema'
import { stopMailing, stopSentences } from './halt-mailing.ts'
import { loadNewsletter } from './load-newsletter.ts'
import { freezeLinks } from './mail-links.ts'
import type { Mailing, MailingMessage } from './mailing.ts'
import { planMessages } from './plan-messages.ts'
import type { Queue } from './ports.ts'
import { renderNewsletter } from './render-newsletter.ts'
import { changeMailing, getMailing, hasRendition, mainVariant, putRendition } from './store.ts'

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
  if (!(await hasRendition(table, mailing.id, mainVariant))) {
    const fault = await render(deps, mailing)
    if (fault) {
      await stopMailing(deps, mailing.id, { from: ['planning'], because: stopSentences[fault] })
      return { kind: 'stopped' }
    }
  }
  await deps.mailingQueue.send((await planMessages(table, mailing)).map((body) => ({ body })))
  return { kind: 'rendered' }
}

async function render(
  deps: RenderMailingDeps,
  mailing: Mailing,
): Promise<'newsletterMissing' | 'tooLarge' | undefined> {
  const { newsletterId, newsletterVersion: version } = mailing
  const source = await loadNewsletter(deps, { newsletterId, version })
  if (!source) return 'newsletterMissing'
  const rendition = await renderNewsletter({ ...source, variant: mainVariant })
  if (Buffer.byteLength(rendition.html) > deps.publication.limits.mailHtmlBytes) return 'tooLarge'
  const page = await reserveArchivePage(deps, { newsletterId, version, sentAt: mailing.sendAt })
  if (page.kind === 'notFound') return 'newsletterMissing'
  await changeMailing(deps.table, mailing.id, {
    from: ['planning'],
    set: { archiveSlug: page.slug },
  })
  // Before the rendition, which says that all of this is done.
  await freezeLinks(deps.table, mailing.id, [rendition])
  await putRendition(deps.table, mailing.id, rendition)
  deps.log('info', 'mailing.rendered', {
    mailingId: mailing.id,
    htmlBytes: Buffer.byteLength(rendition.html),
    at: instant(deps.clock()),
  })
  return undefined
}
