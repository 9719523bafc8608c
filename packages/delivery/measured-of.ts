// What was recorded of a consenting reader: for each mailing that reached them, whether they opened
// it and which links they followed. For export and for staff; it walks every mailing.
import type { Table } from '#aws/table'
import { mailingIdsPage } from '#editorial/store-newsletters'
import type { MailingId, ReaderId } from '#kernel/ids'
import type { Instant } from '#kernel/time'
import { findRecipient } from './find-recipient.ts'
import { tracesOf } from './forget-tracking.ts'
import { getLinks } from './mail-links.ts'
import { getMailing } from './store.ts'
import { getProgress } from './store-batches.ts'

/** `opened` and `clicked` by whom, as far as can be guessed; of nothing is the time known. */
export type Measured = {
  mailingId: MailingId
  subject: string
  /** When the mailing began, not when anything was done with it. */
  mailingAt: Instant
  opened?: 'person' | 'machine'
  clicked?: 'person' | 'machine'
  /** Addresses of the links a person followed. */
  links: string[]
}

const newslettersAPage = 100
const atOnce = 8

/** The newest mailing first; mailings that were only sent with pixel and links are among them. */
export async function measuredOf(table: Table, readerId: ReaderId): Promise<Measured[]> {
  const measured: Measured[] = []
  let cursor: string | undefined
  do {
    const page = await mailingIdsPage(table, { cursor, limit: newslettersAPage })
    for (let at = 0; at < page.mailingIds.length; at += atOnce) {
      const some = page.mailingIds.slice(at, at + atOnce)
      const found = await Promise.all(some.map((id) => measuredIn(table, id, readerId)))
      measured.push(...found.filter((one) => one !== undefined))
    }
    cursor = page.next
  } while (cursor !== undefined)
  return measured.sort((a, b) => (a.mailingAt < b.mailingAt ? 1 : -1))
}

async function measuredIn(
  table: Table,
  mailingId: MailingId,
  readerId: ReaderId,
): Promise<Measured | undefined> {
  const found = await findRecipient(table, { mailingId, readerId })
  if (!found) return undefined
  const names = new Set(tracesOf(await getProgress(table, found.id), found.number))
  if (names.size === 0) return undefined
  const [mailing, urls] = await Promise.all([
    getMailing(table, mailingId),
    getLinks(table, mailingId),
  ])
  if (!mailing) return undefined
  const by = (name: string, byMachine: string) =>
    names.has(name) ? 'person' : names.has(byMachine) ? 'machine' : undefined
  const opened = by('opened', 'openedByMachine')
  const clicked = by('clicked', 'clickedByMachine')
  return {
    mailingId,
    subject: mailing.subject,
    mailingAt: mailing.startedAt ?? mailing.sendAt,
    ...(opened ? { opened } : {}),
    ...(clicked ? { clicked } : {}),
    links: (urls ?? []).filter((_, link) => names.has(`link_${link}`)),
  }
}
