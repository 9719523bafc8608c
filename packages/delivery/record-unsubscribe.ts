// Notes in a mailing's progress that a reader unsubscribed from it, on the intent that the reader's
// consent carries. Adding a number twice is adding it once.
import type { Key } from '#aws/keys'
import type { Table } from '#aws/table'
import { idSchema } from '#kernel/ids'
import type { Intent } from '#kernel/intents'
import { findRecipient } from './find-recipient.ts'
import { closeMail } from './mail-claim.ts'
import { changeProgress } from './store-batches.ts'

/** `notPlanned`: the link was not that of a recipient; nothing to note. */
export type RecordUnsubscribeOutcome = { kind: 'recorded' | 'notPlanned' }

/** The intent's data holds `mailingId` and `readerId`; the intent is closed. */
export async function recordUnsubscribe(
  deps: { table: Table },
  input: { key: Key; intent: Intent },
): Promise<RecordUnsubscribeOutcome> {
  const { table } = deps
  const mailingId = idSchema('mailing').parse(input.intent.data['mailingId'])
  const readerId = idSchema('reader').parse(input.intent.data['readerId'])
  const found = await findRecipient(table, { mailingId, readerId })
  if (found)
    await changeProgress(table, found.id, {
      changes: { add: { unsubscribed: new Set([found.number]) } },
    })
  await closeMail(table, input)
  return { kind: found ? 'recorded' : 'notPlanned' }
}
