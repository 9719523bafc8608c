// Mailings that a reader's server put off until SES gave up, counted over mailings on the reader's
// item. They are shown, and bar nobody: a full mailbox and an office's spam filter mend themselves.
import { readerKey } from '#aws/keys'
import { ifPresent, type Table } from '#aws/table'
import type { MailingId, ReaderId } from '#kernel/ids'

/** Noting a mailing twice is noting it once; nothing happens for a reader who was erased. */
export async function noteSoftBounce(
  table: Table,
  input: { readerId: ReaderId; mailingId: MailingId },
): Promise<void> {
  const add = { softBounces: new Set([input.mailingId as string]) }
  await table.update(readerKey(input.readerId), { add }, ifPresent)
}

/** It was delivered after all: what had come back was an automatic answer. */
export async function forgetSoftBounce(
  table: Table,
  input: { readerId: ReaderId; mailingId: MailingId },
): Promise<void> {
  const take = { softBounces: new Set([input.mailingId as string]) }
  await table.update(readerKey(input.readerId), { take }, ifPresent)
}
