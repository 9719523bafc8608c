// The single mails a reader was sent, as far as delivery recorded them.
import type { Table } from '#aws/table'
import type { ReaderId } from '#kernel/ids'
import type { Instant } from '#kernel/time'

export type MailSent = { id: string; kind: string; at: Instant; outcome: string }

export async function mailsSentTo(_table: Table, _readerId: ReaderId): Promise<MailSent[]> {
  return []
}
