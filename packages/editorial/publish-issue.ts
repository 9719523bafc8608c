// Publishes an issue: announced → published, on the day it is out.
import { issueKey } from '#aws/keys'
import type { Table } from '#aws/table'
import { type Clock, instant } from '#kernel/time'
import { Issue } from './issue.ts'
import { getIssue } from './store.ts'

export type PublishIssueOutcome =
  | { kind: 'published' | 'already' | 'notAnnounced'; issue: Issue }
  | { kind: 'notFound' }

export async function publishIssue(
  deps: { table: Table; clock: Clock },
  input: { number: number; by: string },
): Promise<PublishIssueOutcome> {
  const written = await deps.table.update(
    issueKey(input.number),
    {
      set: { status: 'published', updatedAt: instant(deps.clock()), updatedBy: input.by },
      add: { version: 1 },
    },
    { if: '#status = :announced', values: { ':announced': 'announced' } },
  )
  if (written.kind === 'written') return { kind: 'published', issue: Issue.parse(written.item) }
  const issue = await getIssue(deps.table, input.number)
  if (!issue) return { kind: 'notFound' }
  return { kind: issue.status === 'published' ? 'already' : 'notAnnounced', issue }
}
