// The day a reader last followed a link: the one date that is kept of what they do with a mail. It is
// a contact (domain-rules §6.3: a click counts, an open does not), and goes when consent goes.
import type { Table } from '#aws/table'
import type { ReaderId } from '#kernel/ids'
import { changeReader } from './store.ts'

/**
 * Keeps the day (`2026-12-01`), at most once a day, and only while the reader consents: a withdrawal
 * at the same moment wins. True when it was written.
 */
export async function noteClickDay(
  table: Table,
  input: { readerId: ReaderId; day: string },
): Promise<boolean> {
  const written = await changeReader(table, input.readerId, {
    changes: { set: { lastClickOn: input.day } },
    condition: {
      if: '#trackingConsent = :yes AND (attribute_not_exists(#lastClickOn) OR #lastClickOn < :day)',
      values: { ':yes': true, ':day': input.day },
    },
  })
  return written.kind === 'written'
}
