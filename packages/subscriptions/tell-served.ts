// Digital readers are told when an issue is there for them: each once, from their served line, which
// holds the intent of the mail. An issue whose file is missing is told of when the file comes.
import { openIntent } from '#aws/intent'
import { servedKey } from '#aws/keys'
import type { Table } from '#aws/table'
import { getIssueFile } from '#editorial/store-issue-files'
import type { Instant } from '#kernel/time'
import type { ServedLine } from './stream.ts'

/** Asks for the mail of a line that was just written, if there is something to read already. */
export async function tellIfReady(table: Table, line: ServedLine, now: Instant): Promise<void> {
  if (line.edition === 'print' || line.toldAt !== undefined) return
  // Read after the line was written: a file that comes later finds the line.
  if (await getIssueFile(table, line.number)) await tell(table, line, now)
}

/** Asks for the mail, once a line. */
export async function tell(table: Table, line: ServedLine, now: Instant): Promise<void> {
  const { number, streamId } = line
  const intent = {
    ...({ kind: 'mail.issueReady', id: mailIdOf(line), createdAt: now, dueAt: now } as const),
    ...{ attempts: 0, data: {} },
  }
  await table.update(
    servedKey(number, streamId),
    { set: { toldAt: now, ...openIntent(intent) } },
    { if: 'attribute_exists(#pk) AND attribute_not_exists(#toldAt)' },
  )
}

/** One mail a stream and issue, whoever asks for it. */
function mailIdOf({ number, streamId }: ServedLine): string {
  return `mm_${number}_${streamId.slice(streamId.indexOf('_') + 1)}`
}
