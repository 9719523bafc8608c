// The single mails a reader was sent, as delivery recorded them: never an address or a text.
import type { Table } from '#aws/table'
import { mailsOfReader, type SingleMailRecord } from '#delivery/store-mails'
import type { ReaderId } from '#kernel/ids'

export type MailSent = Pick<SingleMailRecord, 'id' | 'kind' | 'outcome' | 'reason' | 'at'>

/** The newest 200, oldest first. */
export async function mailsSentTo(table: Table, readerId: ReaderId): Promise<MailSent[]> {
  const records = await mailsOfReader(table, readerId)
  return records
    .map(({ id, kind, outcome, reason, at }) => ({
      id,
      kind,
      outcome,
      ...(reason === undefined ? {} : { reason }),
      at,
    }))
    .reverse()
}
