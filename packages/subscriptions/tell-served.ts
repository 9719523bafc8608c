// Digital readers are told when an issue is there for them: each once, from their served line, which
// holds the intent of the mail. An issue whose file is missing is told of when the file comes.
import { openIntent } from '#aws/intent'
import { type Key, servedKey } from '#aws/keys'
import type { Table } from '#aws/table'
import { getIssueFile } from '#editorial/store-issue-files'
import type { Instant } from '#kernel/time'
import type { ServedLine } from './stream.ts'

export type TellDeps = { table: Table; hint?: ((key: Key) => Promise<void>) | undefined }

/** Asks for the mail of a line that was just written, if there is something to read already. */
export async function tellIfReady(deps: TellDeps, line: ServedLine, now: Instant): Promise<void> {
  if (line.edition === 'print' || line.toldAt !== undefined) return
  // Read after the line was written: a file that comes later finds the line.
  if (await getIssueFile(deps.table, line.number)) await tell(deps, line, now)
}

/** Asks for the mail, once a line. */
export async function tell(deps: TellDeps, line: ServedLine, now: Instant): Promise<void> {
  const { number, streamId } = line
  const key = servedKey(number, streamId)
  const intent = {
    ...({ kind: 'mail.issueReady', id: mailIdOf(line), createdAt: now, dueAt: now } as const),
    ...{ attempts: 0, data: {} },
  }
  const asked = await deps.table.update(
    key,
    { set: { toldAt: now, ...openIntent(intent) } },
    { if: 'attribute_exists(#pk) AND attribute_not_exists(#toldAt)' },
  )
  if (asked.kind === 'written') await deps.hint?.(key)
}

/** One mail a stream and issue, whoever asks for it. */
function mailIdOf({ number, streamId }: ServedLine): string {
  return `mm_${number}_${streamId.slice(streamId.indexOf('_') + 1)}`
}
