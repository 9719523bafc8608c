// Announces an issue: planned → announced, one conditional write that also leaves the intent to
// draft its newsletter. Then drafts it at once; if that step is lost, the sweeper takes it.

import { openIntent } from '#aws/intent'
import { issueKey } from '#aws/keys'
import type { Table } from '#aws/table'
import type { MakeId, NewsletterId } from '#kernel/ids'
import { type Clock, instant, plusMs } from '#kernel/time'
import type { Publication } from '#publication/schema'
import { draftNewsletter } from './draft-newsletter.ts'
import { Issue } from './issue.ts'
import { getIssue } from './store.ts'

/** How long the direct step has before the sweeper takes the intent, in ms. */
const draftSweepAfterMs = 60_000

/** `already`: it was announced (or published) before; its newsletter is the one drafted then. */
export type AnnounceIssueOutcome =
  | { kind: 'announced'; issue: Issue; newsletterId: NewsletterId }
  | { kind: 'already'; issue: Issue; newsletterId?: NewsletterId }
  | { kind: 'notFound' }

export async function announceIssue(
  deps: { table: Table; clock: Clock; makeId: MakeId; publication: Publication },
  input: { number: number; by: string },
): Promise<AnnounceIssueOutcome> {
  const { table } = deps
  const at = instant(deps.clock())
  const newsletterId = deps.makeId('newsletter')
  const written = await table.update(
    issueKey(input.number),
    {
      set: {
        status: 'announced',
        updatedAt: at,
        updatedBy: input.by,
        ...openIntent({
          kind: 'newsletter.draft',
          id: `draft-${input.number}`,
          createdAt: at,
          dueAt: plusMs(at, draftSweepAfterMs),
          attempts: 0,
          data: { newsletterId, by: input.by },
        }),
      },
      setIfAbsent: { newsletterId },
      add: { version: 1 },
    },
    { if: '#status = :planned', values: { ':planned': 'planned' } },
  )
  if (written.kind === 'conditionFailed') {
    const issue = await getIssue(table, input.number)
    if (!issue) return { kind: 'notFound' }
    // An announcement that broke off before its draft is completed by repeating it.
    if (issue.newsletterId) await draftNewsletter(deps, { issueNumber: issue.number })
    return {
      kind: 'already',
      issue,
      ...(issue.newsletterId ? { newsletterId: issue.newsletterId } : {}),
    }
  }
  const issue = Issue.parse(written.item)
  await draftNewsletter(deps, { issueNumber: issue.number })
  return { kind: 'announced', issue, newsletterId: issue.newsletterId ?? newsletterId }
}
