// Saves an issue under optimistic locking: a save names the version it was made from.
import * as z from 'zod'
import { calendarIndex, issueKey } from '#aws/keys'
import { ifAbsent, type Table } from '#aws/table'
import { type Clock, instant } from '#kernel/time'
import { Issue } from './issue.ts'
import { getIssue, putIssue } from './store.ts'

/** What an editor changes of an issue; `expectedVersion` 0 means that it is new. */
export const IssueInput = Issue.pick({
  number: true,
  coverDate: true,
  title: true,
  dossier: true,
  sections: true,
  isSoldOut: true,
}).extend({ expectedVersion: z.number().int().min(0), by: z.string().max(254) })
export type IssueInput = z.infer<typeof IssueInput>

/** `conflict` carries the issue as somebody else (`theirs.updatedBy`) left it; nothing is lost. */
export type SaveIssueOutcome =
  | { kind: 'saved'; issue: Issue }
  | { kind: 'conflict'; theirs: Issue; mine: IssueInput }
  | { kind: 'notFound' }

export async function saveIssue(
  deps: { table: Table; clock: Clock },
  input: IssueInput,
): Promise<SaveIssueOutcome> {
  const { expectedVersion, by, ...fields } = IssueInput.parse(input)
  const { table } = deps
  const updatedAt = instant(deps.clock())
  if (expectedVersion === 0) {
    const issue: Issue = { ...fields, status: 'planned', version: 1, updatedAt, updatedBy: by }
    const put = await putIssue(table, issue, ifAbsent)
    if (put.kind === 'written') return { kind: 'saved', issue }
  } else {
    const written = await table.update(
      issueKey(fields.number),
      {
        set: {
          ...fields,
          version: expectedVersion + 1,
          updatedAt,
          updatedBy: by,
          ...calendarIndex(fields.coverDate, fields.number),
        },
      },
      { if: '#version = :version', values: { ':version': expectedVersion } },
    )
    if (written.kind === 'written') return { kind: 'saved', issue: Issue.parse(written.item) }
  }
  const theirs = await getIssue(table, fields.number)
  return theirs ? { kind: 'conflict', theirs, mine: input } : { kind: 'notFound' }
}
