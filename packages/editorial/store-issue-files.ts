// Issues' files in the table: one item an issue, of the file that readers get now.
import { intentOf, openIntent } from '#aws/intent'
import { issueFileKey, type Key } from '#aws/keys'
import { ifAbsent, type Table } from '#aws/table'
import type { Intent } from '#kernel/intents'
import { IssueFile } from './issue-file.ts'

const schema = 1

export function issueFileItemKey(number: number): Key {
  return issueFileKey(number)
}

export async function getIssueFile(table: Table, number: number): Promise<IssueFile | undefined> {
  const item = await table.get(issueFileKey(number), { consistent: true })
  return item && IssueFile.parse(item)
}

/** Of these issues, those that have a file. */
export async function issueFilesOf(
  table: Table,
  numbers: readonly number[],
): Promise<Map<number, IssueFile>> {
  const items = await table.getMany([...new Set(numbers)].map(issueFileKey))
  return new Map(items.map((item) => IssueFile.parse(item)).map((file) => [file.number, file]))
}

/**
 * Puts a file in the place of `before` (undefined: of none). `others`: somebody else's is there.
 * The intent that tells readers is opened with it, unless one is open already.
 */
export async function putIssueFile(
  table: Table,
  put: { file: IssueFile; before: IssueFile | undefined; intent: Intent | undefined },
): Promise<'written' | 'others'> {
  const key = issueFileKey(put.file.number)
  const item = { schema, ...IssueFile.parse(put.file), ...(put.intent && openIntent(put.intent)) }
  if (!put.before) {
    const written = await table.put({ ...key, ...item }, ifAbsent)
    return written.kind === 'written' ? 'written' : 'others'
  }
  const written = await table.update(
    key,
    { set: item },
    { if: '#id = :id', values: { ':id': put.before.id } },
  )
  return written.kind === 'written' ? 'written' : 'others'
}

/** The open intent of an issue's file. */
export async function intentOfFile(table: Table, number: number): Promise<Intent | undefined> {
  const item = await table.get(issueFileKey(number), { consistent: true })
  return item && intentOf(item)
}
