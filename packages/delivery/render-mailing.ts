// Renders a mailing once, before it is planned: checks the size, keeps the rendition, reserves the
// page in the archive, and queues the planning of the shards. Repeating it changes nothing.
import type { Table } from '#aws/table'
import { reserveArchivePage } from '#editorial/archive-newsletter'
import type { MailingId } from '#kernel/ids'
import type { Log } from '#kernel/log'
import { type Clock, instant } from '#kernel/time'
import type { Publication } from '#publication/schema'
import { audienceAfter } from '#readers/store'
import { stopMailing, stopSentences } from './halt-mailing.ts'
import { loadNewsletter } from './load-newsletter.ts'
import { deliveryLimits, type Mailing, type MailingMessage } from './mailing.ts'
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
  await putRendition(deps.table, mailing.id, rendition)
  deps.log('info', 'mailing.rendered', {
    mailingId: mailing.id,
    htmlBytes: Buffer.byteLength(rendition.html),
    at: instant(deps.clock()),
  })
  return undefined
}

/** Readers in a shard, by a probe of the first: small audiences are planned by one message. */
const smallShard = 100

/** Messages for the shards that are not planned yet. Nothing to send when all are. */
export async function planMessages(table: Table, mailing: Mailing): Promise<MailingMessage[]> {
  const open = openShards(mailing)
  if (open.length === 0) return []
  const probe = await audienceAfter(table, 0, undefined, deliveryLimits.planPage)
  const small = !probe.more && probe.readers.length < smallShard
  const each = small ? deliveryLimits.planShards : probe.more ? 1 : 8
  const messages: MailingMessage[] = []
  for (let start = 0; start < deliveryLimits.planShards; start += each) {
    const group = open.filter((shard) => shard >= start && shard < start + each)
    const [fromShard, toShard] = [group[0], group.at(-1)]
    if (fromShard !== undefined && toShard !== undefined)
      messages.push({ kind: 'plan', mailingId: mailing.id, fromShard, toShard })
  }
  return messages
}

/** Shards of a mailing whose planning is not complete, ascending. */
export function openShards(mailing: Mailing): number[] {
  return Array.from({ length: deliveryLimits.planShards }, (_, shard) => shard).filter(
    (shard) => !mailing.plannedShards?.has(shard),
  )
}
