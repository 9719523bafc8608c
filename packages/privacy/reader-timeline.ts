// One reader's story for the staff: what they consented to, what they were sent, newest first.
import type { Table } from '#aws/table'
import type { ReaderId } from '#kernel/ids'
import type { Instant } from '#kernel/time'
import type { Suppression } from '#readers/reader'
import { consentsOf, getSuppression, type KeptConsent } from '#readers/store'
import { type MailSent, mailsSentTo } from './mails-sent.ts'

export type TimelineEntry =
  | { kind: 'consent'; at: Instant; consent: KeptConsent }
  | { kind: 'mail'; at: Instant; mail: MailSent }
  | { kind: 'suppression'; at: Instant; suppression: Suppression }

/** Every entry, newest first; consents stay after an erasure, so this may outlive the reader. */
export async function readerTimeline(
  deps: { table: Table },
  input: { readerId: ReaderId },
): Promise<TimelineEntry[]> {
  const { readerId } = input
  const [consents, mails, suppression] = await Promise.all([
    consentsOf(deps.table, readerId),
    mailsSentTo(deps.table, readerId),
    getSuppression(deps.table, readerId),
  ])
  const entries: TimelineEntry[] = [
    ...consents.map((consent) => ({ kind: 'consent' as const, at: consent.at, consent })),
    ...mails.map((mail) => ({ kind: 'mail' as const, at: mail.at, mail })),
    ...(suppression ? [{ kind: 'suppression' as const, at: suppression.at, suppression }] : []),
  ]
  return entries.sort((a, b) => (a.at < b.at ? 1 : a.at > b.at ? -1 : 0))
}
