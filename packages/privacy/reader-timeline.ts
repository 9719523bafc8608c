// One person's story for the staff: what they consented to, what they were sent, what was measured of
// it, what they ordered, paid and got, newest first.
import type { Table } from '#aws/table'
import type { Measured } from '#delivery/measured-of'
import type { ReaderId } from '#kernel/ids'
import type { Instant } from '#kernel/time'
import type { Suppression } from '#readers/reader'
import { consentsOf, getSuppression, type KeptConsent } from '#readers/store'
import { type CustomerEntry, customerEntries } from './customer-timeline.ts'
import { measuredWith } from './hold-about.ts'
import { type MailSent, mailsSentTo } from './mails-sent.ts'

export type TimelineEntry =
  | { kind: 'consent'; at: Instant; consent: KeptConsent }
  | { kind: 'mail'; at: Instant; mail: MailSent }
  /** What was recorded of a mailing, at the mailing's own time: of opens no time is kept. */
  | { kind: 'measured'; at: Instant; measured: Measured }
  | { kind: 'suppression'; at: Instant; suppression: Suppression }
  | CustomerEntry

/** Every entry, newest first; consents stay after an erasure, so this may outlive the reader. */
export async function readerTimeline(
  deps: { table: Table },
  input: { readerId: ReaderId },
): Promise<TimelineEntry[]> {
  const { readerId } = input
  const [consents, mails, suppression, customer] = await Promise.all([
    consentsOf(deps.table, readerId),
    mailsSentTo(deps.table, readerId),
    getSuppression(deps.table, readerId),
    customerEntries(deps.table, readerId),
  ])
  const reader = { id: readerId, trackingConsent: false }
  const measured = await measuredWith(deps.table, { reader, consents })
  const entries: TimelineEntry[] = [
    ...consents.map((consent) => ({ kind: 'consent' as const, at: consent.at, consent })),
    ...mails.map((mail) => ({ kind: 'mail' as const, at: mail.at, mail })),
    ...measured.map((one) => ({ kind: 'measured' as const, at: one.mailingAt, measured: one })),
    ...customer,
    ...(suppression ? [{ kind: 'suppression' as const, at: suppression.at, suppression }] : []),
  ]
  return entries.sort((a, b) => (a.at < b.at ? 1 : a.at > b.at ? -1 : 0))
}
